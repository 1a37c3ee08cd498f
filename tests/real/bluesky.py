"""Real servers of atproto on loopback, from npm: a personal data server, and an AppView over it.

with Bluesky.running(appview=True) as network:
    anna = network.account("anna")
    post = anna.post("Text", at=datetime(2026, 3, 1, 8, tzinfo=UTC))
    anna.delete(post)
    network.settle()
    urlopen(network.appview + "/xrpc/app.bsky.feed.getAuthorFeed?actor=" + anna.did)

`npm install @atproto/dev-env @atproto/pds` takes minutes (it compiles better-sqlite3), so the
folder with its node_modules is named in VARDKASE_ATPROTO. The AppView keeps its index in PostgreSQL
and Redis.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from real.programs import NotStarted, Programs, answers, find, free_port, is_root, running_programs

CONTROL = Path(__file__).with_name("atproto.cjs")
FOLDER = "VARDKASE_ATPROTO"
ANSWER = b"ANSWER"
PASSWORD = "ett-losenord-for-proven"


def missing_parts(appview: bool) -> list[str]:
    """What is missing here, as words for a person; empty where the servers can be started."""
    missing = [] if find("node") else ["node"]
    if not os.environ.get(FOLDER):
        missing.append(f"miljövariabeln {FOLDER} (en mapp med node_modules)")
    elif not (_modules() / "@atproto/dev-env/package.json").exists():
        missing.append(f"@atproto/dev-env i {_modules()}")
    if appview and not _postgres("initdb"):
        missing.append("Debianpaketet postgresql")
    if appview and not find("redis-server"):
        missing.append("Debianpaketet redis-server")
    return missing


def versions() -> dict[str, str]:
    """The versions of the packages that are run."""
    found = {}
    for name in ("dev-env", "pds", "bsky"):
        package = json.loads((_modules() / f"@atproto/{name}/package.json").read_text("utf-8"))
        found[name] = package["version"]
    return found


def _modules() -> Path:
    return Path(os.environ[FOLDER]).absolute() / "node_modules"


def _postgres(program: str) -> str | None:
    """A program of PostgreSQL; Debian keeps those of a server out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(found[-1]) if found else find(program)


@dataclass(frozen=True)
class Post:
    uri: str
    cid: str


@dataclass(frozen=True)
class Account:
    """An account of the data server, and what it does there. `at` is when it says that it wrote."""

    network: "Bluesky"
    name: str
    did: str
    handle: str

    def post(self, text: str, *, at: datetime, **more) -> Post:
        """Publish a post; `more` are further fields of its record."""
        made = self._do("post", record=_record(text, at, more))
        return Post(made["uri"], made["cid"])

    def edit(self, post: Post, text: str, *, at: datetime, **more) -> Post:
        made = self._do("edit", uri=post.uri, record=_record(text, at, more))
        return Post(made["uri"], made["cid"])

    def delete(self, post: Post) -> None:
        self._do("delete", uri=post.uri)

    def repost(self, post: Post) -> None:
        self._do("repost", uri=post.uri, cid=post.cid)

    def withhold(self) -> None:
        """Ask that only those who are logged in are shown what the account writes."""
        self._do("withhold")

    def deactivate(self) -> None:
        self._do("deactivate")

    def _do(self, what: str, **more) -> dict:
        return self.network.do(what, name=self.name, **more)


class Bluesky:
    """The servers of one network: `pds` and `appview` are their addresses."""

    def __init__(self, control: subprocess.Popen, folder: Path):
        self._control = control
        self._folder = folder
        started = self.do("start")
        self.pds = f"http://127.0.0.1:{started['pds']}"
        self.appview = f"http://127.0.0.1:{started['appview']}" if started["appview"] else ""

    @classmethod
    @contextmanager
    def running(cls, appview: bool) -> Iterator["Bluesky"]:
        """A new network that is up until the block ends. Raises NotStarted."""
        with running_programs("vardkase-atproto-") as programs:
            index = _start_index(programs) if appview else None
            asked = {"modules": str(_modules()), "folder": str(programs.folder), "appview": index}
            control = programs.start(find("node"), CONTROL, json.dumps(asked), pipes=True)
            yield cls(control, programs.folder)

    def account(self, name: str) -> Account:
        """A new account, NAME.test, with the password PASSWORD."""
        made = self.do("account", name=name, password=PASSWORD)
        return Account(self, name, made["did"], made["handle"])

    def settle(self) -> None:
        """Wait until the AppView has seen all that was done."""
        self.do("settle")

    def do(self, what: str, **more) -> dict:
        """Have the servers do something; raises NotStarted where they cannot."""
        assert self._control.stdin and self._control.stdout
        self._control.stdin.write(json.dumps({"do": what, **more}).encode() + b"\n")
        self._control.stdin.flush()
        for line in self._control.stdout:
            if line.startswith(ANSWER):
                answer = json.loads(line.removeprefix(ANSWER))
                if error := (answer or {}).get("error"):
                    raise NotStarted(f"{what}: {error}")
                return answer
        raise NotStarted(f"atproto did not do {what}\n{Programs(self._folder).said()}")


def _record(text: str, at: datetime, more: dict) -> dict:
    return {"text": text, "createdAt": at.isoformat().replace("+00:00", "Z"), **more}


def _start_index(programs: Programs) -> dict[str, str]:
    """PostgreSQL as user postgres and Redis, both on 127.0.0.1 alone; gives their addresses."""
    data, port, redis_port = programs.folder / "db", free_port(), free_port()
    data.mkdir(mode=0o700)
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if is_root() else {}
    if is_root():
        shutil.chown(data, "postgres", "postgres")
    subprocess.run(
        [_postgres("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
         "--locale=C", "--no-sync"],
        check=True, capture_output=True, cwd="/", **user,
    )  # fmt: skip
    running = programs.start(
        _postgres("postgres"), "-D", data, "-p", port, "-c", "listen_addresses=127.0.0.1",
        "-c", "unix_socket_directories=", "-c", "fsync=off", user="postgres",
    )  # fmt: skip
    programs.wait_for(running, lambda: answers(port))
    redis = programs.start(
        find("redis-server"), "--port", redis_port, "--bind", "127.0.0.1", "--save", "",
        "--dir", programs.folder,
    )  # fmt: skip
    programs.wait_for(redis, lambda: answers(redis_port))
    return {
        "postgres": f"postgresql://postgres@127.0.0.1:{port}/postgres",
        "redis": f"127.0.0.1:{redis_port}",
    }

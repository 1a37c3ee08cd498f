"""A stream from a real personal data server of Bluesky: posts come, change and go.

The server comes from npm, which takes minutes to install, so that these tests are run by hand:

    npm install --prefix FOLDER @atproto/dev-env @atproto/pds @atproto/sync ws
    VARDKASE_ATPROTO=FOLDER pytest -m real_server tests/real/test_jetstream.py
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from real.programs import find, free_port, running_programs

from crawlers.searches import default_queries_toml, parse_searches
from store.records import Source, SourceKind

pytestmark = pytest.mark.real_server

SCRIPT = Path(__file__).parent / "jetstream.cjs"
SEARCHES = parse_searches(default_queries_toml(), "queries.toml")
NEEDED = ("@atproto/dev-env", "@atproto/sync", "@atproto/identity", "ws")
PATHS = {
    "ett": "/subscribe",
    "tva": "/xrpc/network.bsky.jetstream.subscribeEvents",
}


class Network:
    """The server and its stream; `network(do=…, …)` has something done there, and waits for it."""

    def __init__(self, programs, modules: Path):
        self.port = free_port()
        ports = (free_port(), free_port(), self.port)
        node = f"NODE_PATH={modules}"
        self._running = programs.start(
            find("env"), node, "LOG_ENABLED=false", "node", SCRIPT, *ports, pipes=True
        )
        self._programs = programs
        assert self._answer() == {"ready": True}

    def _answer(self):
        line = self._running.stdout.readline()
        assert line, self._programs.said()
        return json.loads(line)

    def __call__(self, do, name, **said):
        command = {"do": do, "name": name, **said}
        self._running.stdin.write(json.dumps(command).encode() + b"\n")
        self._running.stdin.flush()
        return self._answer()

    def sources(self):
        return [
            Source(name, SourceKind.JETSTREAM, f"http://127.0.0.1:{self.port}{path}")
            for name, path in PATHS.items()
        ]


@pytest.fixture(scope="module")
def network():
    folder = os.environ.get("VARDKASE_ATPROTO", "")
    modules = Path(folder) / "node_modules"
    missing = [name for name in NEEDED if not (modules / name).is_dir()]
    if not folder or missing or not find("node"):
        pytest.skip(
            "VARDKASE_ATPROTO names no folder with node_modules of "
            f"{', '.join(missing or NEEDED)}: no server of Bluesky to ask"
        )
    with running_programs("vardkase-atproto-") as programs:
        yield Network(programs, modules)


def now():
    return datetime.now(UTC)


def test_a_real_server_s_posts_edits_deletions_and_departures_come_through_both_versions(
    network, collect, tmp_path
):
    dids = [network("account", name)["did"] for name in ("astrid", "birger")]
    first = network("post", "astrid", text="Hej socialtjänsten i Ljungvik!", langs=["sv"])["uri"]
    second = network("post", "birger", text="Orosanmälan är ingen lek.", langs=["sv", "en"])["uri"]
    third = network("post", "astrid", text="السوسيال لم يجب", langs=["ar"])["uri"]
    network("post", "birger", text="Snö i backarna.", langs=["sv"])
    network("post", "birger", text="Socialtjänsten auf Deutsch.", langs=["de"])
    network("like", "birger", uri=first)
    sources = network.sources()
    one = collect(*sources, searches=SEARCHES, now=now())
    assert {one.access(name) for name in PATHS} == {"ok"}
    assert [one.problems(name) for name in PATHS] == [(), ()]
    assert sorted(row["text"] for row in one.documents) == [
        "Hej socialtjänsten i Ljungvik!", "Orosanmälan är ingen lek.", "السوسيال لم يجب",
    ]  # fmt: skip
    assert {one.polls[name].items for name in PATHS} == {3}
    assert one.store.read("SELECT source_id, items FROM passed_over ORDER BY 1").to_pylist() == [
        {"source_id": "ett", "items": 1}, {"source_id": "tva", "items": 1},
    ]  # fmt: skip

    network("edit", "astrid", uri=first, text="Hej socialtjänsten i Åmåsa!")
    network("remove", "astrid", uri=third)
    network("leave", "birger")
    network("post", "astrid", text="Familjehemmet är bra.", langs=["sv"])
    two = collect(*sources, searches=SEARCHES, now=now())
    assert [two.problems(name) for name in PATHS] == [(), ()]
    held = {row["text"]: row["text_status"] for row in two.documents if row["text"]}
    assert held == {"Hej socialtjänsten i Åmåsa!": "full", "Familjehemmet är bra.": "full"}
    assert len(two.documents) == 4 and second
    assert two.polls["ett"].covers_from == two.polls["tva"].covers_from == one.now
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for person in (*dids, "astrid", "birger"):
        assert person.encode() not in kept and person not in "\n".join((*one.log, *two.log))

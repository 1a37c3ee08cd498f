"""A real FlaskBB forum on loopback, in a folder that is removed after (see flaskbb_server.py).

with FlaskBB.running() as forum:
    anna = forum.do("user", name="Anna")
    thread, post = forum.do("topic", user=anna, title="Rubrik", text="Text")
    forum.do("delete", post=forum.do("reply", user=anna, topic=thread, text="Svar", of=post))
    urlopen(f"{forum.base}/t{thread}")

FlaskBB 3 needs Python 3.12: its environment is named in VARDKASE_FLASKBB, or is build/flaskbb,
where .ci/real-servers puts it.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any

from real.programs import NotStarted, free_port, running_programs

SERVER = Path(__file__).with_name("flaskbb_server.py")
FOLDER = "VARDKASE_FLASKBB"
BUILT = Path(__file__).parents[2] / "build/flaskbb"


def _environment() -> Path:
    return Path(os.environ.get(FOLDER) or BUILT).absolute()


def missing_parts() -> list[str]:
    """What is missing here, as words for a person; empty where the forum can be started."""
    folder = _environment()
    if not (folder / "bin/python").exists():
        return [f"en Pythonmiljö i {FOLDER} eller build/flaskbb"]
    return (
        [] if list(folder.glob("lib/python3*/site-packages/flaskbb")) else [f"flaskbb i {folder}"]
    )


def version() -> str:
    """The version of FlaskBB that is run."""
    (found,) = _environment().glob("lib/python3*/site-packages/flaskbb-*.dist-info")
    return found.name.removeprefix("flaskbb-").removesuffix(".dist-info")


@dataclass
class FlaskBB:
    """A running forum; `do` is one command of flaskbb_server.Commands."""

    base: str
    _running: Popen

    @classmethod
    @contextmanager
    def running(cls) -> Iterator["FlaskBB"]:
        with running_programs("vardkase-flaskbb-") as programs:
            port = free_port()
            python = _environment() / "bin/python"
            running = programs.start(python, SERVER, port, programs.folder, pipes=True)
            forum = cls(f"http://127.0.0.1:{port}", running)
            if forum._answer() != "up":
                raise NotStarted(programs.said())
            yield forum

    def do(self, command: str, **arguments: Any) -> Any:
        assert self._running.stdin is not None
        self._running.stdin.write(json.dumps([command, arguments]).encode() + b"\n")
        self._running.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._running.stdout is not None
        line = self._running.stdout.readline()
        return json.loads(line) if line else "ended"

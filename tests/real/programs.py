"""Programs of the system that a test starts in a folder of its own, and ends without a trace."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE_S = 30.0
"""A program that has not come up by then never will."""


class NotStarted(Exception):
    """A program ended, or did not answer in time; says what it wrote last."""


def is_root() -> bool:
    return os.geteuid() == 0


def find(program: str) -> str | None:
    """The path of a program, also where /usr/sbin is not in PATH."""
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    """Whether something listens to a port of 127.0.0.1."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Programs:
    """Programs that end with the test, the last started first.

    They are also ended by the system if the test itself is killed (setpriv --pdeathsig).
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self._running: list[subprocess.Popen] = []

    def start(self, *words, user: str = "", pipes: bool = False) -> subprocess.Popen:
        """Start `words`, as `user` when we are root; what it says goes to NAME.log."""
        name = Path(words[0]).name
        as_user = ["--reuid", user, "--regid", user, "--clear-groups"] if user and is_root() else []
        # After a change of user the death signal is lost; setpriv sets it last.
        command = [*as_user, "--pdeathsig", "TERM", *map(str, words)]
        with (self.folder / f"{name}.log").open("ab") as log:
            running = subprocess.Popen(
                [find("setpriv") or "setpriv", *command],
                cwd=self.folder,
                stdin=subprocess.PIPE if pipes else subprocess.DEVNULL,
                stdout=subprocess.PIPE if pipes else log,
                stderr=log,
                start_new_session=True,
            )
        self._running.append(running)
        return running

    def wait_for(self, running: subprocess.Popen, is_up) -> None:
        """Wait until `is_up()`; raises NotStarted where the program ends or is too slow."""
        until = time.monotonic() + PATIENCE_S
        while not is_up():
            if running.poll() is not None or time.monotonic() > until:
                raise NotStarted(f"{running.args}:\n{self.said()}")
            time.sleep(0.02)

    def said(self) -> str:
        """The last that each program wrote."""
        return "\n".join(
            f"{path.name}: {path.read_text('utf-8', 'replace')[-800:]}"
            for path in sorted(self.folder.glob("*.log"))
        )

    def stop(self) -> None:
        while self._running:
            _end(self._running.pop())


def _end(running: subprocess.Popen) -> None:
    """End a program and all that it has started. Nothing of it is to be kept, so it gets no time
    to tidy up, but its workers are to end before it: nobody else would take leave of them."""
    for pipe in (running.stdin, running.stdout):
        if pipe:
            pipe.close()
    running.terminate()
    with suppress(subprocess.TimeoutExpired):
        running.wait(2)
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait(5)


@contextmanager
def running_programs(prefix: str) -> Iterator[Programs]:
    """A folder for programs, open to the users that they run as (pytest's tmp_path is not); they
    are ended and the folder removed when the block ends."""
    with tempfile.TemporaryDirectory(prefix=prefix) as name:
        folder = Path(name)
        folder.chmod(0o755)
        programs = Programs(folder)
        try:
            yield programs
        finally:
            programs.stop()

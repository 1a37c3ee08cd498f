"""Running the command line as a user does: whole, from its arguments to its exit status."""

import contextlib
import io
import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass

import pytest
from web_server import new_web  # noqa: F401 - a fixture

from vardkase.cli import main


@dataclass
class Ended:
    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@contextlib.contextmanager
def first_logging():
    """The root logger as a program finds it, without pytest's handlers."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = []
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run `vardkase ARGUMENT…` in a folder; gives status, stdout and stderr.

    In this process: starting another costs two seconds, most of them imports. What a command does
    not catch ends the test.
    """

    def run(*arguments, cwd=tmp_path):
        out, err = io.StringIO(), io.StringIO()
        monkeypatch.setattr(sys, "argv", ["vardkase", *map(str, arguments)])
        with (
            contextlib.chdir(cwd),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            first_logging(),
            pytest.raises(SystemExit) as ended,
        ):
            main()
        return Ended(ended.value.code, out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def run_alone(tmp_path):
    """The same in a process of its own, all of whose stdout and stderr is here."""

    def run(*arguments, cwd=tmp_path, timeout=240):
        ended = subprocess.run(
            [sys.executable, "-m", "vardkase", *map(str, arguments)],
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=timeout,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return run

"""Running the command line as a user does: in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

import pytest
from web_server import new_web  # noqa: F401 - a fixture


@dataclass
class Ended:
    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def run(tmp_path):
    """Run `vardkase ARGUMENT…` in a folder; gives status, stdout and stderr."""

    def run(*arguments, cwd=tmp_path, timeout=240, env=None):
        ended = subprocess.run(
            [sys.executable, "-m", "vardkase", *map(str, arguments)],
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=timeout,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **(env or {})},
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return run

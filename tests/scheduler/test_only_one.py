"""A second service for one store is refused; the place is free again when the first has ended."""

import subprocess
import sys

import pytest

from scheduler.only_one import only_service
from store.errors import SettingsError

HOLD = """
import sys
from pathlib import Path
from scheduler.only_one import only_service
with only_service(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_service_is_refused_until_the_first_has_been_killed(tmp_path):
    path = tmp_path / "lager.duckdb"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    other.stdout.readline()
    with pytest.raises(SettingsError, match="arbetar redan"), only_service(path):
        pass
    other.kill()
    other.communicate()
    with only_service(path):
        pass

"""Passes over platforms into a real store; scenes lie beside the tests that use them."""

import sys
from pathlib import Path

from one_pass import collect  # noqa: F401 - a fixture

sys.path.append(str(Path(__file__).parent))

from killed_pass import start  # noqa: F401 - a fixture

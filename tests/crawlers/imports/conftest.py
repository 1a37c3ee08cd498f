"""Scenes stand beside the tests that use them."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))

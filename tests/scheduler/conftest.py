"""The simulated week lies beside its tests, and benchmarks/week.py runs it at full size."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))

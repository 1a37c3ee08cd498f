"""Makes the constructed cases of tests/reports/signals importable: `spike_cases`, `drift_cases`."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "signals"))

"""The self-test: a constructed sample whose figures R's package `survey` has computed too.

The sample, its specification and R's figures lie in `self_test/`; the script that made the figures
is kept with the tests. The sample takes the way of every other: file, specification, run.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.trust.survey.frame import frame_of
from reports.trust.survey.run import run
from reports.trust.survey.spec import read_spec
from reports.trust.waves.sheets import read_csv

FOLDER = Path(__file__).parent / "self_test"
TOLERANCE = 1e-6
COMPARED = ("estimate", "se", "low", "high", "df", "n")


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far our figures are from R's. `worst` is the largest relative difference of each kind,
    `failures` says each figure that differs more than `tolerance`."""

    reference: str
    figures: int
    compared: int
    tolerance: float
    worst: dict[str, float]
    failures: list[str]

    @property
    def passed(self) -> bool:
        """Whether every figure is within the tolerance."""
        return not self.failures

    def as_dict(self) -> dict[str, Any]:
        """What `estimate --self-test --json` prints."""
        return {**dataclasses.asdict(self), "passed": self.passed}


def compare_with_r() -> Comparison:
    """Run every specification of the self-test and compare each figure that R gives."""
    golden = json.loads((FOLDER / "r.json").read_text(encoding="utf-8"))
    raw = (FOLDER / "sample.csv").read_bytes()
    frame = frame_of(read_csv("sample.csv", raw, hashlib.sha256(raw).hexdigest()))
    worst: dict[str, float] = {}
    failures: list[str] = []
    figures = compared = 0
    for file in sorted(golden["specs"]):
        spec = read_spec(file, (FOLDER / file).read_bytes())
        found = run(frame, spec, least=1)  # nobody stands behind constructed rows
        ours = {(one.name, one.group): one for one in found.estimates}
        for expected in golden["specs"][file]:
            figures += 1
            where = f"{file}, {expected['name']}, {expected['group'] or 'alla'}"
            one = ours.get((expected["name"], expected["group"]))
            if one is None or one.suppressed is not None:
                failures.append(f"{where}: saknas hos oss; R ger {expected['estimate']}.")
                continue
            for key in COMPARED:
                if expected.get(key) is None:
                    continue
                compared += 1
                apart = _apart(getattr(one, key), expected[key])
                worst[one.kind] = max(worst.get(one.kind, 0.0), apart)
                if apart > TOLERANCE:
                    failures.append(f"{where}, {key}: {getattr(one, key)}; R ger {expected[key]}.")
    return Comparison(golden["made_by"], figures, compared, TOLERANCE, worst, failures)


def _apart(ours: float | None, theirs: float) -> float:
    """The relative difference; absolute where R's figure is below 1e-3."""
    return float("inf") if ours is None else abs(ours - theirs) / max(abs(theirs), 1e-3)

"""What is asked of a survey: its design, the known totals, and each figure that is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.trust.survey.domain import Domain
from reports.trust.waves.spec import ALL, BASES, WITH_OPINION
from reports.trust.waves.spec import ALL_BUT_WONT_SAY as ALL_WHO_SAY

__all__ = ["ALL", "ALL_WHO_SAY", "BASES", "WITH_OPINION"]

KINDS: dict[str, frozenset[str]] = {
    "mean": frozenset({"by"}),
    "total": frozenset({"by", "levels"}),
    "share": frozenset({"by", "levels"}),
    "ratio": frozenset({"by", "denominator"}),
    "quantile": frozenset({"by", "levels", "q", "rule"}),
    "difference": frozenset({"by", "levels", "compare"}),
    "ttest": frozenset({"by", "levels", "compare", "less"}),
    "chisq": frozenset({"by", "levels", "statistic"}),
    "regression": frozenset(
        {"by", "levels", "terms", "adjust", "party", "family", "reference", "factors"}
    ),
}
"""The kinds of estimate, and the keys that each may have beside those that all have."""

STATISTICS = ("F", "Chisq", "Wald", "adjWald")
FAMILIES = ("linear", "logistic")


@dataclass(frozen=True, slots=True)
class ReplicateSpec:
    """`[design.replicates]`: columns of replicate weights and how they scale, as `svrepdesign`."""

    columns: tuple[str, ...]
    kind: str
    combined: bool = True
    scale: float | None = None
    rscales: tuple[float, ...] | None = None
    rho: float | None = None
    mse: bool = False


@dataclass(frozen=True, slots=True)
class DesignSpec:
    """`[design]`: names of columns, the outermost stage first."""

    weight: str | None = None
    strata: tuple[str, ...] = ()
    psu: tuple[str, ...] = ()
    fpc: tuple[str, ...] = ()
    nest: bool = False
    lonely_psu: str = "fail"
    replicates: ReplicateSpec | None = None


@dataclass(frozen=True, slots=True)
class WeightingSpec:
    """`[[weighting]]`: known totals. `margins` maps a column's codes to persons, for rake; `cells`
    lists combinations of codes with their `total`, for poststratify; `totals` has sums of numeric
    columns for calibrate. `bounds` limit what a weight is multiplied by; `max_iterations` and
    `epsilon` end the raking, and their defaults are R's."""

    kind: str
    margins: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    cells: tuple[Mapping[str, Any], ...] = ()
    totals: Mapping[str, float] = field(default_factory=dict)
    size: float | None = None
    method: str = "linear"
    bounds: tuple[float, float] | None = None
    max_iterations: int = 10
    epsilon: float = 1.0


@dataclass(frozen=True, slots=True)
class Answers:
    """`[answers.COLUMN]`: codes (or their words) that mean no opinion, won't say, or no answer."""

    dont_know: tuple[Any, ...] = ()
    wont_say: tuple[Any, ...] = ()
    missing: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class EstimateSpec:
    """One `[[estimate]]`. `where` says where it stands, for errors; None means the default.
    `variable` has a second column where there is a denominator, or one to be subtracted."""

    where: str
    name: str
    kind: str
    variable: tuple[str, ...]
    by: tuple[str, ...] = ()
    domain: Domain | None = None
    levels: tuple[Any, ...] = ()
    compare: tuple[Any, ...] = ()
    base: str | None = None
    ci: str | None = None
    confidence: float = 0.95
    q: tuple[float, ...] = (0.5,)
    rule: str = "math"
    statistic: str = "F"
    terms: tuple[str, ...] = ()
    adjust: tuple[str, ...] = ()
    party: str | None = None
    family: str | None = None
    reference: Mapping[str, Any] = field(default_factory=dict)
    factors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spec:
    """A whole spec.toml. `where` is its name, for errors."""

    where: str
    design: DesignSpec
    estimates: tuple[EstimateSpec, ...]
    weightings: tuple[WeightingSpec, ...] = ()
    answers: Mapping[str, Answers] = field(default_factory=dict)

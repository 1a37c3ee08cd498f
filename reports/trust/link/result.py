"""What a link analysis gives: one estimate of a design, and the whole answer to a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """The closed list of answers."""

    INSUFFICIENT = "insufficient"
    NO_ASSOCIATION_FOUND = "no_association_found"
    ASSOCIATION = "association"
    ASSOCIATION_NOT_SPECIFIC = "association_not_specific"
    EXPLAINED_BY = "explained_by"
    DESIGN_VIOLATED = "design_violated"


@dataclass(frozen=True, slots=True)
class LinkEstimate:
    """One estimate of how trust goes with exposure.

    `estimate`, `low` and `high` are in units of trust per unit of exposure (log odds for persons,
    where `odds_ratio` stands in `details`), `lag` in steps of the series, `se` the standard error,
    `df` the degrees of freedom of its t. `n` counts the units of the test (points, group-waves,
    dates), `n_effective` those that are worth an independent one. `details` holds diagnostics of
    the method by name, as plain numbers, strings and lists.
    """

    lag: int
    estimate: float
    se: float
    df: float
    low: float
    high: float
    p: float
    n: int
    n_effective: float
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkResult:
    """The answer to one locked plan; the fields of `result.json` and what the page shows beside.

    `estimate` is None where no test was made. `tests` is the number of tests of the project so far,
    this run's included. `controls` maps the name of a control (negative_control, reverse,
    leave_one_out, placebo, second_opinion, ...) to its figures. `flags` are codes of warnings.
    """

    verdict: Verdict
    design: str
    question: str
    plan_sha256: str
    locked_at: str
    exploratory: bool
    tests: int
    lag: int | None
    estimate: float | None
    low: float | None
    high: float | None
    p: float | None
    q: float | None
    n: int
    n_effective: float | None
    smallest_detectable: Mapping[str, Any] | None
    controls: Mapping[str, Any]
    crude: Mapping[str, Any] | None
    adjusted: Mapping[str, Any] | None
    adjusted_with_party: Mapping[str, Any] | None
    explained_by: str | None
    flags: Sequence[str]
    all_lags: Sequence[LinkEstimate] = ()
    diagnostics: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)

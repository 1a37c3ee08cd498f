"""What all designs of the link share: when there is too little data, and the t of an estimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import numpy as np
from scipy import special

from reports.trust.link.result import LinkEstimate
from store.errors import VardkaseError

MIN_POINTS = 12
"""Below this no series is tested: trend and one lag leave fewer than six degrees of freedom."""

CONFIRMATORY_POINTS = 26
"""From here on a series may confirm a plan; below it a result is exploratory whatever it says."""

MIN_DF = 3
"""A t on fewer degrees of freedom sees nothing of a size that could be."""


class Strength(StrEnum):
    """What a number of points in time allows."""

    INSUFFICIENT = "insufficient"
    EXPLORATORY = "exploratory"
    CONFIRMATORY = "confirmatory"


class InsufficientData(VardkaseError):
    """There is too little to test: `found` units where at least `least` are needed."""

    def __init__(self, message: str, found: int = 0, least: int = 0) -> None:
        super().__init__(message)
        self.found = found
        self.least = least


def strength_of(points: int) -> Strength:
    """What a series of so many complete points allows.

    >>> strength_of(11), strength_of(25), strength_of(26)
    (<Strength.INSUFFICIENT: 'insufficient'>, <Strength.EXPLORATORY: 'exploratory'>, \
<Strength.CONFIRMATORY: 'confirmatory'>)
    """
    if points < MIN_POINTS:
        return Strength.INSUFFICIENT
    return Strength.EXPLORATORY if points < CONFIRMATORY_POINTS else Strength.CONFIRMATORY


def require(found: int, least: int, what: str, where: str) -> None:
    """Raise InsufficientData unless `found` of `what` (Swedish, plural) reach `least`."""
    if found < least:
        raise InsufficientData(
            f"{where}: {found} {what}; minst {least} behövs för ett test; visa siffrorna utan test",
            found,
            least,
        )


def two_sided_p(t: np.ndarray, df: np.ndarray | float) -> np.ndarray:
    """P(|T| >= |t|) of Student's T on df degrees of freedom; NaN where t or df is."""
    return 2 * special.stdtr(df, -np.abs(t))


def critical_t(df: np.ndarray | float, level: float) -> np.ndarray:
    """The t that a share `level` of Student's distribution stays within, on both sides."""
    return special.stdtrit(df, 0.5 + level / 2)


def t_estimates(
    estimate: np.ndarray,
    se: np.ndarray,
    df: np.ndarray,
    *,
    lag: int,
    n: np.ndarray,
    n_effective: np.ndarray,
    details: Mapping[str, np.ndarray],
    level: float = 0.95,
) -> list[LinkEstimate]:
    """One LinkEstimate of each element; all arrays, those of `details` too, are (draws, ...)."""
    half = critical_t(df, level) * se
    p = two_sided_p(estimate / se, df)
    return [
        LinkEstimate(
            lag=lag,
            estimate=float(estimate[i]),
            se=float(se[i]),
            df=float(df[i]),
            low=float(estimate[i] - half[i]),
            high=float(estimate[i] + half[i]),
            p=float(p[i]),
            n=int(n[i]),
            n_effective=float(n_effective[i]),
            details={name: values[i].tolist() for name, values in details.items()},
        )
        for i in range(len(estimate))
    ]


def as_rows(series: Any) -> np.ndarray:
    """(draws, n) floats of one series (n,) or of many (draws, n)."""
    return np.atleast_2d(np.asarray(series, dtype=float))


def require_one(series: Sequence[np.ndarray], where: str) -> None:
    """Raise ValueError unless each array holds one series: (n,) or (1, n) of equal length."""
    lengths = {as_rows(one).shape for one in series}
    if len(lengths) != 1 or next(iter(lengths))[0] != 1:
        raise ValueError(f"{where}: shapes {sorted(lengths)}; expected one series each, equal n")

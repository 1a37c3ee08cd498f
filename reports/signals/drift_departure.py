"""Whether a share, or a mean, of a week departs from what its mix of sources leads to expect."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

PRIOR_STORIES = 10.0
"""A source is taken to be like others of its kind until it has told more than so many stories."""

LEAST_SOURCE_STORIES, LEAST_SOURCE_WEEKS = 5, 3
"""A source that gave less than this to the reference is new: what it adds is coverage."""

LEAST_STORIES = 5
"""Stories of a week without which it is not compared."""

LEAST_WEEKS = 8
"""Weeks of reference without which nothing is judged."""

LEAST_EXCESS = 0.5
"""The least variance of a week, in that of independent stories with equal chances. Stories of one
source differ in their chances, which makes a share steadier than that, but no reference shows that
weeks are steadier than by half."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Of one measure: stories and the sum of their values, both (sources, weeks), the last week the
    one judged; `kind` (sources,) numbers the kinds of outlet. `square` is the sum of squared values
    where these are not all 0 or 1, else None."""

    stories: np.ndarray
    total: np.ndarray
    kind: np.ndarray
    square: np.ndarray | None = None

    def of(self, sources: np.ndarray) -> Counted:
        """The same of some sources, by a mask or positions."""
        square = None if self.square is None else self.square[sources]
        return Counted(self.stories[sources], self.total[sources], self.kind[sources], square)


@dataclass(frozen=True, slots=True)
class Departure:
    """`value` and `expected` of the week, 0..1; `score` is their distance in standard errors and
    has Student's distribution with `freedom` degrees when nothing has changed. `step` is a standard
    error on the scale of the comparison: of the mean itself, or of the angle of a share of
    `stories` stories (`arcsine`)."""

    value: float
    expected: float
    score: float
    freedom: int
    step: float
    stories: float
    arcsine: bool

    def p_value(self) -> float:
        """Two-sided."""
        return float(2 * student.sf(abs(self.score), self.freedom))

    def bounds(self, p: float) -> tuple[float, float]:
        """Between which the value lies with probability 1 - p when nothing has changed."""
        reach = float(student.isf(p / 2, self.freedom)) * self.step
        if not self.arcsine:
            return max(0.0, self.expected - reach), min(1.0, self.expected + reach)
        middle = float(_angle(self.expected, self.stories))
        low, high = max(0.0, middle - reach), min(math.pi, middle + reach)
        return _share(low, self.stories), _share(high, self.stories)


def departure(counted: Counted, reference: np.ndarray) -> Departure | None:
    """Compare the last week with the `reference` (weeks,) of bool; None where too little is known.

    Every week's value is set against what its own sources gave in the other weeks of reference
    (indirect standardisation), so that a week in which other sources were seen is no different.
    The spread of these differences over the weeks of reference, each predicted without itself, is
    what the last week's difference is measured in, but for LEAST_EXCESS. A week with more stories
    than the median is not taken to be more exact than that one.
    """
    known = counted.of(_known(counted.stories, reference))
    told = known.stories.sum(0)
    weeks = np.flatnonzero(reference & (told >= LEAST_STORIES))
    if len(weeks) < LEAST_WEEKS or told[-1] < LEAST_STORIES:
        return None
    looked_at = np.append(weeks, len(told) - 1)
    size = told[looked_at]
    value = known.total.sum(0)[looked_at] / size
    expected = _expected(known, weeks)
    if known.square is None:
        unit, distance = 1.0, _angle(value, size) - _angle(expected, size)
    else:
        unit, distance = _spread(known, weeks), value - expected
    if unit == 0:
        return None
    before, middle = slice(0, -1), float(np.median(size[:-1]))
    excess = max(
        LEAST_EXCESS, float((size * distance**2)[before].sum() / unit**2 / (len(weeks) - 1))
    )
    step = unit * math.sqrt(excess / min(size[-1], middle))
    return Departure(
        value=float(value[-1]),
        expected=float(expected[-1]),
        score=float(distance[-1] / step),
        freedom=len(weeks) - 1,
        step=step,
        stories=float(size[-1]),
        arcsine=known.square is None,
    )


def _known(stories: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """The sources that the reference knows."""
    then = stories[:, reference]
    return (then.sum(1) >= LEAST_SOURCE_STORIES) & ((then > 0).sum(1) >= LEAST_SOURCE_WEEKS)


def _expected(known: Counted, weeks: np.ndarray) -> np.ndarray:
    """The values of `weeks` and of the last week, by what the sources gave in the weeks of
    reference but each itself."""
    looked_at = np.append(weeks, known.stories.shape[1] - 1)
    own = np.append(np.ones(len(weeks)), 0.0)
    stories = known.stories[:, weeks].sum(1)[:, None] - known.stories[:, looked_at] * own
    total = known.total[:, weeks].sum(1)[:, None] - known.total[:, looked_at] * own
    kinds = (known.kind == np.arange(known.kind.max() + 1)[:, None]).astype(float)
    overall = total.sum(0) / stories.sum(0)
    usual = (kinds @ total + PRIOR_STORIES * overall) / (kinds @ stories + PRIOR_STORIES)
    rate = (total + PRIOR_STORIES * usual[known.kind]) / (stories + PRIOR_STORIES)
    now = known.stories[:, looked_at]
    return np.clip((now * rate).sum(0) / now.sum(0), 0.0, 1.0)


def _spread(known: Counted, weeks: np.ndarray) -> float:
    """Standard deviation of the stories of one source about their mean, over all sources."""
    assert known.square is not None
    stories, total = known.stories[:, weeks].sum(1), known.total[:, weeks].sum(1)
    inner = known.square[:, weeks].sum() - (total**2 / stories).sum()
    return math.sqrt(max(0.0, inner) / max(1.0, stories.sum() - len(stories)))


def _angle(share, stories):
    """Twice the arcsine of the root of a share, whose variance is 1 / stories whatever the share;
    with 3/8 added to the count so that this holds for small ones (Anscombe 1948)."""
    return 2 * np.arcsin(np.sqrt((share * stories + 0.375) / (stories + 0.75)))


def _share(angle: float, stories: float) -> float:
    """The share of an angle, in 0..1."""
    share = (math.sin(angle / 2) ** 2 * (stories + 0.75) - 0.375) / stories
    return min(1.0, max(0.0, share))

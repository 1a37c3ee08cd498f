"""The verdict, by a table of rules that is read from the top: the first that holds decides.

design_violated: what is compared is not comparable (question, scale, mode, population or base
    changed), or a campaign's groups moved apart before it, or its placebo dates look like it.
insufficient: the data are too few for a test.
explained_by: a link is found without the plan's covariates; with them none is, and at least a third
    of it is gone.
no_association_found: the plan's own test finds no link.
association_not_specific: it does, but so does a control that exposure cannot have to do with, or
    trust goes before exposure at least as clearly.
association: it does, and no control does.

A link is found when its q, corrected for all tests of the project, is at most the plan's alpha and
its sign is the plan's direction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.trust.link.result import LinkEstimate, Verdict

EXPLAINED_SHARE = 1 / 3
"""Losing this much of the crude estimate is more than the loss of precision by more columns."""

PRE_TREND_LEVEL = 0.01
"""At 0.05, one sound campaign in twenty would be turned away."""


@dataclass(frozen=True)
class Evidence:
    """What the rules look at. `changed` names what is not comparable, `broken` the checks of the
    design that failed, `unspecific` the controls that were found linked."""

    tested: bool
    found: bool
    crude_found: bool
    shrunk: bool
    adjusted: bool
    changed: Sequence[str] = ()
    broken: Sequence[str] = ()
    unspecific: Sequence[str] = ()


RULES: tuple[tuple[Verdict, Callable[[Evidence], bool]], ...] = (
    (Verdict.DESIGN_VIOLATED, lambda e: bool(e.changed or e.broken)),
    (Verdict.INSUFFICIENT, lambda e: not e.tested),
    (
        Verdict.EXPLAINED_BY,
        lambda e: e.adjusted and e.crude_found and not e.found and e.shrunk,
    ),
    (Verdict.NO_ASSOCIATION_FOUND, lambda e: not e.found),
    (Verdict.ASSOCIATION_NOT_SPECIFIC, lambda e: bool(e.unspecific)),
    (Verdict.ASSOCIATION, lambda e: True),
)


def decide(evidence: Evidence) -> Verdict:
    """The first verdict of RULES that holds."""
    return next(verdict for verdict, holds in RULES if holds(evidence))


def is_found(estimate: float, q: float, alpha: float, direction: str) -> bool:
    """Whether a test finds a link of the plan's sign."""
    if (direction == "negative" and estimate > 0) or (direction == "positive" and estimate < 0):
        return False
    return q <= alpha


def has_shrunk(crude: LinkEstimate, adjusted: LinkEstimate) -> bool:
    """Whether at least a third of the crude estimate is gone; also when its sign turned."""
    kept = adjusted.estimate / crude.estimate if crude.estimate else 1.0
    return kept <= 1 - EXPLAINED_SHARE

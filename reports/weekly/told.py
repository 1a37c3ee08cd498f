"""What is told of a series: a change, a signal that lingers, or nothing.

The rules look at the figures shown and not only at the verdict, so that no difference inside its
expected range is ever called a change.
"""

from __future__ import annotations

from reports.signals.changes import Verdict
from reports.weekly.amounts import mean_stories
from reports.weekly.series import Assessment, Series

COMMON = 0.5
"""Stories a week from which a series that cannot be judged is spoken of by its name."""

_CALLED = (Verdict.RISE, Verdict.FALL)


def risen(series: Series) -> bool:
    """Whether this week's figures lie above the expected range."""
    return series.now.verdict is Verdict.RISE and not _inside(series, series.now)


def fallen(series: Series) -> bool:
    """Whether this week's figures lie below the expected range in sources that answered."""
    return series.now.verdict is Verdict.FALL and not _inside(series, series.now)


def changed(series: Series) -> bool:
    """Whether this week's figures lie outside the expected range, on either side."""
    return risen(series) or fallen(series)


def lingers(series: Series) -> bool:
    """Whether a signal of earlier weeks stands though this week lies inside its range."""
    kept = series.now.lasting or series.now.verdict in _CALLED
    return kept and not changed(series) and series.now.verdict is not Verdict.NOT_ASSESSABLE


def was_signal(series: Series) -> bool:
    """Whether there was a signal last week, of that week or of earlier ones."""
    return series.before.lasting or series.before.verdict in _CALLED


def is_old(series: Series) -> bool:
    """Whether this week's change goes on from last week's signal."""
    return series.before.lasting or series.before.verdict is series.now.verdict


def active(series: Series) -> bool:
    """Whether a section of its own is worth reading: texts this week, a signal, or a series that
    usually has texts and that we could not see."""
    blind = series.now.unseen and mean_stories(series) >= COMMON
    return not series.quiet or changed(series) or lingers(series) or blind


def _inside(series: Series, now: Assessment) -> bool:
    if now.low is None or now.high is None:
        return False
    return now.low <= series.cells[-1].shown <= now.high

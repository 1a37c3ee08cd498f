"""One label over the weeks, and whether this week differs from those before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports.signals.changes import HISTORY_WEEKS
from reports.signals.judgement import Prospect, prospect, seen_shares
from reports.signals.stored_past import Key, Past, Week
from reports.signals.weeks import first_day
from reports.weekly.assessment import Assessment, assess, shares_seen
from reports.weekly.cells import Cell, cell, hidden_stories
from reports.weekly.evidence import COVERED, Appearance, Evidence
from reports.weekly.names import ABSTAINED
from store.records import Frame, Narrative, Stance

SERIES: tuple[Key, ...] = (
    *(("narrative", label, stance) for label in Narrative for stance in (*Stance, ABSTAINED)),
    *(("frame", label, "") for label in Frame),
)
"""All that a report shows: label group, label, stance."""


@dataclass(frozen=True, slots=True)
class Series:
    """`cells` and `coverage` have one element a week, oldest first, the report's week last.

    `coverage` is the share 0..1 that we saw of what the series' sources usually give (the mean over
    all sources where none has the series), None in weeks in which none of them was expected; the
    last is what the week is judged by. `current` is what the last cell counts.
    """

    group: str
    label: str
    stance: str
    weeks: tuple[str, ...]
    cells: tuple[Cell, ...]
    coverage: tuple[float | None, ...]
    current: tuple[Appearance, ...]
    now: Assessment
    before: Assessment
    """The week before, judged in the same way."""

    @property
    def empty(self) -> bool:
        """Whether nothing at all was found in any of the weeks."""
        return all(c.empty for c in self.cells)

    def missing(self, index: int) -> bool:
        """Whether nothing can be said of a week: no source was expected, and nothing was found but
        what may have been captured into a file."""
        return self.coverage[index] is None and self.cells[index].unfollowed

    @property
    def known_from(self) -> int:
        """The index of the first week of which anything can be told; the last one always is."""
        last = len(self.weeks) - 1
        told = (
            i for i in range(last) if not self.missing(i) or self.cells[i].captured.stories != 0
        )
        return next(told, last)

    @property
    def seen(self) -> int:
        """Weeks of which we saw something, HISTORY_WEEKS at most."""
        weeks = sum(
            bool(share) or (share is None and not self.missing(i))
            for i, share in enumerate(self.coverage)
        )
        return min(weeks, HISTORY_WEEKS)

    @property
    def captured(self) -> bool:
        """Whether any week has texts that were captured into files."""
        return any(c.captured.stories != 0 for c in self.cells)

    @property
    def unfollowed(self) -> bool:
        """Whether nothing was found in any week in the sources that are followed: no chart."""
        return all(c.unfollowed for c in self.cells)

    @property
    def only_captured(self) -> bool:
        """Whether all that is known of the report's week was captured into files."""
        return self.missing(len(self.weeks) - 1) and not self.quiet

    @property
    def quiet(self) -> bool:
        """Whether nothing was found in the report's week."""
        return self.cells[-1].empty


def narrative_series(
    evidence: Evidence,
    label: str,
    stance: str,
    min_cell: int,
    unfinished: bool,
    prospect: Prospect | None = None,
) -> Series:
    """Documents with a narrative and one stance towards it (`abstained`: not judged)."""
    found = [
        a
        for a in evidence.appearances
        if a.relevant and label in a.narratives and (a.stance or ABSTAINED) == stance
    ]
    key = ("narrative", label, stance)
    return _series(evidence, key, found, min_cell, unfinished, prospect)


def frame_series(
    evidence: Evidence,
    label: str,
    min_cell: int,
    unfinished: bool,
    prospect: Prospect | None = None,
) -> Series:
    """Documents with a frame and without any narrative: legitimate coverage."""
    found = [
        a for a in evidence.appearances if a.relevant and label in a.frames and not a.narratives
    ]
    return _series(evidence, ("frame", label, ""), found, min_cell, unfinished, prospect)


def years_before(past: Past | None, min_cell: int) -> Prospect | None:
    """What the years before lead one to expect of every series; None where they are too few.

    Hidden cells of private posts enter as in `Cell.typical`. A source is weighed by what it gives
    in a week that we see; platforms by that only where `min_cell` accounts are behind it, else all
    alike, so that nothing follows from a cell that is not shown.
    """
    if past is None:
        return None
    keys = sorted({*SERIES, *past.cells})
    counts = np.zeros((len(past.weeks), len(keys)))
    for column, key in enumerate(keys):
        found = past.cells.get(key, {})
        counts[:, column] = [_typical(found.get(week), min_cell) for week in past.weeks]
    unread = [past.labelled.get(week, 1.0) < COVERED for week in past.weeks]
    counts[np.array(unread)] = np.nan
    covered: dict[str, float] = {}
    for (source, _), share in sorted(past.coverage.items()):
        covered[source] = covered.get(source, 0.0) + share
    seen = [
        seen_shares(_rates(past, key, covered, min_cell), past.coverage, past.weeks) for key in keys
    ]
    shares = np.array(seen).T.reshape(counts.shape)
    return prospect(past.weeks, keys, counts, shares, first_day(past.weeks[0]))


def _typical(week: Week | None, min_cell: int) -> int:
    if week is None:
        return 0
    if _hidden(week, min_cell):
        return week.editorial + hidden_stories(min_cell)
    return week.editorial + week.private


def _hidden(week: Week, min_cell: int) -> bool:
    return week.private > 0 and week.accounts < min_cell


def _rates(past: Past, key: Key, covered: Mapping[str, float], min_cell: int) -> dict[str, float]:
    """Appearances a covered week, by source."""
    rates: dict[str, float] = {}
    cells = past.cells.get(key, {}).values()
    rest = sum(_hidden(found, min_cell) for found in cells) * float(hidden_stories(min_cell))
    for carrier in past.carriers.get(key, ()):
        weeks = max(covered.get(carrier.source_id, 0.0), 1.0)
        if carrier.private and carrier.accounts < min_cell:
            rest += carrier.appearances
        else:
            rate = carrier.appearances / weeks
            rates[carrier.source_id] = rates.get(carrier.source_id, 0.0) + rate
    platforms = sorted(past.private_sources & set(covered))
    for source in platforms if rest else ():
        rates[source] = rates.get(source, 0.0) + rest / len(platforms) / max(covered[source], 1.0)
    return rates or dict.fromkeys(sorted(covered), 1.0)


def _series(
    evidence: Evidence,
    key: Key,
    found: Sequence[Appearance],
    min_cell: int,
    unfinished: bool,
    prospect: Prospect | None,
) -> Series:
    by_week: dict[str, list[Appearance]] = {week: [] for week in evidence.weeks}
    for appearance in found:
        by_week[appearance.week].append(appearance)
    last = len(evidence.weeks) - 1
    return Series(
        *key,
        evidence.weeks,
        tuple(cell(by_week[week], min_cell) for week in evidence.weeks),
        shares_seen(evidence, by_week, key, min_cell),
        tuple(by_week[evidence.week]),
        assess(evidence, by_week, key, last, min_cell, unfinished, prospect),
        assess(evidence, by_week, key, last - 1, min_cell, False, prospect),
    )

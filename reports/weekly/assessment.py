"""Whether a week of a series differs from those before it, and what keeps it from being judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

from reports.signals.changes import Change, Verdict, compare
from reports.signals.incomplete import DISPERSION, completed
from reports.signals.judgement import FULL, LOOKED_BACK, SIMPLE, Prospect, is_thin, lasting
from reports.weekly.cells import Cell, cell, hidden_stories
from reports.weekly.evidence import COVERED, Appearance, Evidence
from store.records import PRIVATE_OUTLETS

WHOLE = 0.995
"""Coverage from which a week is told as it was counted."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """A week against the weeks before it: `low`..`high` stories are expected (None when the history
    is too short), `weeks` is how many earlier weeks were used.

    `silent` names the sources whose silence makes the week impossible to judge, `unfinished` says
    that the week is still running, `unlabelled` that the model has not read enough of it,
    `imported` names sources whose imported files do not reach over the week; each of these goes
    with the verdict NOT_ASSESSABLE.

    `method` is "farrington" (season, trend and coverage, from four years of history) or "simple";
    `expected` is the mean that it leads one to expect at the week's coverage, `p_value` how often
    a quiet week is as far from it. `lasting`: a signal of earlier weeks stands until two weeks in
    a row are calm. `thin`: above the range, but in too few sources or accounts to be a rise.
    `seen` is the share 0..1 that we saw of what the series' sources usually give, `completed` the
    95 % interval of the count, had all been seen; None where all was.
    """

    verdict: Verdict
    low: int | None
    high: int | None
    weeks: int
    silent: tuple[str, ...] = ()
    unfinished: bool = False
    unlabelled: bool = False
    imported: tuple[str, ...] = ()
    method: str = SIMPLE
    expected: float | None = None
    p_value: float | None = None
    lasting: bool = False
    thin: bool = False
    seen: float = 1.0
    completed: tuple[int, int] | None = None

    @property
    def unseen(self) -> bool:
        """Whether the week cannot be judged because sources are missing from it."""
        return self.verdict is Verdict.NOT_ASSESSABLE and bool(self.silent or self.imported)


def assess(
    evidence: Evidence,
    by_week: Mapping[str, Sequence[Appearance]],
    series: tuple[str, str, str],
    index: int,
    min_cell: int,
    unfinished: bool,
    prospect: Prospect | None,
) -> Assessment:
    """Judge the week at `index` of `series` (label group, label, stance) by the weeks before it.

    What is hidden this week counts as nothing for a rise and as much as it can be for a fall: a
    change is called only when the figures shown bear it. A rise is a rise also in a week that we
    saw in part. Everything else needs that the series was observed, and a fall must remain when the
    history is cut down to the sources covered this week.
    """
    found = _Week(evidence, by_week, series, index, min_cell, prospect).judged(unfinished)
    earlier = (
        _Week(evidence, by_week, series, at, min_cell, prospect).judged(False).verdict
        for at in range(index - 1, max(0, index - LOOKED_BACK) - 1, -1)
    )
    return replace(found, lasting=lasting(found.verdict, earlier))


def shares_seen(
    evidence: Evidence,
    by_week: Mapping[str, Sequence[Appearance]],
    series: tuple[str, str, str],
    min_cell: int,
) -> tuple[float | None, ...]:
    """The share 0..1 of the series that we saw in each week, as the last one is judged by; None in
    weeks in which none of its sources was expected."""
    last = _Week(evidence, by_week, series, len(evidence.weeks) - 1, min_cell, None)
    followed = {
        week for source, week in evidence.coverage if not last.carried or source in last.carried
    }
    return tuple(last.seen_in(week) if week in followed else None for week in evidence.weeks)


class _Week:
    """One week of one series; its parts are computed once, when they are needed."""

    def __init__(
        self,
        evidence: Evidence,
        by_week: Mapping[str, Sequence[Appearance]],
        series: tuple[str, str, str],
        index: int,
        min_cell: int,
        prospect: Prospect | None,
    ) -> None:
        self.evidence, self.by_week, self.series = evidence, by_week, series
        self.week, self.earlier = evidence.weeks[index], evidence.weeks[:index]
        self.min_cell, self.prospect = min_cell, prospect

    @cached_property
    def carried(self) -> Mapping[str, float]:
        """What the series has by source, in this week and those before it, in appearances.

        Hidden cells of private posts count as in the history, on all platforms alike: nothing told
        follows from what is in them.
        """
        found: dict[str, float] = {}
        hidden = 0
        for week in (*self.earlier, self.week):
            concealed = cell(self.by_week[week], self.min_cell).private.hidden
            hidden += concealed
            for appearance in self.by_week[week]:
                if not appearance.captured and not (appearance.private and concealed):
                    source = appearance.source_id
                    found[source] = found.get(source, 0.0) + 1
        followed = {source for source, _ in self.evidence.coverage}
        platforms = [
            s.source_id
            for s in self.evidence.sources
            if s.outlet_type in PRIVATE_OUTLETS and s.source_id in followed
        ]
        for source in platforms if hidden else ():
            more = hidden * hidden_stories(self.min_cell) / len(platforms)
            found[source] = found.get(source, 0.0) + more
        return found

    @cached_property
    def cell(self) -> Cell:
        """The week itself, counted."""
        return cell(self.by_week[self.week], self.min_cell)

    @cached_property
    def observed(self) -> list[str]:
        """Earlier weeks that we saw and the model has read."""
        return [
            week
            for week in self.earlier
            if self.seen_in(week) >= COVERED and self.evidence.labelled.get(week, 1) >= COVERED
        ]

    @cached_property
    def history(self) -> list[Cell]:
        """The observed weeks before it, counted, in their order."""
        return [cell(self.by_week[week], self.min_cell) for week in self.observed]

    def seen_in(self, week: str) -> float:
        """The share 0..1 of the series, by the sources that carry it, that we saw in a week."""
        coverage = self.evidence.coverage
        if not self.carried:
            shares = [share for (_, w), share in coverage.items() if w == week]
            return sum(shares) / len(shares) if shares else 0.0
        seen = sum(n * coverage.get((s, week), 0.0) for s, n in sorted(self.carried.items()))
        return seen / sum(self.carried.values())

    def change(self, count: int) -> tuple[Change, str]:
        """Compare `count` with the years before, or where these are too few with half a year."""
        if self.prospect is not None:
            found = self.prospect.change(self.series, self.week, count)
            if found is not None:
                return found, FULL
        return compare([c.typical(self.min_cell) for c in self.history], count), SIMPLE

    def judged(self, unfinished: bool) -> Assessment:
        """The verdict; a fall is called only where sources that were not seen cannot explain it."""
        most = self.cell.most(self.min_cell)
        change, method = self.change(self.cell.shown)
        if change.verdict is Verdict.FALL:
            change, method = self.change(most)
        if change.verdict is Verdict.TOO_SHORT:
            seen = self.seen_in(self.week)
            return Assessment(change.verdict, None, None, change.weeks, seen=seen)
        result = Assessment(
            change.verdict,
            change.low,
            change.high,
            change.weeks,
            method=method,
            expected=change.expected,
            p_value=change.p_value,
            seen=self.seen_in(self.week),
            completed=self._completed(change, method),
        )
        if change.verdict is Verdict.RISE:
            if not self._thin():
                return result
            result = replace(result, verdict=Verdict.NO_CHANGE, thin=True)
        cannot = Verdict.NOT_ASSESSABLE
        if unfinished and change.verdict is Verdict.FALL:
            return replace(result, verdict=cannot, unfinished=True)
        if self.evidence.labelled.get(self.week, 1) < COVERED:
            return replace(result, verdict=cannot, unlabelled=True)
        silent, imported = self._silent()
        if silent or imported:
            little = self.seen_in(self.week) < COVERED
            if little or (change.verdict is Verdict.FALL and not self._falls_where_seen(most)):
                return replace(result, verdict=cannot, silent=silent, imported=imported)
        return result

    def _completed(self, change: Change, method: str) -> tuple[int, int] | None:
        """The interval of the count, had all of the series' sources been seen."""
        share = self.seen_in(self.week)
        if share >= WHOLE:
            return None
        mean, spread = change.expected, DISPERSION
        if method == FULL and self.prospect is not None:
            mean = change.expected / max(self.prospect.seen_of(self.series, self.week), 0.01)
            spread = self.prospect.spread_of(self.series, self.week)
        return completed(self.cell.shown, share, mean, spread)

    def _falls_where_seen(self, most: int) -> bool:
        """Whether the count is low also for the sources that were covered this week."""
        covered = [
            [a for a in self.by_week[w] if self._covered(a.source_id)] for w in self.observed
        ]
        counts = [cell(c, self.min_cell).typical(self.min_cell) for c in covered]
        return compare(counts, most).verdict is Verdict.FALL

    def _covered(self, source_id: str) -> bool:
        return self.evidence.coverage.get((source_id, self.week), 0.0) >= COVERED

    def _silent(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names of the sources that carry the series (any may, where none does) and were not
        covered, in order: those that were asked, and those that are only in imported files."""
        names = {s.source_id: s.name for s in self.evidence.sources}
        files = {s.source_id for s in self.evidence.sources if s.imported}
        carriers = set(self.carried) or {source for source, _ in self.evidence.coverage}
        gone = [s for s in sorted(carriers) if not self._covered(s)]
        return (
            tuple(names.get(s, s) for s in gone if s not in files),
            tuple(names.get(s, s) for s in gone if s in files),
        )

    def _thin(self) -> bool:
        editorial: dict[str, set[str]] = {}
        for appearance in self.by_week[self.week]:
            if not appearance.private and not appearance.captured:
                editorial.setdefault(appearance.source_id, set()).add(appearance.story_id)
        return is_thin(
            self._verdict_without,
            {source: len(stories) for source, stories in editorial.items()},
            self.cell.private.accounts or 0,
            median(self._accounts()),
            self.min_cell,
        )

    def _accounts(self) -> Iterator[int]:
        """Accounts behind the private posts of each earlier week, as far as they are shown."""
        yield from (
            hidden_stories(self.min_cell) if c.private.hidden else c.private.accounts or 0
            for c in self.history
        )
        if not self.history:
            yield 0

    def _verdict_without(self, editorial: bool, private: bool) -> Verdict:
        """The verdict with the stories of either part at what is usual for it."""
        week = self.cell
        count = 0
        for part, cut, usual in (
            (week.editorial, editorial, [c.editorial.stories or 0 for c in self.history]),
            (week.private, private, [c.private.stories or 0 for c in self.history]),
        ):
            stories = part.stories or 0
            count += min(stories, round(median(usual or [0]))) if cut else stories
        return self.change(count)[0].verdict

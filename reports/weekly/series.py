"""One label over the weeks, and whether this week differs from those before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.signals.changes import HISTORY_WEEKS, Verdict, compare
from reports.weekly.cells import Cell, cell
from reports.weekly.evidence import COVERED, Appearance, Evidence
from reports.weekly.names import ABSTAINED


@dataclass(frozen=True, slots=True)
class Assessment:
    """A week against the weeks before it: `low`..`high` stories are expected (None when the history
    is too short), `weeks` is how many earlier weeks were used.

    `silent` names the sources whose silence makes the week impossible to judge, `unfinished` says
    that the week is still running, `unlabelled` that the model has not read enough of it,
    `imported` names sources whose imported files do not reach over the week; each of these goes
    with the verdict NOT_ASSESSABLE.
    """

    verdict: Verdict
    low: int | None
    high: int | None
    weeks: int
    silent: tuple[str, ...] = ()
    unfinished: bool = False
    unlabelled: bool = False
    imported: tuple[str, ...] = ()

    @property
    def unseen(self) -> bool:
        """Whether the week cannot be judged because sources are missing from it."""
        return self.verdict is Verdict.NOT_ASSESSABLE and bool(self.silent or self.imported)


@dataclass(frozen=True, slots=True)
class Series:
    """`cells` and `coverage` have one element a week, oldest first, the report's week last.

    `coverage` is the mean over the sources that occur in the series (over all sources where none
    does), None in weeks in which none of them was expected. `current` is what the last cell counts.
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
        return all(c.editorial.stories == 0 and c.private.stories == 0 for c in self.cells)

    def missing(self, index: int) -> bool:
        """Whether nothing can be said of a week: no source was expected, and nothing was found."""
        found = self.cells[index]
        nothing = found.editorial.stories == 0 and found.private.stories == 0
        return self.coverage[index] is None and nothing

    @property
    def seen(self) -> int:
        """Weeks of which we saw something, HISTORY_WEEKS at most."""
        weeks = sum(
            bool(share) or (share is None and not self.missing(i))
            for i, share in enumerate(self.coverage)
        )
        return min(weeks, HISTORY_WEEKS)

    @property
    def quiet(self) -> bool:
        """Whether nothing was found in the report's week."""
        return self.cells[-1].editorial.stories == 0 and self.cells[-1].private.stories == 0


def narrative_series(
    evidence: Evidence, label: str, stance: str, min_cell: int, unfinished: bool
) -> Series:
    """Documents with a narrative and one stance towards it (`abstained`: not judged)."""
    found = [
        a
        for a in evidence.appearances
        if a.relevant and label in a.narratives and (a.stance or ABSTAINED) == stance
    ]
    return _series(evidence, "narrative", label, stance, found, min_cell, unfinished)


def frame_series(evidence: Evidence, label: str, min_cell: int, unfinished: bool) -> Series:
    """Documents with a frame and without any narrative: legitimate coverage."""
    found = [
        a for a in evidence.appearances if a.relevant and label in a.frames and not a.narratives
    ]
    return _series(evidence, "frame", label, "", found, min_cell, unfinished)


def _series(
    evidence: Evidence,
    group: str,
    label: str,
    stance: str,
    found: Sequence[Appearance],
    min_cell: int,
    unfinished: bool,
) -> Series:
    by_week: dict[str, list[Appearance]] = {week: [] for week in evidence.weeks}
    for appearance in found:
        by_week[appearance.week].append(appearance)
    last = len(evidence.weeks) - 1
    sources = {a.source_id for a in found} or {s.source_id for s in evidence.sources}
    return Series(
        group,
        label,
        stance,
        evidence.weeks,
        tuple(cell(by_week[week], min_cell) for week in evidence.weeks),
        tuple(_mean_coverage(evidence.coverage, sources, week) for week in evidence.weeks),
        tuple(by_week[evidence.week]),
        _assess(evidence, by_week, last, min_cell, unfinished),
        _assess(evidence, by_week, last - 1, min_cell, False),
    )


def _mean_coverage(
    coverage: Mapping[tuple[str, str], float], sources: set[str], week: str
) -> float | None:
    shares = [coverage[s, week] for s in sorted(sources) if (s, week) in coverage]
    return sum(shares) / len(shares) if shares else None


def _assess(
    evidence: Evidence,
    by_week: Mapping[str, Sequence[Appearance]],
    index: int,
    min_cell: int,
    unfinished: bool,
) -> Assessment:
    """Judge the week at `index` by the observed weeks before it.

    What is hidden this week counts as nothing for a rise and as much as it can be for a fall: a
    change is called only when the figures shown bear it. A rise is a rise also in a week that we
    saw in part. Everything else needs that the series was
    observed, and a fall must remain when the history is cut down to the sources covered this week.
    """
    week, earlier = evidence.weeks[index], evidence.weeks[:index]
    carried = Counter(a.source_id for w in (*earlier, week) for a in by_week[w])
    observed = [
        w
        for w in earlier
        if _observed(evidence, carried, w) >= COVERED and evidence.labelled.get(w, 1) >= COVERED
    ]
    judged = cell(by_week[week], min_cell)
    history = [cell(by_week[w], min_cell).typical(min_cell) for w in observed]
    change = compare(history, judged.shown)
    if change.verdict is Verdict.FALL:
        change = compare(history, judged.most(min_cell))
    if change.verdict is Verdict.TOO_SHORT:
        return Assessment(change.verdict, None, None, change.weeks)
    result = Assessment(change.verdict, change.low, change.high, change.weeks)
    if change.verdict is Verdict.RISE:
        return result
    if unfinished and change.verdict is Verdict.FALL:
        return _not_assessable(result, unfinished=True)
    if evidence.labelled.get(week, 1) < COVERED:
        return _not_assessable(result, unlabelled=True)
    silent, imported = _silent(evidence, carried, week)
    unseen = bool(silent or imported)
    if unseen and _observed(evidence, carried, week) < COVERED:
        return _not_assessable(result, silent=silent, imported=imported)
    if unseen and change.verdict is Verdict.FALL:
        covered = [
            [a for a in by_week[w] if evidence.coverage.get((a.source_id, week), 0) >= COVERED]
            for w in observed
        ]
        counts = [cell(c, min_cell).typical(min_cell) for c in covered]
        rest = compare(counts, judged.most(min_cell))
        if rest.verdict is not Verdict.FALL:
            return _not_assessable(result, silent=silent, imported=imported)
    return result


def _not_assessable(
    found: Assessment,
    silent: tuple[str, ...] = (),
    unfinished: bool = False,
    unlabelled: bool = False,
    imported: tuple[str, ...] = (),
) -> Assessment:
    return Assessment(
        Verdict.NOT_ASSESSABLE,
        found.low,
        found.high,
        found.weeks,
        silent,
        unfinished,
        unlabelled,
        imported,
    )


def _observed(evidence: Evidence, carried: Counter[str], week: str) -> float:
    """The share 0..1 of the series, by the sources that carry it, that we could see in a week."""
    if not carried:
        shares = [c for (_, w), c in evidence.coverage.items() if w == week]
        return sum(shares) / len(shares) if shares else 0.0
    seen = sum(n * evidence.coverage.get((s, week), 0.0) for s, n in sorted(carried.items()))
    return seen / carried.total()


def _silent(
    evidence: Evidence, carried: Counter[str], week: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the sources that carry the series and were not covered, in order: those that were
    asked, and those that are only in imported files."""
    names = {s.source_id: s.name for s in evidence.sources}
    files = {s.source_id for s in evidence.sources if s.imported}
    gone = [s for s in sorted(carried) if evidence.coverage.get((s, week), 0.0) < COVERED]
    return (
        tuple(names.get(s, s) for s in gone if s not in files),
        tuple(names.get(s, s) for s in gone if s in files),
    )

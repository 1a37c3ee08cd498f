"""What a week was expected to give, and by how much it exceeds that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

from reports.signals.changes import Verdict, compare
from reports.signals.coverage import COVERED
from reports.signals.spike_card.figures import Expected, Level
from reports.signals.spike_card.hidden import may_show, typical
from reports.signals.spike_card.texts import Text, stories_of, texts_of
from store.connection import Transaction

ByWeek = Mapping[str, Sequence[Text]]
Coverage = Mapping[tuple[str, str], float]


def labelled_shares(transaction: Transaction, model: str, weeks: Sequence[str]) -> dict[str, float]:
    """The share 0..1 of each week's texts that the model has labelled."""
    rows = transaction.query(
        """
        SELECT a.week, avg(CAST(l.document_id IS NOT NULL AS INTEGER)) AS share
        FROM appearances a LEFT JOIN known_labels l
            ON l.document_id = a.document_id AND l.version = a.version AND l.model = $model
        WHERE a.week BETWEEN $first AND $last AND a.text_status <> 'deleted' GROUP BY a.week
        """,
        {"model": model, "first": weeks[0], "last": weeks[-1]},
    ).to_pylist()
    return {row["week"]: row["share"] for row in rows}


def observed_weeks(
    by_week: ByWeek,
    coverage: Coverage,
    labelled: Mapping[str, float],
    weeks: Sequence[str],
    new: Collection[str],
) -> list[str]:
    """The weeks before the last in which what carries the series was seen and labelled.

    `new` sources are left out: that a series grows by a source that we did not follow before is for
    the card to tell, and not to be hidden by an empty history.
    """
    carried = Counter(
        row.source_id for week in weeks for row in by_week.get(week, ()) if row.source_id not in new
    )
    total = carried.total()
    found = []
    for week in weeks[:-1]:
        if total:
            seen = sum(n * coverage.get((s, week), 0.0) for s, n in carried.items()) / total
        else:
            shares = [share for (_, w), share in coverage.items() if w == week]
            seen = sum(shares) / len(shares) if shares else 0.0
        if seen >= COVERED and labelled.get(week, 1.0) >= COVERED:
            found.append(week)
    return found


def expected_of(
    editorial: ByWeek,
    private: ByWeek,
    observed: Sequence[str],
    week: str,
    min_cell: int,
    coverage: float | None,
) -> Expected:
    """Stories and texts that can be shown against the observed weeks."""
    return Expected(
        len(observed),
        _level(editorial, private, observed, week, min_cell, stories_of),
        _level(editorial, private, observed, week, min_cell, texts_of),
        coverage,
    )


def _level(
    editorial: ByWeek,
    private: ByWeek,
    observed: Sequence[str],
    week: str,
    min_cell: int,
    count: Callable[[Sequence[Text]], int],
) -> Level:
    posts = private.get(week, ())
    now = count(editorial.get(week, ()))
    now += count(posts) if may_show(posts, min_cell) else 0
    history = [
        count(editorial.get(w, ()))
        + typical(private.get(w, ()), count(private.get(w, ())), min_cell)
        for w in observed
    ]
    change = compare([round(value) for value in history], now)
    short = change.verdict is Verdict.TOO_SHORT
    low, high = (None, None) if short else (change.low, change.high)
    return Level(now, mean(history), low, high, change.verdict)


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0

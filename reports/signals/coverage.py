"""How much of what its sources published in a week we have seen.

A poll that answered saw everything from `covers_from` to `polled_at` (store/records.py, Poll). The
union of these spans, cut into days, is what we have seen of a source. A day whose last attempt
failed counts as unseen until a later poll reaches back over it. A source is expected from the first
moment at which we saw or tried it; days that have not begun are expected of nobody. A source that
is only in imported files is expected on no other days than those that its files reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from reports.signals.weeks import STOCKHOLM, first_day, start_of_day, week_of_day
from store.connection import Transaction
from store.records import ANSWERED, Access, SourceKind

Span = tuple[datetime, datetime]

_SEEN = {str(access) for access in (*ANSWERED, Access.IMPORTED)}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What coverage needs of a poll."""

    polled_at: datetime
    answered: bool
    covers_from: datetime | None


def union(spans: Iterable[Span]) -> list[Span]:
    """The spans joined where they touch, in order."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def day_shares(
    attempts: Sequence[Attempt], days: Sequence[date], now: datetime
) -> dict[date, float]:
    """The share 0..1 of each day that we have seen of one source; unexpected days are left out."""
    if not attempts:
        return {}
    spans = union(
        (a.covers_from, a.polled_at) for a in attempts if a.answered and a.covers_from is not None
    )
    known_from = min([a.polled_at for a in attempts] + [start for start, _ in spans])
    last_of_day: dict[date, Attempt] = {}
    for attempt in sorted(attempts, key=lambda a: a.polled_at):
        if attempt.polled_at < now:
            last_of_day[attempt.polled_at.astimezone(STOCKHOLM).date()] = attempt
    shares = {}
    for day in days:
        start, end = start_of_day(day), min(start_of_day(day + timedelta(days=1)), now)
        if end <= start or end <= known_from:
            continue
        start = max(start, min(known_from, end))
        last = last_of_day.get(day)
        if (
            last is not None
            and not last.answered
            and not any(s <= last.polled_at < e for s, e in spans)
        ):
            shares[day] = 0.0
            continue
        seen = sum((max(timedelta(0), min(end, e) - max(start, s)) for s, e in spans), timedelta(0))
        length = end - start
        shares[day] = min(1.0, seen / length) if length > timedelta(0) else 1.0
    return shares


def coverage(transaction: Transaction, weeks: Sequence[str], now: datetime) -> pd.DataFrame:
    """One row per source and week: source_id, outlet_type, region, week, coverage (0..1).

    The mean over the week's days on which the source was expected; a source that was expected on no
    day of a week has no row. Sources that are no longer configured are left out.
    """
    columns = ["source_id", "outlet_type", "region", "week", "coverage"]
    if not weeks:
        return pd.DataFrame(columns=columns)
    sources = transaction.query(
        "SELECT source_id, kind, coalesce(outlet_type, '') AS outlet_type, region "
        "FROM sources WHERE active ORDER BY source_id"
    ).to_pylist()
    attempts = _attempts(transaction)
    first = first_day(weeks[0])
    days = [first + timedelta(days=n) for n in range((first_day(weeks[-1]) - first).days + 7)]
    rows = []
    for source in sources:
        imported = source.pop("kind") == SourceKind.IMPORT
        shares = day_shares(attempts.get(source["source_id"], []), days, now)
        by_week: dict[str, list[float]] = {}
        for day, share in shares.items():
            if imported and share == 0:
                continue
            by_week.setdefault(week_of_day(day), []).append(share)
        rows += [source | {"week": w, "coverage": sum(v) / len(v)} for w, v in by_week.items()]
    return pd.DataFrame(rows, columns=columns)


def _attempts(transaction: Transaction) -> dict[str, list[Attempt]]:
    found: dict[str, list[Attempt]] = {}
    rows = transaction.query(
        "SELECT source_id, polled_at, access, covers_from FROM polls ORDER BY polled_at"
    )
    for row in rows.to_pylist():
        found.setdefault(row["source_id"], []).append(
            Attempt(row["polled_at"], row["access"] in _SEEN, row["covers_from"])
        )
    return found

"""Texts that reached us late or again, which make a spike of our own collecting."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from reports.signals.backfill import LATE_DAYS
from reports.signals.changes import MIN_WEEKS
from reports.signals.spike_card.expected import ByWeek, Coverage, mean
from reports.signals.spike_card.figures import Origin
from reports.signals.spike_card.hidden import explained
from reports.signals.spike_card.texts import Text, texts_of
from reports.signals.weeks import first_day, start_of_day

LATE = timedelta(days=LATE_DAYS)
"""A weekly visit finds everything within a week: what is older than that was no news to anybody
when we met it."""

AGAIN = timedelta(days=14)
"""A source goes on with a story for some days; one that it had two weeks before the week began is
the same page under a new address. Posts have no such: a slogan is written anew each time."""

FOLLOWED = 0.25
"""A source seen in a smaller share of the weeks before is new to the series' history."""

AWAY_WEEKS = 2
"""So many silent weeks just before, and a source has returned: a weekend's outage is none."""

UNDATED_LUMP = 5
"""So many in a day are an archive, or pages fetched anew; what a source without dates publishes
comes by ones and twos."""

SEEN = 0.2
"""The least share of a week in which a source can be said to have been there at all."""


_KINDS = ("late", "undated", "again", "new_source")


def new_sources(coverage: Coverage, weeks: Sequence[str], sources: Collection[str]) -> set[str]:
    """Sources that were hardly followed in the weeks before the last, or were silent just before.

    Empty where nothing was followed long enough: in a new store every source is new, and that says
    nothing of any of them.
    """
    earlier = weeks[:-1]
    followed = [w for w in earlier if any(coverage.get((s, w), 0) >= SEEN for s, _ in coverage)]
    if len(followed) < MIN_WEEKS:
        return set()
    found = set()
    for source in sources:
        seen = [w for w in followed if coverage.get((source, w), 0.0) >= SEEN]
        away = all(w not in seen for w in earlier[-AWAY_WEEKS:])
        if len(seen) < FOLLOWED * len(followed) or away:
            found.add(source)
    return found


def undated_lumps(texts: Sequence[Text]) -> set[str]:
    """Documents without a date of which a source gave UNDATED_LUMP or more in one day (UTC)."""
    found: dict[tuple[str, date], set[str]] = {}
    for text in texts:
        if text.published_at is None:
            day = text.first_seen_at.astimezone(UTC).date()
            found.setdefault((text.source_id, day), set()).add(text.document_id)
    return {id_ for ids in found.values() if len(ids) >= UNDATED_LUMP for id_ in ids}


def is_late(text: Text) -> bool:
    """Whether we first saw a text more than LATE after it was published."""
    return text.published_at is not None and text.first_seen_at - text.published_at > LATE


def origin_of(
    editorial: ByWeek,
    private: Sequence[Text],
    observed: Sequence[str],
    week: str,
    starts: Mapping[tuple[str, str], datetime],
    new: Collection[str],
    archive: Collection[str],
    excess: float,
    min_cell: int,
) -> Origin:
    """How the week's texts reached us. `starts` is that of `story_starts`, `new` that of
    `new_sources`, `archive` holds ids of documents known to have come as an archive. Editorial
    texts and posts make no lump together, which would tell of single posts."""
    before = start_of_day(first_day(week)) - AGAIN

    def kind(text: Text) -> str:
        if is_late(text) or text.document_id in archive:
            return "late"
        if text.document_id in lumps:
            return "undated"
        if not text.private and starts.get((text.story_id, text.source_id), before) < before:
            return "again"
        return "new_source" if text.source_id in new else ""

    now = editorial.get(week, ())
    lumps = undated_lumps(now) | undated_lumps(private)
    parts: dict[str, set[str]] = {}
    for text in now:
        parts.setdefault(kind(text), set()).add(text.document_id)
    usual = mean([texts_of(_late_or_lump(editorial.get(w, ()))) for w in observed])
    usual += sum(
        mean([texts_of(t for t in editorial.get(w, ()) if t.source_id == s) for w in observed])
        for s in sorted(new)
    )
    total = sum(len(parts.get(name, ())) for name in _KINDS)
    return Origin(
        late=len(parts.get("late", ())),
        undated=len(parts.get("undated", ())),
        again=len(parts.get("again", ())),
        new_source=len(parts.get("new_source", ())),
        usual=usual,
        explained=explained(total - usual, [t for t in private if kind(t)], excess, min_cell),
        sources=tuple(sorted({t.source_name for t in now if t.source_id in new})),
    )


def _late_or_lump(texts: Sequence[Text]) -> list[Text]:
    lumps = undated_lumps(texts)
    return [text for text in texts if is_late(text) or text.document_id in lumps]

"""The texts behind a card, read from the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports.signals.weeks import first_day, start_of_day
from store.connection import Transaction

BACKGROUND_TEXTS = 1500
"""Earlier texts to compare words with, the series' own first; more would change little and cost
time."""

READ_CHARACTERS = 4000
"""Of each text: what it is about stands in its beginning."""

_SERIES = """
l.relevant AND a.text_status <> 'deleted' AND CASE WHEN $group = 'frame'
    THEN list_contains(l.frames, $label) AND len(l.narratives) = 0
    ELSE list_contains(l.narratives, $label) AND l.stance = $stance END
"""

_LABELLED = """
FROM appearances a JOIN known_labels l
    ON l.document_id = a.document_id AND l.version = a.version AND l.model = $model
"""


@dataclass(frozen=True, slots=True)
class Text:
    """One text in one source. `private` says that it counts among private persons' posts,
    `owner` that this source is the one that it was first met in. `text` is empty but in the week
    of the card."""

    document_id: str
    week: str
    moment: datetime
    source_id: str
    source_name: str
    owner: bool
    private: bool
    author: str | None
    title: str
    url: str
    text: str
    places: tuple[str, ...]
    story_id: str
    language: str | None
    published_at: datetime | None
    first_seen_at: datetime
    shared_urls: tuple[str, ...]
    hashtags: tuple[str, ...]


def texts_of(rows: Iterable[Text]) -> int:
    """How many documents; one that several sources had counts once."""
    return len({row.document_id for row in rows})


def stories_of(rows: Iterable[Text]) -> int:
    """How many stories they belong to."""
    return len({row.story_id for row in rows})


def accounts_of(rows: Iterable[Text]) -> int:
    """How many private accounts wrote them."""
    return len({row.author for row in rows if row.author})


def read_texts(
    transaction: Transaction, model: str, weeks: Sequence[str], group: str, label: str, stance: str
) -> list[Text]:
    """The series' appearances in `weeks`, oldest first; the last of them is the card's week."""
    rows = transaction.query(
        f"""
        SELECT a.document_id, a.week, a.moment, a.source_id,
            coalesce(nullif(a.source_name, ''), a.source_id) AS source_name,
            a.source_id = c.source_id AS owner, a.private OR a.private_owner AS private, a.author,
            a.title, a.url,
            CASE WHEN a.week = $last THEN left(a.text, {READ_CHARACTERS}) ELSE '' END AS text,
            a.places, a.story_id, l.language, c.published_at, c.first_seen_at, c.shared_urls,
            c.hashtags
        {_LABELLED} JOIN current_documents c ON c.document_id = a.document_id
        WHERE a.week BETWEEN $first AND $last AND {_SERIES}
        ORDER BY a.moment, a.document_id, a.source_id
        """,
        _asked(model, weeks, group, label, stance),
    ).to_pylist()
    return [_text(row) for row in rows]


def _asked(model: str, weeks: Sequence[str], group: str, label: str, stance: str) -> dict[str, Any]:
    return {
        "model": model,
        "first": weeks[0],
        "last": weeks[-1],
        "group": group,
        "label": label,
        "stance": stance,
    }


def _text(row: dict[str, Any]) -> Text:
    return Text(**(row | _lists(row, "places", "shared_urls", "hashtags")))


def _lists(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: tuple(row[name] or ()) for name in names}


@dataclass(frozen=True, slots=True)
class Earlier:
    """A text of the weeks before, on the subject; `own` where it is of the same series."""

    own: bool
    private: bool
    author: str | None
    title: str
    text: str
    places: tuple[str, ...]
    shared_urls: tuple[str, ...]
    hashtags: tuple[str, ...]


def read_earlier(
    transaction: Transaction, model: str, weeks: Sequence[str], group: str, label: str, stance: str
) -> list[Earlier]:
    """Relevant texts of the weeks before the last of `weeks`: all of the series' own, and of the
    others as many as BACKGROUND_TEXTS leaves room for, by the hash of their id."""
    rows = transaction.query(
        f"""
        SELECT coalesce({_SERIES}, false) AS own, a.private OR a.private_owner AS private, a.author,
            a.title, left(a.text, {READ_CHARACTERS}) AS text, a.places, c.shared_urls, c.hashtags
        {_LABELLED} JOIN current_documents c ON c.document_id = a.document_id
            AND c.source_id = a.source_id
        WHERE a.week >= $first AND a.week < $last AND l.relevant AND a.text_status <> 'deleted'
        ORDER BY own DESC, md5(a.document_id) LIMIT {BACKGROUND_TEXTS}
        """,
        _asked(model, weeks, group, label, stance),
    ).to_pylist()
    return [Earlier(**(row | _lists(row, "places", "shared_urls", "hashtags"))) for row in rows]


def story_starts(
    transaction: Transaction, story_ids: Sequence[str], week: str
) -> dict[tuple[str, str], datetime]:
    """`(story, source)` to the first moment at which an editorial source had it, before the week
    began."""
    rows = transaction.query(
        """
        SELECT story_id, source_id, min(moment) AS moment FROM appearances
        WHERE list_contains($stories::VARCHAR[], story_id) AND moment < $begin
            AND NOT private AND NOT private_owner GROUP BY ALL
        """,
        {"stories": sorted(set(story_ids)), "begin": start_of_day(first_day(week))},
    ).to_pylist()
    return {(row["story_id"], row["source_id"]): row["moment"] for row in rows}

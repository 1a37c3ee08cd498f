"""Where a story was first seen, the way that it took through the sources, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from store.connection import Transaction

_STEPS = """
WITH sighted AS (
    SELECT document_id, source_id, min(seen_at) AS seen_at FROM known_sightings GROUP BY ALL
)
SELECT a.story_id, a.document_id, a.source_id,
    coalesce(nullif(a.source_name, ''), a.source_id) AS name,
    greatest(a.moment, coalesce(g.seen_at, a.moment)) AS moment,
    -- A source that had another one's document changed nothing of it.
    CASE WHEN g.seen_at IS NULL THEN c.kept END AS kept,
    CASE WHEN g.seen_at IS NULL THEN c.added END AS added
FROM appearances a SEMI JOIN asked k ON k.story_id = a.story_id
LEFT JOIN sighted g ON g.document_id = a.document_id AND g.source_id = a.source_id
LEFT JOIN current_story_copies c ON c.document_id = a.document_id
WHERE NOT a.private AND NOT a.private_owner AND a.text_status <> 'deleted'
ORDER BY a.story_id, moment, a.document_id, a.source_id
"""

_PRIVATE_STARTS = """
WITH first AS (
    SELECT story_id, min(moment) AS moment FROM counted_documents d
    SEMI JOIN asked k ON k.story_id = d.story_id
    WHERE NOT private AND text_status <> 'deleted' GROUP BY story_id
)
SELECT d.story_id, count(DISTINCT d.author) AS accounts
FROM counted_documents d SEMI JOIN asked k ON k.story_id = d.story_id
LEFT JOIN first f ON f.story_id = d.story_id
WHERE d.private AND d.text_status <> 'deleted' AND d.moment < coalesce(f.moment, 'infinity')
GROUP BY d.story_id
"""


@dataclass(frozen=True)
class Step:
    """A source's first document of a story.

    `kept` is the share (0..1) of the earlier text's shingles that the document has too, `added` the
    share of its own that are new; both None for the first text, and for a source that had another
    one's document.
    `documents` is how many of the source's documents the story has.
    """

    source_id: str
    name: str
    moment: datetime
    kept: float | None
    added: float | None
    documents: int


@dataclass(frozen=True)
class StoryPath:
    """The way of one story through editorial sources, in order of first sight.

    `documents` are its editorial documents; `copies` those after the first. `began_in_private` is
    true when at least `min_cell` accounts had posted the text before the first editorial source;
    where and who is never said. A story without editorial documents has no steps.
    """

    story_id: str
    began_in_private: bool
    steps: tuple[Step, ...]
    documents: int

    @property
    def first(self) -> Step | None:
        """Where the story was first seen, of the editorial sources."""
        return self.steps[0] if self.steps else None

    @property
    def copies(self) -> int:
        """Editorial documents after the first one."""
        return max(0, self.documents - 1)


def story_paths(
    transaction: Transaction, story_ids: Iterable[str], min_cell: int
) -> dict[str, StoryPath]:
    """The path of each of these stories (ids in force), in the order of the ids."""
    asked = sorted(set(story_ids))
    with transaction.table("asked", pa.table({"story_id": pa.array(asked, pa.string())})):
        rows = transaction.query(_STEPS).to_pylist()
        private = transaction.query(_PRIVATE_STARTS).to_pylist()
    accounts = {row["story_id"]: row["accounts"] for row in private}
    members: dict[str, list[dict[str, Any]]] = {story_id: [] for story_id in asked}
    for row in rows:
        members[row["story_id"]].append(row)
    return {
        story_id: StoryPath(
            story_id,
            0 < min_cell <= accounts.get(story_id, 0),
            _steps(of_one),
            len({row["document_id"] for row in of_one}),
        )
        for story_id, of_one in members.items()
    }


def _steps(rows: Sequence[dict[str, Any]]) -> tuple[Step, ...]:
    """One step a source, at its first document; `rows` are in order of time."""
    of_source: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        of_source.setdefault(row["source_id"], []).append(row)
    return tuple(
        Step(
            source_id,
            found[0]["name"],
            found[0]["moment"],
            found[0]["kept"],
            found[0]["added"],
            len({row["document_id"] for row in found}),
        )
        for source_id, found in of_source.items()
    )

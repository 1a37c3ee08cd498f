"""The list of documents behind a figure: never their texts, never their authors."""

from __future__ import annotations

import unicodedata
from typing import Any

import pyarrow as pa

from store.connection import Store

_LISTING = """
WITH sizes AS (SELECT story_id, count(*) AS story_documents FROM current_stories GROUP BY story_id),
found AS (
    SELECT d.document_id, d.week, d.source_id, coalesce(s.outlet_type, '') AS outlet_type, d.kind,
        CASE WHEN d.private THEN NULL ELSE d.url END AS url,
        CASE WHEN d.private THEN NULL ELSE d.title END AS title,
        c.published_at, l.language, l.relevant, l.tone, l.narratives, l.stance, l.frames,
        l.abstained,
        d.story_id, coalesce(z.story_documents, 1) AS story_documents, d.moment, d.private, d.author
    FROM counted_documents d
    JOIN current_documents c ON c.document_id = d.document_id
    JOIN labels l ON l.document_id = d.document_id AND l.version = d.version AND l.model = $model
    LEFT JOIN sources s ON s.source_id = d.source_id
    LEFT JOIN sizes z ON z.story_id = d.story_id
    WHERE d.week >= coalesce($first_week, d.week) AND d.week <= coalesce($last_week, d.week)
        AND ($label IS NULL OR (l.relevant AND (
            $label = 'relevant' OR list_contains(l.narratives, $label)
            OR (list_contains(l.frames, $label) AND ($stance IS NOT NULL OR len(l.narratives) = 0))
            OR (l.tone = $label AND d.text_status = 'full'))))
        AND ($stance IS NULL OR l.stance = $stance)
        AND ($source IS NULL OR d.source_id = $source OR d.document_id IN (
            SELECT document_id FROM sightings WHERE source_id = $source))
        AND ($place IS NULL OR list_contains(d.places, $place))
        AND (len($words::VARCHAR[]) = 0 OR list_bool_and([
            contains(nfc_normalize(lower(d.title || ' ' || d.text)), word)
            FOR word IN $words::VARCHAR[]]))
)
SELECT * EXCLUDE (moment, private, author) FROM found
WHERE NOT private OR $min_cell <= (SELECT count(DISTINCT author) FROM found WHERE private)
ORDER BY moment, document_id
"""


def list_documents(
    store: Store,
    model: str,
    *,
    week: str | None = None,
    first_week: str | None = None,
    last_week: str | None = None,
    label: str | None = None,
    stance: str | None = None,
    source: str | None = None,
    place: str | None = None,
    words: str | None = None,
    min_cell: int = 1,
) -> pa.Table:
    """Documents labelled by `model` that fit all that is given, oldest first.

    `week` is one week, `first_week` and `last_week` bound several. `label` is a narrative, a frame,
    a tone or `relevant`, and finds what the figures count: relevant documents, and by tone those
    with their full text. `source` finds what it published first and what it had too. `words` must
    all occur in title or text, also within a longer word, whatever their case; å, ä and ö are
    letters of their own. `title` is null for private persons' posts; `story_documents` is how many
    documents the story has in all.
    """
    parameters: dict[str, Any] = {
        "model": model,
        "first_week": week or first_week,
        "last_week": week or last_week,
        "label": label,
        "stance": stance,
        "source": source,
        "place": place,
        "min_cell": min_cell,
        "words": unicodedata.normalize("NFC", (words or "").lower()).split(),
    }
    return store.read(_LISTING, parameters)

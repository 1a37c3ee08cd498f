"""The list of documents behind a figure: never their texts, never their authors."""

from __future__ import annotations

import unicodedata
from typing import Any

import pyarrow as pa

from store.connection import Store

_LISTING = """
WITH sizes AS (SELECT story_id, count(*) AS story_documents FROM current_stories GROUP BY story_id),
labelled AS (
    SELECT d.document_id, d.week, d.source_id, coalesce(s.outlet_type, '') AS outlet_type,
        coalesce(s.region, '') AS region, d.kind, d.url, d.title, d.text, d.text_status, d.places,
        c.published_at, l.language, l.language_supported, l.relevant, l.tone, l.narratives,
        l.stance, l.frames, l.abstained, d.story_id, d.moment, d.private, d.author
    FROM counted_documents d
    JOIN current_documents c ON c.document_id = d.document_id
    JOIN labels l ON l.document_id = d.document_id AND l.version = d.version AND l.model = $model
    LEFT JOIN sources s ON s.source_id = d.source_id
    WHERE d.week >= coalesce($first_week, d.week) AND d.week <= coalesce($last_week, d.week)
),
-- The cells of the Exposure table that a private post is counted in, as its row shows them.
said AS (
    SELECT document_id, author, week, outlet_type, region, language, unnest(list_concat(
        [{'part': 'relevant', 'label': CASE WHEN NOT language_supported THEN 'unsupported'
            WHEN list_contains(abstained, 'relevant') THEN 'abstained'
            WHEN relevant THEN 'true' ELSE 'false' END, 'stance': ''}],
        CASE WHEN relevant AND text_status = 'full' THEN [
            {'part': 'tone', 'label': coalesce(tone, 'abstained'), 'stance': ''}] END,
        [{'part': 'label', 'label': one, 'stance': coalesce(stance, '')}
            FOR one IN list_concat(narratives, frames)],
        [{'part': 'abstained', 'label': one, 'stance': ''} FOR one IN abstained])) AS cell
    FROM labelled WHERE private
),
-- Labels that add up (tone, relevant) are hidden together: the others would give one away.
small AS (
    SELECT document_id, min(accounts) OVER (PARTITION BY week, outlet_type, region, language,
        cell.part, CASE WHEN cell.part IN ('label', 'abstained') THEN cell END) < $min_cell AS small
    FROM (SELECT *, count(DISTINCT author)
        OVER (PARTITION BY week, outlet_type, region, language, cell) AS accounts FROM said)
),
found AS (
    SELECT * FROM labelled d
    WHERE (NOT private OR document_id NOT IN (SELECT document_id FROM small WHERE small))
        AND ($label IS NULL OR (relevant AND (
            $label = 'relevant' OR list_contains(narratives, $label)
            OR (list_contains(frames, $label) AND ($stance IS NOT NULL OR len(narratives) = 0))
            OR (tone = $label AND text_status = 'full'))))
        AND ($stance IS NULL OR stance = $stance)
        AND ($source IS NULL OR source_id = $source OR document_id IN (
            SELECT document_id FROM sightings WHERE source_id = $source))
        AND ($place IS NULL OR list_contains(places, $place))
        AND (len($words::VARCHAR[]) = 0 OR list_bool_and([
            contains(nfc_normalize(lower(title || ' ' || text)), word)
            FOR word IN $words::VARCHAR[]]))
)
SELECT f.document_id, week, source_id, outlet_type, kind,
    CASE WHEN private THEN NULL ELSE url END AS url,
    CASE WHEN private THEN NULL ELSE title END AS title,
    CASE WHEN private THEN date_trunc('day', published_at) ELSE published_at END AS published_at,
    language, relevant, tone, narratives, stance, frames, abstained, f.story_id,
    coalesce(z.story_documents, 1) AS story_documents
FROM found f LEFT JOIN sizes z ON z.story_id = f.story_id
WHERE NOT private OR $min_cell <= (SELECT count(DISTINCT author) FROM found WHERE private)
ORDER BY date_trunc('day', moment), CASE WHEN private THEN NULL ELSE moment END NULLS LAST,
    f.document_id
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
    letters of their own. `title` and `url` are null for private persons' posts and their time is
    that of the day (UTC); `story_documents` is how many documents the story has in all.

    A private post is left out unless `min_cell` accounts are behind each cell of the Exposure table
    that its row tells of (week, outlet type, region, language, and each of its labels with stance),
    and behind all the private posts that remain.
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

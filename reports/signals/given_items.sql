-- Items a day of publication of the sources in `asked` (place, source_id), days counted from $first.
-- Parameters: $first, $begin, $end. Documents in `kept_out` have no day; posts are not counted.
WITH later AS (
    SELECT DISTINCT document_id FROM known_documents WHERE version > 1 AND text_status = 'full'
), given AS (
    SELECT d.document_id, d.source_id, coalesce(d.published_at, d.first_seen_at) AS moment,
        -- A text that was withdrawn afterwards could be read once.
        d.text_status IN ('full', 'deleted') OR l.document_id IS NOT NULL AS read
    FROM known_documents d LEFT JOIN later l ON l.document_id = d.document_id
    WHERE d.version = 1 AND d.kind NOT IN ('post', 'comment')
        AND coalesce(d.published_at, d.first_seen_at) >= $begin
        AND coalesce(d.published_at, d.first_seen_at) < $end
        AND d.document_id NOT IN (SELECT document_id FROM kept_out)
), met AS (
    SELECT source_id, moment, read FROM given
    UNION ALL
    SELECT s.source_id, g.moment, g.read FROM known_sightings s JOIN given g USING (document_id)
)
SELECT a.place, CAST(date_diff('day', $first, CAST(timezone('Europe/Stockholm', m.moment) AS DATE))
        AS BIGINT) AS day,
    CAST(count(*) AS DOUBLE) AS items, CAST(count(*) FILTER (read) AS DOUBLE) AS texts
FROM met m JOIN asked a USING (source_id) GROUP BY ALL

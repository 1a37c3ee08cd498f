-- Items that were seen and not stored, as they are not about the services: what shares of attention
-- are taken of. `origin` is the hash of an imported file, which replaces what it counted before: by
-- rows below zero, where a report has been made of it. `later_than` is as in 0005, and given by who
-- writes: the default of a column that is new here would be older than the reports of the store.
CREATE TABLE passed_over (
    source_id VARCHAR NOT NULL, day DATE NOT NULL, language VARCHAR NOT NULL, items BIGINT NOT NULL,
    origin VARCHAR NOT NULL, later_than TIMESTAMPTZ NOT NULL
);

-- What was erased on request, so that it is not collected again: a pseudonym, or a document's id.
CREATE TABLE erased (author VARCHAR, document_id VARCHAR, erased_at TIMESTAMPTZ NOT NULL);

CREATE VIEW known_passed_over AS
    SELECT source_id, day, language, origin, CAST(sum(items) AS BIGINT) AS items FROM passed_over
    WHERE later_than < as_known_at() GROUP BY ALL HAVING sum(items) > 0;

-- What each source was asked and gave on each day of Stockholm's calendar; `seen` counts all items,
-- also those that were not stored.
CREATE OR REPLACE VIEW source_days AS
WITH tried AS (
    SELECT source_id, CAST(timezone('Europe/Stockholm', polled_at) AS DATE) AS day,
        count(*) AS tried,
        count(*) FILTER (access IN ('ok', 'not_modified', 'empty_valid', 'moved', 'stale')) AS fetched,
        arg_max(access, polled_at) AS access
    FROM known_polls WHERE access <> 'imported' GROUP BY ALL
), given AS (
    SELECT source_id,
        CAST(timezone('Europe/Stockholm', coalesce(published_at, first_seen_at)) AS DATE) AS day,
        1 AS items
    FROM known_documents WHERE version = 1
    UNION ALL SELECT source_id, day, items FROM known_passed_over
), seen AS (
    SELECT source_id, day, CAST(sum(items) AS BIGINT) AS seen FROM given GROUP BY ALL
)
SELECT coalesce(t.source_id, s.source_id) AS source_id, coalesce(t.day, s.day) AS day,
    CASE WHEN t.tried > 0 THEN greatest(1, 1440 // coalesce(o.every_minutes, 60)) ELSE 0 END AS expected,
    coalesce(t.tried, 0) AS tried, coalesce(t.fetched, 0) AS fetched,
    coalesce(t.tried - t.fetched, 0) AS failed, coalesce(s.seen, 0) AS seen, t.access
FROM tried t FULL JOIN seen s ON t.source_id = s.source_id AND t.day = s.day
LEFT JOIN known_sources o ON o.source_id = coalesce(t.source_id, s.source_id);

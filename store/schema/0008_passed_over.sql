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

-- Whether a private person's: posts and comments always, videos where nobody has said what kind of
-- outlet they are of, and all of forums and social media.
CREATE MACRO of_a_person(kind, outlet_type) AS kind IN ('post', 'comment')
    OR coalesce(outlet_type, CASE WHEN kind = 'video' THEN 'social' ELSE '' END) IN ('forum', 'social');

-- Documents as figures count them: newest version, week of first publication (Stockholm), story, and
-- whether a private person's post (nothing of it is shown but numbers).
CREATE OR REPLACE VIEW counted_documents AS
SELECT d.document_id, d.version, d.source_id, d.kind, d.url, d.title, d.text, d.text_status, d.places,
    d.author, f.moment, strftime(timezone('Europe/Stockholm', f.moment), '%G-W%V') AS week,
    of_a_person(d.kind, o.outlet_type) AS private,
    coalesce(st.story_id, d.document_id) AS story_id
FROM current_documents d
JOIN (SELECT document_id, coalesce(published_at, first_seen_at) AS moment
    FROM known_documents WHERE version = 1) f ON f.document_id = d.document_id
LEFT JOIN known_sources o ON o.source_id = d.source_id
LEFT JOIN known_stories st ON st.document_id = d.document_id;

-- Where a counted document has been seen: in the source that owns it, and in others that had it too.
CREATE OR REPLACE VIEW appearances AS
SELECT d.* EXCLUDE (source_id, private), a.source_id, s.name AS source_name,
    coalesce(s.outlet_type, '') AS outlet_type, s.region, s.reach, d.private AS private_owner,
    d.private OR coalesce(s.outlet_type, '') IN ('forum', 'social') AS private
FROM counted_documents d
JOIN (SELECT document_id, source_id FROM known_documents WHERE version = 1
    UNION SELECT document_id, source_id FROM known_sightings) a ON a.document_id = d.document_id
JOIN known_sources s ON s.source_id = a.source_id AND s.active;

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

-- What was known at a moment. Inside a question that names one (the variable `known_at`), the views
-- below show what the store held then; else they show what it holds now, at no cost: DuckDB knows
-- from its statistics that nothing is later than infinity, and leaves the conditions out.
--
-- A row carries the time of what it tells of, and that may be long before it was stored: an imported
-- archive, labels of a run that began hours ago. `later_than` is the moment of the newest report that
-- was written before the row was stored, so that a report can be made again from what it was made
-- of. It is the column's default, moved on by store/reports.py with each report, and costs nobody a
-- clock. Rows older than this script count as known from the start.
--
-- At the moment of a report `later_than` alone decides. Between two reports so does the row's own
-- time (the variable `stamped_at`), which is as near as one can come.
CREATE MACRO as_known_at() AS coalesce(getvariable('known_at'), 'infinity'::TIMESTAMPTZ);
CREATE MACRO as_stamped_at() AS coalesce(getvariable('stamped_at'), 'infinity'::TIMESTAMPTZ);

ALTER TABLE documents ADD COLUMN later_than TIMESTAMPTZ DEFAULT '1970-01-01 00:00:00+00';
ALTER TABLE sightings ADD COLUMN later_than TIMESTAMPTZ DEFAULT '1970-01-01 00:00:00+00';
ALTER TABLE labels ADD COLUMN later_than TIMESTAMPTZ DEFAULT '1970-01-01 00:00:00+00';
ALTER TABLE polls ADD COLUMN later_than TIMESTAMPTZ DEFAULT '1970-01-01 00:00:00+00';
ALTER TABLE stories ADD COLUMN later_than TIMESTAMPTZ DEFAULT '1970-01-01 00:00:00+00';
ALTER TABLE story_copies ADD COLUMN later_than TIMESTAMPTZ DEFAULT '1970-01-01 00:00:00+00';
ALTER TABLE sources ADD COLUMN later_than TIMESTAMPTZ DEFAULT '1970-01-01 00:00:00+00';
ALTER TABLE human_labels ADD COLUMN later_than TIMESTAMPTZ DEFAULT '1970-01-01 00:00:00+00';
ALTER TABLE samples ADD COLUMN later_than TIMESTAMPTZ DEFAULT '1970-01-01 00:00:00+00';

-- Sources as they were configured; `until` is the moment of the last report that read them so.
CREATE TABLE former_sources AS
    SELECT *, CAST(NULL AS TIMESTAMPTZ) AS until FROM sources WHERE false;

-- Moments at which a report began to be read, each later than all before it.
CREATE TABLE known_moments (known_at TIMESTAMPTZ NOT NULL);

-- Every file of a report: `written_at` is the moment that it tells of, `known_at` one of the moments
-- above, `sha256` that of its bytes. `manifest` and `inputs` are JSON: what stands in it, and the
-- settings and fingerprints of what it was made of. Writing it again adds a row.
CREATE TABLE written_reports (
    week VARCHAR NOT NULL, language VARCHAR NOT NULL, format VARCHAR NOT NULL,
    written_at TIMESTAMPTZ NOT NULL, known_at TIMESTAMPTZ NOT NULL, sha256 VARCHAR NOT NULL,
    manifest VARCHAR NOT NULL, inputs VARCHAR NOT NULL
);

CREATE VIEW known_documents AS
    SELECT * EXCLUDE (later_than) FROM documents
    WHERE fetched_at <= as_stamped_at() AND later_than < as_known_at();

CREATE VIEW known_sightings AS
    SELECT * EXCLUDE (later_than) FROM sightings
    WHERE seen_at <= as_stamped_at() AND later_than < as_known_at();

CREATE VIEW known_labels AS
    SELECT * EXCLUDE (later_than) FROM labels
    WHERE labelled_at <= as_stamped_at() AND later_than < as_known_at();

CREATE VIEW known_polls AS
    SELECT * EXCLUDE (later_than) FROM polls
    WHERE polled_at <= as_stamped_at() AND later_than < as_known_at();

CREATE VIEW known_sources AS
    SELECT * EXCLUDE (later_than) FROM sources WHERE later_than < as_known_at()
    UNION ALL BY NAME
    SELECT * EXCLUDE (later_than, until) FROM former_sources
    WHERE later_than < as_known_at() AND until >= as_known_at();

CREATE VIEW known_stories AS
    SELECT document_id, story_id FROM stories
    WHERE since <= as_stamped_at() AND (until IS NULL OR until > as_known_at())
        AND later_than < as_known_at();

CREATE VIEW known_story_copies AS
    SELECT * EXCLUDE (later_than) FROM story_copies
    WHERE noted_at <= as_stamped_at() AND later_than < as_known_at();

CREATE OR REPLACE VIEW current_story_copies AS
    SELECT c.* FROM known_story_copies c
    JOIN known_stories s ON s.document_id = c.document_id
    JOIN known_stories e ON e.document_id = c.earlier_id AND e.story_id = s.story_id
    QUALIFY row_number() OVER (PARTITION BY c.document_id ORDER BY c.noted_at DESC) = 1;

-- A coder's later answer replaces the earlier one, which is gone; so these can only become fewer.
CREATE VIEW known_human_labels AS
    SELECT * EXCLUDE (later_than) FROM human_labels
    WHERE labelled_at <= as_stamped_at() AND later_than < as_known_at();

CREATE VIEW known_samples AS
    SELECT * EXCLUDE (later_than) FROM samples
    WHERE drawn_at <= as_stamped_at() AND later_than < as_known_at();

CREATE OR REPLACE VIEW current_documents AS
    SELECT d.* FROM known_documents d ANTI JOIN (
        -- Few documents have a second version, so this side of the join is small.
        SELECT document_id, version FROM known_documents WHERE version > 1) n
        ON n.document_id = d.document_id AND n.version > d.version;

-- Documents as figures count them: newest version, week of first publication (Stockholm), story, and
-- whether a private person's post (nothing of it is shown but numbers).
CREATE OR REPLACE VIEW counted_documents AS
SELECT d.document_id, d.version, d.source_id, d.kind, d.url, d.title, d.text, d.text_status, d.places,
    d.author, f.moment, strftime(timezone('Europe/Stockholm', f.moment), '%G-W%V') AS week,
    d.kind IN ('post', 'comment') OR coalesce(o.outlet_type, '') IN ('forum', 'social') AS private,
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

-- What each source was asked and gave on each day of Stockholm's calendar.
CREATE OR REPLACE VIEW source_days AS
WITH tried AS (
    SELECT source_id, CAST(timezone('Europe/Stockholm', polled_at) AS DATE) AS day,
        count(*) AS tried,
        count(*) FILTER (access IN ('ok', 'not_modified', 'empty_valid', 'moved', 'stale')) AS fetched,
        arg_max(access, polled_at) AS access
    FROM known_polls WHERE access <> 'imported' GROUP BY ALL
), seen AS (
    SELECT source_id,
        CAST(timezone('Europe/Stockholm', coalesce(published_at, first_seen_at)) AS DATE) AS day,
        count(*) AS seen
    FROM known_documents WHERE version = 1 GROUP BY ALL
)
SELECT coalesce(t.source_id, s.source_id) AS source_id, coalesce(t.day, s.day) AS day,
    CASE WHEN t.tried > 0 THEN greatest(1, 1440 // coalesce(o.every_minutes, 60)) ELSE 0 END AS expected,
    coalesce(t.tried, 0) AS tried, coalesce(t.fetched, 0) AS fetched,
    coalesce(t.tried - t.fetched, 0) AS failed, coalesce(s.seen, 0) AS seen, t.access
FROM tried t FULL JOIN seen s ON t.source_id = s.source_id AND t.day = s.day
LEFT JOIN known_sources o ON o.source_id = coalesce(t.source_id, s.source_id);

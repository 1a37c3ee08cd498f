-- Times are UTC. Large tables have no keys or sequences: de-duplication is a join in the transaction,
-- so that the same SQL runs on a lake house later. `id_hash` and `key_hash` are 64 bits of what a row
-- is recognised by: eight bytes are read five times as fast as the text they stand for.
CREATE TABLE documents (
    document_id VARCHAR NOT NULL, version INTEGER NOT NULL, source_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL, url VARCHAR NOT NULL, canonical_url VARCHAR NOT NULL,
    title VARCHAR NOT NULL, text VARCHAR NOT NULL, context VARCHAR NOT NULL,
    places VARCHAR[] NOT NULL, language VARCHAR NOT NULL, text_status VARCHAR NOT NULL,
    published_at TIMESTAMPTZ, first_seen_at TIMESTAMPTZ NOT NULL, fetched_at TIMESTAMPTZ NOT NULL,
    edited_at TIMESTAMPTZ, deleted_at TIMESTAMPTZ, author VARCHAR, reply_to VARCHAR,
    shared_urls VARCHAR[] NOT NULL, hashtags VARCHAR[] NOT NULL,
    likes BIGINT, shares BIGINT, comments BIGINT, views BIGINT,
    raw_sha256 VARCHAR NOT NULL, content_hash UBIGINT NOT NULL, id_hash BIGINT NOT NULL,
    text_dropped_at TIMESTAMPTZ
);
CREATE TABLE sightings (
    document_id VARCHAR NOT NULL, source_id VARCHAR NOT NULL, seen_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE sources (
    source_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, url VARCHAR NOT NULL, name VARCHAR NOT NULL,
    outlet_type VARCHAR, region VARCHAR NOT NULL, language VARCHAR NOT NULL, reach BIGINT,
    every_minutes INTEGER NOT NULL, verified DATE, terms VARCHAR NOT NULL,
    legal_basis VARCHAR NOT NULL, active BOOLEAN NOT NULL
);
CREATE TABLE polls (
    source_id VARCHAR NOT NULL, polled_at TIMESTAMPTZ NOT NULL, access VARCHAR NOT NULL,
    items INTEGER NOT NULL, new_items INTEGER NOT NULL, covers_from TIMESTAMPTZ,
    http_status INTEGER, message VARCHAR NOT NULL
);
CREATE TABLE source_states (
    source_id VARCHAR NOT NULL, url VARCHAR NOT NULL, etag VARCHAR NOT NULL,
    last_modified VARCHAR NOT NULL, body_sha256 VARCHAR NOT NULL, answered_at TIMESTAMPTZ,
    conditional_since TIMESTAMPTZ, failures INTEGER NOT NULL, retry_at TIMESTAMPTZ
);
CREATE TABLE item_states (
    source_id VARCHAR NOT NULL, key VARCHAR NOT NULL, url VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL, fingerprint VARCHAR NOT NULL, first_seen_at TIMESTAMPTZ NOT NULL,
    checked_at TIMESTAMPTZ NOT NULL, etag VARCHAR NOT NULL, last_modified VARCHAR NOT NULL,
    body_sha256 VARCHAR NOT NULL, key_hash BIGINT NOT NULL
);
CREATE TABLE labels (
    document_id VARCHAR NOT NULL, version INTEGER NOT NULL, model VARCHAR NOT NULL,
    labelled_at TIMESTAMPTZ NOT NULL, language VARCHAR NOT NULL, language_supported BOOLEAN NOT NULL,
    relevant BOOLEAN, tone VARCHAR, narratives VARCHAR[] NOT NULL, stance VARCHAR,
    frames VARCHAR[] NOT NULL, abstained VARCHAR[] NOT NULL, scores VARCHAR NOT NULL
);
CREATE TABLE signatures (document_id VARCHAR NOT NULL, signature BLOB NOT NULL);
CREATE TABLE bands (band BIGINT NOT NULL, document_id VARCHAR NOT NULL);
CREATE TABLE stories (document_id VARCHAR NOT NULL, story_id VARCHAR NOT NULL);
CREATE TABLE pseudonym_key (check_value VARCHAR NOT NULL);
CREATE TABLE runs (
    run_id VARCHAR NOT NULL, command VARCHAR NOT NULL, started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ NOT NULL, status INTEGER NOT NULL, summary VARCHAR NOT NULL
);

CREATE VIEW current_documents AS
    SELECT * FROM documents d WHERE NOT EXISTS (
        -- Few documents have a second version, so this side of the join is small.
        SELECT 1 FROM documents n
        WHERE n.version > 1 AND n.document_id = d.document_id AND n.version > d.version);

-- Documents as figures count them: newest version, week of first publication (Stockholm), story, and
-- whether a private person's post (nothing of it is shown but numbers).
CREATE VIEW counted_documents AS
SELECT d.document_id, d.version, d.source_id, d.kind, d.url, d.title, d.text, d.text_status, d.places,
    d.author, f.moment, strftime(timezone('Europe/Stockholm', f.moment), '%G-W%V') AS week,
    d.kind IN ('post', 'comment') OR coalesce(o.outlet_type, '') IN ('forum', 'social') AS private,
    coalesce(st.story_id, d.document_id) AS story_id
FROM current_documents d
JOIN (SELECT document_id, coalesce(published_at, first_seen_at) AS moment
    FROM documents WHERE version = 1) f ON f.document_id = d.document_id
LEFT JOIN sources o ON o.source_id = d.source_id
LEFT JOIN stories st ON st.document_id = d.document_id;

-- Where a counted document has been seen: in the source that owns it, and in others that had it too.
CREATE VIEW appearances AS
SELECT d.* EXCLUDE (source_id, private), a.source_id, s.name AS source_name,
    coalesce(s.outlet_type, '') AS outlet_type, s.region, s.reach, d.private AS private_owner,
    d.private OR coalesce(s.outlet_type, '') IN ('forum', 'social') AS private
FROM counted_documents d
JOIN (SELECT document_id, source_id FROM documents WHERE version = 1
    UNION SELECT document_id, source_id FROM sightings) a ON a.document_id = d.document_id
JOIN sources s ON s.source_id = a.source_id AND s.active;

-- What each source was asked and gave on each day of Stockholm's calendar.
CREATE VIEW source_days AS
WITH tried AS (
    SELECT source_id, CAST(timezone('Europe/Stockholm', polled_at) AS DATE) AS day,
        count(*) AS tried,
        count(*) FILTER (access IN ('ok', 'not_modified', 'empty_valid', 'moved', 'stale')) AS fetched,
        arg_max(access, polled_at) AS access
    FROM polls WHERE access <> 'imported' GROUP BY ALL
), seen AS (
    SELECT source_id,
        CAST(timezone('Europe/Stockholm', coalesce(published_at, first_seen_at)) AS DATE) AS day,
        count(*) AS seen
    FROM documents WHERE version = 1 GROUP BY ALL
)
SELECT coalesce(t.source_id, s.source_id) AS source_id, coalesce(t.day, s.day) AS day,
    CASE WHEN t.tried > 0 THEN greatest(1, 1440 // coalesce(o.every_minutes, 60)) ELSE 0 END AS expected,
    coalesce(t.tried, 0) AS tried, coalesce(t.fetched, 0) AS fetched,
    coalesce(t.tried - t.fetched, 0) AS failed, coalesce(s.seen, 0) AS seen, t.access
FROM tried t FULL JOIN seen s ON t.source_id = s.source_id AND t.day = s.day
LEFT JOIN sources o ON o.source_id = coalesce(t.source_id, s.source_id);

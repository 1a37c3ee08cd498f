-- What is known of a source's answers beyond the last one: a score that decides how long to wait, since
-- when it fails, where it has moved, how often it usually publishes, and what was put right. The hash
-- of a body is now taken without the times that change with every answer: ask once in full. The table
-- is made anew, for DuckDB commits no table that one transaction has both altered and updated.
CREATE TABLE earlier_states AS FROM source_states;
DROP TABLE source_states;
CREATE TABLE source_states (
    source_id VARCHAR NOT NULL, url VARCHAR NOT NULL, etag VARCHAR NOT NULL,
    last_modified VARCHAR NOT NULL, body_sha256 VARCHAR NOT NULL, answered_at TIMESTAMPTZ,
    conditional_since TIMESTAMPTZ, failures INTEGER NOT NULL, retry_at TIMESTAMPTZ,
    items INTEGER DEFAULT 0, score DOUBLE DEFAULT 0, failing_since TIMESTAMPTZ,
    moved_to VARCHAR DEFAULT '', moved_times INTEGER DEFAULT 0, newest_at TIMESTAMPTZ, gap_s DOUBLE,
    problems VARCHAR[] DEFAULT [], "cursor" VARCHAR DEFAULT ''
);
INSERT INTO source_states BY NAME
    SELECT * REPLACE ('' AS etag, '' AS last_modified, '' AS body_sha256) FROM earlier_states;
DROP TABLE earlier_states;
ALTER TABLE item_states ADD COLUMN text_key VARCHAR DEFAULT '';

CREATE TABLE sites (
    site VARCHAR NOT NULL, robots VARCHAR NOT NULL, robots_at TIMESTAMPTZ,
    ai_lines VARCHAR[] NOT NULL, tdm VARCHAR NOT NULL, tdm_at TIMESTAMPTZ,
    missing_page VARCHAR NOT NULL, missing_page_at TIMESTAMPTZ
);

-- What is known of a source's answers beyond the last one: a score that decides how long to wait, since
-- when it fails, where it has moved, how often it usually publishes, and what was put right.
ALTER TABLE source_states ADD COLUMN items INTEGER DEFAULT 0;
ALTER TABLE source_states ADD COLUMN score DOUBLE DEFAULT 0;
ALTER TABLE source_states ADD COLUMN failing_since TIMESTAMPTZ;
ALTER TABLE source_states ADD COLUMN moved_to VARCHAR DEFAULT '';
ALTER TABLE source_states ADD COLUMN moved_times INTEGER DEFAULT 0;
ALTER TABLE source_states ADD COLUMN newest_at TIMESTAMPTZ;
ALTER TABLE source_states ADD COLUMN gap_s DOUBLE;
ALTER TABLE source_states ADD COLUMN problems VARCHAR[] DEFAULT [];
ALTER TABLE source_states ADD COLUMN "cursor" VARCHAR DEFAULT '';
ALTER TABLE item_states ADD COLUMN text_key VARCHAR DEFAULT '';
-- The hash of a body is now taken without the times that change with every answer: ask once in full.
UPDATE source_states SET etag = '', last_modified = '', body_sha256 = '';

CREATE TABLE sites (
    site VARCHAR NOT NULL, robots VARCHAR NOT NULL, robots_at TIMESTAMPTZ,
    ai_lines VARCHAR[] NOT NULL, tdm VARCHAR NOT NULL, tdm_at TIMESTAMPTZ,
    missing_page VARCHAR NOT NULL, missing_page_at TIMESTAMPTZ
);

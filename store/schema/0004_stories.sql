-- Which story a document is in has a history: the row in force has no `until`. A document that was
-- put into another story gets a new row, so that a past week can be told as it was known then.
CREATE TABLE stories_with_history (
    document_id VARCHAR NOT NULL, story_id VARCHAR NOT NULL, since TIMESTAMPTZ NOT NULL,
    until TIMESTAMPTZ
);
INSERT INTO stories_with_history
    SELECT s.document_id, s.story_id, d.first_seen_at, NULL
    FROM stories s JOIN documents d ON d.document_id = s.document_id AND d.version = 1;
DROP TABLE stories;
ALTER TABLE stories_with_history RENAME TO stories;

CREATE VIEW current_stories AS SELECT document_id, story_id FROM stories WHERE until IS NULL;

-- What a later member of a story made of the earlier member that it resembles most: `kept` is the
-- share of the earlier one's shingles that it has too, `added` the share of its own that are new.
CREATE TABLE story_copies (
    document_id VARCHAR NOT NULL, story_id VARCHAR NOT NULL, earlier_id VARCHAR NOT NULL,
    similarity DOUBLE NOT NULL, kept DOUBLE NOT NULL, added DOUBLE NOT NULL,
    noted_at TIMESTAMPTZ NOT NULL
);

CREATE VIEW current_story_copies AS
    SELECT c.* FROM story_copies c
    JOIN current_stories s ON s.document_id = c.document_id
    JOIN current_stories e ON e.document_id = c.earlier_id AND e.story_id = s.story_id
    QUALIFY row_number() OVER (PARTITION BY c.document_id ORDER BY c.noted_at DESC) = 1;

-- Signatures have another form now and are computed anew. Documents with equal words have one text;
-- numbers count from 0. `first_number` is the first text of the text's story; only first texts have
-- bands, 32 bits each, by which new texts find them.
DROP TABLE signatures;
DROP TABLE bands;
CREATE TABLE document_texts (
    document_id VARCHAR NOT NULL, text_number INTEGER NOT NULL, moment TIMESTAMPTZ NOT NULL,
    private BOOLEAN NOT NULL
);
CREATE TABLE story_texts (
    text_number INTEGER NOT NULL, text_key BIGINT NOT NULL, shingles INTEGER NOT NULL,
    signature BLOB NOT NULL, first_number INTEGER NOT NULL
);
CREATE TABLE bands (band INTEGER NOT NULL, text_number INTEGER NOT NULL);

CREATE OR REPLACE VIEW counted_documents AS
SELECT d.document_id, d.version, d.source_id, d.kind, d.url, d.title, d.text, d.text_status, d.places,
    d.author, f.moment, strftime(timezone('Europe/Stockholm', f.moment), '%G-W%V') AS week,
    d.kind IN ('post', 'comment') OR coalesce(o.outlet_type, '') IN ('forum', 'social') AS private,
    coalesce(st.story_id, d.document_id) AS story_id
FROM current_documents d
JOIN (SELECT document_id, coalesce(published_at, first_seen_at) AS moment
    FROM documents WHERE version = 1) f ON f.document_id = d.document_id
LEFT JOIN sources o ON o.source_id = d.source_id
LEFT JOIN current_stories st ON st.document_id = d.document_id;

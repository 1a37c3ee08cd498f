-- Probability samples of documents that people label, and what each coder said. A draw is never
-- changed: figures for all documents are computed from its inclusion probabilities.
CREATE TABLE samples (
    sample_id VARCHAR NOT NULL, drawn_at TIMESTAMPTZ NOT NULL, seed BIGINT NOT NULL,
    model VARCHAR NOT NULL, strata VARCHAR[] NOT NULL, allocation VARCHAR NOT NULL,
    first_week VARCHAR, last_week VARCHAR, frame_size BIGINT NOT NULL
);
CREATE TABLE sampled_documents (
    sample_id VARCHAR NOT NULL, position INTEGER NOT NULL, document_id VARCHAR NOT NULL,
    version INTEGER NOT NULL, stratum VARCHAR NOT NULL, stratum_size BIGINT NOT NULL,
    inclusion_probability DOUBLE NOT NULL
);
CREATE TABLE human_labels (
    document_id VARCHAR NOT NULL, version INTEGER NOT NULL, coder VARCHAR NOT NULL,
    labelled_at TIMESTAMPTZ NOT NULL, relevant BOOLEAN NOT NULL, tone VARCHAR NOT NULL,
    narratives VARCHAR[] NOT NULL, stance VARCHAR, frames VARCHAR[] NOT NULL
);

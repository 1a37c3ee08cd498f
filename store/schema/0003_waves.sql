-- Survey waves. Microdata never leave the store: no export reads `respondents`. A wave is replaced
-- whole or not at all, and `wave_imports` only grows.
CREATE TABLE waves (
    wave_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, survey VARCHAR NOT NULL,
    population VARCHAR NOT NULL, mode VARCHAR NOT NULL, source VARCHAR NOT NULL,
    licence VARCHAR NOT NULL, legal_ground VARCHAR NOT NULL,
    fieldwork_start DATE, fieldwork_end DATE, fieldwork_precision VARCHAR NOT NULL,
    fieldwork_text VARCHAR NOT NULL, response_rate VARCHAR NOT NULL, n BIGINT, weight VARCHAR,
    design VARCHAR NOT NULL, outcomes VARCHAR NOT NULL, groups VARCHAR NOT NULL,
    cautions VARCHAR[] NOT NULL, file_name VARCHAR NOT NULL, file_sha256 VARCHAR NOT NULL,
    spec_sha256 VARCHAR NOT NULL, codebook_sha256 VARCHAR NOT NULL, imported_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE respondents (
    wave_id VARCHAR NOT NULL, row BIGINT NOT NULL, weight DOUBLE NOT NULL, interviewed_on DATE,
    answers VARCHAR NOT NULL, groups VARCHAR NOT NULL, design VARCHAR NOT NULL
);
CREATE TABLE published_estimates (
    estimate_id VARCHAR NOT NULL, wave_id VARCHAR NOT NULL, trust_object VARCHAR NOT NULL,
    question VARCHAR NOT NULL, question_verbatim BOOLEAN NOT NULL, answer_scale VARCHAR NOT NULL,
    category VARCHAR NOT NULL, base VARCHAR NOT NULL, group_var VARCHAR NOT NULL,
    "group" VARCHAR NOT NULL, n BIGINT, n_text VARCHAR NOT NULL, estimate_percent DOUBLE,
    estimate_text VARCHAR NOT NULL, precision VARCHAR NOT NULL, multi_select VARCHAR NOT NULL,
    weighted VARCHAR NOT NULL, comparability_note VARCHAR NOT NULL, source_doc VARCHAR NOT NULL,
    source_section VARCHAR NOT NULL, source_figure VARCHAR NOT NULL
);
CREATE TABLE wave_imports (
    imported_at TIMESTAMPTZ NOT NULL, wave_id VARCHAR NOT NULL, outcome VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL, file_sha256 VARCHAR NOT NULL, spec_sha256 VARCHAR NOT NULL,
    codebook_sha256 VARCHAR NOT NULL, rows BIGINT NOT NULL, programme VARCHAR NOT NULL
);

-- Letters: one row for each attempt to reach a recipient, the last of which tells how it stands.
-- `name` is the week and edition of a report, or what an alarm is about. Rows older than a year go.
CREATE TABLE mails (
    kind VARCHAR NOT NULL, name VARCHAR NOT NULL, recipient VARCHAR NOT NULL,
    noted_at TIMESTAMPTZ NOT NULL, outcome VARCHAR NOT NULL, message VARCHAR NOT NULL
);

"""Documents with their texts as 4CAT's upload of own data takes them: one CSV, no labels.

4CAT (https://github.com/digitalmethodsinitiative/4cat) asks for the columns of REQUIRED; times are
UTC as `2022-02-05 18:30:00`. A row without `timestamp` but with another time loses both, so that
column is always filled. How the file is written 4CAT guesses, with Python's `csv.Sniffer`
(datasources/upload/import_csv.py): that may take doubled quotation marks for the ends of fields,
and apostrophes for marks where few fields have others. So every field is quoted, and no text has a
mark of that kind in it.
"""

from __future__ import annotations

import pandas as pd

from reports.export import to_csv
from store.connection import Store

REQUIRED = ("id", "thread_id", "author", "body", "timestamp")
FILE = "4cat.csv"
SOMEBODY = "[konto]"
"""Stands for every private person: an export that could be joined with the labels by author would
be one about persons."""

_ROWS = f"""
SELECT d.document_id AS id, coalesce(d.reply_to, d.document_id) AS thread_id,
    CASE WHEN c.private THEN '{SOMEBODY}' ELSE coalesce(nullif(s.name, ''), d.source_id) END
        AS author,
    replace(concat_ws(chr(10), nullif(d.title, ''), nullif(d.text, '')), '"', '”') AS body,
    strftime(timezone('UTC', c.moment), '%Y-%m-%d %H:%M:%S') AS timestamp,
    replace(d.title, '"', '”') AS subject, d.source_id AS source, d.kind, d.language,
    CASE WHEN c.private THEN '' ELSE d.url END AS url,
    array_to_string(d.hashtags, ',') AS hashtags, d.likes, d.shares, d.comments, d.views
FROM current_documents d JOIN counted_documents c USING (document_id)
LEFT JOIN sources s ON s.source_id = d.source_id
WHERE d.text_status <> 'deleted' AND (d.title <> '' OR d.text <> '')
ORDER BY c.moment, d.document_id
"""


def fourcat_rows(store: Store) -> pd.DataFrame:
    """A row for each document whose text is held, by time; texts are masked, as they are stored."""
    return store.read(_ROWS).to_pandas(integer_object_nulls=True)


def fourcat_csv(rows: pd.DataFrame) -> bytes:
    """The file of such rows, as 4CAT's upload takes it."""
    return to_csv(rows, quote_all=True)

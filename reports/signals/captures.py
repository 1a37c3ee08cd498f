"""What somebody captured into a file: it is counted, and compared with nothing.

A capture holds what a platform showed one account for as long as somebody scrolled. Nobody knows
how much there was, so it has no coverage, and more or less of it from week to week says how long
somebody scrolled. It is told apart from what is followed, and is in no history and no verdict.
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from store.connection import Transaction

_FILES = """
SELECT source_id FROM known_sources WHERE active AND kind = 'import' ORDER BY source_id
"""

_CAPTURED = """
WITH held AS (
    SELECT source_id, week FROM appearances SEMI JOIN files USING (source_id)
    UNION
    SELECT source_id, strftime(day, '%G-W%V') AS week
    FROM known_passed_over SEMI JOIN files USING (source_id)
)
SELECT source_id, week FROM held ANTI JOIN covered USING (source_id, week)
WHERE week BETWEEN $first AND $last ORDER BY ALL
"""


def captured_weeks(
    transaction: Transaction, covered: pd.DataFrame, first: str, last: str
) -> pa.Table:
    """The weeks `first`..`last` of which a source that is only in files has texts though nothing
    was expected of it: `source_id` and `week`. `covered` are rows of coverage.py for these weeks.
    """
    files = transaction.query(_FILES)
    if not files.num_rows:  # most stores: looking through all documents for them is slow
        return pa.table({name: pa.array([], pa.string()) for name in ("source_id", "week")})
    known = covered[["source_id", "week"]].astype(str)
    with (
        transaction.table("files", files),
        transaction.table("covered", pa.Table.from_pandas(known, preserve_index=False)),
    ):
        return transaction.query(_CAPTURED, {"first": first, "last": last})

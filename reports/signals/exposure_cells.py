"""The counts behind the Exposure table, in one pass over the documents.

Two counts that are seldom needed are asked for apart, and only where there is something to count:
stories of cells with both private and other documents, and the reach of cells. DuckDB would keep
all rows for them in one question, which at ten million documents costs as much as the counting.
"""

from __future__ import annotations

import importlib.resources
from datetime import datetime

import pyarrow as pa

from store.connection import Transaction

_KEYS = "week, outlet_type, region, language, label_group, label, row_stance, place"

_PARTS = f"""
SELECT {_KEYS}, private, count(DISTINCT story_id) AS stories,
    count(DISTINCT document_id) AS documents, count(DISTINCT account) AS accounts,
    count(DISTINCT document_id) FILTER (from_file) AS file_documents,
    count(DISTINCT account) FILTER (from_file) AS file_accounts
FROM placed GROUP BY ALL
"""

_MIXED = f"SELECT {_KEYS} FROM parts GROUP BY ALL HAVING count(*) > 1"

_TOGETHER = f"""
SELECT {_KEYS}, count(DISTINCT story_id) AS stories
FROM placed SEMI JOIN mixed USING ({_KEYS}) GROUP BY ALL
"""

_REACHED = f"""
SELECT {_KEYS}, CAST(sum(reach) AS BIGINT) AS reach
FROM (SELECT DISTINCT {_KEYS}, source_id, reach FROM placed WHERE reach IS NOT NULL) GROUP BY ALL
"""

_KNOWN_REACH = "SELECT count(*) AS n FROM known_sources WHERE active AND reach IS NOT NULL"


def exposure_cells(
    transaction: Transaction,
    model: str,
    begin: datetime,
    end: datetime,
    min_cell: int,
    place: str,
    coverage: pa.Table,
    only: str = "",
) -> pa.Table:
    """The Exposure table of the documents first published from `begin` and before `end`.

    `place` is the SQL of its places, `coverage` has the columns week, outlet_type, region and
    coverage; `only` is the SQL of a join that leaves some appearances out. Nothing is corrected
    yet.
    """
    placed = _sql("exposure_placed.sql").replace("{place}", place).replace("{only}", only)
    asked = {"model": model, "begin": begin, "end": end}
    parts = transaction.query(placed + _PARTS, asked)
    with transaction.table("parts", parts):
        mixed = transaction.query(_MIXED)
        together = mixed.append_column("stories", pa.nulls(len(mixed), pa.int64()))
        if len(mixed):
            with transaction.table("mixed", mixed):
                together = transaction.query(placed + _TOGETHER, asked)
        reached = mixed.slice(0, 0).append_column("reach", pa.array([], pa.int64()))
        if transaction.query(_KNOWN_REACH).to_pylist()[0]["n"]:
            reached = transaction.query(placed + _REACHED, asked)
        with (
            transaction.table("together", together),
            transaction.table("reached", reached),
            transaction.table("cell_coverage", coverage),
        ):
            return transaction.query(_sql("exposure.sql"), {"min_cell": min_cell})


def _sql(name: str) -> str:
    return (importlib.resources.files("reports.signals") / name).read_text("utf-8")

"""How long coverage takes: 150 sources, five years of polls every hour, and what they gave.

    python benchmarks/coverage.py [--sources 150] [--years 5]

The store is written by SQL: 6.6 million polls of which one in a hundred failed, and 2.2 million
documents. Coverage is asked for a report's 27 weeks and for all the years at once.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path[0] = str(Path(__file__).parent.parent)  # else `store` would be benchmarks/store.py

from reports.signals.coverage import coverage  # noqa: E402
from reports.signals.weeks import last_complete, shifted, span  # noqa: E402
from store.connection import Store  # noqa: E402

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)

_SOURCES = """
INSERT INTO sources BY NAME SELECT 's' || range AS source_id, 'feed' AS kind,
    'https://s' || range || '.example/rss' AS url, 'S' || range AS name,
    'regional_daily' AS outlet_type, 'AB' AS region, 'sv' AS language, NULL AS reach,
    60 AS every_minutes, NULL AS verified, '' AS terms, '' AS legal_basis, true AS active
FROM range($sources)
"""

_POLLS = """
INSERT INTO polls BY NAME SELECT 's' || s.range AS source_id, t.range AS polled_at,
    CASE WHEN hash(s.range, t.range) % 100 = 0 THEN 'outage' ELSE 'ok' END AS access,
    20 AS items, 1 AS new_items,
    CASE WHEN access = 'ok' THEN t.range - INTERVAL 1 HOUR END AS covers_from,
    200 AS http_status, '' AS message
FROM range($begin, $now, INTERVAL 1 HOUR) t, range($sources) s
"""

_DOCUMENTS = """
INSERT INTO documents BY NAME SELECT
    md5(s.range || '-' || t.range || '-' || n.range) AS document_id, 1 AS version,
    's' || s.range AS source_id, 'article' AS kind, '' AS url, '' AS canonical_url,
    '' AS title, '' AS text, '' AS context, [] AS places, 'sv' AS language, 'full' AS text_status,
    t.range AS published_at, t.range AS first_seen_at, t.range AS fetched_at,
    [] AS shared_urls, [] AS hashtags, '' AS raw_sha256, 0 AS content_hash, 0 AS id_hash
FROM range($begin, $now, INTERVAL 3 HOUR) t, range($sources) s,
    range(CAST(hash(s.range, t.range) % 3 AS BIGINT)) n
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sources", type=int, default=150)
    parser.add_argument("--years", type=int, default=5)
    asked = parser.parse_args()
    values = {
        "sources": asked.sources,
        "begin": NOW - timedelta(days=365 * asked.years),
        "now": NOW,
    }
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store.duckdb")
        with store.write() as transaction:
            transaction.execute(_SOURCES, {"sources": asked.sources})
            transaction.execute(_POLLS, values)
            transaction.execute(_DOCUMENTS, values)
        last = last_complete(NOW)
        for name, weeks in (("27 weeks", 27), ("all weeks", 52 * asked.years)):
            _measure(store, name, span(shifted(last, 1 - weeks), last))


def _measure(store: Store, name: str, weeks: list[str]) -> None:
    with store.reading() as transaction:
        begin = time.process_time()
        rows = coverage(transaction, weeks, NOW)
        seconds = time.process_time() - begin
    print(f"{name}: {len(rows):,} rows in {seconds:.1f} s of CPU time")


if __name__ == "__main__":
    main()

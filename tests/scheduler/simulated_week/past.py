"""Half a year before the week, written into the store as a service that ran would have left it."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
from simulated_week.articles import Newsroom
from simulated_week.publishers import PAST_WEEKS, START

from store.connection import Store, Transaction

_DATED_BACK = """
UPDATE documents SET first_seen_at = published_at, fetched_at = published_at;
UPDATE item_states SET first_seen_at = d.published_at
    FROM documents d WHERE d.document_id = item_states.document_id
"""
"""What the first pass brought had been met before, had there been passes before it."""

_POLLS = """
INSERT INTO polls BY NAME SELECT s.source_id, t.range AS polled_at, 'not_modified' AS access,
    20 AS items, 0 AS new_items, t.range - INTERVAL 12 HOUR AS covers_from, 304 AS http_status,
    '' AS message
FROM range($begin, $start, INTERVAL 12 HOUR) t, sources s
"""

_DOCUMENTS = """
INSERT INTO documents BY NAME SELECT document_id, 1 AS version, source_id, 'article' AS kind,
    '' AS url, '' AS canonical_url, title, '' AS text, '' AS context, [] AS places,
    'sv' AS language, 'full' AS text_status, published_at, published_at AS first_seen_at,
    published_at AS fetched_at, [] AS shared_urls, [] AS hashtags, '' AS raw_sha256,
    0 AS content_hash, 0 AS id_hash, published_at AS text_dropped_at
FROM batch
"""


def write_past(store: Store, newsrooms: list[Newsroom]) -> None:
    """Polls and documents of PAST_WEEKS before START, but for what the feeds still list then: the
    first pass, at START, has brought that."""
    begin = START - timedelta(weeks=PAST_WEEKS)
    with store.write() as transaction:
        for statement in _DATED_BACK.split(";"):
            transaction.execute(statement)
        transaction.execute(_POLLS, {"begin": begin, "start": START})
        for newsroom in newsrooms:
            _documents(transaction, newsroom)


def _documents(transaction: Transaction, newsroom: Newsroom) -> None:
    publisher = newsroom.publisher
    older = max(0, publisher.published(START) - publisher.listed)
    moments = [datetime.fromtimestamp(float(at), UTC) for at in publisher.times[:older]]
    rows = pa.table(
        {
            "document_id": [f"{publisher.source_id}-{n}" for n in range(older)],
            "source_id": np.repeat(publisher.source_id, older),
            "title": [newsroom.title(n) for n in range(older)],
            "published_at": pa.array(moments, pa.timestamp("us", tz="UTC")),
        }
    )
    with transaction.table("batch", rows):
        transaction.execute(_DOCUMENTS)

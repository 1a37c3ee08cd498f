"""What accounts have shared: links, hashtags and texts of private persons' posts."""

from __future__ import annotations

import pyarrow as pa

from store.connection import Store, Transaction

_SHARES = """
WITH posts AS (
    SELECT c.document_id, c.author, c.published_at, c.shared_urls, c.hashtags, d.story_id
    FROM counted_documents d JOIN current_documents c ON c.document_id = d.document_id
    WHERE d.private AND c.author IS NOT NULL AND c.published_at IS NOT NULL
        AND c.deleted_at IS NULL
        AND d.week >= coalesce($first, d.week) AND d.week <= coalesce($last, d.week)
), things AS (
    SELECT document_id, author, published_at, unnest(shared_urls) AS object_id FROM posts
    UNION ALL
    SELECT document_id, author, published_at, '#' || ltrim(lower(unnest(hashtags)), '#') FROM posts
    UNION ALL
    SELECT document_id, author, published_at, 'text:' || story_id FROM posts
    WHERE story_id IN (SELECT story_id FROM posts GROUP BY story_id HAVING count(*) > 1)
)
SELECT DISTINCT object_id, author AS account_id, document_id AS content_id,
    epoch(published_at) AS timestamp_share
FROM things ORDER BY ALL
"""


def shares(store: Store, first_week: str | None = None, last_week: str | None = None) -> pa.Table:
    """Rows object_id, account_id (pseudonym), content_id, timestamp_share (seconds since 1970).

    An object is an address, a hashtag (`#` and lower case) or a text that several posts have (the
    story that they are in). Posts without an author or without a time of their own are left out:
    when we met a post says nothing of when it was written.
    """
    with store.reading() as transaction:
        return shares_in(transaction, first_week, last_week)


def shares_in(
    transaction: Transaction, first_week: str | None = None, last_week: str | None = None
) -> pa.Table:
    """As `shares`, inside a transaction that reads more than these."""
    return transaction.query(_SHARES, {"first": first_week, "last": last_week})

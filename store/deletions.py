"""What is deleted where it was published loses its words here, and keeps its id and its figures.

It counts whoever tells it: the ids of posts and the pseudonyms of accounts are those of their
platform, so that a source can name none of another's, and articles are nobody's to delete but their
own source's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from store.columns import hashes_of, strings, to_arrow
from store.connection import Transaction
from store.records import Departed, DocumentKind, Withdrawn

DELETED_HASH = int.from_bytes(hashlib.blake2b(b"\0deleted", digest_size=8).digest(), "little")
"""Stands for the words of a document that its platform has deleted."""

OF_PLATFORMS = frozenset({DocumentKind.POST, DocumentKind.COMMENT, DocumentKind.VIDEO})
"""Kinds whose ids are made of what their platform calls them, so that all sources mean the same."""

_OF_PLATFORMS = "kind IN ({})".format(", ".join(f"'{kind}'" for kind in sorted(OF_PLATFORMS)))


def _address(column: str) -> str:
    """An address in SQL; that of a person's post has its first words, and goes with them."""
    return f"CASE WHEN {_OF_PLATFORMS} THEN '' ELSE {column} END"


_TOMBSTONES = f"""
INSERT INTO documents BY NAME
SELECT d.* EXCLUDE (later_than) REPLACE (
    d.version + 1 AS version, {_address("d.url")} AS url,
    {_address("d.canonical_url")} AS canonical_url, '' AS title, '' AS text, '' AS context,
    [] AS places, [] AS shared_urls, [] AS hashtags, 'deleted' AS text_status,
    b.deleted_at AS deleted_at, b.deleted_at AS fetched_at,
    {DELETED_HASH}::UBIGINT AS content_hash, NULL AS text_dropped_at)
FROM documents d JOIN buried b USING (document_id)
QUALIFY row_number() OVER (PARTITION BY d.document_id ORDER BY d.version DESC) = 1
"""

_WORDS_DROPPED = f"""
UPDATE documents SET url = {_address("url")}, canonical_url = {_address("canonical_url")},
    title = '', text = '', context = '', places = [], shared_urls = [], hashtags = [],
    text_dropped_at = b.deleted_at
FROM buried b WHERE documents.document_id = b.document_id AND documents.text_status <> 'deleted'
"""

_UNASKED = """
UPDATE item_states SET url = '', fingerprint = ''
FROM buried b WHERE item_states.document_id = b.document_id AND item_states.url LIKE 'gAAAA%'
"""
"""Whom a post is asked for by goes with its words, in every source that had it. One that shows it
all the same takes it again: its fingerprint is no longer known."""


def bury(transaction: Transaction, deleted: Mapping[str, datetime]) -> None:
    """Give these documents their last version, and drop the words of the earlier ones."""
    if not deleted:
        return
    buried = pa.table(
        {
            "document_id": strings(list(deleted)),
            "deleted_at": pa.array(list(deleted.values()), pa.timestamp("us", tz="UTC")),
        }
    )
    with transaction.table("buried", buried):
        transaction.execute(_TOMBSTONES)
        transaction.execute(_WORDS_DROPPED)
        transaction.execute(
            "UPDATE documents SET context = '' FROM buried b WHERE reply_to = b.document_id"
        )
        transaction.execute(_UNASKED)


def bury_authors(transaction: Transaction, departed: Sequence[Departed]) -> int:
    """Posts of accounts that are deleted, of whichever source, lose their words; gives how many.

    Most accounts that a stream tells of wrote nothing that is held: they are looked for at once.
    """
    if not departed:
        return 0
    with transaction.table("departed", to_arrow(departed, Departed)):
        return _bury_found(
            transaction,
            "SELECT d.document_id, max(a.seen_at) AS seen_at FROM current_documents d "
            "JOIN departed a USING (author) "
            f"WHERE d.text_status <> 'deleted' AND d.{_OF_PLATFORMS} GROUP BY ALL",
        )


_TOLD = f"""
WITH met AS MATERIALIZED (
    SELECT d.rowid AS place FROM documents d SEMI JOIN withdrawn USING (id_hash)
), newest AS (
    SELECT document_id, kind, text_status FROM documents
    WHERE rowid IN (SELECT place FROM met)
    QUALIFY row_number() OVER (PARTITION BY document_id ORDER BY version DESC) = 1
)
SELECT n.document_id, max(w.seen_at) AS seen_at FROM newest n JOIN withdrawn w USING (document_id)
WHERE n.text_status <> 'deleted' AND n.{_OF_PLATFORMS} GROUP BY ALL
"""
"""Reads eight bytes of each document, and the rest of those told of alone."""


def bury_withdrawn(transaction: Transaction, withdrawn: Sequence[Withdrawn]) -> int:
    """Posts that are deleted, of whichever source, lose their words; gives how many were held."""
    if not withdrawn:
        return 0
    told = to_arrow(withdrawn, Withdrawn)
    told = told.append_column("id_hash", hashes_of(told.column("document_id").to_pylist()))
    with transaction.table("withdrawn", told):
        return _bury_found(transaction, _TOLD)


def _bury_found(transaction: Transaction, sql: str) -> int:
    found = transaction.query(sql)
    ids, seen = found.column(0).to_pylist(), found.column(1).to_pylist()
    bury(transaction, dict(zip(ids, seen, strict=True)))
    return len(ids)

"""Erasure on request: words, account and address of documents go, and they do not come back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import pyarrow as pa

from store.columns import strings
from store.connection import Store, Transaction
from store.deletions import bury
from store.records import Document

_MEANT = """
SELECT document_id, bool_or(text_status <> 'deleted') AS readable,
    bool_or(text_status <> 'deleted' OR author IS NOT NULL OR url <> '') AS held FROM documents
WHERE author IN (SELECT author FROM named) OR document_id IN (SELECT document_id FROM named)
GROUP BY document_id ORDER BY document_id
"""


def erase(
    transaction: Transaction,
    authors: Sequence[str],
    document_ids: Sequence[str],
    now: datetime,
    future: bool = False,
) -> int:
    """Erase the documents of accounts (pseudonyms) and those of these ids; gives how many, not
    counting what was erased before. With `future` what is named is remembered also where nothing of
    it is held.

    Of a document stay its id, source, days, figures and labels, which name nobody. What is erased
    is remembered, so that `without_erased` knows it when a source lists it again.
    """
    with transaction.table("named", _named(authors, document_ids, now)):
        meant = transaction.query(_MEANT).to_pylist()
    if not meant and not future:
        return 0
    _remember(transaction, authors, {*document_ids, *(row["document_id"] for row in meant)}, now)
    bury(transaction, {row["document_id"]: now for row in meant if row["readable"]})
    ids = pa.table({"document_id": strings([row["document_id"] for row in meant])})
    with transaction.table("ids", ids):
        transaction.execute(
            "UPDATE documents SET author = NULL, url = '', canonical_url = '', reply_to = NULL "
            "WHERE document_id IN (SELECT document_id FROM ids)"
        )
        transaction.execute(
            "UPDATE item_states SET url = '' WHERE document_id IN (SELECT document_id FROM ids)"
        )
    return sum(row["held"] for row in meant)


def erased_before(
    transaction: Transaction, authors: Sequence[str], document_ids: Sequence[str], now: datetime
) -> bool:
    """Whether somebody has asked before for one of these accounts or documents to be erased."""
    with transaction.table("named", _named(authors, document_ids, now)):
        found = transaction.query(
            "SELECT 1 FROM erased WHERE author IN (SELECT author FROM named) "
            "OR document_id IN (SELECT document_id FROM named) LIMIT 1"
        )
    return found.num_rows > 0


def _named(authors: Iterable[str], document_ids: Iterable[str], now: datetime) -> pa.Table:
    rows = [(one, None) for one in authors] + [(None, one) for one in sorted(document_ids)]
    return pa.table(
        {
            "author": strings([author for author, _ in rows]),
            "document_id": strings([one for _, one in rows]),
            "erased_at": pa.array([now] * len(rows), pa.timestamp("us", tz="UTC")),
        }
    )


def _remember(
    transaction: Transaction, authors: Iterable[str], document_ids: Iterable[str], now: datetime
) -> None:
    with transaction.table("named", _named(authors, document_ids, now)):
        transaction.execute("INSERT INTO erased BY NAME SELECT * FROM named")


def without_erased(transaction: Transaction, documents: Sequence[Document]) -> list[Document]:
    """The documents but those that were erased, or whose accounts were.

    What others quote of them in answering goes too: each that is met is remembered by its id.
    """
    rows = transaction.query("SELECT author, document_id FROM erased").to_pylist()
    authors = {row["author"] for row in rows} - {None}
    ids = {row["document_id"] for row in rows} - {None}
    met = {d.document_id: d.fetched_at for d in documents if d.author in authors}
    if new := met.keys() - ids:
        _remember(transaction, (), new, max(met.values()))
        ids |= new
    return [
        replace(document, context="") if document.reply_to in ids else document
        for document in documents
        if document.document_id not in ids
    ]


def held(store: Store) -> list[dict[str, object]]:
    """What is held of each source with private persons' posts: source_id, name, kind,
    outlet_type, terms, legal_basis, posts, accounts, texts (whose words are held), oldest (day),
    deleted, erasable addresses (`lookups`)."""
    return store.read(
        """
        WITH posts AS (
            SELECT source_id, count(*) AS posts, count(DISTINCT author) AS accounts,
                count(*) FILTER (text <> '' OR title <> '') AS texts,
                CAST(min(greatest(fetched_at, first_seen_at))
                    FILTER (text <> '' OR title <> '') AS DATE) AS oldest,
                count(*) FILTER (text_status = 'deleted') AS deleted
            FROM current_documents d LEFT JOIN sources s USING (source_id)
            WHERE of_a_person(d.kind, s.outlet_type) GROUP BY source_id
        ), lookups AS (
            SELECT source_id, count(*) AS lookups FROM item_states
            WHERE url LIKE 'gAAAA%' GROUP BY source_id
        )
        SELECT p.source_id, coalesce(s.name, '') AS name,
            coalesce(s.kind, '') AS kind, coalesce(s.outlet_type, '') AS outlet_type,
            coalesce(s.terms, '') AS terms,
            coalesce(s.legal_basis, '') AS legal_basis, p.posts, p.accounts, p.texts, p.oldest,
            p.deleted, coalesce(l.lookups, 0) AS lookups
        FROM posts p LEFT JOIN sources s USING (source_id) LEFT JOIN lookups l USING (source_id)
        ORDER BY p.source_id
        """
    ).to_pylist()

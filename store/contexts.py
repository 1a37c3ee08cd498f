"""What comments answer: the text of the post, where the store holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa

from store.columns import hashes_of, strings
from store.connection import Transaction
from store.records import Document

MAX_CONTEXT = 2_000
"""Characters of an answered post: enough to be understood by."""


def with_contexts(transaction: Transaction, documents: Sequence[Document]) -> list[Document]:
    """The documents, in order; those that answer a post and do not quote it with its words.

    The post may be in the store or in the same batch. What has no such post stays as it is.
    """
    asked = {d.reply_to for d in documents if d.reply_to and not d.context}
    if not asked:
        return list(documents)
    words = _held(transaction, sorted(asked))
    words |= {d.document_id: _words(d.title, d.text) for d in documents if d.document_id in asked}
    return [
        replace(d, context=words[d.reply_to]) if d.reply_to in words and not d.context else d
        for d in documents
    ]


def _held(transaction: Transaction, document_ids: Sequence[str]) -> dict[str, str]:
    asked = pa.table({"id_hash": hashes_of(document_ids), "document_id": strings(document_ids)})
    with transaction.table("asked", asked):
        rows = transaction.query(
            "SELECT d.document_id, d.title, d.text FROM current_documents d "
            "SEMI JOIN asked USING (id_hash, document_id)"
        ).to_pylist()
    return {row["document_id"]: _words(row["title"], row["text"]) for row in rows}


def _words(title: str, text: str) -> str:
    return "\n".join(part for part in (title, text) if part)[:MAX_CONTEXT]

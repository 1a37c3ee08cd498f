"""Labels: what a model said of a version of a document. A new model adds, nothing is replaced."""

from __future__ import annotations

from collections.abc import Sequence

from store.columns import to_arrow
from store.connection import Store, Transaction
from store.records import Labels

_PENDING = """
WITH next AS MATERIALIZED (
    SELECT d.rowid AS place FROM documents d
    WHERE d.text_status <> 'deleted' AND d.text_dropped_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM labels l WHERE l.document_id = d.document_id
        AND l.version = d.version AND l.model = $model)
    AND ($every_version OR NOT EXISTS (
        SELECT 1 FROM documents n
        WHERE n.version > 1 AND n.document_id = d.document_id AND n.version > d.version))
    ORDER BY d.first_seen_at, d.document_id, d.version LIMIT $limit)
SELECT document_id, version, title, text, context, language FROM documents
WHERE rowid IN (SELECT place FROM next) ORDER BY first_seen_at, document_id, version
"""
"""Versions of documents that have no labels by a model, oldest first. In two steps, so that only
the texts that are asked for are read."""


def pending(store: Store, model: str, limit: int, every_version: bool = False) -> list[dict]:
    """The next documents to label: document_id, version, title, text, context, language.

    The newest version of each document, or with `every_version` older ones too.
    """
    asked = {"model": model, "limit": limit, "every_version": every_version}
    return store.read(_PENDING, asked).to_pylist()


def add_labels(transaction: Transaction, labels: Sequence[Labels]) -> None:
    """Add labels; those that another process has added meanwhile are left as they are."""
    if not labels:
        return
    with transaction.table("batch", to_arrow(labels, Labels)):
        transaction.execute(
            "INSERT INTO labels BY NAME SELECT * FROM batch "
            "ANTI JOIN labels l USING (document_id, version, model)"
        )

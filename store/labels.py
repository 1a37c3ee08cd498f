"""Labels: what a model said of a version of a document. A new model adds, nothing is replaced."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence

import pyarrow as pa

from store.connection import Store, Transaction
from store.records import Labels

PENDING = """
SELECT document_id, version, title, text, context, language FROM {table} d
WHERE text_status <> 'deleted' AND NOT EXISTS (
    SELECT 1 FROM labels l WHERE l.document_id = d.document_id
    AND l.version = d.version AND l.model = ?)
ORDER BY first_seen_at, document_id, version LIMIT ?
"""
"""Versions of documents that have no labels by a model, oldest first."""


def pending(store: Store, model: str, limit: int, every_version: bool = False) -> list[dict]:
    """The next documents to label: document_id, version, title, text, context, language.

    The newest version of each document, or with `every_version` older ones too.
    """
    table = "documents" if every_version else "current_documents"
    return store.read(PENDING.format(table=table), [model, limit]).to_pylist()


def add_labels(transaction: Transaction, labels: Sequence[Labels]) -> None:
    """Add labels; those that another process has added meanwhile are left as they are."""
    if not labels:
        return
    rows = [
        dataclasses.asdict(label) | {"scores": json.dumps(label.scores, sort_keys=True)}
        for label in labels
    ]
    schema = pa.schema(
        [
            ("document_id", pa.string()),
            ("version", pa.int64()),
            ("model", pa.string()),
            ("labelled_at", pa.timestamp("us", tz="UTC")),
            ("language", pa.string()),
            ("language_supported", pa.bool_()),
            ("relevant", pa.bool_()),
            ("tone", pa.string()),
            ("narratives", pa.list_(pa.string())),
            ("stance", pa.string()),
            ("frames", pa.list_(pa.string())),
            ("abstained", pa.list_(pa.string())),
            ("scores", pa.string()),
        ]
    )
    with transaction.table("batch", pa.Table.from_pylist(rows, schema=schema)):
        transaction.execute(
            "INSERT INTO labels BY NAME SELECT * FROM batch "
            "ANTI JOIN labels l USING (document_id, version, model)"
        )

"""Documents, their versions, and who else had them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from store.columns import to_arrow
from store.connection import Transaction
from store.records import Document, Sighting


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a batch: `new + known + edited` is its number of rows."""

    new: int = 0
    known: int = 0
    edited: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(self.new + other.new, self.known + other.known, self.edited + other.edited)


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the store holds of a document: its newest version and owner."""

    source_id: str
    version: int
    content_hash: int


def content_hash(document: Document) -> int:
    """64 bits of title and text: another value is another version."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(document.title.encode("utf-8", "surrogatepass"))
    digest.update(b"\0")
    digest.update(document.text.encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest(), "little")


def add_documents(transaction: Transaction, documents: Sequence[Document]) -> Added:
    """Store a batch: unknown documents as version 1, changed ones as their next version.

    Only the source that owns a document can change it; another source that has it too leaves a
    Sighting. Order matters: the first source in the batch owns a document new to the store.
    """
    held = _held(transaction, {d.document_id for d in documents})
    rows: list[Document] = []
    hashes: list[int] = []
    sightings: dict[tuple[str, str], Sighting] = {}
    new = known = edited = 0
    for document in documents:
        before = held.get(document.document_id)
        fingerprint = content_hash(document)
        if before is None:
            version = 1
            new += 1
        elif before.source_id != document.source_id:
            key = (document.document_id, document.source_id)
            sightings.setdefault(key, Sighting(*key, document.fetched_at))
            known += 1
            continue
        elif before.content_hash == fingerprint:
            known += 1
            continue
        else:
            version = before.version + 1
            edited += 1
        held[document.document_id] = _Stored(document.source_id, version, fingerprint)
        rows.append(replace(document, version=version) if version != document.version else document)
        hashes.append(fingerprint)
    _insert_documents(transaction, rows, hashes)
    _insert_sightings(transaction, list(sightings.values()))
    return Added(new, known, edited)


def _held(transaction: Transaction, document_ids: Iterable[str]) -> dict[str, _Stored]:
    asked = pa.table({"document_id": pa.array(sorted(document_ids), pa.string())})
    with transaction.table("asked", asked):
        found = transaction.query(
            "SELECT document_id, arg_max(source_id, version) AS source_id, "
            "max(version) AS version, arg_max(content_hash, version) AS content_hash "
            "FROM documents SEMI JOIN asked USING (document_id) GROUP BY document_id"
        )
    return {
        row["document_id"]: _Stored(row["source_id"], row["version"], row["content_hash"])
        for row in found.to_pylist()
    }


def _insert_documents(
    transaction: Transaction, rows: Sequence[Document], hashes: Sequence[int]
) -> None:
    if not rows:
        return
    batch = to_arrow(rows, Document).append_column(
        "content_hash", pa.array(hashes, type=pa.uint64())
    )
    with transaction.table("batch", batch):
        transaction.execute("INSERT INTO documents BY NAME SELECT * FROM batch")


def _insert_sightings(transaction: Transaction, sightings: Sequence[Sighting]) -> None:
    if not sightings:
        return
    with transaction.table("batch", to_arrow(sightings, Sighting)):
        transaction.execute(
            "INSERT INTO sightings BY NAME SELECT * FROM batch "
            "ANTI JOIN sightings s USING (document_id, source_id)"
        )

"""Documents, their versions, and who else had them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime

import pyarrow as pa

from store.columns import hashes_of, storable, to_arrow
from store.connection import Transaction
from store.deletions import DELETED_HASH, OF_PLATFORMS, bury
from store.records import Document, DocumentKind, Sighting, TextStatus

READABLE = """{0}.text_dropped_at IS NULL AND {0}.deleted_at IS NULL
    AND {0}.text_status <> 'deleted' AND ({0}.title <> '' OR {0}.text <> '')"""
"""Whether people may still read a version, in SQL: its text is not gone, empty or withdrawn. Format
it with the alias of `documents` or `current_documents`."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a batch: `new + known + edited` is its number of rows."""

    new: int = 0
    known: int = 0
    edited: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(self.new + other.new, self.known + other.known, self.edited + other.edited)


@dataclass(slots=True)
class _Stored:
    """What the store holds of a document: its owner, its newest version, what older ones said."""

    source_id: str
    kind: DocumentKind
    version: int
    content_hash: int
    fetched_at: datetime
    older: set[int] = field(default_factory=set)

    def has(self, fingerprint: int, fetched_at: datetime) -> bool:
        """Whether this tells us nothing new: the newest text, or what it said before that (an older
        file, or the same one again; a text that is fetched later went back to what it was). That
        it is deleted is new whenever it was told."""
        if fingerprint == self.content_hash:
            return True
        if fingerprint in self.older:
            return fetched_at <= self.fetched_at
        return fetched_at < self.fetched_at and fingerprint != DELETED_HASH

    def may_be_told_by(self, document: Document, fingerprint: int) -> bool:
        """Whether the source of `document` has a say: the owner, and anyone of a deleted post."""
        if document.source_id == self.source_id:
            return True
        kinds = {document.kind, self.kind}
        return fingerprint == DELETED_HASH and kinds <= OF_PLATFORMS

    def put(self, version: int, fingerprint: int, fetched_at: datetime) -> None:
        """Take a later version."""
        self.older.add(self.content_hash)
        self.version, self.content_hash = version, fingerprint
        self.fetched_at = max(self.fetched_at, fetched_at)  # deletions may be told late


def content_hash(document: Document) -> int:
    """64 bits of the words of title and text: another value is another version.

    White space does not count: the same article comes with other line breaks by another way.
    """
    if _is_deleted(document):
        return DELETED_HASH
    digest = hashlib.blake2b(_without_space(document.title), digest_size=8)
    digest.update(b"\0")
    digest.update(_without_space(document.text))
    return int.from_bytes(digest.digest(), "little")


def _is_deleted(document: Document) -> bool:
    return document.deleted_at is not None or document.text_status is TextStatus.DELETED


_SPACES = "\x85\xa0\u2000\u2002\u2003\u2009\u200b\u2028\u2029\u202f\u3000\ufeff"
"""White space beyond ASCII that pages and feeds put where others have a common space or nothing."""


def _without_space(text: str) -> bytes:
    """The text in UTF-8 without its white space; three times as fast as to split and join it."""
    if not text.isascii():
        for space in _SPACES:
            text = text.replace(space, "")
    return storable(text).encode().translate(None, b" \t\n\r\v\f")


def add_documents(transaction: Transaction, documents: Sequence[Document]) -> Added:
    """Store a batch: unknown documents as version 1, changed ones as their next version.

    Only the source that owns a document can change it; another source that has it too leaves a
    Sighting. Order matters: the first source in the batch owns a document new to the store. What
    is deleted (`deleted_at`, or text status deleted) keeps its id and its figures as a version
    without words, and loses those of earlier versions; that a post is deleted, any source may tell.
    """
    ids = [storable(document.document_id) for document in documents]
    held = _held(transaction, set(ids))
    rows: list[Document] = []
    hashes: list[int] = []
    sightings: dict[tuple[str, str], Sighting] = {}
    deleted: dict[str, datetime] = {}
    new = known = edited = 0
    for document_id, document in zip(ids, documents, strict=True):
        before = held.get(document_id)
        fingerprint = content_hash(document)
        if before is None:
            version = 1
            new += 1
            held[document_id] = _Stored(
                document.source_id, document.kind, 1, fingerprint, document.fetched_at
            )
        elif not before.may_be_told_by(document, fingerprint):
            key = (document_id, document.source_id)
            sightings.setdefault(key, Sighting(*key, document.fetched_at))
            known += 1
            continue
        elif before.has(fingerprint, document.fetched_at):
            known += 1
            continue
        else:
            version = before.version + 1
            edited += 1
            before.put(version, fingerprint, document.fetched_at)
            deleted.pop(document_id, None)
            if fingerprint == DELETED_HASH:
                deleted[document_id] = document.deleted_at or document.fetched_at
                continue
        if fingerprint == DELETED_HASH:
            document = _without_words(document)
        rows.append(replace(document, version=version) if version != document.version else document)
        hashes.append(fingerprint)
    _insert_documents(transaction, rows, hashes)
    _insert_sightings(transaction, list(sightings.values()))
    bury(transaction, deleted)
    return Added(new, known, edited)


def _without_words(document: Document) -> Document:
    return replace(
        document, title="", text="", context="", places=(), shared_urls=(), hashtags=(),
        text_status=TextStatus.DELETED, deleted_at=document.deleted_at or document.fetched_at,
    )  # fmt: skip


def held_of(transaction: Transaction, document_ids: Set[str]) -> Set[str]:
    """Those of the ids that documents are held of, deleted ones too."""
    return _held(transaction, document_ids).keys() if document_ids else frozenset()


_HELD = """
WITH met AS MATERIALIZED (SELECT d.rowid AS place FROM documents d SEMI JOIN asked USING (id_hash))
SELECT document_id, source_id, kind, version, content_hash, fetched_at FROM documents
WHERE rowid IN (SELECT place FROM met) ORDER BY version
"""
"""Reads eight bytes of each document and the rest of those asked for alone."""


def _held(transaction: Transaction, document_ids: Set[str]) -> dict[str, _Stored]:
    asked = pa.table({"id_hash": hashes_of(sorted(document_ids))})
    with transaction.table("asked", asked):
        found = transaction.query(_HELD)
    columns = [found.column(i).to_pylist() for i in range(found.num_columns)]
    held: dict[str, _Stored] = {}
    for document_id, *of_first, version, fingerprint, fetched_at in zip(*columns, strict=True):
        if document_id not in document_ids:  # another one with the same 64 bits
            continue
        before = held.get(document_id)
        if before is None:
            source_id, kind = of_first
            stored = _Stored(source_id, DocumentKind(kind), version, fingerprint, fetched_at)
            held[document_id] = stored
        else:
            before.put(version, fingerprint, fetched_at)
    return held


def _insert_documents(
    transaction: Transaction, rows: Sequence[Document], hashes: Sequence[int]
) -> None:
    if not rows:
        return
    batch = to_arrow(rows, Document)
    batch = batch.append_column("content_hash", pa.array(hashes, type=pa.uint64()))
    batch = batch.append_column("id_hash", hashes_of(batch.column("document_id").to_pylist()))
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

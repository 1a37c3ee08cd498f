"""Human labels: what each coder said of a version of a document, and what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from store.columns import from_arrow, to_arrow
from store.connection import Store, Transaction
from store.documents import READABLE
from store.records import HumanLabels, Labels

_SAME_KEY = """
FROM human_labels h SEMI JOIN batch b
    ON b.document_id = h.document_id AND b.version = h.version AND b.coder = h.coder
"""

_CODED_TEXTS = f"""
SELECT d.document_id, d.version, d.kind, d.language, d.title, d.text, d.context,
    {READABLE.format("d")} AND {READABLE.format("c")} AS readable
FROM documents d
JOIN current_documents c ON c.document_id = d.document_id
SEMI JOIN human_labels h ON h.document_id = d.document_id AND h.version = d.version
ORDER BY d.document_id, d.version
"""


@dataclass(frozen=True, slots=True)
class Put:
    """What became of a batch: `stored + changed + same` is its number of rows."""

    stored: int = 0
    changed: int = 0
    same: int = 0


def put_human_labels(transaction: Transaction, labels: Sequence[HumanLabels]) -> Put:
    """Keep labels, each document once in the batch; a coder's newer answer replaces the older one.

    An answer that is the same as before keeps its time.
    """
    if not labels:
        return Put()
    with transaction.table("batch", to_arrow(labels, HumanLabels)):
        found = from_arrow(transaction.query(f"SELECT h.* {_SAME_KEY}"), HumanLabels)
    before = {_key(old): old for old in found}
    news = [new for new in labels if not _same(before.get(_key(new)), new)]
    if news:
        with transaction.table("batch", to_arrow(news, HumanLabels)):
            transaction.execute(
                f"DELETE FROM human_labels WHERE rowid IN (SELECT h.rowid {_SAME_KEY})"
            )
            transaction.execute("INSERT INTO human_labels BY NAME SELECT * FROM batch")
    changed = sum(_key(new) in before for new in news)
    return Put(len(news) - changed, changed, len(labels) - len(news))


def human_labels(store: Store) -> list[HumanLabels]:
    """All human labels, by document, version and coder."""
    found = store.read("SELECT * FROM human_labels ORDER BY document_id, version, coder")
    return from_arrow(found, HumanLabels)


def labels_of_coded(store: Store, model: str) -> list[Labels]:
    """What a model says of the versions that somebody has coded, by document and version."""
    found = store.read(
        "SELECT l.* FROM labels l SEMI JOIN human_labels h "
        "ON h.document_id = l.document_id AND h.version = l.version "
        "WHERE l.model = ? ORDER BY l.document_id, l.version",
        [model],
    )
    return from_arrow(found, Labels)


def coded_texts(store: Store) -> list[dict]:
    """document_id, version, kind, language (as declared), title, text and context of the versions
    that somebody has coded; `readable` is false where the text is gone, emptied or withdrawn, there
    or in the document's newest version."""
    return store.read(_CODED_TEXTS).to_pylist()


def _key(labels: HumanLabels) -> tuple[str, int, str]:
    return labels.document_id, labels.version, labels.coder


def _same(before: HumanLabels | None, now: HumanLabels) -> bool:
    return before is not None and replace(before, labelled_at=now.labelled_at) == now

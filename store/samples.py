"""Samples for people to label: what can be drawn from, what was drawn, and its texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from store.columns import from_arrow, to_arrow
from store.connection import Store, Transaction
from store.documents import READABLE
from store.records import Sample, SampledDocument

_FRAME = f"""
SELECT d.document_id, d.version, coalesce(l.language, 'und') AS language,
    {READABLE.format("c")} AS readable,
    CASE WHEN l.model IS NULL THEN 'unlabelled'
        WHEN NOT l.language_supported THEN 'unsupported'
        WHEN len(l.narratives) > 0 THEN 'narrative'
        WHEN len(l.abstained) > 0 THEN 'abstained'
        WHEN l.relevant THEN 'relevant' ELSE 'other' END AS said
FROM counted_documents d
JOIN current_documents c ON c.document_id = d.document_id
LEFT JOIN labels l ON l.document_id = d.document_id AND l.version = d.version AND l.model = $model
WHERE d.week >= coalesce($first_week, d.week) AND d.week <= coalesce($last_week, d.week)
"""

_TEXTS = """
SELECT s.sample_id, s.document_id, s.version, d.title, d.text, d.context
FROM sampled_documents s
JOIN documents d ON d.document_id = s.document_id AND d.version = s.version
WHERE s.sample_id = ? ORDER BY s.position
"""


class SamplingFrame(NamedTuple):
    """Documents that can be drawn, by id: columns document_id, version, language and said;
    `unreadable` counts those of the same weeks whose text is gone or empty."""

    documents: pa.Table
    unreadable: int


def sampling_frame(
    transaction: Transaction, model: str, first_week: str | None, last_week: str | None
) -> SamplingFrame:
    """The newest version of every document first published in these weeks that can be read.

    `said` is what `model` says of it, the first that holds: unlabelled, unsupported (language),
    narrative, abstained (in some group), relevant, other. `language` is the one it identified.
    """
    asked = {"model": model, "first_week": first_week, "last_week": last_week}
    documents = transaction.query(
        f"SELECT * EXCLUDE (readable) FROM ({_FRAME}) WHERE readable ORDER BY document_id", asked
    )
    (counted,) = transaction.query(
        f"SELECT count(*) AS n FROM ({_FRAME}) WHERE NOT readable", asked
    ).to_pylist()
    return SamplingFrame(documents, counted["n"])


def add_sample(
    transaction: Transaction, sample: Sample, documents: Sequence[SampledDocument]
) -> None:
    """Keep a draw."""
    with transaction.table("batch", to_arrow([sample], Sample)):
        transaction.execute("INSERT INTO samples BY NAME SELECT * FROM batch")
    with transaction.table("batch", to_arrow(documents, SampledDocument)):
        transaction.execute("INSERT INTO sampled_documents BY NAME SELECT * FROM batch")


def texts_of_sample(transaction: Transaction, sample_id: str) -> list[dict]:
    """sample_id, document_id, version, title, text and context of a draw, in its random order.

    No columns for who wrote it, where it stood or what the model said of it.
    """
    return transaction.query(_TEXTS, [sample_id]).to_pylist()


def sampled_documents(store: Store) -> list[SampledDocument]:
    """All documents of all draws, by draw and place."""
    found = store.read("SELECT * FROM sampled_documents ORDER BY sample_id, position")
    return from_arrow(found, SampledDocument)

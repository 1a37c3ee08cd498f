"""Records come out of Arrow, and out of the store, as they went in."""

import dataclasses
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from store.columns import from_arrow, hashes_of, storable, to_arrow
from store.connection import Store
from store.documents import add_documents
from store.labels import add_labels
from store.records import (
    Access,
    Document,
    DocumentKind,
    Frame,
    LabelGroup,
    Labels,
    Narrative,
    Poll,
    Stance,
    TextStatus,
    Tone,
)
from store.sources import add_polls

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
ANY_TEXTS = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\0\ud800\udc00å😀")))
MOMENTS = st.datetimes(
    # Hypothesis wants its bounds without a zone.
    min_value=datetime(1, 1, 2),  # noqa: DTZ001
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
)
LISTS = st.lists(TEXTS, max_size=3).map(tuple)
COUNTS = st.none() | st.integers(min_value=-(2**63), max_value=2**63 - 1)
SHARES = st.floats(0, 1)


def optional(strategy):
    return st.none() | strategy


def several(enum):
    return st.lists(st.sampled_from(enum), unique=True, max_size=3).map(tuple)


DOCUMENTS = st.builds(
    Document,
    document_id=TEXTS,
    source_id=TEXTS,
    kind=st.sampled_from(DocumentKind),
    url=TEXTS,
    canonical_url=TEXTS,
    title=TEXTS,
    text=TEXTS,
    first_seen_at=MOMENTS,
    fetched_at=MOMENTS,
    context=TEXTS,
    places=LISTS,
    language=TEXTS,
    text_status=st.sampled_from(TextStatus),
    published_at=optional(MOMENTS),
    edited_at=optional(MOMENTS),
    deleted_at=optional(MOMENTS),
    author=optional(TEXTS),
    reply_to=optional(TEXTS),
    shared_urls=LISTS,
    hashtags=LISTS,
    likes=COUNTS,
    shares=COUNTS,
    comments=COUNTS,
    views=COUNTS,
    raw_sha256=TEXTS,
)
LABELS = st.builds(
    Labels,
    document_id=TEXTS,
    version=st.integers(1, 1000),
    model=TEXTS,
    labelled_at=MOMENTS,
    language=TEXTS,
    language_supported=st.booleans(),
    relevant=optional(st.booleans()),
    tone=optional(st.sampled_from(Tone)),
    narratives=several(Narrative),
    stance=optional(st.sampled_from(Stance)),
    frames=several(Frame),
    abstained=several(LabelGroup),
    scores=st.fixed_dictionaries(
        {"relevant": SHARES}, optional={"tone": st.dictionaries(st.sampled_from(Tone), SHARES)}
    ),
)
POLLS = st.builds(
    Poll,
    source_id=TEXTS,
    polled_at=MOMENTS,
    access=st.sampled_from(Access),
    items=st.integers(0, 2**31 - 1),
    new_items=st.integers(0, 2**31 - 1),
    covers_from=optional(MOMENTS),
    http_status=optional(st.integers(100, 599)),
    message=TEXTS,
)


@given(st.lists(DOCUMENTS, max_size=5))
def test_documents_come_back_from_arrow_as_they_were(documents):
    assert from_arrow(to_arrow(documents, Document), Document) == documents


@given(st.lists(LABELS, max_size=5))
def test_labels_come_back_from_arrow_as_they_were(labels):
    assert from_arrow(to_arrow(labels, Labels), Labels) == labels


# What is deleted loses its words on its way in (test_deleted.py).
READABLE = DOCUMENTS.filter(
    lambda d: d.deleted_at is None and d.text_status is not TextStatus.DELETED
)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(READABLE, max_size=4, unique_by=lambda d: d.document_id),
    st.lists(LABELS, max_size=4, unique_by=lambda x: (x.document_id, x.version, x.model)),
    st.lists(POLLS, max_size=4),
)
def test_records_come_back_from_the_store_as_they_were(documents, labels, polls):
    with tempfile.TemporaryDirectory() as folder:
        db = Store(Path(folder, "vardkase.duckdb"))
        with db.write() as transaction:
            add_documents(transaction, documents)
            add_labels(transaction, labels)
            add_polls(transaction, polls)
        for table, kind, given_ in [
            ("documents", Document, documents),
            ("labels", Labels, labels),
            ("polls", Poll, polls),
        ]:
            found = from_arrow(db.read(f"SELECT * FROM {table} ORDER BY rowid"), kind)
            assert found == given_


@given(ANY_TEXTS)
def test_any_text_can_be_stored_and_most_are_left_as_they_are(text):
    stored = storable(text)
    assert stored.encode().decode() == stored
    assert "\0" not in stored
    assert storable(stored) == stored
    if "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text):
        assert stored == text


@settings(max_examples=20, deadline=None)
@given(st.lists(ANY_TEXTS, min_size=1, max_size=4))
def test_any_text_can_stand_in_any_column(texts):
    template = Document(
        "", "", DocumentKind.POST, "", "", "", "", *[datetime(2026, 1, 1, tzinfo=UTC)] * 2
    )
    documents = [
        dataclasses.replace(
            template, document_id=str(n), title=text, author=text, hashtags=(text, "x")
        )
        for n, text in enumerate(texts)
    ]
    with tempfile.TemporaryDirectory() as folder:
        db = Store(Path(folder, "vardkase.duckdb"))
        with db.write() as transaction:
            add_documents(transaction, documents)
        found = db.read("SELECT title, author, hashtags[1] AS tag FROM documents ORDER BY rowid")
    expected = [storable(text) for text in texts]
    assert [row for column in found.columns for row in column.to_pylist()] == expected * 3


def test_times_of_any_zone_are_stored_in_utc():
    stockholm = timezone(timedelta(hours=1))
    poll = Poll("bladet", datetime(2026, 11, 20, 13, 0, tzinfo=stockholm), Access.OK)
    (back,) = from_arrow(to_arrow([poll], Poll), Poll)
    assert back.polled_at == poll.polled_at
    assert back.polled_at.utcoffset() == timedelta(0)


def test_hashes_are_64_bits_with_a_sign_and_depend_on_the_text_alone():
    # Blake2b, 8 bytes, little endian.
    a, b = 3405396810240292928, 8453121595177857668
    assert hashes_of(["a", "b", "a"]).to_pylist() == [a, b, a]
    assert hashes_of([]).to_pylist() == []

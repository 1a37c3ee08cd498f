"""Exposure by a name in the store, and what is known of the label's errors."""

from datetime import UTC, datetime, timedelta

import pytest

from reports.trust.link.store_exposure import (
    measured_error,
    parts_of,
    sampled_error,
    stored_exposure,
)
from store.connection import Store
from store.documents import add_documents
from store.human_labels import put_human_labels
from store.labels import add_labels
from store.records import (
    Access,
    Document,
    DocumentKind,
    HumanLabels,
    Labels,
    Narrative,
    OutletType,
    Poll,
    Sample,
    SampledDocument,
    Source,
    SourceKind,
    Stance,
    TextStatus,
    Tone,
)
from store.samples import add_sample
from store.sources import add_imported_sources, add_polls, replace_sources
from store.stories import put_stories

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
NAME = "narrative:profit:endorses"


@pytest.fixture
def db(tmp_path):
    """Two weeks of articles, a silent one between; every third endorses the narrative."""
    store = Store(tmp_path / "store.duckdb")
    documents, labels = [], []
    for number in range(60):
        moment = MONDAY + timedelta(days=14 * (number >= 30))
        name = f"{number:016x}"
        endorses = number % 3 == 0
        documents.append(
            Document(
                name, "a", DocumentKind.ARTICLE, f"https://x.example/{name}",
                f"https://x.example/{name}", "T", "t", moment, moment, published_at=moment,
                text_status=TextStatus.FULL,
            )
        )  # fmt: skip
        labels.append(
            Labels(
                name, 1, "model", moment, language="sv", language_supported=True, relevant=True,
                tone=Tone.NEGATIVE, narratives=(Narrative.PROFIT,) if endorses else (),
                stance=Stance.ENDORSES if endorses else None,
            )
        )  # fmt: skip
    source = Source("a", SourceKind.FEED, "", outlet_type=OutletType.TABLOID, region="national")
    with store.write() as transaction:
        replace_sources(transaction, [source])
        add_documents(transaction, documents)
        add_labels(transaction, labels)
        put_stories(transaction, {d.document_id: d.document_id for d in documents}, MONDAY)
        add_polls(transaction, [Poll("a", NOW, Access.OK, covers_from=MONDAY)])
    return store


def test_a_label_is_counted_week_by_week_beside_all_that_was_classified(db):
    found = stored_exposure(db, "model", NAME, NOW, 5)
    assert found is not None
    assert found.text("time") == ["2026-W45", "2026-W46", "2026-W47"]
    assert found.numbers("exposure")[[0, 2]].tolist() == [10, 10]
    assert found.numbers("documents")[[0, 2]].tolist() == [30, 30]


def test_a_week_in_which_nothing_was_seen_has_no_exposure(db):
    found = stored_exposure(db, "model", NAME, NOW, 5)
    assert found is not None
    assert found.text("exposure")[1] == ""


def captured(db, outlet_type):
    """A post in a file from the first and from the silent week, which endorses the narrative."""
    file = Source("fil", SourceKind.IMPORT, "", outlet_type=outlet_type, region="national")
    moments = {"p1": MONDAY, "p2": MONDAY + timedelta(days=7)}
    with db.write() as transaction:
        add_imported_sources(transaction, ["fil"], {"fil": file})
        for name, moment in moments.items():
            post = Document(
                name, "fil", DocumentKind.POST, "", "", "", "t", NOW, NOW, published_at=moment,
                text_status=TextStatus.FULL,
            )  # fmt: skip
            said = Labels(
                name, 1, "model", NOW, language="sv", language_supported=True, relevant=True,
                tone=Tone.NEGATIVE, narratives=(Narrative.PROFIT,), stance=Stance.ENDORSES,
            )  # fmt: skip
            add_documents(transaction, [post])
            add_labels(transaction, [said])
        add_polls(transaction, [Poll("fil", NOW, Access.IMPORTED)])


@pytest.mark.parametrize("outlet_type", [OutletType.SOCIAL, OutletType.TABLOID])
def test_what_was_captured_into_files_is_no_exposure_and_the_table_tells(db, outlet_type):
    """Also in the outlet type and region of a source that is followed."""
    before = stored_exposure(db, "model", NAME, NOW, 1)
    captured(db, outlet_type)
    found = stored_exposure(db, "model", NAME, NOW, 1)
    assert before is not None and found is not None
    assert (found.sha256, before.flags) == (before.sha256, ())
    assert found.flags == ("exposure_not_followed",)


@pytest.mark.parametrize("name", ["narrative:nonsense", "profit", "frame:crime:endorses", ""])
def test_what_is_no_label_has_no_exposure(db, name):
    assert parts_of(name) is None
    assert stored_exposure(db, "model", name, NOW, 5) is None


def test_people_who_labelled_a_sample_say_how_well_the_label_is_counted(db):
    drawn = [SampledDocument("s", i, f"{i:016x}", 1, "all", 60, 1.0) for i in range(60)]
    coded = [  # people see the narrative in every sixth: half of what the model says
        HumanLabels(
            f"{i:016x}", 1, "k1", NOW, True, Tone.NEGATIVE,
            (Narrative.PROFIT,) if i % 6 == 0 else (), Stance.ENDORSES if i % 6 == 0 else None,
        )
        for i in range(60)
    ]  # fmt: skip
    with db.write() as transaction:
        add_sample(transaction, Sample("s", NOW, 1, "model", (), "equal", None, None, 60), drawn)
        put_human_labels(transaction, coded)
    found = sampled_error(db, "model", NAME)
    assert found is not None
    assert (found.precision, found.recall) == (0.5, 1.0)
    assert found.specificity == pytest.approx(40 / 50)


def test_without_enough_labelled_documents_nothing_is_said(db):
    assert sampled_error(db, "model", NAME) is None


def test_a_models_own_measurement_gives_precision_and_recall():
    evaluation = {
        "labels": {
            "narratives": {"profit": {"value": 0.8, "n": 100, "given": 50}},
            "stance": {"endorses": {"value": 0.9, "n": 100, "given": 100}},
        }
    }
    label = measured_error(evaluation, "narrative:profit")
    assert label is not None
    assert (label.precision, label.recall) == (1.0, pytest.approx(0.6))
    both = measured_error(evaluation, NAME)
    assert both is not None
    assert both.recall == pytest.approx(0.54)
    assert measured_error({}, NAME) is None

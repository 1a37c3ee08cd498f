"""The report of a past week made again: the same bytes, or what has changed since."""

from datetime import UTC, datetime, timedelta

import pytest

from reports.weekly.rebuild import Change, ChangeKind, rebuild_report
from reports.weekly.settings import ReportSettings
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
    Source,
    SourceKind,
    Stance,
    Tone,
)
from store.retention import drop_old_texts
from store.sources import add_imported_sources, add_polls, replace_sources
from store.stories import put_stories

WEEK = "2026-W47"
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
LATER = NOW + timedelta(days=9)
TEXTS = ("html", "json", "csv")
SPREADING = {"narratives": (Narrative.KIDNAPPING,), "stance": Stance.ENDORSES}
MANIFEST = {"Vårdkase": "0.1.0", "model": "model"}


@pytest.fixture
def full(archive):
    """A rise in a daily, and a few posts."""
    archive.every_week(1, "dagbladet", weeks=8, **SPREADING)
    for number in range(9):
        archive.document("dagbladet", title=f"Rubrik {number}", places=("Borås",), **SPREADING)
    for number in range(6):
        archive.document("forumet", author=f"p{number}", **SPREADING)
    return archive


def write(archive, folder="rapporter", formats=("csv", "html"), now=NOW, **wishes):
    wishes = {"focus": ("Borås",), "manifest": MANIFEST} | wishes
    return archive.write(now, folder=folder, formats=formats, **wishes).bytes


def rebuild(
    archive, formats=("csv", "html"), min_cell=5, language="sv", manifest=MANIFEST, focus=()
):
    return rebuild_report(
        archive.store(),
        WEEK,
        ReportSettings("sv", archive.folder / "igen", tuple(focus)),
        min_cell,
        formats=formats,
        language=language,
        manifest=manifest,
    )


def contents(rebuilt):
    return {path.suffix[1:]: path.read_bytes() for path in rebuilt.paths}


def learn_more(archive):
    """All that a store can come to know later about the same weeks, with the times of then."""
    moment = archive.documents[-1].published_at
    address = "https://dagbladet.example/ny"
    new = Document(
        "f" * 16, "dagbladet", DocumentKind.ARTICLE, address, address, "Ny", "Ny text.", moment,
        moment, published_at=moment, places=("Borås",),
    )  # fmt: skip
    edited = archive.documents[-10]
    edited = Document(
        edited.document_id, "dagbladet", DocumentKind.ARTICLE, edited.url, edited.url, "Ändrad",
        "Ändrad.", moment, moment, published_at=edited.published_at,
    )  # fmt: skip
    with archive.store().write() as transaction:
        add_documents(transaction, [new, edited])
        add_labels(
            transaction,
            [
                Labels(id_, version, model, moment, "sv", True, True, Tone.NEGATIVE, **SPREADING)
                for id_, version, model in [
                    ("f" * 16, 1, "model"),
                    (edited.document_id, 2, "model"),
                    (edited.document_id, 1, "new model"),
                ]
            ],
        )
        add_polls(transaction, [Poll("dagbladet", moment, Access.OUTAGE, message="Nere")])
        add_imported_sources(transaction, ["arkivet"])
        add_polls(transaction, [Poll("arkivet", moment, Access.IMPORTED, covers_from=moment)])
        put_stories(transaction, {d.document_id: "e" * 16 for d in archive.documents[-15:]}, LATER)
        put_human_labels(
            transaction,
            [HumanLabels(edited.document_id, 1, "k1", moment, True, Tone.NEUTRAL)],
        )
        replace_sources(
            transaction,
            [
                Source(
                    "dagbladet", SourceKind.FEED, "https://dagbladet.example/rss", name="Nytt namn",
                    outlet_type=OutletType.TABLOID, region="national",
                )
            ],
        )  # fmt: skip


def test_what_came_to_be_known_later_changes_no_byte(full):
    before = write(full, formats=TEXTS)
    learn_more(full)
    again = rebuild(full, formats=TEXTS)
    assert again.changes == () and contents(again) == before
    assert (again.written_at, again.model) == (NOW, "model")
    assert write(full, folder="nytt", now=LATER) != before


def test_texts_dropped_by_retention_change_no_byte(full):
    before = write(full)
    with full.store().write() as transaction:
        assert drop_old_texts(transaction, LATER, LATER) == len(full.documents)
    assert contents(rebuild(full)) == before


def test_the_settings_of_then_hold_for_all_but_a_stricter_limit(full):
    before = write(full)
    other = {"Vårdkase": "0.1.0", "model": "new model", "configuration": "other"}
    again = rebuild(full, manifest=other, focus=("Umeå",), min_cell=2)
    assert contents(again) == before
    stricter = rebuild(full, min_cell=8)
    assert Change(ChangeKind.MIN_CELL, "5", "8") in stricter.changes and not stricter.paths


def test_a_format_and_a_language_asked_for_later_are_made_of_what_was_known_then(full, another):
    english = write(full, folder="engelska", language="en", formats=("html",))
    write(full, formats=("html",))
    expected = contents(rebuild(full, formats=("json",)))
    learn_more(full)
    assert contents(rebuild(full, formats=("json",))) == expected
    found = rebuild(full, formats=("html",), language="en")
    assert [path.name for path in found.paths] == ["2026-W47.en.html"]
    assert contents(found) == english


def test_an_erased_document_is_told_and_no_file_is_touched(full):
    write(full, folder="igen")
    path = full.folder / "igen" / "2026-W47.html"
    then, rows = path.read_bytes(), len(full.documents)
    gone = full.documents[-8].document_id
    with full.store().write() as transaction:
        for table in ("documents", "labels", "stories"):
            transaction.execute(f"DELETE FROM {table} WHERE document_id = ?", [gone])
    found = rebuild(full)
    assert found.paths == () and path.read_bytes() == then
    assert set(found.changes) == {
        Change(kind, str(rows), str(rows - 1))
        for kind in (ChangeKind.DOCUMENTS, ChangeKind.TEXTS, ChangeKind.LABELS, ChangeKind.STORIES)
    }


def test_a_title_that_was_taken_away_is_told(full):
    write(full)
    with full.store().write() as transaction:
        transaction.execute("UPDATE documents SET title = '' WHERE title = 'Rubrik 3'")
    rows = str(len(full.documents))
    assert rebuild(full).changes == (Change(ChangeKind.DOCUMENTS, rows, rows),)


def test_the_labels_of_a_model_that_is_gone_are_told(full):
    write(full)
    with full.store().write() as transaction:
        transaction.execute("DELETE FROM labels WHERE model = 'model'")
    rows = str(len(full.documents))
    assert rebuild(full).changes == (Change(ChangeKind.LABELS, rows, "0"),)


def test_another_version_of_the_program_is_told_when_the_bytes_are_others(full):
    write(full)
    newer = MANIFEST | {"Vårdkase": "0.2.0"}
    assert rebuild(full, manifest=newer).changes == ()
    with full.store().write() as transaction:
        transaction.execute("UPDATE written_reports SET sha256 = 'other' WHERE format = 'csv'")
    told = rebuild(full, manifest=newer).changes
    assert told == (Change(ChangeKind.PROGRAM, "Vårdkase 0.1.0", "Vårdkase 0.2.0"),)
    assert rebuild(full).changes == (Change(ChangeKind.OTHER, "", ""),)


def test_the_report_that_was_written_last_is_the_one_that_is_made_again(full):
    first = write(full, folder="forst")
    learn_more(full)
    second = write(full, folder="sedan", now=LATER)
    again = rebuild(full)
    assert contents(again) == second != first and again.written_at == LATER


def test_a_report_of_the_running_week_alone_is_not_made_again(full):
    assert rebuild(full) is None
    write(full, now=NOW - timedelta(days=2))
    assert rebuild(full) is None

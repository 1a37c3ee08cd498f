"""The Exposure table over a small store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from reports.signals.exposure import COLUMNS, exposure, published, weeks_with_documents
from store.connection import Store
from store.documents import add_documents
from store.labels import add_labels
from store.passed_over import add_passed_over
from store.records import (
    Access,
    Document,
    DocumentKind,
    Frame,
    LabelGroup,
    Labels,
    Narrative,
    OutletType,
    PassedOver,
    Poll,
    Source,
    SourceKind,
    Stance,
    TextStatus,
    Tone,
)
from store.sources import add_polls, replace_sources
from store.stories import put_stories

WEEK = "2026-W47"
MOMENT = datetime(2026, 11, 18, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
SPREADING = {"narratives": (Narrative.PROFIT,), "stance": Stance.ENDORSES}


class Archive:
    def __init__(self, path):
        self.store = Store(path / "store.duckdb")
        self.documents, self.labels, self.stories = [], [], {}

    def add(self, source, *, author=None, story=None, moment=MOMENT, places=(), **labels):
        id_ = f"{len(self.documents):016x}"
        usual = DocumentKind.POST if source == "forumet" else DocumentKind.ARTICLE
        kind = labels.pop("kind", usual)
        status = labels.pop("status", TextStatus.FULL)
        self.documents.append(
            Document(
                id_, source, kind, f"https://x.example/{id_}", f"https://x.example/{id_}", "T", "t",
                moment, moment, published_at=moment, author=author, places=places,
                text_status=status,
            )
        )  # fmt: skip
        values = {
            "language": "sv", "language_supported": True, "relevant": True, "tone": Tone.NEUTRAL,
        } | labels  # fmt: skip
        self.labels.append(Labels(id_, 1, "model", moment, **values))
        self.stories[id_] = story or id_
        return id_

    def table(self, first=WEEK, last=WEEK, by_place=False, reach=None):
        sources = [
            Source("a", SourceKind.FEED, "", outlet_type=OutletType.TABLOID, region="national",
                   reach=reach),
            Source("b", SourceKind.FEED, "", outlet_type=OutletType.TABLOID, region="national",
                   reach=reach),
            Source("forumet", SourceKind.FEED, "", outlet_type=OutletType.FORUM, region="national"),
            Source("fangst", SourceKind.IMPORT, "", outlet_type=OutletType.FORUM,
                   region="national"),
            Source("okand", SourceKind.IMPORT, ""),
        ]  # fmt: skip
        start = datetime(2026, 11, 8, 23, tzinfo=UTC)
        end = start + timedelta(days=14)
        polls = [Poll("a", end, Access.OK, covers_from=start)]
        polls += [Poll("b", start + timedelta(days=7), Access.OK, covers_from=start)]
        polls += [Poll("forumet", end, Access.OK, covers_from=start)]
        with self.store.write() as transaction:
            replace_sources(transaction, sources)
            add_documents(transaction, self.documents)
            add_labels(transaction, self.labels)
            add_polls(transaction, polls)
            put_stories(transaction, self.stories, MOMENT)
        return exposure(self.store, "model", first, last, NOW, 5, by_place)


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path)


def rows(table, group, **wanted):
    found = table[table["label_group"] == group]
    for column, value in wanted.items():
        found = found[found[column] == value]
    return found.to_dict("records")


def test_copies_are_one_story_and_several_documents(archive):
    archive.add("a", story="wire", **SPREADING)
    archive.add("b", story="wire", **SPREADING)
    (row,) = rows(archive.table(), "narrative")
    assert (row["label"], row["stance"]) == ("profit", "endorses")
    assert (row["stories"], row["documents"]) == (1, 2)


def test_a_document_with_two_narratives_is_in_two_rows_and_stances_stay_apart(archive):
    archive.add("a", narratives=(Narrative.PROFIT, Narrative.KIDNAPPING), stance=Stance.ENDORSES)
    archive.add("a", narratives=(Narrative.PROFIT,), stance=Stance.REBUTS)
    found = {(r["label"], r["stance"]): r["documents"] for r in rows(archive.table(), "narrative")}
    assert found == {
        ("kidnapping", "endorses"): 1,
        ("profit", "endorses"): 1,
        ("profit", "rebuts"): 1,
    }


def test_a_frame_without_narrative_has_no_stance_and_no_narrative_row(archive):
    archive.add("a", frames=(Frame.WORKLOAD,))
    table = archive.table()
    assert rows(table, "narrative") == []
    (row,) = rows(table, "frame")
    assert row["stance"] is None or row["stance"] != row["stance"]


def test_abstentions_and_unsupported_languages_have_rows(archive):
    archive.add("a", relevant=None, tone=None, language="el", language_supported=False)
    archive.add("a", relevant=None, tone=None, abstained=(LabelGroup.RELEVANT,))
    archive.add("a", tone=None, abstained=(LabelGroup.TONE, LabelGroup.NARRATIVE))
    table = archive.table()
    assert {r["label"] for r in rows(table, "relevant")} == {"unsupported", "abstained", "true"}
    assert [r["label"] for r in rows(table, "tone")] == ["abstained"]
    assert [r["label"] for r in rows(table, "narrative")] == ["abstained"]


def test_what_the_model_has_not_read_has_a_row_and_counts_as_seen(archive):
    archive.add("a", **SPREADING)
    archive.add("a", relevant=False, tone=None)
    archive.add("a")
    archive.labels.pop()
    table = archive.table()
    (unread,) = rows(table, "relevant", label="unlabelled")
    assert (unread["language"], unread["documents"], unread["seen"]) == ("und", 1, 1)
    (spread,) = rows(table, "narrative")
    assert (spread["documents"], spread["seen"]) == (1, 2)


def test_items_that_were_not_stored_count_as_seen_in_their_week_and_language(archive):
    archive.add("a", **SPREADING)
    table = archive.table()
    (before,) = rows(table, "narrative")
    monday = datetime.fromisocalendar(int(before["week"][:4]), int(before["week"][6:]), 1).date()
    passed = [PassedOver("a", monday, before["language"], 7), PassedOver("a", monday, "el", 5)]
    with archive.store.write() as transaction:
        add_passed_over(transaction, passed)
    (after,) = rows(archive.table(), "narrative")
    assert (before["seen"], after["seen"]) == (1, 8)


def test_what_is_seen_is_not_told_where_a_part_of_it_is_hidden(archive):
    for number in range(5):
        archive.add("forumet", author=f"p{number}")
    archive.add("forumet", author="p9", relevant=False, tone=None)
    table = archive.table()
    assert table["seen"].isna().all()
    assert set(published(table)["seen"]) == {"–"}


def test_tone_is_counted_on_full_text_alone(archive):
    archive.add("a", status=TextStatus.TEASER, tone=Tone.NEGATIVE)
    assert rows(archive.table(), "tone") == []


@pytest.mark.parametrize(("accounts", "hidden"), [(4, True), (5, False)])
def test_private_posts_need_enough_accounts(archive, accounts, hidden):
    for n in range(8):
        archive.add("forumet", author=f"p{n % accounts}", **SPREADING)
    table = archive.table()
    (row,) = rows(published(table), "narrative")
    shown = ("–", "–", "–") if hidden else (8, 8, accounts)
    assert (row["stories"], row["documents"], row["accounts"]) == shown


@pytest.mark.parametrize(
    ("followed", "captured", "hidden"),
    [(3, 20, True), (20, 3, True), (5, 5, False), (7, 0, False), (0, 7, False)],
)
def test_neither_posts_of_files_nor_the_others_follow_from_their_sum(
    archive, followed, captured, hidden
):
    for number in range(followed + captured):
        source = "forumet" if number < followed else "fangst"
        archive.add(source, author=f"p{number}", kind=DocumentKind.POST)

    (row,) = rows(archive.table(), "relevant")
    assert bool(row["hidden"]) is hidden


def test_one_hidden_tone_hides_its_siblings_which_would_give_it_away(archive):
    for number in range(6):
        archive.add("forumet", author=f"p-{number}", tone=Tone.NEGATIVE)
    archive.add("forumet", author="p-7", tone=Tone.POSITIVE)
    table = archive.table()
    assert {r["label"]: r["hidden"] for r in rows(table, "tone")} == {
        "negative": True,
        "positive": True,
    }
    assert [r["documents"] for r in rows(table, "relevant")] == [7]


def test_few_relevant_posts_hide_the_irrelevant_ones_too(archive):
    for number in range(8):
        archive.add("forumet", author=f"p-{number}", relevant=number < 3, tone=Tone.NEUTRAL)
    assert {r["label"]: r["hidden"] for r in rows(archive.table(), "relevant")} == {
        "true": True,
        "false": True,
    }


def test_a_comment_in_an_editorial_outlet_does_not_hide_its_articles(archive):
    archive.add("a", **SPREADING)
    archive.add("a", kind=DocumentKind.COMMENT, author="p-1", **SPREADING)
    (row,) = rows(archive.table(), "narrative")
    assert (row["documents"], row["hidden"]) == (1, False)
    assert pd.isna(row["accounts"])


def test_an_edit_with_a_later_date_stays_in_the_week_of_first_publication(archive):
    id_ = archive.add("a", **SPREADING)
    old = archive.documents[0]
    later = MOMENT + timedelta(days=7)
    edited = replace(old, text="ny", published_at=later, fetched_at=later)
    with archive.store.write() as transaction:
        add_documents(transaction, [old, edited])
        add_labels(transaction, [replace(archive.labels[0], version=2)])
    archive.documents, archive.labels = [], []
    assert [r["week"] for r in rows(archive.table(last="2026-W48"), "narrative")] == [WEEK], id_


def test_a_source_of_unknown_kind_counts(archive):
    archive.add("okand", **SPREADING)
    (row,) = rows(archive.table(), "narrative")
    assert (row["outlet_type"], row["documents"]) == ("", 1)


def test_editorial_cells_have_no_accounts_and_are_never_hidden(archive):
    archive.add("a", **SPREADING)
    (row,) = rows(published(archive.table()), "narrative")
    assert (row["stories"], row["accounts"]) == (1, None)


def test_coverage_is_the_mean_over_the_sources_of_the_cell(archive):
    archive.add("a", **SPREADING)
    (row,) = rows(archive.table(), "narrative")
    assert row["coverage"] == pytest.approx(0.5)


def test_a_document_counts_in_the_week_of_its_publication_in_stockholm(archive):
    archive.add("a", moment=datetime(2026, 11, 15, 23, 30, tzinfo=UTC), **SPREADING)
    archive.add("a", moment=datetime(2026, 11, 15, 22, 30, tzinfo=UTC), **SPREADING)
    found = rows(archive.table("2026-W46"), "narrative")
    assert [(r["week"], r["documents"]) for r in found] == [("2026-W46", 1), (WEEK, 1)]
    assert weeks_with_documents(archive.store) == ["2026-W46", WEEK]


def test_reach_adds_the_sources_of_a_cell_once_each(archive):
    for _ in range(3):
        archive.add("a", **SPREADING)
    archive.add("b", **SPREADING)
    (row,) = rows(archive.table(reach=1000), "narrative")
    assert row["reach"] == 2000


def test_a_sighting_counts_in_the_source_that_saw_it(archive):
    archive.add("a", **SPREADING)
    archive.table()
    copy = archive.documents[0]
    with archive.store.write() as transaction:
        add_documents(transaction, [replace(copy, source_id="forumet")])
    found = exposure(archive.store, "model", WEEK, WEEK, NOW, 5)
    assert {r["outlet_type"] for r in rows(found, "narrative")} == {"tabloid", "forum"}


def test_by_place_gives_a_row_for_each_municipality(archive):
    archive.add("a", places=("Botkyrka", "Malmö"), **SPREADING)
    archive.add("a", places=("Malmö",), **SPREADING)
    table = archive.table(by_place=True)
    assert list(table.columns) == [*COLUMNS, "place", "hidden"]
    assert {r["place"]: r["documents"] for r in rows(table, "narrative")} == {
        "Botkyrka": 1,
        "Malmö": 2,
    }

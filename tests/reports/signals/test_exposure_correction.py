"""The corrected columns of the Exposure table, in a store with a sample and human labels."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from reports.coding.sampling import draw
from reports.signals.coded_sample import LAST_WEEK, Target, class_of, coded_documents, found_for
from reports.signals.corrected_series import corrected_series
from reports.signals.exposure import exposure
from reports.signals.weeks import span, week_of
from store.connection import Store
from store.documents import add_documents
from store.human_labels import put_human_labels
from store.labels import add_labels
from store.records import (
    Document,
    DocumentKind,
    HumanLabels,
    LabelGroup,
    Labels,
    Narrative,
    OutletType,
    Sample,
    SampledDocument,
    Source,
    SourceKind,
    Stance,
    Tone,
)
from store.samples import add_sample, sampling_frame
from store.sources import replace_sources
from store.stories import put_stories

START = datetime(2026, 10, 6, 9, tzinfo=UTC)
NOW = datetime(2026, 12, 1, 6, tzinfo=UTC)
FIRST, LAST = "2026-W41", "2026-W44"
PROFIT = Target(LabelGroup.NARRATIVE, "profit", "endorses")
WANTED = {"label": "profit", "stance": "endorses"}
SPREADING = {"narratives": (Narrative.PROFIT,), "stance": Stance.ENDORSES}


class Archive:
    """400 articles over four weeks; in every fifth the model sees the narrative, and it is wrong in
    one of four; of the others one in 40 has it too."""

    def __init__(self, path, source="a", author=None):
        self.db = Store(path / "store.duckdb")
        self.truth, documents, labels = {}, [], []
        for number in range(400):
            id_, moment = f"{number:016x}", START + timedelta(weeks=number % 4)
            kind, url = DocumentKind.ARTICLE, f"https://x.example/{id_}"
            documents.append(
                Document(
                    id_, source, kind, url, url, "T", "t", moment, moment, published_at=moment,
                    author=author, places=("Malmö",) if number // 8 % 2 else ("Botkyrka", "Malmö"),
                )
            )  # fmt: skip
            given = number // 4 % 5 == 0
            self.truth[id_] = number // 20 % 4 > 0 if given else number // 4 % 40 == 1
            said = SPREADING if given else {}
            labels.append(Labels(id_, 1, "m", moment, "sv", True, True, Tone.NEUTRAL, **said))
        sources = [
            Source("a", SourceKind.FEED, "", outlet_type=OutletType.TABLOID, region="national"),
            Source("f", SourceKind.FEED, "", outlet_type=OutletType.FORUM, region="national"),
        ]
        with self.db.write() as transaction:
            replace_sources(transaction, sources)
            add_documents(transaction, documents)
            add_labels(transaction, labels)
            put_stories(transaction, {id_: id_ for id_ in self.truth}, START)

    def code(self, size, first=FIRST, last=LAST, answered=None):
        """Draw a sample of the weeks as `label sample` does, and label its first documents."""
        with self.db.write() as transaction:
            frame = sampling_frame(transaction, "m", first, last).documents.to_pylist()
            drawn = draw([row["said"] for row in frame], size, 3)
            chosen = [
                SampledDocument(
                    "s", place, frame[one.index]["document_id"], 1, one.stratum,
                    one.stratum_size, one.inclusion_probability,
                )
                for place, one in enumerate(drawn, 1)
            ]  # fmt: skip
            asked = Sample("s", NOW, 3, "m", ("said",), "equal", first, last, len(frame))
            add_sample(transaction, asked, chosen)
            put_human_labels(
                transaction, [self.answer(one.document_id) for one in chosen[:answered]]
            )

    def answer(self, id_, coder="k1"):
        said = SPREADING if self.truth[id_] else {}
        return HumanLabels(id_, 1, coder, NOW, True, Tone.NEUTRAL, **said)

    def coded(self):
        with self.db.reading() as transaction:
            return coded_documents(transaction, "m")

    def rows(self, first=FIRST, last=LAST, by_place=False):
        table = exposure(self.db, "m", first, last, NOW, 5, by_place)
        keep = (table["label"] == "profit") & (table["stance"] == "endorses")
        return table[keep].reset_index(drop=True)


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path)


def width(rows):
    return (rows["high"] - rows["low"]).to_numpy(float)


def test_without_human_labels_nothing_is_corrected(archive):
    rows = archive.rows()
    assert list(rows["stories"]) == [20] * 4
    assert rows[["corrected", "low", "high"]].isna().all(axis=None)


def test_each_week_is_corrected_and_its_interval_holds_what_is_true(archive):
    archive.code(120)
    rows = archive.rows()
    true = [
        sum(archive.truth[f"{n:016x}"] for n in range(400) if n % 4 == week) for week in range(4)
    ]
    assert ((rows["low"] <= true) & (true <= rows["high"])).all()
    assert (rows["low"] < rows["corrected"]).all() and (rows["corrected"] < rows["high"]).all()
    naive, corrected = np.abs(rows["stories"] - true), np.abs(rows["corrected"] - true)
    assert corrected.sum() < naive.sum()


def test_where_all_is_coded_the_corrected_count_is_that_of_the_people(archive):
    archive.code(400)
    rows = archive.rows()
    true = sum(archive.truth.values())
    assert rows["corrected"].sum() == pytest.approx(true)
    np.testing.assert_allclose(width(rows), 0, atol=1e-9)


def test_a_row_is_the_same_in_whatever_table_it_stands(archive):
    archive.code(120)
    (alone,) = archive.rows(LAST, LAST).to_dict("records")
    assert archive.rows().to_dict("records")[-1] == alone


def test_rows_of_other_labels_and_abstentions_are_left_alone(archive):
    archive.code(120)
    table = exposure(archive.db, "m", FIRST, LAST, NOW, 5)
    assert set(table.loc[table["corrected"].notna(), "label"]) == {"profit", "true", "neutral"}


def test_too_few_coded_documents_correct_nothing(archive):
    archive.code(120, answered=45)
    assert archive.rows()["corrected"].isna().all()


def test_a_sheet_that_is_half_filled_in_corrects_with_wider_intervals(archive, tmp_path):
    archive.code(120)
    (tmp_path / "annat").mkdir()
    half = Archive(tmp_path / "annat")
    half.code(120, answered=70)
    assert (width(half.rows()) > width(archive.rows())).all()


def test_outside_the_frame_the_interval_is_wider(archive, tmp_path):
    archive.code(80, FIRST, "2026-W42")
    rows = archive.rows()
    assert rows["corrected"].notna().all()
    found = archive.coded()
    far = found_for(found, PROFIT, week_of(START + timedelta(weeks=LAST_WEEK)))
    near = found_for(found, PROFIT, FIRST)
    assert near.coded.sum() > 8 * far.coded.sum() > 0
    assert found_for(found, PROFIT, week_of(START + timedelta(weeks=LAST_WEEK + 2))) is None


def test_the_answers_of_two_coders_are_averaged(archive):
    archive.code(120)
    with archive.db.write() as transaction:
        answers = [archive.answer(id_, "k2") for id_ in archive.truth]
        put_human_labels(transaction, answers)
    before = found_for(archive.coded(), PROFIT)
    archive.truth = dict.fromkeys(archive.truth, False)
    with archive.db.write() as transaction:
        put_human_labels(transaction, [archive.answer(id_, "k2") for id_ in archive.truth])
    after = found_for(archive.coded(), PROFIT)
    np.testing.assert_allclose(after.positives, before.positives / 2)


def test_by_place_the_rows_of_each_place_are_corrected(archive):
    archive.code(120)
    rows = archive.rows(by_place=True)
    assert set(rows["place"]) == {"Botkyrka", "Malmö"}
    whole, malmo = archive.rows(), rows[rows["place"] == "Malmö"].reset_index(drop=True)
    assert malmo[["corrected", "low", "high"]].equals(whole[["corrected", "low", "high"]])
    assert (rows.loc[rows["place"] == "Botkyrka", "high"] < whole["high"].min()).all()


def test_what_is_hidden_for_private_persons_has_no_corrected_count_either(tmp_path):
    forum = Archive(tmp_path, "f", "pseudonym")
    forum.code(120)
    rows = forum.rows()
    assert rows["hidden"].all()
    assert rows[["corrected", "low", "high"]].isna().all(axis=None)


def test_abstentions_are_a_class_of_their_own():
    def said(**other):
        values = {"language": "sv", "language_supported": True, "relevant": True, "tone": None}
        return Labels("x", 1, "m", NOW, **(values | other))

    reports = {"narratives": (Narrative.PROFIT,), "stance": Stance.REPORTS}
    assert class_of(said(**SPREADING), PROFIT) == "yes"
    assert class_of(said(abstained=(LabelGroup.NARRATIVE,)), PROFIT) == "withheld"
    assert class_of(said(narratives=(Narrative.PROFIT,)), PROFIT) == "withheld"
    assert class_of(said(**reports), PROFIT) == "narrative"
    assert class_of(said(abstained=(LabelGroup.FRAME,)), PROFIT) == "abstained"
    assert class_of(said(), PROFIT) == "relevant"
    assert class_of(said(relevant=False), PROFIT) == "other"


def series(archive):
    with archive.db.reading() as transaction:
        return corrected_series(transaction, "m", span(FIRST, LAST))


def test_the_series_of_whole_weeks_are_corrected_as_the_rows_of_the_table_are(archive):
    assert series(archive) == {}
    archive.code(120)
    found, rows = series(archive), archive.rows()
    assert sorted(found) == [("narrative", "profit", "endorses", week) for week in rows["week"]]
    for number, week in enumerate(rows["week"]):
        row = rows.loc[number, ["stories", "corrected", "low", "high"]]
        assert found["narrative", "profit", "endorses", week] == pytest.approx(tuple(row))


def test_the_posts_of_private_persons_are_in_no_corrected_series(tmp_path):
    forum = Archive(tmp_path, "f", "pseudonym")
    forum.code(120)
    assert series(forum) == {}

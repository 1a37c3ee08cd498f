"""Filled sheets as they come back: what spreadsheets do to them, and rows against the codebook."""

import csv
import io
from datetime import UTC, datetime

import pytest

from reports.coding.filled import read_filled
from reports.coding.names import ANSWERS
from reports.coding.sheet import instructions, sheet
from store.errors import ImportFileError
from store.records import Frame, HumanLabels, Narrative, SampledDocument, Stance, Tone

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
IDS = ("aa11", "bb22", "cc33", "1234567890123456789")
DRAWN = [SampledDocument("prov-1", i, name, 1, "all", 9, 0.4) for i, name in enumerate(IDS, 1)]

FULL = {
    "relevant": "ja",
    "tone": "negative",
    "narratives": "profit, kidnapping",
    "stance": "endorses",
    "frames": "crime",
}


def filled(*answers, delimiter=";", encoding="utf-8-sig", change=None):
    """The sheet of DRAWN with these answers in its rows, as bytes; `change` edits the rows."""
    blank = sheet(
        [
            {
                "sample_id": d.sample_id,
                "document_id": d.document_id,
                "version": d.version,
                "title": "Rubrik – å",
                "text": "En\ntext; med, allt",
                "context": "",
            }
            for d in DRAWN
        ]
    )
    rows = list(csv.reader(io.StringIO(blank.decode("utf-8-sig"), newline=""), delimiter=";"))
    for row, answer in zip(rows[1:], answers, strict=False):
        row[-len(ANSWERS) :] = [answer.get(name, "") for name in ANSWERS]
    if change:
        change(rows)
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def read(raw):
    found = read_filled("prov.csv", raw, DRAWN, "k1", NOW)
    assert found.rows == len(found.labels) + found.empty + len(found.faults)
    return found


def only_fault(**answer):
    found = read(filled(answer))
    assert (len(found.labels), found.empty) == (0, 3)
    (fault,) = found.faults
    assert fault.row == 2
    assert fault.message.startswith(f"prov.csv, rad 2, kolumn {fault.column}: ")
    assert "väntade" in fault.message
    return fault


def test_a_full_row_becomes_labels_in_the_order_of_the_codebook():
    (labels,) = read(filled(FULL)).labels
    assert labels == HumanLabels(
        "aa11",
        1,
        "k1",
        NOW,
        True,
        Tone.NEGATIVE,
        (Narrative.KIDNAPPING, Narrative.PROFIT),
        Stance.ENDORSES,
        (Frame.CRIME,),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_whatever_the_spreadsheet_saved_is_read(delimiter, encoding):
    swedish = {
        "relevant": "SANT",
        "tone": " Negativ ",
        "narratives": "övergrepp i vården;Riktat mot minoriteter",
        "stance": "återger",
        "frames": "",
    }
    found = read(filled(FULL, swedish, delimiter=delimiter, encoding=encoding))
    assert len(found.labels) == 2
    assert found.labels[1].narratives == (Narrative.ABUSE_IN_CARE, Narrative.MUSLIM_TARGETING)
    assert found.labels[1].stance is Stance.REPORTS
    assert found.empty == 2


@pytest.mark.parametrize("value", ["nej", "Nej", "FALSKT", "false", "0", "n"])
@pytest.mark.parametrize("tone", ["", "neutral"])
def test_an_irrelevant_document_has_nothing_else(value, tone):
    (labels,) = read(filled({"relevant": value, "tone": tone, "narratives": "-"})).labels
    assert labels == HumanLabels("aa11", 1, "k1", NOW, False, Tone.NEUTRAL)


@pytest.mark.parametrize(
    "text",
    ["kidnapping|profit", "profit\nkidnapping", '["kidnapping", "profit"]', "Vinst + Kidnappning",
     "profit, profit,kidnapping,"],
)  # fmt: skip
def test_several_labels_may_be_written_in_several_ways(text):
    (labels,) = read(filled(FULL | {"narratives": text})).labels
    assert labels.narratives == (Narrative.KIDNAPPING, Narrative.PROFIT)


def examples_of_the_instructions():
    """The answers of each example, as a coder who imitates them would write them."""
    _, _, text = instructions().decode("utf-8-sig").partition("EXEMPEL\r\n")
    for line in text.splitlines():
        values = line.strip().split(" · ")
        if len(values) == 4:  # without a narrative there is no stance
            values.insert(3, "")
        if line.startswith("    "):
            yield dict(zip(ANSWERS, values, strict=False))


EXAMPLES = list(examples_of_the_instructions())


@pytest.mark.parametrize("answer", EXAMPLES, ids=lambda answer: " ".join(answer.values()))
def test_what_the_examples_of_the_instructions_write_is_read(answer):
    (labels,) = read(filled(answer)).labels
    assert labels.relevant is (answer["relevant"] == "ja")
    assert labels.tone == answer.get("tone", "neutral")
    assert labels.narratives == names(answer, "narratives", "inget narrativ")
    assert labels.stance == (answer.get("stance") or None)
    assert labels.frames == names(answer, "frames", "ingen ram")


def names(answer, column, nothing):
    return () if answer.get(column, nothing) == nothing else (answer[column],)


def test_the_instructions_have_examples():
    assert len(EXAMPLES) == 9


@pytest.mark.parametrize(
    ("answer", "column", "reason"),
    [
        ({"relevant": "kanske"}, "relevant", "okant_varde"),
        ({"tone": "negative"}, "relevant", "ofullstandig"),
        ({"relevant": "ja"}, "tone", "ofullstandig"),
        ({"relevant": "ja", "tone": "arg"}, "tone", "okant_varde"),
        (FULL | {"tone": "negative, neutral"}, "tone", "bryter_mot_kodboken"),
        (FULL | {"narratives": "theft"}, "narratives", "okant_varde"),
        (FULL | {"stance": ""}, "stance", "ofullstandig"),
        (FULL | {"narratives": ""}, "narratives", "ofullstandig"),
        (FULL | {"stance": "endorses/rebuts"}, "stance", "bryter_mot_kodboken"),
        (FULL | {"frames": "arbete"}, "frames", "okant_varde"),
        ({"relevant": "nej", "tone": "negative"}, "tone", "bryter_mot_kodboken"),
        ({"relevant": "nej", "frames": "crime"}, "frames", "bryter_mot_kodboken"),
        ({"relevant": "nej", "stance": "reports"}, "stance", "bryter_mot_kodboken"),
        (
            {"relevant": "nej", "narratives": "–", "frames": "crime"},
            "frames",
            "bryter_mot_kodboken",
        ),
    ],
)
def test_a_row_against_the_codebook_names_its_column(answer, column, reason):
    fault = only_fault(**answer)
    assert (fault.column, fault.reason) == (column, reason)
    found = answer.get(column)
    assert (f"”{found}”" if found else "tomt") in fault.message


def test_a_message_holds_no_control_characters():
    assert "\x1b" not in only_fault(relevant="\x1b[31mja").message


def test_a_bad_row_stops_no_other():
    found = read(filled(FULL, {"relevant": "kanske"}, FULL))
    assert [labels.document_id for labels in found.labels] == ["aa11", "cc33"]
    assert found.empty == 1
    assert [fault.row for fault in found.faults] == [3]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [(0, "prov-2", "okant_urval"), (1, "dd44", "okant_dokument"), (2, "2", "annan_version"),
     (2, "", "annan_version")],
)  # fmt: skip
def test_a_row_of_something_that_was_not_drawn_is_set_aside(column, value, reason):
    def change(rows):
        rows[2][column] = value

    found = read(filled(FULL, FULL, change=change))
    assert [labels.document_id for labels in found.labels] == ["aa11"]
    assert [(fault.row, fault.reason) for fault in found.faults] == [(3, reason)]


def test_rows_may_be_sorted_and_a_version_written_as_a_decimal():
    def change(rows):
        rows[1:] = rows[:0:-1]
        rows[1][2] = "1,0"

    found = read(filled(FULL, {}, {}, FULL, change=change))
    assert {labels.document_id for labels in found.labels} == {"aa11", "1234567890123456789"}


def test_a_document_that_comes_twice_counts_once_and_says_where():
    def change(rows):
        rows.append([*rows[1][:-5], *FULL.values()])

    found = read(filled(FULL, change=change))
    assert len(found.labels) == 1
    assert [(fault.row, fault.reason) for fault in found.faults] == [(6, "dubblett")]
    assert "rad 2" in found.faults[0].message


def test_rows_and_columns_without_content_do_not_count():
    def change(rows):
        rows[0] += ["", "Anteckning"]
        rows[1] += ["", "svår"]
        rows += [[""] * 13, []]

    assert read(filled(FULL, change=change)).rows == 4


def test_swedish_headings_are_understood():
    def change(rows):
        rows[0][:3] = ["Urval", "Dokument", "Version"]
        rows[0][-4:] = ["Ton", "Narrativ", "Hållning", "Ramar"]

    assert len(read(filled(FULL, change=change, encoding="cp1252")).labels) == 1


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"PK\x03\x04...", "Spara som"),
        (b"", "kolumnerna sample_id"),
        (b"a;b;c\r\n1;2;3\r\n", "kolumnerna sample_id"),
        (b"\xff\xfe\x00\xd8", "kolumnerna sample_id"),
        (bytes(range(256)) * 4, "prov.csv"),
    ],
)
def test_a_file_that_is_no_sheet_says_what_to_do(raw, said):
    with pytest.raises(ImportFileError, match=said):
        read(raw)

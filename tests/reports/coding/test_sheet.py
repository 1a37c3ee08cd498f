"""The sheet as a spreadsheet opens it, and the rules that go with it."""

import csv
import io

import pytest

from reports.coding.names import ANSWERS, GIVEN, SWEDISH
from reports.coding.sheet import LONGEST_CELL, instructions, sheet

ROW = {
    "sample_id": "prov-1",
    "document_id": "ab12",
    "version": 1,
    "title": "Rubrik",
    "text": "Första; raden\r\n\r\nÅ, så ”fint”",
    "context": "",
}


def read(content):
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    return [dict(zip((*GIVEN, *ANSWERS), row, strict=True)) for row in rows][1:]


def test_a_sheet_has_the_texts_and_empty_answers():
    content = sheet([ROW])
    assert content.startswith(b"\xef\xbb\xbfsample_id;document_id;version;title;text;context;")
    (row,) = read(content)
    assert row["text"] == "Första; raden\n\nÅ, så ”fint”"
    assert [row[name] for name in ANSWERS] == [""] * 5


@pytest.mark.parametrize("text", ["=1+1", "+46", "-2", "@x", "\tx", "=HYPERLINK(1)"])
def test_no_cell_is_a_formula(text):
    (row,) = read(sheet([ROW | {"title": text, "text": text, "context": text}]))
    assert [row[name] for name in ("title", "text", "context")] == [f"'{text}"] * 3


@pytest.mark.parametrize("document_id", ["1234567890123456789", "0012345678", "12345e67"])
def test_an_id_that_looks_like_a_number_is_kept_as_text(document_id):
    (row,) = read(sheet([ROW | {"document_id": document_id}]))
    assert row["document_id"] == f"'{document_id}"


def test_a_text_too_long_for_a_cell_is_cut_and_says_so():
    (row,) = read(sheet([ROW | {"text": "x" * 40_000}]))
    assert len(row["text"]) == LONGEST_CELL
    assert row["text"].endswith("rymmer)")


def test_the_rules_name_every_label_in_both_languages():
    text = instructions().decode("utf-8-sig")
    for label, swedish in SWEDISH.items():
        assert label.value in text
        assert swedish in text
    for column in ANSWERS:
        assert column in text
    assert "\r\n" in text
    assert max(map(len, text.splitlines())) <= 110

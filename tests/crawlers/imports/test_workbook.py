"""Excel workbooks as they come: dates, long numbers, titles above the heading, several sheets."""

import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from crawlers.imports.tables import TableRow
from crawlers.imports.workbook import workbook_columns, workbook_rows
from store.errors import ImportFileError


@pytest.fixture
def saved(tmp_path):
    def of_sheets(*sheets, merged=""):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for rows in sheets:
            sheet = book.create_sheet()
            for row in rows:
                sheet.append(row)
        if merged:
            book.worksheets[0].merge_cells(merged)
        book.save(path := tmp_path / "bok.xlsx")
        return path

    return of_sheets


def test_cells_are_read_as_they_are_shown(saved):
    heading = ["id", "dag", "tid", "antal", "andel", "sant", "fel"]
    half_past = datetime.fromisoformat("2026-11-16T08:30:00")
    row = ["7290123456789012345", date(2026, 11, 16), half_past, 12, 0.5, True]

    (found,) = workbook_rows(saved([heading, [*row, "#N/A"]]))

    assert found == TableRow(
        2,
        {
            "id": "7290123456789012345", "dag": "2026-11-16 00:00:00", "tid": "2026-11-16 08:30:00",
            "antal": "12", "andel": "0.5", "sant": "true", "fel": "",
        },
    )  # fmt: skip


def test_a_number_too_long_for_a_spreadsheet_shows_that_it_is_rounded(saved):
    (found,) = workbook_rows(saved([["id", "text"], [7290123456789012345, "a"]]))

    assert found.fields["id"] == "7.29e+18"


def test_titles_empty_rows_and_sheets_without_a_heading_are_passed_over(saved):
    path = saved(
        [["Om filen"]],
        [["Rapport 2026"], [], ["id", "text", None], ["1", "a"], [], ["2", "b", "", "för mycket"]],
    )

    assert workbook_columns(path) == ("id", "text")
    assert list(workbook_rows(path)) == [
        TableRow(4, {"id": "1", "text": "a"}),
        TableRow(6, {"id": "2", "text": "b"}, "fel_antal_falt"),
    ]


def test_of_merged_cells_the_first_has_the_value_and_a_formula_without_result_is_empty(saved):
    path = saved([["id", "text", "källa"], ["1", "a", "=1+1"], ["2", "b", "x"]], merged="B2:B3")

    assert [row.fields for row in workbook_rows(path)] == [
        {"id": "1", "text": "a", "källa": ""},
        {"id": "2", "text": "", "källa": "x"},
    ]


def test_a_workbook_that_is_cut_damaged_or_empty_is_an_error_in_one_line(saved, tmp_path):
    whole = saved([["id", "text"], ["1", "a"]]).read_bytes()
    cut, other, empty = (tmp_path / name for name in ("cut.xlsx", "other.xlsx", "empty.xlsx"))
    cut.write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "text")
    empty.write_bytes(saved([[]]).read_bytes())

    for path, said in ((cut, "arbetsbok"), (other, "arbetsbok"), (empty, "rubriker")):
        with pytest.raises(ImportFileError, match=said) as raised:
            list(workbook_rows(path))
        assert "\n" not in str(raised.value)


def test_damaged_parts_of_a_workbook_never_crash_it(saved, tmp_path):
    path = saved([["id", "text"], *([str(n), "a"] for n in range(50))])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for number, (name, content) in enumerate(parts.items()):
        damaged = tmp_path / f"{number}.xlsx"
        with zipfile.ZipFile(damaged, "w") as archive:
            for each, whole in parts.items():
                archive.writestr(each, whole[: len(whole) // 2] if each == name else whole)
        try:
            assert len(list(workbook_rows(damaged))) <= 50
        except ImportFileError as error:
            assert "\n" not in str(error), name
        assert content

"""Every format gives the same table: codes, labels, user-missing codes and days intact."""

import datetime

import numpy as np
import pandas as pd
import pytest

from reports.trust.waves.faults import WaveError, WaveRefused
from reports.trust.waves.reading import read_table
from reports.trust.waves.table import code_text

SWEDISH = pd.DataFrame({"år": [1.0, 2.0], "vikt": [0.75, 1.25], "svar": ["Åsa-typ", "Öst"]})


@pytest.mark.parametrize("name", ["panel.sav", "panel.zsav"])
def test_spss_keeps_labels_and_the_codes_that_it_calls_missing(desk, name):
    table = read_table(desk.sav(name=name))
    column = table.columns["q1_soc"]
    assert column.codes()[:8] == ["1", "2", "3", "4", "5", "8", "9", "2"]
    assert column.labels["8"] == "Vet ej"
    assert column.labels["1"] == "Mycket stort förtroende"
    assert column.label == "Förtroende för socialtjänsten"
    assert [code for code in column.labels if column.is_user_missing(code)] == ["8", "9"]
    assert table.columns["datum"].values[0] == datetime.date(2026, 9, 1)
    assert list(table.numbers)[:2] == [1, 2]


def test_a_single_user_missing_value_and_an_open_range_are_kept(desk):
    ranges = {"q1_soc": [{"lo": 90, "hi": 99}, 9]}
    column = read_table(desk.sav(missing=ranges)).columns["q1_soc"]
    assert [c for c in ("8", "9", "90", "95.5", "99", "100") if column.is_user_missing(c)] == [
        "9",
        "90",
        "95.5",
        "99",
    ]


def test_stata_has_eight_and_nine_as_ordinary_codes(desk):
    column = read_table(desk.dta()).columns["q1_soc"]
    assert column.codes()[5:7] == ["8", "9"]
    assert column.user_missing == ()
    assert column.labels["9"] == "Vill inte svara"


def test_stata_missing_letters_are_codes_of_their_own(desk):
    frame = pd.DataFrame({"q": [1, "a", "b", np.nan]}, dtype=object)
    path = desk.dta(
        frame,
        values={"q": {1: "Stort", "a": "Vet ej", "b": "Vill inte svara"}},
        missing_user_values={"q": ["a", "b"]},
    )
    column = read_table(path).columns["q"]
    assert column.codes() == ["1", ".a", ".b", None]
    assert column.labels == {"1": "Stort", ".a": "Vet ej", ".b": "Vill inte svara"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_in_every_encoding_and_with_decimal_commas_gives_the_same_numbers(
    desk, encoding, delimiter
):
    table = read_table(desk.csv(SWEDISH, encoding=encoding, delimiter=delimiter))
    assert list(table.columns) == ["år", "vikt", "svar"]
    assert table.columns["vikt"].values == [0.75, 1.25]
    assert table.columns["svar"].values == ["Åsa-typ", "Öst"]
    assert list(table.numbers) == [2, 3]


def test_decimal_points_are_read_too_and_a_mixture_is_refused(desk):
    assert read_table(desk.csv(SWEDISH, comma=False)).columns["vikt"].values == [0.75, 1.25]
    path = desk.folder / "blandat.csv"
    path.write_text("id;vikt\n1;0,75\n2;1.25\n", encoding="utf-8")
    with pytest.raises(WaveRefused, match=r"blandat.csv, kolumn vikt, rad 3: både decimalkomma"):
        read_table(path)


def test_thousands_with_a_space_are_numbers_and_codes_keep_their_zeros(desk):
    path = desk.folder / "a.csv"
    path.write_text("kommun;vikt\n0114;1 234,5\n0180;12,0\n\n1480;\n", encoding="utf-8")
    table = read_table(path)
    assert table.columns["vikt"].values == [1234.5, 12.0, None]
    assert table.columns["kommun"].values == ["0114", "0180", "1480"]
    assert list(table.numbers) == [2, 3, 5]


def test_a_row_with_too_many_cells_is_refused_by_its_number(desk):
    path = desk.folder / "a.csv"
    path.write_text("id,vikt\n1,0.7\n2,1,25\n3,1,3\n", encoding="utf-8")
    with pytest.raises(WaveRefused, match=r"a.csv, rad 3 \(och 1 till\): antalet celler"):
        read_table(path)


def test_a_heading_that_stands_twice_is_refused(desk):
    path = desk.folder / "a.csv"
    path.write_text("id;q1;q1\n1;2;3\n", encoding="utf-8")
    with pytest.raises(WaveRefused, match="kolumn q1, rad 1: rubriken finns 2 gånger"):
        read_table(path)


def test_excel_gives_numbers_days_and_texts_and_names_the_sheets_it_left(desk):
    rows = [
        ["lopnr", "vikt", "datum", "svar", "blandat"],
        [1, 0.75, pd.Timestamp("2026-09-01 10:30"), "Vet ej", 1],
        [None, None, None, None, None],
        [2, 1, pd.Timestamp("2026-09-02"), "Mycket stort", "1,5"],
    ]
    table = read_table(desk.xlsx(rows, others=("Kodbok",)))
    assert table.columns["vikt"].values == [0.75, 1.0]
    assert table.columns["datum"].values == [datetime.date(2026, 9, 1), datetime.date(2026, 9, 2)]
    assert table.columns["svar"].codes() == ["Vet ej", "Mycket stort"]
    assert table.columns["blandat"].values == [1.0, 1.5]
    assert list(table.numbers) == [2, 4]
    assert table.notes == ("panel.xlsx: bara första bladet lästes, inte Kodbok.",)


@pytest.mark.parametrize("name", ["a.sav", "a.zsav", "a.dta", "a.xlsx"])
def test_a_file_of_another_kind_is_named_and_refused(desk, name):
    path = desk.folder / name
    path.write_bytes(b"inte alls en fil av det slaget" * 40)
    with pytest.raises(WaveError, match=f"{name}: kan inte läsas"):
        read_table(path)


def test_an_spss_file_that_is_called_csv_is_not_read_as_text(desk):
    path = desk.sav().rename(desk.folder / "a.csv")
    with pytest.raises(WaveError, match="är ingen textfil"):
        read_table(path)


def test_an_unknown_ending_and_a_missing_file_say_what_to_do(desk):
    (desk.folder / "a.sas7bdat").write_bytes(b"x")
    with pytest.raises(WaveError, match=r"ändelsen .sas7bdat känns inte igen; väntade .sav"):
        read_table(desk.folder / "a.sas7bdat")
    with pytest.raises(WaveError, match="kan inte läsas"):
        read_table(desk.folder / "borta.sav")


def test_codes_are_written_in_one_way():
    found = [code_text(v) for v in (1, 1.0, 1.5, " Vet ej ", "", None, datetime.date(2026, 9, 1))]
    assert found == ["1", "1", "1.5", "Vet ej", None, None, "2026-09-01"]


def test_no_rows_and_an_empty_file_are_told_apart(desk):
    (desk.folder / "tom.csv").write_bytes(b"")
    with pytest.raises(WaveError, match="filen är tom"):
        read_table(desk.folder / "tom.csv")
    (desk.folder / "rubrik.csv").write_text("id;q1\n", encoding="utf-8")
    assert list(read_table(desk.folder / "rubrik.csv").numbers) == []


def test_a_file_that_was_cut_off_is_told_in_swedish(desk):
    path = desk.sav()
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(WaveError, match="filen är avbruten, skadad eller") as told:
        read_table(path)
    assert "Unable" not in str(told.value) and "Invalid" not in str(told.value)

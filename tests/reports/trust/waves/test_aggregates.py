"""Printed estimates: facts with base, n and source, checked cell by cell."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reports.trust.waves.aggregates import (
    ESTIMATE_COLUMNS,
    WAVE_COLUMNS,
    is_published,
    prepare_published,
)
from reports.trust.waves.faults import WaveRefused
from reports.trust.waves.reading import read_table

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SHARED = Path(__file__).parents[5] / "shared" / "data" / "published_waves.csv"

ROW = {
    "estimate_id": "S1",
    "wave_id": "SOM2013",
    "survey": "Riks-SOM",
    "publisher": "SOM-institutet",
    "fieldwork_text": "hösten 2013",
    "fieldwork_precision": "season",
    "mode": "post",
    "population": "16–85 år",
    "wave_n": "1500",
    "trust_object": "socialarbetare",
    "question": "Hur mycket litar du på socialarbetare?",
    "question_verbatim": "yes",
    "category": "högt",
    "base": "all",
    "group_var": "all",
    "group": "all",
    "n": "1480",
    "estimate_pct": "31,5",
    "precision": "as_printed",
    "weighted": "no",
    "source_doc": "SOM-rapport",
}


@pytest.fixture
def take(tmp_path):
    """Import rows that differ from ROW as said; gives what may be stored."""

    def take(*rows, earlier=(), drop=()):
        columns = [c for c in (*WAVE_COLUMNS, *ESTIMATE_COLUMNS, "quote") if c not in drop]
        path = tmp_path / "serie.csv"
        with path.open("w", encoding="cp1252", newline="") as file:
            out = csv.DictWriter(file, columns, delimiter=";", extrasaction="ignore")
            out.writeheader()
            out.writerows(
                ROW | {"quote": "En mening ur rapporten som inte ska med."} | r for r in rows
            )
        table = read_table(path)
        assert is_published(table) or drop
        return prepare_published(table, earlier, NOW)

    return take


def test_a_series_is_one_wave_an_occasion(take):
    first, second = take({}, {"estimate_id": "S2", "wave_id": "SOM2014"})
    assert (first.wave.wave_id, second.wave.wave_id) == ("SOM2013", "SOM2014")
    assert (first.wave.n, first.wave.fieldwork_precision) == (1500, "season")
    (estimate,) = first.estimates
    assert (estimate.estimate_percent, estimate.n, estimate.base) == (31.5, 1480, "all")
    assert estimate.question_verbatim
    assert first.respondents == ()


def test_sentences_of_the_source_are_not_kept(take):
    assert "En mening" not in str(take({}))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"base": ""}, ("base", 2, "saknas")),
        ({"estimate_pct": "131"}, ("estimate_pct", 2, "okant_varde")),
        ({"estimate_pct": "cirka 31"}, ("estimate_pct", 2, "okant_varde")),
        ({"estimate_pct": ""}, ("estimate_pct", 2, "saknas")),
        ({"n": "cirka 900"}, ("n", 2, "okant_varde")),
        ({"precision": "exact"}, ("precision", 2, "okant_varde")),
        ({"fieldwork_precision": "höst"}, ("fieldwork_precision", 2, "okant_varde")),
        ({"fieldwork_precision": "week"}, ("fieldwork_start", 2, "saknas")),
        ({"fieldwork_start": "hösten"}, ("fieldwork_start", 2, "datum_olasligt")),
        (
            {"fieldwork_start": "2013-10-01", "fieldwork_end": "2013-09-01"},
            ("fieldwork_end", 2, "okant_varde"),
        ),
    ],
)
def test_a_cell_that_is_wrong_is_named(take, row, fault):
    with pytest.raises(WaveRefused) as caught:
        take(row)
    assert fault in [each[:3] for each in caught.value.faults]


def test_words_need_no_number(take):
    (prepared,) = take({"estimate_pct": "", "precision": "words", "estimate_text": "en tredjedel"})
    assert prepared.estimates[0].estimate_percent is None


def test_ids_that_stand_twice_and_rows_that_disagree_are_refused(take):
    with pytest.raises(WaveRefused) as caught:
        take({}, {"mode": "webb"})
    assert [each[:3] for each in caught.value.faults] == [
        ("estimate_id", 3, "dubbla_id"),
        ("mode", 3, "oense"),
    ]


def test_a_column_that_is_missing_is_refused(take):
    with pytest.raises(WaveRefused, match=r"kolumn base: .* men base saknas"):
        take({}, drop=("base",))


def test_what_the_source_does_not_say_is_told(take):
    (prepared,) = take({"base": "not_stated"})
    assert [c[:3] for c in prepared.cautions] == [("base", 2, "ej_angivet")]


def test_another_wording_than_before_is_told_also_within_one_file(take):
    later = {
        "estimate_id": "S2",
        "wave_id": "SOM2014",
        "question": "Hur mycket litar du på personal inom socialtjänsten?",
    }
    first, second = take({}, later)
    assert [c[:3] for c in second.cautions] == [("question", 3, "skiljer_sig")]
    assert first.cautions == ()
    (alone,) = take(later, earlier=first.estimates)
    assert [c[:3] for c in alone.cautions] == [("question", 2, "skiljer_sig")]


def test_the_published_waves_can_be_imported():
    if not SHARED.exists():
        pytest.skip(f"{SHARED} finns inte på den här datorn")
    prepared = prepare_published(read_table(SHARED), (), NOW)
    assert sum(len(each.estimates) for each in prepared) == 62
    by_id = {each.wave.wave_id: each for each in prepared}
    assert len(by_id["VOA2023"].estimates) == 31
    assert by_id["VOA2023"].wave.n == 1039
    assert by_id["VOA2023"].wave.fieldwork_precision == "season"
    assert {e.estimate_percent for e in by_id["VOA2023+2024"].estimates} >= {31, 26}
    with SHARED.open(encoding="utf-8") as file:
        quotes = [row["quote"] for row in csv.DictReader(file)]
    kept = str(prepared)
    assert not [quote for quote in quotes if len(quote) > 40 and quote in kept]


def test_a_misspelt_column_of_figures_does_not_make_them_a_file_of_answers(tmp_path):
    names = [*WAVE_COLUMNS, *ESTIMATE_COLUMNS]
    misspelt = ["andel" if name == "estimate_pct" else name for name in names]
    path = tmp_path / "serie.csv"
    path.write_text(f"{';'.join(misspelt)}\n{';'.join('x' for _ in names)}\n", encoding="utf-8")
    table = read_table(path)
    assert is_published(table)
    told = "men estimate_pct saknas.*felstavad .okända är andel."
    with pytest.raises(WaveRefused, match=told) as caught:
        prepare_published(table, (), NOW)
    assert len(caught.value.faults) == 1

"""Waves: whole or not at all, replaced only by an import that says so, every import in the log."""

import dataclasses
from datetime import date

import pytest

from store.connection import Store
from store.migrations import shipped_scripts
from store.records import PublishedEstimate, Respondent, Wave, WaveImport
from store.waves import (
    WaveExists,
    published_estimates,
    put_wave,
    respondents_of,
    wave_by_id,
    wave_imports,
    waves,
)


def wave(shelf, wave_id="V2026", minutes=0, **other):
    fields = {
        "kind": "microdata",
        "survey": "Panelen",
        "population": "18 år och äldre",
        "mode": "webbpanel",
        "source": "Myndigheten",
        "licence": "avtal",
        "legal_ground": "",
        "fieldwork_start": date(2026, 9, 1),
        "fieldwork_end": date(2026, 9, 30),
        "fieldwork_precision": "day",
        "fieldwork_text": "",
        "response_rate": "",
        "n": 2,
        "weight": "vikt",
        "design": {"strata": ["stratum"], "psu": [], "fpc": [], "nest": False},
        "outcomes": {"soc": {"question": "Förtroende?", "high": ["1"], "scale": None}},
        "groups": {},
        "cautions": ("En varning.",),
        "file_name": "panel.sav",
        "file_sha256": "a" * 64,
        "spec_sha256": "b" * 64,
        "codebook_sha256": "",
        "imported_at": shelf.noon(minutes),
    }
    return Wave(wave_id=wave_id, **(fields | other))


def respondent(row, wave_id="V2026", code: str | None = "1"):
    return Respondent(
        wave_id=wave_id,
        row=row,
        weight=0.1 + row / 3,
        interviewed_on=date(2026, 9, row),
        answers={"soc": code},
        groups={"alder": 18.0, "kön": "Kvinna"},
        design={"stratum": "1"},
    )


def estimate(estimate_id="E1", wave_id="SOM2013"):
    text = {
        field.name: "x"
        for field in dataclasses.fields(PublishedEstimate)
        if field.type == "str" and field.name not in ("estimate_id", "wave_id")
    }
    return PublishedEstimate(
        estimate_id=estimate_id,
        wave_id=wave_id,
        question_verbatim=False,
        n=None,
        estimate_percent=31.5,
        **text,
    )


def put(shelf, *arguments, **options):
    with shelf.db.write() as transaction:
        return put_wave(transaction, *arguments, **options)


def test_a_wave_and_its_respondents_come_back_as_they_were_given(shelf):
    people = [respondent(1), respondent(2, code=None)]
    assert put(shelf, wave(shelf), people, programme="0.1") == "new"
    assert waves(shelf.db) == [wave(shelf)]
    assert respondents_of(shelf.db, "V2026") == people
    assert respondents_of(shelf.db, "V2024") == []
    with shelf.db.reading() as transaction:
        assert wave_by_id(transaction, "V2026") == wave(shelf)
        assert wave_by_id(transaction, "V2024") is None


def test_published_estimates_come_back_as_they_were_given(shelf):
    published = wave(shelf, "SOM2013", kind="published", weight=None, n=None, design={})
    put(shelf, published, (), [estimate(), estimate("E2")])
    assert published_estimates(shelf.db) == [estimate(), estimate("E2")]
    assert waves(shelf.db) == [published]


def test_the_same_import_again_changes_nothing_and_is_logged(shelf):
    put(shelf, wave(shelf), [respondent(1)])
    again = wave(shelf, minutes=5, file_name="kopia.sav", cautions=())
    assert put(shelf, again, [respondent(1)]) == "same"
    assert waves(shelf.db) == [wave(shelf)]
    assert len(respondents_of(shelf.db, "V2026")) == 1
    assert [(line.outcome, line.file_name) for line in wave_imports(shelf.db)] == [
        ("new", "panel.sav"),
        ("same", "kopia.sav"),
    ]


def test_another_import_under_the_same_id_is_refused_and_changes_nothing(shelf):
    put(shelf, wave(shelf), [respondent(1)])
    other = wave(shelf, minutes=5, file_sha256="c" * 64)
    with pytest.raises(WaveExists, match=r"Vågen V2026 finns redan.*--replace") as caught:
        put(shelf, other, [respondent(2)])
    assert (caught.value.wave_id, caught.value.exit_status) == ("V2026", 2)
    assert waves(shelf.db) == [wave(shelf)]
    assert respondents_of(shelf.db, "V2026") == [respondent(1)]
    assert len(wave_imports(shelf.db)) == 1


def test_a_newer_import_that_says_so_replaces_the_wave_whole(shelf):
    put(shelf, wave(shelf), [respondent(1), respondent(2)])
    put(shelf, wave(shelf, "V2024"), [respondent(4, "V2024")])
    newer = wave(shelf, minutes=5, spec_sha256="d" * 64, n=1)
    assert put(shelf, newer, [respondent(3)], replaces=True) == "replaced"
    assert {each.wave_id: each for each in waves(shelf.db)}["V2026"] == newer
    assert respondents_of(shelf.db, "V2026") == [respondent(3)]
    assert respondents_of(shelf.db, "V2024") == [respondent(4, "V2024")]
    assert [line.outcome for line in wave_imports(shelf.db)] == ["new", "new", "replaced"]


def test_an_older_import_replaces_nothing(shelf):
    put(shelf, wave(shelf, minutes=5))
    with pytest.raises(WaveExists, match="inte äldre än den här inläsningen"):
        put(shelf, wave(shelf, file_sha256="c" * 64), replaces=True)
    assert waves(shelf.db) == [wave(shelf, minutes=5)]


def test_a_file_of_printed_estimates_that_got_more_waves_leaves_the_old_ones_alone(shelf):
    published = wave(shelf, "SOM2013", kind="published")
    put(shelf, published, (), [estimate()])
    longer = wave(shelf, "SOM2013", minutes=5, kind="published", file_sha256="c" * 64)
    assert put(shelf, longer, (), [estimate()]) == "same"


def test_the_log_names_the_files_by_their_hashes(shelf):
    put(shelf, wave(shelf), [respondent(1)], programme="0.1.0")
    assert wave_imports(shelf.db) == [
        WaveImport(
            imported_at=shelf.noon(),
            wave_id="V2026",
            outcome="new",
            file_name="panel.sav",
            file_sha256="a" * 64,
            spec_sha256="b" * 64,
            codebook_sha256="",
            rows=1,
            programme="0.1.0",
        )
    ]


def test_waves_are_listed_by_fieldwork_and_those_without_dates_last(shelf):
    put(shelf, wave(shelf, "B", fieldwork_start=None, fieldwork_end=None))
    put(shelf, wave(shelf, "C", fieldwork_start=date(2026, 1, 1)))
    put(shelf, wave(shelf, "A"))
    assert [each.wave_id for each in waves(shelf.db)] == ["C", "A", "B"]


def test_a_store_of_the_version_before_gets_the_tables_and_keeps_what_it_had(shelf):
    shelf.db = Store(shelf.path, wait_s=30, scripts=shipped_scripts()[:2])
    shelf.add(shelf.document("a"))
    shelf.db = Store(shelf.path, wait_s=30)
    put(shelf, wave(shelf), [respondent(1)])
    assert shelf.ids() == ["a"]
    assert waves(shelf.db) == [wave(shelf)]
    assert published_estimates(shelf.db) == []
    copy = Store(shelf.path.with_name("vardkase.duckdb.v2.kopia"), scripts=shipped_scripts()[:2])
    tables = copy.read("SELECT table_name FROM duckdb_tables()").column(0).to_pylist()
    assert "documents" in tables and "waves" not in tables


def test_the_same_respondents_under_another_id_are_refused(shelf):
    put(shelf, wave(shelf), [respondent(1), respondent(2)])
    copy = [respondent(1, "KOPIA"), respondent(2, "KOPIA")]
    with pytest.raises(WaveExists, match=r"finns redan som vågen V2026.*två gånger.*--replace"):
        put(shelf, wave(shelf, "KOPIA", survey=""), copy)
    saved_anew = wave(shelf, "KOPIA", file_sha256="c" * 64, file_name="panel.csv")
    with pytest.raises(WaveExists, match="finns redan som vågen V2026"):
        put(shelf, saved_anew, copy)
    assert [each.wave_id for each in waves(shelf.db)] == ["V2026"]


def test_another_question_or_other_rows_of_the_same_file_are_another_wave(shelf):
    put(shelf, wave(shelf), [respondent(1), respondent(2)])
    asked = {"skola": {"question": "Förtroende?", "high": ["1"], "scale": None}}
    assert put(shelf, wave(shelf, "B", outcomes=asked), [respondent(1, "B")]) == "new"
    others = [respondent(3, "C"), respondent(4, "C")]
    assert put(shelf, wave(shelf, "C"), others) == "new"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"file_sha256": "c" * 64}, r"ur en annan fil \(panel.sav"),
        ({"spec_sha256": "c" * 64}, "ur samma fil men med en annan beskrivning"),
        ({"codebook_sha256": "c" * 64}, "ur samma fil men med en annan kodbok"),
    ],
)
def test_a_refusal_says_whether_the_file_or_its_description_differs(shelf, change, told):
    put(shelf, wave(shelf), [respondent(1)])
    with pytest.raises(WaveExists, match=told):
        put(shelf, wave(shelf, minutes=5, **change), [respondent(1)])

"""What is worth a warning and no refusal."""

import dataclasses
import datetime

import pytest

NEXT = ('id = "V2026"', 'id = "V2027"')


def told(prepared):
    return [(c.column, c.row, c.reason) for c in prepared.cautions]


def weighted(desk, **values):
    frame = desk.people()
    frame["vikt"] = 1.0
    for row, value in values.items():
        frame.loc[int(row[1:]) - 1, "vikt"] = value
    return desk.prepare(desk.sav(frame))


def test_equal_weights_are_suspicious(desk):
    assert told(weighted(desk)) == [("vikt", None, "vikt_konstant")]


def test_weights_that_count_the_population_are_told(desk):
    frame = desk.people()
    frame["vikt"] *= 4000
    prepared = desk.prepare(desk.sav(frame))
    assert told(prepared) == [("vikt", None, "vikt_till_population")]
    assert "inte till 24 svarande" in prepared.cautions[0].message


@pytest.mark.parametrize(("largest", "warned"), [(20.0, False), (20.5, True)])
def test_weights_more_than_twenty_times_apart_are_told_by_row(desk, largest, warned):
    prepared = weighted(desk, r7=largest)
    assert (("vikt", 7, "vikt_stor") in told(prepared)) is warned


def test_a_weight_of_nought_is_told(desk):
    assert told(weighted(desk, r7=0.0, r8=2.0)) == [("vikt", 7, "vikt_noll")]


def test_a_stratum_with_one_cluster_is_told_by_its_first_row(desk):
    frame = desk.people()
    frame["stratum"] = [1.0] * 20 + [2.0] * 4
    frame["kluster"] = [float(1 + i % 3) for i in range(20)] + [9.0] * 4
    assert told(desk.prepare(desk.sav(frame))) == [("stratum", 21, "ensamt_kluster")]


def test_a_stratum_with_one_person_is_told_where_there_are_no_clusters(desk):
    frame = desk.people()
    frame["stratum"] = [1.0] * 23 + [2.0]
    prepared = desk.prepare(desk.sav(frame), ('psu = ["kluster"]', "psu = []"))
    assert told(prepared) == [("stratum", 24, "ensamt_kluster")]


def later(desk, *changes, earlier):
    year = ("start = 2026-09-01\nend = 2026-09-30", "start = 2026-09-01\nend = 2027-09-30")
    return desk.prepare(desk.sav(), NEXT, year, *changes, earlier=earlier)


def test_another_wording_than_in_the_wave_before_is_told(desk):
    before = desk.prepare(desk.sav()).wave
    assert told(later(desk, earlier=[before])) == []
    words = "Hur stort förtroende har du för personal inom socialtjänsten?"
    prepared = later(desk, (desk.question, words), earlier=[before])
    assert told(prepared) == [("q1_soc", None, "skiljer_sig")]
    assert words in prepared.cautions[0].message and desk.question in prepared.cautions[0].message
    assert prepared.wave.cautions == (prepared.cautions[0].message,)


def test_scale_base_mode_and_population_are_compared_too(desk):
    before = desk.prepare(desk.sav()).wave
    changes = (
        ("middle = [3]\nlow = [4, 5]", "low = [3, 4, 5]"),
        ('"with_opinion"', '"all"'),
        ("webbpanel", "postenkät"),
        ("18 år och äldre", "16–85 år"),
    )
    said = " ".join(c.message for c in later(desk, *changes, earlier=[before]).cautions)
    for what in ("skalan", "bas är ”all”", "insamlingssätt är ”postenkät”", "population är ”16"):
        assert what in said


def test_a_wave_of_another_survey_is_not_compared(desk):
    before = desk.prepare(desk.sav()).wave
    other = later(desk, ("Befolkningspanelen", "Annan"), ("webbpanel", "telefon"), earlier=[before])
    assert told(other) == []


def test_the_newest_wave_before_is_the_one_compared_with(desk):
    old = desk.prepare(
        desk.sav(),
        ('"V2026"', '"V2024"'),
        ("webbpanel", "telefon"),
        ("start = 2026-09-01", "start = 2024-09-01"),
    ).wave
    assert old.fieldwork_start == datetime.date(2024, 9, 1)
    recent = desk.prepare(desk.sav()).wave
    assert told(later(desk, earlier=[recent, old])) == []


def test_where_no_survey_is_named_the_wave_of_the_same_population_is_compared(desk):
    before = dataclasses.replace(desk.prepare(desk.sav()).wave, survey="")
    words = "Hur stort förtroende har du för personal inom socialtjänsten?"
    changed = (desk.question, words)
    assert told(later(desk, changed, earlier=[before])) == [("q1_soc", None, "skiljer_sig")]
    others = (
        dataclasses.replace(before, population="Göteborg"),
        dataclasses.replace(before, outcomes={}),
    )
    assert told(later(desk, changed, earlier=others)) == []

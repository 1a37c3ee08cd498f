"""A wave.toml is read exactly: each wrong key is named with what it should have been."""

import datetime

import pytest

from reports.trust.waves.faults import WaveError
from reports.trust.waves.toml import read_spec
from reports.trust.waves.writing import written


def test_a_whole_specification_says_what_is_what(desk):
    spec = desk.spec().spec
    assert (spec.id, spec.weight, spec.strata, spec.psu) == (
        "V2026",
        "vikt",
        ("stratum",),
        ("kluster",),
    )
    assert (spec.start, spec.end) == (datetime.date(2026, 9, 1), datetime.date(2026, 9, 30))
    (outcome,) = spec.outcomes
    assert outcome.kind_of() == {
        "1": "high",
        "2": "high",
        "3": "middle",
        "4": "low",
        "5": "low",
        "8": "dont_know",
        "9": "wont_say",
    }
    assert [group.sensitive for group in spec.groups] == ["party", "no"]
    assert spec.columns() == [
        "vikt", "lopnr", "datum", "stratum", "kluster", "q1_soc", "parti", "alder",
    ]  # fmt: skip
    assert spec.confirmed


def test_what_is_written_is_read_back_the_same(desk):
    spec = desk.spec(
        ("[respondent]", '[rows]\ncolumn = "våg"\nvalue = 2\n\n[respondent]'),
        ("high = [1, 2]", 'high = [1, 2]\nnot_asked = [".a", "Ej \\"med\\""]\nscale = [0, 10]'),
        ('base = "with_opinion"', 'base = "all"\n[outcome.labels]\n1 = "Stort"\n"1.5" = "Å\\tö"'),
    ).spec
    text = written(spec, "panel.sav", "V.toml", ("En kommentar.",))
    assert read_spec("V.toml", text.encode()) == spec


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('id = "V2026"', 'id = "V 2026"', r"^V.toml, id = 'V 2026': väntade bokstäver"),
        ('mode = "webbpanel"', 'mod = "webbpanel"', r"^V.toml, mod: okänd nyckel; de som finns är"),
        ('licence = "avtal 2026-17"\n', "", r"^V.toml, licence saknas; väntade licens"),
        ('precision = "day"', 'precision = "dag"', r"\[fieldwork\] precision = 'dag': väntade "
         "en av day, week"),
        ("start = 2026-09-01\n", "", r"\[fieldwork\] start saknas; väntade ett datum när"),
        ("start = 2026-09-01", 'start = "2026-09-01"', r"start = '2026-09-01': väntade ett datum "
         "utan citat"),
        ("end = 2026-09-30", "end = 2026-08-30", r"\[fieldwork\] end = 2026-08-30: ligger före"),
        ('column = "vikt"', "", r"\[weight\]: varken column eller unweighted"),
        ('column = "vikt"', 'column = "vikt"\nunweighted = true', r"\[weight\]: både column och"),
        ('strata = ["stratum"]', 'strata = "stratum"', r"\[design\] strata = 'stratum': väntade en "
         "lista"),
        ("high = [1, 2]", "high = []", r"\[\[outcome\]\] 1 high saknas; väntade minst en kod"),
        ("low = [4, 5]", "low = [2, 4, 5]", r"koden 2 står i mer än en lista"),
        ('base = "with_opinion"', "", r"base saknas; väntade en av with_opinion, all"),
        ('base = "with_opinion"', 'base = "all"\nscale = [10, 0]', r"scale = \[10, 0\]: väntade"),
        ('sensitive = "party"', 'sensitive = "ja"', r"\[\[group\]\] 1 sensitive = 'ja': väntade"),
        ('name = "alder"', 'name = "parti"', r"name = 'parti': finns två gånger"),
        ("[[outcome]]", "[[outcome]", r"är inte giltig TOML"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_named_with_what_was_expected(desk, old, new, expected):
    with pytest.raises(WaveError, match=expected) as caught:
        desk.spec((old, new))
    assert caught.value.exit_status == 2


def test_all_that_is_missing_in_words_is_told_at_once(desk):
    with pytest.raises(WaveError) as caught:
        desk.spec(('population = "18 år och äldre"\n', ""), ('mode = "webbpanel"\n', 'mode = ""\n'))
    assert [line.split(" saknas")[0] for line in str(caught.value).splitlines()] == [
        "V.toml, population",
        "V.toml, mode",
    ]


def test_without_an_outcome_there_is_no_wave(desk):
    text = desk.toml.partition("[[outcome]]")[0]
    with pytest.raises(WaveError, match=r"\[\[outcome\]\] saknas; väntade minst en fråga"):
        desk.spec(text=text)


def test_a_lower_precision_needs_no_days(desk):
    spec = desk.spec(
        ('precision = "day"\nstart = 2026-09-01\nend = 2026-09-30', 'precision = "season"')
    ).spec
    assert (spec.precision, spec.start, spec.end) == ("season", None, None)

"""How sure a figure is, in words: weeks seen in part, thin rises, lasting signals, corrections."""

from dataclasses import replace

import pytest

from reports.signals.changes import Verdict
from reports.signals.weeks import shifted, span
from reports.weekly.cells import Cell, Count
from reports.weekly.charts import chart, spark
from reports.weekly.content import Corrected, CoverageSection
from reports.weekly.evidence import Evidence
from reports.weekly.series import Assessment, Series
from reports.weekly.series_section import series_section
from reports.weekly.summary import summary
from reports.weekly.words import Words
from store.records import Narrative, Stance

WEEK = "2026-W47"
WEEKS = tuple(span(shifted(WEEK, -26), WEEK))
EVIDENCE = Evidence(WEEK, WEEKS, (), (), {}, {}, {})
SEEN = CoverageSection("Alla 4 källor svarade. Täckningen är 100 %.", 1.0, (), ())
CALM = Assessment(Verdict.NO_CHANGE, 0, 4, 26)


def series(count, now, before=CALM, private=0):
    hidden = private is None
    last = Cell(Count(count, count), Count(None, None) if hidden else Count(private, private, 9))
    cells = (*(Cell(Count(1, 1), Count(0, 0, 0)) for _ in WEEKS[:-1]), last)
    return Series(
        "narrative", Narrative.PROFIT, Stance.ENDORSES, WEEKS, cells, (1.0,) * 27, (), now, before
    )


def section(found, corrected=None):
    return series_section(EVIDENCE, found, corrected, 5, Words("sv"))


def told(found):
    short = summary(Words("sv"), [found], (), SEEN, False)
    paragraphs = [s for p in short.paragraphs for s in p.sentences]
    return " ".join([short.headline, *short.signals, *paragraphs])


def test_a_week_seen_in_part_tells_the_interval_of_the_whole_week():
    found = series(3, replace(CALM, seen=0.62, completed=(3, 7)))
    assert section(found).notes == (
        "Vi såg 62\u00a0% av det som källorna brukar ge. Hade vi sett allt hade det varit 3–7 "
        "berättelser (95 % intervall).",
    )


def test_a_corrected_figure_stands_with_its_interval_and_the_naive_one_beside():
    corrected = Corrected(naive=6, corrected=4.25, low=2.1, high=7.0)
    found = section(series(6, CALM), corrected)
    assert found.notes == (
        "Rättat för modellens fel, med hjälp av texter som människor har bedömt: 4,2 berättelser "
        "i redaktionella källor (95 % intervall 2,1–7,0). Modellen själv räknade 6.",
    )
    assert found.corrected == corrected


def test_a_thin_rise_is_above_its_range_and_called_no_signal():
    found = series(9, replace(CALM, thin=True))
    assert section(found).verdict_text == "Över det väntade, men ur för få källor eller konton"
    assert "få källor eller konton" in section(found).notes[0]
    assert told(found).startswith("Inga signaler den här veckan.")


@pytest.mark.parametrize("verdict", [Verdict.RISE, Verdict.NO_CHANGE])
def test_a_signal_that_lasts_inside_its_range_is_never_called_a_change(verdict):
    """However the rule that keeps a signal marks such a week."""
    risen = Assessment(Verdict.RISE, 0, 4, 26)
    found = series(2, replace(CALM, verdict=verdict, lasting=True), risen)
    assert section(found).verdict_text == "Inom det väntade, signalen står kvar"
    words = told(found)
    assert words.startswith("Inga nya signaler den här veckan, men en tidigare står kvar.")
    assert "fler än väntat" not in words
    assert "tills två veckor i rad har varit lugna: texter som sprider" in words
    assert "”Vinst”: Signalen är inte ny." in words


def test_a_signal_that_lasts_above_its_range_is_not_said_to_lie_inside_it():
    found = section(series(9, replace(CALM, thin=True, lasting=True)))
    assert found.verdict_text.startswith("Över det väntade")
    assert found.notes[-1] == "En signal släcks först när två veckor i rad har varit lugna."


def test_a_signal_that_two_calm_weeks_ended_is_told_once():
    before = replace(CALM, lasting=True)
    assert "Inte längre en signal: texter som sprider" in told(series(2, CALM, before))
    assert "signal:" not in told(series(2, CALM, CALM))


def test_a_rise_that_goes_on_is_told_as_one_that_is_not_new():
    risen = Assessment(Verdict.RISE, 0, 4, 26, lasting=True)
    words = told(series(9, risen, risen))
    assert words.startswith("1 signal den här veckan.")
    assert "Signalen från förra veckan kvarstår" in words


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("simple", "Väntat utifrån 26 tidigare veckor: 0–4 berättelser."),
        (
            "farrington",
            "Väntat utifrån 26 tidigare veckor, med årstid och trend inräknade: 0–4 berättelser.",
        ),
    ],
)
def test_the_method_of_comparison_is_told_in_plain_words(method, expected):
    assert section(series(2, replace(CALM, method=method))).sentence == expected


def test_the_charts_follow_the_schema_of_vega_lite():
    """They are drawn without this check, which costs half the time of a report."""
    for found in (series(3, CALM), series(3, CALM, private=8), series(3, CALM, private=None)):
        for specification in (chart(found, Words("sv")), spark(found, Words("sv"))):
            assert specification.to_dict(validate=True)["vconcat"]

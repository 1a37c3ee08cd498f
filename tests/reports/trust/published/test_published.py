"""The published waves: facts with their source, and refusals of the tempting comparisons."""

import csv
import itertools
from pathlib import Path

import pytest

from reports.trust import published
from reports.trust.page.units import page_words
from reports.trust.published import som
from reports.trust.published.figures import (
    FINDINGS_FILE,
    WAVES_FILE,
    figure_of,
    published_figures,
    published_findings,
)

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"
WAVES = ("VOA2023+2024", "VOA2023", "VOA_unspecified", "KAU2010", "KAU2014", "KAU2018", "KAU2019")


def reasons(first, second):
    return set(published.compare(first, second).reasons)


@pytest.mark.parametrize("name", [WAVES_FILE, FINDINGS_FILE])
def test_the_shipped_facts_are_those_of_the_source_without_its_sentences(name):
    if not (SHARED / name).exists():
        pytest.skip(f"{SHARED / name} is not there")
    with (SHARED / name).open(encoding="utf-8") as file:
        source = list(csv.DictReader(file))
    shipped = published_findings() if name == FINDINGS_FILE else None
    if shipped is None:
        assert [f.estimate.estimate_id for f in published_figures()] == [
            row["estimate_id"] for row in source
        ]
        percent = [f.estimate.estimate_percent for f in published_figures()]
        assert percent == [
            float(row["estimate_pct"]) if row["estimate_pct"] else None for row in source
        ]
        assert [f.estimate.base for f in published_figures()] == [row["base"] for row in source]
    else:
        assert [row["finding_id"] for row in shipped] == [row["finding_id"] for row in source]
        assert all("quote" not in row for row in shipped)


def test_every_figure_has_its_source_and_section():
    assert len(published_figures()) == 62
    for figure in published_figures():
        assert figure.estimate.source_doc and figure.estimate.source_section


def test_no_two_waves_may_be_compared():
    compared = {one.names: one for one in published.table().comparisons}
    assert set(compared) == set(itertools.combinations(WAVES, 2))
    assert not any(one.allowed for one in compared.values())
    assert all(one.sentences for one in compared.values())


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("E001", "E055", "object"),  # social services, case workers
        ("E001", "E061", "campaign"),  # before and after 2022
        ("E040", "E048", "question"),  # 94 and 75 per cent
        ("E009", "E010", "base"),  # 55 and 43 per cent
        ("E053", "E056", "one_for_many"),  # 15 and 20 per cent
        ("E053", "E056", "n"),
        ("E001", "E002", "overlap"),  # pooled, and one of what was pooled
        ("E023", "E024", "words"),
        ("E001", "E060", "category"),
        ("E001", "E001", "same"),
        ("VOA2023", "VOA2024", "none_printed"),
        ("E001", "E999", "unknown"),
    ],
)
def test_a_tempting_comparison_is_refused_with_its_reason(first, second, reason):
    for a, b in ((first, second), (second, first)):
        found = published.compare(a, b)
        assert not found.allowed
        assert reason in found.reasons
    with pytest.raises(published.ComparisonRefused) as refused:
        published.require(found)
    assert refused.value.comparison is found
    assert refused.value.exit_status == 2


def test_answers_to_one_question_may_be_read_side_by_side():
    assert published.compare("E012", "E013").allowed  # yes and no
    assert published.compare("E001", "E003").allowed  # two institutions
    told = published.compare("E012", "E013", "en").sentences
    assert told == ("Same measurement, question and base: they may be read side by side.",)


def test_side_by_side_is_no_trend():
    found = published.trend([f"E{n:03d}" for n in range(12, 15)])
    assert not found.allowed
    assert {"one_wave", "few"} <= set(found.reasons)


def test_a_trend_through_the_waves_is_refused():
    found = published.trend(["E051", "E054", "E057", "E061", "E001"])
    assert {"object", "base", "n", "one_for_many", "campaign", "few"} <= set(found.reasons)


def test_the_first_screen_has_base_n_and_source_beside_every_share():
    found = published.table("sv")
    rows = {row[0]: row for row in found.rows}
    assert rows["E001"][4:] == (
        "31\u00a0%", "uppges inte exakt", "de som har en uppfattning",
        "Vård- och omsorgsanalys, Väl förtrogen? (report 2024:2), 3.1",
    )  # fmt: skip
    assert rows["E012"][5] == "962"
    assert rows["E008"][5] == "omkring 1 000"
    assert rows["E025"][4] == "drygt 15\u00a0%"
    assert rows["E028"][4] == rows["E028"][4].strip() != ""
    assert len(found.traps) == 10
    assert all(row[5] and row[6] for row in found.rows)


def test_the_screen_is_there_in_english():
    found = published.table("en")
    assert found.columns[4] == "Share"
    assert found.traps[0][0] == "The base"
    assert all(not set("åäö") & set(s) for one in found.comparisons for s in one.sentences
               if "”" not in s)  # fmt: skip


def series(year, words, n="1700"):
    return figure_of(
        {
            "estimate_id": f"S{year}", "wave_id": f"SOM{year}", "survey": "Västsvenska SOM",
            "fieldwork_text": str(year), "mode": "post", "population": "Västra Götaland 16–85",
            "trust_object": words, "question": f"Förtroende för {words}", "answer_scale": "fem",
            "category": "stort", "base": "all", "group": "all", "n": n, "estimate_pct": "33,5",
            "precision": "as_printed",
        }
    )  # fmt: skip


def test_the_wording_break_of_2014_parts_the_series():
    brought = [series(2013, "socialarbetare"), series(2014, "personal"), series(2023, "personal")]
    assert "wording" in published.compare("S2013", "S2014", "sv", brought).reasons
    after = published.compare("S2014", "S2023", "sv", brought)
    assert after.allowed  # the same survey on both sides of 2022
    assert after.sentences == ("De får jämföras, med intervall och n.",)


def test_a_brought_figure_without_n_is_not_compared():
    brought = [series(2015, "personal", n=""), series(2016, "personal")]
    assert published.compare("S2015", "S2016", "sv", brought).reasons == ("n",)


def test_twelve_comparable_years_may_be_a_trend():
    brought = [series(year, "personal") for year in range(2014, 2026)]
    names = [f.estimate.estimate_id for f in brought]
    assert published.trend(names, "sv", brought).allowed
    assert published.trend(names[1:], "sv", brought).reasons == ("few",)
    assert not published.trend([*names, "E001"], "sv", brought).allowed


def test_the_break_is_marked_where_the_years_cross_it():
    assert som.breaks(range(1999, 2024)) == [{"time": "2014", "reason": "question"}]
    assert som.breaks(range(2014, 2024)) == som.breaks([]) == []


def test_the_three_start_years_are_told():
    words = page_words("sv")
    told = som.start_note(words, 1998)
    assert "källan till rapportens figur" in told and "1990" in told and "1999" in told
    assert "Källorna anger andra startår" in som.start_note(words, 2005)

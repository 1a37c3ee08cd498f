"""The page: seven parts, every figure with its n and interval, accessible, safe with odd text."""

import io
import re
from dataclasses import replace
from itertools import pairwise

import lxml.html
import pandas as pd
import pytest
from pypdf import PdfReader

from reports.trust.link.result import LinkEstimate
from reports.trust.page.page import render, render_pdf
from reports.typesetting.block_markup import block_markup as markup_of
from reports.typesetting.blocks import Table
from reports.typesetting.markup import quoted
from store.errors import SettingsError

PARTS = {
    "sv": ["Frågan", "Data", "Figuren", "Skattningen", "Kontrollerna", "Omdömet", "Metod"],
    "en": ["The question", "Data", "The figure", "The estimate", "Checks", "The verdict", "Method"],
}


def page_of(result, tables, language="sv"):
    return lxml.html.fromstring(render(result, tables, language))


def table_of(page, caption):
    return next(t for t in page.iter("table") if t.findtext("caption") == caption)


def rows(table):
    return [[c.text_content() for c in row] for row in table.findall("tbody/tr")]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_seven_parts_stand_in_their_order(result, tables, language):
    page = page_of(result, tables, language)
    assert page.get("lang") == language
    headings = [h.text for h in page.iter("h2")][1:8]
    assert headings == [f"{n}. {name}" for n, name in enumerate(PARTS[language], start=1)]


def test_headings_landmarks_and_tables_are_as_they_should(result, tables):
    page = page_of(result, tables)
    levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for landmark in ("header", "main", "nav", "footer"):
        assert len(page.findall(f".//{landmark}")) == 1
    for table in page.iter("table"):
        assert table.findtext("caption")
        assert all(th.get("scope") for th in table.iter("th"))
    ids = [e.get("id") for e in page.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    for link in page.iter("a"):
        assert page.get_element_by_id(link.get("href")[1:]) is not None


def test_nothing_is_fetched_from_elsewhere(result, tables):
    text = render(result, tables, "sv")
    assert not re.search(r"<(script|link|img|iframe)\b|@import|url\(", text)
    assert set(re.findall(r"https?://[^\"<\s]+", text)) == {"http://www.w3.org/2000/svg"}


def test_text_from_elsewhere_is_never_markup(with_verdict, tables):
    bad = '<script>alert(1)</script> #import "x" {n} %s \\ "'
    odd = with_verdict(question=bad, flags=(bad,), explained_by=bad)
    text = render(odd, tables, "sv")
    assert "<script" not in text
    assert render_pdf(odd, tables, "sv").startswith(b"%PDF")
    assert quoted('a"b\\c\n#x\x07') == '"a\\"b\\\\c\\n#x "'


def test_the_figure_is_named_described_and_has_its_numbers_in_tables(result, tables):
    page = page_of(result, tables)
    figure = page.find(".//svg")
    title, description = (page.get_element_by_id(i) for i in ("figur-t", "figur-d"))
    assert figure.get("role") == "img" and title.text
    assert "Stort förtroende, 2 mätningar: lägst 28,0" in description.text
    assert "Axeln för förtroende går från 0\u00a0% till 40\u00a0%." in description.text
    assert rows(table_of(page, "Figurens mätningar"))[0] == [
        "V1", "31,0\u00a0%", "27,5\u00a0% – 34,5\u00a0%", "1\u00a0039",
    ]  # fmt: skip
    assert len(rows(table_of(page, "Figurens exponering"))) == 60


def test_a_small_cell_is_a_dash_with_its_reason(result, tables):
    text = render(result, tables, "sv")
    last = rows(table_of(lxml.html.fromstring(text), "Figurens mätningar"))[-1]
    assert last == ["V3", "–", "Färre än 10 svarande: visas inte.", "–"]
    assert "60,0" not in text
    assert "60,0" not in render(result, tables, "en")


def test_a_share_of_nought_among_few_is_hidden(result):
    trust = pd.DataFrame(
        [{"time": "2025", "trust": 0.0, "n": 29}, {"time": "2026", "trust": 0.0, "n": 30}]
    )
    found = rows(table_of(page_of(result, {"trust": trust}), "Figurens mätningar"))
    assert [row[1] for row in found] == ["–", "0,0\u00a0%"]


def test_an_estimate_never_stands_without_interval_and_n(result, tables):
    page = page_of(result, tables)
    main = rows(table_of(page, "Huvudskattningen"))[0]
    assert main[1:6] == ["-0,12", "-0,60 till 0,36", "0,620", "0,810", "60"]
    models = rows(table_of(page, "Med och utan justering"))
    assert [row[0] for row in models] == [
        "Utan justering", "Justerad", "Justerad, även för partisympati",
    ]  # fmt: skip
    assert models[0][2:] == ["-0,70 till 0,30", "0,400", "60"]
    assert models[1][1:] == ["–", "–", "–", "finns inte i planen"]


def test_persons_are_told_in_odds_ratios(with_verdict, tables):
    one = with_verdict(
        "association", design="persons", estimate=-0.05, low=-0.08, high=-0.02, p=0.001,
        adjusted={"estimate": -0.03, "low": -0.06, "high": 0.0, "p": 0.05, "n": 52},
        smallest_detectable={"estimate": 0.03, "odds_ratio": 1.03, "power": 0.8, "alpha": 0.05},
    )  # fmt: skip
    page = page_of(one, tables)
    assert rows(table_of(page, "Huvudskattningen"))[0][1:3] == ["0,61", "0,45 – 0,82"]
    text = page.text_content()
    assert "Oddskvoten för stort förtroende är 0,61 per 10\u00a0berättelser" in text
    assert "kunde ha visat är oddskvot 1,35 per 10" in text


def test_the_level_of_the_plan_is_the_level_of_its_intervals(result, tables):
    strict = replace(result, data={**result.data, "alpha": 0.01})
    assert "99\u00a0% intervall" in render(strict, tables, "sv")


def test_few_waves_are_shown_one_by_one_with_the_reason(with_verdict):
    waves = pd.DataFrame(
        {"time": range(2019, 2024), "trust": [0.40, 0.38, 0.36, 0.33, 0.30], "n": 1000}
    )
    few = with_verdict(
        "insufficient", estimate=None, low=None, high=None, p=None, q=None, n=5, controls={},
        crude=None, flags=("few_points",), smallest_detectable={"correlation": 0.95},
        diagnostics={
            "reason": "serien: 5 tidpunkter; minst 12 behövs för ett test; visa siffrorna utan "
            "test", "correlation": -0.99, "permutation_p": 0.02,
        },
    )  # fmt: skip
    page = page_of(few, {"trust": waves})
    found = rows(table_of(page, "Skillnader mellan mätningar efter varandra"))
    assert found[0][:4] == ["2019 – 2020", "-2,0", "-6,3 till 2,3", "1\u00a0000 och 1\u00a0000"]
    text = page.text_content()
    assert "Underlaget räcker inte för ett svar." in text
    assert "är -0,99 (95 % intervall -1,00 till -0,85" in text
    assert "p = " not in page.cssselect("section.brief")[0].text_content()
    assert "Programmets förklaring: serien: 5 tidpunkter; minst 12 behövs" in text
    english = page_of(few, {"trust": waves}, "en").text_content()
    assert "the series: 5 points in time; at least 12 are needed for a test" in english
    assert "tidpunkter" not in english


def test_a_check_that_was_not_made_is_said_not_to_have_been(with_verdict, tables):
    without = with_verdict(controls={"leave_one_out": {"low": 0.1, "high": 0.2, "passed": True}})
    found = {row[0]: row[3] for row in rows(table_of(page_of(without, tables), "Kontrollerna"))}
    assert found["Annan institution (negativ kontroll)"] == "inte gjord"
    assert found["En mätning eller grupp utelämnad i taget"] == "svaret står kvar"


def test_all_lags_are_shown_with_their_q(with_verdict, tables):
    lags = [
        LinkEstimate(lag, 0.001, 0.001, 50, -0.001, 0.003, 0.3, 60, 40, {"q": 0.4})
        for lag in (0, 1)
    ]
    found = rows(
        table_of(page_of(with_verdict(all_lags=lags), tables), "Alla fördröjningar i planen")
    )
    assert found[0] == ["samma tid", "1,0", "-1,0 till 3,0", "0,300", "0,400", "60"]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_pdf_is_tagged_and_says_its_language(result, tables, language):
    content = render_pdf(result, tables, language)
    reader = PdfReader(io.BytesIO(content))
    catalog = reader.trailer["/Root"]
    assert catalog["/Lang"] == language
    assert catalog["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in content or "pdfuaid" in str(reader.xmp_metadata.stream.get_data())
    assert reader.metadata.title.endswith("narrativen?")
    text = "".join(page.extract_text() for page in reader.pages)
    for name in PARTS[language]:
        assert name in text
    figures = [e for e in structure(catalog["/StructTreeRoot"]) if e.get("/S") == "/Figure"]
    assert len(figures) == 1 and figures[0]["/Alt"]


def structure(element):
    """Every element of the structure tree."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if hasattr(kid, "get"):
            yield kid
            yield from structure(kid)


def test_the_same_result_gives_the_same_bytes(result, tables):
    assert render(result, tables, "sv") == render(result, tables, "sv")
    assert render_pdf(result, tables, "sv") == render_pdf(result, tables, "sv")


def test_a_page_is_small(result, tables):
    assert len(render(result, tables, "sv").encode()) < 300_000


def test_an_unknown_language_is_refused(result, tables):
    with pytest.raises(SettingsError, match="Språket 'de'"):
        render(result, tables, "de")


PERSONS = {
    "persons": 1378, "share_change": -0.009, "share_change_low": -0.018, "share_change_high": 0.001,
}  # fmt: skip


def persons(with_verdict, **data):
    about = with_verdict().data
    return with_verdict(
        design="persons", estimate=-0.05, low=-0.1, high=0.01, p=0.064, lag=1, n=42,
        diagnostics=PERSONS, data={**about, "interview_unit": "day", "time_unit": "week", **data},
        all_lags=[
            LinkEstimate(1, -0.05, 0.02, 39, -0.1, 0.01, 0.064, 42, 42, {"window": "1-4"}),
            LinkEstimate(0, 0.01, 0.02, 39, -0.1, 0.1, 0.6, 42, 42, {}),
        ],
    )  # fmt: skip


def test_respondents_and_their_days_are_both_told_and_never_called_n(with_verdict, tables):
    page = page_of(persons(with_verdict), tables)
    head = page.cssselect("section.brief")[0].text_content()
    assert "1\u00a0378 svarande, 42 intervjudagar, p = 0,064" in head
    assert "n = 42" not in head
    assert "Dagen är enheten" in page.text_content()
    weekly = page_of(persons(with_verdict, interview_unit="week"), tables)
    assert "42 intervjuveckor" in weekly.text_content()
    assert "Veckan är enheten" in weekly.text_content()


def test_an_odds_ratio_is_told_in_percentage_points_at_once(with_verdict, tables):
    page = page_of(persons(with_verdict), tables)
    head = page.cssselect("section.brief")[0].text_content()
    assert "Det motsvarar -9,0 procentenheter i andelen med stort förtroende" in head
    assert "ändring av andelen" not in page.text_content()


def test_the_lags_of_the_exposure_are_told_in_words(with_verdict, tables):
    page = page_of(persons(with_verdict), tables)
    assert rows(table_of(page, "Huvudskattningen"))[0][0] == "1–4 veckor före intervjun"
    every = [row[0] for row in rows(table_of(page, "Alla fördröjningar i planen"))]
    assert every == ["1–4 veckor före intervjun", "samtidigt med intervjun"]
    yearly = with_verdict(data={**with_verdict().data, "time_unit": "year", "step": 2})
    found = rows(table_of(page_of(yearly, tables), "Huvudskattningen"))
    assert found[0][0] == "2 år före mätningen"


def left_out(**figures):
    return {"leave_one_out": {"low": -0.0003, "high": -0.0001, "passed": False, **figures}}


def test_what_the_answer_hangs_on_is_named_beside_the_verdict(with_verdict, tables):
    found = {"decisive": "2025-W40", "decisive_estimate": -0.0003, "decisive_p": 0.017}
    one = with_verdict(controls=left_out(smallest_p=0.017, largest_p=0.7, **found))
    page = page_of(one, tables)
    head = page.cssselect("section.brief")[0].text_content()
    assert "utan 2025-W40 är p = 0,017 i stället för 0,620, under planens nivå 5" in head
    figures = {row[0]: row[1] for row in rows(table_of(page, "Kontrollerna"))}
    told = figures["En mätning eller grupp utelämnad i taget"]
    assert told.endswith("p mellan 0,017 och 0,700")
    turned = with_verdict(controls=left_out(decisive="Norr", decisive_estimate=0.0003))
    assert "utan Norr byter skattningen riktning" in render(turned, tables, "sv")


def test_the_answer_is_not_written_out_twice(result, tables):
    text = page_of(result, tables).text_content()
    assert text.count("Förtroendet skiljer") == 1


def test_a_variable_name_is_no_heading_of_the_figure(with_verdict, tables):
    named = {"name": "fortroende_socialtjansten", "unit": "share"}
    one = with_verdict(data={**with_verdict().data, "trust": named})
    page = page_of(one, tables)
    drawn = page.find(".//svg").text_content()
    assert "Andel med stort förtroende" in drawn
    assert "fortroende_socialtjansten" not in drawn


def test_what_was_changed_in_the_plan_is_told(with_verdict, tables):
    changes = [
        {"key": "primary_lag", "before": {"first": 1, "last": 4}, "after": {"first": 5, "last": 5}},
        {"key": "group", "before": None, "after": "parti"},
    ]
    one = with_verdict(exploratory=True, data={**with_verdict().data, "changes": changes})
    text = render(one, tables, "sv")
    assert "första planen i mappen: primary_lag: 1-4 → 5; group: – → parti." in text


def test_a_short_table_of_the_pdf_is_kept_on_one_page_and_a_long_one_in_two_columns():
    short = Table("Kort", ("a", "b"), (("1", "2"),) * 3)
    assert markup_of(short).startswith("#block(breakable: false)")
    assert "#grid(columns: (1fr, 1fr)" in markup_of(Table("Lång", ("a", "b"), (("1", "2"),) * 40))

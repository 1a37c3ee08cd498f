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
from reports.trust.page.typeset import quoted
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
        diagnostics={"reason": "serien: 5 tidpunkter", "correlation": -0.99, "permutation_p": 0.02},
    )  # fmt: skip
    page = page_of(few, {"trust": waves})
    found = rows(table_of(page, "Skillnader mellan mätningar efter varandra"))
    assert found[0][:4] == ["2019 – 2020", "-2,0", "-6,3 till 2,3", "1\u00a0000 och 1\u00a0000"]
    text = page.text_content()
    assert "Underlaget räcker inte för ett svar." in text
    assert "är -0,99 (95 % intervall -1,00 till -0,85" in text
    assert "p = " not in page.cssselect("section.brief")[0].text_content()
    english = page_of(few, {"trust": waves}, "en").text_content()
    assert "serien: 5 tidpunkter" not in english


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
    assert found[0] == ["0", "1,0", "-1,0 till 3,0", "0,300", "0,400", "60"]


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

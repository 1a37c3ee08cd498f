"""The page itself: accessible, self-contained, safe with hostile titles."""

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from reports.weekly.story_list import web_address
from store.records import Access, Frame, Narrative, OutletType, Poll, Stance, Tone
from store.sources import add_polls

WEEK = "2026-W47"


@pytest.fixture
def full(archive):
    """An archive with something in every section."""
    archive.source("norrbladet", name="Norrbladet")
    archive.source("fakta", OutletType.FACTCHECK, name="Fakta")
    archive.every_week(2, "dagbladet", frames=(Frame.LEGAL_CERTAINTY,), tone=Tone.NEGATIVE)
    archive.every_week(3, "norrbladet", frames=(Frame.GOOD_PRACTICE,), tone=Tone.POSITIVE)
    archive.silent("norrbladet")
    for n in range(9):
        archive.document(
            "forumet", author=f"p{n}", narratives=(Narrative.PROFIT,), stance=Stance.ENDORSES
        )
    archive.document("dagbladet", narratives=(Narrative.PROFIT,), stance=Stance.REPORTS)
    archive.document(
        "fakta", title="Nej, det stämmer inte", narratives=(Narrative.PROFIT,), stance=Stance.REBUTS
    )
    archive.document("dagbladet", frames=(Frame.LEGAL_CERTAINTY,), places=("Ekvik",))
    return archive


def test_headings_are_in_order_under_one_h1(full):
    levels = [int(h.tag[1]) for h in full.write().page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_has_language_title_landmarks_and_a_skip_link(full):
    page = full.write().page
    assert page.get("lang") == "sv"
    assert page.findtext(".//title").startswith("Veckorapport vecka 47, 2026")
    for landmark in ("header", "main", "nav", "footer"):
        assert len(page.findall(f".//{landmark}")) == 1
    skip = page.cssselect("a")[0]
    assert page.get_element_by_id(skip.get("href")[1:]).tag == "main"


def test_every_table_has_a_caption_and_every_header_a_scope(full):
    tables = full.write().page.findall(".//table")
    assert len(tables) > 8
    for table in tables:
        assert table.findtext("caption").strip()
        assert table.findall(".//th")
        assert all(th.get("scope") for th in table.iter("th"))
        assert all(row.find("th") is not None for row in table.findall("tbody/tr"))


def test_every_chart_is_named_and_says_what_it_shows_and_has_a_table(full):
    page = full.write().page
    charts = page.findall(".//svg")
    assert charts
    for chart in charts:
        assert chart.get("role") == "img"
        title, description = (
            page.get_element_by_id(i) for i in chart.get("aria-labelledby").split()
        )
        assert title.tag == "title" and title.text
        assert re.search(r"Denna vecka [\d–]", description.text)
    large, small = page.cssselect("figure svg"), page.cssselect("td.spark svg")
    assert len(large) + len(small) == len(charts)
    assert len(page.findall(".//details")) == len(large) == len(small)
    assert all(d.find(".//table") is not None for d in page.findall(".//details"))


def test_ids_are_unique_and_references_lead_somewhere(full):
    page = full.write().page
    ids = [e.get("id") for e in page.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    named = [i for e in page.iter() for i in (e.get("aria-labelledby") or "").split()]
    linked = [e.get("href")[1:] for e in page.iter("a") if e.get("href").startswith("#")]
    assert set(named + linked) <= set(ids)


def test_nothing_is_fetched_from_elsewhere(full):
    report = full.write()
    page = report.page
    assert not page.xpath("//script | //link | //iframe | //object | //embed | //img | //@src")
    assert "@import" not in report.text["html"]
    assert "url(" not in report.text["html"]
    assert len(report.bytes["html"]) < 300_000


def test_links_to_sources_are_plain_and_send_no_referrer(full):
    links = [a for a in full.write().page.iter("a") if not a.get("href").startswith("#")]
    assert links
    for link in links:
        assert link.get("href").startswith(("http://", "https://"))
        assert link.get("rel") == "noopener noreferrer nofollow"


def test_text_has_contrast_of_at_least_four_and_a_half(full):
    css = full.write().page.findtext(".//style")
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", css))
    for text in ("ink", "soft", "accent", "warn"):
        for ground in ("paper", "tint"):
            assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


def _contrast(one, other):
    """WCAG 2.1, definition of contrast ratio."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_hostile_titles_and_addresses_are_only_text(archive):
    for title, url in (
        ("</a></li><script>alert(1)</script>", "https://dagbladet.example/1"),
        ('"><img src=x onerror=alert(1)>', "javascript:alert(1)"),
        ("{{ 7*7 }} {name} %s", 'https://dagbladet.example/"onmouseover="alert(1)'),
    ):
        archive.document("dagbladet", title=title, url=url, frames=(Frame.CRIME,))
    archive.source("elak", name="<b>Elak</b>{x}")
    archive.document("elak", frames=(Frame.CRIME,), story="s")
    archive.document("dagbladet", frames=(Frame.CRIME,), story="s")
    report = archive.write(notice="<i>Exempel</i>")
    page = report.page
    assert not page.xpath("//script | //img | //b | //i | //@onerror | //@onmouseover")
    assert not page.xpath("//a[starts-with(@href, 'javascript')]")
    text = page.text_content()
    assert "</a></li><script>alert(1)</script>" in text
    assert "{{ 7*7 }} {name} %s" in text
    assert "<b>Elak</b>{x}" in text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.example",
        "//a.example",
        "https://",
        "",
        "https://a.example/\nx",
        "http://[::1",
    ],
)
def test_addresses_that_a_reader_must_not_follow_are_no_links(url):
    assert web_address(url) == ""


def test_the_same_input_gives_the_same_bytes_whenever_it_is_written(full):
    first = full.write(folder="one", focus=["Ekvik"])
    later = full.write(folder="two", focus=["Ekvik"], now=datetime(2027, 1, 9, tzinfo=UTC))
    assert first.bytes == later.bytes


def test_the_notice_and_the_manifest_stand_in_every_format(full):
    given = {"program": "0.1.0", "model": "model", "configuration": "c0ffee"}
    report = full.write(notice="Konstruerat exempel: allt är påhittat.", manifest=given)
    for text in report.text.values():
        assert "Konstruerat exempel: allt är påhittat." in text
        assert "c0ffee" in text
        assert text.rindex("c0ffee") > 0.8 * len(text)
    manifest = report.content["manifest"]
    assert list(manifest)[:3] == list(given)
    assert (manifest["data_from"], manifest["data_to"]) == ("2026-W21", WEEK)


def test_measured_quality_is_told_from_the_manifest(full):
    with_figures = {"model": "m", "measured.narratives_f1": "0.81 (n = 9)"}
    told = str(full.write(manifest=with_figures).content["method"])
    assert "Uppmätt på texter som modellen inte har sett" in told
    assert "narrativ (F1) 0,81 (n = 9)" in told
    english = full.write(manifest=with_figures, language="en").content["method"]
    assert "narratives (F1) 0.81 (n = 9)" in str(english)


def test_figures_on_texts_that_thresholds_were_fitted_to_are_not_told_as_clean(full):
    report = full.write(manifest={"model": "m", "measured.fitted_tone_f1": "0.75 (n = 9)"})
    told = str(report.content["method"])
    assert "texter som modellen inte har sett" not in told
    assert "Måtten är för goda" in told
    assert "ton (F1), på texter som trösklarna är valda på" in report.text["html"]


def test_measured_figures_have_the_decimal_sign_of_the_language_on_the_page(full):
    page = full.write(manifest={"model": "m", "measured.tone_f1": "0.75 (n = 9)"}).text["html"]
    assert page.count("0,75 (n = 9)") == 2, "in the method and in the list at the end"
    assert "0.75" not in page


def test_the_stance_is_said_to_be_an_estimate_once_in_each_section_that_rests_on_it(full):
    page = full.write().page
    warning = "Hållningen är modellens bedömning och kan vara fel."
    for section in ("narrativ", "svar"):
        (found,) = page.cssselect(f"section[aria-labelledby={section}]")
        assert found.text_content().count(warning) == 1
    assert "inte uppmätt" in str(full.write().content["method"])


def test_the_report_in_english_has_its_own_files_and_no_swedish_sentence(full):
    report = full.write(language="en", focus=["Ekvik"])
    assert [p.name for p in report.paths] == [f"{WEEK}.en.{f}" for f in ("html", "json", "csv")]
    assert report.page.get("lang") == "en"
    assert "In short" in report.brief()
    assert "We saw nothing of Norrbladet." in report.brief()
    shown = [
        *report.content["summary"]["paragraphs"],
        *report.content["method"],
        report.content["coverage"]["sentence"],
    ]
    assert not re.search(r"[åäö]", str(shown), re.IGNORECASE)


def test_a_silent_source_stands_first_with_its_message(full):
    first = full.write().content["coverage"]["sources"][0]
    assert (first["name"], first["silent"], first["coverage"]) == ("Norrbladet", True, 0.0)
    assert first["message"] == "Servern svarade inte inom 20 sekunder."


def test_an_attempt_on_the_monday_after_the_week_tells_of_it(full):
    store = full.store()
    midnight = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    with store.write() as transaction:
        add_polls(
            transaction,
            [
                Poll("fakta", midnight, Access.NOT_MODIFIED, covers_from=midnight),
                Poll("norrbladet", midnight, Access.OUTAGE, message="Fel 503 från servern."),
            ],
        )
    rows = {row["name"]: row for row in full.write().content["coverage"]["sources"]}
    assert rows["Norrbladet"]["message"] == "Fel 503 från servern."
    assert rows["Fakta"]["state"] == "svarade, inget nytt"


def test_rebuttals_and_good_practice_have_their_own_section(full):
    report = full.write()
    assert [s["stories"][0]["links"][0]["title"] for s in report.content["answers"]] == [
        "Nej, det stämmer inte"
    ]
    assert report.content["good_practice"]["label"] == "good_practice"

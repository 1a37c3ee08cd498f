"""The first page: easy to read, true to the figures, and one sheet where nothing happened."""

import re
import shutil
import subprocess

import pypdf
import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FALLING = re.compile(r"färre|minsk|nedgång|sjunk|avta", re.IGNORECASE)
ALL = ["calm", "outage", "wave", "answered", "criticism", "storm", "short"]
PAGE_MM = 271
"""What the print style leaves of A4, between margins of 13 mm."""


def sentences(report):
    summary = report.content["summary"]
    found = [summary["headline"], *summary["signals"], *summary["legitimate"]]
    return found + [s for p in summary["paragraphs"] for s in p["sentences"]]


def lix(text):
    """Words per sentence and the percentage of words of more than six letters (Björnsson 1968,
    Läsbarhet). A colon ends no sentence here, which makes the figure higher than by the book."""
    words = re.findall(r"[\w-]+", text)
    ends = len(re.findall(r"[.!?](?=\s|$)", text))
    return len(words) / ends + 100 * sum(len(w) > 6 for w in words) / len(words)


def test_lix_of_a_known_text():
    assert lix("Det var en gång. Någonting hände plötsligt.") == pytest.approx(7 / 2 + 100 * 2 / 7)


@pytest.mark.parametrize("name", ALL)
def test_the_first_half_page_is_easy_to_read_and_short(week_of, name):
    told = sentences(week_of(name))
    assert lix(" ".join(told)) <= 45
    assert len(" ".join(told).split()) <= 350
    assert all(len(part.split()) <= 30 for s in told for part in re.split(r"(?<=[.:])\s", s))


@pytest.mark.parametrize("name", ["outage", "storm", "short", "calm"])
def test_an_outage_never_yields_a_sentence_on_a_fall(week_of, name):
    report = week_of(name)
    assert not FALLING.search(" ".join(sentences(report)))
    verdicts = {row["verdict_text"] for row in report.content["overview"]["rows"]}
    assert "Färre än väntat" not in verdicts


@pytest.mark.parametrize("name", ALL)
def test_what_is_called_a_change_lies_outside_its_range(week_of, name):
    report = week_of(name)
    told = " ".join(sentences(report))
    for row in report.content["overview"]["rows"]:
        series = row["series"]
        last = series["weeks"][-1]
        shown = [last[part]["stories"] for part in ("editorial", "private")]
        stories = sum(n for n in shown if isinstance(n, int))
        called = row["verdict_text"] in ("Fler än väntat", "Färre än väntat")
        if called:
            assert not series["expected_low"] <= stories <= series["expected_high"]
        elif row["stance"]:
            subject = {"endorses": "sprider", "reports": "rapporterar om", "rebuts": "bemöter"}
            name_ = f"{subject[series['stance']]} narrativet ”{row['name']}”: f"
            assert name_ not in told


def test_a_silent_source_is_told_by_its_name_and_in_the_table(week_of):
    report = week_of("outage")
    assert "kan inte bedömas: vi såg för lite av Norrbladet." in report.brief()
    verdicts = {r["name"]: r["verdict_text"] for r in report.content["overview"]["rows"]}
    assert verdicts["Goda exempel"] == verdicts["Arbetsbelastning"] == "Kan inte bedömas"


def test_every_series_stands_in_the_overview_once_and_quiet_ones_have_no_section(week_of):
    content = week_of("wave").content
    rows = content["overview"]["rows"]
    keys = [(r["series"]["label"], r["series"]["stance"]) for r in rows]
    assert len(keys) == len(set(keys))
    sections = {
        (s["series"]["label"], s["series"]["stance"])
        for parent in (*content["narratives"], *content["legitimate"], content["good_practice"])
        for s in parent["series"]
    }
    assert sections == {k for k, row in zip(keys, rows, strict=True) if row["active"]}
    (kidnapping,) = (q for q in content["overview"]["quiet"] if q["name"] == "Kidnappning")
    assert kidnapping["cells"][:2] == ["se ovan", "se ovan"]
    assert kidnapping["cells"][2].startswith("väntat ")


def test_each_row_of_the_overview_leads_to_its_section(week_of):
    page = week_of("storm").page
    ids = {e.get("id") for e in page.iter() if e.get("id")}
    links = [a.get("href")[1:] for a in page.cssselect("section.overview a")]
    assert links
    assert set(links) <= ids


@pytest.mark.parametrize("name", ["calm", "outage"])
def test_a_week_without_signals_is_short_enough_for_one_page(week_of, name):
    """By the heights that the print style gives, where there is no browser to print with."""
    page = week_of(name).page
    assert page.find("body").get("class") == "calm"
    height = 25 + 9 * len(page.cssselect(".brief h2, .overview h2"))
    height += 6.5 * len(page.cssselect(".brief h3, caption"))
    for block in page.cssselect(".brief p, .brief li, .overview > p, footer dl"):
        height += 1.5 + 4.7 * (1 + len(block.text_content()) // 105)
    height += 5 * len(page.cssselect(".overview tr"))
    assert height <= PAGE_MM


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize(("name", "pages"), [("calm", 1), ("outage", 1), ("storm", None)])
def test_chromium_prints_a_week_without_signals_on_one_a4_page(week_of, tmp_path, name, pages):
    report = week_of(name)
    (source,) = (path for path in report.paths if path.suffix == ".html")
    printed = tmp_path / "printed.pdf"
    subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={printed}", source.as_uri(),
        ],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    sheets = pypdf.PdfReader(printed).pages
    assert sheets[0].mediabox.height == pytest.approx(842, abs=2)
    if pages:
        assert len(sheets) == pages
    else:
        assert "Narrativen ett och ett" not in sheets[0].extract_text()
        assert "Narrativen ett och ett" in sheets[1].extract_text() + sheets[2].extract_text()


def test_the_csv_has_range_and_verdict_in_the_week_of_the_report_alone(week_of):
    report = week_of("wave")
    row = report.row("kidnapping", "reports")
    found = report.series("kidnapping", "reports")["series"]
    assert (row["expected_low"], row["expected_high"]) == (
        str(found["expected_low"]), str(found["expected_high"])
    )  # fmt: skip
    assert row["verdict"] == "rise"
    earlier = report.row("kidnapping", "reports", "2026-W46")
    assert (earlier["expected_low"], earlier["verdict"]) == ("", "")


def test_each_rise_has_its_card_with_a_cause_and_the_command_of_the_full_one(week_of):
    content = week_of("wave").content
    assert len(content["spikes"]) == len(content["summary"]["signals"]) == 2
    for spike in content["spikes"]:
        assert spike["cause"].endswith(".")
        assert spike["evidence"]
    assert content["spikes"][0]["command"] == "vardkase spike 2026-W47 kidnapping:endorses"
    assert week_of("calm").content["spikes"] == []

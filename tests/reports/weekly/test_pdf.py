"""The PDF: tagged, in its language, with headers and alternative texts, and the page's words."""

import functools
import io
import re

import pytest
from pypdf import PdfReader

from reports.typesetting.pdf import page_count


@pytest.fixture
def storm(week_of):
    """A week in which much happens."""
    return week_of("storm")


def opened(report):
    return PdfReader(io.BytesIO(report.bytes["pdf"]))


def structure(element):
    """Every element of the structure tree below one."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if hasattr(kid, "get"):
            yield kid
            yield from structure(kid)


def tagged(report, kind):
    root = opened(report).trailer["/Root"]["/StructTreeRoot"]
    return [element for element in structure(root) if element.get("/S") == kind]


@functools.cache
def text_of(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def words_of(report):
    return text_of(report.bytes["pdf"])


def letters(text):
    """Without spaces, and without hyphens, of which the typesetter adds some."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def test_it_claims_pdf_ua_and_is_tagged_in_its_language_under_its_title(storm):
    reader = opened(storm)
    catalog = reader.trailer["/Root"]
    assert catalog["/Lang"] == "sv"
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == storm.page.findtext(".//title")
    metadata = reader.xmp_metadata.stream.get_data().decode()
    assert re.search(r"<pdfuaid:part>1<|pdfuaid:part=\"1\"", metadata)


def test_headings_are_tagged_in_order_and_are_bookmarks(storm):
    shown = [h for h in storm.page.iter("h1", "h2", "h3", "h4") if h.getparent().tag != "nav"]
    tags = [e["/S"] for e in structure(opened(storm).trailer["/Root"]["/StructTreeRoot"])
            if re.fullmatch(r"/H\d", str(e.get("/S")))]  # fmt: skip
    folded = ["/H2", *["/H3"] * len(storm.page.findall(".//details"))]
    assert tags == [f"/{h.tag.upper()}" for h in shown] + folded
    assert len(opened(storm).outline) >= 1


def test_every_picture_says_what_it_shows_and_has_its_numbers_in_a_table(storm):
    descriptions = [d.text for d in storm.page.iter("desc")]
    told = [figure["/Alt"] for figure in tagged(storm, "/Figure")]
    assert len(told) == len(descriptions) > 5
    assert all(any(d in alt for alt in told) for d in descriptions)
    text = letters(words_of(storm))
    assert all(letters(d.findtext("summary")) in text for d in storm.page.findall(".//details"))


def test_every_table_has_a_header_whose_cells_say_what_they_are_for(storm):
    tables = tagged(storm, "/Table")
    assert len(tables) > 8
    for table in tables:
        kinds = [element.get("/S") for element in structure(table)]
        assert kinds.count("/THead") == 1
    for cell in tagged(storm, "/TH"):
        attributes = cell["/A"] if isinstance(cell["/A"], list) else [cell["/A"]]
        assert any(a.get("/Scope") == "/Column" for a in attributes)


def test_it_has_the_words_of_the_page(storm):
    text = letters(words_of(storm))
    page = storm.page
    for nav in page.findall(".//nav"):
        nav.drop_tree()
    parts = [
        e.text_content()
        for e in page.iter("h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "th", "td", "summary")
        if not e.findall(".//li") and not e.findall(".//svg")
    ]
    assert len(parts) > 200
    missing = [part for part in parts if letters(part) not in text]
    assert missing == []


def test_links_lead_to_the_editorial_texts_and_to_the_web_alone(storm):
    addresses = {
        annotation.get_object()["/A"]["/URI"]
        for page in opened(storm).pages
        for annotation in page.get("/Annots", [])
    }
    on_the_page = {a.get("href") for a in storm.page.iter("a") if a.get("href")[0] != "#"}
    assert addresses == on_the_page
    assert all(address.startswith("https://") for address in addresses)


def test_swedish_words_are_divided_at_the_end_of_a_line(storm):
    assert re.search(r"[a-zåäö]{2}\u00ad\n", words_of(storm))


def test_a_week_without_signals_is_one_page_that_says_where_the_rest_is(week_of):
    report = week_of("calm")
    assert report.page.find("body").get("class") == "calm"
    assert len(opened(report).pages) == 1
    assert page_count(report.bytes["pdf"]) == 1
    text = letters(words_of(report))
    brief = report.page.cssselect("section.brief p, section.brief li")
    assert all(letters(part.text_content()) in text for part in brief)
    assert letters(report.page.cssselect("p.paper")[0].text_content()) in text
    assert "Narrativenettochett" not in text


def test_pages_are_counted_as_another_program_counts_them(storm):
    assert page_count(storm.bytes["pdf"]) == len(opened(storm).pages) > 1


def test_the_same_report_gives_the_same_bytes_and_no_date(archive):
    archive.document("dagbladet", title="En rubrik 😀 på 漢字")
    first = archive.write(formats=("pdf",), language="en")
    again = archive.write(formats=("pdf",), language="en", folder="igen")
    assert first.bytes == again.bytes
    assert opened(first).trailer["/Root"]["/Lang"] == "en"
    assert "/CreationDate" not in (opened(first).trailer["/Info"] or {})

"""The letter: the first half page as text and HTML, safe headers, nothing fetched."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default

import lxml.html
import pytest

from reports.weekly import email
from reports.weekly.edition import Edition, read_report
from store.records import Narrative, Stance

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
SENDER = Address("Vårdkase", addr_spec="vardkase@kommunen.example")
READERS = (Address("Anna Ö", addr_spec="anna@kommunen.example"),)


@pytest.fixture
def report(archive):
    for n in range(9):
        archive.document(
            "forumet", author=f"p{n}", narratives=(Narrative.PROFIT,), stance=Stance.ENDORSES
        )
    archive.every_week(1, "dagbladet")
    edition = Edition(
        "2026-W47", "sv", NOW, "model", (), 5, {"program": "1"}, "Konstruerat exempel"
    )
    return read_report(archive.store(), edition, NOW)


def received(letter):
    """The letter as a mail program reads it."""
    return message_from_bytes(letter.as_bytes(), policy=default)


def plain(letter):
    return received(letter).get_body(("plain",)).get_content()


def page(letter):
    return lxml.html.fromstring(received(letter).get_body(("html",)).get_content())


def squeezed(text):
    return re.sub(r"\s+", " ", text).strip()


def test_both_forms_say_what_the_first_half_page_says(report):
    letter = email.message(report, SENDER, READERS, NOW)
    for text in (squeezed(plain(letter)), squeezed(page(letter).text_content())):
        assert report.summary.signals
        for sentence in (
            report.title,
            report.summary.headline,
            report.notice,
            *report.summary.signals,
            *report.summary.legitimate,
            *(said for part in report.summary.paragraphs for said in part.sentences),
        ):
            assert squeezed(sentence) in text
        assert "Hela rapporten ligger i rapportmappen: 2026-W47.html." in text
    assert all(len(line) <= 76 for line in plain(letter).splitlines())


def test_the_headers_say_who_when_and_which_and_that_a_program_wrote(report):
    letter = received(email.message(report, SENDER, READERS, NOW))
    assert letter["Subject"] == f"Veckorapport vecka 47, 2026: {report.summary.headline}"
    assert letter["From"] == "Vårdkase <vardkase@kommunen.example>"
    assert letter["To"] == "Anna Ö <anna@kommunen.example>"
    assert letter["Date"].datetime == NOW
    assert letter["Message-ID"] == "<2026-W47.sv.vardkase@kommunen.example>"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_the_same_report_is_the_same_letter_but_for_the_border_of_its_parts(report):
    def without_border(letter):
        return re.sub(rb"=+\d+==", b"=", letter.as_bytes())

    one, two = (email.message(report, SENDER, READERS, NOW) for _ in range(2))
    assert without_border(one) == without_border(two)


def test_the_pdf_is_attached_under_the_name_of_the_report(report):
    letter = received(email.message(report, SENDER, READERS, NOW, pdf=b"%PDF-1.7 x"))
    (attached,) = letter.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_filename() == "2026-W47.pdf"
    assert attached.get_content() == b"%PDF-1.7 x"
    assert "Hela rapporten är bifogad: 2026-W47.pdf." in squeezed(plain(letter))


def test_nothing_is_fetched_and_nothing_runs_when_the_letter_is_opened(report):
    letter = email.message(report, SENDER, READERS, NOW)
    source = received(letter).get_body(("html",)).get_content()
    assert not re.search(r"<(script|link|img|iframe|style|form)\b|@import|url\(|https?://", source)
    found = page(letter)
    assert found.get("lang") == "sv"
    assert [h.tag for h in found.iter("h1", "h2", "h3")].count("h1") == 1
    assert len(source.encode()) < 100_000  # larger ones are cut by some mail programs


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
def test_a_line_break_never_makes_a_header_of_what_follows(report, end):
    bad = f"Veckorapport{end}Bcc: nagon@annan.example{end}{end}<b>hej</b>"
    headline = replace(report.summary, headline=bad)
    letter = email.message(
        replace(report, title=bad, notice=bad, summary=headline), SENDER, READERS, NOW
    )
    seen = received(letter)
    assert seen["Bcc"] is None and seen["To"] == "Anna Ö <anna@kommunen.example>"
    assert len(seen.keys()) == len(set(seen.keys()))
    assert page(letter).find(".//b") is None
    assert b"\nBcc:" not in letter.as_bytes().replace(b"\r", b"\n").split(b"\n\n")[0]


def test_a_preliminary_and_an_english_report_are_letters_of_their_own(report):
    preliminary = email.message(replace(report, preliminary="x"), SENDER, READERS, NOW)
    english = email.message(replace(report, language="en"), SENDER, READERS, NOW)
    assert preliminary["Message-ID"] == "<2026-W47.sv.preliminary.vardkase@kommunen.example>"
    assert english["Message-ID"] == "<2026-W47.en.vardkase@kommunen.example>"
    assert "The whole report is in the report folder: 2026-W47.en.html." in squeezed(plain(english))

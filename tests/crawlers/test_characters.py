"""Bytes whose encoding lies, and text that was encoded twice."""

import time

import pytest

from crawlers.characters import DOUBLE, LIED, LOST, MIXED, decode, read_characters, repair_double
from crawlers.extraction.articles import read_page

WORDS = "Åmål får en ny förskola, och nämnden anställer fler på sikt – ”äntligen”."


def mojibake(text):
    """UTF-8 taken for windows-1252 and encoded again."""
    return text.encode().decode("cp1252").encode()


@pytest.mark.parametrize(
    ("body", "header", "problems"),
    [
        (WORDS.encode(), "text/html; charset=iso-8859-1", (LIED,)),
        (WORDS.encode("cp1252"), "text/html; charset=utf-8", (LIED,)),
        (b"<meta charset=windows-1252>" + WORDS.encode("cp1252"), "text/html; charset=utf-8", ()),
        (WORDS.encode("utf-16"), "text/html; charset=utf-8", ()),
        (WORDS.encode() + b" \xe5r", "text/html; charset=utf-8", (MIXED,)),
        (WORDS.encode() + "å".encode()[:1], "text/html; charset=utf-8", (MIXED,)),
        (mojibake("Åmål får en ny förskola"), "text/html; charset=utf-8", (DOUBLE,)),
        ("Åm\ufffdl".encode(), "text/html; charset=utf-8", (LOST,)),
    ],
)
def test_swedish_letters_survive_and_what_was_wrong_is_told(body, header, problems):
    found = read_characters(body, header)

    assert "Åm" in found.text
    assert found.problems == problems
    assert ("Ã" in found.text) == (body.endswith(b"\xc3"))


def test_one_broken_byte_does_not_spoil_a_page():
    text, lied = decode(WORDS.encode() + b"\xff" + WORDS.encode(), "text/html; charset=utf-8")

    assert text.count("Åmål") == 2
    assert not lied


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("Ã…mÃ¥l", "Åmål"),
        ("Ã\x85mÃ¥l", "Åmål"),
        ("<b>Ã¥ret â€œsomâ€\x9d</b> gick", "<b>året “som”</b> gick"),
        ("Ã…mÃ¥l är på väg", "Åmål är på väg"),
        (WORDS, WORDS),
        ("Château d'If, IRMÃ…", "Château d'If, IRMÃ…"),
        ("ângström", "ângström"),
    ],
)
def test_what_was_encoded_twice_is_put_right_and_the_rest_left_alone(text, repaired):
    assert repair_double(text) == repaired


@pytest.mark.parametrize("junk", ["Ã¥" * 500_000, "ä Ã¥ " * 200_000, "Ã" * 1_000_000])
def test_hostile_mojibake_takes_bounded_time(junk):
    start = time.process_time()
    repair_double(junk)
    assert time.process_time() - start < 6


@pytest.mark.parametrize("codec", ["raw_unicode_escape", "unicode_escape", "utf-7", "punycode"])
def test_encodings_that_are_not_of_the_web_are_not_obeyed(codec):
    text, lied = decode(f"<meta charset={codec}>".encode() + b"\\ud800 +2AA- \xe5", "")

    assert text.endswith("\\ud800 +2AA- å")
    assert lied


def test_the_text_of_a_page_is_in_composed_characters_that_are_seen():
    line = "Na\u0308mnden vill att fler barn far bo i familje\xadhem na\u0308ra sin familj. "
    page = f"<html><body><article><h1>Rubrik</h1><p>{line * 8}</p></article></body></html>"

    text = read_page(page.encode(), "https://a.example/1", "text/html; charset=utf-8").text

    assert text.startswith("Nämnden vill att fler barn far bo i familjehem nära sin familj.")

"""A page of ours as PDF: everything on it has a form, and nothing from elsewhere is code."""

import io
import re
from html import escape

import pytest
from pypdf import PdfReader

from reports.typesetting.html import HtmlPage
from reports.typesetting.markup import page
from reports.typesetting.pdf import NO_GLYPH, pdf


def read(body, left_out=frozenset()):
    html = f'<html lang="sv"><head><title>Sida</title></head><body>{body}</body></html>'
    return HtmlPage(html, left_out)


def words(body):
    found = read(f"<h1>Sida</h1>{body}")
    content = pdf(page(found.title, found.language, [*found.pieces, *found.folded]))
    text = "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\s+", " ", text)


def addresses(body):
    found = read(f"<h1>Sida</h1>{body}")
    reader = PdfReader(io.BytesIO(pdf(page(found.title, found.language, found.pieces))))
    return [a.get_object()["/A"]["/URI"] for p in reader.pages for a in p.get("/Annots", [])]


@pytest.mark.parametrize(
    "text",
    [
        '#import "x"', "#panic()", "$x^2$", "= rubrik", "*fet* _kursiv_", "`kod`", "[ ] ( ) { }",
        "\\u{41} \\n", '"citat"', "// bort", "<etikett>", "@hänvisning", "- streck", "https://x.se",
    ],
)  # fmt: skip
def test_signs_of_the_typesetters_language_are_words(text):
    assert text in words(f"<p>{escape(text)}</p>")


@pytest.mark.parametrize("sign", ["😀", "👨‍👩‍👧", "漢字", "\ufeff", "\U000e0041", "\ue000", "\x07"])
def test_a_sign_without_a_form_does_not_keep_the_page_from_being_set(sign):
    text = words(f"<p>Före {sign} efter</p>")
    assert text.startswith("Sida Före") and "efter" in text


def test_a_sign_without_a_form_is_seen_to_be_missing():
    assert f"Barn {NO_GLYPH} familj" in words("<p>Barn 😀 familj</p>")


@pytest.mark.parametrize(
    "text", ["Ñandú ß ø å ä ö", "Привет", "Ελληνικά", "Soomaali", "Türkçe ığüşöç", "čeština"]
)
def test_other_languages_keep_their_letters(text):
    assert text in words(f"<p>{text}</p>")


def test_arabic_letters_have_a_form():
    assert NO_GLYPH not in words("<p>دائرة الشؤون الاجتماعية گچپژ</p>")


def test_only_addresses_of_the_web_are_links():
    body = (
        '<p><a href="https://a.example/x?y=1&amp;z=%20">a</a> <a href="javascript:alert(1)">b</a> '
        '<a href="file:///etc/passwd">c</a> <a href="#d">d</a> <a href="mailto:x@y.example">e</a>'
        "</p>"
    )
    assert addresses(body) == ["https://a.example/x?y=1&z=%20"]
    assert words(body).endswith("a b c d e 1")


def test_what_has_no_form_is_an_error_and_never_left_out():
    with pytest.raises(ValueError, match="<blockquote> has no form"):
        read("<blockquote>x</blockquote>")
    with pytest.raises(ValueError, match="<u> has no form among words"):
        read("<p>x <u>y</u></p>")
    with pytest.raises(ValueError, match="without title and description"):
        read('<figure><svg viewBox="0 0 1 1"></svg></figure>')


def test_a_folded_part_stands_at_the_end_and_what_leads_about_is_left_out():
    table = (
        "<table><caption>Tal</caption><thead><tr><th>Vecka</th></tr></thead><tbody><tr><td>47</td>"
        "</tr></tbody></table>"
    )
    body = (
        '<a class="skip" href="#x">Hoppa</a><nav><h2>Innehåll</h2></nav>'
        f"<details><summary>Som tabell</summary>{table}</details><h2>Sist</h2>"
        '<section class="detail"><p>Bort</p></section>'
    )
    found = read(f"<h1>Sida</h1>{body}", frozenset({"detail"}))
    assert len(found.pieces) == 2 and "Sist" in found.pieces[1]
    assert ["Som tabell" in piece for piece in found.folded] == [True, False]


def test_long_words_are_divided_where_swedish_divides_them():
    text = words("<p>" + "socialtjänstlagstiftningen " * 40 + "</p>")
    divided = set(re.findall(r"(\w+)\u00ad \w", text))
    assert divided and all("socialtjänstlagstiftningen".startswith(part) for part in divided)
    joints = ("social", "socialtjänst", "socialtjänstlag", "socialtjänstlagstift")
    assert any(part in joints for part in divided)


def test_a_drawing_keeps_the_names_of_svg_and_gives_its_words_as_alternative_text():
    svg = (
        '<svg role="img" viewBox="0 0 10 10" xmlns="http://www.w3.org/2000/svg">'
        "<title>Serie &amp; titel</title><desc>Visar 1 &lt; 2.</desc>"
        '<clipPath id="k"><rect width="5" height="5"/></clipPath>'
        '<rect clip-path="url(#k)" width="9" height="9"/></svg>'
    )
    (piece,) = read(f"<figure>{svg}</figure>").pieces
    assert 'alt: "Serie & titel. Visar 1 < 2."' in piece
    assert "viewBox" in piece and "clipPath" in piece and "<title>" not in piece

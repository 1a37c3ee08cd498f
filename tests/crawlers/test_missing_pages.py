"""Pages that do not exist but are answered with 200, and domains that stand empty."""

import time

import pytest

from crawlers.extraction.articles import read_page
from crawlers.extraction.missing_pages import (
    is_parked,
    is_suspicious,
    resembles,
    says_missing,
    signature,
)

MENU = " ".join(f"<a href='/{word}'>{word} och annat</a>" for word in "abcdefghijklmnop")
MENU += "".join(
    f"<p>Avdelning {word} har öppet varje vardag mellan frukost och lunch.</p>"
    for word in ("skola", "vård", "omsorg", "bygg", "trafik", "kultur", "fritid", "miljö")
)


def site(title, inner):
    return (
        f"<html><head><title>{title} – Orten</title><style>.x{{}}</style></head><body>{MENU}"
        f"<script>var t = Math.random()</script><main>{inner}</main></body></html>"
    ).encode()


MISSING = site("Hoppsan", "<h1>Hoppsan</h1><p>Här var det tomt. Besökare nummer 4 711.</p>")


def test_a_page_is_known_again_whatever_its_digits():
    other = site("Hoppsan", "<h1>Hoppsan</h1><p>Här var det tomt. Besökare nummer 4 712.</p>")

    assert signature(MISSING) == signature(other)
    assert resembles(signature(MISSING), other)


def test_a_page_that_lists_other_news_is_still_known():
    other = site("Hoppsan", "<h1>Hoppsan</h1><p>Här var det tomt. Läs om bron i stället.</p>")

    assert resembles(signature(MISSING), other)


def test_a_short_article_among_the_same_menus_is_another_page():
    notice = site("Bron stängd", "<h1>Bron stängd</h1><p>Bron är stängd på lördag.</p>")

    assert not resembles(signature(MISSING), notice)


def test_the_same_title_over_other_words_is_another_page():
    words = " ".join(f"ord{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(300))

    assert not resembles(signature(MISSING), site("Hoppsan", f"<p>{words}</p>"))


def test_the_shell_of_a_program_is_no_page_that_does_not_exist():
    shell = (
        b"<html><head><title>Bladet</title></head><body>JavaScript beh\xc3\xb6vs.<div></div></body>"
    )

    assert signature(shell) == ""


@pytest.mark.parametrize("junk", ["<script", "<!--", "<", "<title>", "<title", "<svg>", "<head"])
def test_hostile_pages_take_no_time_to_speak_of(junk):
    start = time.process_time()
    signature((junk * 200_000).encode())

    assert time.process_time() - start < 2


@pytest.mark.parametrize(("host", "parked"), [("jordan.com", False), ("dan.com", True)])
def test_a_domain_broker_is_told_from_hosts_that_end_like_it(host, parked):
    assert is_parked(f"<a href='https://www.{host}/x'>Mer</a>".encode()) is parked


def test_a_page_without_words_has_no_signature_and_resembles_nothing():
    assert signature(b"<html><body><img src=x></body></html>") == ""
    assert not resembles("", MISSING)
    assert not resembles(signature(MISSING), b"")


def test_a_signature_is_small_and_of_plain_letters():
    made = signature(MISSING * 50)

    assert len(made) <= 8 + 1 + 64 * 8
    assert set(made) <= set("0123456789abcdef:")


@pytest.mark.parametrize(
    "body",
    [
        "<title>x.se</title><h1>Domänen x.se är till salu</h1>",
        "<p>This domain is for sale!</p>",
        "<p>Buy this domain</p>",
        "<script src='https://img.sedoparking.com/a.js'></script>",
        "<p>Webbadressen är parkerad hos oss</p>",
    ],
)
def test_a_parked_domain_is_known(body):
    assert is_parked(body.encode())


def test_an_article_about_domains_is_not_parked():
    assert not is_parked("<p>Polisen varnar den som vill köpa en domän av en okänd.</p>".encode())


def read(title, text, head=""):
    head = f"<html><head><title>{title}</title>{head}</head>"
    page = f"{head}<body><h1>{title}</h1><p>{text}</p></body></html>"
    return read_page(page.encode(), "https://x.se/a/1", "text/html")


def test_only_a_short_page_without_a_date_is_suspicious():
    date = '<meta property="article:published_time" content="2026-11-19T10:00:00+01:00">'

    assert is_suspicious(read("Notis", "Kort."))
    assert not is_suspicious(read("Notis", "Kort.", date))
    assert not is_suspicious(read("Lång", "Ett stycke som säger något om saken. " * 30))


@pytest.mark.parametrize(
    ("title", "missing"),
    [
        ("Sidan hittades inte", True),
        ("404 – sidan finns inte", True),
        ("Sidan kunde inte hittas | Tidningen", True),
        ("Page not found", True),
        ("Artikeln har tagits bort", True),
        ("404", True),
        ("404 anmälningar på ett år", False),
        ("Pojken som försvann hittades i skogen", False),
        ("Ny sida i kommunens historia", False),
    ],
)
def test_a_title_that_says_so_is_enough_for_a_suspicious_page(title, missing):
    assert says_missing(read(title, "Kort.")) is missing

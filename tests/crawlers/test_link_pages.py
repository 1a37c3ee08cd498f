"""Pages that list articles without a feed: headlines are told from menus and buttons."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.dates import NO_ZONE
from crawlers.link_pages import parse_link_page
from store.records import Access

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://www.ekeby.example/nyheter/"

MUNICIPALITY = """<!doctype html><html lang="sv-SE"><head><meta charset="utf-8">
<title>Nyheter - Ekeby kommun</title>
<link rel="alternate" type="application/rss+xml" href="/nyheter/rss.xml">
<link rel="next" href="/nyheter/?p=2"></head>
<body class="menu-open"><div id="wrapper" class="has-menu">
<header><a href="/">Ekeby kommun</a><a href="/barn-och-utbildning-i-ekeby-kommun">Barn och
utbildning i Ekeby kommun</a></header>
<nav><ul>
 <li><a href="/omsorg-och-stod-till-familjer">Omsorg och stöd till familjer</a></ul></nav>
<ol class="breadcrumbs"><li><a href="/start-och-nyheter-och-mer">Start och nyheter och mer</a></ol>
<main><h1>Nyheter</h1>
<ul class="list">
 <li><a href="/nyheter/2026-11-19-fler-familjehem"><img src="a.jpg" alt=""></a>
  <h2><a href="/nyheter/2026-11-19-fler-familjehem?utm_source=start">Ekeby söker fler
  familjehem</a></h2>
  <time datetime="2026-11-19T08:00:00+01:00">19 november</time>
  <p>Socialnämnden vill att fler barn får bo i familjehem nära sin egen familj.</p>
  <a href="/nyheter/2026-11-19-fler-familjehem">Läs mer om familjehem</a></li>
 <li><a href="/nyheter/ny-skola"><article><h3>Ny skola i Norrby</h3><span class="date">18 nov 2026
  10:15</span><p>Bygget börjar till våren, om nämnden får som den vill.</p></article></a></li>
 <li><p class="publicerad">2026-11-17</p><a href="/nyheter/vagarbete-pa-storgatan-i-veckan">
  Vägarbete på Storgatan i veckan</a></li>
 <li><a href="https://sjalvservice.ekeby.example/driftinfo/12345">Driftstörning i e-tjänsterna
  i helgen är åtgärdad</a></li>
</ul>
<a href="/nyheter/protokoll-fran-namnden-2026.pdf">Protokoll från nämnden i november 2026</a>
<a href="https://annan.example/nyheter/en-annan-kommun-har-nyheter">En annan kommun har nyheter</a>
<a href="/nyheter/tagg/socialtjanst-och-skola-123">Socialtjänst och skola i Ekeby</a>
<a href="/nyheter/alla-1234">Visa fler nyheter</a>
<a href="/nyheter/">Alla våra nyheter från i år</a>
<a href="javascript:visa()">Visa det som är dolt för dig nu</a>
</main><footer><a href="/om-webbplatsen-och-kakor-12345">Om webbplatsen och våra kakor</a></footer>
</div></body></html>"""


def read(body, url=URL, **more):
    raw = body.encode() if isinstance(body, str) else body
    return parse_link_page(raw, url, "text/html; charset=utf-8", NOW, **more)


def test_the_headlines_of_a_page_come_in_its_order_with_times_and_summaries():
    listing = read(MUNICIPALITY)

    assert listing.access is Access.OK
    assert listing.language == "sv"
    assert [(entry.title, entry.url) for entry in listing.entries] == [
        (
            "Ekeby söker fler familjehem",
            "https://www.ekeby.example/nyheter/2026-11-19-fler-familjehem",
        ),
        ("Ny skola i Norrby", "https://www.ekeby.example/nyheter/ny-skola"),
        (
            "Vägarbete på Storgatan i veckan",
            "https://www.ekeby.example/nyheter/vagarbete-pa-storgatan-i-veckan",
        ),
        (
            "Driftstörning i e-tjänsterna i helgen är åtgärdad",
            "https://sjalvservice.ekeby.example/driftinfo/12345",
        ),
    ]
    first, second, third, fourth = listing.entries
    assert first.published_at == datetime(2026, 11, 19, 7, tzinfo=UTC)
    assert first.summary.startswith("Socialnämnden vill")
    assert second.published_at == datetime(2026, 11, 18, 9, 15, tzinfo=UTC)
    assert third.published_at == datetime(2026, 11, 16, 23, tzinfo=UTC)
    assert fourth.published_at is None
    assert not any(entry.complete for entry in listing.entries)


def test_what_a_page_offers_beside_its_links_is_told():
    listing = read(MUNICIPALITY)

    assert listing.next_urls == ("https://www.ekeby.example/nyheter/?p=2",)
    assert "the page offers a feed: https://www.ekeby.example/nyheter/rss.xml" in listing.problems
    assert NO_ZONE in listing.problems


def test_an_article_keeps_its_key_when_its_headline_and_tracking_change():
    changed = MUNICIPALITY.replace("utm_source=start", "utm_source=topp")
    changed = changed.replace("Ekeby söker fler", "Kommunen söker fler")

    assert read(MUNICIPALITY).entries[0].key == read(changed).entries[0].key


@pytest.mark.parametrize(
    ("body", "access", "reason"),
    [
        (b"", Access.PARSE_ERROR, "svaret är tomt"),
        ('{"a": 1}', Access.PARSE_ERROR, "svarade med JSON i stället för en webbsida"),
        (
            "<html><body><div id=app></div><script src=a.js></script></body></html>",
            Access.PARSE_ERROR,
            "på sidan finns inga länkar till artiklar",
        ),
        (
            "<html><title>Just a moment...</title><body></body></html>",
            Access.CHALLENGED,
            "svarade med en kontrollsida för besökare i stället för en sida med nyheter",
        ),
    ],
)
def test_a_page_without_articles_is_an_error_and_never_silence(body, access, reason):
    listing = read(body)

    assert (listing.access, listing.reason) == (access, reason)


def test_no_more_headlines_are_read_than_asked_for():
    listing = read(MUNICIPALITY, max_items=2)

    assert len(listing.entries) == 2
    assert "4 entries, 2 read" in listing.problems


def test_headlines_that_begin_like_labels_are_headlines():
    titles = ["Nästa år höjs avgiften i Ekeby", "Dela inte ut mat till rådjuren"]
    cards = "".join(
        f"<h2><a href='/nyheter/{n}'>{title}</a></h2>" for n, title in enumerate(titles)
    )
    labels = (
        "<h2><a href='/nyheter/9'>Nästa nyhet »</a></h2><h2><a href='/n/8'>Dela på Nätet</a></h2>"
    )

    assert [entry.title for entry in read(f"<main>{cards}{labels}</main>").entries] == titles


def test_a_card_with_the_subjects_that_wordpress_gives_it_is_no_menu():
    card = (
        "<li class='post-7 post category-social tag-skola'><h2><a href='/7'>Ny skola i byn</a></h2>"
    )

    assert [entry.title for entry in read(f"<main><ul>{card}</ul></main>").entries]


def test_a_form_around_the_whole_page_is_no_menu_and_one_for_a_search_is():
    page = (
        "<form id='aspnetForm'><form><a href='/sok-i-alla-nyheter-har'>Sök i alla nyheter här</a>"
        "</form><h1>Nyheter</h1><h2><a href='/nyheter/ny-skola'>Ny skola i Norrby</a></h2></form>"
    )
    alone = (
        "<form><h2><a href='/nyheter/ny-skola'>Ny skola i Norrby</a></h2></form><h1>Nyheter</h1>"
    )

    assert "Ny skola i Norrby" in [entry.title for entry in read(page).entries]
    assert not read(alone).entries


def test_news_below_the_pages_about_an_authority_are_news():
    page = "<h2><a href='/om-oss/nyheter/ny-chef'>Myndigheten får ny chef</a></h2>"
    page += "<h2><a href='/om-oss/'>Om oss på myndigheten</a></h2>"

    assert [entry.title for entry in read(page).entries] == ["Myndigheten får ny chef"]


@settings(max_examples=40, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"<html><a href='/x'>", b"<base href='http://[1'>"]),
)
def test_no_bytes_make_it_fail(junk, start):
    assert read(start + junk).access in Access


@pytest.mark.parametrize(
    "junk",
    [
        "<div class='menu-x'>" * 100_000,
        "<h2><a href='/nyheter/en-rubrik-i-ekeby'>En rubrik i Ekeby</a>" * 20_000,
        "<li><a href='/n/1234'>" * 50_000,
        "".join(f"<a href='/{'a' * 2000}{n}'>Ett två tre fyra fem</a>" for n in range(4_000)),
        "".join(f"<li class=date><a href='/n/{n}-a-b-c'>En rubrik i dag</a>" for n in range(9_000)),
    ],
)
def test_hostile_lengths_take_no_time_to_speak_of(junk):
    start = time.process_time()
    read(f"<html><body>{junk}")
    assert time.process_time() - start < 5

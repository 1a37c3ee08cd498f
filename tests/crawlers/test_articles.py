"""Pages as bytes: what is text, what the page says of itself, and how much of it we got."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extraction.articles import read_page
from crawlers.extraction.text_status import is_walled, text_key, text_status
from store.records import TextStatus

URL = "https://www.tidning.se/nyheter/a-1"
BODY = [
    "Kommunen har under hösten tagit emot fler orosanmälningar än tidigare, säger chefen.",
    "Nämnden vill anställa åtta handläggare så att utredningarna blir klara i tid för barnen.",
    "Oppositionen anser att det är för lite och kräver en extern granskning av arbetet.",
    "Beslutet väntas i mars, och facket säger att det måste gå fortare än så för att räcka.",
]


def html(body=None, head="", lang="sv", title="Fler anmälningar | Tidningen", extra=""):
    paragraphs = "".join(f"<p>{part}</p>" for part in (body if body is not None else BODY))
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body><nav><a href='/'>Start</a><a href='/sport'>Sport</a></nav><main>"
        f"<article><h1>Fler anmälningar</h1>{paragraphs}</article></main>{extra}"
        "<footer>Ansvarig utgivare: Redaktionen. Tidningen använder kakor.</footer></body></html>"
    )


def read(text, url=URL, content_type="text/html; charset=utf-8", encoding="utf-8"):
    return read_page(text.encode(encoding), url, content_type)


def test_the_text_is_the_article_without_menus_headline_and_footer():
    page = read(html())

    assert page.text.split("\n") == BODY
    assert page.text_status is TextStatus.FULL
    assert page.title == "Fler anmälningar"
    assert page.language == "sv"


def test_the_first_line_goes_only_when_it_repeats_the_title():
    other = read(html(title="x", head='<meta property="og:title" content="En annan rubrik">'))

    assert other.title == "En annan rubrik"
    assert other.text.startswith("Fler anmälningar\n") or other.text.split("\n") == BODY


def test_json_ld_comes_before_meta_and_meta_before_the_page():
    ld = (
        '<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": '
        '["NewsArticle"], "headline": "Rubrik i JSON", "datePublished": "2026-11-19T10:00+01:00",'
        '"dateModified": "2026-11-19T12:00:00+01:00", "author": [{"name": "Eva R"}, "Bo S"]}]}'
        "</script>"
    )
    meta = (
        '<meta property="og:title" content="Rubrik i meta">'
        '<meta property="article:published_time" content="2026-11-18T10:00:00+01:00">'
        '<meta name="author" content="Metaförfattaren">'
    )

    page = read(html(head=ld + meta))
    assert page.title == "Rubrik i JSON"
    assert page.published_at == datetime(2026, 11, 19, 9, tzinfo=UTC)
    assert page.modified_at == datetime(2026, 11, 19, 11, tzinfo=UTC)
    assert page.author == "Eva R, Bo S"

    page = read(html(head=meta))
    assert page.title == "Rubrik i meta"
    assert page.published_at == datetime(2026, 11, 18, 9, tzinfo=UTC)
    assert page.author == "Metaförfattaren"


@pytest.mark.parametrize("junk", ["{", "[[[[", "null", '{"@type": 5}', "[1, {}]", "[" * 5_000])
def test_broken_json_ld_is_passed_over(junk):
    page = read(html(head=f'<script type="application/ld+json">{junk}</script>'))

    assert page.text_status is TextStatus.FULL


@pytest.mark.parametrize(
    ("href", "canonical"),
    [
        ("/nyheter/a-1?ref=x", "https://www.tidning.se/nyheter/a-1?ref=x"),
        ("https://tidning.se/nyheter/samma", "https://tidning.se/nyheter/samma"),
        ("https://www.tidning.se/", URL),
        ("https://www.tidning.se/nyheter/", URL),
        ("https://www.annan.se/nyheter/a-1", URL),
        ("javascript:x", URL),
        ("", URL),
    ],
)
def test_the_canonical_address_is_followed_within_the_owner_and_to_articles(href, canonical):
    assert read(html(head=f'<link rel="canonical" href="{href}">')).canonical_url == canonical


def test_a_part_of_an_article_belongs_to_the_whole():
    page = read(html(head=f'<link rel="canonical" href="{URL}">'), url=URL + "/2")

    assert page.canonical_url == URL


@pytest.mark.parametrize(
    "tail",
    [
        "Logga in för att läsa hela artikeln.",
        "Redan prenumerant? Logga in",
        "Prenumerera för 1 krona i en månad",
        "Den här artikeln är bara för prenumeranter.",
    ],
)
def test_an_invitation_to_subscribe_makes_it_a_teaser_and_is_cut_off(tail):
    page = read(html(body=[*BODY[:2], tail]))

    assert page.text_status is TextStatus.TEASER
    assert page.text.split("\n") == BODY[:2]


def test_a_page_that_is_not_for_free_is_a_teaser_and_without_text_locked():
    ld = (
        '<script type="application/ld+json">{"@type": "NewsArticle", '
        '"isAccessibleForFree": "False"}</script>'
    )
    assert read(html(head=ld)).text_status is TextStatus.TEASER
    assert text_status("", locked=True) is TextStatus.LOCKED
    assert text_status("", locked=False) is TextStatus.TITLE_ONLY


def test_an_article_about_logging_in_is_full():
    body = [BODY[0], "Du kan logga in med e-legitimation hos kommunen, säger hon.", *BODY * 3]

    assert read(html(body=body)).text_status is TextStatus.FULL


@pytest.mark.parametrize(
    "tail",
    [
        "Logga in på Mina sidor för att se ditt ärende.",
        "Prenumerera på kommunens nyhetsbrev",
        "Ansök i e-tjänsten. Du behöver logga in med BankID.",
    ],
)
def test_an_invitation_to_what_is_for_everybody_makes_no_teaser(tail):
    page = read(html(body=[*BODY, tail]))

    assert (page.text_status, tail in page.text) == (TextStatus.FULL, True)


def test_an_article_behind_a_login_by_bank_id_is_a_teaser():
    page = read(html(body=[*BODY, "Logga in med BankID för att läsa hela artikeln"]))

    assert page.text_status is TextStatus.TEASER


@pytest.mark.parametrize(
    ("mark", "status"),
    [
        ('<div class="paywall"></div>', TextStatus.TEASER),
        ('<div data-state="article-paywall"></div>', TextStatus.TEASER),
        ('<div class="no-paywall"></div>', TextStatus.FULL),
        ('<script id="leaky-paywall-js-extra"></script>', TextStatus.FULL),
    ],
)
def test_a_paywall_is_told_from_its_absence_and_from_its_program(mark, status):
    assert read(html(body=[*BODY, mark])).text_status is status


def test_hostile_marks_of_paywalls_take_no_time_to_speak_of():
    start = time.process_time()

    assert not is_walled("paywall" + "data-a" * 200_000)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("kind", ["ReportageNewsArticle", "https://schema.org/NewsArticle"])
def test_all_kinds_of_news_articles_are_articles(kind):
    ld = f'<script type="application/ld+json">{{"@type": "{kind}", "headline": "Rubrik"}}</script>'

    assert read(html(head=ld)).title == "Rubrik"


def test_a_picture_beside_a_page_makes_no_attachment_of_it():
    graph = '{"@graph": [{"@type": "WebPage"}, {"@type": "ImageObject"}]}'
    beside = f'<script type="application/ld+json">{graph}</script>'
    alone = beside.replace('{"@type": "WebPage"}, ', "")

    assert read(html(head=beside)).is_article
    assert not read(html(head=alone)).is_article


def test_the_time_that_a_page_shows_goes_before_its_last_change():
    page = html(
        head='<meta name="last-modified" content="2026-11-19T08:00:00Z">',
        body=['<time datetime="2026-11-01T08:00:00Z">1 november</time>', *BODY],
    )

    assert read(page).published_at == datetime(2026, 11, 1, 8, tzinfo=UTC)


def test_a_page_that_asks_for_javascript_is_boilerplate():
    status = text_status("Den här sidan: JavaScript krävs för att visa innehållet.", locked=False)

    assert status is TextStatus.BOILERPLATE


def test_hidden_text_is_not_read():
    page = read(html(body=[*BODY, '<span style="display: none">dold mening här</span>Synligt.']))

    assert "dold mening" not in page.text


@pytest.mark.parametrize(
    ("declared", "really", "header"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("utf-8", "cp1252", "utf-8"),
        ("windows-1252", "cp1252", ""),
        ("iso-8859-1", "cp1252", "utf-8"),
        ("windows-1252", "utf-8", "iso-8859-1"),
    ],
)
def test_swedish_letters_survive_whatever_is_declared(declared, really, header):
    text = html().replace('charset="utf-8"', f'charset="{declared}"')

    page = read(text, content_type=f"text/html; charset={header}", encoding=really)

    assert page.title == "Fler anmälningar"
    assert page.text.split("\n") == BODY


def test_a_reserved_page_gives_no_text():
    page = read(html(head='<meta name="tdm-reservation" content="1">'))

    assert page.tdm_reserved
    assert page.text == ""


@settings(max_examples=40, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from([b"", b"<html><body><p>", b"<?xml version='1.0'?>"])
)
def test_no_bytes_make_it_fail(junk, start):
    assert read_page(start + junk, URL, "text/html").canonical_url == URL


@pytest.mark.parametrize(
    "body", ["", "   ", "\0\0", "<div>" * 20_000, "<!--", "<svg/><math>" * 900]
)
def test_empty_and_deep_pages_end(body):
    page = read(body)

    assert page.text_status in TextStatus


@pytest.mark.parametrize(
    "junk", ["<p>ord ", "<div>", "<a href=x>länk</a> ", "x<br>", "<span>x</span>", "<!--", "<li>x"]
)
def test_hostile_lengths_take_no_time_to_speak_of(junk):
    start = time.process_time()
    read(html(body=[*BODY, junk * (500_000 // len(junk))]))
    assert time.process_time() - start < 15


def test_a_copy_names_the_address_at_its_owner_and_keeps_its_own():
    link = '<link rel="canonical" href="https://tt.se/inrikes/123">'

    page = read(html(head=link))
    assert (page.canonical_url, page.syndicated_from) == (URL, "https://tt.se/inrikes/123")
    home = read(html(head='<link rel="canonical" href="https://tt.se/">'))
    assert (home.canonical_url, home.syndicated_from) == (URL, "")
    assert read(html()).syndicated_from == ""


def test_a_key_knows_a_text_in_another_dress_and_tells_figures_apart():
    text = "Välkommen! I dag är det den {} november och {} personer läser oss just nu."

    assert text_key(text.format(3, 811)) == text_key(text.format(3, "(811)").upper())
    assert text_key(text.format(3, 811)) != text_key(text.format(3, 812))
    assert len(text_key(text)) == 16
    assert text_key(text) != text_key(text.replace("läser", "hatar"))
    assert text_key("Läs mer") == "" == text_key("") == text_key("1234567890 " * 9)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Vi använder cookies för att sidan ska fungera.", TextStatus.BOILERPLATE),
        ("Din integritet är viktig för oss och våra 812 partner.", TextStatus.BOILERPLATE),
        ("Webbläsaren stöds inte. Byt till en nyare.", TextStatus.BOILERPLATE),
        ("PeerTube is not compatible: incompatible browser", TextStatus.BOILERPLATE),
        ("© Tidningen 2026. Ansvarig utgivare: Redaktionen.", TextStatus.BOILERPLATE),
        ("\n".join([*BODY, "Första månaden gratis, ingen bindningstid"]), TextStatus.TEASER),
        ("\n".join([*BODY, "Läs hela artikeln för 1 krona"]), TextStatus.TEASER),
        ("Kommunen utreder om den använder kakor rätt.", TextStatus.FULL),
        ("\n".join(["Tidningens ansvariga utgivare avgår.", *BODY]), TextStatus.FULL),
    ],
)
def test_the_sites_own_words_are_told_from_an_article(text, status):
    assert text_status(text, locked=False) is status


@pytest.mark.parametrize(
    ("path", "article"),
    [
        ("/tag/lvu/", False),
        ("/taggar/lvu", False),
        ("/tagg/lvu/page/3/", False),
        ("/author/nn/", False),
        ("/skribenter/nn", False),
        ("/amne/socialtjanst", False),
        ("/sok?q=lvu", False),
        ("/?s=lvu", False),
        ("/?attachment_id=12", False),
        ("/nyheter/page/2/", False),
        ("/2026/bild/attachment/stor/", False),
        ("/wp-content/uploads/bild.jpg", False),
        ("/", False),
        ("/?p=12", True),
        ("/nyheter/tag-trafiken-star-still", True),
        ("/amne/socialtjanst/nytt-hem-oppnar", True),
        ("/arkiv/2026/kvarnen", True),
        ("/nyheter/forfattare-far-pris", True),
    ],
)
def test_the_address_tells_lists_from_articles(path, article):
    assert read(html(), url="https://www.tidning.se" + path).is_article is article


def test_marks_of_lists_count_only_without_those_of_an_article():
    def ld(*kinds):
        return "".join(
            f'<script type="application/ld+json">{{"@type": "{kind}"}}</script>' for kind in kinds
        )

    assert not read(html(head=ld("CollectionPage"))).is_article
    assert not read(html(head=ld("ProfilePage", "WebSite"))).is_article
    assert read(html(head=ld("CollectionPage", "NewsArticle"))).is_article
    assert read(html(head=ld("WebPage", "BreadcrumbList"))).is_article
    listed = html().replace("<body>", '<body class="archive tag tag-lvu">')
    assert not read(listed).is_article
    assert read(html().replace("<body>", '<body class="single single-post">')).is_article


def test_a_page_of_links_is_a_list_and_one_with_a_long_paragraph_is_not():
    links = [f'<a href="/a/{n}">En rubrik om någonting helt annat {n}</a>' for n in range(20)]

    assert not read(html(body=links)).is_article
    assert read(html(body=[" ".join(BODY), *links])).is_article


def test_the_text_beside_the_headline_comes_before_a_longer_one_elsewhere():
    other = "".join(f"<p>{'Hockeylaget vann igen efter förlängning i derbyt. ' * 3}</p>" * 6)
    page = read(
        html(
            body=["Anmälningarna till nämnden blir fler. " * 4],
            extra=f"<section><h2>Sport</h2><article>{other}</article></section>",
        )
    )

    assert page.text == ("Anmälningarna till nämnden blir fler. " * 4).strip()


def test_a_riddle_of_a_headline_keeps_its_text():
    page = read(
        html(title="Droppen som fick bägaren").replace("<h1>Fler anmälningar", "<h1>Droppen")
    )

    assert page.text.split("\n")[-4:] == BODY


@pytest.mark.parametrize(
    "style",
    ["display:none", "visibility : hidden", "opacity: 0", "font-size:0", "left:-10000px",
     "max-height:0", "clip: rect(1px, 1px, 1px, 1px)", "text-indent: -999em"],
)  # fmt: skip
def test_styles_that_hide_hide(style):
    page = read(
        html(body=[*BODY, f'<span style="{style}">dold mening här</span>Synligt för alla.'])
    )

    assert "dold mening" not in page.text
    assert page.text.endswith("Synligt för alla.")


@pytest.mark.parametrize(
    "style", ["opacity:0.9", "font-size:0.9em", "height:10px", "line-height:1", "margin-left:-5px"]
)
def test_styles_that_only_shape_do_not_hide(style):
    page = read(html(body=[*BODY, f'<span style="{style}">synlig mening här och nu</span>']))

    assert "synlig mening" in page.text

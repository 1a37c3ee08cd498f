"""Familjeliv: pages built after what is known of its addresses and anchors, which is not much."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import scene_familjeliv as scene
from one_pass import NOW
from scene_familjeliv import THREAD, TITLE, Reply, page_of, post, quote, source

from crawlers.platforms.familjeliv import FORUM, address_of, parse_section, parse_thread, place_of
from crawlers.searches import Search, Searches
from store.records import Access, DocumentKind

URL = f"https://www.familjeliv.se/forum/thread/{THREAD}"
HTML = "text/html; charset=utf-8"
DAY = timedelta(days=1)


def read(*posts, url=URL, **more):
    return parse_thread(page_of(posts, **more), url, HTML, NOW)


def test_a_page_gives_its_posts_by_their_anchors():
    page = read(
        post(1, "Kvittblomman", "Soc ringde.<br>Och sen?", "2026-08-21 10:15"),
        post(3, "Anonym", "Jaså", "Igår 10:15"),
        pages=4,
    )
    top, other = page.posts
    assert (page.detail("page"), page.detail("pages")) == ("1", "4")
    assert (top.platform, top.native_id) == ("familjeliv.se", "78123456/m1")
    assert top.url == URL + "#anchor-m1"
    assert (top.author, top.title, top.text) == ("Kvittblomman", TITLE, "Soc ringde.\nOch sen?")
    assert (top.kind, other.kind) == (DocumentKind.POST, DocumentKind.COMMENT)
    assert top.published_at == datetime(2026, 8, 21, 8, 15, tzinfo=UTC)
    assert other.published_at == datetime(2026, 11, 19, 9, 15, tzinfo=UTC)
    assert (other.author, other.context, other.lookup) == (
        "", TITLE, "78123456 -nagon-som-vantar-pa-socialtjansten 1 3",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "author", "names"),
    [
        ("Anonym", "", ()),
        ("Anonym (trådstartaren)", "", ()),
        ("Anonym (TS)", "", ()),
        ("Anonym (Mistelmamman)", "", ("Mistelmamman",)),
        ("Anonyma Anna", "Anonyma Anna", ("Anonyma Anna",)),
        ("Ängsullan", "Ängsullan", ("Ängsullan",)),
    ],
)
def test_the_anonymous_have_no_account_and_their_names_are_masked(name, author, names):
    (found,) = read(post(1, name, "Hej")).posts
    assert (found.author, found.names) == (author, names)


def test_quotes_are_not_the_posters_words():
    html = quote("Anonym (Mistelmamman)", quote("Ängsullan", "Innerst.", 1) + "Citerat.", 2)
    (found,) = read(post(4, "Sagogrynet88", html + "Mina ord.")).posts
    assert (found.text, found.context) == ("Mina ord.", "Citerat.")
    assert found.answers == "78123456/m2"
    assert found.names == ("Sagogrynet88", "Mistelmamman", "Ängsullan")


def test_what_a_page_tells_search_engines_comes_first():
    told = {
        "@context": "https://schema.org", "@type": "DiscussionForumPosting", "headline": TITLE,
        "text": "Soc <b>ringde</b>.", "author": {"@type": "Person", "name": "Kvittblomman"},
        "datePublished": "2026-08-21T10:15:00+02:00", "url": URL,
        "comment": [
            {"@type": "Comment", "text": "Svar.", "author": [{"name": "Anonym"}],
             "datePublished": "Igår 10:15", "url": URL + "#anchor-m2"},
            {"@type": "Comment", "text": "Utan nummer."},
            {"@type": "Comment", "text": 7, "url": URL + "#anchor-m3"},
        ],
    }  # fmt: skip
    script = f'<script type="application/ld+json">{json.dumps({"@graph": [told]})}</script>'
    broken = '<script type="application/ld+json">{"@type":</script>'
    page = read(
        broken,
        script,
        post(2, "Ängsullan", "Svar, en gång till"),
        post(9, "Ängsullan", "Visas också"),
    )
    assert [(one.native_id, one.text) for one in page.posts] == [
        ("78123456/m1", "Soc ringde."), ("78123456/m2", "Svar."), ("78123456/m9", "Visas också"),
    ], "the first ones only are often told"  # fmt: skip
    assert page.posts[0].published_at == datetime(2026, 8, 21, 8, 15, tzinfo=UTC)
    later = read(script, url=URL + "/2", page=2, pages=2)
    assert [one.native_id for one in later.posts] == ["78123456/m2"]


@pytest.mark.parametrize(
    "html",
    [
        '<div><a name="anchor-m2"></a><b class="nick">Ängsullan</b>'
        '<time datetime="2026-08-21T08:15Z"></time><div class="post-text">Ord.</div></div>',
        '<li id="anchor-m2"><i itemprop="author"><b itemprop="name">Ängsullan</b> VIP</i><meta '
        'itemprop="datePublished" content="2026-08-21 10:15"><p itemprop="text">Ord.</p></li>',
    ],
)
def test_other_mark_up_that_is_likely_is_read(html):
    (found,) = read(html).posts
    assert (found.native_id, found.author, found.text) == ("78123456/m2", "Ängsullan", "Ord.")
    assert found.published_at == datetime(2026, 8, 21, 8, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"<html><article id=anchor-m1>utan text</article></html>", b"\xff\0" * 99,
        b"<div id=anchor-m1>" * 3000, b'<script type="application/ld+json">' + b"[" * 9999,
        b'<div id="anchor-mx"><p class=text>Nej</p></div><a href="http://[">x</a>',
    ],
)  # fmt: skip
def test_what_cannot_be_recognised_is_said_and_nothing_is_guessed(body):
    for parse in (parse_thread, parse_section):
        page = parse(body, URL, HTML, NOW)
        assert (page.access, page.posts) == (Access.PARSE_ERROR, ())
    assert parse_thread(b"<title>Just a moment...", URL, HTML, NOW).access is Access.CHALLENGED


def test_posts_that_are_not_closed_do_not_take_each_others_words():
    posts = [post(n, "Anonym", f"Ord {n}.").removesuffix("</div></article>") for n in (1, 2, 3)]
    assert [one.text for one in read(*posts).posts][:2] == ["Ord 1.", "Ord 2."]


def test_addresses_are_read_and_written():
    for path in (
        "/forum/thread/12-namn", "/forum/thread/12-namn/3", "/forum/7/latest/1", "/forum/hot/2",
    ):  # fmt: skip
        place = place_of("https://www.familjeliv.se" + path + "#anchor-m3")
        assert address_of(place) == path
    assert address_of(place_of("https://www.familjeliv.se/forum/7")) == "/forum/7/latest/1"
    assert [place_of(example).section for example in FORUM.examples] == [True, False]
    for other in (
        "/",
        "/forum",
        "/forum/NUMMER",
        "/medlem/12",
        "/forum/thread/namn",
        "/forum/7/oldest/1",
    ):
        assert place_of("https://www.familjeliv.se" + other) is None


def test_a_thread_and_a_section_are_read_and_deletions_are_met(web, collect):
    posts = scene.whole()
    thread = scene.put(web)
    row = '<li><a href="/forum/thread/{0}">{1}</a> <span>{2}</span></li>'
    web.put(
        "/forum/7/latest/1",
        "<ul>" + row.format("91-lvu", "LVU i Björnfors", "Idag 10:15")
        + row.format("92-namn", "Namn på flickor", "Idag 10:10")
        + row.format("93-lvu-forr", "LVU förr", "2026-01-02 10:15") + "</ul>"
        + '<a href="/forum/7/latest/2">2</a>',
    )  # fmt: skip
    web.put("/forum/7/latest/2", row.format("94-lvu", "LVU", "2026-01-01 10:15"))
    scene.serve(web, [post(1, "Ängsullan", "LVU, hur går det till hos socialtjänsten?")], "91-lvu")
    section = source(web, "/forum/7", "lista")
    searches = Searches((Search("sv", ("lvu",)),))
    seen = collect(thread, section, searches=searches)
    assert (seen.access(), seen.access("lista")) == ("ok", "ok")
    assert len(seen.documents) == scene.POSTS + 1
    stored = str(seen.documents) + str(seen.log) + str(seen.states)
    assert [person for person in scene.PERSONS if person in stored] == []
    assert not [path for path in web.paths() if "namn" in path or "forr" in path]
    (quoting,) = (row for row in seen.documents if "samlar erfarenheter" in row["text"])
    assert quoting["context"] == scene.TEXTS[1]

    posts[3] = post(4, "Anonym", "Vår socialsekreterare var vänlig.")
    del posts[6]  # those after it move to an earlier page
    scene.serve(web, [*posts, post(15, "Anonym", "Socialtjänsten ringde nu.")])
    web.replies["/forum/thread/91-lvu"] = Reply(b"<html></html>", 410)
    seen = collect(thread, section, searches=searches, now=NOW + DAY)
    gone = [row["source_id"] for row in seen.documents if row["deleted_at"]]
    assert sorted(gone) == ["kalla", "lista"]
    texts = {row["text"]: row["version"] for row in seen.documents}
    assert texts["Vår socialsekreterare var vänlig."] == 2
    assert texts["Socialtjänsten ringde nu."] == 1

"""Familjeliv: pages built in the shape that others read there in 2020."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import scene_familjeliv as scene
from one_pass import NOW
from scene_familjeliv import THREAD, TITLE, Reply, page_of, post, quote, source

from crawlers.platforms.familjeliv import FORUM, address_of, parse_section, parse_thread, place_of
from crawlers.platforms.familjeliv_posts import UNNUMBERED
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


def test_the_header_of_a_quote_is_no_word_of_it_when_its_name_is_bold():
    html = '<p class="quote"><b>Ängsullan</b> skrev 2020-03-01 10:15:22 följande:<br>Citerat.</p>'
    (found,) = read(post(4, "Sagogrynet88", html + "Mina ord.")).posts
    assert (found.text, found.context) == ("Mina ord.", "Citerat.")
    assert "Ängsullan" in found.names


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
        '<div id="anchor-m2"><p class="nick">Äng\xadsullan</p>'
        '<p class="message-info">Fre 21 aug 10:15</p><div class="message-body">Ord.</div></div>',
        '<div id="anchor-m2"></div><div><a class="nick">Ängsullan</a><div class="message-body">Ord.'
        '</div><div class="message-info">21 aug 2026 10:15</div></div>',
        '<div><b class="nick">Ängsullan</b><div class="message-info">2026-08-21 10:15 × <a '
        'href="/forum/thread/78123456-x/1#anchor-m2">2</a></div><p class="message-body">Ord.</div>',
        '<div><b class="nick">Ängsullan</b><i class="message-info">Fre 21 aug 10:15 # 2 ×</i>'
        '<div class="message-body">Ord.</div></div>',
        '<li id="anchor-m2"><i itemprop="author"><b itemprop="name">Ängsullan</b> VIP</i><meta '
        'itemprop="datePublished" content="2026-08-21 10:15"><p itemprop="text">Ord.</p></li>',
    ],
)
def test_a_number_is_taken_from_any_place_where_it_may_stand(html):
    (found,) = read(f'<p class="nick">Inloggad</p>{html}').posts
    assert (found.native_id, found.author, found.text) == ("78123456/m2", "Ängsullan", "Ord.")
    assert found.published_at == datetime(2026, 8, 21, 8, 15, tzinfo=UTC)


def test_the_first_post_that_later_pages_repeat_is_told_on_the_first_one_only():
    top = post(1, "Kvittblomman", "Soc ringde.", "2 jan 10:15")
    bare = top.replace('<a name="anchor-m1"></a>', "").replace("#1 ", "")
    for first in (top, bare):
        opening = read(first, post(2, "Anonym", "Svar.")).posts
        assert [one.kind for one in opening] == [DocumentKind.POST, DocumentKind.COMMENT]
        later = read(first, post(16, "Anonym", "Senare."), url=URL + "/2", page=2, pages=2).posts
        assert [one.native_id for one in later] == ["78123456/m16"]
    assert read(bare, url=URL + "/2").access is Access.PARSE_ERROR, "it may be any post"


def test_a_post_without_an_author_is_given_nobody_elses():
    nameless = [post(n, "", f"Ord {n}.").replace("nick", "borta") for n in (1, 3)]
    html = '<ul><li class="nick">Inloggad</li></ul>', nameless[0], post(2, "Ängsullan", "Ord 2.")
    page = read(*html, nameless[1])
    assert [one.author for one in page.posts] == ["", "Ängsullan", ""]
    assert [one.text for one in page.posts] == ["Ord 1.", "Ord 2.", "Ord 3."]


def test_posts_without_numbers_are_left_out_and_none_is_guessed():
    bare = post(0, "Anonym", "Vilket?").replace("anchor-m0", "").replace("#0 ", "")
    page = read(post(2, "Anonym", "Ord 2."), bare, post(4, "Anonym", "Ord 4."))
    assert [one.text for one in page.posts] == ["Ord 2.", "Ord 4."]
    assert page.problems == (UNNUMBERED,)
    assert read(bare, bare, post(4, "Anonym", "Ord 4.")).access is Access.PARSE_ERROR


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("Idag 10:15", "2026-11-20T09:15"), ("Igår 23:55", "2026-11-19T22:55"),
        ("I förrgår 10:15", "2026-11-18T09:15"), ("Tis 3 mar 10:15", "2026-03-03T09:15"),
        ("Fre 20 nov 10:15", "2026-11-20T09:15"), ("Lör 21 nov 08:15", "2025-11-21T07:15"),
        ("Mån 30 nov 10:15", "2025-11-30T09:15"),
        ("Fre 1 maj 2009 07:05", "2009-05-01T05:05"), ("12 okt 2019 10:15", "2019-10-12T08:15"),
        ("2020-04-03 10:15:22", "2020-04-03T08:15"), ("Lör 31 feb 10:15", None), ("nyss", None),
    ],
)  # fmt: skip
def test_times_are_those_that_the_forum_shows(shown, meant):
    (found,) = read(post(2, "Anonym", "Ord.", shown)).posts
    assert found.published_at == (meant and datetime.fromisoformat(meant + "+00:00"))


def test_words_with_neither_author_nor_time_are_not_taken_for_posts():
    body = '<div id="anchor-m1"><div class="message-body">Logga in för att läsa.</div></div>'
    page = read(body)
    assert (page.access, page.reason) == (
        Access.PARSE_ERROR,
        "på sidan finns inga inlägg som går att känna igen; forumet kan ha bytt utseende",
    )
    flat = (
        '<b class="nick">A</b><i class="message-info">Idag 10:15</i><p class="message-body">B</p>'
    )
    assert read(flat * 3).access is Access.PARSE_ERROR, "whose words they are is not known"


def test_a_section_lists_its_threads_by_what_was_written_last():
    html = scene.list_of(
        ("12-lvu", "LVU &amp; soc", "I förrgår 08:00", "Idag 10:15"),
        ("13-namn", "Namn", "2019-04-03 10:15", "Obesvarat"), pages=3,
    )  # fmt: skip
    page = parse_section(html.encode(), "https://www.familjeliv.se/forum/13/242", HTML, NOW)
    assert page.next == "2"
    assert json.loads(page.detail("threads")) == [
        ["/forum/thread/12-lvu", "LVU & soc", "2026-11-20T09:15:00+00:00", False],
        ["/forum/thread/13-namn", "Namn", "2019-04-03T08:15:00+00:00", False],
    ], "links beside the list are no part of it"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"<article id=anchor-m1><b class=nick>utan text</b></article>", b"\xff\0" * 99,
        b"<div id=anchor-m1>" * 3000, b'<script type="application/ld+json">' + b"[" * 9999,
        b'<div id="anchor-mx"><p class=message-body>Nej</p></div><a href="http://[">x</a>',
    ],
)  # fmt: skip
def test_what_cannot_be_recognised_is_said_and_nothing_is_guessed(body):
    for parse in (parse_thread, parse_section):
        page = parse(body, URL, HTML, NOW)
        assert (page.access, page.posts) == (Access.PARSE_ERROR, ())
    assert parse_thread(b"<title>Just a moment...", URL, HTML, NOW).access is Access.CHALLENGED


def test_posts_that_are_not_closed_do_not_take_each_others_words():
    posts = [post(n, "Anonym", f"Ord {n}.").split("</div><a href")[0] for n in (1, 2, 3)]
    assert [one.text for one in read(*posts).posts][:2] == ["Ord 1.", "Ord 2."]


def test_addresses_are_read_and_written():
    for path in (
        "/forum/thread/12-namn", "/forum/thread/12-namn/3", "/forum/7/latest/1", "/forum/hot/2",
        "/forum/13/242/latest/2", "/forum/new/1", "/forum/latest/3",
    ):  # fmt: skip
        place = place_of("https://www.familjeliv.se" + path + "#anchor-m3")
        assert address_of(place) == path
    for section in ("7", "13/242"):
        place = place_of(f"https://www.familjeliv.se/forum/{section}")
        assert address_of(place) == f"/forum/{section}/latest/1"
    assert [place_of(example).section for example in FORUM.examples] == [True, False]
    for other in (
        "/",
        "/forum",
        "/forum/NUMMER",
        "/medlem/12",
        "/forum/thread/namn",
        "/forum/7/oldest/1",
        "/Forum-13-242/m12.html",
    ):
        assert place_of("https://www.familjeliv.se" + other) is None


def test_a_thread_and_a_section_are_read_and_deletions_are_met(web, collect):
    posts = scene.whole()
    thread = scene.put(web)
    web.put(
        "/forum/7/latest/1",
        scene.list_of(
            ("91-lvu", "LVU i Björnfors", "Igår 10:15", "Idag 10:15"),
            ("92-namn", "Namn på flickor", "Igår 10:15", "Idag 10:10"),
            ("93-lvu-forr", "LVU förr", "2026-01-02 10:10", "2026-01-02 10:15"),
            pages=2, section="7",
        ),
    )  # fmt: skip
    old = scene.list_of(("94-lvu", "LVU", "2026-01-01 10:10", "2026-01-01 10:15"), section="7")
    web.put("/forum/7/latest/2", old)
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

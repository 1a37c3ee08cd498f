"""Discourse forums by the JSON of their pages. All answers are built from the published shapes;
none was recorded, and none of this was tried on a forum itself."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import scene_discourse as scene
from one_pass import NOW

from crawlers.platforms.cooked import read_cooked
from crawlers.platforms.discourse_address import place_of
from crawlers.platforms.discourse_answers import pairs, parse_posts, parse_topics
from crawlers.platforms.discourse_thread import MAX_BATCHES, PER_ANSWER
from crawlers.searches import Searches, default_queries_toml, parse_searches
from store.records import Access, DocumentKind, OutletType, Source, SourceKind, TextStatus

SEARCHES = parse_searches(default_queries_toml(), "queries.toml")
BASE = "https://forum.example"
JSON = "application/json"


def topic(*rows, **more):
    """The Page of a topic with these rows."""
    value = {"title": "LVU i Norrvik", "post_stream": {"posts": rows, "stream": []}, **more}
    return parse_posts(json.dumps(value).encode(), f"{BASE}/t/12.json", JSON, NOW, BASE, 12)


def post(cooked="<p>Soc ringde.</p>", number=2, **more):
    (found,) = topic(scene.row(12002, number, cooked, **more)).posts
    return found


def topics(value, url=f"{BASE}/latest.json", searches: Searches | None = SEARCHES):
    return parse_topics(json.dumps(value).encode(), url, JSON, NOW, searches)


def test_an_opening_is_a_post_and_an_answer_a_comment_of_the_forum():
    opening, answer = post(number=1), post(version=2, updated_at="2026-11-19T08:00:00.000Z")

    assert (opening.kind, answer.kind) == (DocumentKind.POST, DocumentKind.COMMENT)
    assert (answer.platform, answer.native_id, answer.lookup) == (
        "forum.example", "12002", "12/12002")  # fmt: skip
    assert (answer.author, answer.url) == ("tallbacken55", "https://forum.example/t/12/2")
    assert "Tallas" in answer.names
    assert (answer.likes, answer.views, answer.comments) == (3, 40, 1)
    assert answer.published_at == datetime(2026, 11, 18, 17, 2, tzinfo=UTC)
    assert answer.edited_at == datetime(2026, 11, 19, 8, tzinfo=UTC)
    assert opening.edited_at is None


def test_own_words_are_told_from_quotes_previews_and_names():
    found = read_cooked(
        scene.QUOTE + "<p>Det <b>var</b> <a class='mention' href='/u/kim'>@kim</a>s fel.<br>Se "
        "<a href='/t/annan/9'>tråden</a> <img class='emoji' alt=':cry:' src='/x.png'></p>"
        "<blockquote><p>Ur tidningen: LVU ökar</p><blockquote>djupare</blockquote></blockquote>"
        "<aside class='onebox allowlistedgeneric' data-onebox-src='https://exempel.se/a'>"
        "<header><a href='https://exempel.se/a'>exempel.se</a></header>"
        "<h3>Tidningens rubrik</h3></aside>"
        "<div class='lightbox-wrapper'><a class='lightbox' href='/uploads/1.png'><div class='meta'>"
        "<span class='filename'>Anna Andersson 2026</span></div></a></div><script>stor()</script>",
        "https://forum.example/",
    )

    assert found.text == "Det var @kims fel.\nSe tråden :cry:"
    assert found.quoted == "De hämtade honom mitt i natten\nUr tidningen: LVU ökar\ndjupare"
    assert found.names == ("tallbacken55", "Tallas Tallbackman", "kim")
    assert found.links == ("https://forum.example/t/annan/9", "https://exempel.se/a")


def test_quoted_chat_and_trimmed_letters_are_not_the_posters_words_and_votes_are_nobodys():
    found = read_cooked(
        "<p>Vad tycker ni om soc?</p><div class='poll' data-poll-name='poll'>"
        "<div class='poll-container'><ul><li data-poll-option-id='a'>Bra</li></ul></div>"
        "<div class='poll-info'><span class='info-number'>0</span>"
        "<span class='info-label'>röster</span></div></div>"
        "<div class='chat-transcript' data-message-id='1' data-username='grankotte_88'>"
        "<div class='chat-transcript-meta'>Från <a href='/chat/c/-/2'>allmänt</a></div>"
        "<div class='chat-transcript-user'><div class='chat-transcript-username'>Gran Kottesson"
        "</div></div><div class='chat-transcript-messages'><p>De ringde aldrig</p></div></div>"
        "<details class='elided'><summary title='Visa'>&#183;&#183;&#183;</summary>"
        "<p>Hej, så skrev nämnden.</p></details><details><summary>Mer</summary>Eget</details>",
        "https://forum.example/",
    )

    assert found.text == "Vad tycker ni om soc?\n- Bra\nMer\nEget"
    assert found.quoted == "De ringde aldrig\nHej, så skrev nämnden."
    assert found.names == ("grankotte_88", "Gran Kottesson")
    assert found.links == ()


def test_a_translation_is_told_and_is_in_no_known_language():
    assert post(language="sv").language == "sv"
    assert post(language="Swedish").language == ""
    page = topic(scene.row(12002, 2, "<p>Soc</p>", is_localized=True, language="sv"))
    assert page.posts[0].language == ""
    assert page.problems == ("posts that the forum shows in translation",)


@pytest.mark.parametrize(
    "more",
    [
        {"deleted_at": "2026-11-19T08:00:00Z"},
        {"user_deleted": True},
        {"hidden": True},
        {"cooked": "<p>(post deleted by author)</p>"},
        {"cooked": "<p>(topic withdrawn by author, will be automatically deleted in 24 hours)</p>"},
        {"cooked": "<p>(inlägg borttaget av författaren)</p>"},
    ],
)
def test_what_a_forum_no_longer_shows_is_deleted(more):
    (found,) = topic({**scene.row(12002, 2, "<p>Soc ringde.</p>"), **more}).posts

    assert (found.deleted, found.text) == (True, "")


def test_what_is_no_persons_words_gives_no_post():
    page = topic(
        scene.row(1, 1, "<p><img src='/a.png'></p>"), scene.row(2, 2, "<p><img src='/a.png'></p>"),
        scene.row(3, 3, "<p>stängde tråden</p>", post_type=3), {"cooked": "utan nummer"},
        *({**scene.row(9, 9, "hej"), "id": bad} for bad in ("x9", True, -4, 1.5, None, [])),
    )  # fmt: skip

    assert [(one.native_id, one.text_status) for one in page.posts] == [
        ("1", TextStatus.TITLE_ONLY)
    ]
    assert pairs(page.detail("numbers")) == {1: 1, 2: 2, 3: 3}
    assert page.problems == ("topics or posts without a number left out",)


def test_topics_are_chosen_by_title_and_tags():
    forum = scene.Forum()
    held = {"topics": [forum.listed(n) for n in forum.titles] + [{"id": None}, "x"]}
    page = topics({"topic_list": {**held, "more_topics_url": "/latest?page=1"}})
    tagged = {"id": 7, "title": "Hjälp", "tags": ["placerade-barn"], "created_at": "trasig"}

    assert list(pairs(page.detail("topics"))) == [11, 12, 13, 14, 16]
    assert list(pairs(page.detail("listed"))) == [11, 12, 13, 14, 15, 16]
    assert page.next == "1"
    assert int(page.detail("newest")) == int(scene.NEWEST.timestamp()) - 3600
    assert pairs(topics({"topic_list": {"topics": [tagged]}}).detail("topics")) == {7: 0}
    assert list(pairs(topics({"topic_list": held}, searches=None).detail("topics"))) == [
        *forum.titles
    ]


def test_a_search_names_topics_and_whether_there_are_more():
    found = {"topics": [{"id": 7, "title": "x"}], "posts": [{"topic_id": 7}],
             "grouped_search_result": {"more_full_page_results": True}}  # fmt: skip

    assert topics(found, f"{BASE}/search.json?q=soc&page=2", None).next == "3"
    empty = topics({"posts": [], "grouped_search_result": {"post_ids": []}}, searches=None)
    assert (empty.access, empty.next) == (Access.EMPTY_VALID, "")
    assert topics({"grouped_search_result": None}).access is Access.EMPTY_VALID, "too short words"


@pytest.mark.parametrize(
    ("body", "access"),
    [
        (b"", Access.PARSE_ERROR),
        (b"<html><title>Forum</title></html>", Access.PARSE_ERROR),
        (b"<title>Just a moment...</title>", Access.CHALLENGED),
        (b"[1, 2]", Access.PARSE_ERROR),
        (b'{"post_stream": 5, "topic_list": []}', Access.PARSE_ERROR),
        (b'{"post_stream": ' + b'{"a":' * 40_000, Access.PARSE_ERROR),
        (b'{"errors": ["nej"], "error_type": "not_logged_in"}', Access.REFUSED),
    ],
)
def test_other_answers_are_told_apart(body, access):
    for page in (
        parse_posts(body, BASE, JSON, NOW, BASE, 1),
        parse_topics(body, BASE, JSON, NOW, SEARCHES),
    ):
        assert (page.access, page.posts, bool(page.reason)) == (access, (), True)


def test_hostile_posts_are_read_as_far_as_they_go():
    deep = "<div>" * 30_000 + "LVU" + "<blockquote>" * 5_000
    rows = [
        scene.row(1, 1, deep), scene.row(2, 2, "<aside class='quote'><p>öppen &#0;\ud800"),
        scene.row(3, 3, None), scene.row(4, 4, {"a": 1}, name=7, reply_to_user="x"),
        scene.row(5, 5, "<p>LVU</p>", actions_summary="x", reads=-1, created_at=0, version="a"),
    ]  # fmt: skip
    page = topic(*rows, tags=5, title=["x"])

    assert "5" in {one.native_id for one in page.posts}
    assert parse_posts(b'{"post_stream": {"posts": [[], 3, null]}}', BASE, JSON, NOW, BASE, 1)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("posts.json?before=900", ""),
        ("posts.rss", ""),
        ("latest.json?page=2", "latest"),
        ("latest.rss", "latest"),
        ("c/familj/7.json", "c/familj/7"),
        ("c/familj/7.rss", "c/familj/7"),
        ("c/familj/7/l/latest.json", "c/familj/7"),
        ("t/55.json", "t/55"),
        ("t/fragor-om-lvu/55.rss", "t/55"),
        ("t/55/posts.json?post_ids[]=3", "t/55"),
        ("tag/lvu.rss", "tag/lvu"),
        ("search.json?q=soc", "search?q=soc"),
    ],
)
def test_json_and_feeds_stand_for_the_page_they_are_of(asked, shown):
    for base in (BASE, "https://exempel.se/forum"):
        assert place_of(f"{base}/{asked}") == place_of(f"{base}/{shown}") != None  # noqa: E711


def test_a_single_post_is_no_list():
    assert place_of(f"{BASE}/posts/123.json") is None


def test_addresses_are_those_that_a_browser_shows():
    paths = {
        "": ("/latest", ""), "latest?order=posts": ("/latest", ""), "c/a/familj/7/l/top":
        ("/c/a/familj/7", ""), "c/familj": ("/c/familj", ""), "tag/lvu": ("/tag/lvu", ""),
        "t/fragor-om-lvu/123/4": ("", "123"), "t/123": ("", "123"), "t/utan-nummer": None,
    }  # fmt: skip
    found = {path: place_of(f"{BASE}/{path}") for path in paths}

    assert {path: place and (place.listing, place.topic) for path, place in found.items()} == paths
    folder = place_of("https://exempel.se/forum/c/familj/7")
    assert folder and folder.topic_address(5) == "https://exempel.se/forum/t/5.json"
    assert place_of("ftp://forum.example") is None
    search = place_of(f"{BASE}/search?q=soc%20order:latest")
    assert search and search.topics_address("2", search.query) == (
        f"{BASE}/search.json?q=soc+order%3Alatest&page=2"
    )


def by_text(seen, part):
    (row,) = (row for row in seen.documents if part in row["text"])
    return row


def others(web, new_web):
    """A whole forum by other addresses on `web`; one that repeats, one with a wall, one that gives
    other posts than those asked for, and one with a topic too long for one visit."""
    forum = scene.Forum()
    forum.put(web)
    repeating, walled, deaf, long = (new_web(f"127.0.0.{n}") for n in (3, 4, 5, 6))
    same = {"topics": [forum.listed(15)], "more_topics_url": "/latest?page=1"}
    repeating.put_json("/latest.json", {"topic_list": same})
    wall = {"errors": ["Du måste logga in."], "error_type": "not_logged_in"}
    walled.put_json("/latest.json", wall, status=403)
    first = scene.row(51001, 1, "<p>Soc kom.</p>")
    topic = {"title": "LVU", "post_stream": {"posts": [first], "stream": [51001, 51002, "x", None]}}
    deaf.put_json("/t/51.json", topic)
    deaf.put_json("/t/51/posts.json", {"post_stream": {"posts": [scene.row(51001, 1, "<p>a</p>")]}})
    search = {"topics": [forum.listed(13)], "posts": [],
              "grouped_search_result": {"more_full_page_results": None}}  # fmt: skip
    web.put_json("/search.json", search)
    stream = list(range(51001, 51001 + PER_ANSWER * (MAX_BATCHES + 1) + 1))
    long.put_json("/c/lang/9.json", {"topic_list": {"topics": [{**forum.listed(12), "id": 51}]}})
    long.put_json("/t/51.json", {**topic, "post_stream": {"posts": [first], "stream": stream}})
    long.put_json("/t/51/posts.json", {"post_stream": {"posts": []}})
    return [
        Source(name, SourceKind.DISCOURSE, url, outlet_type=OutletType.FORUM)
        for name, url in (
            ("ensam", f"{web.base}/t/trad-12/12/3"), ("senaste", web.base + "/"),
            ("sok", f"{web.base}/search?q=familjehem"), ("varv", repeating.base),
            ("vagg", walled.base), ("dov", f"{deaf.base}/t/51"), ("fel", f"{web.base}/t/utan"),
            ("lang", f"{long.base}/c/lang/9"),
        )
    ]  # fmt: skip


def assert_the_others_are_told(seen, web):
    held = [row["source_id"] for row in seen.documents]
    assert seen.access("ensam") == seen.access("senaste") == seen.access("sok") == "ok"
    assert sum(map(held.count, ("ensam", "senaste", "sok"))) == scene.POSTS
    assert not any("vinterdäck" in row["title"] for row in seen.documents)
    assert "/search.json?q=familjehem+order%3Alatest" in web.paths()
    assert seen.access("varv") == "empty_valid"
    assert "cursor repeats" in seen.problems("varv")
    assert (seen.access("vagg"), seen.message("vagg")) == ("refused", "kräver inloggning")
    assert held.count("dov") == 1
    assert "svarade med andra inlägg" in seen.message("dov")
    assert seen.access("fel") == "not_asked"
    # what is left of a long topic is asked for in the next visit, which reaches back as far
    assert seen.message("lang") == "det finns mer än ett besök läser; nästa besök fortsätter"
    assert seen.states["lang"].answered_at is None
    assert seen.states["lang"].cursor == ""


def test_a_category_is_read_and_taken_up_again_and_edits_and_deletions_are_mirrored(
    web, new_web, collect
):
    source = scene.put(web)
    web.put_json("/t/16.json", {"errors": ["vänta"]}, status=429, Retry_After="3600")
    whole = new_web("127.0.0.2")
    seen = collect(source, *others(whole, new_web), searches=SEARCHES)
    assert_the_others_are_told(seen, whole)
    first = replace(seen, documents=[r for r in seen.documents if r["source_id"] == "discourse"])

    assert first.access("discourse") == "ok"
    assert "ber oss vänta" in first.message("discourse")
    assert len(first.documents) == scene.POSTS - 3
    asked = [one for one in web.asked if one.path.startswith(("/c/", "/t/"))]
    assert {one.headers.get("Cookie") for one in asked} == {
        "content-localization-show-original=true"
    }
    stored = "\n".join(f"{r['title']}{r['text']}{r['context']}{r['url']}" for r in first.documents)
    assert not [name for name in scene.PERSONS if name.lower() in stored.lower()]
    quoting = by_text(first, "vilken natt")
    assert quoting["context"] == "Socialtjänsten och utredningen\nDe hämtade honom mitt i natten"
    answer = by_text(first, "Svar 4 i 11.")
    assert answer["reply_to"] == quoting["document_id"]
    assert answer["context"] == "Socialtjänsten och utredningen\nFy, vilken natt. Ring [telefon]."
    assert by_text(first, "har rätt")["reply_to"] == by_text(first, "Svar 2 i 11.")["document_id"]
    openings = [row for row in first.documents if row["kind"] == "post"]
    assert {row["title"] for row in openings} == {
        title for n, title in scene.category().titles.items() if n != 16
    }
    asked = len(web.paths())

    # a day later one topic has news, one is edited in front and behind, one gone, one closed; of
    # those that were read the others are not read again, and the one that was left is
    forum = scene.category()
    forum.posts[11][1]["cooked"] = "<p>Rättelse: de svarade efter två månader.</p>"
    forum.posts[11][20]["cooked"] = "<p>Rättelse bland de sista: skriv inte.</p>"
    forum.posts[11].pop(21)
    forum.posts[12][2]["user_deleted"] = True
    forum.posts[12].append(scene.row(12004, 4, "<p>Nytt svar om nämnden.</p>"))
    forum.bumped[12] = NOW + timedelta(hours=20)
    forum.put(web, "/c/familj/5")
    web.put_json("/t/13.json", {"errors": ["x"], "error_type": "not_found"}, status=404)
    web.put_json("/t/14.json", {"errors": ["x"], "error_type": "invalid_access"}, status=403)
    seen = collect(source, now=NOW + timedelta(hours=21), searches=SEARCHES)

    second = replace(seen, documents=[r for r in seen.documents if r["source_id"] == "discourse"])
    gone = [row for row in second.documents if row["text_status"] == "deleted"]
    assert len(second.documents) == scene.POSTS + 1
    assert (len(gone), {row["text"] + row["title"] for row in gone}) == (1 + 1 + 3, {""})
    assert by_text(second, "två månader")["version"] == 2
    assert by_text(second, "bland de sista")["version"] == 2
    assert by_text(second, "Nytt svar")["reply_to"] in {r["document_id"] for r in openings}
    again = [path.split("?")[0] for path in web.paths()[asked:]]
    topics = {f"/t/{topic}.json" for topic in (11, 12, 13, 14, 16)}
    assert set(again) == {"/c/familj/5.json", "/t/11/posts.json"} | topics
    assert len(again) == 3 + 1 + 5, "none is asked twice"

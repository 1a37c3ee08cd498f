"""Damaged answers of every platform: no parser falls over, and what it reads can be stored.

100 answers a parser, the same each time; with VARDKASE_FUZZ=10000 (`make fuzz`) a third of that,
others each time. They start from what the scenes' servers answer.
"""

import dataclasses
import functools
import importlib
import itertools
import json
import pickle
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from damage.changes import bounded, changed, changes, fuzzed
from hypothesis import event, given
from hypothesis import strategies as st
from web_server import Asked, Web

from crawlers.platforms import (
    bluesky_answers,
    discourse_answers,
    familjeliv,
    flashback,
    jetstream_events,
    mastodon_access,
    mastodon_statuses,
    reddit_feed,
    reddit_posts,
    telegram_page,
    youtube_feed,
    youtube_posts,
)
from crawlers.posts import Page, document_of
from crawlers.privacy import Pseudonyms
from crawlers.searches import default_queries_toml, parse_searches
from store.columns import to_arrow
from store.records import Access, Document, OutletType, Source, SourceKind

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PSEUDONYMS = Pseudonyms(b"en hemlig nyckel for proven, 32 b")
SOURCE = Source("k", SourceKind.IMPORT, "https://k.example/", outlet_type=OutletType.SOCIAL)
SEARCHES = parse_searches(default_queries_toml(), "queries.toml")
BASE = "http://127.0.0.1:9"
HTML, JSON, XML = ("text/html", "application/json", "application/atom+xml")
TYPES = ("", HTML, JSON, XML, "text/plain; charset=utf-16", "text/html; charset=iso-8859-1", "a;b")


@dataclasses.dataclass(frozen=True)
class Parser:
    """A parser, what it is told besides, and answers of its platform; `kind` is their type."""

    parse: Callable[..., Page]
    kind: str
    bodies: Callable[[], list[bytes]]
    more: tuple = ()


def served(scene, *paths, **headers):
    """What the server of a scene answers for these paths."""
    web = Web()
    web.base = BASE
    module = importlib.import_module(f"scene_{scene}")
    module.put(web)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    replies = [web.answer(Asked(path, named, b"{}")) for path in paths]
    assert {reply.status for reply in replies} == {200}
    return [reply.body for reply in replies]


def from_reddit(*paths):
    return lambda: served("reddit", *paths, Authorization="bearer nyckel-som-galler")


def from_youtube(*paths):
    key = "AIza-uppdiktad-nyckel"
    return lambda: served("youtube", *(f"/youtube/v3/{path}" for path in paths), X_Goog_Api_Key=key)


def from_flashback():
    scene = importlib.import_module("scene_flashback")
    rows = [(str(n), "Socialtjänsten igen", "Idag, 10:15", n == 3) for n in range(3, 9)]
    return [scene.list_of(*rows, pages=4).body]


def from_familjeliv():
    scene = importlib.import_module("scene_familjeliv")
    rows = ((f"{n}-soc", f"Soc {n}", f"2026-11-1{n} 10:15", "I förrgår 10:15") for n in range(6))
    return [scene.list_of(*rows, pages=3).encode()]


def feed_of(scene, write):
    return [write(importlib.import_module(f"scene_{scene}")).encode()]


def from_jetstream(version):
    """Events of a stream in the shape of a version, a line each."""
    scene = importlib.import_module("scene_jetstream")
    said = [*scene.scene_events()[::125], scene.account(NOW, scene.ANNA)]
    if version == jetstream_events.V2:
        said = [scene.in_v2(number, one) for number, one in enumerate(said, 1)]
    return [b"\n".join(json.dumps(one, ensure_ascii=False).encode() for one in said)]


def read_lines(body, url, content_type, now, version):
    """The events of a body that has one a line."""
    told = (body.split(b"\n"), version, SEARCHES, 0, 0)
    return jetstream_events.read_events(b"", url, content_type, now, *told)


FAMILJELIV = "/forum/thread/78123456-nagon-som-vantar-pa-socialtjansten"
PARSERS = {
    "bluesky feed": Parser(
        bluesky_answers.parse_feed,
        JSON,
        lambda: served("bluesky", "/xrpc/app.bsky.feed.getAuthorFeed"),
    ),
    "bluesky posts": Parser(
        bluesky_answers.parse_posts,
        JSON,
        lambda: served("bluesky", "/xrpc/app.bsky.feed.searchPosts?q=soc"),
        (5,),
    ),
    "bluesky session": Parser(
        bluesky_answers.parse_session,
        JSON,
        lambda: served("bluesky", "/xrpc/com.atproto.server.createSession"),
    ),
    "discourse topics": Parser(
        discourse_answers.parse_topics,
        JSON,
        lambda: served("discourse", "/c/familj/5.json", "/c/familj/5.json?page=1"),
        (SEARCHES,),
    ),
    "discourse posts": Parser(
        discourse_answers.parse_posts,
        JSON,
        lambda: served("discourse", "/t/11.json", "/t/14.json"),
        (BASE, 11),
    ),
    "familjeliv thread": Parser(
        familjeliv.parse_thread,
        HTML,
        lambda: served("familjeliv", FAMILJELIV, f"{FAMILJELIV}/3"),
    ),
    "familjeliv section": Parser(familjeliv.parse_section, HTML, from_familjeliv, (NOW,)),
    "flashback thread": Parser(
        flashback.parse_thread,
        HTML,
        lambda: served("flashback", "/t3141592", "/t3141592p3"),
        (NOW,),
    ),
    "flashback section": Parser(flashback.parse_section, HTML, from_flashback),
    "jetstream 1": Parser(
        read_lines, JSON, lambda: from_jetstream(jetstream_events.V1), (jetstream_events.V1,)
    ),
    "jetstream 2": Parser(
        read_lines, JSON, lambda: from_jetstream(jetstream_events.V2), (jetstream_events.V2,)
    ),
    "mastodon instance": Parser(
        mastodon_access.parse_instance, JSON, lambda: served("mastodon", "/api/v2/instance")
    ),
    "mastodon statuses": Parser(
        mastodon_statuses.parse_statuses,
        JSON,
        lambda: served("mastodon", "/api/v1/timelines/tag/socialtj%C3%A4nsten"),
        ("malm.example",),
    ),
    "reddit listing": Parser(
        reddit_posts.parse_listing, JSON, from_reddit("/r/grannkommunen/new", "/api/info?id=t1_c1")
    ),
    "reddit comments": Parser(reddit_posts.parse_comments, JSON, from_reddit("/comments/p102")),
    "reddit feed": Parser(
        reddit_feed.parse_reddit_feed,
        XML,
        lambda: feed_of("reddit", lambda scene: scene.feed(*scene.whole().posts[:6])),
    ),
    "telegram": Parser(
        telegram_page.parse_channel,
        HTML,
        lambda: served("telegram", "/s/norrviksroster", "/s/norrviksroster?before=25"),
        ("norrviksroster", SEARCHES),
    ),
    "youtube ids": Parser(
        youtube_posts.parse_ids,
        JSON,
        from_youtube(
            "playlistItems?playlistId=UUprovkanalenprovkanale1", "search?publishedAfter=2020"
        ),
    ),
    "youtube videos": Parser(
        youtube_posts.parse_videos, JSON, from_youtube("videos?id=video000101,video000102")
    ),
    "youtube threads": Parser(
        youtube_posts.parse_threads,
        JSON,
        from_youtube("commentThreads?videoId=video000101"),
        ("video000101", "Om soc"),
    ),
    "youtube comments": Parser(
        youtube_posts.parse_comments,
        JSON,
        from_youtube("comments?parentId=Ugkommentar000001AaABAg"),
    ),
    "youtube feed": Parser(
        youtube_feed.parse_youtube_feed,
        XML,
        lambda: feed_of("youtube", lambda scene: scene.feed(scene.whole().videos[:5])),
        ("UCprovkanalenprovkanale1",),
    ),
}
FAMILIES = {
    JSON: ("bytes", "text", *["json"] * 5),
    HTML: ("bytes", "text", "lines", *["markup"] * 3),
    XML: ("bytes", "text", *["markup"] * 4),
}


@functools.cache
def bodies(name):
    return PARSERS[name].bodies()


def test_a_status_that_is_no_text_does_not_end_a_stream():
    said = {"did": "did:plc:a", "time_us": 1795165200000000, "kind": "account"}
    body = json.dumps({**said, "account": {"active": False, "status": []}}).encode()

    assert read_lines(body, "", JSON, NOW, jetstream_events.V1).changes == ()


def test_a_further_page_at_an_address_that_is_none_ends_a_list():
    (body,) = served("discourse", "/c/familj/5.json?page=1")
    held = json.loads(body)
    held["topic_list"]["more_topics_url"] = "https://["

    page = discourse_answers.parse_topics(json.dumps(held).encode(), BASE, JSON, NOW, SEARCHES)

    assert (page.next, page.access) == ("", Access.OK)


@pytest.mark.parametrize("name", PARSERS)
@fuzzed(100)
@given(data=st.data())
def test_a_damaged_answer_is_read_or_told_of(name, data):
    parser = PARSERS[name]
    body = data.draw(st.sampled_from(bodies(name)))
    body = changed(body, data.draw(changes(*FAMILIES[parser.kind])))
    kind = data.draw(st.sampled_from((parser.kind, parser.kind, *TYPES)))

    with bounded():
        page = parser.parse(body, f"{BASE}/x?before=12&page=2", kind, NOW, *parser.more)

        assert isinstance(page, Page)
        assert pickle.loads(pickle.dumps(page)) == page  # it comes from another process
        posts = posts_of(page)
        event("posts" if posts else f"no posts, {page.access}")
        told = [page.next, *page.gone, *page.problems, *itertools.chain(*page.details)]
        "".join(told).encode()
        documents = [document_of(post, SOURCE, PSEUDONYMS, NOW) for post in posts]
        assert to_arrow(documents, Document).num_rows == len(documents)
        texts = (f"{d.title}{d.text}{d.context}{d.url}{d.shared_urls}" for d in documents)
        assert not any(map(BAD.search, texts))
        assert all(post.fingerprint for post in posts)
        "".join(post.lookup for post in posts).encode()


BAD = re.compile("[\0\ud800-\udfff]")


def posts_of(page):
    """The posts of a page, those in the changes of a stream too."""
    changes_of = getattr(page, "changes", ())
    return [*page.posts, *(change.post for change in changes_of if change.post)]

"""Listings of every kind, killed in their middle: no page of them is asked for twice."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import scene_bluesky
import scene_mastodon
import scene_reddit
import scene_telegram
import scene_youtube
from killed_pass import Tap, held, kill, until

from store.connection import Store
from store.records import SourceState
from store.sources import keep_source_states

pytestmark = pytest.mark.slow

WORDS = ("soc", "orosanmälan")
KEYS = {
    **scene_reddit.KEYS,
    **scene_youtube.KEYS,
    "bluesky_identifier": "vaktaren.example",
    "bluesky_password": "abcd-efgh-ijkl-mnop",
}
LAST = "last"
"""A source that is answered when all others are held: what a program is sent is stored in its
order, so when something of this one is, all that came before it is, too."""


def bluesky_author(web):
    scene_bluesky.app_view(web)
    return scene_bluesky.source(web)


def bluesky_search(web):
    server = scene_bluesky.app_view(web)
    posts = [row["post"] for row in server.rows]
    server.searches = {"soc": posts[:8], "orosanmälan": posts[8:]}
    return scene_bluesky.source(web, "/search")


def reddit_search(web):
    scene_reddit.whole().put(web)
    return scene_reddit.source_of(web, "/search")


def youtube_search(web):
    scene_youtube.whole().put(web)
    return scene_youtube.source_of(web, "/results")


KINDS = {
    "bluesky_author": (bluesky_author, "getAuthorFeed", 2),
    "bluesky_search": (bluesky_search, "searchPosts", 3),
    "reddit": (scene_reddit.put, "/new", 2),
    "reddit_search": (reddit_search, "/search", 5),
    "telegram": (scene_telegram.put, "/s/", 2),
    "youtube": (scene_youtube.put, "playlistItems", 2),
    "youtube_search": (youtube_search, "/v3/search", 1),
    "mastodon": (scene_mastodon.put, "/timelines/", 2),
    "mastodon_upwards": (scene_mastodon.put, "/timelines/", 2),
    "last": (scene_telegram.put, "/s/", 0),
}
"""For each listing: what puts it onto a server, what its pages' paths have, and how many are
answered before the kill: of searches, the second word's first page is the last or is under way."""


class Listings:
    """All listings on servers of their own."""

    def __init__(self, new_web):
        self.taps, self.webs, self.sources = {}, {}, []
        for number, (name, (put, pages, _)) in enumerate(KINDS.items(), 2):
            web = new_web(f"127.0.0.{number}")
            self.sources.append(replace(put(web), source_id=name))
            self.taps[name] = Tap(web, pages)
            self.webs[name] = web

    def asked(self):
        return {name: list(tap.asked) for name, tap in self.taps.items()}


def put_marks(path, sources):
    """A store of which the last visit to one timeline ended at its oldest post, as the cursor of
    that visit was written before there were listings in it."""
    (source,) = (one for one in sources if one.source_id == "mastodon_upwards")
    oldest = scene_mastodon.NOW - timedelta(minutes=320)
    mark = str(int(oldest.timestamp() * 1000) << 16)
    cursor = f"mastodon-v1 {json.dumps({f'#{scene_mastodon.TAG}': mark})}"
    with Store(path).write() as transaction:
        keep_source_states(
            transaction,
            [SourceState(source.source_id, source.url, cursor=cursor, answered_at=oldest)],
        )


def whoever_came_first(found):
    """What a store holds of documents that several sources have: it does not matter whose is the
    first."""
    rows = [*found["documents"].elements()]
    seen = {(row[0], row[2]) for row in rows} | {*found["sightings"]}
    return {**found, "documents": sorted((*row[:2], *row[3:]) for row in rows), "sightings": seen}


def test_no_page_of_a_listing_is_asked_for_twice_when_its_visit_is_killed(new_web, start, tmp_path):
    listings = Listings(new_web)
    path = tmp_path / "ostord.duckdb"
    put_marks(path, listings.sources)
    assert start(path, listings.sources, batch=1000, words=WORDS, keys=KEYS).wait(60) == 0
    whole, expected = listings.asked(), held(path)
    assert all(len(pages) > KINDS[name][2] for name, pages in whole.items())

    path = tmp_path / "dodad.duckdb"
    put_marks(path, listings.sources)
    for name, tap in listings.taps.items():
        tap.open(KINDS[name][2])
    program = start(path, listings.sources, batch=20, words=WORDS, keys=KEYS)
    until(lambda: all(tap.is_held for tap in listings.taps.values()))
    before = {name: tap.answered for name, tap in listings.taps.items()}
    listings.taps[LAST].release()
    until(lambda: any(row[2] == LAST for row in held(path)["documents"]), pause_s=0.2)
    kill(program)
    for tap in listings.taps.values():
        tap.release()
        tap.open()
    assert start(path, listings.sources, batch=1000, words=WORDS, keys=KEYS).wait(60) == 0

    after = listings.asked()
    before.pop(LAST)
    assert {name: pages + after[name] for name, pages in before.items()} == {
        name: whole[name] for name in before
    }
    assert any("createSession" in path for path in listings.webs["bluesky_search"].paths())
    assert whoever_came_first(held(path)) == whoever_came_first(expected)

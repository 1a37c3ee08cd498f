"""Listings read the newest first: where visits go on that were cut off, and what they claim."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from here_worker import HereWorker

from crawlers.network.fetch import Answer, Failure
from crawlers.posts import Page, Post
from crawlers.privacy import Pseudonyms
from crawlers.settings import CrawlSettings
from crawlers.visits.cursors import LISTINGS, holds_another, kept, without_listings, written
from crawlers.visits.door import OTHER_PROTOCOL, REPEATS, Door
from crawlers.visits.newest_first import Listed, NewestFirst
from crawlers.visits.stretches import Stretch, read
from crawlers.visits.stretches import written as as_json
from crawlers.visits.tools import Tools
from crawlers.workers import Workers
from store.records import Access, Document, ItemState, Source, SourceKind, SourceState

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SOURCE = Source("kalla", SourceKind.BLUESKY, "https://bsky.app/search?q=soc")
ANSWER = Answer(SOURCE.url, 200, b"", "", "", "", "", False)
PSEUDONYMS = Pseudonyms(b"en hemlig nyckel for proven, 32 b")
PER_PAGE = 3


class Killed(BaseException):
    """The process has ended here."""


@dataclass
class Listing:
    """A platform's listing: hours at which posts were written, counted back from NOW. A page is
    named by the post that it begins below. `dies_at`: so many requests are answered."""

    hours: list[float] = field(default_factory=lambda: [n / 2 for n in range(1, 20)])
    dies_at: int = 10**6
    asked: list[str] = field(default_factory=list)
    forgotten: Failure | Page | None = None

    async def turn(self, at, floor):
        if len(self.asked) >= self.dies_at:
            raise Killed
        self.asked.append(at)
        if at and self.forgotten:
            answered = self.forgotten
            return Listed(answered, ANSWER) if isinstance(answered, Page) else answered
        below = [hours for hours in sorted(self.hours) if not at or hours > float(at)]
        shown = below[:PER_PAGE]
        following = str(shown[-1]) if len(below) > PER_PAGE else ""
        return Listed(Page(tuple(map(post, shown)), following), ANSWER)


def post(hours):
    text = f"Socialtjänsten svarade oss efter {hours} timmar."
    at = NOW - timedelta(hours=hours)
    return Post("bsky.app", f"post-{hours}", text, author="tallkotten", published_at=at)


class Reader:
    """Visits of a source one after another: what they emitted, and what they were left with."""

    def __init__(self, **state):
        self.state = SourceState("kalla", SOURCE.url, **state)
        self.items = {}
        self.texts = []

    def visit(self, *listings, now=NOW, killed=False, since=None, **limits):
        """Walk listings in a visit, and end it as one that is answered without a failure is."""

        async def emit(*records):
            for record in records:
                match record:
                    case SourceState():
                        self.state = record
                    case ItemState():
                        self.items[record.key] = record
                    case Document():
                        self.texts.append(record.text)

        async def walks():
            workers = Workers(size=1, new_worker=HereWorker())
            tools = Tools(
                SimpleNamespace(), SimpleNamespace(), SimpleNamespace(),
                CrawlSettings(), now, since, emit, workers,
            )  # fmt: skip
            self.door = Door(SOURCE, self.state, self.items, PSEUDONYMS, tools)
            newest_first = NewestFirst(self.door)
            try:
                return [
                    await newest_first.walk(f"lista {n}", listing.turn, **limits)
                    for n, listing in enumerate(listings)
                ]
            finally:
                workers.close()

        if killed:
            with pytest.raises(Killed):
                asyncio.run(walks())
            ended = []
        else:
            ended = asyncio.run(walks())
        return ended[0] if len(ended) == 1 else ended


def texts_of(listing):
    return {post(hours).text for hours in listing.hours}


@pytest.mark.parametrize("died", range(1, 7))
def test_a_listing_goes_on_where_its_visit_was_killed_and_reads_what_has_come_since(died):
    reader, listing = Reader(), Listing(dies_at=died)
    reader.visit(listing, killed=True)
    before, listing.asked = listing.asked, []
    listing.dies_at, listing.hours = 100, [*listing.hours, 0.1, 0.2, -0.5]

    ended = reader.visit(listing, now=NOW + HOUR)

    assert ended.caught_up and ended.failure is None
    assert set(reader.texts) == texts_of(listing) and len(reader.texts) == len(listing.hours)
    assert not set(listing.asked) & set(before[2:])  # what came within the hour may come late
    assert "" in listing.asked


def test_a_listing_that_was_begun_a_moment_ago_is_left_to_the_next_visit_at_its_top():
    reader, listing = Reader(), Listing(dies_at=3)
    reader.visit(listing, killed=True)
    listing.dies_at = 100

    assert reader.visit(listing, now=NOW + MINUTE).caught_up
    assert listing.asked == ["", "1.5", "3.0", "4.5", "6.0", "7.5", "9.0"]


def test_a_visit_killed_again_and_again_asks_for_each_page_once():
    reader, listing = Reader(), Listing(dies_at=0)
    for _ in range(7):
        listing.dies_at += 1
        reader.visit(listing, killed=listing.dies_at < 7)

    assert listing.asked == ["", "1.5", "3.0", "4.5", "6.0", "7.5", "9.0"]
    assert set(reader.texts) == texts_of(listing) and len(reader.texts) == 19


def test_what_has_come_on_top_may_be_cut_off_too():
    reader, listing = Reader(), Listing(dies_at=2)
    reader.visit(listing, killed=True)
    listing.hours += [-n / 4 for n in range(1, 20)]
    listing.dies_at = 9
    reader.visit(listing, now=NOW + 6 * HOUR, killed=True)
    before, listing.asked, listing.dies_at = listing.asked, [], 100
    assert reader.visit(listing, now=NOW + 12 * HOUR).caught_up

    assert before.count("") == 2 and listing.asked.count("") == 1
    assert not set(listing.asked[:-1]) & set(before)
    assert set(reader.texts) == texts_of(listing) and len(reader.texts) == len(listing.hours)


def test_of_several_listings_those_that_were_read_are_not_asked_again():
    reader, first, second = Reader(), Listing([1, 2, 3, 4]), Listing([5, 6, 7, 8], dies_at=1)
    reader.visit(first, second, killed=True)
    second.dies_at = 100
    both = reader.visit(first, second)

    assert [ended.caught_up for ended in both] == [True, True]
    assert first.asked == ["", "3"]
    assert second.asked == ["", "7"]
    assert reader.door.listed == 8


@pytest.mark.parametrize(
    "forgotten",
    [
        Failure(Access.OUTAGE, "förstår inte", 400, passing=False),
        Failure(Access.OUTAGE, "borta", 410, passing=False, code="missing"),
        Failure(Access.PARSE_ERROR, "svarade med annat", 200, passing=False),
        Page(access=Access.EMPTY_VALID),
    ],
)
def test_a_page_that_the_platform_no_longer_knows_lets_the_listing_be_begun_anew(forgotten):
    reader, listing = Reader(), Listing(dies_at=2)
    reader.visit(listing, killed=True)
    turns = listing.turn

    async def turn(at, floor):
        listing.forgotten = forgotten if len(listing.asked) == 2 else None
        return await turns(at, floor)

    listing.dies_at, listing.turn = 100, turn
    assert reader.visit(listing, now=NOW + HOUR).caught_up
    assert listing.asked[2:5] == ["3.0", "", "1.5"]
    assert set(reader.texts) == texts_of(listing) and len(reader.texts) == 19


def test_who_asks_us_to_wait_is_asked_nothing_more_and_gone_on_with_later():
    reader, listing = Reader(), Listing(dies_at=2)
    reader.visit(listing, killed=True)
    listing.dies_at = 100
    listing.forgotten = Failure(Access.RATE_LIMITED, "ber oss vänta", 429)
    assert reader.visit(listing) == listing.forgotten
    listing.forgotten = None
    assert reader.visit(listing).caught_up

    assert listing.asked[:4] == ["", "1.5", "3.0", "3.0"]


def test_a_listing_that_fails_on_its_way_is_gone_on_with():
    reader, listing = Reader(), Listing()
    listing.forgotten = Failure(Access.OUTAGE, "svarade inte")
    ended = reader.visit(listing)
    assert (ended.caught_up, ended.failure) == (False, listing.forgotten)
    assert ended.reached == NOW - 1.5 * HOUR
    listing.forgotten = None
    reader.visit(listing)

    assert listing.asked[:3] == ["", "1.5", "1.5"]


def test_the_last_visit_that_counted_and_the_users_own_day_say_how_far_back():
    listing, seen = Listing(), NOW - 2 * HOUR
    Reader(answered_at=seen).visit(listing)
    assert listing.asked == ["", "1.5", "3.0"]

    listing = Listing(dies_at=1)
    reader = Reader(answered_at=seen)
    reader.visit(listing, killed=True)
    listing.dies_at = 100
    reader.visit(listing, since=NOW - DAY)  # more than the visit that was killed had asked for
    assert listing.asked == ["", "", "1.5", "3.0", "4.5", "6.0", "7.5", "9.0"]


def test_what_has_come_since_the_last_visit_is_taken_whatever_day_the_user_names():
    reader = Reader(answered_at=NOW - 3 * HOUR)
    reader.visit(Listing([1, 2, 3, 3.5, 5, 6]), since=NOW - 2 * HOUR)
    first = Reader()
    first.visit(Listing([1, 2, 3, 3.5, 5, 6]), since=NOW - 2 * HOUR)

    assert set(reader.texts) == texts_of(Listing([1, 2, 3, 3.5]))
    assert set(first.texts) == texts_of(Listing([1, 2]))


def test_a_later_day_of_the_users_own_leaves_no_hole_in_a_visit_that_was_cut_off():
    reader, listing = Reader(), Listing(dies_at=2)
    reader.visit(listing, killed=True)
    listing.dies_at = 4
    reader.visit(listing, since=NOW - 5 * HOUR, killed=True)
    listing.dies_at = 6
    reader.visit(listing, since=NOW - 5 * HOUR, killed=True)  # the same day is gone on with
    listing.dies_at = 100

    assert reader.visit(listing).caught_up
    assert listing.asked[:6] == ["", "1.5", "", "1.5", "3.0", "4.5"]
    assert set(reader.texts) == texts_of(listing) and len(reader.texts) == 19


def test_a_listing_that_is_too_long_or_goes_round_is_cut_over_a_kill_as_well():
    reader, listing = Reader(), Listing(dies_at=2)
    reader.visit(listing, killed=True, most=4)
    listing.dies_at = 100
    ended = reader.visit(listing, most=4)
    assert (ended.caught_up, ended.reached) == (False, NOW - 6 * HOUR)
    assert list(reader.door.problems) == ["stopped after 4 pages"]
    assert listing.asked == ["", "1.5", "3.0", "4.5"]
    ended = reader.visit(listing, now=NOW + HOUR, most=4)  # the hole stays one
    assert (ended.caught_up, ended.reached) == (False, NOW - 6 * HOUR)

    async def turn(at, floor):
        return Listed(Page((post(1), post(2)), "samma"), ANSWER)

    round_and_round = Listing()
    round_and_round.turn = turn
    reader = Reader()
    assert not reader.visit(round_and_round).caught_up
    assert list(reader.door.problems) == [REPEATS]


def test_a_listing_that_ends_where_the_platform_cuts_it_is_not_taken_for_whole():
    assert not Reader().visit(Listing(), longest=19).caught_up
    assert Reader().visit(Listing(), longest=20).caught_up
    reader, listing = Reader(), Listing(dies_at=4)
    reader.visit(listing, killed=True, longest=19)
    listing.dies_at = 100
    assert not reader.visit(listing, longest=19).caught_up


def test_a_cursor_holds_a_line_a_protocol_and_old_ones_are_read():
    old = 'mastodon-v1 {"#soc": "17"}'
    both = written(old, LISTINGS, "x")

    assert kept(old, "mastodon-v1") == kept(both, "mastodon-v1") == '{"#soc": "17"}'
    assert (kept(both, LISTINGS), kept(old, LISTINGS)) == ("x", "")
    assert written(both, "mastodon-v2", "y") == f"mastodon-v2 y\n{LISTINGS} x"
    assert written(both, LISTINGS, "") == without_listings(both) == old
    assert not holds_another(both, LISTINGS) and holds_another(both, "mastodon-v2")
    assert without_listings("https://a.example/flode") == "https://a.example/flode"


@pytest.mark.parametrize("cursor", ["newest-first-v0 x", f"{LISTINGS} skräp", "newest-first-v9 {}"])
def test_what_another_version_or_nobody_wrote_lets_a_listing_be_begun_anew(cursor):
    reader, listing = Reader(cursor=cursor), Listing()

    assert reader.visit(listing).caught_up
    assert len(reader.texts) == 19
    assert (OTHER_PROTOCOL in reader.door.problems) == (LISTINGS not in cursor)
    assert reader.state.cursor.startswith(f"{LISTINGS} ")


def test_nobody_can_read_in_a_cursor_where_a_visit_was():
    reader, listing = Reader(), Listing(dies_at=2)
    reader.visit(listing, killed=True)

    assert "3.0" not in reader.state.cursor and "lista" not in reader.state.cursor


def test_what_is_kept_is_read_as_it_was():
    at = Stretch(NOW, NOW - DAY, NOW - HOUR, "t3_abc", 3, 70, NOW - 2 * HOUR, NOW - DAY, cut=True)

    assert read(as_json({"a": at}, {"t3_x": ""})) == ({"a": at}, {"t3_x": ""})
    for broken in ("[]", "[[],{}]", '[{"a":[1]},{}]', '[{"a":[9e99,0,0,"",0,0,0,0,0,0]},{}]', "{"):
        assert read(broken) == ({}, {})

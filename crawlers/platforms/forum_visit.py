"""One visit to a forum: a thread or a list of threads, and then the posts that are held."""

from __future__ import annotations

from crawlers.network.fetch import Failure
from crawlers.platforms.forum_place import Forum
from crawlers.platforms.forum_reader import Reader
from crawlers.platforms.forum_recheck import recheck
from crawlers.platforms.forum_section import read_section
from crawlers.visits.door import Door, Visited
from store.records import Access

NO_WORDS = "det finns inga sökord att välja trådar efter; skriv dem i queries.toml"


def no_place(forum: Forum) -> Failure:
    """The failure of an address that names nothing in this forum, with what it should look like."""
    message = "adressen är varken en avdelning eller en tråd; skriv till exempel "
    message += " eller ".join(forum.examples)
    return Failure(Access.NOT_ASKED, message, passing=False, code="address")


async def visit_forum(door: Door, forum: Forum) -> Visited | Failure:
    """Read what is new, then ask for the posts that are due."""
    place = forum.place_of(door.source.url)
    if place is None:
        return no_place(forum)
    reader = Reader(door, forum)
    read = read_section(reader, place) if place.section else reader.follow(place)
    failed = await read
    if failed is None or failed.code in ("visit_limit", "missing"):
        failed = await recheck(reader) or failed
    if reader.first is None or (failed and failed.code == "missing"):
        assert failed is not None, "a visit without an answer failed"
        return failed
    message = failed.message if failed and failed.code == "visit_limit" else ""
    if place.section and not door.searches.all:
        message = NO_WORDS
    return Visited(reader.first, caught_up=failed is None, failure=failed, message=message)

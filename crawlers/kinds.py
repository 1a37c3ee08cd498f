"""The kinds of sources that can be crawled: listings of articles, and platforms of posts.

Parsers are named, not imported: the process that starts a pass asks only which kinds there are.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from crawlers.listing import Listing
from store.records import Source, SourceKind, SourceState

if TYPE_CHECKING:
    from crawlers.network.failures import Failure
    from crawlers.visits.door import Door, Visited

Parse = Callable[[bytes, str, str, datetime, int], Listing]
"""Bytes, the address that they came from, Content-Type, now, and how many entries to read at most.
Never raises for what is in the bytes; runs in a worker, so it is a function of a module."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of source is crawled: a module, and the names of its functions.

    `of_articles`: what it lists are articles by its own word; elsewhere an address is just a link,
    and a page that is no article gives no document. `of_json`: its servers answer with JSON only.
    """

    module: str
    parser: str
    addresser: str = ""
    of_articles: bool = True
    of_json: bool = False

    @property
    def parse(self) -> Parse:
        """The function that reads an answer; what it needs is loaded where it is called."""
        return partial(_parse, self.module, self.parser)

    def address(self, source: Source, state: SourceState, since: datetime | None) -> str:
        """What is asked, given the source's last state and the day from which the user wants
        documents."""
        if not self.addresser:
            return source.url
        return getattr(import_module(self.module), self.addresser)(source, state, since)


@dataclass(frozen=True, slots=True)
class Platform:
    """How a platform of posts is crawled: the module that has its `visit`."""

    module: str

    @property
    def visit(self) -> Callable[[Door], Awaitable[Visited | Failure]]:
        """What asks the platform, through a door."""
        return import_module(self.module).visit


def _parse(module: str, parser: str, *args: Any) -> Listing:
    return getattr(import_module(module), parser)(*args)


LISTINGS: Mapping[SourceKind, Kind] = {
    SourceKind.FEED: Kind("crawlers.feeds", "parse_feed"),
    SourceKind.SITEMAP: Kind("crawlers.sitemaps", "parse_sitemap", of_articles=False),
    SourceKind.PAGE: Kind("crawlers.link_pages", "parse_link_page", of_articles=False),
    SourceKind.WORDPRESS: Kind("crawlers.wordpress", "parse_wordpress", "address", of_json=True),
    SourceKind.RIKSDAGEN: Kind("crawlers.riksdagen", "parse_riksdagen", "address", of_json=True),
    SourceKind.SR: Kind("crawlers.sr", "parse_sr", "address", of_json=True),
}

PLATFORMS: Mapping[SourceKind, Platform] = {
    SourceKind.MASTODON: Platform("crawlers.platforms.mastodon"),
    SourceKind.BLUESKY: Platform("crawlers.platforms.bluesky"),
    SourceKind.JETSTREAM: Platform("crawlers.platforms.jetstream"),
    SourceKind.REDDIT: Platform("crawlers.platforms.reddit"),
    SourceKind.YOUTUBE: Platform("crawlers.platforms.youtube"),
    SourceKind.TELEGRAM: Platform("crawlers.platforms.telegram"),
    SourceKind.FLASHBACK: Platform("crawlers.platforms.flashback"),
    SourceKind.FAMILJELIV: Platform("crawlers.platforms.familjeliv"),
    SourceKind.DISCOURSE: Platform("crawlers.platforms.discourse"),
}

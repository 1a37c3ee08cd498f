"""What is known of the web sites of a pass: looked up by all, kept as soon as it is learnt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from store.records import Site


class SiteBook:
    """The Sites of a pass. `now` is the time of the pass; what is kept is also emitted."""

    def __init__(
        self, known: Mapping[str, Site], now: datetime, emit: Callable[..., Awaitable[None]]
    ) -> None:
        self.now = now
        self._sites = dict(known)
        self._emit = emit

    def get(self, site: str) -> Site:
        """What is known of a site (see `site_name`); an empty Site when nothing is."""
        return self._sites.get(site) or Site(site)

    async def keep(self, site: Site) -> None:
        """Replace what is known of a site.

        Change what `get` gives and keep it without waiting in between, or what somebody else has
        learnt in the meantime is lost: `await book.keep(replace(book.get(name), tdm="open"))`.
        """
        if self._sites.get(site.site) != site:
            self._sites[site.site] = site
            await self._emit(site)


def site_name(url: str) -> str:
    """Scheme, host and port of an address, as Site.site has them.

    >>> site_name("HTTPS://name@Www.Example.se:8443/a?b")
    'https://www.example.se:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def book_of(crawler: Crawler) -> SiteBook:
    """The book that the pass was given, else one that is forgotten with the process."""
    spider = crawler.spider
    book = getattr(spider, "site_book", None)
    if book is None:
        book = SiteBook({}, datetime.fromtimestamp(0, UTC), _nowhere)
        if spider is not None:
            spider.site_book = book  # type: ignore[attr-defined]  # a spider is an open namespace
    return book


async def _nowhere(*_records: object) -> None:
    """Emit to nobody: a fetch outside a pass has no store."""

"""Where else the listing of a source may be: what pages and robots.txt name, and known paths.

Pure functions of addresses and bytes; `source_trial.py` fetches.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from crawlers.canonical import canonical_url, registrable_host
from crawlers.markup import decode
from store.records import Source, SourceKind

KNOWN_PATHS = ("/feed", "/rss/nyheter", "/rss/")
"""The three families of paths of Swedish local papers (Bonnier News Local and Gota Media, NTM and
Stampen, and older sites), as seen in public lists of feeds, November 2026."""
WORDPRESS_PATH = "/wp-json/wp/v2/posts"
MAX_LINKED = 5
MAX_SITEMAPS = 4
MAX_URL = 2_083
_HEAD_BYTES = 500_000
_PLATFORMS = frozenset({"tt.se", "mynewsdesk.com", "sr.se", "riksdagen.se", "cision.com"})
"""Owners whose hosts list what many publish: a path tried there finds somebody else's listing."""

_LINK = re.compile(r"<link\b[^<>]{1,2000}>", re.I)
_ATTRIBUTE = re.compile(r"""([a-z-]{1,20})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_OF_COMMENTS = re.compile(r"comment|kommentar", re.I)
_SITEMAP_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.I | re.M)
_NEWS = re.compile(r"news|nyhet", re.I)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address to try, as a source of which kind, and a Swedish clause of where it was found."""

    url: str
    kind: SourceKind
    found_in: str = ""


def owner(url: str) -> str:
    """Who is asked at an address: the registered name, and the port where it is an unusual one."""
    try:
        port = urlsplit(url).port
    except ValueError:
        return ""
    return registrable_host(url) + (f":{port}" if port not in {None, 80, 443} else "")


def may_guess(source: Source, others: Iterable[Source]) -> bool:
    """Whether listings of the whole host may stand for this source.

    Not where the list has other sources of the same owner: the whole host's listing would replace
    one county's or one section's.
    """
    mine = owner(source.url)
    if mine in _PLATFORMS:
        return False
    return all(other.source_id == source.source_id or owner(other.url) != mine for other in others)


def linked(body: bytes, url: str, content_type: str) -> list[Candidate]:
    """The feeds that a web page names with `<link rel=alternate>`, those of comments apart."""
    text = _COMMENT.sub(" ", decode(body[:_HEAD_BYTES], content_type)[0])
    found: dict[str, Candidate] = {}
    for tag in _LINK.finditer(text):
        link = _attributes(tag.group(0))
        if "alternate" not in link.get("rel", "").lower().split() or not _is_feed(link):
            continue
        address = _joined(url, link.get("href", ""))
        if address and not _OF_COMMENTS.search(address + " " + link.get("title", "")):
            found.setdefault(address, Candidate(address, SourceKind.FEED, "länkas från sidan"))
    return list(found.values())[:MAX_LINKED]


def _attributes(tag: str) -> dict[str, str]:
    return {
        match.group(1).lower(): html.unescape(next(g for g in match.groups()[1:] if g is not None))
        for match in _ATTRIBUTE.finditer(tag)
    }


def _is_feed(link: dict[str, str]) -> bool:
    """A feed by its type; JSON only when its address says so, as WordPress links its API too."""
    kind = link.get("type", "").partition(";")[0].strip().lower()
    return kind in _FEED_TYPES or (kind == "application/json" and "feed" in link.get("href", ""))


def _joined(base: str, href: str) -> str:
    try:
        address = urljoin(base, href.strip())
    except ValueError:
        return ""
    return address if href.strip() and is_writable(address) else ""


def is_writable(address: str) -> bool:
    """Whether an address that somebody else gave may stand in the list of sources."""
    whole = len(address) <= MAX_URL and address.isprintable() and " " not in address
    return whole and bool(canonical_url(address))


def home(url: str) -> str:
    """The home page of an address's host."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"


def known_paths(url: str) -> list[Candidate]:
    """The paths at which Swedish local papers have their feeds."""
    return [Candidate(urljoin(home(url), path), SourceKind.FEED, "vanlig adress för flöden")
            for path in KNOWN_PATHS]  # fmt: skip


def wordpress(url: str) -> Candidate:
    """WordPress's own interface, where the site is one of WordPress."""
    address = urljoin(home(url), WORDPRESS_PATH)
    return Candidate(address, SourceKind.WORDPRESS, "WordPress eget gränssnitt")


def sitemaps(robots: str, url: str) -> list[Candidate]:
    """The sitemaps that robots.txt names, those of news first."""
    found = [address for line in _SITEMAP_LINE.findall(robots) if (address := _joined(url, line))]
    news_first = sorted(dict.fromkeys(found), key=lambda address: not is_of_news(address))
    return [
        Candidate(address, SourceKind.SITEMAP, "nämns i robots.txt")
        for address in news_first[:MAX_SITEMAPS]
    ]


def is_of_news(address: str) -> bool:
    """Whether an address looks like one of a news sitemap."""
    return bool(_NEWS.search(urlsplit(address).path))


def allowed(
    candidates: Iterable[Candidate], source: Source, taken: Collection[str]
) -> Iterator[Candidate]:
    """Those of the source's own owner that are not among `taken` (canonical addresses)."""
    for candidate in candidates:
        is_own = owner(candidate.url) == owner(source.url)
        if is_own and is_writable(candidate.url) and canonical_url(candidate.url) not in taken:
            yield candidate


def kind_of(body: bytes, content_type: str) -> SourceKind | None:
    """What kind of listing some bytes look like; None for web pages and what is nothing known."""
    start = decode(body[:5_000], content_type)[0].lstrip("\ufeff \t\r\n\0")
    if re.match(r"\s*[\[{]", start):
        return _kind_of_json(start)
    if re.search(r"<(?:\w+:)?(?:urlset|sitemapindex)\b", start, re.I):
        return SourceKind.SITEMAP
    if re.search(r"<(?:\w+:)?(?:rss|feed|rdf)\b", start, re.I):
        return SourceKind.FEED
    return None


def _kind_of_json(start: str) -> SourceKind | None:
    if "jsonfeed.org/version" in start.replace("\\/", "/"):
        return SourceKind.FEED
    if '"dokumentlista"' in start:
        return SourceKind.RIKSDAGEN
    if start.startswith("[") and '"rendered"' in start:
        return SourceKind.WORDPRESS
    return None

"""Pages that list articles and have no feed: their headlines, from bytes to entries.

What counts as a headline is a guess: a link to the same owner whose text reads like one, that
stands in a heading or beside a time, outside menus. The pages behind it say whether it is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from crawlers.canonical import canonical_url, registrable_host
from crawlers.characters import read_characters
from crawlers.dates import DateNotes
from crawlers.entries import absolute_link, entry_key, is_same_address, listing_of
from crawlers.html_tree import html_tree
from crawlers.listing import MAX_ENTRIES, MAX_TITLE, Entry, Listing
from crawlers.markup import plain_text, short_language
from crawlers.wrong_answers import is_challenge, unreadable, wrong_answer

MAX_LINKS = 5_000
"""Links of a page that are looked at; the longest start pages of papers have 1,000."""
MAX_CARD_DEPTH = 6
"""Elements around a link in which its time and its summary are looked for."""

_MENU = frozenset({"nav", "footer", "aside", "form", "button", "select", "noscript", "dialog"})
_MENU_CLASS = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|meny|breadcrumbs?|brodsmulor|footer|sidfot|cookie|"
    r"share|dela|social|paging|pagination|paginering|skip|login|tags?|taggar)(?:$|[\s_-])", re.I
)  # fmt: skip
_NO_ARTICLE = re.compile(
    r"/(?:tag|tags|tagg|taggar|amne|amnen|kategori|kategorier|category|categories|author|authors|"
    r"skribent|forfattare|journalist|sida|page|sok|search|login|logga-in|konto|mitt-konto|"
    r"prenumerera|prenumeration|om-webbplatsen|cookies|kakor|integritetspolicy|tillganglighet|rss|"
    r"feed|wp-login\.php|wp-content|nyhetsbrev)(?:/|$)"
    r"|/(?:kontakt|kontakta-oss|om-oss)/?$"  # below them authorities have their news
    r"|\.(?:pdf|docx?|xlsx?|pptx?|zip|jpe?g|png|gif|svg|webp|mp3|mp4|ics|xml|json)$", re.I
)  # fmt: skip
_LABEL_ONLY = re.compile(
    r"^(?:(?:läs (?:mer|hela|vidare|artikeln)|visa (?:fler|mer|alla)|"
    r"till (?:startsidan|innehållet)|hoppa till|gå till|alla nyheter|fler nyheter|"
    r"dela (?:på|via|med|artikeln|sidan)|skriv ut|logga in|read more)\b|"
    r"(?:nästa|föregående|dela)(?: (?:sida|artikel|nyhet|inlägg))?\W*$)", re.I
)  # fmt: skip
_ARTICLE_PATH = re.compile(r"\d{4,}|[^/-]-[^/-]+-[^/-]+-")
_OF_SUBJECT = re.compile(r"(?<!\S)(?:tag|category|kategori)-\S+", re.I)
"""Classes by which WordPress says what a card is about; `tag-skola` is no list of tags."""
_DATE_CLASS = re.compile(r"(?:^|[\s_-])(?:date|datum|time|tid|published|publicerad)", re.I)
_FEED_TYPE = re.compile(r"application/(?:rss\+xml|atom\+xml|feed\+json)", re.I)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass
class _Link:
    """A possible article: all links of the page that lead to it, the best text first found."""

    url: str
    element: Any
    title: str = ""
    in_heading: bool = False
    time: str = ""
    summary: str = ""
    elements: list[Any] = field(default_factory=list)

    def offer(self, title: str, in_heading: bool, element: Any) -> None:
        """Take this text if it is better than the one before: of a heading, or longer."""
        self.elements.append(element)
        if (in_heading, len(title)) > (self.in_heading, len(self.title)):
            self.title, self.in_heading, self.element = title, in_heading, element

    @property
    def reads_like_an_article(self) -> bool:
        """Whether its words are a headline's: never a lone label, in doubt by its address."""
        words = len(self.title.split())
        if words < 2 or len(self.title) < 10 or _LABEL_ONLY.match(self.title):
            return False
        if self.in_heading or self.time:
            return True
        return words >= 4 and bool(_ARTICLE_PATH.search(urlsplit(self.url).path))


def parse_link_page(
    body: bytes, url: str, content_type: str, now: datetime, max_items: int = MAX_ENTRIES
) -> Listing:
    """Read the headlines of a page in their order, each once. Never raises."""
    found = read_characters(body, content_type)
    tree = html_tree(found.text)
    if tree is None or "<" not in found.text[:4096]:
        return wrong_answer(found.text, "en webbsida")
    notes = DateNotes(now)
    problems = (*found.problems, *(f"the page offers a feed: {feed}" for feed in _feeds(tree, url)))
    links = _links(tree, url)
    _look_around(links)
    articles = [link for link in links if link.reads_like_an_article]
    if not articles:
        if is_challenge(found.text):
            return wrong_answer(found.text, "en sida med nyheter")
        return unreadable("på sidan finns inga länkar till artiklar", problems)
    if len(articles) > max_items:
        problems = (*problems, f"{len(articles)} entries, {max_items} read")
    entries = [_entry(link, notes) for link in articles[:max_items]]
    language = short_language(tree.get("lang") or "")
    return listing_of(entries, notes, problems, language, _next_page(tree, url))


def _links(tree: Any, url: str) -> list[_Link]:
    """The same owner's links outside menus, in the order of the page."""
    base = absolute_link(next(iter(tree.xpath("//base/@href")), ""), url) or url
    owner, own = _owner(url), urlsplit(canonical_url(url)).path.rstrip("/")
    found: dict[str, _Link] = {}
    menus = _Menus()
    for element in islice(tree.iter("a"), MAX_LINKS):
        address = absolute_link(element.get("href") or "", base)
        path = urlsplit(address).path
        if not address or _owner(address) != owner or _NO_ARTICLE.search(path):
            continue
        if f"{own}/".startswith(f"{path.rstrip('/')}/") or menus.hold(element):
            continue  # the page itself, or one that it lies under
        link = found.setdefault(canonical_url(address), _Link(address, element))
        link.offer(*_title(element), element)
    return list(found.values())


def _owner(url: str) -> str:
    host = registrable_host(url)
    # hosts without names: ports tell owners apart
    return urlsplit(url).netloc if host.replace(".", "").isdigit() else host


class _Menus:
    """Tells which links stand in menus, headers and footers; looks at each element once."""

    def __init__(self) -> None:
        self._known: dict[Any, bool] = {}

    def hold(self, link: Any) -> bool:
        """Whether an element around a link is a menu."""
        return any(self._is_menu(around) for around in islice(link.iterancestors(), 30))

    def _is_menu(self, element: Any) -> bool:
        if element not in self._known:
            self._known[element] = self._looks_like_one(element)
        return self._known[element]

    def _looks_like_one(self, element: Any) -> bool:
        if element.get("role") in ("navigation", "search", "contentinfo"):
            return True
        if element.tag in _MENU and element.tag != "form":
            return True
        if element.tag == "header":
            return not any(around.tag in ("article", "main") for around in element.iterancestors())
        names = _OF_SUBJECT.sub("", f"{element.get('class') or ''} {element.get('id') or ''}")
        suspect = element.tag == "form" or _MENU_CLASS.search(names)
        if element.tag in ("html", "body", "main") or not suspect:
            return False
        # a wrapper around the whole page may be named after the state of its menu, or be the form
        # that ASP.NET puts around everything
        return element.find(".//main") is None and element.find(".//h1") is None


def _title(element: Any) -> tuple[str, bool]:
    """The headline of a link, and whether it is a heading: within the link, or around it."""
    for part in element.iter(*_HEADINGS):
        return _words(part), True
    around = next(
        (each for each in islice(element.iterancestors(), 3) if each.tag in _HEADINGS), None
    )
    text = _words(element) or plain_text(element.get("title") or element.get("aria-label") or "")
    return text, around is not None and bool(text)


def _words(element: Any) -> str:
    return (
        plain_text(" ".join(islice(element.itertext(), 200)))[:MAX_TITLE]
        if _is_small(element)
        else ""
    )


def _is_small(element: Any) -> bool:
    """Whether it may be a link's text: a link around half a page is none."""
    return sum(1 for _ in islice(element.iter(), 101)) <= 100


def _look_around(links: list[_Link]) -> None:
    """Find the time and the summary of each link in its card: what is around it alone."""
    owners: dict[Any, str | None] = {}
    for link in links:
        for element in link.elements:
            for around in islice(element.iterancestors(), MAX_CARD_DEPTH):
                owner = owners.setdefault(around, link.url)
                owners[around] = owner if owner == link.url else None
    for link in links:
        card = link.element
        for around in islice(link.element.iterancestors(), MAX_CARD_DEPTH):
            if owners[around] is None or around.tag in ("body", "main", "html"):
                break
            card = around
        link.time, link.summary = _time(card), _summary(card, link.title)


def _time(card: Any) -> str:
    for element in islice(card.iter(), 200):
        if element.tag == "time":
            return element.get("datetime") or _words(element)
        if isinstance(element.tag, str) and _DATE_CLASS.search(element.get("class") or ""):
            text = _words(element)
            if any(map(str.isdigit, text)) and len(text) < 60:
                return text
    return ""


def _summary(card: Any, title: str) -> str:
    texts = (_words(paragraph) for paragraph in islice(card.iter("p"), 5))
    return next((text for text in texts if len(text) > 20 and text != title), "")


def _entry(link: _Link, notes: DateNotes) -> Entry:
    return Entry(
        key=entry_key("", link.url),
        url=link.url,
        title=link.title,
        summary=link.summary,
        published_at=notes.read(link.time),
    )


def _feeds(tree: Any, url: str) -> Iterator[str]:
    """The feeds that a page names in its head."""
    for link in islice(tree.iter("link"), 200):
        is_alternate = "alternate" in (link.get("rel") or "").lower().split()
        if is_alternate and _FEED_TYPE.match((link.get("type") or "").strip()):
            yield from filter(None, [absolute_link(link.get("href") or "", url)])


def _next_page(tree: Any, url: str) -> tuple[str, ...]:
    for link in tree.iter("link", "a"):
        if "next" in (link.get("rel") or "").lower().split():
            address = absolute_link(link.get("href") or "", url)
            if address and _owner(address) == _owner(url) and not is_same_address(address, url):
                return (address,)
    return ()

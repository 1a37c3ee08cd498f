"""Article pages: text, title, date, author and canonical address, from bytes. No network here."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import trafilatura
from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue] - C extension

from crawlers.canonical import canonical_url, registrable_host
from crawlers.dates import parse_date
from crawlers.listing import MAX_TEXT, MAX_TITLE
from crawlers.markup import decode, plain_text, short_language
from store.records import TextStatus

MAX_ELEMENTS = 15_000
MAX_LINKS_TOGETHER = 1_000
"""Elements of a page, and links side by side, above which it is not given to trafilatura, whose
time grows with their square: 150,000 paragraphs in 1 MB took 45 s of CPU, 22,000 links in one
paragraph 229 s. Pages of papers have 1,000 to 5,000 elements."""
SHORT_TEXT = 250
"""Characters below which trafilatura's slower default mode is tried as well."""

_ARTICLE_TYPES = re.compile(
    r"(?:News|Report|Opinion|Analysis|Blog|Live|Background|Review|Satirical)*(?:Article|Posting)$"
)
_CUT = re.compile(
    r"(?:logga in|prenumerera|bli prenumerant|redan prenumerant|köp prenumeration|lås upp|"
    r"för att läsa (?:vidare|hela|resten|artikeln)|läs (?:hela artikeln|vidare) som prenumerant|"
    r"endast för prenumeranter|bara för prenumeranter|du behöver vara inloggad|testa oss gratis|"
    r"artikeln är låst|plus-?artikel|innehållet är låst|skaffa (?:konto|prenumeration))",
    re.I,
)
_BOILERPLATE = re.compile(
    r"^(?:.{0,200})(?:javascript (?:krävs|måste vara aktiverat|is required)|aktivera javascript|"
    r"enable javascript|vi använder cookies|vi använder kakor|den här webbplatsen använder kakor)",
    re.I | re.S,
)
_PAYWALL_MARK = re.compile(
    r"""(?:class|id|data-[\w-]+)\s*=\s*["'][^"']*\b(?:paywall|premium-wall|locked-content)\b""",
    re.I,
)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of itself. Texts are plain, with a paragraph a line.

    `canonical_url` is the page's own choice where it may be trusted, else the address it was
    fetched from. `published_at` may lie in the future: the caller knows the time, not the page.
    `tdm_reserved`: the page reserves text and data mining; its text is then left empty.
    `text_key` recognises the text under other titles; `is_article` is false for lists of articles,
    attachments, and pages that say that there is nothing.
    """

    title: str
    text: str
    published_at: datetime | None
    author: str
    canonical_url: str
    language: str
    text_status: TextStatus
    tdm_reserved: bool = False
    modified_at: datetime | None = None
    text_key: str = ""
    is_article: bool = True


def read_page(body: bytes, url: str, content_type: str) -> Page:
    """Read an HTML page. Never raises for what is in `body`: an unreadable page has no text."""
    source, _ = decode(body, content_type)
    tree = _tree(source)
    if tree is None:
        return Page("", "", None, "", canonical_url(url), "", TextStatus.TITLE_ONLY)
    facts = _Facts.of(tree)
    title = _title(tree, facts)
    published = _date(facts.first("datePublished"), _meta(tree, _PUBLISHED_META), _time(tree))
    modified = _date(facts.first("dateModified"), _meta(tree, ("article:modified_time",)))
    author = plain_text(facts.author or _meta(tree, ("author", "article:author", "byl")))[:200]
    canonical = _canonical(tree, url)
    language = short_language(tree.get("lang") or facts.first("inLanguage"))
    if _meta(tree, ("tdm-reservation",)) == "1":
        empty = ("", published, author, canonical, language, TextStatus.TITLE_ONLY)
        return Page(title, *empty, tdm_reserved=True, modified_at=modified)
    text = _without_headline(_text(tree, source), title)
    locked = facts.locked or bool(_PAYWALL_MARK.search(source))
    status = text_status(text, locked)
    if status is TextStatus.TEASER:
        text = _without_tail(text)
    return Page(
        title,
        text,
        published,
        "" if author.startswith("http") else author,
        canonical,
        language,
        status,
        modified_at=modified,
    )


def text_status(text: str, locked: bool) -> TextStatus:
    """How much of an article its page gave. `locked`: the page says that it is not for free."""
    if not text:
        return TextStatus.LOCKED if locked else TextStatus.TITLE_ONLY
    if _BOILERPLATE.match(text) and len(text) < 1_500:
        return TextStatus.BOILERPLATE
    if locked or _cut_at(text) is not None:
        return TextStatus.TEASER
    return TextStatus.FULL


def _without_headline(text: str, title: str) -> str:
    """The text without a first line that only repeats the title, which stands apart."""
    first, _, rest = text.partition("\n")
    same = " ".join(first.split()).casefold() == " ".join(title.split()).casefold()
    return rest.lstrip() if same and title else text


def _cut_at(text: str) -> int | None:
    """Where the invitation to log in begins, if the text ends with one."""
    tail = max(0, len(text) - 400)
    lines = text[tail:].split("\n")
    if tail:
        lines = lines[1:] if len(lines) > 1 else []
    for line in lines[-4:]:
        if len(line) < 200 and _CUT.search(line):
            return text.rindex(line)
    return None


def _without_tail(text: str) -> str:
    cut = _cut_at(text)
    return text if cut is None else text[:cut].rstrip()


def _tree(source: str) -> Any:
    cleaned = re.sub(r"^\s*<\?xml[^>]*\?>", "", source.replace("\0", ""))
    if not cleaned.strip():
        return None
    try:
        parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
        return html.document_fromstring(cleaned, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError):
        return None


def _text(tree: Any, source: str) -> str:
    for hidden in tree.xpath("//*[@hidden or contains(translate(@style,' ',''),'display:none')]"):
        if hidden.tag not in ("html", "body") and hidden.getparent() is not None:
            hidden.drop_tree()
    if _is_too_much(tree):
        return _paragraphs(tree)
    fast = _extract(tree, fast=True)
    if len(fast) >= SHORT_TEXT:
        return fast
    slow = _extract(source, fast=False)
    return slow if len(slow) > len(fast) else fast


def _is_too_much(tree: Any) -> bool:
    if sum(1 for _ in islice(tree.iter(), MAX_ELEMENTS + 1)) > MAX_ELEMENTS:
        return True
    together = Counter(link.getparent() for link in tree.iter("a"))
    return max(together.values(), default=0) > MAX_LINKS_TOGETHER


def _paragraphs(tree: Any) -> str:
    """The paragraphs of a page as they stand, menus and all."""
    lines = (" ".join(part.text_content().split()) for part in islice(tree.iter("p"), 5_000))
    return "\n".join(line for line in lines if line)[:MAX_TEXT]


def _extract(page: Any, fast: bool) -> str:
    try:
        found = trafilatura.extract(
            page, fast=fast, include_comments=False, include_tables=False, include_formatting=False
        )
    except (RecursionError, ValueError, AttributeError, TypeError, etree.LxmlError):
        found = None  # seen on broken trees: the page then has no text and says so
    lines = (" ".join(line.split()) for line in (found or "").split("\n"))
    return "\n".join(line for line in lines if line)[:MAX_TEXT]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What JSON-LD says of the article: the first object of an article type, and the page's."""

    article: dict[str, Any]

    @classmethod
    def of(cls, tree: Any) -> _Facts:
        found: dict[str, Any] = {}
        for script in tree.xpath("//script[@type='application/ld+json']")[:20]:
            try:
                data = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            for item in _objects(data):
                kinds = item.get("@type")
                kinds = kinds if isinstance(kinds, list) else [kinds]
                if any(isinstance(kind, str) and _ARTICLE_TYPES.match(kind) for kind in kinds):
                    found = found or item
        return cls(found)

    def first(self, name: str) -> str:
        value = self.article.get(name)
        while isinstance(value, list) and value:
            value = value[0]
        return value if isinstance(value, str) else ""

    @property
    def author(self) -> str:
        value = self.article.get("author")
        people = value if isinstance(value, list) else [value]
        names = [p.get("name") if isinstance(p, dict) else p for p in people]
        return ", ".join(name for name in names if isinstance(name, str))

    @property
    def locked(self) -> bool:
        return str(self.article.get("isAccessibleForFree", "")).lower() in {"false", "no", "0"}


def _objects(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            for name in ("@graph", "mainEntity", "mainEntityOfPage"):
                if isinstance(item.get(name), dict | list):
                    yield from _objects(item[name], depth + 1)


_PUBLISHED_META = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "pubdate", "publishdate",
    "parsely-pub-date", "sailthru.date", "last-modified",
)  # fmt: skip


def _meta(tree: Any, names: tuple[str, ...]) -> str:
    values: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        content = (meta.get("content") or "").strip()
        if name in names and content:
            values.setdefault(name, content)
    return next((values[name] for name in names if name in values), "")


def _time(tree: Any) -> str:
    found = tree.xpath("(//article//time[@datetime] | //main//time[@datetime])[1]/@datetime")
    return str(found[0]) if found else ""


def _date(*candidates: str) -> datetime | None:
    return next((date for raw in candidates if raw and (date := parse_date(raw, _LATEST))), None)


def _title(tree: Any, facts: _Facts) -> str:
    title = facts.first("headline") or _meta(tree, ("og:title", "twitter:title"))
    if not title:
        headings = tree.xpath("//h1")
        if len(headings) == 1:
            title = headings[0].text_content()
    if not title:
        title = str(tree.findtext(".//title") or "")
    return plain_text(title)[:MAX_TITLE]


def _canonical(tree: Any, url: str) -> str:
    """The page's canonical address if it is of the same owner and is not a home page."""
    own = canonical_url(url)
    for link in tree.xpath("//link[@rel and @href]"):
        if "canonical" not in link.get("rel", "").lower().split():
            continue
        chosen = canonical_url(link.get("href", ""), url)
        return chosen if chosen and _may_replace(chosen, own) else own
    return own
    return own


def _may_replace(chosen: str, own: str) -> bool:
    """Same owner, and an article: no home page, and no section that the page itself lies in."""
    there, here = urlsplit(chosen), urlsplit(own)
    if registrable_host(chosen) != registrable_host(own):
        return False
    if registrable_host(own).replace(".", "").isdigit() and there.netloc != here.netloc:
        return False  # hosts without names: ports tell owners apart
    if there.path == here.path or there.query:
        return True
    rest = here.path.removeprefix(there.path.rstrip("/") + "/")
    return rest == here.path or bool(_PART_OF_ARTICLE.fullmatch(rest))


_PART_OF_ARTICLE = re.compile(r"(?:amp|print|skriv-ut|\d{1,3})?/?")

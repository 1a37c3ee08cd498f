"""What a page says of itself beside its text: title, dates, author, kind and whether it is free."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crawlers.dates import parse_date
from crawlers.listing import MAX_TITLE
from crawlers.markup import plain_text, short_language

ARTICLE_TYPES = re.compile(
    r"(?:https?://schema\.org/|schema:)?(?:News|Report(?:age)?|Opinion|Analysis|AskPublic|Blog|Live|"
    r"Background|Review|Satirical)*(?:Article|Posting)$"
)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "pubdate", "publishdate",
    "parsely-pub-date", "sailthru.date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """The metadata of one page: `article` is the first object of an article type in its JSON-LD,
    `types` the names of all types there, `meta` the first value of each <meta> by lower-case name.
    """

    article: dict[str, Any]
    types: frozenset[str]
    meta: dict[str, str]
    tree: Any

    @classmethod
    def of(cls, tree: Any) -> Facts:
        """The facts of a parsed page; broken JSON-LD is passed over."""
        article: dict[str, Any] = {}
        types: set[str] = set()
        for item in _linked_data(tree):
            kinds = item.get("@type")
            listed: list[Any] = kinds if isinstance(kinds, list) else [kinds]
            names = {kind for kind in listed if isinstance(kind, str)}
            types |= names
            if any(ARTICLE_TYPES.match(name) for name in names):
                article = article or item
        return cls(article, frozenset(types), _metas(tree), tree)

    def first(self, name: str) -> str:
        """The article's first value of a property; "" unless it is a text."""
        value = self.article.get(name)
        while isinstance(value, list) and value:
            value = value[0]
        return value if isinstance(value, str) else ""

    def said(self, *names: str) -> str:
        """The value of the first of these <meta> that the page has."""
        return next((self.meta[name] for name in names if name in self.meta), "")

    @property
    def title(self) -> str:
        """The headline as the metadata tell it, else a lone <h1>, else <title>; "" without one."""
        title = self.first("headline") or self.said("og:title", "twitter:title")
        if not title:
            headings = self.tree.xpath("//h1")
            if len(headings) == 1:
                title = headings[0].text_content()
        if not title:
            title = str(self.tree.findtext(".//title") or "")
        return plain_text(title)[:MAX_TITLE]

    @property
    def author(self) -> str:
        """The byline, names joined by commas; "" where it is missing or is an address."""
        value = self.article.get("author")
        people = value if isinstance(value, list) else [value]
        names = [p.get("name") if isinstance(p, dict) else p for p in people]
        told = ", ".join(name for name in names if isinstance(name, str))
        author = plain_text(told or self.said("author", "article:author", "byl"))[:200]
        return "" if author.startswith("http") else author

    @property
    def published_at(self) -> datetime | None:
        """When it was published, aware, in UTC; for want of better, when it was last modified."""
        told = (self.first("datePublished"), self.said(*_PUBLISHED), _time(self.tree))
        return _date(*told, self.said("last-modified"))  # better than none

    @property
    def modified_at(self) -> datetime | None:
        """When the page says that it was last changed, aware, in UTC."""
        return _date(self.first("dateModified"), self.said("article:modified_time"))

    @property
    def language(self) -> str:
        """The language that the page declares, `sv` of `sv-SE`; "" where it declares none."""
        return short_language(self.tree.get("lang") or self.first("inLanguage"))

    @property
    def description(self) -> str:
        """The page's own summary, as it is written; "" without one."""
        return self.first("description") or self.said("og:description", "description")

    @property
    def is_locked(self) -> bool:
        """Whether schema.org's `isAccessibleForFree` says that only subscribers may read it."""
        return str(self.article.get("isAccessibleForFree", "")).lower() in {"false", "no", "0"}


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.xpath("//script[@type='application/ld+json']")[:20]:
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _objects(data)


def _objects(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            for name in ("@graph", "mainEntity", "mainEntityOfPage"):
                if isinstance(item.get(name), dict | list):
                    yield from _objects(item[name], depth + 1)


def _metas(tree: Any) -> dict[str, str]:
    values: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        content = (meta.get("content") or "").strip()
        if name and content:
            values.setdefault(name, content)
    return values


def _time(tree: Any) -> str:
    """The first <time> with a date in the article; else the only one that the page has."""
    found = tree.xpath("(//article//time[@datetime] | //main//time[@datetime])[1]/@datetime")
    found = found or tree.xpath("//time[@datetime]/@datetime")
    return str(found[0]) if len(found) == 1 else ""


def _date(*candidates: str) -> datetime | None:
    return next((date for raw in candidates if raw and (date := parse_date(raw, _LATEST))), None)

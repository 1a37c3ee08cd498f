"""Rows of tables made posts or articles, when it is known what their columns mean."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime

from crawlers.canonical import canonical_url, registrable_host
from crawlers.imports.articles import Article, article_document
from crawlers.imports.captures import x
from crawlers.imports.outlets import Outlets, slug_of
from crawlers.imports.post_urls import (
    FEDIVERSE,
    PLATFORMS,
    PostAddress,
    platform_named,
    post_address,
)
from crawlers.imports.reading import (
    AVRUNDAT_ID,
    OGILTIGT_DATUM,
    SAKNAR_TEXT,
    Reading,
    Row,
    Unusable,
)
from crawlers.imports.rounded_ids import is_rounded
from crawlers.imports.values import count, language, moment
from crawlers.posts import Post
from store.records import DocumentKind, OutletType, Source, TextStatus

_FORUMS = frozenset({"flashback.org", "familjeliv.se"})
_KNOWN = frozenset(PLATFORMS.values())
UNKNOWN_PLATFORM = "import"
_HANDLES = frozenset({"x.com", "tiktok.com", "t.me", "threads.net", FEDIVERSE})
"""Where the account in a post's address is the one that it is known by."""


class RowReader:
    """Makes a Document of the fields of a row, by the names of crawlers/imports/mapping.py.

    `prefix` begins the ids of sources that only the file names. Rows of `kind` post are what
    persons wrote; what leads to a social platform always is. `teaser`: the file gives no more than
    the beginnings of texts. `of_answered`: addresses are those of the posts that rows answer.
    `platform` is where rows are from that do not say it.
    """

    def __init__(
        self,
        reading: Reading,
        prefix: str,
        teaser: bool = False,
        month_first: bool = False,
        of_answered: bool = False,
        platform: str = "",
    ) -> None:
        self._reading = reading
        self._prefix = prefix
        self._teaser = teaser
        self._month_first = month_first
        self._of_answered = of_answered
        self._home = platform
        self._outlets = Outlets(reading, prefix)

    def row(self, values: Mapping[str, str], names: tuple[str, ...] = ()) -> Row:
        """The document of a row, or a count of it. `names` are what else its author is called.

        Raises Unusable when it cannot become a document.
        """
        if not values.get("text", "").strip() and not values.get("title", "").strip():
            raise Unusable(SAKNAR_TEXT)
        address = post_address(values.get("url", ""))
        if address is not None or values.get("kind") == "post":
            return self._post(values, address, names)
        return self._article(values)

    def _post(
        self, values: Mapping[str, str], address: PostAddress | None, names: tuple[str, ...]
    ) -> Row:
        platform = _platform(values, address, self._home)
        self._reading.platform_unknown |= platform == UNKNOWN_PLATFORM
        answers = values.get("reply_to", "").strip()
        if address and (self._of_answered or answers == address.native_id != ""):
            address = PostAddress(platform, "", "", address.answers or address.native_id)
        answers = answers or (address.answers if address else "")
        author, others = _author(values, address, platform)
        text, title = values.get("text", "").strip(), values.get("title", "").strip()
        if platform == x.PLATFORM:  # else the post would differ from itself by way of other files
            text, shared_of = x.shown_text(text)
            others = (*others, shared_of)
            if not text and not title:
                raise Unusable(SAKNAR_TEXT)
        if title.rstrip(" .…") in text:
            title = ""
        post = Post(
            platform,
            _native_id(values, address),
            text or title,
            values.get("url", "").strip(),
            author,
            (*others, *names),
            DocumentKind.COMMENT if answers else DocumentKind.POST,
            title if text else "",
            answers="" if is_rounded(answers) else answers,
            language=language(values.get("language", "")),
            published_at=self._when(values),
            text_status=TextStatus.TEASER if self._teaser else TextStatus.FULL,
            hashtags=tuple(filter(None, re.split(r"[\s,;#]+", values.get("hashtags", "")))),
            likes=count(values.get("likes", "")),
            shares=count(values.get("shares", "")),
            comments=count(values.get("comments", "")),
            views=count(values.get("views", "")),
        )
        return self._reading.take(post, self._social(values, platform))

    def _social(self, values: Mapping[str, str], platform: str) -> Source:
        outlet = OutletType.FORUM if platform in _FORUMS else OutletType.SOCIAL
        said = values.get("platform", "").strip()
        if said and platform == slug_of(said) and platform not in _KNOWN:
            platform = "other"  # it may be a person's name: a source is never named by it
        name = values.get("source_id") or f"{self._prefix}-{platform}"
        return self._reading.source(name, outlet_type=outlet)

    def _article(self, values: Mapping[str, str]) -> Row:
        outlet, url = values.get("source", "").strip(), values.get("url", "").strip()
        own = values.get("source_id", "")
        source = (
            self._reading.source(own, outlet_type=None)
            if own
            else self._outlets.source(outlet, url)
        )
        article = Article(
            values.get("title", ""),
            values.get("text", ""),
            url,
            f"{self._prefix}:{_derived(values, outlet)}",
            values.get("author", ""),
            language(values.get("language", "")),
            self._when(values),
            self._teaser,
        )
        return article_document(article, source, self._reading)

    def _when(self, values: Mapping[str, str]) -> datetime | None:
        raw = values.get("published_at", "").strip()
        found = moment(raw, self._reading.now, self._month_first)
        if raw and found is None:
            raise Unusable(OGILTIGT_DATUM)
        return found


def _platform(values: Mapping[str, str], address: PostAddress | None, home: str) -> str:
    """The platform of a post: that of its address, that which the row says, `home`, else a host."""
    if address is not None:
        return address.platform
    said = values.get("platform", "").strip()
    return (
        platform_named(said)
        or slug_of(said)
        or home
        or registrable_host(canonical_url(values.get("url", "")))
        or UNKNOWN_PLATFORM
    )


def _author(
    values: Mapping[str, str], address: PostAddress | None, platform: str
) -> tuple[str, tuple[str, ...]]:
    """The account that wrote, and what else it is called."""
    said = values.get("author", "").strip()
    account = address.account if address else ""
    if account and (platform in _HANDLES or not said):
        return account, (said,)
    return said, (account,)


def id_in_address(url: str) -> str:
    """The id of the post that an address leads to, "" where the address has none in it."""
    return _id_of(post_address(url))


def _id_of(address: PostAddress | None) -> str:
    if address is None or (address.native_id.startswith("http") and address.platform != FEDIVERSE):
        return ""
    return address.native_id


def _native_id(values: Mapping[str, str], address: PostAddress | None) -> str:
    """The post's id at its platform: that in its address, else the row's, else one derived of what
    it says, which is the same each time."""
    url, given = values.get("url", ""), values.get("id", "").strip()
    if not (found := _id_of(address)) and is_rounded(given):
        raise Unusable(AVRUNDAT_ID)
    leads_to_post = address is None or address.native_id
    answered = address.answers if address else ""
    return (
        found
        or given
        or (canonical_url(url) if leads_to_post else "")
        or _derived(values, answered)
    )


def _derived(values: Mapping[str, str], outlet: str) -> str:
    parts = (outlet, values.get("title", ""), values.get("published_at", ""), values.get("id", ""))
    text = "" if outlet and parts[1] else values.get("text", "")
    return hashlib.sha256("\x1f".join((*parts, text)).encode("utf-8", "replace")).hexdigest()

"""Entries and pages put together into Documents; the result has passed the privacy door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawlers.canonical import canonical_url, document_id, registrable_host
from crawlers.extraction.page import Page
from crawlers.extraction.text_status import text_status, without_tail
from crawlers.listing import FULL_TEXT, Entry
from crawlers.privacy import Pseudonyms, hashtags, protect, shared_urls
from store.records import (
    PRIVATE_OUTLETS,
    Document,
    DocumentKind,
    OutletType,
    Source,
    TextStatus,
)

_RELEASES = frozenset({OutletType.AUTHORITY, OutletType.MUNICIPALITY, OutletType.PARTY})
"""Outlets whose feeds are what they themselves announce."""


MUCH_LESS = 0.8
"""A page text shorter than this share of the feed's own is a stub or was read wrongly; between it
and 1 the two are the same text with other line breaks."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the documents of one source at one time. Times are aware, in UTC."""

    source: Source
    pseudonyms: Pseudonyms
    now: datetime

    @property
    def makes_posts(self) -> bool:
        """Whether private persons write there, so that documents are posts with pseudonyms."""
        return self.source.outlet_type in PRIVATE_OUTLETS

    def post(self, entry: Entry, feed_language: str, first_seen_at: datetime) -> Document:
        """A post of a private person, from what the feed says; its page is not fetched."""
        text = max(entry.content, entry.summary, key=len) or entry.title
        canonical = canonical_url(entry.url) or self._key_address(entry)
        return protect(
            Document(
                document_id=document_id(canonical),
                source_id=self.source.source_id,
                kind=DocumentKind.POST,
                url=entry.url,
                canonical_url=canonical,
                title=entry.title if not text.startswith(entry.title.rstrip(" .…")) else "",
                text=text,
                first_seen_at=first_seen_at,
                fetched_at=self.now,
                language=entry.language or feed_language or self.source.language or "und",
                text_status=TextStatus.FULL,
                published_at=entry.published_at,
                edited_at=_edited(entry.updated_at, entry.published_at),
                shared_urls=shared_urls(text),
                hashtags=_all_hashtags(text, entry.tags),
                comments=entry.comments,
            ),
            entry.author,
            self.pseudonyms,
            platform=registrable_host(self.source.url),
        )

    def article(
        self, entry: Entry, page: Page, raw_sha256: str, feed_language: str, first_seen_at: datetime
    ) -> Document:
        """An article: its page's text, the feed's title and date where it gives them."""
        if not page.is_article:
            return self.without_page(entry, feed_language, first_seen_at)
        text, status = page.text, page.text_status
        told, told_status = _told(entry)
        if status is TextStatus.BOILERPLATE or len(text) < MUCH_LESS * len(told):
            text, status = told, told_status  # the page gives less than the feed says of it
        elif entry.locked and status is TextStatus.FULL:  # what is short asks for a password
            shown = len(text) >= FULL_TEXT
            text, status = (text, TextStatus.TEASER) if shown else (told, told_status)
        published_at = entry.published_at or self._until_now(page.published_at)
        return self._editorial(
            entry,
            text=text,
            status=status,
            canonical=page.canonical_url,
            title=entry.title or page.title,
            language=page.language or entry.language or feed_language,
            published_at=published_at,
            edited_at=_edited(self._until_now(page.modified_at), published_at),
            author=page.author or entry.author,
            raw_sha256=raw_sha256,
            first_seen_at=first_seen_at,
        )

    def without_page(
        self, entry: Entry, feed_language: str, first_seen_at: datetime, reserved: bool = False
    ) -> Document:
        """An article whose page cannot be had: the feed's full text, its summary, or its title."""
        text, status = ("", TextStatus.TITLE_ONLY) if reserved else _told(entry)
        return self._editorial(
            entry,
            text=text,
            status=status,
            canonical=canonical_url(entry.url) or self._key_address(entry),
            title=entry.title,
            language=entry.language or feed_language,
            published_at=entry.published_at,
            edited_at=_edited(entry.updated_at, entry.published_at),
            author=entry.author,
            raw_sha256="",
            first_seen_at=first_seen_at,
        )

    def _editorial(
        self,
        entry: Entry,
        *,
        text: str,
        status: TextStatus,
        canonical: str,
        title: str,
        language: str,
        published_at: datetime | None,
        edited_at: datetime | None,
        author: str,
        raw_sha256: str,
        first_seen_at: datetime,
    ) -> Document:
        release = self.source.outlet_type in _RELEASES
        return protect(
            Document(
                document_id=document_id(canonical),
                source_id=self.source.source_id,
                kind=DocumentKind.PRESS_RELEASE if release else DocumentKind.ARTICLE,
                url=entry.url or canonical,
                canonical_url=canonical,
                title=title,
                text=text,
                first_seen_at=first_seen_at,
                fetched_at=self.now,
                language=language or self.source.language or "und",
                text_status=status,
                published_at=published_at,
                edited_at=edited_at,
                comments=entry.comments,
                raw_sha256=raw_sha256,
            ),
            author,
            self.pseudonyms,
        )

    def _key_address(self, entry: Entry) -> str:
        """An address for an entry that has none: unique within the source."""
        return f"{self.source.url}#{entry.key}"

    def _until_now(self, when: datetime | None) -> datetime | None:
        """A page's own date, unless it lies in the future."""
        return when if when is not None and when <= self.now else None


def _told(entry: Entry) -> tuple[str, TextStatus]:
    """What the listing itself says of an article, and how much of it that is."""
    text = max(entry.content, entry.summary, key=len)
    if entry.locked:
        return text, TextStatus.TEASER if text else TextStatus.LOCKED
    whole = len(entry.content) >= FULL_TEXT or (entry.complete and entry.content)
    if whole:  # what is for subscribers may be cut there, too
        return without_tail(entry.content), text_status(entry.content, locked=False)
    return text, TextStatus.TEASER if text else TextStatus.TITLE_ONLY


def _all_hashtags(text: str, tags: tuple[str, ...]) -> tuple[str, ...]:
    """The text's hashtags and the feed's own categories of one word."""
    own = (tag.lstrip("#").lower() for tag in tags if tag and not any(map(str.isspace, tag)))
    return tuple(dict.fromkeys((*hashtags(text), *own)))


def _edited(updated: datetime | None, published: datetime | None) -> datetime | None:
    return updated if updated and published and updated > published else None

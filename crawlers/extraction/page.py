"""What a page says of itself. Light to import: reading pages is for the workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.records import TextStatus


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of itself. Texts are plain, with a paragraph a line.

    `canonical_url` is the page's own choice where it may be trusted, else the address it was
    fetched from. `published_at` may lie in the future: the caller knows the time, not the page.
    `tdm_reserved`: the page reserves text and data mining; its text is then left empty.
    `text_key` recognises the text under other titles; `is_article` is false for lists of articles,
    attachments, and pages that say that there is nothing. `syndicated_from` is the address at
    another owner that the page says it is a copy of.
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
    syndicated_from: str = ""


def read_in_worker(body: bytes, url: str, content_type: str) -> Page:
    """Read an HTML page; never raises for what is in `body`."""
    from crawlers.extraction.articles import read_page  # a third of a CPU second to load, and 30 MB

    return read_page(body, url, content_type)

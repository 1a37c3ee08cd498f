"""What a source lists: one entry for each thing that it says it has published.

Each kind of source has a file that turns the bytes of its answers into a Listing; `kinds.py` names
them. No network here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from store.records import Access

MAX_ENTRIES = 2_000
"""No Swedish feed seen lists more than 500; beyond this it is an archive or an attack."""
MAX_TITLE = 1_000
MAX_TEXT = 200_000
"""Characters kept of one text; what is longer is a book or an attack."""
FULL_TEXT = 500
"""Characters from which a listing's own content counts as the text of the article."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as its source tells it. Texts are plain; `url` is absolute http(s) or "".

    `content` is the article's text where the listing carries it, with a paragraph a line. With
    `complete` that is the whole text, and the page need not be fetched. With `locked` the source
    says that the text is not for everybody.
    """

    key: str
    url: str
    title: str
    summary: str = ""
    content: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    author: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    comments: int | None = None
    complete: bool = False
    locked: bool = False

    @property
    def fingerprint(self) -> str:
        """Hash of what the feed says: another one means that the page may have changed."""
        digest = hashlib.blake2b(digest_size=16)
        for part in (self.url, self.title, self.summary, self.content):
            digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
        digest.update(f"{self.published_at}\0{self.updated_at}".encode())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Listing:
    """What a body was: `access` is ok, empty_valid, parse_error or challenged.

    `reason` is a Swedish clause for the user when it is an error; `problems` name what was put
    right on the way (English, for the log and tests). `next_urls` are further addresses of the same
    listing: its next page, or, with `is_index`, the parts that it only points to.
    """

    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()
    access: Access = Access.OK
    reason: str = ""
    language: str = ""
    next_urls: tuple[str, ...] = ()
    is_index: bool = False

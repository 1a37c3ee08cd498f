"""The article pages of a pass: each address is fetched and read once, whoever lists it."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, replace

from crawlers.canonical import canonical_url
from crawlers.extraction.page import Page, read_in_worker
from crawlers.extraction.page_check import PageCheck
from crawlers.network.fetch import Answer, Failure, Fetcher
from crawlers.workers import WorkerError, Workers
from store.records import Access

RECENT_PAGES = 1_000
RECENT_CHARACTERS = 10_000_000
"""Of pages that have been read so many are remembered, and so much text: sources of one paper, read
side by side, list the same pages within minutes. What is listed again later is fetched again."""

_HTML = ("text/html", "application/xhtml", "text/plain", "application/xml", "text/xml")
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"PK\x03\x04", b"GIF8")


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was fetched and read, and what to ask it with the next time."""

    page: Page
    body_sha256: str
    etag: str
    last_modified: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A page that answered 304, or with the bytes that are known: it is what it was."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a page from the last time."""

    etag: str = ""
    last_modified: str = ""
    body_sha256: str = ""


Found = ReadPage | Unchanged | Failure


class Recent:
    """What was found at the latest addresses; the oldest are forgotten first."""

    def __init__(self, pages: int = RECENT_PAGES, characters: int = RECENT_CHARACTERS) -> None:
        self._pages = pages
        self._characters = characters
        self._found: OrderedDict[str, Found] = OrderedDict()
        self._held = 0

    def get(self, address: str) -> Found | None:
        """What was found there; None when nobody has asked, or it is forgotten."""
        return self._found.get(address)

    def keep(self, address: str, found: Found) -> None:
        """Remember what was found, and forget what there is no more room for."""
        self._found[address] = found
        self._held += _characters(found)
        while self._found and (len(self._found) > self._pages or self._held > self._characters):
            _, oldest = self._found.popitem(last=False)
            self._held -= _characters(oldest)


class Pages:
    """Reads pages through a Fetcher; extraction runs in the workers, outside the reactor."""

    def __init__(self, fetcher: Fetcher, workers: Workers, check: PageCheck) -> None:
        self._fetcher = fetcher
        self._workers = workers
        self._check = check
        self._under_way: dict[str, asyncio.Task[Found]] = {}
        self._recent = Recent()

    async def get(
        self, url: str, etag: str = "", last_modified: str = "", body_sha256: str = ""
    ) -> Found:
        """The page at an address; Unchanged only when told what is known of it."""
        known = _Known(etag, last_modified, body_sha256)
        address = canonical_url(url)
        whole = address in self._under_way or self._recent.get(address) is not None
        if known != _Known() and not whole:
            address = f"{address} {known}"  # this answer is for those who know as much
        if (found := self._recent.get(address)) is not None:
            return found
        task = self._under_way.get(address)
        if task is None:
            task = asyncio.ensure_future(self._find(address, url, known))
            self._under_way[address] = task
        return await asyncio.shield(task)

    async def _find(self, address: str, url: str, known: _Known) -> Found:
        try:
            found = await self._fetch(url, known)
            self._recent.keep(address, found)
            return found
        finally:
            del self._under_way[address]

    async def _fetch(self, url: str, known: _Known) -> Found:
        answer = await self._fetcher.get(url, known.etag, known.last_modified)
        if isinstance(answer, Failure):
            if answer.code == "missing":
                await self._check.learn(url, answer.body)
            return answer
        if answer.status == 304:
            return Unchanged()
        kind = answer.content_type.partition(";")[0].strip().lower()
        if (kind and not kind.startswith(_HTML)) or answer.body.startswith(_BINARY):
            return Failure(Access.PARSE_ERROR, "är ingen webbsida", passing=False)
        digest = hashlib.sha256(answer.body).hexdigest()
        if digest == known.body_sha256:
            return Unchanged()  # nothing to read again
        return await self._read(answer, digest)

    async def _read(self, answer: Answer, digest: str) -> ReadPage | Failure:
        try:
            page = await self._workers.call(
                read_in_worker, answer.body, answer.url, answer.content_type
            )
        except WorkerError as error:
            return Failure(Access.PARSE_ERROR, error.message, passing=False)
        if failure := await self._check.failure(answer, page):
            return failure
        if answer.tdm_reserved and not page.tdm_reserved:
            page = replace(page, text="", tdm_reserved=True)
        return ReadPage(page, digest, answer.etag, answer.last_modified)


def _characters(found: Found) -> int:
    if isinstance(found, ReadPage):
        return len(found.page.text)
    return len(found.body) if isinstance(found, Failure) else 0

"""The article pages of a pass: each address is fetched and read once, whoever lists it."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace

from crawlers.articles import Page, read_page
from crawlers.canonical import canonical_url
from crawlers.fetch import Answer, Failure, Fetcher
from crawlers.workers import Workers
from store.records import Access

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
    """A page that answered 304: it is what it was."""


class Pages:
    """Reads pages through a Fetcher; extraction runs in threads, outside the reactor."""

    def __init__(self, fetcher: Fetcher, workers: Workers) -> None:
        self._fetcher = fetcher
        self._workers = workers
        self._read: dict[str, asyncio.Task[ReadPage | Unchanged | Failure]] = {}

    async def get(
        self, url: str, etag: str = "", last_modified: str = ""
    ) -> ReadPage | Unchanged | Failure:
        """The page at an address; Unchanged only when asked with `etag` or `last_modified`."""
        address = canonical_url(url)
        task = self._read.get(address)
        if task is None and (etag or last_modified):
            address = f"{address} {etag} {last_modified}"
            task = self._read.get(address)
        if task is None:
            task = asyncio.ensure_future(self._fetch(url, etag, last_modified))
            self._read[address] = task
        return await asyncio.shield(task)

    async def _fetch(
        self, url: str, etag: str, last_modified: str
    ) -> ReadPage | Unchanged | Failure:
        answer = await self._fetcher.get(url, etag, last_modified)
        if isinstance(answer, Failure):
            return answer
        if answer.status == 304:
            if etag or last_modified:
                return Unchanged()
            return Failure(Access.OUTAGE, "svarade med HTTP 304 utan att vara tillfrågad", 304)
        kind = answer.content_type.partition(";")[0].strip().lower()
        if (kind and not kind.startswith(_HTML)) or answer.body.startswith(_BINARY):
            return Failure(Access.PARSE_ERROR, "är ingen webbsida", passing=False)
        return await self._workers.call(_read_answer, answer)


def _read_answer(answer: Answer) -> ReadPage:
    page = read_page(answer.body, answer.url, answer.content_type)
    if answer.tdm_reserved and not page.tdm_reserved:
        page = replace(page, text="", tdm_reserved=True)
    digest = hashlib.sha256(answer.body).hexdigest()
    return ReadPage(page, digest, answer.etag, answer.last_modified)

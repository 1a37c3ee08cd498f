"""Streams over WebSockets, behind the same guard as all other requests.

The only place that knows of websockets. Names are resolved here and connections made to addresses
that were checked a moment before (`guard.py` says why). Neither proxies nor redirects are followed.
No robots.txt is asked: it speaks of pages that are fetched one by one, and has no rule for a stream
that a service offers to be read from end to end.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Headers, HtmlResponse
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from crawlers.guard import AddressRefused, check_url, refusal
from crawlers.network.answers import ended
from crawlers.network.failures import Failure, failure_of
from crawlers.settings import CrawlSettings
from store.records import Access

MAX_MESSAGE_BYTES = 1_000_000
"""A longer message ends the stream. A post of Bluesky with all that hangs on it has some kB."""
MAX_BATCH_BYTES = 4_000_000
_GATHER_S = 0.2
"""So long messages are gathered when the first has come: they are read many at a time."""
_WAITING = 64
"""Messages that wait here before the server is made to."""
_GOODBYE_S = 0.5
_TOO_BIG = 1009
"""The code of RFC 6455 that a stream is closed with where a message is too long."""


class Stream:
    """An open stream. Messages are bytes, as they came; all are gathered by `batch`."""

    def __init__(self, connection: ClientConnection, url: str, settings: CrawlSettings) -> None:
        self._connection = connection
        self._url = url
        self._settings = settings

    async def batch(self, most: int, wait_s: float) -> list[bytes] | Failure:
        """The messages that come next, at most `most`.

        An empty list where none comes in `wait_s` and the server is there: it answers when asked.
        """
        messages: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(wait_s) as limit:
                while len(messages) < most and size < MAX_BATCH_BYTES:
                    messages.append(await self._connection.recv(decode=False))
                    size += len(messages[-1])
                    if len(messages) == 1:
                        limit.reschedule(asyncio.get_running_loop().time() + _GATHER_S)
        except TimeoutError:
            return messages or await self._silence()
        except ConnectionClosed as error:  # and again for the next batch
            return messages or self._closed(error)
        return messages

    async def close(self) -> None:
        """Leave the stream, without waiting for a server that does not say good-bye."""
        with suppress(OSError):
            await self._connection.close()

    async def _silence(self) -> list[bytes] | Failure:
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                await (await self._connection.ping())
        except TimeoutError:
            return failure_of(DownloadTimeoutError(), self._url, self._settings)
        except ConnectionClosed as error:
            return self._closed(error)
        return []

    def _closed(self, error: ConnectionClosed) -> Failure:
        if error.sent is not None and error.sent.code == _TOO_BIG:
            limit = MAX_MESSAGE_BYTES // 1_000_000
            message = f"ett meddelande i strömmen är större än {limit} MB"
            return Failure(Access.PARSE_ERROR, message, passing=False, code="too_large")
        return Failure(Access.OUTAGE, "strömmen bröts", code="truncated")


async def open_stream(
    url: str, settings: CrawlSettings, now: datetime, subprotocol: str = ""
) -> Stream | Failure:
    """The stream at an address (http or https stands for ws and wss), or why there is none.

    `subprotocol` is what the messages are said to be. `now` is the time of the pass.
    """
    try:
        check_url(url, settings.allow_private_networks)
        async with asyncio.timeout(settings.timeout_s):
            connection = await _connection(url, settings, subprotocol)
    except InvalidStatus as error:
        return _answered(url, error, now)
    except Exception as error:  # the edge of a request: sockets and TLS raise many kinds
        return failure_of(_as_of_a_request(error), url, settings)
    return Stream(connection, url, settings)


class _Straight(connect):
    """Follows no redirect: the guard has not seen where it leads."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


async def _connection(url: str, settings: CrawlSettings, subprotocol: str) -> ClientConnection:
    parts = urlsplit(url)
    secure, host = parts.scheme == "https", parts.hostname or ""
    port = parts.port or (443 if secure else 80)
    reached = await _reached(host, port, settings.allow_private_networks)
    encrypted: dict[str, Any] = {}
    if secure:  # reads SSL_CERT_FILE, which child.py sets where the machine has no authorities
        encrypted = {"ssl": ssl.create_default_context(), "server_hostname": host}
    try:
        return await _Straight(
            f"ws{url.removeprefix('http')}",
            sock=reached,
            proxy=None,
            user_agent_header=settings.user_agent,
            subprotocols=[Subprotocol(subprotocol)] if subprotocol else None,
            compression=None,
            open_timeout=settings.timeout_s,
            close_timeout=_GOODBYE_S,
            max_size=MAX_MESSAGE_BYTES,
            max_queue=_WAITING,
            **encrypted,
        )
    except BaseException:
        reached.close()
        raise


async def _reached(host: str, port: int, allow_private: bool) -> socket.socket:
    """A socket connected to one of a name's addresses; all of them must be allowed."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_, address in found:
        if rule := refusal(str(address[0]), allow_private):
            raise AddressRefused(rule)
    failed: OSError = socket.gaierror("no address")
    for family, kind, protocol, _, address in found:
        trying = socket.socket(family, kind, protocol)
        trying.setblocking(False)
        try:
            await loop.sock_connect(trying, address)
        except OSError as error:
            trying.close()
            failed = error
        except BaseException:
            trying.close()
            raise
        else:
            return trying
    raise failed


def _answered(url: str, error: InvalidStatus, now: datetime) -> Failure:
    """The Failure of a server that answers as one of pages does."""
    said = error.response
    headers = Headers({name: [value] for name, value in said.headers.raw_items()})
    body = bytes(said.body or b"")
    found = ended(HtmlResponse(url, said.status_code, headers=headers, body=body), now)
    if isinstance(found, Failure):
        return found
    message = "svarar, men inte med en ström"
    return Failure(Access.PARSE_ERROR, message, said.status_code, passing=False, code="no_stream")


def _as_of_a_request(error: Exception) -> Exception:
    """The same error as Scrapy raises it for a request, for which there are words."""
    if isinstance(error, socket.gaierror | UnicodeError):
        return CannotResolveHostError()
    if isinstance(error, TimeoutError):
        return DownloadTimeoutError()
    if isinstance(error, ConnectionRefusedError):
        return DownloadConnectionRefusedError()
    if isinstance(error, InvalidHandshake | EOFError):
        return ResponseDataLossError()
    return error

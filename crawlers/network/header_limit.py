"""A bound on the headers of an answer, which Twisted reads for as long as they come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.web._newclient import HEADER, STATUS, HTTPClientParser

MAX_HEADER_BYTES = 100_000
"""All lines before the body, to within what is read at once (64 kB). Real sites send 1 to 10 kB."""


class HeadersTooLarge(Exception):
    """The headers of an answer are longer than is read."""


def limit_headers() -> None:
    """Bound the headers of all answers that this process reads from now on.

    Twisted and Scrapy name their parsers themselves and take none from outside, so the one that
    both build on is bounded. To be called in the crawling process, which is ours alone.
    """
    parser: Any = HTTPClientParser
    if parser.lineLengthExceeded is not _line_too_long:
        parser.dataReceived = _limited(parser.dataReceived)
        parser.lineLengthExceeded = _line_too_long


def _limited(receive: Callable[..., Any]) -> Callable[..., Any]:
    def data_received(parser: Any, data: bytes) -> Any:
        if parser.state in {STATUS, HEADER}:
            before = getattr(parser, "header_bytes", 0)
            if before > MAX_HEADER_BYTES:
                raise HeadersTooLarge(before)
            parser.header_bytes = before + len(data)
        return receive(parser, data)

    return data_received


def _line_too_long(_parser: Any, line: bytes) -> None:
    raise HeadersTooLarge(len(line))

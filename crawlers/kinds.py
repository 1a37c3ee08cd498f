"""The kinds of sources that can be crawled: which address is asked, and who reads the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from crawlers.feeds import parse_feed
from crawlers.listing import Listing
from store.records import Source, SourceKind, SourceState

Parse = Callable[[bytes, str, str, datetime, int], Listing]
"""Bytes, the address that they came from, Content-Type, now, and how many entries to read at most.
Never raises for what is in the bytes; runs in a worker, so it is a function of a module."""


def _own_address(source: Source, _state: SourceState, _since: datetime | None) -> str:
    return source.url


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of source is crawled. `address` gives what is asked, given the source's last
    state and the day from which the user wants documents."""

    parse: Parse
    address: Callable[[Source, SourceState, datetime | None], str] = _own_address


KINDS: Mapping[SourceKind, Kind] = {
    SourceKind.FEED: Kind(parse_feed),
}

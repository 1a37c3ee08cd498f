"""What a source's cursor holds: a line a protocol, with its version in its name.

A platform's own protocol has one line, and the listings that are read the newest first have theirs
beside it. A cursor of one line is how it was written before there were listings in it.

>>> written("mastodon-v1 {}", LISTINGS, "x")
'mastodon-v1 {}\\nnewest-first-v1 x'
>>> kept("mastodon-v1 {}\\nnewest-first-v1 x", "mastodon-v1")
'{}'
"""

from __future__ import annotations

from collections.abc import Iterator

_FAMILY = "newest-first-"
LISTINGS = f"{_FAMILY}v1"
"""The protocol of crawlers/visits/newest_first.py."""


def kept(cursor: str, protocol: str) -> str:
    """What a cursor holds of a protocol in this version; "" where it has nothing of it."""
    return next((line for name, line in _lines(cursor) if name == protocol), "")


def holds_another(cursor: str, protocol: str) -> bool:
    """Whether a cursor was written by what now has another protocol, or version of it."""
    return any(_is_alike(name, protocol) and name != protocol for name, _ in _lines(cursor))


def written(cursor: str, protocol: str, value: str) -> str:
    """The cursor with this for a protocol, in place of what it held of it or of another version; of
    listings there may be nothing to hold."""
    rest = [line for line in cursor.split("\n") if line and not _is_alike(_name(line), protocol)]
    said = [f"{protocol} {value}"] if value or protocol != LISTINGS else []
    return "\n".join([*said, *rest] if protocol != LISTINGS else [*rest, *said])


def without_listings(cursor: str) -> str:
    """The cursor as it is when all listings have been read."""
    return "\n".join(line for line in cursor.split("\n") if not _name(line).startswith(_FAMILY))


def _lines(cursor: str) -> Iterator[tuple[str, str]]:
    for line in cursor.split("\n"):
        name, _, value = line.partition(" ")
        if name:
            yield name, value


def _name(line: str) -> str:
    return line.partition(" ")[0]


def _is_alike(name: str, protocol: str) -> bool:
    """Whether two protocols have the same place: of the listings there is one, of all else one."""
    return name.startswith(_FAMILY) == protocol.startswith(_FAMILY)

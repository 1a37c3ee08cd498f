"""CSV of CrowdTangle, as archived sets have it: posts of Facebook's pages and groups, and of
Instagram's accounts. The tool was closed in August 2024; its files are still shared.

The heading varies between years: columns are found by the beginnings of their names. Until 2020 the
time stood in `Created`, and in the oldest files the page in `Name` (the headings that 4CAT accepts,
https://github.com/digitalmethodsinitiative/4cat, datasources/upload/import_formats.py and its
predecessor datasources/import-from-tool/import_file.py). Times are those of whoever made the
export, with the zone's name after them; `N/A` stands for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from crawlers.imports.articles import once
from crawlers.imports.post_urls import PostAddress, post_address
from crawlers.imports.reading import (
    OGILTIGT_DATUM,
    OKAND_PLATTFORM,
    SAKNAR_ID,
    SAKNAR_TEXT,
    Reading,
    Row,
    SetAside,
    Unusable,
)
from crawlers.imports.rounded_ids import is_rounded
from crawlers.imports.tabular import columns_at, refuse_heading, table_of
from crawlers.imports.values import count, moment
from crawlers.posts import Post

_BEGINNINGS = {
    "name": ("page name", "group name", "account", "page or account name", "name"),
    "user": ("user name", "username"),
    "account_id": ("facebook id", "platform id", "account id"),
    "created": ("post created", "created"),
    "day": ("post created date",),
    "clock": ("post created time",),
    "likes": ("likes",),
    "comments": ("comments",),
    "shares": ("shares",),
    "views": ("total views", "post views", "views"),
    "url": ("url",),
    "message": ("message",),
    "title": ("title",),
    "image_text": ("image text",),
    "link_text": ("link text",),
    "description": ("description",),
    "link": ("final link",),
    "short_link": ("link",),
    "sponsor": ("sponsor name",),
}
_NEEDED = {"created": "Post Created", "url": "URL"}
_MARKS = (
    "total interactions", "overperforming score", "followers at posting", "likes at posting",
    "size at posting",
)  # fmt: skip
"""What the heading of no other tool begins with; each year had some of them."""


def recognises(head: bytes, path: Path) -> bool:
    """Whether the heading is one of CrowdTangle's, for Facebook or Instagram."""
    columns = columns_at(head, path)
    found = _columns(columns)
    return {"created", "url", "name"} <= found.keys() and any(
        column.strip().casefold().startswith(_MARKS) for column in columns
    )


def read(path: Path, reading: Reading) -> Iterator[Row]:
    """A row for each row of the table. Raises ImportFileError."""
    table = table_of(path)
    columns = _columns(table.columns)
    refuse_heading(table, "CrowdTangle", [n for f, n in _NEEDED.items() if f not in columns])
    for row in table.rows():
        if row.fault:
            yield SetAside(row.line, row.fault)
            continue
        cells = {field: _cell(row.fields.get(column, "")) for field, column in columns.items()}
        try:
            post = _post(cells, reading.now)
        except Unusable as unusable:
            yield SetAside(row.line, unusable.reason)
            continue
        source = reading.source(f"crowdtangle-{post.platform}", f"CrowdTangle: {post.platform}")
        yield reading.take(post, source)


def _cell(raw: str) -> str:
    text = raw.strip()
    return "" if text == "N/A" else text


def _columns(columns: Sequence[str]) -> dict[str, str]:
    """For each field the column whose name is one of its beginnings, else begins so."""
    folded = {" ".join(column.casefold().split()): column for column in columns}
    found: dict[str, str] = {}
    for field, beginnings in _BEGINNINGS.items():
        for beginning in beginnings:
            longer = (name for name in folded if name.startswith(f"{beginning} /"))
            name = beginning if beginning in folded else next(longer, "")
            if name:
                found.setdefault(field, folded[name])
    return found


def _post(cells: Mapping[str, str], now: datetime) -> Post:
    address = _address(cells)
    text = once(*(cells.get(field, "") for field in _TEXTS))
    if not text:
        raise Unusable(SAKNAR_TEXT)
    author, *names = _accounts(cells, address)
    return Post(
        address.platform,
        address.native_id,
        text,
        cells["url"],
        author,
        tuple(names),
        published_at=_created(cells, now),
        shared_urls=_links(cells, address),
        likes=count(cells.get("likes", "")),
        shares=count(cells.get("shares", "")),
        comments=count(cells.get("comments", "")),
        views=count(cells.get("views", "")),
    )


_TEXTS = ("message", "title", "image_text", "link_text", "description")


def _address(cells: Mapping[str, str]) -> PostAddress:
    address = post_address(cells.get("url", ""))
    if not cells.get("url"):
        raise Unusable(SAKNAR_ID)
    if address is None:
        raise Unusable(OKAND_PLATTFORM)
    if not address.native_id:
        raise Unusable(SAKNAR_ID)
    return address


def _accounts(cells: Mapping[str, str], address: PostAddress) -> list[str]:
    """The account's lasting id, then its names. A page is treated as the account it is."""
    names = [
        cells.get("user", ""),
        cells.get("name", ""),
        address.account,
        cells.get("sponsor", ""),
    ]
    account_id = cells.get("account_id", "")
    known = [account_id] if account_id and not is_rounded(account_id) else []
    return list(filter(None, (*known, *names))) or [""]


def _created(cells: Mapping[str, str], now: datetime) -> datetime | None:
    raw = cells["created"] or f"{cells.get('day', '')} {cells.get('clock', '')}".strip()
    found = moment(raw, now)
    if raw and found is None:
        raise Unusable(OGILTIGT_DATUM)
    return found


def _links(cells: Mapping[str, str], own: PostAddress) -> tuple[str, ...]:
    """The address that a post shares; the link of one that shares none leads to itself."""
    link = cells.get("link") or cells.get("short_link", "")
    led = post_address(link)
    return () if not link or (led and led.native_id == own.native_id) else (link,)

"""A row of 4CAT's CSV as a Post: which platform it is from, and what its columns are called there.

Columns by the mappings in https://github.com/digitalmethodsinitiative/4cat, datasources/*/search_*.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from crawlers.canonical import registrable_host
from crawlers.dates import EARLIEST, parse_date
from crawlers.imports.captures import x
from crawlers.imports.captures.facebook import handle_of
from crawlers.imports.captures.tiktok import sticker_lines, unnamed
from crawlers.imports.captures.values import count_of, id_of, language_of, names_of, other_id_of
from crawlers.imports.reading import OGILTIGT_DATUM, SAKNAR_TEXT, Unusable
from crawlers.posts import Post
from store.records import DocumentKind

Fields = Mapping[str, str]

_EPOCH = re.compile(r"(\d{9,10})(?:\.0+)?")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?: ?(?:Z|UTC))?")
_EXCEL_DAYS = re.compile(r"\d{5}(?:[.,]\d+)?")
_EXCEL_BEGINS = datetime(1899, 12, 30, tzinfo=UTC)
_COUNT = re.compile(r"(\d[\d\s\u00a0]*)(?:[.,]0+)?")
_NOBODY = frozenset({"redacted", "[deleted]", "[removed]", "nan", "none"})
_BETWEEN = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class Columns:
    """A platform as 4CAT writes it: its source, and whose posts these are."""

    platform: str
    source_id: str
    name: str
    kind: DocumentKind = DocumentKind.POST


TIKTOK = Columns("tiktok.com", "tiktok", "TikTok (fil)", DocumentKind.VIDEO)
TIKTOK_COMMENTS = Columns("tiktok.com", "tiktok", "TikTok (fil)", DocumentKind.COMMENT)
X = Columns("x.com", "x", "X (fil)")
INSTAGRAM = Columns("instagram.com", "instagram", "Instagram (fil)")
THREADS = Columns("threads.net", "threads", "Threads (fil)")
FACEBOOK = Columns("facebook.com", "facebook", "Facebook (fil)")
REDDIT = Columns("reddit.com", "reddit", "Reddit (fil)")
TELEGRAM = Columns("t.me", "telegram", "Telegram (fil)")
OTHER = Columns("4cat", "4cat", "4CAT (fil)")

_BY_COLUMNS = (
    ({"comment_url", "post_id"}, TIKTOK_COMMENTS),
    ({"tiktok_url"}, TIKTOK),
    ({"retweet_count", "is_retweet"}, X),
    ({"subreddit"}, REDDIT),
    ({"chat", "reply_to"}, TELEGRAM),
)
_BY_HOST = {
    "tiktok.com": TIKTOK,
    "twitter.com": X,
    "x.com": X,
    "instagram.com": INSTAGRAM,
    "threads.net": THREADS,
    "threads.com": THREADS,
    "facebook.com": FACEBOOK,
}
_ADDRESSES = ("comment_url", "tiktok_url", "link", "url", "post_url")


def post_of(fields: Fields, now: datetime) -> tuple[tuple[str, str], Post]:
    """A post, and the id and the name of the source that it belongs to. Raises Unusable."""
    columns = columns_of(fields)
    row = {name.strip(): value.replace("\0", "").strip() for name, value in fields.items()}
    native_id, answers = _ids(columns, row)
    text, of_other = _text(columns, row)
    if not text and not row.get("subject"):
        raise Unusable(SAKNAR_TEXT)
    kind = DocumentKind.COMMENT if answers and columns.kind is DocumentKind.POST else columns.kind
    post = Post(
        platform=columns.platform,
        native_id=native_id,
        text=text,
        title=row.get("subject", ""),
        url=_address(row),
        author=_author(columns, row),
        names=names_of(of_other, *_names(row)),
        kind=kind,
        context=unnamed(row.get("post_body", "")) if answers == row.get("post_id") else "",
        answers=answers,
        language=language_of(_first(row, "language_guess", "lang", "language")),
        published_at=moment_of(row, now),
        shared_urls=tuple(_split(_first(row, "urls", "link_url"))),
        hashtags=tuple(_split(",".join((row.get("hashtags", ""), row.get("challenges", ""))))),
        likes=_count(row, "likes", "like_count", "num_likes", "amount_likes", "score"),
        shares=_count(row, "shares", "retweet_count", "reposts", "amount_shares", "forwards"),
        comments=_count(row, "comments", "reply_count", "num_comments", "replies"),
        views=_count(row, "plays", "impression_count", "views", "amount_plays"),
    )
    return (columns.source_id, columns.name), post


def columns_of(fields: Fields) -> Columns:
    """The platform of a row, by columns that only one has, else by where its address leads."""
    names = fields.keys()
    for own, columns in _BY_COLUMNS:
        if own <= names:
            return columns
    hosts = (registrable_host(fields.get(name, "").strip()) for name in _ADDRESSES)
    return next((_BY_HOST[host] for host in hosts if host in _BY_HOST), OTHER)


def moment_of(row: Fields, now: datetime) -> datetime | None:
    """When a post was made; None where nothing is said. Raises Unusable.

    `unix_timestamp` before `timestamp`, which is UTC, but written by a server with a clock of its
    own. Excel makes numbers of days out of both.
    """
    epoch = _EPOCH.fullmatch(row.get("unix_timestamp", ""))
    if epoch:
        found = datetime.fromtimestamp(int(epoch[1]), UTC)
    elif told := row.get("timestamp") or row.get("unix_timestamp", ""):
        found = _moment(told, now)
    else:
        return None
    if found is None or not EARLIEST <= found <= now + timedelta(days=1):
        raise Unusable(OGILTIGT_DATUM)
    return found


def _moment(told: str, now: datetime) -> datetime | None:
    if match := _TIME.fullmatch(told):
        day, hour, minute, second = match.groups()
        try:
            return datetime.fromisoformat(f"{day}T{hour:0>2}:{minute}:{second or '00'}+00:00")
        except ValueError:
            return None
    if _EXCEL_DAYS.fullmatch(told):
        return _EXCEL_BEGINS + timedelta(days=float(told.replace(",", ".")))
    return parse_date(told, now)


def _ids(columns: Columns, row: Fields) -> tuple[str, str]:
    """The native id and that of the post answered, as other ways to the platform name them."""
    native_id, thread = id_of(row.get("id")), other_id_of(row.get("thread_id"))
    named = _NATIVE.get(columns.platform)
    if named:
        return named(row, native_id, thread)
    return native_id, thread if thread != native_id else ""


def _telegram(row: Fields, native_id: str, thread: str) -> tuple[str, str]:
    del thread  # the channel
    channel = (row.get("chat") or native_id.rpartition("-")[0]).lower()
    message, answered = native_id.rpartition("-")[2], other_id_of(row.get("reply_to"))
    return f"{channel}/{message}", f"{channel}/{answered}" if answered else ""


def _reddit(row: Fields, native_id: str, thread: str) -> tuple[str, str]:
    """Reddit's full names: `t3_` a post, `t1_` a comment. 4CAT leaves the letters out."""
    submission = not thread or thread == native_id
    parent = row.get("parent", "")
    answered = "" if submission else _full_name(other_id_of(parent) or thread, thread)
    return native_id if native_id[:1] == "t" and "_" in native_id else (
        f"{'t3' if submission else 't1'}_{native_id}"
    ), answered


def _full_name(identifier: str, thread: str) -> str:
    if identifier.startswith(("t1_", "t3_")):
        return identifier
    return f"{'t3' if identifier == thread else 't1'}_{identifier}"


_NATIVE: Mapping[str, Callable[[Fields, str, str], tuple[str, str]]] = {
    TELEGRAM.platform: _telegram,
    REDDIT.platform: _reddit,
}


def _text(columns: Columns, row: Fields) -> tuple[str, str]:
    """The words of a post, the same as they are read of what was captured; and who wrote them where
    another one only shares them."""
    body = row.get("body", "")
    if columns.platform == x.PLATFORM:
        return x.shown_text(body)
    if columns.platform == TIKTOK.platform:
        body = unnamed(body)
    if stickers := row.get("stickers"):
        return "\n".join((body, *sticker_lines(iter((stickers,))))).strip(), ""
    return body, ""


def _author(columns: Columns, row: Fields) -> str:
    author = row.get("author", "").removeprefix("@")
    if columns is FACEBOOK:
        author = handle_of(author)
    return "" if author.lower() in _NOBODY else author


def _names(row: Fields) -> Iterator[str]:
    for name in ("author_full", "author_fullname", "author_name", "retweeted_user", "quoted_user",
                 "replied_user"):  # fmt: skip
        if (value := row.get(name, "")).lower() not in _NOBODY:
            yield value
    for name in ("mentions", "mentioned", "usertags"):
        yield from _split(row.get(name, ""))


def _address(row: Fields) -> str:
    return next((url for url in map(partial(row.get), _ADDRESSES) if url), "") or ""


def _first(row: Fields, *names: str) -> str:
    return next((value for name in names if (value := row.get(name))), "")


def _split(value: str) -> Iterator[str]:
    return (part for each in _BETWEEN.split(value) if (part := each.strip()))


def _count(row: Fields, *names: str) -> int | None:
    match = _COUNT.fullmatch(_first(row, *names))
    return count_of("".join(match[1].split())) if match else None

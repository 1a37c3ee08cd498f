"""Posts of WordPress by its REST interface, with their whole texts; from bytes to entries.

Fields: https://developer.wordpress.org/rest-api/reference/posts/. The parts of its dates that end
in `_gmt` are UTC without saying so.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from crawlers.dates import DateNotes
from crawlers.entries import absolute_link, entry_key, listing_of
from crawlers.json_answers import Json, read_json, rows_of, text_of
from crawlers.listing import MAX_ENTRIES, MAX_TEXT, MAX_TITLE, Entry, Listing
from crawlers.markup import plain_text
from crawlers.url_parameters import with_parameters
from crawlers.wrong_answers import unreadable
from store.records import Access, Source, SourceState

PER_PAGE = 50
"""Posts of one answer: WordPress allows 100, whose texts may go beyond the size of an answer."""
OVERLAP = timedelta(days=1)
"""Posts that old are asked for again: the last known one shows that there is no gap, and sites of
older versions compare with their local time."""

_POSTS = "/wp-json/wp/v2/posts"
_DEFAULTS = {
    "per_page": str(PER_PAGE),
    "orderby": "modified",
    "order": "desc",
    "_fields": "id,link,date,date_gmt,modified,modified_gmt,title,content,excerpt",
}
_BESIDE_TEXT = re.compile(r"<(figure|form|iframe|svg|button|nav)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_SHORTCODE = re.compile(r"\[/?(?:vc_|et_pb_|fusion_|caption|gallery|embed|audio|video)[^\[\]\n]*\]")
_CUT_OFF = re.compile(
    r"""class=["'][^"']*\bmore-link\b|(?:\[(?:&hellip;|…|\.\.\.|&#8230;)\])\s*</p>"""
)
_DOTS = re.compile(r"\s*\[(?:…|\.\.\.)\]$")


def posts_address(url: str, modified_after: datetime | None = None) -> str:
    """What to ask a WordPress for: its posts, the last edited first, `PER_PAGE` a page.

    `url` is the site's address or that of its posts (also of another type, or as `?rest_route=`);
    parameters that it has are kept. With `modified_after` only posts edited since then, and a day.

    >>> posts_address("https://tidning.example").partition("?")[0]
    'https://tidning.example/wp-json/wp/v2/posts'
    """
    parts = urlsplit(url.strip())
    defaults, path = dict(_DEFAULTS), parts.path.rstrip("/")
    if "rest_route" not in _query(parts.query) and "/wp/v2/" not in path:
        path = re.sub(r"/wp-json(?:/wp(?:/v2)?)?$", "", path) + _POSTS
    if modified_after is not None:
        # whole days: the address, and with it the answer's ETag, then stays the same for long
        day = (modified_after - OVERLAP).date()
        defaults["modified_after"] = f"{day.isoformat()}T00:00:00"
    return with_parameters(urlunsplit(parts._replace(path=path)), defaults)


def address(source: Source, state: SourceState, since: datetime | None) -> str:
    """What is asked of a source: its posts since the newest that is known, or since the day from
    which the user wants them.

    The newest may have come with an answer of which a part was missing: all that was published
    after the last poll that counted is asked for, and everything before the first.
    """
    seen = None
    if state.newest_at and state.answered_at:
        seen = min(state.newest_at, state.answered_at)
    asked = [when for when in (seen, since) if when is not None]
    return posts_address(source.url, min(asked, default=None))


def parse_wordpress(
    body: bytes, url: str, content_type: str, now: datetime, max_items: int = MAX_ENTRIES
) -> Listing:
    """Read a page of posts, the last edited first. Never raises for what is in `body`."""
    answer = read_json(body, content_type, "inlägg från WordPress")
    if not isinstance(answer, Json):
        return answer
    posts = answer.value
    if isinstance(posts, dict) and isinstance(code := posts.get("code"), str):
        if code == "rest_post_invalid_page_number":  # one page beyond the last
            return Listing(problems=answer.problems, access=Access.EMPTY_VALID)
        return unreadable(f"WordPress svarade med felet {plain_text(code)[:60]}", answer.problems)
    if not isinstance(posts, list) or any("link" not in row for row in rows_of(posts)):
        return unreadable("svarade med JSON i stället för inlägg från WordPress", answer.problems)
    notes = DateNotes(now)
    entries = [_entry(post, url, notes) for post in rows_of(posts[:max_items])]
    pages = (_next_page(url),) if len(posts) >= _per_page(url) else ()
    return listing_of(entries, notes, answer.problems, next_urls=pages)


def _entry(post: dict[str, Any], url: str, notes: DateNotes) -> Entry:
    link = absolute_link(text_of(post, "link"), url)
    raw = _rendered(post, "content")
    content = plain_text(_SHORTCODE.sub(" ", _BESIDE_TEXT.sub(" ", raw)), lines=True)
    locked = _is_protected(post)
    return Entry(
        key=entry_key(text_of(post, "id"), link),
        url=link,
        title=plain_text(_rendered(post, "title"))[:MAX_TITLE],
        summary=_DOTS.sub(" …", plain_text(_rendered(post, "excerpt"), lines=True))[:MAX_TEXT],
        content="" if locked else content[:MAX_TEXT],
        published_at=_date(post, "date", notes),
        updated_at=_date(post, "modified", notes),
        complete=bool(content) and not locked and not _CUT_OFF.search(raw),
        locked=locked,
    )


def _rendered(post: dict[str, Any], name: str) -> str:
    value = post.get(name)
    return text_of(value, "rendered") if isinstance(value, dict) else text_of(post, name)


def _is_protected(post: dict[str, Any]) -> bool:
    content = post.get("content")
    return isinstance(content, dict) and content.get("protected") is True


def _date(post: dict[str, Any], name: str, notes: DateNotes) -> datetime | None:
    if universal := text_of(post, f"{name}_gmt"):
        return notes.read(universal if universal.endswith("Z") else f"{universal}Z")
    return notes.read(text_of(post, name))


def _per_page(url: str) -> int:
    """Posts of a full page; WordPress gives ten where nothing is asked for."""
    value = _query(urlsplit(url).query).get("per_page", "")
    return int(value) if value.isascii() and value.isdigit() and int(value) else 10


def _next_page(url: str) -> str:
    page = _query(urlsplit(url).query).get("page", "1")
    following = int(page) + 1 if page.isascii() and page.isdigit() else 2
    return with_parameters(url, fixed={"page": str(following)})


def _query(query: str) -> dict[str, str]:
    return dict(parse_qsl(query, keep_blank_values=True))

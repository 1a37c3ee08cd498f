"""Posts and comments in the JSON of Reddit's interface, from bytes to Pages. No network here.

Things and listings are as https://github.com/reddit-archive/reddit/wiki/JSON tells; `raw_json=1`
keeps `<` and `&` as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from crawlers.markup import tidy
from crawlers.platforms.json_pages import (
    UNREADABLE,
    epoch,
    figure,
    json_of,
    string,
    unread_of,
    within,
    wrong_shape,
)
from crawlers.platforms.reddit_words import is_taken_away, own_words
from crawlers.posts import Page, Post
from store.records import Access, DocumentKind, TextStatus

PLATFORM = "reddit.com"
SITE = "https://www.reddit.com"
MAX_THINGS = 5_000
"""Things read of one answer; Reddit gives at most 500 comments."""
LONE = "lone"
"""The detail of a Page of comments that names those that answer what is gone, so whom they may name
is not known."""
LEFT_OUT = "further comments of a post were not asked for"
_FULLNAME = re.compile(r"t[13]_[0-9a-z]{1,13}")
_SUBREDDIT = re.compile(r"[A-Za-z0-9_]{2,50}")
_NONE: Mapping[str, Post] = MappingProxyType({})
_WANTED = "en lista från Reddit"


def parse_listing(body: bytes, url: str, content_type: str, now: datetime) -> Page:
    """A listing of posts or comments, in its order; those that are gone are `deleted`.

    A detail of each comment names what it answers and the post that it stands under, with a comma
    between.
    """
    found = json_of(body, content_type, _WANTED)
    if isinstance(found, Page):
        return found
    rows = within(found.value, "data", "children")
    read = [(row, _post(kind, row, now)) for kind, row in _things(found.value)]
    posts = [post for _, post in read if post]
    unread = [string(row, "name") for row, post in read if not post]
    unread += [""] * (len(_list(rows)) - len(read))
    # Of posts asked for again those missing count as gone: nothing may be taken for an empty list.
    if (
        string(found.value, "kind") != "Listing"
        or not isinstance(rows, list)
        or (rows and not posts)
    ):
        return wrong_shape(_WANTED, found.problems)
    return Page(
        posts=tuple(posts),
        next=string(found.value, "data", "after"),
        problems=(*found.problems, *([UNREADABLE] if unread else [])),
        access=Access.OK if posts else Access.EMPTY_VALID,
        details=(
            *unread_of(unread),
            *(
                (post.native_id, f"{_fullname(row, 'parent_id')},{_fullname(row, 'link_id')}")
                for row, post in read
                if post and post.kind is DocumentKind.COMMENT
            ),
        ),
    )


def parse_comments(body: bytes, url: str, content_type: str, now: datetime) -> Page:
    """The comments of a post and what they answer: an answer of `/comments/ID`.

    Their tree is read from the top, so what a comment answers comes before it.
    """
    found = json_of(body, content_type, _WANTED)
    if isinstance(found, Page):
        return found
    if not isinstance(found.value, list) or len(found.value) < 2:
        return wrong_shape(_WANTED, found.problems)
    answered: dict[str, Post] = {}
    posts: list[Post] = []
    lone: list[str] = []
    problems = list(found.problems)
    for kind, row in (*_things(found.value[0]), *_tree(found.value[1])):
        if kind == "more" and figure(row, "count") != 0:
            problems.append(LEFT_OUT)
        post = _post(kind, row, now, answered)
        if post is not None:
            above = (answered.get(_fullname(row, one)) for one in ("parent_id", "link_id"))
            lone += [post.native_id] if any(one and one.deleted for one in above) else []
            answered[post.native_id] = post
            posts += [post] if kind == "t1" else []
    access = Access.OK if posts else Access.EMPTY_VALID
    return Page(
        tuple(posts),
        problems=tuple(dict.fromkeys(problems)),
        access=access,
        details=((LONE, ",".join(lone)),),
    )


def _things(listing: Any) -> list[tuple[str, dict[str, Any]]]:
    """Kind and data of what a listing holds."""
    rows = within(listing, "data", "children")
    found = [(string(row, "kind"), within(row, "data")) for row in _list(rows)]
    return [(kind, data) for kind, data in found if isinstance(data, dict)]


def _tree(listing: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The things of a tree of comments, each before its answers; not by recursion, as trees may be
    deep."""
    left = _things(listing)
    for _ in range(MAX_THINGS):
        if not left:
            return
        kind, data = left.pop(0)
        yield kind, data
        left += _things(data.get("replies"))


def _list(value: Any) -> list[Any]:
    return value[:MAX_THINGS] if isinstance(value, list) else []


def _post(
    kind: str, row: dict[str, Any], now: datetime, answered: Mapping[str, Post] = _NONE
) -> Post | None:
    """A thing as a Post; None for what is neither a post nor a comment, or has lost its words."""
    native_id = _fullname(row, "name")
    words = row.get({"t1": "body", "t3": "title"}.get(kind, ""))
    if not isinstance(words, str) or not native_id:
        return None
    post = _comment(row, native_id, now, answered) if kind == "t1" else _link(row, native_id, now)
    return _gone(post) if _is_gone(row) else post


def _is_gone(row: dict[str, Any]) -> bool:
    """Deleted by its author, with its author's account, or removed by those who may."""
    said = (string(row, name) for name in ("author", "body", "selftext", "title"))
    return bool(row.get("removed_by_category")) or any(map(is_taken_away, said))


def _gone(post: Post) -> Post:
    return Post(post.platform, post.native_id, "", kind=post.kind, deleted=True)


def _link(row: dict[str, Any], native_id: str, now: datetime) -> Post:
    """A post: what it says itself, the address that it shares, the post that it shares on."""
    text, cited = own_words(string(row, "selftext"))
    shared = string(row, "url_overridden_by_dest") or string(row, "url")
    is_link = row.get("is_self") is False and shared.startswith(("http://", "https://"))
    origin = next(iter(_list(row.get("crosspost_parent_list"))), None)
    quoted = [string(origin, name) for name in ("title", "selftext")]
    quoted = [each for each in quoted if each and not is_taken_away(each)]
    return Post(
        platform=PLATFORM,
        native_id=native_id,
        title=tidy(string(row, "title")).strip(),
        text=text,
        text_status=TextStatus.FULL if text else TextStatus.TITLE_ONLY,
        url=address_of(string(row, "subreddit"), native_id[3:]),
        author=string(row, "author"),
        names=_names(string(origin, "author")),
        context="\n".join(filter(None, (cited, tidy("\n".join(quoted))))),
        answers=_fullname(row, "crosspost_parent"),
        published_at=epoch(row.get("created_utc"), now),
        edited_at=epoch(row.get("edited"), now),
        shared_urls=(shared,) if is_link else (),
        likes=figure(row, "score"),
        shares=figure(row, "num_crossposts"),
        comments=figure(row, "num_comments"),
        lookup=native_id,
    )


def _comment(
    row: dict[str, Any], native_id: str, now: datetime, answered: Mapping[str, Post]
) -> Post:
    """A comment: its context is what it answers, where that was in the same answer."""
    post_id, parent = _fullname(row, "link_id"), _fullname(row, "parent_id")
    above = [one for name in (parent, post_id) if (one := answered.get(name))]
    text, cited = own_words(string(row, "body"))
    comment = Post(
        platform=PLATFORM,
        native_id=native_id,
        kind=DocumentKind.COMMENT,
        text=text,
        url=address_of(string(row, "subreddit"), post_id[3:], native_id[3:]),
        author=string(row, "author"),
        names=_names(string(row, "link_author")),
        context="\n".join(filter(None, (tidy(string(row, "link_title")), cited))),
        answers=parent or post_id,
        published_at=epoch(row.get("created_utc"), now),
        edited_at=epoch(row.get("edited"), now),
        likes=None if row.get("score_hidden") is True else figure(row, "score"),
        lookup=native_id,
    )
    return answering(comment, above)


def answering(comment: Post, above: Sequence[Post]) -> Post:
    """A comment with what it answers: the nearest first, and the post that it stands under.

    Those whom it answers are named in it as often as not, also without `u/`.
    """
    said = "\n".join(filter(None, (above[0].title, above[0].text))) if above else ""
    return replace(
        comment,
        names=_names(*comment.names, *(one.author for one in above)),
        context=said or comment.context,
    )


def _fullname(row: dict[str, Any], field: str) -> str:
    """The name of a post or comment in this field; "" of all else."""
    name = string(row, field)
    return name if _FULLNAME.fullmatch(name) else ""


def _names(*found: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in found if name and not is_taken_away(name)))


def address_of(subreddit: str, post: str, comment: str = "") -> str:
    """The address of a post or comment without the words of the title, which would outlive them
    when it is deleted, and without the person whose own page it stands on."""
    named = _SUBREDDIT.fullmatch(subreddit) and not subreddit.lower().startswith("u_")
    place = f"/r/{subreddit}" if named else ""
    tail = f"comment/{comment}/" if comment else ""
    return f"{SITE}{place}/comments/{post}/{tail}" if post else ""

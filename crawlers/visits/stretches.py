"""How far listings have been read that are read the newest first. Only decisions: no network."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crawlers.posts import Page, Post

OVERLAP = timedelta(hours=1)
"""What a platform indexes late is met by asking so far behind what was read before."""
KEPT = 500
"""Listings of a source that are remembered: one for each word that is searched for."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """How far a listing has been read, from its top as it was at `began` down to `floor`.

    All since `since` is wanted: what lies between it and `floor` was read before. `next` names the
    page to go on with, until the stretch is `done`. So many `pages` and `posts` were read, down to
    the moment `reached`. `cut`: something is missing, all of it from before `reached` when it is
    done. `below` is that moment of what was read before.
    """

    began: datetime
    since: datetime
    floor: datetime
    next: str = ""
    pages: int = 0
    posts: int = 0
    reached: datetime | None = None
    below: datetime | None = None
    cut: bool = False
    done: bool = False

    def after(self, page: Page, longest: int) -> Stretch:
        """The stretch when one more page of it has been taken.

        A listing that ends after so many posts as the platform gives of the `longest` may have been
        cut by it.
        """
        read = replace(
            self,
            next=page.next,
            pages=self.pages + 1,
            posts=self.posts + len(page.posts),
            reached=_oldest(page) or self.reached,
        )
        if page.next and not reaches_back(page, self.floor):
            return read
        ends_above = read.reached is not None and read.reached > self.floor
        return read.ended(cut=ends_above and read.posts >= longest)

    def ended(self, cut: bool) -> Stretch:
        """The stretch when no more of it is read; `cut`: though it goes on down to its floor."""
        reached = self.reached if cut else self.below or self.reached
        return replace(self, next="", done=True, cut=self.cut or cut, reached=reached)

    def anew(self, now: datetime) -> Stretch:
        """The same stretch, not read yet, from the top that the listing has now."""
        return Stretch(now, self.since, self.floor, below=self.below, cut=self.cut)

    def above(self, now: datetime) -> Stretch:
        """What has come on top of one that is done, still to be read."""
        floor = max(self.since, self.began - OVERLAP)
        return Stretch(now, self.since, floor, below=self.reached, cut=self.cut)


def reaches_back(page: Page, floor: datetime) -> bool:
    """Whether a page of the newest first ends before what is asked for."""
    dates = [page.listed_at] if page.listed_at else _dates(page.posts)
    return bool(dates) and max(dates) < floor


def _oldest(page: Page) -> datetime | None:
    """The moment down to which a page of the newest first tells all; None where it has no dates.

    That of its last post: what is pinned to its top may be years old. Where posts are shared on,
    none of their dates says when, and the newest of the page is all that is known.
    """
    dates = _dates(page.posts)
    return page.listed_at or (dates[-1] if dates else None)


def _dates(posts: Sequence[Post]) -> list[datetime]:
    return [post.published_at for post in posts if post.published_at]


# --- In a cursor --------------------------------------------------------------------------------


def written(stretches: Mapping[str, Stretch], remembered: Mapping[str, str]) -> str:
    """Stretches, those of the last KEPT listings read, and what was noted besides, as JSON."""
    rows = {name: astuple(stretch) for name, stretch in [*stretches.items()][-KEPT:]}
    said = [rows, dict(remembered)]
    return json.dumps(said, default=datetime.timestamp, separators=(",", ":"))


def read(value: str) -> tuple[dict[str, Stretch], dict[str, str]]:
    """What `written` wrote; nothing of what was written by nobody."""
    try:
        rows, remembered = json.loads(value or "[{},{}]")
        noted = {str(name): str(said) for name, said in remembered.items()}
        return {name: _stretch(row) for name, row in rows.items()}, noted
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}, {}


def _stretch(row: Sequence[Any]) -> Stretch:
    began, since, floor, following, pages, posts, reached, below, cut, done = row
    return Stretch(
        _time(began),
        _time(since),
        _time(floor),
        str(following),
        int(pages),
        int(posts),
        None if reached is None else _time(reached),
        None if below is None else _time(below),
        bool(cut),
        bool(done),
    )


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

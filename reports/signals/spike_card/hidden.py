"""What may be told of private persons' posts: whole cells of `min_cell` accounts, and in coarse
steps what they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reports.signals.spike_card.figures import FLOORS, Share
from reports.signals.spike_card.texts import Text, accounts_of, texts_of


def may_show(posts: Sequence[Text], min_cell: int) -> bool:
    """Whether a cell of private posts is empty or has `min_cell` accounts."""
    return not posts or accounts_of(posts) >= min_cell


def explained(editorial: float, part: Iterable[Text], excess: float, min_cell: int) -> Share:
    """The share of the week's `excess` of texts that `editorial` texts and a part of the private
    posts explain together.

    Posts count only where `part` has `min_cell` accounts, and then the share is told in steps: the
    exact one would tell how many posts, and of few accounts, are left.
    """
    if excess <= 0:
        return Share(0.0)
    part = list(part)
    alone = min(1.0, max(0.0, editorial) / excess)
    if not part or accounts_of(part) < min_cell:
        return Share(alone)
    share = max(0.0, editorial + texts_of(part)) / excess
    return Share(max(alone, next((step for step in FLOORS if share >= step), 0.0)), True)


def typical(posts: Sequence[Text], count: int, min_cell: int) -> float:
    """What a week of private posts counts as in the history: a hidden one as half of `min_cell`,
    whatever is in it (as in the change test of the weekly report)."""
    return count if may_show(posts, min_cell) else max(1, min_cell // 2)


def hidden_weeks(by_week: Mapping[str, Sequence[Text]], weeks: Sequence[str], min_cell: int) -> int:
    """In how many of the weeks too few accounts wrote for their posts to be counted."""
    return sum(not may_show(by_week.get(week, ()), min_cell) for week in weeks)

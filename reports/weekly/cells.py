"""Counts that may be published: private persons' posts below `min_cell` accounts stay hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.weekly.evidence import Appearance


@dataclass(frozen=True, slots=True)
class Count:
    """Stories, documents and, for private posts, accounts; all None where the cell is hidden."""

    stories: int | None
    documents: int | None
    accounts: int | None = None

    @property
    def hidden(self) -> bool:
        """Whether too few accounts stand behind it to show any count."""
        return self.stories is None


NOTHING = Count(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Cell:
    """The same label in editorial sources, in private posts, and in files that somebody captured.
    They are never added up on a page: a sum beside one of its parts would give the hidden other
    part away. What was captured is compared with nothing and is in neither of the others."""

    editorial: Count
    private: Count
    captured: Count = NOTHING

    def typical(self, min_cell: int) -> int:
        """Stories as the history of the change test counts them: a function of what is published.

        A hidden cell enters as half of `min_cell`, whatever is in it, so that neither a range nor
        a verdict says anything of it.
        """
        return self.shown + (hidden_stories(min_cell) if self.private.hidden else 0)

    def most(self, min_cell: int) -> int:
        """Stories with a hidden cell as one story of each account that it may have at most."""
        return self.shown + (min_cell - 1 if self.private.hidden else 0)

    @property
    def empty(self) -> bool:
        """Whether nothing was found; what is hidden was found."""
        return self.unfollowed and self.captured.stories == 0

    @property
    def unfollowed(self) -> bool:
        """Whether nothing was found in the sources that are followed."""
        return self.editorial.stories == 0 and self.private.stories == 0

    @property
    def shown(self) -> int:
        """Stories that a reader can see, for the change test alone."""
        return (self.editorial.stories or 0) + (self.private.stories or 0)


def hidden_stories(min_cell: int) -> int:
    """What stands for the stories of a hidden cell, which has 1 to `min_cell` - 1 accounts."""
    return max(1, min_cell // 2)


def accounts_of(appearances: Iterable[Appearance]) -> int:
    """How many private accounts."""
    return len({a.account for a in appearances if a.account})


def may_publish(appearances: Sequence[Appearance], min_cell: int) -> bool:
    """Whether a cell of private posts is empty or has `min_cell` accounts."""
    return not appearances or accounts_of(appearances) >= min_cell


def all_may_publish(parts: Iterable[Sequence[Appearance]], min_cell: int) -> bool:
    """Whether each part may be published: one small part hides all parts of a shown sum."""
    return all(may_publish(part, min_cell) for part in parts)


def documents_of(appearances: Iterable[Appearance]) -> int:
    """How many documents; one that several sources had counts once."""
    return len({a.document_id for a in appearances})


def stories_of(appearances: Iterable[Appearance]) -> int:
    """How many stories."""
    return len({a.story_id for a in appearances})


def cell(appearances: Iterable[Appearance], min_cell: int) -> Cell:
    """Count what carries one label in one week."""
    editorial: list[Appearance] = []
    private: list[Appearance] = []
    captured: list[Appearance] = []
    for a in appearances:
        (captured if a.captured else private if a.private else editorial).append(a)
    shown = Count(stories_of(editorial), documents_of(editorial))
    return Cell(shown, _persons(private, min_cell), _persons(captured, min_cell))


def _persons(found: Sequence[Appearance], min_cell: int) -> Count:
    """Counts of what private persons may be behind: hidden where they are too few."""
    if not may_publish([a for a in found if a.private], min_cell):
        return Count(None, None)
    return Count(stories_of(found), documents_of(found), accounts_of(found)) if found else NOTHING

"""The figures of a spike card. All of them may be shown: none tells of fewer than `min_cell`
accounts.

Counts of private posts are None where hidden. What the posts of a cell are made of is told only as
the share of the week's excess of texts that a part explains, in the steps of FLOORS (“at least
half”), so that what is left over never stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from reports.signals.changes import Verdict

FLOORS = (0.75, 0.5)
"""“At least three quarters” and “at least half”: all that is told of the parts of private posts."""


@dataclass(frozen=True, slots=True)
class Share:
    """The share 0..1 of the week's excess of texts that a part explains. `floor` says that private
    posts are in it: then it is a step of FLOORS, or what the editorial texts alone explain."""

    of_excess: float
    floor: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """This week against the observed weeks before: `usual` a week, `low`..`high` expected."""

    now: int
    usual: float
    low: int | None
    high: int | None
    verdict: Verdict

    @property
    def excess(self) -> float:
        """How many more than usual; 0 where there are fewer."""
        return max(0.0, self.now - self.usual)


@dataclass(frozen=True, slots=True)
class Expected:
    """Stories and texts that can be shown, editorial and private together, against `weeks` observed
    weeks; `coverage` 0..1 of this week's sources, None where nothing was expected of them."""

    weeks: int
    stories: Level
    texts: Level
    coverage: float | None


@dataclass(frozen=True, slots=True)
class SourcePart:
    """One editorial source: its stories this week, and a week usually."""

    name: str
    stories: int
    usual: float


@dataclass(frozen=True, slots=True)
class Editorial:
    """Texts of editorial sources. `copied` counts texts beyond the first of each story that several
    sources have, `usual_copied` a week before; `largest_*` describe the story with most texts.
    `explained` is what copies explain, those of private posts with them. `sources` are those with
    stories this week, largest excess first."""

    texts: int
    stories: int
    usual_texts: float
    usual_stories: float
    copied: int
    usual_copied: float
    explained: Share
    largest_texts: int
    largest_sources: int
    sources: tuple[SourcePart, ...]


@dataclass(frozen=True, slots=True)
class Private:
    """Private persons' posts; counts are None where hidden.

    What parts of them explain: `busiest` the posts of the `min_cell` busiest accounts when these
    write several each; `together` those of accounts that share the same things at the same times
    (`cluster_accounts` of them), and `tested` whether chance could be ruled out; `spread` the posts
    of many accounts that neither of the two explains.
    """

    texts: int | None
    stories: int | None
    accounts: int | None
    usual_texts: float
    usual_stories: float
    busiest: Share
    together: Share
    spread: Share
    cluster_accounts: int | None = None
    tested: bool = False

    @property
    def hidden(self) -> bool:
        """Whether too few accounts stand behind the counts to show any."""
        return self.texts is None


@dataclass(frozen=True, slots=True)
class LanguagePart:
    """The language that explains most: its editorial texts, and whether it usually carries a small
    part of the series."""

    language: str
    texts: int
    usual: float
    explained: Share
    usually_small: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """Texts that reached us late or again: each editorial text counts under the first that holds.

    `usual` is for how many editorial ones of a week before one of them held, `explained` counts
    private posts with them. `sources` names the new and returned ones.
    """

    late: int
    undated: int
    again: int
    new_source: int
    usual: float
    explained: Share
    sources: tuple[str, ...]

    @property
    def texts(self) -> int:
        """How many editorial texts reached us late or again."""
        return self.late + self.undated + self.again + self.new_source


@dataclass(frozen=True, slots=True)
class Term:
    """A word, phrase, place or address that is new against the earlier weeks.

    `texts` editorial texts of the week have it (`stories` stories in `sources` sources), and a
    share `before` (0..1) of earlier ones; `many_accounts` says that at least `min_cell` accounts
    have it too. `z` is its log-odds over its standard error.
    """

    kind: str
    text: str
    texts: int
    stories: int
    sources: int
    before: float
    many_accounts: bool
    z: float


@dataclass(frozen=True, slots=True)
class Event:
    """What the week's editorial stories have in common and the weeks before had not: `terms`, in
    `stories` stories (`texts` texts) of `sources` sources, most of them within `days` days."""

    terms: tuple[str, ...]
    texts: int
    stories: int
    sources: int
    days: int


@dataclass(frozen=True, slots=True)
class FirstSeen:
    """The first editorial text of the week's largest story, in any week, and the editorial sources
    in the order in which they had it. `in_private` says that at least `min_cell` accounts had
    posted it before."""

    source: str
    moment: datetime
    sources: tuple[str, ...]
    in_private: bool


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks in the same week: `kind` is a stance or good_practice. `reach` is the sum over the
    editorial sources, in persons a week, None where one of them is not known."""

    kind: str
    stories: int
    texts: int
    sources: int
    reach: int | None
    private_stories: int | None
    private_accounts: int | None


@dataclass(frozen=True, slots=True)
class CardStory:
    """An editorial story: its first text's title and address, and how far it was copied."""

    title: str
    url: str
    source: str
    moment: datetime
    texts: int
    sources: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the card cannot tell of. Counts are editorial texts of the whole week; `hidden_weeks`
    are earlier weeks whose private posts are too few to show."""

    unlabelled: int
    unsupported: int
    abstained: int
    private_hidden: bool
    hidden_weeks: int
    silent: tuple[str, ...]
    untested: bool


@dataclass(frozen=True, slots=True)
class SpikeCard:
    """What one label (with its stance) is made of in one week."""

    week: str
    group: str
    label: str
    stance: str
    model: str
    min_cell: int
    expected: Expected
    editorial: Editorial
    private: Private
    origin: Origin
    language: LanguagePart | None
    event: Event | None
    terms: tuple[Term, ...]
    compared_texts: int
    first_seen: FirstSeen | None
    voices: tuple[Voices, ...]
    stories: tuple[CardStory, ...]
    more_stories: int
    unknown: Unknown


@dataclass(frozen=True, slots=True)
class Evidence:
    """One ground for the cause: what was found, and its figures by name."""

    kind: str
    figures: Mapping[str, int | float | str]

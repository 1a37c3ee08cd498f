"""What a wave.toml says: the wave, and what each column that is imported means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

PRECISIONS = ("day", "week", "month", "season", "year", "none")
"""How exactly the fieldwork is known, finest first."""

DATED = ("day", "week", "month")
"""Precisions that need the first and the last day of the fieldwork."""

WITH_OPINION, ALL, ALL_BUT_WONT_SAY = "with_opinion", "all", "all_excl_vill_inte_svara"
BASES = (WITH_OPINION, ALL, ALL_BUT_WONT_SAY)
"""Of whom a share is taken: of those with an opinion, of all asked, of all but those who did not
want to answer."""

ROLES = ("main", "control")
KINDS = ("high", "middle", "low", "dont_know", "wont_say", "not_asked")
OPINIONS = ("high", "middle", "low")

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutcomeSpec:
    """One question on trust. `span` is (lowest, highest) of a scale of whole numbers of which only
    some are labelled, as 0–10; else every code needs a label. Each code is in one of the kinds."""

    name: str
    column: str
    question: str
    base: str
    role: str = "main"
    verbatim: bool = False
    high: Codes = ()
    middle: Codes = ()
    low: Codes = ()
    dont_know: Codes = ()
    wont_say: Codes = ()
    not_asked: Codes = ()
    span: tuple[int, int] | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def kind_of(self) -> dict[str, str]:
        """Each code that the specification names, and its kind."""
        return {code: kind for kind in KINDS for code in getattr(self, kind)}


@dataclass(frozen=True, slots=True)
class GroupSpec:
    """A column that divides people. `sensitive` is party, health, foreign_background, other or no;
    None while nobody has said. Codes in `missing` count as no answer."""

    name: str
    column: str
    sensitive: str | None = None
    missing: Codes = ()
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WaveSpec:
    """A whole wave.toml. `weight` None with `unweighted` says that the wave is used without
    weights; None alone that nobody has said. `only` takes the rows of a file of several waves:
    (column, code). `nest` says that clusters are numbered anew in each stratum.
    `confirmed` is false in a proposal that no person has gone through."""

    id: str
    population: str
    mode: str
    source: str
    licence: str
    precision: str
    outcomes: tuple[OutcomeSpec, ...]
    survey: str = ""
    legal_ground: str = ""
    response_rate: str = ""
    n: int | None = None
    start: date | None = None
    end: date | None = None
    fieldwork_text: str = ""
    weight: str | None = None
    unweighted: bool = False
    strata: tuple[str, ...] = ()
    psu: tuple[str, ...] = ()
    fpc: tuple[str, ...] = ()
    nest: bool = False
    respondent_id: str | None = None
    date: str | None = None
    groups: tuple[GroupSpec, ...] = ()
    only: tuple[str, str] | None = None
    confirmed: bool = True

    def columns(self) -> list[str]:
        """The columns of the file that the specification names, each once."""
        named = [self.weight, self.respondent_id, self.date, *self.strata, *self.psu, *self.fpc]
        named += [outcome.column for outcome in self.outcomes]
        named += [group.column for group in self.groups]
        named += [self.only[0]] if self.only else []
        return list(dict.fromkeys(name for name in named if name))

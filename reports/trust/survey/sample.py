"""A sample with its design, and the answers of its rows: numbers, codes, groups, and who counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from reports.trust.survey.asked import ALL, ALL_WHO_SAY, WITH_OPINION, Answers, EstimateSpec
from reports.trust.survey.conditions import code_of, codes_named, codes_of
from reports.trust.survey.design import Design
from reports.trust.survey.disclosure import MIN_RESPONDENTS, MOST_CODES, told
from reports.trust.survey.frame import SurveyFrame
from reports.trust.survey.keys import SpecError
from reports.trust.waves.table import suggestion

MAX_GROUPS = 2_000
"""Groups of one table; a column with more values than that holds no groups."""


class Group(NamedTuple):
    """A group of a table: its name, and (n,) its rows. Without `by` the name is the domain's."""

    name: str
    rows: np.ndarray
    values: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Sample:
    """The rows of a survey under their design. `notes` collects what the user should know; `least`
    is how many must share a code of a column with many before it is written out."""

    frame: SurveyFrame
    design: Design
    answers: Mapping[str, Answers] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    least: int = MIN_RESPONDENTS

    @cached_property
    def weighted(self) -> np.ndarray:
        """(n,) the rows with a weight: those without tell nothing, and count for nothing."""
        return self.design.weights != 0

    def column(self, where: str, name: str) -> pd.Series:
        """A column of the file; raises SpecError that names the nearest one where it is missing."""
        if name not in self.frame.rows.columns:
            some = ", ".join(str(column) for column in self.frame.rows.columns[:20])
            raise SpecError(
                f"{where}, {name}: kolumnen finns inte; filen har {some}"
                f"{suggestion(name, [*map(str, self.frame.rows.columns)]) or '.'} Rätta namnet."
            )
        return self.frame.rows[name]

    def codes(self, where: str, name: str) -> tuple[np.ndarray, np.ndarray]:
        """(n,) codes as texts, and which rows have one that counts as an answer."""
        codes, present = codes_of(self.column(where, name))
        return codes.to_numpy(), present & ~codes.isin(self.meant(name).missing).to_numpy()

    def cells(self, where: str, name: str) -> np.ndarray:
        """(n,) codes, None where there is no answer."""
        codes, present = self.codes(where, name)
        return without(codes, present)

    def meant(self, name: str) -> Answers:
        """The codes of a column that mean no opinion, won't say, or nothing."""
        labels = self.frame.labels.get(name, {})
        given = self.answers.get(name)
        if given is None:
            return self.frame.declared.get(name, Answers())
        kinds = (given.dont_know, given.wont_say, given.missing)
        return Answers(*(tuple(codes_named(values, labels)) for values in kinds))

    def named(self, name: str, values: Sequence[object]) -> list[str]:
        """The codes of a column that these values mean: codes, or their words."""
        return codes_named(values, self.frame.labels.get(name, {}))

    def base(self, spec: EstimateSpec, name: str) -> tuple[str, np.ndarray]:
        """The base of a figure about a column, and (n,) the rows in it that have an answer."""
        codes, present = self.codes(spec.where, name)
        meant = self._with_proposed(spec, name)
        base = spec.base or (WITH_OPINION if meant.dont_know or meant.wont_say else ALL)
        left_out = {
            WITH_OPINION: (*meant.dont_know, *meant.wont_say),
            ALL_WHO_SAY: meant.wont_say,
        }.get(base, ())
        return base, present & ~np.isin(codes, left_out)

    def _with_proposed(self, spec: EstimateSpec, name: str) -> Answers:
        """What the codes mean. Words that nobody confirmed count only where the base asks for it,
        and then the user is told."""
        meant, proposed = self.meant(name), self.frame.proposed.get(name)
        if name in self.answers or proposed is None:
            return meant
        found = ", ".join((*proposed.dont_know, *proposed.wont_say))
        if spec.base in (WITH_OPINION, ALL_WHO_SAY):
            self.notes[f"{name}: {found} räknas som svar utan åsikt; bekräfta under [answers]."] = (
                None
            )
            return Answers(
                (*meant.dont_know, *proposed.dont_know), (*meant.wont_say, *proposed.wont_say)
            )
        if spec.base is None:
            self.notes[
                f"{name}: {found} ser ut som svar utan åsikt men räknas med i basen; skriv dem "
                f"under [answers.{name}], eller ange base."
            ] = None
        return meant

    def numbers(self, spec: EstimateSpec, name: str) -> tuple[str, np.ndarray]:
        """The base of a figure about a number, and (n,) the numbers, NaN outside the base.

        Raises SpecError where an answer that counts is no number.
        """
        column = self.column(spec.where, name)
        base, counted = self.base(spec, name)
        if pd.api.types.is_bool_dtype(column):
            column = column.astype(float)
        found = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        meant = self.meant(name)
        if base not in (WITH_OPINION, ALL_WHO_SAY) and (meant.dont_know or meant.wont_say):
            raise SpecError(
                f"{spec.where}, base = {base!r}: {name} har koder för vet ej, och de är inga tal "
                f'att räkna med. Ange base = "{WITH_OPINION}", eller räkna en andel.'
            )
        if (counted & np.isnan(found)).any():
            raise SpecError(
                f"{spec.where}, variable = {name!r}: kolumnen har text; väntade tal. Ange levels "
                f"för att räkna en andel, eller skriv svar utan åsikt under [answers.{name}]."
            )
        return base, np.where(counted, found, np.nan)

    def hits(self, spec: EstimateSpec, name: str, values: Sequence[object]) -> np.ndarray:
        """(n,) 1 where the answer is one of `values`, 0 where it is another, NaN outside the base.

        Raises SpecError for a value that nobody answered and no label names.
        """
        codes, _ = self.codes(spec.where, name)
        _, counted = self.base(spec, name)
        wanted = self.named(name, values)
        known = set(codes[counted]) | set(self.frame.labels.get(name, {}))
        absent = [code for code in wanted if code not in known]
        if absent:
            words = self.frame.labels.get(name, {})
            there = told(in_words(code, words.get(code)) for code in ordered(list(known)))
            raise SpecError(
                f"{spec.where}, levels: {absent[0]!r} finns inte bland svaren i {name}; där finns "
                f"{there}. Rätta värdet."
            )
        return np.where(counted, np.isin(codes, wanted).astype(float), np.nan)

    def domain(self, spec: EstimateSpec) -> np.ndarray:
        """(n,) the rows that a figure is about."""
        if spec.domain is None:
            return np.ones(len(self.design), dtype=bool)
        return spec.domain.mask(self.frame.rows, self.frame.labels)

    def groups(self, spec: EstimateSpec, by: Sequence[str]) -> list[Group]:
        """The groups of a table in order, those without rows left out; one without `by`."""
        inside = self.domain(spec)
        if not by:
            return [Group(spec.domain.text if spec.domain else "", inside)]
        columns = [self.codes(spec.where, name) for name in by]
        present = inside & np.logical_and.reduce([known for _, known in columns])
        combined = pd.MultiIndex.from_arrays([codes[present] for codes, _ in columns])
        at, found = pd.factorize(combined)
        if len(found) > MAX_GROUPS:
            raise SpecError(
                f"{spec.where}, by = {list(by)}: {len(found)} grupper; väntade högst {MAX_GROUPS}. "
                "Välj kolumner med färre värden."
            )
        where = np.full(len(self.design), -1)
        where[present] = at
        names = [self.words(spec.where, name) for name in by]
        groups = [
            Group(self._words(names, values), where == i, tuple(values))
            for i, values in enumerate(found)
        ]
        return sorted(groups, key=lambda group: [_order(value) for value in group.values])

    def words(self, where: str, name: str) -> dict[str, str]:
        """What each code of a column is called: its label, or the code itself. Where a column has
        more than MOST_CODES, one that too few share gets a number: it may be somebody's own words.
        """
        codes, present = self.codes(where, name)
        counts = pd.Series(codes[present]).value_counts()
        labels = self.frame.labels.get(name, {})
        least = 0 if len(counts) <= MOST_CODES else self.least
        shared = set(counts.index[counts >= least])
        return {
            code: labels.get(code, code if code in shared else f"ovanligt värde nr {number}")
            for number, code in enumerate(ordered(list(counts.index)), start=1)
        }

    @staticmethod
    def _words(names: Sequence[Mapping[str, str]], values: Sequence[str]) -> str:
        return ", ".join(words[value] for words, value in zip(names, values, strict=True))


def _order(code: str) -> tuple[int, float, str]:
    """Numbers by size, then texts."""
    try:
        return 0, float(code), code
    except ValueError:
        return 1, 0.0, code


def in_words(code: str, words: str | None) -> str:
    """A code with what it is called, either of which a specification may give."""
    return code if words in (None, "", code) else f"{code} ({words})"


def ordered(codes: Sequence[object]) -> list[str]:
    """Codes once each, numbers by size and then texts."""
    return sorted({code_of(code) for code in codes}, key=_order)


def without(codes: np.ndarray, present: np.ndarray) -> np.ndarray:
    """(n,) codes, None in the rows that are not present."""
    found = codes.astype(object)
    found[~present] = None
    return found

"""What may not be shown of a survey, so that no respondent's answer can be read off it.

A figure is hidden where it rests on fewer respondents than the least number (ONS and UK LLC use
10), or where all answers of a group below 30 are alike. Then further figures are hidden until
nothing hidden can be computed from what is shown: sums and differences of the groups shown, and the
totals of each table, which are taken as known even where they are not printed. A group that is the
difference of two shown ones counts as shown.

Groups shown span a vector space over the smallest parts that they divide the respondents into; what
lies in that space can be computed, and nothing else can (Willenborg & de Waal 2001, *Elements of
Statistical Disclosure Control*, chapter 8, state it for linear tables).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np

from store.errors import SettingsError

MIN_RESPONDENTS = 10
"""Respondents behind a figure, where no setting says otherwise."""

MOST_CODES = 15
"""Codes of a column that are told at most: a question with fixed answers has as many. A column with
more may hold the respondents' own words."""

MIN_UNANIMOUS = 30
"""Respondents of a group whose answers may all be alike: below, the answer of each is known."""

COMPUTABLE = 1e-9
"""What is left of a group's vector outside the space of the shown ones, where rounding leaves
about 1e-15."""

UNUSED = 1e-6
"""The weight in a computation below which a group is not used; rounding leaves about 1e-12."""

SECONDARY = "dold så att en annan dold siffra inte kan räknas fram"

_WEEK = re.compile(r"(.*_)?(vecka|veckonr|iso_?week|week|yearweek|datum|date|dag|day)")
_MUNICIPALITY = re.compile(r"(.*_)?(kommun|municipality)(_?(kod|namn|nr|code|name|id))?|kkod|lau2?")


class DisclosureError(SettingsError):
    """A table that is never made, as its cells point at persons."""


@dataclass(frozen=True, eq=False)
class Cell:
    """The respondents behind a figure: `rows` (n,) has a weight and a value and lies in the group.

    `about` names what was asked and the base: only figures about the same can be subtracted from
    each other. `alike` says that all answers are the same. `table` is where it is shown. Where
    not `printed`, it is a total that is taken as known.
    """

    about: tuple[str, ...]
    rows: np.ndarray
    table: str
    alike: bool = False
    printed: bool = True


def told(codes: Iterable[object]) -> str:
    """Codes of a column as an error tells them: their number alone where they are many."""
    found = [str(code) for code in codes]
    return ", ".join(found) if len(found) <= MOST_CODES else f"{len(found)} olika värden"


def reasons(cells: Sequence[Cell], least: int = MIN_RESPONDENTS) -> list[str | None]:
    """For each cell why it must be hidden, in Swedish, or None where it may be shown."""
    by_rows: dict[tuple[tuple[str, ...], bytes], list[int]] = {}
    for i, cell in enumerate(cells):
        by_rows.setdefault((cell.about, np.packbits(cell.rows).tobytes()), []).append(i)
    found: list[str | None] = [None] * len(cells)
    for about in dict.fromkeys(cell.about for cell in cells):
        groups = [same for (of, _), same in by_rows.items() if of == about]
        for same, reason in zip(groups, _Family(cells, groups, least).reasons(), strict=True):
            for i in same:
                found[i] = reason
    return found


def refuse_weekly_municipalities(where: str, columns: Iterable[str]) -> None:
    """Raise DisclosureError for a table by week (or day), municipality and a further group."""
    names = sorted(set(columns))
    folded = [name.casefold() for name in names]
    week = [n for n, f in zip(names, folded, strict=True) if _WEEK.fullmatch(f)]
    place = [n for n, f in zip(names, folded, strict=True) if _MUNICIPALITY.fullmatch(f)]
    others = [name for name in names if name not in (*week, *place)]
    if week and place and others:
        raise DisclosureError(
            f"{where}: {', '.join((*week, *place, *others))} delar de svarande efter vecka, kommun "
            "och grupp på en gång; en sådan tabell pekar ut enskilda. Ta bort en av dem, eller "
            "använd kommuntyp eller län."
        )


class _Family:
    """The groups of one question, as sums of the smallest parts they divide respondents into."""

    def __init__(self, cells: Sequence[Cell], groups: Sequence[Sequence[int]], least: int) -> None:
        self.least = least
        self.groups = groups
        self.printed = [any(cells[i].printed for i in same) for same in groups]
        self.tables = [{cells[i].table for i in same} for same in groups]
        self.parts, self.sizes = _parts([cells[same[0]].rows for same in groups])
        self.n = (self.parts @ self.sizes).astype(int)
        self.close = self._close()
        self.found: list[str | None] = [
            self._primary(i, any(cells[j].alike for j in same)) for i, same in enumerate(groups)
        ]
        self.hidden_targets = self._targets_of_hidden()

    def reasons(self) -> list[str | None]:
        """Hide groups in rounds until nothing hidden can be computed; then show those again that
        need not have been hidden, the largest first."""
        given_up: set[bytes] = set()
        while self._hide_round(given_up):
            pass
        self._show_again(given_up)
        return self.found

    def _show_again(self, given_up: set[bytes]) -> None:
        """Show each group hidden for others' sake, the largest first, where that is safe."""
        space = _Space(self.parts[self._known()])
        secondary = [i for i, reason in enumerate(self.found) if reason == SECONDARY]
        for i in sorted(secondary, key=lambda i: -self.n[i]):
            self.found[i] = None
            larger = space.with_group(self.parts[i])
            if self._exposed(larger, given_up):
                self.found[i] = SECONDARY
            else:
                space = larger

    def _hide_round(self, given_up: set[bytes]) -> bool:
        """Hide one group for each target that is exposed, unless this round has hidden one for it.

        Of the groups that weigh most in the computation the smallest is hidden: there are often
        several ways to compute a group, and these are its nearest relatives. Totals that are known
        can't be hidden: what they give away is given up. False at the end.
        """
        shown = self._known()
        space = _Space(self.parts[shown])
        exposed = self._exposed(space, given_up)
        for target in exposed:
            weights = np.abs(space.combination(target))
            printed = np.array([self.printed[i] for i in shown])
            strongest = weights[printed].max(initial=0.0)
            if strongest < UNUSED:
                given_up.add(target.tobytes())
                continue
            strong = [shown[i] for i in np.flatnonzero(printed & (weights > strongest / 2))]
            if all(self.found[i] is None for i in strong):
                self.found[min(strong, key=lambda i: (self.n[i], i))] = SECONDARY
        return bool(exposed)

    def _exposed(self, space: _Space, given_up: set[bytes]) -> list[np.ndarray]:
        """The targets that what is shown gives away."""
        targets = np.array([*self.hidden_targets, *self._differences()])
        if not len(targets):
            return []
        computed = (targets[i] for i in np.flatnonzero(space.holds(targets)))
        return [target for target in computed if target.tobytes() not in given_up]

    def _primary(self, i: int, alike: bool) -> str | None:
        if not self.printed[i]:
            return None
        if self.n[i] < self.least:
            return f"färre än {self.least} svarande"
        if alike and self.n[i] < MIN_UNANIMOUS:
            return f"0 eller 100 procent i en grupp med färre än {MIN_UNANIMOUS} svarande"
        return None

    def _known(self) -> list[int]:
        """The groups that are shown, and the totals that are taken as known."""
        return [
            i
            for i, reason in enumerate(self.found)
            if reason is None and (self.printed[i] or self.n[i] >= self.least)
        ]

    def _targets_of_hidden(self) -> list[np.ndarray]:
        """What must not be computable: groups hidden as such, their small sums, small parts."""
        hidden = [i for i, reason in enumerate(self.found) if reason is not None]
        targets = [self.parts[i] for i in hidden]
        for table in sorted(set().union(*(self.tables[i] for i in hidden))):
            together = np.any([self.parts[i] for i in hidden if table in self.tables[i]], axis=0)
            if 0 < self.sizes[together].sum() < self.least:
                targets.append(together)
        parts = np.flatnonzero(self.sizes < self.least)
        return [target.astype(float) for target in (*targets, *np.eye(len(self.sizes))[parts])]

    def _differences(self) -> list[np.ndarray]:
        """Small differences of two known groups of which one holds the other."""
        close = self.close[np.isin(self.close, self._known()).all(axis=1)]
        return [(self.parts[a] & ~self.parts[b]).astype(float) for a, b in close]

    def _close(self) -> np.ndarray:
        """(p, 2) pairs of groups of which the first holds the second and few others."""
        weighted = self.parts * self.sizes.astype(float)
        shared = weighted @ self.parts.T.astype(float)
        apart = self.n[:, None] - self.n[None, :]
        return np.argwhere((apart > 0) & (apart < self.least) & (shared == self.n[None, :]))


class _Space:
    """What can be computed from groups, (g, a) sets of parts: the sums and differences of them."""

    def __init__(self, groups: np.ndarray) -> None:
        left, strength, rows = np.linalg.svd(groups.astype(float), full_matrices=False)
        kept = strength > 1e-9 * strength.max(initial=0.0)
        self.left, self.strength, self.rows = left[:, kept], strength[kept], rows[kept]

    def with_group(self, group: np.ndarray) -> _Space:
        """The space when one more group, (a,) parts, is shown; `combination` is for the first."""
        rest = group - self.rows.T @ (self.rows @ group)
        rest = rest - self.rows.T @ (self.rows @ rest)
        made = copy(self)
        if rest @ rest > COMPUTABLE * group.sum():
            made.rows = np.vstack([self.rows, rest / np.sqrt(rest @ rest)])
        return made

    def holds(self, targets: np.ndarray) -> np.ndarray:
        """(t,) which of (t, a) targets can be computed."""
        rest = targets - (targets @ self.rows.T) @ self.rows
        return (rest**2).sum(axis=1) < COMPUTABLE * (targets**2).sum(axis=1)

    def combination(self, target: np.ndarray) -> np.ndarray:
        """(g,) how often each group is added (or subtracted) to give a target that can be."""
        return self.left @ ((self.rows @ target) / self.strength)


def _parts(rows: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """(g, a) which parts each group consists of, and (a,) their respondents."""
    masks = np.array(rows)
    used = masks.any(axis=0)
    masks = masks[:, used]
    keys = np.random.default_rng(1).integers(1, 2**63, len(masks), dtype=np.uint64)
    signature = np.zeros(masks.shape[1], dtype=np.uint64)
    for key, mask in zip(keys, masks, strict=True):
        signature ^= np.where(mask, key, np.uint64(0))
    _, first, sizes = np.unique(signature, return_index=True, return_counts=True)
    return masks[:, first], sizes

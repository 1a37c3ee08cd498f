"""Which documents are drawn: a stratified random sample with known inclusion probabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from store.errors import SettingsError

EQUAL, PROPORTIONAL = "equal", "proportional"

LEAST = 2
"""Documents from each stratum that has so many: with one, its variance cannot be estimated."""


class Drawn(NamedTuple):
    """One drawn element, by its place in the frame; its probability is n / N of its stratum."""

    index: int
    stratum: str
    stratum_size: int
    inclusion_probability: float


def draw(strata: Sequence[str], size: int, seed: int, allocation: str = EQUAL) -> list[Drawn]:
    """Draw `size` elements (all, when there are fewer), in random order.

    `strata` has the stratum of each element of the frame. Within a stratum the draw is simple
    random without replacement. The same frame and seed give the same draw. Raises SettingsError as
    `allocate` does.
    """
    names, stratum_of = np.unique(np.array(strata, dtype=str), return_inverse=True)
    members = {str(name): np.flatnonzero(stratum_of == i) for i, name in enumerate(names)}
    chosen = allocate({name: len(found) for name, found in members.items()}, size, allocation)
    random = np.random.default_rng(seed)
    drawn = [
        Drawn(int(index), name, len(found), chosen[name] / len(found))
        for name, found in members.items()
        for index in random.choice(found, chosen[name], replace=False)
    ]
    return [drawn[place] for place in random.permutation(len(drawn))]


def allocate(sizes: Mapping[str, int], total: int, allocation: str = EQUAL) -> dict[str, int]:
    """How many of `total` each stratum gives: equally many, or in proportion to its size.

    Each gives at least LEAST, or all that it has. The rest goes, one by one, where the share is
    farthest behind (Sainte-Laguë). Raises SettingsError when `total` is too small for that.

    >>> allocate({"narrative": 30, "other": 970}, 100)
    {'narrative': 30, 'other': 70}
    >>> allocate({"narrative": 30, "other": 970}, 100, "proportional")
    {'narrative': 3, 'other': 97}
    """
    given = {name: min(LEAST, size) for name, size in sizes.items()}
    least = sum(given.values())
    if total < least:
        raise SettingsError(
            f"--size {total}: {len(sizes)} strata behöver tillsammans minst {least} dokument; "
            f"ange --size {least} eller mer, eller --strata none."
        )
    for _ in range(min(total, sum(sizes.values())) - least):
        open_strata = [name for name in sizes if given[name] < sizes[name]]
        behind = min(open_strata, key=lambda name: _filled(given[name], sizes[name], allocation))
        given[behind] += 1
    return given


def _filled(given: int, size: int, allocation: str) -> float:
    """How far a stratum has come towards its share; the lowest is next."""
    return (given + 0.5) / (size if allocation == PROPORTIONAL else 1)

"""Texts from sentences with alternatives, and copies of them as newspapers and people make them.

A sentence is written `Soc {stjäl|tar} barn i <plats>`: one alternative of each pair of braces is
drawn, and `<plats>`, `<tal>`, `<dag>`, `<roll>` are filled from lists. Texts put together from
different draws share few three-word shingles; copies share most.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from spike_cases.swedish import CREDITS, DAYS, HEADLINES, PLACES, ROLES, SYNONYMS

_CHOICE = re.compile(r"\{([^{}]*)\}")
_SLOT = re.compile(r"<(plats|tal|dag|roll)>")


def expanded(rng: random.Random, sentence: str, fixed: Mapping[str, str] | None = None) -> str:
    """One draw of a sentence; `fixed` sets slots, as in {"plats": "Mora"}."""

    def slot(found: re.Match[str]) -> str:
        name = found[1]
        if fixed and name in fixed:
            return fixed[name]
        if name == "tal":
            return str(rng.randint(3, 97))
        return rng.choice({"plats": PLACES, "dag": DAYS, "roll": ROLES}[name])

    chosen = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), sentence)
    return _SLOT.sub(slot, chosen)


def text(
    rng: random.Random,
    core: Sequence[str],
    padding: Sequence[str],
    n_core: int,
    n_padding: int,
    fixed: Mapping[str, str] | None = None,
) -> str:
    """Sentences drawn from two lists, in random order after the first, which is from `core`."""
    chosen = rng.sample(list(core), min(n_core, len(core)))
    rest = chosen[1:] + rng.sample(list(padding), min(n_padding, len(padding)))
    rng.shuffle(rest)
    return " ".join(expanded(rng, sentence, fixed) for sentence in [*chosen[:1], *rest])


def headline(rng: random.Random, about: str, fixed: Mapping[str, str] | None = None) -> str:
    """A headline on `about`, which is a noun phrase in lower case."""
    return expanded(rng, rng.choice(HEADLINES), fixed).replace("<ämne>", about)


def sentences(whole: str) -> list[str]:
    return re.split(r"(?<=[.!?]) ", whole)


def copied(
    rng: random.Random, original: str, change: float = 0.0, own: str = "", credit: bool = True
) -> str:
    """A copy: a share `change` of its words replaced or left out, perhaps a sentence dropped, the
    writer's `own` sentence and a paper's `credit` added.

    With `change` 0 the wording is kept; 0.06 leaves about two thirds of the three-word shingles.
    """
    parts = sentences(original)
    if change and len(parts) > 5 and rng.random() < 0.6:
        parts.pop(rng.randrange(1, len(parts)))
    words = []
    for word in " ".join(parts).split(" "):
        drawn = rng.random()
        if drawn < change / 3:
            continue
        words.append(SYNONYMS.get(word, rng.choice(("även", "också", "nu", "då"))) if (
            drawn < change) else word)  # fmt: skip
    if own:
        words.append(own)
    if credit and (change or rng.random() < 0.5):
        words.append(rng.choice(CREDITS))
    return " ".join(words)

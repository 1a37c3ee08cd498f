"""The first baseline: a list of words, as in a search string of a media monitoring service.

It knows no relevance and no doubt: a text that has a word has the label.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from classifiers.heldout.marks import LABELS, Marks
from classifiers.text import Text, clean
from store.records import Stance

WORDS = Path(__file__).with_name("keywords.toml")


def keyword_marks(texts: Sequence[Text]) -> Marks:
    """Narratives and stance of each text by the words in WORDS; matrices (texts, labels).

    As in the product, a text without a narrative has no stance.
    """
    words = tomllib.loads(WORDS.read_text("utf-8"))
    narratives = [_any_of(words["narratives"][label]) for label in LABELS["narratives"]]
    stances = {Stance(name): _any_of(found) for name, found in words["stance"].items()}
    cleaned = [clean(f"{text.title}\n{text.text}").lower() for text in texts]
    marked = np.array([[bool(p.search(text)) for p in narratives] for text in cleaned], bool)
    sides = [_stance(text, stances) for text in cleaned]
    stance = np.array([[side == label for label in LABELS["stance"]] for side in sides], bool)
    return {"narratives": marked, "stance": stance & marked.any(1, keepdims=True)}


def _any_of(expressions: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{expression})" for expression in expressions))


def _stance(text: str, stances: Mapping[Stance, re.Pattern[str]]) -> Stance:
    """The first stance in the file's order that has a word in the text."""
    return next((s for s, p in stances.items() if p.search(text)), Stance.ENDORSES)

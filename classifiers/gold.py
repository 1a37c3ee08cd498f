"""Human labels of the store as training examples: what the coders of a text agree on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from classifiers.examples import Example
from classifiers.language import identify_language
from classifiers.text import Text
from store.connection import Store
from store.human_labels import coded_texts, human_labels
from store.records import Frame, HumanLabels, Narrative, Stance, Tone

HAND = "store"
"""All texts of the store are one hand: the same outlet, writer or near-duplicate must not stand on
both sides of a split, and no figure should name a coder."""


class Answer(NamedTuple):
    """The labels of one text, whoever gave them."""

    relevant: bool
    tone: Tone
    narratives: tuple[Narrative, ...]
    stance: Stance | None
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class GoldTexts:
    """Examples, and how many coded texts are none: coders disagree, or the text is gone."""

    examples: tuple[Example, ...]
    disagreeing: int
    without_text: int


def read_gold(store: Store) -> GoldTexts:
    """The texts of the store that people have labelled, each once, by id and version."""
    answers = {
        unit: settled(list(labels))
        for unit, labels in groupby(human_labels(store), lambda h: (h.document_id, h.version))
    }
    texts = coded_texts(store)
    examples = []
    for row in texts:
        answer = answers[row["document_id"], row["version"]]
        if row["readable"] and answer is not None:
            examples.append(_example(row, answer))
    return GoldTexts(
        examples=tuple(examples),
        disagreeing=sum(row["readable"] for row in texts) - len(examples),
        without_text=sum(not row["readable"] for row in texts),
    )


def settled(labels: Sequence[HumanLabels]) -> Answer | None:
    """What more than half of the coders of one text say, all labels together; None if no such.

    Labels are not counted one by one: a majority for each could be a whole that nobody gave, or
    that the codebook forbids.
    """
    counted = Counter(Answer(h.relevant, h.tone, h.narratives, h.stance, h.frames) for h in labels)
    answer, given = counted.most_common(1)[0]
    return answer if 2 * given > len(labels) else None


def _example(row: dict, answer: Answer) -> Example:
    """The register is the document's kind: the store does not know more."""
    text = Text(row["title"], row["text"], row["context"], row["language"])
    language, _ = identify_language(f"{text.title}\n{text.text}", text.language)
    return Example(
        example_id=f"{HAND}-{row['document_id']}-{row['version']}",
        hand=HAND,
        register=row["kind"],
        language=language,
        text=text,
        **answer._asdict(),
    )

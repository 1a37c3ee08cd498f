"""What is compared each week, and how far out of its range a figure must be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FALSE_ALARMS_A_YEAR = 1.0
"""At most, in ordinary weeks, over all comparisons together."""


class Kind(StrEnum):
    """What of a model's answers and of the texts is compared with the weeks before."""

    LABEL_MIX = "label_mix"
    CONFIDENCE = "confidence"
    ABSTENTION = "abstention"
    UNKNOWN_WORDS = "unknown_words"
    LANGUAGE = "language"


class Group(StrEnum):
    """Whose texts: everybody's, editorial sources', or private persons'."""

    ALL = "all"
    EDITORIAL = "editorial"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Measure:
    """`down` says whether a fall alarms, too, `by_subject` whether a subject may explain a change,
    and `moved` that texts go from one side to the other, which their numbers must tell."""

    name: str
    kind: Kind
    down: bool = True
    by_subject: bool = True
    moved: bool = False

    @property
    def level(self) -> float:
        """The two-sided probability beyond which it is looked at: LEVEL on the sides that count."""
        return LEVEL if self.down else 2 * LEVEL


MEASURES = (
    Measure("relevant", Kind.LABEL_MIX, moved=True),
    Measure("negative", Kind.LABEL_MIX),
    Measure("positive", Kind.LABEL_MIX),
    Measure("narrative", Kind.LABEL_MIX),
    Measure("endorses", Kind.LABEL_MIX),
    Measure("frame", Kind.LABEL_MIX),
    Measure("confidence", Kind.CONFIDENCE),
    Measure("abstained", Kind.ABSTENTION, down=False),
    Measure("unknown", Kind.UNKNOWN_WORDS, down=False),
    Measure("unsupported", Kind.LANGUAGE, down=False, by_subject=False),
    Measure("swedish", Kind.LANGUAGE),
)
LEVEL = FALSE_ALARMS_A_YEAR / 52 / (len(MEASURES) * len(Group))
"""Probability of each comparison to be out of its range in an ordinary week (Bonferroni)."""

MEANS = frozenset({"confidence", "unknown"})
"""Measures whose values are not 0 or 1."""

WITHIN_LANGUAGE = frozenset({"unknown"})
"""Measures in which a source's languages are compared apart: of a rare one most words are new."""

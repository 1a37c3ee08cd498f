"""The list of words finds what is plainly said, in several languages."""

import pytest

from classifiers.heldout.keywords import keyword_marks
from classifiers.heldout.marks import LABELS
from classifiers.text import Text


def named(text: str) -> tuple[set[str], str | None]:
    found = keyword_marks([Text("", text)])
    narratives = {
        label
        for label, has in zip(LABELS["narratives"], found["narratives"][0], strict=True)
        if has
    }
    stances = [s for s, has in zip(LABELS["stance"], found["stance"][0], strict=True) if has]
    return narratives, stances[0] if stances else None


@pytest.mark.parametrize(
    ("text", "label", "stance"),
    [
        ("Soc kidnappar våra barn varje dag.", "kidnapping", "endorses"),
        ("Nej, soc kidnappar inte barn. Det stämmer inte.", "kidnapping", "rebuts"),
        ("Hundra personer demonstrerade mot att soc kidnappar barn.", "kidnapping", "reports"),
        ("They steal our children in Sweden", "kidnapping", "endorses"),
        ("De tar barn utan bevis.", "groundless", "endorses"),
        ("De tar muslimska barn.", "muslim_targeting", "endorses"),
    ],
)
def test_plain_words_are_found(text: str, label: str, stance: str):
    narratives, found = named(text)
    assert label in narratives
    assert found == stance


def test_a_text_without_the_words_has_neither_narrative_nor_stance():
    assert named("Kommunen anställer tre handläggare.") == (set(), None)

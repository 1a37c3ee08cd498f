"""Figures count what the product's costs say, abstentions as errors."""

import dataclasses

import pytest

from classifiers.decisions import Decision
from classifiers.examples import Example
from classifiers.figures import score
from classifiers.text import Text
from store.records import Frame, LabelGroup, Narrative, Stance, Tone


def example(**labels) -> Example:
    plain = Example("x", "t", "news", "sv", Text("", "x"), True, Tone.NEUTRAL, (), None, ())
    return dataclasses.replace(plain, **labels)


CLAIM = example(tone=Tone.NEGATIVE, narratives=(Narrative.PROFIT,), stance=Stance.ENDORSES)
CRITICISM = example(tone=Tone.NEGATIVE, frames=(Frame.LEGAL_CERTAINTY,))
IRRELEVANT = example(relevant=False)
RIGHT = {
    "claim": Decision(True, Tone.NEGATIVE, (Narrative.PROFIT,), Stance.ENDORSES),
    "criticism": Decision(True, Tone.NEGATIVE, frames=(Frame.LEGAL_CERTAINTY,)),
    "irrelevant": Decision(False, Tone.NEUTRAL),
}


def test_right_decisions_give_one_everywhere():
    figures = score([CLAIM, CRITICISM, IRRELEVANT], list(RIGHT.values()))
    assert set(figures.macro.values()) == {1.0}
    assert (figures.criticism, figures.criticism_endorses) == (1, 0.0)
    assert figures.endorses_precision == 1.0


def test_criticism_called_an_endorsement_is_counted_as_both_errors():
    figures = score([CRITICISM, CRITICISM], [RIGHT["claim"], RIGHT["criticism"]])
    assert figures.criticism_endorses == 0.5
    assert figures.criticism_narrative == 0.5


def test_an_abstention_is_wrong():
    open_stance = Decision(
        True, Tone.NEGATIVE, (Narrative.PROFIT,), None, abstained=(LabelGroup.STANCE,)
    )
    figures = score([CLAIM], [open_stance])
    assert figures.macro["stance"] == 0.0
    assert figures.macro["narratives"] == 1.0
    assert figures.abstained["stance"] == 1


def test_f1_is_the_harmonic_mean_of_precision_and_recall():
    wrong = dataclasses.replace(RIGHT["criticism"], narratives=(Narrative.PROFIT,))
    figures = score([CLAIM, CLAIM, CRITICISM], [RIGHT["claim"], RIGHT["criticism"], wrong])
    profit = figures.labels["narratives"]["profit"]
    assert profit.f1 == pytest.approx(0.5)
    assert (profit.gold, profit.given) == (2, 2)


def test_labels_that_do_not_occur_stay_out_of_the_mean():
    figures = score([CLAIM], [RIGHT["claim"]])
    assert figures.macro["narratives"] == 1.0
    assert figures.labels["narratives"]["kidnapping"].gold == 0

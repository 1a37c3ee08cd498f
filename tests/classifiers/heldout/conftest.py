"""Examples and predictions of a few plain kinds."""

import dataclasses

import pytest

from classifiers.classifier import Prediction
from classifiers.examples import Example
from classifiers.text import Text
from store.records import Frame, Narrative, Stance, Tone

PLAIN = Example("x", "t", "news", "sv", Text("", "x"), True, Tone.NEUTRAL, (), None, ())


class Kinds:
    """Examples by name, with `right`, the prediction that has the same labels."""

    endorsement = dataclasses.replace(
        PLAIN,
        example_id="t-1",
        tone=Tone.NEGATIVE,
        narratives=(Narrative.PROFIT,),
        stance=Stance.ENDORSES,
    )
    rebuttal = dataclasses.replace(
        PLAIN, example_id="t-2", narratives=(Narrative.KIDNAPPING,), stance=Stance.REBUTS
    )
    criticism = dataclasses.replace(
        PLAIN, example_id="t-3", tone=Tone.NEGATIVE, frames=(Frame.LEGAL_CERTAINTY,)
    )
    irrelevant = dataclasses.replace(PLAIN, example_id="t-4", relevant=False)

    @staticmethod
    def right(example: Example, **changes) -> Prediction:
        found = Prediction(
            example.language,
            True,
            example.relevant,
            example.tone,
            example.narratives,
            example.stance,
            example.frames,
        )
        return dataclasses.replace(found, **changes)


@pytest.fixture
def kinds() -> type[Kinds]:
    return Kinds

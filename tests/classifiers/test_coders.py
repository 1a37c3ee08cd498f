"""Who agrees with whom: coders among themselves, each with the model, label by label."""

from datetime import UTC, datetime

from classifiers.coders import ITEMS, compare_all
from store.records import Frame, HumanLabels, LabelGroup, Labels, Narrative, Stance, Tone

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SPREADS = {
    "relevant": True,
    "tone": Tone.NEGATIVE,
    "narratives": (Narrative.PROFIT,),
    "stance": Stance.ENDORSES,
}
CRITICISM = {"relevant": True, "tone": Tone.NEGATIVE, "frames": (Frame.LEGAL_CERTAINTY,)}
OTHER = {"relevant": False, "tone": Tone.NEUTRAL}
TEXTS = {"a": SPREADS, "b": CRITICISM, "c": OTHER, "d": SPREADS, "e": OTHER}


def human(coder, texts=None, **changed):
    answers = (TEXTS if texts is None else texts) | changed
    return [HumanLabels(name, 1, coder, NOW, **answer) for name, answer in answers.items()]


def model(**changed):
    answers = TEXTS | changed
    return [
        Labels(name, 1, "m", NOW, "sv", True, **{"tone": None, **answer})
        for name, answer in answers.items()
    ]


def found(comparison):
    return dict(comparison.items)


def test_coders_are_compared_with_each_other_and_each_with_the_model():
    comparisons = compare_all([*human("k2"), *human("k1")], model())
    assert [(c.between, c.with_model) for c in comparisons] == [
        (("k1", "k2"), False),
        (("k1", "m"), True),
        (("k2", "m"), True),
    ]
    for comparison in comparisons:
        assert comparison.documents == 5
        assert [item for item, _ in comparison.items] == list(ITEMS)
        assert found(comparison)[LabelGroup.NARRATIVE, "profit"].alpha == 1
        assert found(comparison)[LabelGroup.NARRATIVE, "kidnapping"].alpha is None


def test_one_coder_or_no_model_leaves_out_what_cannot_be_compared():
    assert compare_all([], []) == []
    assert compare_all(human("k1"), []) == []
    assert [c.between for c in compare_all(human("k1"), model())] == [("k1", "m")]


def test_a_document_that_one_has_judged_does_not_count():
    (comparison,) = compare_all([*human("k1"), *human("k2", {"a": SPREADS, "b": CRITICISM})], [])
    assert comparison.documents == 2
    assert found(comparison)[LabelGroup.RELEVANT, None].units == 2


def test_tone_frames_and_stance_count_only_where_they_can_differ():
    (comparison,) = compare_all([*human("k1"), *human("k2", c=CRITICISM)], [])
    items = found(comparison)
    assert items[LabelGroup.RELEVANT, None].units == 5
    assert items[LabelGroup.RELEVANT, None].alpha < 1
    assert items[LabelGroup.NARRATIVE, "profit"].units == 5
    assert items[LabelGroup.TONE, None].units == 3
    assert items[LabelGroup.FRAME, "crime"].units == 3
    assert items[LabelGroup.STANCE, None].units == 2


def test_narratives_agree_as_a_whole_only_when_the_same_ones_are_marked():
    more = SPREADS | {"narratives": (Narrative.PROFIT, Narrative.KIDNAPPING)}
    (comparison,) = compare_all([*human("k1"), *human("k2", a=more)], [])
    items = found(comparison)
    assert items[LabelGroup.NARRATIVE, "profit"].alpha == 1
    assert items[LabelGroup.NARRATIVE, None].alpha < 1


def test_what_the_model_left_open_is_no_answer():
    unsupported = {"relevant": None}
    hesitant = {"relevant": True, "abstained": (LabelGroup.TONE, LabelGroup.NARRATIVE)}
    (comparison,) = compare_all(human("k1"), model(a=unsupported, b=hesitant))
    items = found(comparison)
    assert items[LabelGroup.RELEVANT, None].units == 4
    assert items[LabelGroup.NARRATIVE, "profit"].units == 3
    assert items[LabelGroup.TONE, None].units == 1
    assert items[LabelGroup.FRAME, "crime"].units == 2

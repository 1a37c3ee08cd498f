"""The cause follows from the card's figures alone, in the order of the closed list."""

from dataclasses import replace
from itertools import pairwise

import pytest

from reports.signals.changes import Verdict
from reports.signals.spike_card.causes import Cause
from reports.signals.spike_card.figures import (
    Editorial,
    Event,
    Expected,
    LanguagePart,
    Level,
    Origin,
    Private,
    Share,
    SourcePart,
    SpikeCard,
    Unknown,
)
from reports.signals.spike_card.rules import LEAST_EXCESS, cause_of

NONE, ALL = Share(0.0), Share(1.0)


def level(now, usual=2.0, verdict=Verdict.RISE):
    return Level(now, usual, 0, 6, verdict)


def card(**changes):
    """Twenty different stories of ten sources, two a week before, and nothing else."""
    sources = tuple(SourcePart(f"K{n}", 2, 0.2) for n in range(10))
    base = SpikeCard(
        week="2026-W47",
        group="narrative",
        label="profit",
        stance="endorses",
        model="model",
        min_cell=5,
        expected=Expected(26, level(20), level(20), 1.0),
        editorial=Editorial(20, 20, 2.0, 2.0, 0, 0.0, NONE, 1, 1, sources),
        private=Private(0, 0, 0, 0.0, 0.0, NONE, NONE, NONE),
        origin=Origin(0, 0, 0, 0, 0.0, NONE, ()),
        language=LanguagePart("sv", 20, 2.0, ALL, usually_small=False),
        event=None,
        terms=(),
        compared_texts=300,
        first_seen=None,
        voices=(),
        stories=(),
        more_stories=0,
        unknown=Unknown(0, 0, 0, False, 0, (), False),
    )
    return replace(base, **changes)


PLAIN = card()
EVERYTHING = {
    Cause.RECRAWL: {"origin": Origin(0, 18, 0, 0, 0.0, ALL, ())},
    Cause.COPIES: {"editorial": replace(PLAIN.editorial, copied=18, explained=ALL)},
    Cause.ONE_SOURCE: {
        "editorial": replace(PLAIN.editorial, sources=(SourcePart("K0", 19, 0.5),)),
    },
    Cause.ACCOUNT_CLUSTER: {
        "private": Private(40, 40, 12, 0.0, 0.0, NONE, Share(0.75, True), ALL, 8, True)
    },
    Cause.ONE_LANGUAGE: {"language": LanguagePart("ar", 18, 0.1, ALL, usually_small=True)},
    Cause.MANY_ACCOUNTS: {"private": Private(40, 40, 38, 0.0, 0.0, NONE, NONE, ALL)},
    Cause.EVENT: {"event": Event(("Ekvik",), 16, 16, 8, 2)},
    Cause.NEW_STORIES: {},
}


@pytest.mark.parametrize("cause", EVERYTHING)
def test_each_cause_is_named_when_it_alone_holds(cause):
    assert cause_of(card(**EVERYTHING[cause]))[0] is cause


@pytest.mark.parametrize(("first", "second"), list(pairwise(EVERYTHING)))
def test_where_two_hold_the_first_of_the_list_is_named(first, second):
    assert cause_of(card(**(EVERYTHING[second] | EVERYTHING[first])))[0] is first


@pytest.mark.parametrize("cause", EVERYTHING)
def test_every_cause_comes_with_figures_that_carry_it(cause):
    evidence = cause_of(card(**EVERYTHING[cause]))[1]
    assert any(ground.figures for ground in evidence)


def test_a_week_within_the_expected_is_unclear_whatever_it_is_made_of():
    calm = Expected(26, level(20, verdict=Verdict.NO_CHANGE), level(20, verdict=Verdict.FALL), 1.0)
    cause, evidence = cause_of(card(expected=calm, **EVERYTHING[Cause.RECRAWL]))
    assert (cause, evidence[0].kind) == (Cause.UNCLEAR, "no_rise")


def test_a_wave_of_copies_is_a_rise_in_texts_and_none_in_stories():
    wave = Expected(26, level(3, verdict=Verdict.NO_CHANGE), level(20), 1.0)
    assert cause_of(card(expected=wave, **EVERYTHING[Cause.COPIES]))[0] is Cause.COPIES


def test_five_weeks_of_history_are_too_few():
    short = Expected(5, level(20, verdict=Verdict.TOO_SHORT), level(20), 1.0)
    cause, evidence = cause_of(card(expected=short))
    assert (cause, evidence[0].kind) == (Cause.UNCLEAR, "few_weeks")


def test_too_few_texts_above_the_usual_are_unclear():
    few = Expected(26, level(2 + LEAST_EXCESS - 1), level(2 + LEAST_EXCESS - 1), 1.0)
    assert cause_of(card(expected=few))[1][0].kind == "few_texts"
    enough = Expected(26, level(2 + LEAST_EXCESS), level(2 + LEAST_EXCESS), 1.0)
    assert cause_of(card(expected=enough))[0] is Cause.NEW_STORIES


def test_parts_that_each_explain_less_than_half_are_unclear():
    mixed = card(
        origin=Origin(0, 8, 0, 0, 0.0, Share(0.45), ()),
        editorial=replace(PLAIN.editorial, stories=14, explained=Share(0.3)),
        private=Private(9, 9, 9, 0.0, 0.0, NONE, NONE, NONE),
    )
    cause, evidence = cause_of(mixed)
    assert (cause, evidence[0].kind) == (Cause.UNCLEAR, "mixed")


def test_a_source_that_usually_carries_the_series_is_not_the_cause():
    usual = replace(PLAIN.editorial, sources=(SourcePart("K0", 19, 1.5),))
    assert cause_of(card(editorial=usual))[0] is not Cause.ONE_SOURCE


def test_one_source_among_others_with_as_many_stories_is_not_the_cause():
    """Half of the excess, but only half of the different stories."""
    sources = (SourcePart("K0", 10, 0.1), SourcePart("K1", 10, 0.1), SourcePart("K2", 2, 0.1))
    editorial = replace(PLAIN.editorial, sources=sources)
    assert cause_of(card(editorial=editorial))[0] is Cause.NEW_STORIES


def test_a_floor_is_told_as_at_least():
    private = Private(40, 40, 38, 0.0, 0.0, NONE, NONE, Share(0.75, True))
    kinds = {g.kind: dict(g.figures) for g in cause_of(card(private=private))[1]}
    assert kinds["posts_at_least"] == {"share": 0.75}


def test_the_language_of_most_of_the_series_is_never_the_cause():
    swedish = LanguagePart("sv", 20, 2.0, ALL, usually_small=False)
    assert cause_of(card(language=swedish))[0] is Cause.NEW_STORIES


def test_what_is_left_without_late_posts_is_not_told():
    """Only editorial texts are counted as late, so that the rest would hold the posts too."""
    late = Origin(0, 3, 0, 0, 0.0, Share(0.75, True), ())
    kinds = [ground.kind for ground in cause_of(card(origin=late))[1]]
    assert kinds == ["undated", "private_late", "at_least"]


def test_without_enough_earlier_texts_nothing_is_said_to_be_new_or_not():
    cause, evidence = cause_of(card(compared_texts=19))
    assert (cause, [ground.kind for ground in evidence]) == (
        Cause.UNCLEAR,
        ["mixed", "few_earlier"],
    )

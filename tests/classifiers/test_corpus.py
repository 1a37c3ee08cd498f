"""The texts that ship: many hands, no templates, every border, and three sets that never mix."""

import re
from collections import Counter, defaultdict
from itertools import combinations

import pytest

from classifiers.examples import Example, read_corpus, read_rows
from classifiers.heldout.texts import CORPUS, HELDOUT
from classifiers.real_texts import HELDOUT_REAL, REAL
from classifiers.stories import stories_of
from store.records import Frame, Narrative, Stance, Tone

SETS = {"training": CORPUS, "calibration": CORPUS / "calibration", "held out": HELDOUT}
RUN = 5
MAX_SHARED = 0.2


@pytest.fixture(scope="module")
def sets() -> dict[str, list[Example]]:
    return {name: read_corpus(folder) for name, folder in SETS.items()}


@pytest.fixture(scope="module")
def examples(sets: dict[str, list[Example]]) -> list[Example]:
    return [example for part in sets.values() for example in part]


def test_no_hand_and_no_id_is_in_two_sets(sets: dict[str, list[Example]]):
    for one, other in combinations(sets.values(), 2):
        assert not {e.hand for e in one} & {e.hand for e in other}
        assert not {e.example_id for e in one} & {e.example_id for e in other}


@pytest.mark.parametrize("field", ["id", "hand"])
def test_no_hand_and_no_id_of_published_texts_is_trained_and_measured_on(field: str):
    trained, measured = (
        {row[field] for file in (CORPUS / name).glob("*.jsonl") for _, row in read_rows(file)}
        for name in (REAL, HELDOUT_REAL)
    )
    assert trained and measured
    assert not trained & measured


def test_the_project_takes_at_most_one_text_in_a_hundred_for_a_copy(examples: list[Example]):
    stories = stories_of([(e.example_id, e.text.title, e.text.text) for e in examples])
    assert len(examples) - len(set(stories.values())) <= 0.01 * len(examples)


def test_no_two_texts_share_a_fifth_of_their_five_word_runs(examples: list[Example]):
    found = [re.findall(r"\w+", e.text.text.lower()) for e in examples]
    runs = [{tuple(w[i : i + RUN]) for i in range(len(w) - RUN + 1)} for w in found]
    holders = defaultdict(list)
    for number, own in enumerate(runs):
        for run in own:
            holders[run].append(number)
    shared = Counter(pair for group in holders.values() for pair in combinations(group, 2))
    alike = [
        (examples[a].example_id, examples[b].example_id)
        for (a, b), count in shared.items()
        if count > MAX_SHARED * min(len(runs[a]), len(runs[b]))
    ]
    assert alike == []


def test_every_narrative_is_endorsed_reported_and_rebutted_in_every_set(
    sets: dict[str, list[Example]],
):
    for part in sets.values():
        found = Counter((n, e.stance) for e in part for n in e.narratives)
        assert min(found[n, s] for n in Narrative for s in Stance) >= 3


def test_every_frame_comes_in_every_tone(sets: dict[str, list[Example]]):
    found = Counter((f, e.tone) for e in sets["training"] for f in e.frames)
    assert min(found[f, t] for f in Frame for t in Tone) >= 3


def test_borders_and_languages_have_their_share(examples: list[Example]):
    total = len(examples)
    assert sum(e.is_criticism for e in examples) >= 0.15 * total
    assert sum(not e.relevant for e in examples) >= 0.13 * total
    assert 0.6 * total <= sum(e.language == "sv" for e in examples) <= 0.8 * total
    assert {e.language for e in examples} == {"sv", "en", "ar", "tr", "so", "fi", "no", "mul"}
    assert sum(bool(e.text.context) for e in examples) >= 0.05 * total
    assert max(len(e.text.text.split()) for e in examples) >= 500

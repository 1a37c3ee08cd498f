"""The relevance gate: what it loses of what is about the services, and what it keeps out."""

import importlib.util
import json
from collections import Counter
from pathlib import Path

import pytest

from classifiers.examples import Example, read_corpus
from classifiers.gate import may_be_about
from classifiers.heldout.texts import CORPUS, HELDOUT

ROOT = Path(importlib.util.find_spec("store").submodule_search_locations[0]).parent
FILMS = ROOT.parent / "shared" / "data" / "xed"
KEPT = 0.98
"""The least share of relevant texts that must come in."""


def passes(example: Example) -> bool:
    text = example.text
    return may_be_about("\n".join((text.title, text.text, text.context)))


@pytest.mark.parametrize("folder", [CORPUS, HELDOUT], ids=["training", "held out"])
def test_of_relevant_texts_98_in_100_come_in(folder: Path):
    relevant = [example for example in read_corpus(folder) if example.relevant]
    kept = sum(map(passes, relevant))
    assert len(relevant) > 600
    assert kept / len(relevant) >= KEPT


def test_no_language_loses_more_than_the_others_of_the_held_out_texts():
    relevant = [example for example in read_corpus(HELDOUT) if example.relevant]
    all_of = Counter(example.text.language for example in relevant)
    kept = Counter(example.text.language for example in relevant if passes(example))
    assert set(all_of) == {"sv", "en", "ar", "tr", "so", "fi", "no", "mul"}
    assert {language: kept[language] / n for language, n in all_of.items() if n >= 10} == {
        language: pytest.approx(1.0, abs=1 - KEPT) for language, n in all_of.items() if n >= 10
    }


@pytest.mark.parametrize("language", ["sv", "no", "ar"])
def test_of_everyday_talk_most_is_kept_out(language: str):
    path = FILMS / f"{language}.jsonl"
    if not path.exists():
        pytest.skip(f"{path} saknas: undertexter ur XED")
    lines = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    talk = [" ".join(lines[n : n + 3]) for n in range(0, len(lines), 3)]
    assert sum(map(may_be_about, talk)) / len(talk) < 0.25


@pytest.mark.parametrize(
    "text",
    [
        "SOCIALTJÄNSTEN",
        "soc tog honom",
        "#slutakidnappavårabarn",
        "السوسيال أخذ الأطفال",
        "sosyal hizmetler geldi",
        "adeegga bulshada",
        "ｓｏｃｉａｌｔｊänsten",
        "Hej @soc!",
    ],
)
def test_what_names_the_services_comes_in(text: str):
    assert may_be_about(text)


@pytest.mark.parametrize("text", ["", "😂😂😂", "Ny rekordnotering för elpriset", "sociala medier"])
def test_what_is_plainly_about_something_else_does_not(text: str):
    assert not may_be_about(text)

"""The held-out texts can be read from a folder or a file, and never meet those of training."""

import dataclasses
import json
from pathlib import Path

import pytest

from classifiers.examples import read_corpus
from classifiers.heldout.texts import (
    CORPUS,
    HELDOUT,
    are_ours,
    read_test_texts,
    refuse_heldout,
    refuse_shared,
)
from classifiers.text import Text
from store.errors import ModelError

ROW = {
    "id": "z-0001",
    "hand": "z",
    "register": "news",
    "language": "sv",
    "title": "",
    "text": "Laget vann.",
    "relevant": False,
    "tone": "neutral",
    "narratives": [],
    "stance": None,
    "frames": [],
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A training text, and a held-out one in a folder inside."""
    (tmp_path / "heldout").mkdir()
    rows = {"a-01.jsonl": ROW | {"id": "a-0001", "hand": "a", "text": "Laget förlorade."}}
    rows["heldout/z-01.jsonl"] = ROW
    for name, row in rows.items():
        (tmp_path / name).write_text(json.dumps(row) + "\n", "utf-8")
    return tmp_path


def test_training_does_not_read_the_folder_inside(corpus: Path):
    assert [e.example_id for e in read_corpus(corpus)] == ["a-0001"]


def test_a_folder_and_a_file_give_the_same_texts(corpus: Path):
    held = corpus / "heldout"
    assert read_test_texts(held) == read_test_texts(held / "z-01.jsonl")


def test_a_place_without_texts_is_named(tmp_path: Path):
    with pytest.raises(ModelError, match=r"inga märkta texter.*--texts"):
        read_test_texts(tmp_path / "borta")


def test_only_the_held_out_texts_that_ship_are_ours(corpus: Path):
    assert are_ours(HELDOUT)
    assert are_ours(HELDOUT / "u-01.jsonl")
    assert not are_ours(CORPUS / "heldout_real")
    assert not are_ours(HELDOUT / ".." / "real")
    assert not are_ours(corpus / "heldout")


def test_texts_of_other_writers_may_be_trained_on(corpus: Path):
    refuse_heldout(read_corpus(corpus), corpus / "heldout")
    refuse_heldout(read_corpus(corpus), corpus / "finns-inte")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"example_id": "z-0001"}, "samma id"),
        ({"hand": "z"}, r"samma skribent \(z\)"),
        ({"text": Text("", "Laget vann.", "", "en")}, "samma text"),
    ],
)
def test_a_training_text_that_is_held_out_is_refused(corpus: Path, change: dict, said: str):
    (training,) = read_corpus(corpus)
    shared = dataclasses.replace(training, **change)
    with pytest.raises(ModelError, match=f"{shared.example_id}: {said}"):
        refuse_shared([shared], read_test_texts(corpus / "heldout"))


def test_the_texts_that_ship_are_kept_apart():
    refuse_heldout(read_corpus(CORPUS), HELDOUT)

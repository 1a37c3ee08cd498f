"""The corpus that ships follows the codebook, and rows that do not are refused by line."""

import json
from pathlib import Path

import pytest

from classifiers.classifier import EMBEDDED_FOLDER
from classifiers.examples import corpus_hash, parse_example, read_corpus, targets
from classifiers.outputs import LABELS, PLACES, WIDTH
from store.errors import ModelError
from store.records import LabelGroup

ROW = {
    "id": "t-0001",
    "hand": "t",
    "register": "comment",
    "language": "sv",
    "title": "",
    "text": "Soc har gjort det till affär att ta barn.",
    "context": "",
    "relevant": True,
    "tone": "negative",
    "narratives": ["profit"],
    "stance": "endorses",
    "frames": [],
}
IRRELEVANT = ROW | {
    "id": "t-0002",
    "text": "Äldreomsorgen får underkänt.",
    "relevant": False,
    "tone": "neutral",
    "narratives": [],
    "stance": None,
}


def write(folder: Path, *rows: dict) -> Path:
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "t-01.jsonl").write_text(text + "\n", "utf-8")
    return folder


def test_the_corpus_that_ships_has_every_label_and_several_hands():
    examples = read_corpus(EMBEDDED_FOLDER.parent / "corpus")
    assert len(examples) >= 400
    assert len({example.hand for example in examples}) >= 3
    assert (targets(examples).sum(0) >= 10).all()


def test_labels_become_targets_in_their_places(tmp_path: Path):
    found = targets(read_corpus(write(tmp_path, ROW, IRRELEVANT)))
    assert found.shape == (2, WIDTH)
    assert found[:, PLACES[LabelGroup.RELEVANT]].tolist() == [[1.0], [0.0]]
    assert found[0, PLACES[LabelGroup.NARRATIVE]].tolist() == [0, 0, 0, 0, 1, 0]
    assert (
        LABELS[LabelGroup.STANCE][int(found[0, PLACES[LabelGroup.STANCE]].argmax())] == "endorses"
    )
    assert LABELS[LabelGroup.STANCE][int(found[1, PLACES[LabelGroup.STANCE]].argmax())] == "none"


@pytest.mark.parametrize(
    "wrong",
    [
        {"stance": None},
        {"narratives": []},
        {"tone": "angry"},
        {"narratives": ["theft"]},
        {"relevant": False},
    ],
)
def test_a_row_against_the_codebook_is_refused(wrong: dict):
    with pytest.raises(ValueError):
        parse_example(ROW | wrong)


def test_the_file_and_line_of_a_bad_row_are_named(tmp_path: Path):
    folder = write(tmp_path, ROW, IRRELEVANT | {"tone": "negative"})
    with pytest.raises(ModelError, match=r"t-01\.jsonl, rad 2"):
        read_corpus(folder)


def test_an_id_that_comes_twice_is_refused(tmp_path: Path):
    with pytest.raises(ModelError, match="t-0001 finns två gånger"):
        read_corpus(write(tmp_path, ROW, ROW))


def test_a_folder_without_texts_is_refused(tmp_path: Path):
    with pytest.raises(ModelError, match=r"inga filer \*\.jsonl"):
        read_corpus(tmp_path)


def test_the_digest_of_a_corpus_follows_labels_and_not_order():
    first, second = parse_example(ROW), parse_example(IRRELEVANT)
    assert corpus_hash([first, second]) == corpus_hash([second, first])
    relabelled = parse_example(ROW | {"stance": "reports"})
    assert corpus_hash([first, second]) != corpus_hash([relabelled, second])

"""Labels of published texts, joined to the texts where somebody has them."""

import json
from pathlib import Path

import pytest

from classifiers.real_texts import read_real_texts
from store.errors import ModelError

LABEL = {
    "id": "pressmeddelanden/1",
    "hand": "r",
    "register": "press_release",
    "language": "sv",
    "relevant": True,
    "tone": "neutral",
    "narratives": [],
    "stance": None,
    "frames": ["workload"],
}
TEXT = {"id": "pressmeddelanden/1", "title": "Nytt stöd", "text": "Fler socialsekreterare\u2028nu."}


def folder_of(path: Path, *rows: dict) -> Path:
    path.mkdir()
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    (path / "rows.jsonl").write_text("".join(lines), "utf-8")
    return path


def test_labels_and_texts_are_joined_by_id(tmp_path: Path):
    other = TEXT | {"id": "another"}
    labels, texts = folder_of(tmp_path / "l", LABEL), folder_of(tmp_path / "t", other, TEXT)
    (example,) = read_real_texts(labels, texts)
    assert example.text.title == "Nytt stöd"
    assert example.text.text == TEXT["text"]
    assert [frame.value for frame in example.frames] == ["workload"]


def test_a_label_without_its_text_is_named(tmp_path: Path):
    labels = folder_of(tmp_path / "l", LABEL)
    texts = folder_of(tmp_path / "t", TEXT | {"id": "another"})
    with pytest.raises(ModelError, match="rad 1: texten pressmeddelanden/1"):
        read_real_texts(labels, texts)


def test_a_row_against_the_codebook_is_named(tmp_path: Path):
    labels = folder_of(tmp_path / "l", LABEL | {"stance": "reports"})
    with pytest.raises(ModelError, match="rad 1: hållning"):
        read_real_texts(labels, folder_of(tmp_path / "t", TEXT))


def test_an_empty_folder_is_named(tmp_path: Path):
    (tmp_path / "l").mkdir()
    with pytest.raises(ModelError, match="inga filer"):
        read_real_texts(tmp_path / "l", tmp_path)


def test_an_id_that_is_labelled_twice_is_named(tmp_path: Path):
    labels = folder_of(tmp_path / "l", LABEL, LABEL)
    with pytest.raises(ModelError, match="två gånger"):
        read_real_texts(labels, folder_of(tmp_path / "t", TEXT))


@pytest.mark.parametrize("line", ["{", "[]", '{"text": "utan id"}'])
def test_a_line_that_is_no_row_is_named(tmp_path: Path, line: str):
    labels = folder_of(tmp_path / "l", LABEL)
    (labels / "rows.jsonl").write_text(line + "\n", "utf-8")
    with pytest.raises(ModelError, match="rad 1"):
        read_real_texts(labels, folder_of(tmp_path / "t", TEXT))

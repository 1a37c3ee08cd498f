"""Reports quote the evaluation of this very model, or else what training measured."""

import hashlib
import json
from pathlib import Path

import pytest

from classifiers.measured import measured, read_evaluation, trained_hands

METRICS = {
    "hands": {"a": 9},
    "all": {
        "texts": 9,
        "macro": dict.fromkeys(("relevant", "tone", "narratives", "stance", "frames"), 0.5),
        "counted": {"stance": 4},
        "criticism": 3,
        "criticism_endorses": 0.0,
        "criticism_narrative": 0.25,
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "metrics.json").write_text(json.dumps(METRICS))
    (tmp_path / "labels.json").write_text(json.dumps({"origin": {"hands": ["b"]}}))
    return tmp_path


def write_evaluation(folder: Path, evaluation: dict, model: str) -> None:
    (folder / "evaluation.json").write_text(json.dumps(evaluation | {"model": model}))


def test_a_folder_without_figures_has_none(tmp_path: Path):
    assert measured(tmp_path) == {}
    assert trained_hands(tmp_path) == []


def test_without_an_evaluation_the_figures_of_training_are_quoted(folder: Path):
    found = measured(folder)
    assert found["fitted_stance_f1"] == "0.50 (n = 4)"
    assert found["fitted_criticism_narrative"] == "0.250 (n = 3)"
    assert all(name.startswith("fitted_") for name in found), "they are too good, and say so"


def name_of(folder: Path) -> str:
    digest = hashlib.sha256((folder / "labels.json").read_bytes()).hexdigest()[:8]
    return f"embedded-{digest}"


def test_an_evaluation_of_this_model_is_quoted_with_its_intervals(folder: Path, evaluation: dict):
    write_evaluation(folder, evaluation, name_of(folder))
    found = measured(folder)
    assert found["stance_f1"] == "1.00 (1.00–1.00, n = 20)"
    assert found["criticism_endorses"] == "0.000 (0.000–0.000, n = 20)"
    assert set(found) == set(measured_keys())


def measured_keys() -> list[str]:
    groups = ("relevant", "tone", "narratives", "stance", "frames")
    return [*(f"{group}_f1" for group in groups), "criticism_endorses", "criticism_narrative"]


def test_an_evaluation_of_another_model_is_not_quoted(folder: Path, evaluation: dict):
    write_evaluation(folder, evaluation, "embedded-00000000")
    assert measured(folder)["fitted_stance_f1"] == "0.50 (n = 4)"


def test_an_evaluation_on_texts_by_hands_of_the_training_is_not_quoted(
    folder: Path, evaluation: dict
):
    evaluation["texts"]["seen_hands"] = ["x"]
    write_evaluation(folder, evaluation, name_of(folder))
    assert "stance_f1" not in measured(folder)


def test_an_evaluation_in_another_layout_counts_as_none(folder: Path, evaluation: dict):
    write_evaluation(folder, evaluation | {"format": 99}, name_of(folder))
    assert read_evaluation(folder) is None
    assert "stance_f1" not in measured(folder)


def test_hands_of_training_and_of_calibration_are_known(folder: Path):
    assert trained_hands(folder) == ["a", "b"]

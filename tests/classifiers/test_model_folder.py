"""What a model folder must hold, and what is said when the extra that it needs is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from classifiers.decisions import Calibration, Thresholds
from classifiers.model_folder import TORCH_FILES, read_model_folder, write_labels
from classifiers.outputs import WIDTH
from store.errors import ModelError

PLAIN = Calibration([1.0] * WIDTH, [0.0] * WIDTH, [0.0] * 6)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files of another encoder's model, each with a few bytes in it."""
    path = tmp_path / "kb-bert"
    path.mkdir()
    for name in TORCH_FILES:
        (path / name).write_text("{}")
    write_labels(path, "kb-bert", PLAIN, Thresholds(), {"prefix": ""}, {}, {"texts": 3})
    return path


def test_what_is_written_is_read_back(folder: Path):
    model = read_model_folder(folder)
    assert model.calibration == PLAIN
    assert model.thresholds == Thresholds()
    assert model.reading == {"prefix": ""}
    assert not model.is_onnx


def test_the_name_is_the_same_wherever_the_folder_lies(folder: Path):
    before = read_model_folder(folder).name
    moved = folder.rename(folder.parent / "elsewhere")
    assert read_model_folder(moved).name == before
    assert before.startswith("kb-bert-")


@pytest.mark.parametrize("missing", TORCH_FILES)
def test_a_folder_without_one_of_its_files_is_no_model(folder: Path, missing: str):
    (folder / missing).unlink()
    with pytest.raises(ModelError, match="ingen modell i mappen"):
        read_model_folder(folder)


def test_a_changed_file_is_named(folder: Path):
    (folder / "config.json").write_text('{"hidden_size": 1}')
    with pytest.raises(ModelError, match=r"config\.json: innehållet är ett annat"):
        read_model_folder(folder)


def test_a_missing_extra_is_an_error_that_says_how_to_install_it(folder: Path):
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "from classifiers.classifier import load_classifier\n"
        "from store.errors import ModelError\n"
        "try:\n    load_classifier(sys.argv[1])\nexcept ModelError as error:\n    print(error)"
    )
    command = [sys.executable, "-c", code, str(folder)]
    env = {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
    result = subprocess.run(command, capture_output=True, encoding="utf-8", env=env)
    assert "pip install 'vardkase[train]'" in result.stdout, result.stderr
    assert result.stdout.count("\n") == 1

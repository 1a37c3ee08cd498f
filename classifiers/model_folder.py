"""The folder that a model is kept in: what must be there, and `labels.json`, which describes it.

ONNX models consist of `model.onnx`, `tokenizer.json` and `labels.json`; models of other encoders
of `config.json`, `model.safetensors` (the encoder), `heads.safetensors`, `tokenizer.json` and
`labels.json`, which holds the digests of the others, so that its own digest names the model.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from classifiers.decisions import Calibration, Thresholds
from classifiers.windows import Windower
from store.errors import ModelError

ONNX_FILES = ("model.onnx", "tokenizer.json")
TORCH_FILES = ("config.json", "model.safetensors", "heads.safetensors", "tokenizer.json")
FORMAT = 1


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder whose files are there and have the digests that `labels.json` gives."""

    path: Path
    name: str
    is_onnx: bool
    calibration: Calibration
    thresholds: Thresholds
    reading: dict
    shape: dict

    def windower(self) -> Windower:
        """Cuts texts as they were cut in training."""
        tokenizer = Tokenizer.from_file(str(self.path / "tokenizer.json"))
        return Windower(tokenizer, **self.reading)


def read_model_folder(path: Path) -> ModelFolder:
    """Read and check a folder. Raises ModelError, naming what is missing or damaged."""
    if not path.is_dir():
        raise ModelError(
            f"[classify] model = {str(path)!r}: mappen finns inte; väntade ”embedded” eller en "
            'mapp från vardkase train; rätta sökvägen eller välj model = "embedded"'
        )
    present = {file.name for file in path.iterdir()}
    for needed in (ONNX_FILES, TORCH_FILES):
        if present.issuperset((*needed, "labels.json")):
            return _read(path, needed)
    found = ", ".join(sorted(present)[:6]) or "ingenting"
    raise ModelError(
        f"{path}: ingen modell i mappen (där finns {found}); väntade labels.json och "
        f"{', '.join(ONNX_FILES)}; peka ut en mapp från vardkase train"
    )


def _read(path: Path, needed: tuple[str, ...]) -> ModelFolder:
    text = (path / "labels.json").read_bytes()
    try:
        described = json.loads(text)
        if described["format"] != FORMAT:
            raise ValueError(f"format {described['format']}")
        calibration = Calibration(**described["calibration"])
        thresholds = Thresholds(**described["thresholds"])
        digests = {file: described["sha256"][file] for file in needed}
        name, reading, shape = described["name"], described["reading"], described["shape"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path / 'labels.json'}: kan inte läsas ({error}); väntade format {FORMAT} från "
            "vardkase train; träna om modellen eller hämta mappen på nytt"
        ) from error
    for file, expected in digests.items():
        if digest(path / file) != expected:
            raise ModelError(
                f"{path / file}: innehållet är ett annat än det som labels.json anger; väntade "
                f"sha256 {expected[:12]}…; hämta mappen på nytt"
            )
    full_name = f"{name}-{hashlib.sha256(text).hexdigest()[:8]}"
    is_onnx = needed == ONNX_FILES
    return ModelFolder(path, full_name, is_onnx, calibration, thresholds, reading, shape)


def write_labels(
    path: Path,
    name: str,
    calibration: Calibration,
    thresholds: Thresholds,
    reading: dict,
    shape: dict,
    origin: dict,
) -> None:
    """Write `labels.json` beside the model's files, which must be there. `origin` says what the
    model was made of (encoder, digest of the corpus, seed)."""
    files = ONNX_FILES if (path / "model.onnx").exists() else TORCH_FILES
    described = {
        "format": FORMAT,
        "name": name,
        "calibration": dataclasses.asdict(calibration),
        "thresholds": dataclasses.asdict(thresholds),
        "reading": reading,
        "shape": shape,
        "origin": origin,
        "sha256": {file: digest(path / file) for file in files},
    }
    text = json.dumps(described, indent=1, ensure_ascii=False, sort_keys=True)
    (path / "labels.json").write_text(text + "\n", "utf-8")


def digest(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""Labelled texts: reads the corpus (JSON Lines) and turns labels into targets for training."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifiers.outputs import LABELS, NO_CLAIM, PLACES, WIDTH
from classifiers.text import Text
from store.errors import ModelError
from store.reasons import of_system
from store.records import Frame, LabelGroup, Narrative, Stance, Tone


@dataclass(frozen=True, slots=True)
class Example:
    """One text of the corpus with the labels that its writer gave it by the codebook."""

    example_id: str
    hand: str
    register: str
    language: str
    text: Text
    relevant: bool
    tone: Tone
    narratives: tuple[Narrative, ...]
    stance: Stance | None
    frames: tuple[Frame, ...]

    @property
    def is_criticism(self) -> bool:
        """Legitimate criticism: about the services, against them, and without any narrative."""
        return self.relevant and not self.narratives and self.tone is Tone.NEGATIVE


def read_corpus(folder: Path) -> list[Example]:
    """All examples of the folder's own `*.jsonl`, ordered by id; folders inside it are not read.

    Raises ModelError where there are none, a row does not follow the codebook or an id comes twice.
    """
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise ModelError(
            f"{folder}: inga filer *.jsonl; väntade märkta texter; ange mappen med --corpus"
        )
    return read_files(files, folder)


def read_files(files: Sequence[Path], folder: Path) -> list[Example]:
    """All examples of the files, ordered by id; messages name `folder` where ids collide.

    Raises ModelError where a file cannot be read, a row does not follow the codebook or an id
    comes twice.
    """
    examples = [example for file in files for example in _read_file(file)]
    refuse_twice(examples, folder)
    return sorted(examples, key=lambda e: e.example_id)


def refuse_twice(examples: Sequence[Example], folder: Path) -> None:
    """Raise ModelError where an id comes twice."""
    seen: set[str] = set()
    for example in examples:
        if example.example_id in seen:
            raise ModelError(
                f"{folder}: id {example.example_id} finns två gånger; väntade unika id; ta bort "
                "den ena raden"
            )
        seen.add(example.example_id)


def _read_file(path: Path) -> list[Example]:
    return [parse_at(place, row) for place, row in read_rows(path)]


def read_rows(path: Path) -> Iterator[tuple[str, dict]]:
    """Rows of a JSON Lines file, each with its place for messages.

    Raises ModelError where the file cannot be read or a line is no object with an `id`.
    """
    try:
        lines = path.read_text("utf-8").split("\n")  # rows may hold other line separators
    except (OSError, UnicodeDecodeError) as error:
        why = of_system(error) if isinstance(error, OSError) else "den är inte i UTF-8"
        raise ModelError(
            f"{path}: kan inte läsas ({why}); väntade JSON Lines i UTF-8; rätta filen"
        ) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{path}, rad {number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ModelError(f"{place}: ingen JSON ({error}); rätta raden") from error
        if not isinstance(row, dict) or not isinstance(row.get("id"), str):
            raise ModelError(f"{place}: inget objekt med fältet id; rätta raden")
        yield place, row


def parse_at(place: str, row: dict) -> Example:
    """The example of a row. Raises ModelError, naming the place, where it does not follow the
    codebook."""
    try:
        return parse_example(row)
    except KeyError as error:
        raise ModelError(f"{place}: fältet {error} saknas; lägg till det") from error
    except (ValueError, TypeError) as error:
        raise ModelError(
            f"{place}: {error}; väntade en märkt text enligt kodboken; rätta raden"
        ) from error


def parse_example(row: dict) -> Example:
    """One row of the corpus. Raises KeyError or ValueError when it does not follow the codebook."""
    stance = row["stance"]
    narratives = tuple(Narrative(value) for value in row["narratives"])
    if bool(narratives) != bool(stance):
        raise ValueError("hållning (stance) och narrativ hör ihop: båda eller inget")
    if not row["relevant"] and (narratives or row["frames"] or row["tone"] != Tone.NEUTRAL):
        raise ValueError("en text som inte är relevant har neutral ton och inga andra etiketter")
    return Example(
        example_id=row["id"],
        hand=row["hand"],
        register=row["register"],
        language=row["language"],
        text=Text(row["title"], row["text"], row.get("context", ""), row["language"]),
        relevant=bool(row["relevant"]),
        tone=Tone(row["tone"]),
        narratives=narratives,
        stance=Stance(stance) if stance else None,
        frames=tuple(Frame(value) for value in row["frames"]),
    )


def targets(examples: Sequence[Example]) -> np.ndarray:
    """0/1 targets in the layout of PLACES, float32 of shape (examples, WIDTH)."""
    wanted = np.zeros((len(examples), WIDTH), np.float32)
    for row, example in zip(wanted, examples, strict=True):
        chosen = {
            LabelGroup.RELEVANT: {"relevant"} if example.relevant else set(),
            LabelGroup.TONE: {example.tone},
            LabelGroup.NARRATIVE: set(example.narratives),
            LabelGroup.STANCE: {example.stance or NO_CLAIM},
            LabelGroup.FRAME: set(example.frames),
        }
        for group, labels in LABELS.items():
            row[PLACES[group]] = [label in chosen[group] for label in labels]
    return wanted


def corpus_hash(examples: Sequence[Example]) -> str:
    """SHA-256 (hex) of texts and labels, whatever files and order they came in."""
    digest = hashlib.sha256()
    for example in sorted(examples, key=lambda e: e.example_id):
        digest.update(repr(example).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()

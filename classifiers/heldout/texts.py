"""The held-out texts: where they are, and the guard that keeps them out of training."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from classifiers.examples import Example, read_files
from store.errors import ModelError

CORPUS = Path(__file__).parent.parent / "corpus"
HELDOUT = CORPUS / "heldout"
"""A folder inside that of the training texts, which `read_corpus` does not enter."""


def read_test_texts(place: Path = HELDOUT) -> list[Example]:
    """The labelled texts of a folder's `*.jsonl` or of one file, ordered by id.

    Raises ModelError where there are none or they do not follow the codebook.
    """
    files = [place] if place.is_file() else sorted(place.glob("*.jsonl"))
    examples = read_files(files, place)
    if not examples:
        raise ModelError(
            f"{place}: inga märkta texter; väntade en fil eller en mapp med *.jsonl enligt "
            "kodboken; ange den med --texts"
        )
    return examples


def are_ours(place: Path) -> bool:
    """Whether the texts of a place are the project's own, which are invented: they may be quoted
    where others may not."""
    return place.resolve().is_relative_to(HELDOUT.resolve())


def refuse_heldout(training: Sequence[Example], place: Path = HELDOUT) -> None:
    """Raise ModelError where a text to train on, or another by its writer, is held out."""
    if place.is_dir():
        refuse_shared(training, read_test_texts(place))


def refuse_shared(training: Sequence[Example], tested: Sequence[Example]) -> None:
    """Raise ModelError at the first training text that shares its id, its hand or its words with a
    test text: figures on texts that a model has learned from say nothing."""
    ids, hands = {e.example_id for e in tested}, {e.hand for e in tested}
    texts = {(e.text.title, e.text.text) for e in tested}
    for example in training:
        found = [
            what
            for what, is_shared in (
                ("samma id", example.example_id in ids),
                (f"samma skribent ({example.hand})", example.hand in hands),
                ("samma text", (example.text.title, example.text.text) in texts),
            )
            if is_shared
        ]
        if found:
            raise ModelError(
                f"träningstexten {example.example_id}: {', '.join(found)} som en testtext; väntade "
                "träningstexter av skribenter som inte finns bland testtexterna; ta bort den ur "
                "träningstexterna"
            )

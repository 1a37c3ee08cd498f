"""Labels of published texts that are not kept here: the project has ids and labels alone, and the
texts are joined to them where somebody has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from classifiers.examples import Example, parse_at, read_rows, refuse_twice
from store.errors import ModelError

REAL = "real"
HELDOUT_REAL = "heldout_real"
"""Folders of a corpus with the labels: of texts to train on, and to measure on."""


def read_real_texts(labels: Path, texts: Path) -> list[Example]:
    """Examples for all rows of `labels/*.jsonl` (a corpus row without title, text and context),
    with title and text from the rows of `texts/*.jsonl` with the same id.

    Raises ModelError where a folder has no rows, a label row does not follow the codebook, an id
    comes twice, or a labelled text is not among the texts.
    """
    labelled = list(_rows(labels))
    wanted = {row["id"] for _, row in labelled}
    found = {row["id"]: row for _, row in _rows(texts) if row["id"] in wanted}
    examples = []
    for place, row in labelled:
        text = found.get(row["id"])
        if text is None:
            raise ModelError(
                f"{place}: texten {row['id']} finns inte i {texts}; väntade en rad med detta id "
                "och fälten title och text; ange mappen med de publicerade texterna"
            )
        words = {name: text.get(name) or "" for name in ("title", "text")}
        examples.append(parse_at(place, row | words | {"context": ""}))
    refuse_twice(examples, labels)
    return examples


def _rows(folder: Path) -> Iterator[tuple[str, dict]]:
    """Rows of a folder's `*.jsonl`, each with its place."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise ModelError(
            f"{folder}: inga filer *.jsonl; väntade JSON Lines; ange mappen där filerna ligger"
        )
    for path in files:
        yield from read_rows(path)

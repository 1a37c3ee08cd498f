"""Which pieces of the vocabulary are kept, and the tokenizer that is built from them."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import numpy as np

from classifiers.pretrained.q4 import Vocabulary

SCRIPTS = ("LATIN", "ARABIC")
"""The scripts of the supported languages. Pieces of other scripts are three fifths of the model."""

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


def kept_ids(vocabulary: Vocabulary) -> np.ndarray:
    """Ids of the pieces to keep, ascending: special ones, and those without a foreign letter.

    The lowest-scored piece stays whatever it is: the cost of an unknown character is counted from
    the lowest score, so that kept text is segmented exactly as before.
    """
    lowest = int(np.argmin(vocabulary.scores))
    keep = [
        i
        for i, piece in enumerate(vocabulary.pieces)
        if piece in SPECIAL or i == lowest or not any(map(_is_foreign_letter, piece))
    ]
    return np.array(keep, np.int64)


def _is_foreign_letter(char: str) -> bool:
    return char.isalpha() and not unicodedata.name(char, "").startswith(SCRIPTS)


def tokenizer_json(vocabulary: Vocabulary, kept: np.ndarray, charsmap: str) -> str:
    """The text of a `tokenizer.json` for the kept pieces, renumbered from 0 in the same order.

    `charsmap` is the base64 character map of the original normaliser. Scores are written with the
    fewest digits that give the same float32.
    """
    pieces = [vocabulary.pieces[i] for i in kept]
    scores = [float(str(vocabulary.scores[i])) for i in kept]
    number = {piece: pieces.index(piece) for piece in SPECIAL}
    document = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_added_token(piece, number[piece]) for piece in SPECIAL],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Precompiled", "precompiled_charsmap": charsmap},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": _metaspace(),
        "post_processor": _template(number),
        "decoder": _metaspace(),
        "model": {
            "type": "Unigram",
            "unk_id": number["<unk>"],
            "vocab": [list(pair) for pair in zip(pieces, scores, strict=True)],
            "byte_fallback": False,
        },
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def read_charsmap(tokenizer: Path) -> str:
    """The base64 character map of a `tokenizer.json` with a Precompiled normaliser."""
    normalizer = json.loads(tokenizer.read_text("utf-8"))["normalizer"]
    steps = normalizer.get("normalizers", [normalizer])
    return next(s["precompiled_charsmap"] for s in steps if s["type"] == "Precompiled")


def _metaspace() -> dict:
    return {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}


def _added_token(content: str, number: int) -> dict:
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {"id": number, "content": content, **flags, "special": True}


def _template(number: dict[str, int]) -> dict:
    begin = {"SpecialToken": {"id": "<s>", "type_id": 0}}
    end = {"SpecialToken": {"id": "</s>", "type_id": 0}}
    first = {"Sequence": {"id": "A", "type_id": 0}}
    second = {"Sequence": {"id": "B", "type_id": 0}}
    special = {p: {"id": p, "ids": [number[p]], "tokens": [p]} for p in ("<s>", "</s>")}
    return {
        "type": "TemplateProcessing",
        "single": [begin, first, end],
        "pair": [begin, first, end, end, second, end],
        "special_tokens": special,
    }

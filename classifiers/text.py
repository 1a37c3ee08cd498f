"""What a classifier is given, and the cleaning that training and run time share."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_CHARS = 200_000
"""Longer texts are cut: the windows that a model reads cover less than this anyway."""

SHOUTED_SHARE = 0.8
SHOUTED_LETTERS = 12
"""A text whose letters are mostly capitals is read in lower case: the vocabulary knows words in
small letters, and case never changes a label."""

_REMOVED = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0f]")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ufffd]+")


@dataclass(frozen=True, slots=True)
class Text:
    """A document as a classifier sees it. `context` is the text that it answers; `language` is
    what the source declares (ISO 639-1) or `und`."""

    title: str
    text: str
    context: str = ""
    language: str = "und"


def clean(text: str) -> str:
    """One line of valid Unicode (NFC): no control characters, lone surrogates or invisible marks.

    >>> clean("Soc\\u200bial\\x00  tjänst \\ud800")
    'Social tjänst'
    """
    valid = text[:MAX_CHARS].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    visible = _REMOVED.sub("", unicodedata.normalize("NFC", valid))
    return _lower_if_shouted(_SPACES.sub(" ", visible).strip())


def _lower_if_shouted(text: str) -> str:
    capitals = sum(map(str.isupper, text))
    letters = sum(map(str.isalpha, text))
    shouted = letters >= SHOUTED_LETTERS and capitals >= SHOUTED_SHARE * letters
    return text.lower() if shouted else text

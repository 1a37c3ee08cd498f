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

_REMOVED = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
"""Characters without a shape: zero-width spaces and joiners, direction marks, fillers, tags."""

LOOK_ALIKES = str.maketrans(
    "асеоріјѕһхуԁԛԝѵкАВЕКМНОРСТХУІЈЅӓӧёїӒӦЁЇ" + "αονικρτυχγΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aceopijshxydqwvkABEKMHOPCTXYIJSäöëïÄÖËÏ" + "aovikptuxyABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters, and the Latin letter that each looks like: those of confusables.txt
(Unicode Technical Standard 39) that look so in running text."""

_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+")
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
    """One line of valid Unicode (NFC): no control characters, lone surrogates or invisible marks,
    and no letters of other scripts that pose as Latin ones inside a Latin word.

    >>> clean("Soc\\u200bial\\x00  tjänst \\ud800")
    'Social tjänst'
    >>> clean("s\\u043ecialtjänsten")
    'socialtjänsten'
    """
    valid = text[:MAX_CHARS].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    visible = _without_look_alikes(unicodedata.normalize("NFC", _REMOVED.sub("", valid)))
    return _lower_if_shouted(_SPACES.sub(" ", visible).strip())


def _without_look_alikes(text: str) -> str:
    if not _FOREIGN.search(text):
        return text
    return unicodedata.normalize("NFC", _WORD.sub(_latin, text))


def _latin(found: re.Match[str]) -> str:
    """The word in Latin letters where at least half of it is Latin and the rest looks Latin."""
    word = found.group()
    foreign = _FOREIGN.findall(word)
    posing = foreign and all(ord(char) in LOOK_ALIKES for char in foreign)
    return word.translate(LOOK_ALIKES) if posing and 2 * len(foreign) <= len(word) else word


def _lower_if_shouted(text: str) -> str:
    capitals = sum(map(str.isupper, text))
    letters = sum(map(str.isalpha, text))
    shouted = letters >= SHOUTED_LETTERS and capitals >= SHOUTED_SHARE * letters
    return text.lower() if shouted else text

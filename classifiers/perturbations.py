"""Rewrites texts as people write to be quick, to be loud or to get past filters.

By the codebook (rule 12) none of this changes a label, so what a model loses on rewritten texts is
its own. Each rewriting is drawn from a seed made of the text itself: the same text always becomes
the same, whatever else is rewritten and in what order.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable
from random import Random

from classifiers.text import LOOK_ALIKES, Text

TYPING_ERROR_SHARE = 0.05
"""Share of letters with an error; Damerau 1964 (*Commun. ACM* 7:171) found that a letter too many,
too few, wrong or out of turn makes more than 80 per cent of misspellings."""

HIDDEN_SHARE = 0.2
"""Share of the places where a look-alike or a zero-width character goes in: about one a word."""

CYRILLIC = {chr(latin): chr(char) for char, latin in LOOK_ALIKES.items() if char >= 0x400}
"""Latin letters, and the Cyrillic ones that look the same."""

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
EMOJI = "🙏😡😢👀🔥💔"
HASHTAGS = " #sverige #debatt #viktigt #dela"
"""Hashtags that say nothing of the subject: those that do would change the labels."""

_NO_MARK = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "ı": "i", "ł": "l", "đ": "d"})
_MARKS = re.compile("[\u0300-\u036f]")


def typing_errors(text: str, random: Random) -> str:
    """Letters doubled, left out, wrong (another letter of the text) or out of turn."""
    letters = [char for char in text if char.isalpha()]
    written, skip = [], False
    for char, following in zip(text, f"{text} "[1:], strict=True):
        if skip:
            skip = False
        elif not char.isalpha() or random.random() >= TYPING_ERROR_SHARE:
            written.append(char)
        else:
            wrong = random.choice([char * 2, "", random.choice(letters), following + char])
            skip = wrong == following + char
            written.append(wrong)
    return "".join(written)


def missing_diacritics(text: str, random: Random) -> str:
    """Latin letters without rings, dots and accents: å to a, é to e, ø to o."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare).translate(_NO_MARK)


def upper_case(text: str, random: Random) -> str:
    """Capitals throughout."""
    return text.upper()


def emoji_and_hashtags(text: str, random: Random) -> str:
    """An emoji after each sentence, and hashtags at the end."""
    loud = re.sub(r"(?<=[.!?؟])(?=\s|$)", lambda _: f" {random.choice(EMOJI)}", text)
    return f"{loud} {random.choice(EMOJI)}{HASHTAGS}" if text else text


def homoglyphs(text: str, random: Random) -> str:
    """Cyrillic letters in place of Latin ones that look the same."""
    return "".join(
        CYRILLIC[char] if char in CYRILLIC and random.random() < HIDDEN_SHARE else char
        for char in text
    )


def zero_width(text: str, random: Random) -> str:
    """Characters without a width inside words."""
    return "".join(
        char + random.choice(ZERO_WIDTH)
        if char.isalpha() and random.random() < HIDDEN_SHARE
        else char
        for char in text
    )


PERTURBATIONS: dict[str, Callable[[str, Random], str]] = {
    function.__name__: function
    for function in (
        typing_errors,
        missing_diacritics,
        upper_case,
        emoji_and_hashtags,
        homoglyphs,
        zero_width,
    )
}


def perturbed(text: Text, kind: str) -> Text:
    """The text with title and body rewritten; the context is somebody else's and stays.

    `kind` is a key of PERTURBATIONS.
    """
    random = Random(f"{kind}\n{text.title}\n{text.text}")
    rewrite = PERTURBATIONS[kind]
    return dataclasses.replace(
        text, title=rewrite(text.title, random), text=rewrite(text.text, random)
    )

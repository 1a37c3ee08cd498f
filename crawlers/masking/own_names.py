"""What people are called in a post, found in its words and addresses."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class OwnName:
    """Finds what a person is called without @, as in `anna71: hej alla`, and in addresses.

    The words of `Åsa Ek` may be joined otherwise or lack their dots: `asa-ek`, `ÅsaEk`. `word` is
    the longest of them as `folded` writes it: where it does not stand, nothing is found, and the
    pattern, which costs more than all else here, need not be made.
    """

    words: tuple[str, ...]
    word: str

    @classmethod
    def of(cls, handle: str) -> OwnName | None:
        """None of a name too short to be told from ordinary words."""
        name = unicodedata.normalize("NFC", handle).removeprefix("/u/").lstrip("@")
        words = tuple(word for word in _JOINTS.split(name) if word)
        if len(name) < 3 or not words:
            return None
        return cls(words, folded(max(words, key=len)))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Short names are not sought as one word, which could be an ordinary one."""
        between = r"[\s._-]*" if sum(map(len, self.words)) >= 6 else r"[\s._-]+"
        letters = ("".join(map(_with_or_without_dots, word)) for word in self.words)
        return re.compile(rf"(?<![^\W_])@?{between.join(letters)}(?![^\W_])", re.I)


_JOINTS = re.compile(r"[\s._-]+")


class _Capitals(dict[int, str]):
    """Each letter without its dots and accents, as a capital; asked for and remembered."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code))[0]
        return self.setdefault(code, base.lower().upper())


_CAPITALS = _Capitals()


def folded(text: str) -> str:
    """Text in which all that a name's pattern takes for one letter is one.

    What `re.I` holds for the same has the same capital: i and ı, s and ſ, ß and ẞ.
    """
    return text.upper() if text.isascii() else text.translate(_CAPITALS)


def _with_or_without_dots(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return re.escape(letter) if base == letter else f"[{letter}{base}]"

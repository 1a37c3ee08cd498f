"""Texts in which numbers, addresses and accounts are masked, also where Unicode hides them."""

from __future__ import annotations

import re
import unicodedata

from crawlers.masking.accounts import accounts, emails
from crawlers.masking.numbers import numbers
from crawlers.masking.spans import without_overlaps

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_LOOKS = dict.fromkeys((*range(8208, 8214), 8722, 65112, 65123, 65293), "-")
_LOOKS |= dict.fromkeys((160, *range(8192, 8203), 8239, 8287, 12288), " ")
_LOOKS |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code != 0xFF0D}
_LOOKS |= {0xFE6B: "@", 0x2024: ".", 0x3002: "."}


def _plain(text: str) -> tuple[str, list[int] | None]:
    """`text` with look-alikes written plainly, and where each character stood if some are gone."""
    if text.isascii():
        return text, None
    plain = text.translate(_LOOKS)
    if _FOREIGN_DIGIT.search(plain):
        plain = _FOREIGN_DIGIT.sub(lambda m: str(unicodedata.decimal(m.group(0))), plain)
    if not _INVISIBLE.search(plain):
        return plain, None
    kept = [at for at, character in enumerate(plain) if not _INVISIBLE.match(character)]
    return "".join(plain[at] for at in kept), kept


def mask(text: str) -> str:
    """`text` with personal identity numbers, phone numbers, e-mail addresses and accounts masked.

    >>> mask("Ring 070-174 06 05 eller skriv till anna@example.org, @anna")
    'Ring [telefon] eller skriv till [e-post], [konto]'
    """
    plain, kept = _plain(text)
    spans = without_overlaps([*emails(plain), *accounts(plain), *numbers(plain)])
    if not spans:
        return text
    pieces: list[str] = []
    done = 0
    for start, end, label in spans:
        first = kept[start] if kept else start
        last = kept[end - 1] + 1 if kept else end
        pieces += [text[done:first], label]
        done = last
    return "".join([*pieces, text[done:]])

"""HTML fragments of feeds turned into plain text, and language tags into languages."""

from __future__ import annotations

import html
import re
import unicodedata

from crawlers.characters import decode, repair_double, suspects_double

__all__ = ["decode", "plain_text", "short_language", "tidy"]

_HIDDEN = re.compile(r"<(script|style|noscript|template)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/blockquote|/tr)\b[^<>]*>", re.I)
_END_BEFORE_POINT = re.compile(r"</(?:a|b|em|i|span|strong|q|u)>(?=[.,;:!?)”»…])", re.I)
"""Ends of tags in whose place there is no space: "<a>barn</a>." """
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<![a-zA-Z][^<>]*>")
_UNSEEN = re.compile(
    "[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069"
    "\ufeff\ud800-\udfff]"
    # joiners carry meaning in Arabic script and in emoji, and none beside Latin letters
    "|(?<=[A-Za-zÀ-ɏ])[\u200c\u200d]+|[\u200c\u200d]+(?=[A-Za-zÀ-ɏ])"
)
"""Characters that nobody sees and that make equal texts unequal: controls, soft hyphens, spaces of
no width, marks and overrides of direction, and surrogates, which no database takes."""

_ORDINARY = bytes([0x0A, *range(0x20, 0x7F), *range(0x80, 0xC0), *range(0xC3, 0xCC)])
"""Bytes of UTF-8 that need no second look: printable ASCII and the Latin letters to U+02FF."""
_UNUSUAL = (
    re.compile(rb"\xc2[\x80-\x9f\xad]"),
    # of U+2000 to U+2FFF the common punctuation alone is ordinary
    re.compile(rb"\xe2(?:\x80[\x80\x81\x8b-\x8f\xaa-\xae]|[^\x80])"),
)


def plain_text(fragment: str, lines: bool = False) -> str:
    """The words of an HTML fragment: no tags, no scripts, entities resolved.

    One line unless `lines`, where each paragraph is a line of its own. Characters are composed
    (NFC), those that nobody sees are gone, and text that was taken for windows-1252 is put right.
    """
    text = fragment
    for _ in range(2):  # feeds escape twice as often as once
        if "<" in text:
            text = _COMMENT.sub(" ", _HIDDEN.sub(" ", text))
            text = _TAG.sub(" ", _END_BEFORE_POINT.sub("", _BREAK.sub("\n", text)))
        if "&" in text:
            text = html.unescape(text)
    if suspects_double(text):
        text = repair_double(text)  # before some of its characters are taken for white space
    if lines:
        parts = (" ".join(part.split()) for part in text.split("\n"))
        return _composed("\n".join(part for part in parts if part))
    return _composed(" ".join(text.split()))


def tidy(text: str) -> str:
    """The same text in composed characters (NFC) and without those that nobody sees.

    >>> tidy("A\u030amål är stads\u00adlik")
    'Åmål är stadslik'
    """
    text = _composed(text)
    return repair_double(text) if suspects_double(text) else text


def _composed(text: str) -> str:
    if _is_ordinary(text):
        return text
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text).strip())


def _is_ordinary(text: str) -> bool:
    """Whether nothing needs to be looked for: the usual case, told from UTF-8 in a few passes of C.

    A search of the text itself, and a test for NFC, take four times as long.
    """
    if len(text) < 250 and text.isprintable():
        return unicodedata.is_normalized("NFC", text)
    raw = text.encode("utf-8", "surrogatepass")
    leads = raw.translate(None, _ORDINARY)
    return not leads.strip(b"\xc2\xe2") and not any(
        unusual.search(raw) for unusual in _UNUSUAL if leads
    )


_LANGUAGE = re.compile(r"[a-z]{2,3}(?=$|[-_])")


def short_language(tag: str) -> str:
    """`sv` of `sv-SE`; "" when the tag names no language."""
    match = _LANGUAGE.match(tag.strip().lower())
    return match.group(0) if match else ""

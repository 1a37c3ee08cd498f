"""HTML fragments of feeds turned into plain text, and bytes turned into characters."""

from __future__ import annotations

import codecs
import html
import re

_HIDDEN = re.compile(r"<(script|style|noscript|template)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/blockquote|/tr)\b[^>]*>", re.I)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<![a-zA-Z][^<>]*>")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_CODECS = frozenset(
    # one string: a column of words would fill the screen
    "utf-8 ascii utf-16 utf-16-le utf-16-be iso8859-1 iso8859-2 iso8859-3 iso8859-4 "  # noqa: SIM905
    "iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-13 iso8859-14 "
    "iso8859-15 iso8859-16 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866 "
    "cp874 koi8-r koi8-u mac-roman mac-cyrillic gbk gb2312 gb18030 big5 big5hkscs euc_jp "
    "iso2022_jp shift_jis cp932 euc_kr cp949".split()
)
"""Encodings of the web that Python knows. A page names its own; Python's others make lone
surrogates (raw_unicode_escape, utf-7) or take time that grows with the square (punycode)."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def plain_text(fragment: str, lines: bool = False) -> str:
    """The words of an HTML fragment: no tags, no scripts, entities resolved.

    One line unless `lines`, where each paragraph is a line of its own.
    """
    text = fragment
    for _ in range(2):  # feeds escape twice as often as once
        if "<" in text:
            text = _COMMENT.sub(" ", _HIDDEN.sub(" ", text))
            text = _TAG.sub(" ", _BREAK.sub("\n", text))
        if "&" in text:
            text = html.unescape(text)
    if lines:
        parts = (" ".join(part.split()) for part in text.split("\n"))
        return "\n".join(part for part in parts if part)
    return " ".join(text.split())


def decode(body: bytes, content_type: str) -> tuple[str, bool]:
    """The characters of a feed or page, and whether its declared encoding lied.

    Bytes that are valid UTF-8 are UTF-8, whatever header and prolog say; then the document's own
    declaration, the header's, and windows-1252, which reads everything.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body.decode(name, "replace"), False
    declared = [m.group(1).decode("ascii") for m in (_DECLARED.match(body),) if m]
    declared += [m.group(1).decode("ascii") for m in (_META.search(body[:4096]),) if m]
    if header := _HEADER.search(content_type):
        declared.append(header.group(1))
    for name in ["utf-8", *declared]:
        try:
            codec = codecs.lookup(name)
            if codec.name not in _CODECS:
                continue
            text = body.decode(codec.name)
        except (LookupError, UnicodeError, ValueError):
            continue
        if codec.name == "iso8859-1":
            continue  # browsers read it as windows-1252, which differs in quotes and dashes only
        return text, bool(declared) and not _same_codec(declared[0], codec.name, body)
    lied = bool(declared) and not _same_codec(declared[0], "cp1252", body)
    return body.decode("cp1252", "replace"), lied


def _same_codec(declared: str, used: str, body: bytes) -> bool:
    if body.isascii():
        return True
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return False
    return name == used or {name, used} <= {"iso8859-1", "cp1252"}


_LANGUAGE = re.compile(r"[a-z]{2,3}(?=$|[-_])")


def short_language(tag: str) -> str:
    """`sv` of `sv-SE`; "" when the tag names no language."""
    match = _LANGUAGE.match(tag.strip().lower())
    return match.group(0) if match else ""

"""Bytes turned into characters, whatever encoding they claim, and mojibake put right once."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

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
_STRAY_BYTE = re.compile(r"[\udc80-\udcff]")
_WHOLE_TO_STRAY = 4
"""Letters of valid UTF-8 for each stray byte, from which a text counts as UTF-8 with a few errors:
in windows-1252 hardly any two letters after each other are valid UTF-8."""
_LOST_SHARE = 0.001

_DOUBLE = re.compile(
    "Ã[\x80-\xbfŒœŠšŽžŸƒˆ˜–—‘-‚“-„†‡•…‰‹›€™]|â[\x80€][\x80-\xbf™˜œž\x9d\x93\x94“”¢¦]"
)
"""What å, ä, ö, é and typographic quotes become when UTF-8 is read as Latin-1 or windows-1252."""
_DOUBLE_SWEDISH = re.compile("Ã[\x84\x85\x96„…–¤¥¶]")
_WORD = re.compile(r"[^\s<>]*Ã[^\s<>]*")
_MAX_REPAIRED = 300_000
"""Characters that are looked through: a megabyte of nothing else takes four to eight seconds."""
_RUN = re.compile(r"[^<>\n]{1,2000}")


@dataclass(frozen=True, slots=True)
class Characters:
    """The text of some bytes, and what was put right on the way (English, for the log)."""

    text: str
    problems: tuple[str, ...] = ()


def decode(body: bytes, content_type: str) -> tuple[str, bool]:
    """The characters of a page, and whether its declared encoding lied."""
    found = read_characters(body, content_type)
    return found.text, LIED in found.problems


LIED = "encoding is not the declared one"
MIXED = "two encodings in one text"
DOUBLE = "characters encoded twice were put right"
LOST = "characters were lost before they reached us"


def read_characters(body: bytes, content_type: str) -> Characters:
    """The characters of a feed or page. Never raises.

    Bytes that are valid UTF-8 are UTF-8, whatever header and prolog say, also when a few of them
    are broken; then the document's own declaration, the header's, and windows-1252, which reads
    everything.
    """
    text, problems = _decoded(body, content_type)
    if suspects_double(text) and (repaired := repair_double(text)) != text:
        text, problems = repaired, [*problems, DOUBLE]
    if (lost := text.count("\ufffd")) and lost > _LOST_SHARE * len(text):
        problems = [*problems, LOST]
    return Characters(text, tuple(problems))


def _decoded(body: bytes, content_type: str) -> tuple[str, list[str]]:
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body.decode(name, "replace"), []
    declared = _declared(body, content_type)
    for name in ["utf-8", *declared]:
        try:
            codec = codecs.lookup(name)
            if codec.name not in _CODECS:
                continue
            text = body.decode(codec.name)
        except (LookupError, UnicodeError, ValueError):
            if name == "utf-8" and (mixed := _mostly_utf8(body)) is not None:
                return mixed, [MIXED]
            continue
        if codec.name == "iso8859-1":
            continue  # browsers read it as windows-1252, which differs in quotes and dashes only
        return text, _lied(declared, codec.name, body)
    return body.decode("cp1252", "replace"), _lied(declared, "cp1252", body)


def _declared(body: bytes, content_type: str) -> list[str]:
    """The encodings that are claimed, the document's own before the server's."""
    found = [m.group(1).decode("ascii") for m in (_DECLARED.match(body),) if m]
    found += [m.group(1).decode("ascii") for m in (_META.search(body[:4096]),) if m]
    if header := _HEADER.search(content_type):
        found.append(header.group(1))
    return found


def _mostly_utf8(body: bytes) -> str | None:
    """UTF-8 with stray bytes of windows-1252 in it; None when it is not mainly UTF-8."""
    text = body.decode("utf-8", "surrogateescape")
    stray = len(_STRAY_BYTE.findall(text))
    whole = sum(not character.isascii() for character in text) - stray
    if whole < _WHOLE_TO_STRAY * stray:
        return None
    return _STRAY_BYTE.sub(
        lambda m: bytes([ord(m.group()) - 0xDC00]).decode("cp1252", "replace"), text
    )


def _lied(declared: list[str], used: str, body: bytes) -> list[str]:
    return [LIED] if declared and not _same_codec(declared[0], used, body) else []


def _same_codec(declared: str, used: str, body: bytes) -> bool:
    if body.isascii():
        return True
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return False
    return name == used or {name, used} <= {"iso8859-1", "cp1252"}


def suspects_double(text: str) -> bool:
    """Whether a text looks as if it had been encoded twice; cheap where it does not."""
    return ("Ã" in text or "â" in text) and _DOUBLE.search(text) is not None


def repair_double(text: str) -> str:
    """The text with what was encoded twice put right once; the rest stays as it is.

    >>> repair_double("Ã…mÃ¥l")
    'Åmål'
    """
    start = text[:_MAX_REPAIRED]
    return _RUN.sub(_repaired_run, start) + text[len(start) :]


def _repaired_run(run: re.Match[str]) -> str:
    text = run.group()
    if not _DOUBLE.search(text):
        return text
    from ftfy import fix_encoding  # loaded on suspicion only: few sources need it

    whole = fix_encoding(text)
    if whole != text or len(_DOUBLE_SWEDISH.findall(text)) < 2:
        return whole
    # beside letters that are right it does not dare: word by word it does
    return _WORD.sub(lambda word: fix_encoding(word.group()), text)

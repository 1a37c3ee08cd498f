"""XML as text, looked over before a parser sees it: what may harm is found, what breaks is cut."""

from __future__ import annotations

import re

_INERT = re.compile(r"<!--|<!\[CDATA\[|<\?")
_ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_PROLOG_ENCODING = re.compile(r"""^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""")
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]*+)[^<>]*?(/?)>")
_VOID = frozenset({"br", "img", "hr", "input", "wbr", "p", "li"})
"""HTML that stands in broken feeds without an end tag."""

MANY_TAGS = 20_000
"""Tags from which depth is looked at: 500 entries of a paper have 12,000."""
MAX_DEPTH = 250
"""libxml2 stops at 256; feedparser took 5 s for 200,000 elements within each other."""


def declares_entities(text: str) -> bool:
    """Whether a document defines entities: the way of billion laughs and of reading local files.

    Comments, CDATA and processing instructions are passed over: an article may be about them.
    """
    if "<!entity" not in text.lower():
        return False
    return "<!entity" in _without_inert(text).lower()


def _without_inert(text: str) -> str:
    """The text without comments, CDATA and processing instructions; what has no end stays."""
    kept, done, at = [], 0, 0
    endless: set[str] = set()  # one expression would look for each missing end anew, for hours
    while start := _INERT.search(text, at):
        kind, at = start.group(), start.end()
        end = -1 if kind in endless else text.find(_ENDS[kind], at)
        if end < 0:
            endless.add(kind)
            continue
        kept.append(text[done : start.start()])
        done = at = end + len(_ENDS[kind])
    return "".join((*kept, text[done:]))


def is_too_deep(text: str) -> bool:
    """Whether elements lie within each other deeper than MAX_DEPTH."""
    if text.count("<") < MANY_TAGS:
        return False
    depth = 0
    for match in _TAG.finditer(_without_inert(text)):
        end, name, empty = match.groups()
        if empty or name.lower() in _VOID:
            continue
        depth = max(0, depth - 1) if end else depth + 1
        if depth > MAX_DEPTH:
            return True
    return False


def without_controls(text: str) -> tuple[str, bool]:
    """The text without characters that XML forbids, and whether it had any."""
    cleaned = _CONTROLS.sub("", text)
    return cleaned, len(cleaned) != len(text)


def without_declared_encoding(text: str) -> str:
    """The text without the encoding in its prolog, which it is no longer written in."""
    return _PROLOG_ENCODING.sub(r"\1", text[:500]) + text[500:]


def cut_after(text: str, names: tuple[str, ...], count: int) -> tuple[str, int]:
    """The text up to its element number `count` + 1 of these names, and how many it had in all.

    The ends of the outer elements are gone with the rest: the caller writes them.
    """
    if sum(text.count(name) for name in names) <= count:
        return text, 0
    starts = [m.start() for m in re.finditer(rf"<(?:\w+:)?(?:{'|'.join(names)})(?=[\s>])", text)]
    return (text[: starts[count]] if len(starts) > count else text), len(starts)

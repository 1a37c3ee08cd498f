"""How Retriever's text files write one article: what stands around its words (see retriever.py)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

DATELINE = re.compile(r"(?P<source>[^>\s].{0,120}), (?P<when>\d{4}-\d\d-\d\d(?: \d\d[:.]\d\d)?)\s*")
CONTENTS = re.compile(r">\s.*\d{4}-\d\d-\d\d")
PLACE = re.compile(r"(?:Sida\s.{1,40}|(?:Publicera[dt]|Sänt)\s(?:i|på)\s.{1,40})\s*", re.I)
_SECTION = re.compile(r"[^\W\d_][\w /-]{2,30}:\s*")
"""`Nyheter:`, below what the file's first lines say of its order."""
HYPHENS = re.compile(r"-{40,}\s*")
_TITLE_LINES = 4
_BEFORE_LINK = re.compile(r"(?:Läs hela|Se weba?r|Se|Visa) ?artikeln på\s*", re.I)
LINK = re.compile(
    r"(?:Läs hela artikeln|Se weba?rtikeln|Se artikeln|Visa artikeln)?.{0,40}?"
    r"(?P<url>https?://(?:www\.)?ret\.nu/\S+)\s*",
    re.I,
)
RIGHTS = re.compile(
    r"\A\s*(?:©|\(c\)).{0,200}\Z|(?:\A\s*|©[^©]{0,100}\b)Alla artiklar är skyddade.*", re.I
)
"""Long ones begin on a line of their own, or at the end of the article's last."""
_GOES_ON = re.compile(r"(?:…|\.\.\.)[\s\]\")”]*\Z")
_NO_WORDS = (PLACE, LINK, _BEFORE_LINK, HYPHENS)
HEAD_LINES = 4
"""So many lines below the day may say page and place."""
ON_WEB = re.compile(r"Publicera[dt]\s(?:i|på)\swebb\w*\.?\s*", re.I)
_ENDED = re.compile(r"[.!?:\]][\s)\"”’»]*\Z")
_BROKEN_ADDRESS = re.compile(
    r"""(?:@[\w-]+\.(?=\n[\w-]) # namn@tidning.|se
    |@[\w-]+(?:\.[\w-]+)+\.(?=\n[a-z]{2,3}\b) # namn@mejl.tidning.|se
    |(?<![\w.+%-])[\w+%-]+(?:\.[\w+%-]+)+\.(?=\n[\w.+%-]+@[\w-]) # ord.förnamn.|efternamn@
    |\w\.(?=\n[\w+%-]+@[\w-]) # förnamn.|efternamn@
    )\n""",
    re.X,
)
"""An e-mail address that goes on below the line. Before the last, a sentence may as well have
ended: its last word is then masked with the address, which is better than a name left standing."""


def begins_at(filled: list[tuple[int, str]], first: bool) -> int:
    """The place of the first line of the article, below the table of contents."""
    contents = [place for place, (_, text) in enumerate(filled) if CONTENTS.match(text)]
    if contents:
        return contents[-1] + 1
    if not first:
        return 0
    above = itertools.takewhile(lambda line: not DATELINE.fullmatch(line[1]), filled)
    sections = (place for place, (_, text) in enumerate(above) if _SECTION.fullmatch(text))
    return next(sections, -1) + 1


def title_above(
    filled: list[tuple[int, str]], begins: int, start: int, first: bool
) -> tuple[int, str]:
    """The headline above source and day, and the number of its line. It may have several; what
    stands in the first lines of a file without any heading is none."""
    above = filled[begins:start]
    if not above:
        return filled[start][0], ""
    if len(above) > _TITLE_LINES or (first and not begins):
        return above[-1]
    return above[0][0], " ".join(text for _, text in above)


def head_at(filled: list[tuple[int, str]], begins: int) -> int | None:
    """The place of the line with source and day, among lines that are not empty."""
    found = [place for place in range(begins, len(filled)) if DATELINE.fullmatch(filled[place][1])]
    placed = [
        place
        for place in found
        if any(PLACE.fullmatch(t) for _, t in filled[place + 1 : place + 3])
    ]
    return next(iter(placed or found), None)


def breaks_off(text: str) -> bool:
    """Whether a text ends with dots, or is one paragraph that ends inside a sentence."""
    return bool(_GOES_ON.search(text)) or ("\n" not in text and not _ENDED.search(text))


def body_of(below: Iterable[str]) -> str:
    """The words of an article, without what Retriever writes around them."""
    kept = [
        RIGHTS.sub("", text)
        for text in below
        if not any(mark.fullmatch(text) for mark in _NO_WORDS)
    ]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return _BROKEN_ADDRESS.sub(lambda found: found[0][:-1], text)

"""Texts of Reddit: own words told from those that are quoted, and what stands in place of the gone.

Texts are Markdown, where a line that begins with `>` quotes and `>!` hides, with entities for what
has no key: of 9,435 recorded posts and comments (tests of the package praw 8.0.3) 237 quote, and 18
have entities. What stands in place of the gone is known from there and from what others' programs
look for ("[ Removed by Reddit ]", "[deleted by user]"), which is not in any documentation.
"""

from __future__ import annotations

import html
import re

from crawlers.markup import tidy

OPENED, CLOSED = "\ue000", "\ue001"
"""Lines between which others are quoted, in texts that were HTML: characters without meaning."""
_GONE = re.compile(
    r"\[ ?(?:deleted|removed|deleted by user|removed by reddit\b[^\n]{0,160}?) ?\]", re.I
)
_QUOTE = re.compile(r" {0,3}>(?!!)[> ]*")
_GAP = re.compile(r"\n{3,}")


def is_taken_away(text: str) -> bool:
    """Whether this stands in place of the author or the words of what was deleted or removed.

    >>> is_taken_away("[removed]"), is_taken_away("[ Removed by Reddit ]"), is_taken_away("[länk]")
    (True, True, False)
    """
    return _GONE.fullmatch(text.strip()) is not None


def own_words(text: str) -> tuple[str, str]:
    """What a text in Markdown says itself, and what it quotes; of one that only quotes, all of it.

    >>> own_words("> Ring soc\\n\\nDet gjorde vi.")
    ('Det gjorde vi.', 'Ring soc')
    """
    own, quoted = list[str](), list[str]()
    for line in html.unescape(text).split("\n"):
        mark = _QUOTE.match(line)
        (quoted if mark else own).append(line[mark.end() :] if mark else line)
    return _parts(own, quoted, text)


def own_lines(text: str) -> tuple[str, str]:
    """The same of a text that was HTML, where lines of OPENED and CLOSED stand around a quote."""
    own, quoted, depth = list[str](), list[str](), 0
    for line in text.split("\n"):
        if line in (OPENED, CLOSED):
            depth = max(depth + (1 if line == OPENED else -1), 0)
        else:
            (quoted if depth else own).append(line)
    return _parts(own, quoted, text)


def _parts(own: list[str], quoted: list[str], whole: str) -> tuple[str, str]:
    said, cited = _joined(own), _joined(quoted)
    return (said, cited) if said else (cited or tidy(whole).strip(), "")


def _joined(lines: list[str]) -> str:
    return _GAP.sub("\n\n", tidy("\n".join(lines))).strip()

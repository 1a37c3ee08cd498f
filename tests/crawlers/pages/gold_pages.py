"""The recorded pages with their gold texts, and how well an extracted text agrees with one."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
WORDS_TOGETHER = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class GoldPage:
    """A recorded page. `date` is an ISO day, or a moment in UTC; `text` has a block a line."""

    name: str
    template: str
    url: str
    text_status: str
    title: str
    date: str
    html: bytes
    text: str


def gold_pages() -> list[GoldPage]:
    """All pages of index.json, in its order."""
    rows = json.loads((FOLDER / "index.json").read_text("utf-8"))
    return [GoldPage(**row, html=_html(row["name"]), text=_text(row["name"])) for row in rows]


def digest(pages: list[GoldPage]) -> str:
    """16 hex digits that change with any page, gold text or expected fact."""
    made = hashlib.sha256()
    for page in pages:
        facts = (page.name, page.template, page.url, page.text_status, page.title, page.date)
        made.update("\0".join((*facts, page.text)).encode() + b"\0" + page.html)
    return made.hexdigest()[:16]


def shingle_f1(text: str, gold: str) -> float:
    """F1 of the runs of four words that two texts share, counted as often as they stand in both.

    Words and runs are those of scrapinghub/article-extraction-benchmark (evaluate.py,
    string_shingle_matching); a text of fewer than four words is one run.
    """
    ours, theirs = _shingles(text), _shingles(gold)
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else float(ours == theirs)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    starts = range(max(1, len(words) - WORDS_TOGETHER + 1)) if words else ()
    return Counter(tuple(words[start : start + WORDS_TOGETHER]) for start in starts)


def _html(name: str) -> bytes:
    return gzip.decompress((FOLDER / "recorded" / f"{name}.html.gz").read_bytes())


def _text(name: str) -> str:
    return (FOLDER / "recorded" / f"{name}.txt").read_text("utf-8").rstrip("\n")

"""Our own texts with the marks that a person set: what of each page is the article.

A text begins with `=== name template`. Each line that follows is one block; its first signs say
what it is. What README.md counts as article is in the gold text, in the order of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent
STOCKHOLM = ZoneInfo("Europe/Stockholm")
_MARKS = {
    "L ": "lead", "## ": "heading", "> ": "quote", "- ": "item", "[[ ": "box_heading",
    "[ ": "box", "! ": "caption", "!! ": "pull_quote", "& ": "related", "| ": "row",
    "@ ": "moment", "% ": "paywall", "C ": "comment",
}  # fmt: skip
_FACTS = {"T ": "title", "D ": "date", "B ": "byline", "S ": "status"}
IN_THE_ARTICLE = frozenset({"lead", "paragraph", "heading", "quote", "item", "box_heading", "box"})


@dataclass
class Text:
    """One article: `blocks` are (what it is, its words); `date` is a day or a day and a time."""

    name: str
    template: str
    title: str = ""
    date: str = ""
    byline: str = ""
    status: str = "full"
    blocks: list[tuple[str, str]] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        """When it was published, in UTC; midnight in Stockholm where only the day is told."""
        return datetime.fromisoformat(self.date).replace(tzinfo=STOCKHOLM).astimezone(UTC)

    @property
    def gold(self) -> str:
        """What a person marks as the article, a block a line."""
        return "\n".join(words for kind, words in self.blocks if kind in IN_THE_ARTICLE)

    def of(self, *kinds: str) -> list[str]:
        return [words for kind, words in self.blocks if kind in kinds]


def texts() -> list[Text]:
    """All texts, file by file."""
    found: list[Text] = []
    for path in sorted((FOLDER / "texts").glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("=== "):
                found.append(Text(*line.split()[1:]))
            elif line.strip():
                _add(found[-1], line)
    return found


def _add(text: Text, line: str) -> None:
    for mark, name in _FACTS.items():
        if line.startswith(mark):
            setattr(text, name, line.removeprefix(mark))
            return
    kind = next((kind for mark, kind in _MARKS.items() if line.startswith(mark)), "paragraph")
    mark = next((mark for mark in _MARKS if line.startswith(mark)), "")
    text.blocks.append((kind, line.removeprefix(mark)))

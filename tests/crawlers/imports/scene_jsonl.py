"""Built JSON Lines of Documents as `vardkase export` and other tools' converters write them: posts,
comments and articles, and a file whose rows leave out all but the least."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

PERSONS = (
    "tuvhult_torsten", "tuvhult.torsten@example.org", "070-174 06 37", "19121212-1212",
    "08-465 004 12", "grankotte_gun",
)  # fmt: skip

_BEGUN = datetime(2026, 11, 10, 8, tzinfo=UTC)


def post(number: int) -> dict:
    """A post or a comment in a forum, with all that a row may have."""
    return {
        "document_id": f"{number:032x}",
        "source_id": "forum-tuvhult",
        "kind": "comment" if number % 2 else "post",
        "url": f"https://forum.example/t/{number}",
        "title": f"Socialtjänsten i Tuvhult, del {number}",
        "text": f"Nr {number}: soc tog barnen, skriver tuvhult_torsten. Ring 070-174 06 37 eller "
        "mejla tuvhult.torsten@example.org om #LVU, 19121212-1212.",
        "context": "Har någon haft med socialtjänsten att göra, @grankotte_gun?",
        "language": "sv",
        "text_status": "full",
        "published_at": (_BEGUN + timedelta(hours=number)).isoformat(),
        "first_seen_at": (_BEGUN + timedelta(hours=number + 1)).isoformat(),
        "author": "@tuvhult_torsten",
        "reply_to": f"{number - 1:032x}" if number % 2 else None,
        "shared_urls": ["https://tuvhultsbladet.example/soc"],
        "hashtags": ["lvu"],
        "likes": 3 * number,
        "shares": str(number),
        "comments": 1.0,
        "views": None,
    }


def article(number: int) -> dict:
    """An article of a newspaper, with what a row must have."""
    return {
        "title": f"Orosanmälningarna ökar i Tuvhult ({number})",
        "text": "Socialnämnden vill anställa fler. Tipsa oss: 08-465 004 12.",
        "url": f"https://tuvhultsbladet.example/nyheter/{number}?utm_source=x",
    }


_FILES = {"inlagg": [post(n) for n in range(1, 8)], "artiklar": [article(n) for n in range(8)]}
ROWS = [len(rows) for rows in _FILES.values()]
"""Rows of each file that `write` gives, in order."""


def write(folder: Path) -> list[Path]:
    """Write a file of posts and one of articles; gives their paths."""
    paths = []
    for name, rows in _FILES.items():
        paths.append(folder / f"{name}.jsonl")
        lines = (json.dumps(row, ensure_ascii=name == "artiklar") for row in rows)
        paths[-1].write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return paths

"""The constructed documents, and when they were published in a given run of the example."""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import tomllib
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from reports.signals.weeks import STOCKHOLM, first_day, shifted

CRAWLED_WEEK = 27
"""The last of the weeks 0..27: it is served and crawled, the others are imported."""

LISTED_BEFORE = 5
"""How many older documents an outlet's feed still lists, as real feeds do: by them a crawler sees
that nothing is missing between its last visit and this one."""

PRIVATE = frozenset({"forum", "social"})


@dataclass(frozen=True, slots=True)
class Outlet:
    """A constructed source; `host` is its own loopback address."""

    source_id: str
    name: str
    outlet_type: str
    region: str
    host: str
    language: str = "sv"
    format: str = "rss"
    encoding: str = "utf-8"
    fails: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A constructed document of an outlet."""

    outlet: Outlet
    week: int
    published_at: datetime
    title: str
    text: str
    author: str
    answered: str

    @property
    def path(self) -> str:
        """Its address on the outlet's site."""
        key = f"{self.outlet.source_id}\n{self.week}\n{self.title}\n{self.text}"
        return f"/{self.week:02d}/{hashlib.sha256(key.encode()).hexdigest()[:10]}"

    @property
    def private(self) -> bool:
        """Whether private persons write there, so that its authors become pseudonyms."""
        return self.outlet.outlet_type in PRIVATE


def outlets() -> list[Outlet]:
    """The constructed outlets, each with its address 127.0.0.N."""
    text = (importlib.resources.files("vardkase.demo") / "outlets.toml").read_text("utf-8")
    return [
        Outlet(host=f"127.0.0.{number}", **row)
        for number, row in enumerate(tomllib.loads(text)["outlet"], start=11)
    ]


def pieces(last_week: str) -> list[Piece]:
    """All constructed documents when week 27 of the example is `last_week`, oldest first."""
    by_id = {outlet.source_id: outlet for outlet in outlets()}
    folder = importlib.resources.files("vardkase.demo") / "data"
    found = []
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".jsonl"):
            continue
        for line in file.read_text("utf-8").splitlines():
            if line.strip():
                found.append(_piece(json.loads(line), by_id, last_week))
    return sorted(found, key=lambda p: (p.published_at, p.outlet.source_id, p.path))


def _piece(row: dict, by_id: dict[str, Outlet], last_week: str) -> Piece:
    monday = first_day(shifted(last_week, row["week"] - CRAWLED_WEEK))
    day = monday + timedelta(days=row["weekday"] - 1)
    moment = datetime.combine(day, time.fromisoformat(row["time"]), STOCKHOLM)
    return Piece(
        outlet=by_id[row["source"]],
        week=row["week"],
        published_at=moment,
        title=row["title"],
        text=row["text"],
        author=row["author"],
        answered=row["replies_to_text"],
    )


def listed(outlet: Outlet, all_pieces: list[Piece]) -> list[Piece]:
    """What the outlet's feed lists in the crawled week: its pieces of it and a few before."""
    own = [piece for piece in all_pieces if piece.outlet == outlet]
    new = [piece for piece in own if piece.week == CRAWLED_WEEK]
    old = [piece for piece in own if piece.week < CRAWLED_WEEK]
    return old[-LISTED_BEFORE:] + new

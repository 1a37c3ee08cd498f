"""How fast and how well article pages are read, beside trafilatura's default on the same pages.

    python benchmarks/extraction.py [--rounds 5] [--floors] [--output FILE.json]

The 60 gold pages of tests/crawlers/pages are read in turn by `ours` (read_page: text, title, dates,
author, canonical address, kind and status) and by `trafilatura` (its `extract` as it comes, given
the decoded page: text alone), in rounds whose order alternates. CPU seconds of this process; the
ratio is that of a round, the median counts. F1 is of shingles of four words, the mean of the pages.
`trafilatura, same choices` is its default mode without comments and tables, which our gold texts
leave out; the higher F1 of the two is what ours is set against. `pages per second` are of the
median round. Goals: at least 1.4 times its pages a CPU second, and F1 not lower by more than 0.005.

--floors writes floors.json for tests/crawlers/test_extraction.py from what was measured.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests/crawlers/pages")]

import trafilatura  # noqa: E402
from gold_pages import FOLDER, GoldPage, digest, gold_pages, shingle_f1  # noqa: E402

from crawlers.extraction.articles import read_page  # noqa: E402

SPEED_GOAL, F1_GOAL = 1.4, -0.005
MARGIN, TEMPLATE_MARGIN = 0.005, 0.03
"""What a release of lxml or trafilatura may cost before a test fails, on all pages and on those of
one template."""

Reader = Callable[[GoldPage], str]


def ours(page: GoldPage) -> str:
    return read_page(page.html, page.url, "text/html; charset=utf-8").text


def default(page: GoldPage) -> str:
    return trafilatura.extract(page.html.decode()) or ""


def same_choices(page: GoldPage) -> str:
    page_text = page.html.decode()
    return trafilatura.extract(page_text, include_comments=False, include_tables=False) or ""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--floors", action="store_true")
    options.add_argument("--output", type=Path)
    chosen = options.parse_args()
    pages = gold_pages()
    result = {**speed(pages, chosen.rounds), **quality(pages)}
    if chosen.floors:
        write_floors(pages)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    print(text)
    if chosen.output:
        chosen.output.write_text(text + "\n", "utf-8")
    sys.exit(0 if result["speed_goal_met"] and result["f1_goal_met"] else 1)


def speed(pages: list[GoldPage], rounds: int) -> dict[str, Any]:
    """Pages per CPU second of both, and the median of the rounds' ratios."""
    for read in (ours, default):  # what loads at first use
        read(pages[0])
    taken: dict[str, list[float]] = {"ours": [], "trafilatura": []}
    for number in range(rounds):
        pair = [("ours", ours), ("trafilatura", default)]
        for name, read in pair if number % 2 else reversed(pair):
            taken[name].append(cpu_s(read, pages))
    ratios = [t / o for o, t in zip(taken["ours"], taken["trafilatura"], strict=True)]
    return {
        "pages": len(pages),
        "kilobytes_per_page": round(sum(len(p.html) for p in pages) / len(pages) / 1000),
        "rounds": rounds,
        "pages_per_cpu_s": {
            n: round(len(pages) / statistics.median(t), 1) for n, t in taken.items()
        },
        "times_as_fast": round(statistics.median(ratios), 2),
        "times_as_fast_by_round": [round(ratio, 2) for ratio in ratios],
        "speed_goal_met": statistics.median(ratios) >= SPEED_GOAL,
    }


def cpu_s(read: Reader, pages: list[GoldPage]) -> float:
    start = time.process_time()
    for page in pages:
        read(page)
    return time.process_time() - start


def quality(pages: list[GoldPage]) -> dict[str, Any]:
    """Mean F1 of each reader, all over and by template."""
    means, by_template = {}, {}
    readers = {"ours": ours, "trafilatura": default, "trafilatura, same choices": same_choices}
    for name, read in readers.items():
        scores = scored(pages, read)
        means[name] = round(mean(scores), 4)
        by_template[name] = {t: round(mean(s), 3) for t, s in grouped(pages, scores).items()}
    ahead = means["ours"] - max(m for name, m in means.items() if name != "ours")
    return {
        "f1": means,
        "f1_ahead": round(ahead, 4),
        "f1_goal_met": ahead >= F1_GOAL,
        "f1_by_template": by_template,
    }


def scored(pages: list[GoldPage], read: Reader) -> list[float]:
    return [shingle_f1(read(page), page.text) for page in pages]


def grouped(pages: list[GoldPage], scores: list[float]) -> dict[str, list[float]]:
    groups: dict[str, list[float]] = defaultdict(list)
    for page, score in zip(pages, scores, strict=True):
        groups[page.template].append(score)
    return dict(groups)


def mean(scores: list[float]) -> float:
    return sum(scores) / len(scores)


def write_floors(pages: list[GoldPage]) -> None:
    """What is reached now, less the margins."""
    scores = scored(pages, ours)
    floors = {
        "digest": digest(pages),
        "trafilatura": trafilatura.__version__,
        "mean": round(mean(scores) - MARGIN, 4),
        "templates": {
            template: round(mean(own) - TEMPLATE_MARGIN, 3)
            for template, own in sorted(grouped(pages, scores).items())
        },
    }
    (FOLDER / "floors.json").write_text(json.dumps(floors, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

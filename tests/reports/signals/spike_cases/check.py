"""Fills every visible case, or those of a file, and prints what each spike is made of.

    PYTHONPATH=.:tests/reports/signals .venv/bin/python -m spike_cases.check [FILE.py]

For each case: documents and stories of the series in an ordinary week (mean and largest) and in the
week of the spike, the parts that the case put in, how many spike documents of different texts the
story code has joined by mistake, and the CPU seconds of filling.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import time
from pathlib import Path

from spike_cases.cases import CASES, Case
from spike_cases.waves import dated_within_week

from reports.signals.spike_card.causes import Cause
from store.connection import Store

_WEEKS = """
SELECT d.week, count(*) AS documents, count(DISTINCT d.story_id) AS stories
FROM counted_documents d JOIN labels l USING (document_id, version)
WHERE CASE WHEN $stance = '' THEN list_contains(l.frames, $label) AND len(l.narratives) = 0
    ELSE list_contains(l.narratives, $label) AND l.stance = $stance END
GROUP BY d.week ORDER BY d.week
"""


def checked(case: Case, folder: Path) -> str:
    world = case.make()
    store = Store(folder / f"{case.name}.duckdb")
    before = time.process_time()
    world.fill(store)
    cost = time.process_time() - before
    rows = store.read(_WEEKS, {"label": case.label, "stance": case.stance}).to_pylist()
    spike = next(r for r in rows if r["week"] == case.week)
    others = [r["documents"] for r in rows if world.first <= r["week"] < case.week]
    mean, most = sum(others) / case.before, max(others)
    parts = dict(world.parts.most_common())
    lead, excess = max(parts.values()), spike["documents"] - mean
    story = {
        r["document_id"]: r["story_id"]
        for r in store.read("SELECT document_id, story_id FROM counted_documents").to_pylist()
    }
    alone = [i for i, part in world.spike.items() if part not in ("copies", "recrawl")]
    joined = sum(1 for i in alone if sum(story[i] == story[j] for j in world.spike) > 1)
    copies = [story[i] for i, part in world.spike.items() if part == "copies"]
    largest = max((copies.count(s) for s in set(copies)), default=0)
    unclear = case.cause is Cause.UNCLEAR
    told = lead < 0.4 * excess if unclear else lead > 0.55 * excess
    flag = "" if told else "  NOT MOST OF IT"
    flag += "" if spike["documents"] > most and excess > 3 else "  NO SPIKE"
    flag += "" if dated_within_week(world) else "  OUTSIDE THE WEEK"
    flag += "" if all(d.fetched_at < world.now for d in world.documents) else "  FROM THE FUTURE"
    return (
        f"{case.name:26} {case.cause.value:16} {case.week} n={len(world.documents):4} "
        f"mean {mean:4.1f} max {most:2} spike {spike['documents']:3} ({spike['stories']} st) "
        f"lead/excess {lead / excess:.2f} joined {joined} copies in one {largest}/{len(copies)} "
        f"{parts} {cost:.2f}s{flag}"
    )


def main() -> None:
    cases = CASES
    if len(sys.argv) > 1:
        spec = importlib.util.spec_from_file_location("given_cases", sys.argv[1])
        module = importlib.util.module_from_spec(spec)
        sys.modules["given_cases"] = module
        spec.loader.exec_module(module)
        cases = module.CASES
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            print(checked(case, Path(folder)))


if __name__ == "__main__":
    main()

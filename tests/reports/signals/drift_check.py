"""Fills every drift case, or those of a file, and prints its last week beside the twelve before it.

    PYTHONPATH=.:tests/reports/signals .venv/bin/python -m drift_check [FILE.py]

Figures over all sources, which the rules need not use: `<` marks a last week outside the range of
the twelve. `claims` is the share of relevant texts with a narrative, `sure` the mean of the best
scores, `unknown` the share of words that no text of the first seventeen weeks has.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import tempfile
import time
from pathlib import Path

from drift_cases import CASES
from drift_world import WEEKS, DriftCase

from reports.signals.weeks import shifted
from store.connection import Store

_ROWS = """
SELECT d.week, d.document_id, d.text, d.source_id, l.language, l.language_supported, l.relevant,
    l.tone, l.narratives, l.frames, l.abstained, l.scores
FROM counted_documents d JOIN labels l USING (document_id, version) ORDER BY d.document_id
"""


def _figures(rows: list[dict], known: set[str]) -> dict[str, float]:
    judged = [r for r in rows if r["language_supported"]]
    relevant = [r for r in judged if r["relevant"]]
    words = [w for r in rows for w in re.findall(r"\w+", r["text"].lower())]
    sure = [_sureness(r) for r in relevant]
    return {
        "texts": len(rows),
        "relevant": len(relevant) / max(1, len(judged)),
        "negative": sum(r["tone"] == "negative" for r in relevant) / max(1, len(relevant)),
        "claims": sum(bool(r["narratives"]) for r in relevant) / max(1, len(relevant)),
        "sure": sum(sure) / max(1, len(sure)),
        "open": sum(bool(r["abstained"]) for r in judged) / max(1, len(judged)),
        "unknown": sum(w not in known for w in words) / max(1, len(words)),
        "unsupported": 1 - len(judged) / max(1, len(rows)),
        "swedish": sum(r["language"] == "sv" for r in rows) / max(1, len(rows)),
    }


def _sureness(row: dict) -> float:
    """Mean probability of the answers given, by the scores of the labels."""
    scores = json.loads(row["scores"])
    return (max(scores["tone"].values()) + scores["relevant"]) / 2


def shown(case: DriftCase, store: Store) -> str:
    """The case's last week beside mean and range of the twelve weeks before it."""
    case.fill(store)
    by_week: dict[str, list[dict]] = {}
    for row in store.read(_ROWS).to_pylist():
        by_week.setdefault(row["week"], []).append(row)
    weeks = [shifted(case.week, -n) for n in range(WEEKS)]
    known = {
        w for k in weeks[13:] for r in by_week[k] for w in re.findall(r"\w+", r["text"].lower())
    }
    last = _figures(by_week[case.week], known)
    before = [_figures(by_week[w], known) for w in weeks[1:13]]
    parts = [f"{case.name:22} must {sorted(case.must)} may {sorted(case.may)}"]
    for name, value in last.items():
        had = [b[name] for b in before]
        flag = " <" if not min(had) <= value <= max(had) else ""
        parts.append(
            f"    {name:12}{value:8.3f}   before {sum(had) / len(had):.3f} "
            f"({min(had):.3f}–{max(had):.3f}){flag}"
        )
    return "\n".join(parts)


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
            before = time.process_time()
            print(shown(case, Store(Path(folder) / f"{case.name}.duckdb")))
            print(f"    {time.process_time() - before:.2f} s CPU")


if __name__ == "__main__":
    main()

"""A simulated week of 150 sources on loopback with ten outages and a holiday: what is flagged?

    python benchmarks/week.py [--every 3] [--largest 60]

Publishers of 1 to 60 items a day by the hours of their newsrooms and offices, half a year of
history, and Ascension Day with the Friday after it. Passes come every three simulated hours, over
the sources that the service would ask then. The week and its outages are those of
tests/scheduler/test_simulated_week.py.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path[0] = str(FOLDER)  # else `store` would be benchmarks/store.py
sys.path.append(str(FOLDER / "tests" / "scheduler"))

from simulated_week.week import Week  # noqa: E402

from reports.signals.changes import Verdict  # noqa: E402
from reports.weekly.content import Report  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=float, default=3.0, help="hours between two passes")
    parser.add_argument("--largest", type=float, default=60.0, help="items a day, the largest")
    asked = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        week = Week(Path(folder), sizes=(1.0, asked.largest))
        week.live(timedelta(hours=asked.every))
        lived = time.monotonic() - begun
        report = week.report()
        _print_signs(week)
        _print_report(week, report)
        _print_cost(week, lived)


def _print_signs(week: Week) -> None:
    failing = week.failing()
    found = set(week.seen.signs)
    print(f"outages flagged: {len(found & set(failing))} of {len(failing)}")
    print(f"other sources flagged: {len(found - set(failing))} {sorted(found - set(failing))}")
    for source_id, outage in failing.items():
        begun = (outage.begins - week.start).total_seconds() / 3600
        signs = ", ".join(
            f"{sign} after {hours - begun:.0f} h"
            for sign, hours in week.seen.signs.get(source_id, {}).items()
        )
        print(f"  {outage.kind} ({outage.level:g} items a day): {signs or 'nothing'}")


def _print_report(week: Week, report: Report) -> None:
    names = {p.name: p.source_id for p in week.publishers}
    low = {names[row.name] for row in report.coverage.sources if row.silent}
    print(f"in Monday's report: {len(low)} sources low, {len(low ^ set(week.failing()))} of them "
          "wrongly or missing")  # fmt: skip
    healthy = week.covered(week.end).set_index("source_id").drop(list(week.failing()))
    print(f"others: least coverage {healthy['coverage'].min():.3f}, notes "
          f"{healthy['note'].value_counts().to_dict()}")  # fmt: skip
    for row in report.overview.rows:
        now, counts = row.series.now, [cell.editorial.stories for cell in row.series.cells]
        print(f"  {row.series.label}: {counts[-1]} stories, expected {now.low} to {now.high}, "
              f"{now.seen:.0%} seen: {now.verdict}")  # fmt: skip
    falls = [
        str(r.series.label) for r in report.overview.rows if r.series.now.verdict is Verdict.FALL
    ]
    print(f"called a fall: {falls} (crime really fell)")


def _print_cost(week: Week, lived: float) -> None:
    documents = week.store.read(
        "SELECT count(*) AS n FROM documents WHERE published_at >= ?", [week.start]
    ).to_pylist()[0]["n"]
    cpu = sum(resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime
              for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))  # fmt: skip
    print(
        f"{week.seen.passes} passes, {week.seen.polls:,} visits, {week.hosts.asked:,} requests, "
        f"{documents:,} documents of the week in {lived:.0f} s ({cpu:.0f} s of CPU time, "
        f"{os.cpu_count()} cores)"
    )


if __name__ == "__main__":
    main()

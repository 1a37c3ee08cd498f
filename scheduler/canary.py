"""Do yesterday's articles still look like articles? Each source is set against its own four weeks.

A site that is rebuilt seldom stops answering: it gives menus, cookie texts, empty pages or articles
without dates, and every figure made of them is wrong without a sound.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from scheduler.canary_rule import LATEST_DAYS, REFERENCE_DAYS, Finding, is_recent, judge
from store.canary import article_days
from store.connection import Store
from store.records import PRIVATE_OUTLETS, Source, SourceKind
from store.runs import last_run


@dataclass(frozen=True, slots=True)
class Problem:
    """A source whose articles no longer look as they did. `since` is the first day of it."""

    source_id: str
    since: date
    line: str
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the sources on one day: how many were judged, and how many had no new article
    or too few earlier ones; `new` are those of `problems` that the day before did not have."""

    day: date
    judged: int
    not_judged: int
    problems: tuple[Problem, ...]
    new: tuple[Problem, ...]

    def as_dict(self) -> dict[str, Any]:
        """The form that a run keeps, and that `standing` reads."""
        return {
            "day": self.day.isoformat(),
            "judged": self.judged,
            "not_judged": self.not_judged,
            "problems": [
                {
                    "source_id": problem.source_id,
                    "since": problem.since.isoformat(),
                    "line": problem.line,
                    "signs": list(problem.signs),
                }
                for problem in self.problems
            ],
        }


def check_articles(store: Store, sources: Sequence[Source], day: date) -> Verdict:
    """Judge the articles that were collected up to and including `day` (Stockholm's calendar)."""
    earlier = {problem.source_id: problem for problem in standing(store)}
    begin = min([day, *(problem.since for problem in earlier.values())])
    days = article_days(store, begin - timedelta(days=REFERENCE_DAYS + LATEST_DAYS), day)
    problems, judged = [], 0
    asked = [source for source in sources if is_editorial(source)]
    for source in sorted(asked, key=lambda source: source.source_id):
        before, own = earlier.get(source.source_id), days.get(source.source_id, [])
        if not own or own[-1].day < day:  # nothing new to judge it by
            problems += [before] if before and is_recent(before.since, day) else []
            continue
        findings = judge(own, before.since if before else None)
        judged += findings is not None
        if findings:
            problems.append(_problem(source, findings, before))
    new = tuple(p for p in problems if p.source_id not in earlier)
    return Verdict(day, judged, len(asked) - judged, tuple(problems), new)


def is_editorial(source: Source) -> bool:
    """Whether the source gives articles that we fetch ourselves."""
    return source.outlet_type not in PRIVATE_OUTLETS and source.kind is not SourceKind.IMPORT


def standing(store: Store) -> list[Problem]:
    """The problems of the last check; empty before the first."""
    summary = last_checked(store)
    return [
        Problem(p["source_id"], date.fromisoformat(p["since"]), p["line"], tuple(p["signs"]))
        for p in (summary or {}).get("problems", [])
    ]


def last_checked(store: Store) -> dict[str, Any] | None:
    """The last check that was made, in the form of Verdict.as_dict."""
    run = last_run(store, "canary", status=0)
    return json.loads(run["summary"]) if run else None


_WORDS: Mapping[str, str] = {
    "not_full": "kom inte med hela sin text",
    "no_text": "saknar text eller har en text som inte är artikelns",
    "locked": "är låsta för andra än prenumeranter",
    "short": "är kortare än nästan alla tidigare",
    "begins_alike": "börjar med samma ord som en annan",
    "ends_alike": "slutar med samma ord som en annan",
    "off_topic": "har en text där rubrikens ord saknas",
    "dateless": "saknar datum",
    "garbled": "har tecken som lästs fel",
    "no_swedish": "saknar å, ä och ö",
    "few_letters": "består mest av annat än bokstäver",
}


def _problem(source: Source, findings: Sequence[Finding], before: Problem | None) -> Problem:
    since = min([f.since for f in findings] + ([before.since] if before else []))
    said = "; ".join(_said(finding) for finding in findings)
    name = source.name or source.source_id
    line = f"{name} ({source.source_id}): artiklarna ser inte ut som förut. {said}."
    return Problem(source.source_id, since, line, tuple(f.sign for f in findings))


def _said(finding: Finding) -> str:
    (k, n), (m, total) = finding.latest, finding.before
    medians = ""
    if finding.lengths:
        medians = f", medianlängd {finding.lengths[1]} tecken mot {finding.lengths[0]}"
    return (
        f"{k} av de {n} senaste {_WORDS[finding.sign]} "
        f"(tidigare {m} av {total}{medians}), sedan {finding.since:%Y-%m-%d}"
    )

"""A project: the plan is locked in its log, followed, and what came out is written down again."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from reports.export import to_csv
from reports.trust.link.csv_table import CsvTable
from reports.trust.link.log import AnalysisLog, Locked, LoggedTest
from reports.trust.link.plan import ClassifierError, Plan
from reports.trust.link.result import LinkEstimate, LinkResult
from reports.trust.link.run import Analysis, analyse
from reports.trust.link.tables import Names, load_tables, split
from reports.trust.survey.disclosure import MIN_RESPONDENTS
from store.errors import VardkaseError

RESULT_FILE = "result.json"
REPLICATES_FILE = "results.csv"
SPEC_FILE = "spec.json"


@dataclass(frozen=True)
class Project:
    """Where a plan is followed, by whom, when and with what. `folder` is that of the plan, `least`
    the respondents that must stand behind a figure."""

    plan: Plan
    folder: Path
    log: AnalysisLog
    now: datetime
    who: str
    versions: Mapping[str, str]
    names: Names | None = None
    least: int = MIN_RESPONDENTS


@dataclass(frozen=True)
class Outcome:
    """What is written: file name to content; and the analysis, or with `by` one for each value.

    `run` says which of the project's finished runs this was, from 1.
    """

    files: Mapping[str, bytes]
    analysis: Analysis | None
    replicates: Mapping[str, Analysis]
    run: int = 1


def follow(project: Project, pages: Callable[[Analysis], Mapping[str, bytes]]) -> Outcome:
    """Lock the plan, join, analyse, and log the outcome; `pages` makes the files of the page.

    Raises TableError where the data do not fit the plan: that is logged too, and no answer was
    seen.
    """
    plan = project.plan
    exposure, trust = load_tables(plan, project.folder, project.names)
    error = project.names.error(plan.exposure or "") if project.names else None
    inputs = {exposure.name: exposure.sha256, trust.name: trust.sha256}
    spec = {"plan": plan.as_dict(), "inputs": dict(sorted(inputs.items()))}
    first = project.log.first_seen()
    locked = project.log.lock(plan.sha256, spec, project.now, project.who)
    try:
        if plan.by is None:
            analysis = analyse(plan, exposure, trust, locked, error, least=project.least)
            analysis = _told(analysis, trust, changes(first, spec))
            files = {RESULT_FILE: result_json(analysis.result), **pages(analysis)}
            outcome = Outcome(files, analysis, {}, locked.runs + 1)
        else:
            replicates = _replicates(project, exposure, trust, locked, error)
            files = _replicate_files(plan, replicates)
            outcome = Outcome(files, None, replicates, locked.runs + 1)
    except VardkaseError as refused:
        project.log.refuse(plan.sha256, type(refused).__name__, project.now, project.who)
        raise
    _finish(project, outcome, spec)
    return _with_spec(project, outcome, spec)


def _replicates(
    project: Project,
    exposure: CsvTable,
    trust: CsvTable,
    locked: Locked,
    error: ClassifierError | None,
) -> dict[str, Analysis]:
    """Each value of `by` as a project of its own, whose tests are corrected among themselves.

    They are counted for what the project asks afterwards: see `_finish`.
    """
    plan, by = project.plan, str(project.plan.by)
    alone = Locked(locked.locked_at, locked.exploratory, (), locked.runs, locked.altered)
    exposures = split(exposure, by) if exposure.has(by) else {}
    found = {}
    for value, part in split(trust, by).items():
        own = part if exposure is trust else exposures.get(value, exposure)
        found[value] = analyse(plan, own, part, alone, error, True, project.least)
    return found


def _finish(project: Project, outcome: Outcome, spec: Mapping[str, Any]) -> None:
    """The tests enter the family, of each value of `by` too: a later plan is corrected for them."""
    tests: list[LoggedTest] = list(outcome.analysis.tests) if outcome.analysis else []
    for value, analysis in outcome.replicates.items():
        tests += [
            LoggedTest(f"{project.plan.by} = {value}: {test.name}", test.p)
            for test in analysis.tests
        ]
    facts = {
        "verdict": str(outcome.analysis.result.verdict) if outcome.analysis else None,
        "exploratory": outcome.analysis.result.exploratory if outcome.analysis else None,
        "replicates": len(outcome.replicates),
        "inputs": spec["inputs"],
        "seed": project.plan.seed,
        "versions": dict(project.versions),
        "result_sha256": hashlib.sha256(outcome.files[RESULT_FILE]).hexdigest(),
    }
    project.log.finish(project.plan.sha256, tests, facts, project.now, project.who)


def _with_spec(project: Project, outcome: Outcome, spec: Mapping[str, Any]) -> Outcome:
    about = {
        **spec,
        "plan_sha256": project.plan.sha256,
        "versions": dict(project.versions),
        "result_sha256": hashlib.sha256(outcome.files[RESULT_FILE]).hexdigest(),
    }
    files = {**outcome.files, SPEC_FILE: _json(about)}
    return replace(outcome, files=files)


def _told(analysis: Analysis, trust: CsvTable, changed: list[dict[str, Any]]) -> Analysis:
    """The analysis with what is known of the stored waves, and of the plans before."""
    data = dict(analysis.result.data)
    if trust.waves:
        data["waves"] = [dict(wave) for wave in trust.waves]
    if changed:
        data["changes"] = changed
    return replace(analysis, result=replace(analysis.result, data=data))


def changes(first: Mapping[str, Any] | None, spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """key, before and after of what differs from the plan that was seen first, and of the data."""
    if first is None:
        return []
    found = []
    before, after = first["plan"], spec["plan"]
    for key in dict.fromkeys((*after, *before)):
        if before.get(key) != after.get(key):
            found.append({"key": key, "before": before.get(key), "after": after.get(key)})
    for name, new in spec["inputs"].items():
        old = first["inputs"].get(name)
        if old and old != new:
            found.append({"key": name, "before": f"sha256 {old[:8]}", "after": f"sha256 {new[:8]}"})
    return found


def result_json(result: LinkResult) -> bytes:
    """`result.json`. It holds no time, so that the same plan and data give the same bytes."""
    found = asdict(result)
    del found["locked_at"]
    found["lags"] = [_lag(lag) for lag in result.all_lags]
    del found["all_lags"]
    return _json(found)


def _lag(lag: LinkEstimate) -> dict[str, Any]:
    found = {name: value for name, value in asdict(lag).items() if name != "details"}
    shown = {k: lag.details[k] for k in ("window", "q", "odds_ratio") if k in lag.details}
    return {**found, **shown}


def _json(value: Any) -> bytes:
    text = json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False)
    return (text + "\n").encode()


def plain(value: Any) -> Any:
    """The value as JSON takes it: numbers that are none become null."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


_REPLICATE_FIELDS = (
    "verdict", "design", "lag", "estimate", "low", "high", "p", "q", "n", "n_effective",
    "exploratory", "explained_by",
)  # fmt: skip


def _replicate_files(plan: Plan, replicates: Mapping[str, Analysis]) -> dict[str, bytes]:
    """`results.csv` with a line for each value of `by`, and `result.json` with their sums."""
    rows = []
    for value, analysis in replicates.items():
        result = analysis.result
        row: dict[str, Any] = {str(plan.by): value}
        row |= {name: getattr(result, name) for name in _REPLICATE_FIELDS}
        row["smallest_detectable"] = (result.smallest_detectable or {}).get("estimate")
        row["flags"] = " ".join(result.flags)
        rows.append(row)
    tested = [row for row in rows if row["p"] is not None]
    rejected = sum(row["p"] <= plan.alpha for row in tested)
    verdicts = sorted({str(row["verdict"]) for row in rows})
    told = {
        "by": plan.by,
        "design": str(plan.design),
        "question": plan.question,
        "plan_sha256": plan.sha256,
        "replicates": len(rows),
        "tested": len(tested),
        "rejected": rejected,
        "rate": rejected / len(tested) if tested else None,
        "tests": sum(len(analysis.tests) for analysis in replicates.values()),
        "verdicts": {name: sum(str(row["verdict"]) == name for row in rows) for name in verdicts},
    }
    return {REPLICATES_FILE: to_csv(pd.DataFrame(rows)), RESULT_FILE: _json(told)}

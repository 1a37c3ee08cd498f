"""A specification run on a survey file: every figure that it asks for, or why it is hidden.

The same file and specification give the same figures in the same order.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reports.trust.survey.asked import DesignSpec, EstimateSpec, Spec
from reports.trust.survey.design import Design, DesignError, build_design
from reports.trust.survey.disclosure import (
    MIN_RESPONDENTS,
    Cell,
    reasons,
    refuse_weekly_municipalities,
)
from reports.trust.survey.figures import NOBODY, Draft, figures, plain, suppressed
from reports.trust.survey.frame import SurveyFrame
from reports.trust.survey.keys import SpecError
from reports.trust.survey.models import models
from reports.trust.survey.points import EmptyDomainError, EstimateError
from reports.trust.survey.replicates import ReplicateError, replicates_of
from reports.trust.survey.sample import Sample
from reports.trust.survey.weigh import fitted
from store.records import Estimate

FIXED_WEIGHTS = (
    "Vikterna tas som fasta: felmarginalerna känner inte till hur de kalibrerades. Ange de kända "
    "antalen under [[weighting]], så räknas det in."
)
NO_WEIGHTS = "Ingen vikt är angiven: alla rader väger lika."


@dataclass(frozen=True, slots=True)
class Result:
    """What a run gives. `weights_deff` is Kish's design effect of the weights, 1 + cv² (1992),
    `rows` the rows of the file and `df` the degrees of freedom of its design."""

    estimates: tuple[Estimate, ...]
    notes: tuple[str, ...]
    rows: int
    df: int
    weights_deff: float


def run(frame: SurveyFrame, spec: Spec, least: int = MIN_RESPONDENTS) -> Result:
    """All figures of a specification; those behind which fewer than `least` stand are hidden.

    Raises SpecError, with the place in the specification, for what can't be computed, and
    DisclosureError for a table that is never made; then nothing is given.
    """
    for asked in spec.estimates:
        split_by = (*asked.by, *(asked.domain.columns if asked.domain else ()))
        refuse_weekly_municipalities(asked.where, split_by)
    sample = Sample(frame, _design(spec, frame), spec.answers, least=least)
    sample = _weighted(spec, sample)
    drafts: list[Draft] = []
    known: list[Cell] = []
    for asked in spec.estimates:
        found, totals = _computed(sample, asked)
        drafts += found
        known += totals
    return Result(
        tuple(_shown(drafts, known, least)),
        (*_notes(spec), *sample.notes),
        len(frame.rows),
        sample.design.df,
        _kish(sample.design.weights),
    )


def estimates_json(estimates: Sequence[Estimate]) -> str:
    """EST.json: a list of one object each, with the fields of Estimate in order."""
    rows = [dataclasses.asdict(estimate) for estimate in estimates]
    return json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _design(spec: Spec, frame: SurveyFrame) -> Design:
    asked = spec.design
    try:
        design = build_design(
            frame.rows,
            weight=asked.weight,
            strata=asked.strata,
            psu=asked.psu,
            fpc=asked.fpc,
            nest=asked.nest,
            lonely_psu=asked.lonely_psu,
        )
        return _with_replicates(f"{spec.where}, [design.replicates]", design, asked, frame)
    except (DesignError, ReplicateError) as error:
        raise SpecError(f"{spec.where}, [design]: {error}") from error


def _with_replicates(where: str, design: Design, asked: DesignSpec, frame: SurveyFrame) -> Design:
    given = asked.replicates
    if given is None:
        return design
    absent = [name for name in given.columns if name not in frame.rows.columns]
    if absent:
        raise SpecError(f"{where}, columns: {absent[0]!r} finns inte i filen. Rätta namnet.")
    try:
        columns = frame.rows[list(given.columns)].to_numpy(dtype=float)
    except ValueError as error:
        raise SpecError(f"{where}, columns: en kolumn har text; väntade tal.") from error
    made = replicates_of(
        columns,
        given.kind,
        combined=given.combined,
        scale=given.scale,
        rscales=given.rscales,
        rho=given.rho,
        mse=given.mse,
    )
    return replace(design, replicates=made)


def _weighted(spec: Spec, sample: Sample) -> Sample:
    for number, weighting in enumerate(spec.weightings, start=1):
        where = f"{spec.where}, [[weighting]] nr {number}"
        try:
            sample = replace(sample, design=fitted(where, sample, weighting))
        except (EstimateError, DesignError, ReplicateError) as error:
            raise SpecError(f"{where}: {error}") from error
    return sample


def _computed(sample: Sample, asked: EstimateSpec) -> tuple[list[Draft], list[Cell]]:
    function = models if asked.kind in ("ttest", "chisq", "regression") else figures
    try:
        return function(sample, asked)
    except EmptyDomainError:
        return [Draft(suppressed(plain(asked, "", asked.base or ""), NOBODY))], []
    except (EstimateError, DesignError, ReplicateError) as error:
        raise SpecError(f"{asked.where}: {error}") from error


def _shown(drafts: Sequence[Draft], known: Sequence[Cell], least: int) -> list[Estimate]:
    """The figures, hidden where one of their cells is."""
    why = _reasons([draft.cells for draft in drafts], known, least)
    return [
        draft.estimate if reason is None else suppressed(draft.estimate, reason)
        for draft, reason in zip(drafts, why, strict=True)
    ]


def _reasons(
    groups: Sequence[Sequence[Cell]], known: Sequence[Cell], least: int
) -> list[str | None]:
    """For each group of cells why one of them must be hidden, None where all may be shown."""
    found = iter(reasons([*(cell for cells in groups for cell in cells), *known], least))
    why = [[next(found) for _ in cells] for cells in groups]
    return [next((one for one in each if one is not None), None) for each in why]


def _notes(spec: Spec) -> list[str]:
    if spec.design.weight is None and not spec.design.fpc and not spec.weightings:
        return [NO_WEIGHTS]
    if spec.design.weight and not spec.weightings and spec.design.replicates is None:
        return [FIXED_WEIGHTS]
    return []


def _kish(weights: np.ndarray) -> float:
    used = weights[weights != 0]
    return float(len(used) * (used**2).sum() / used.sum() ** 2)

"""Tests and regressions as a specification asks for them: one figure for each statistic or term."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from reports.trust.survey.asked import EstimateSpec
from reports.trust.survey.coefficients import Coefficient, Regression
from reports.trust.survey.columns import INTERCEPT
from reports.trust.survey.comparisons import chi_square, one_sample_t, two_sample_t, wald_test
from reports.trust.survey.disclosure import Cell
from reports.trust.survey.figures import (
    Computed,
    Draft,
    Question,
    finite,
    pair_of,
    plain,
    values_of,
)
from reports.trust.survey.keys import SpecError
from reports.trust.survey.points import EstimateError
from reports.trust.survey.regression import compare_models
from reports.trust.survey.sample import Sample, without
from store.records import Estimate

CRUDE, ADJUSTED, WITH_PARTY = "crude", "adjusted", "adjusted_with_party"
"""The models that stand beside each other: the variables alone, with `adjust`, and with `party`."""

R_EPSILON = 1e-8
"""R's glm stops when the deviance changes by less than this share, and takes the variance from the
step before: its standard errors are up to 1e-5 from those of a fit to the end. We stop there too,
so that a table equals the one that `svyglm` prints."""


def models(sample: Sample, spec: EstimateSpec) -> Computed:
    """The figures of a test or a regression, in order."""
    kinds: dict[str, Callable[[Sample, EstimateSpec], list[Draft]]] = {
        "ttest": _t_test,
        "chisq": _chi_square,
        "regression": _regression,
    }
    return kinds[spec.kind](sample, spec), []


def _figure(spec: EstimateSpec, group: str, base: str, n: int, **figures: float | None) -> Estimate:
    known = {name: finite(value) for name, value in figures.items()}
    method = "mean" if "low" in figures else ""
    return replace(plain(spec, group, base), n=n, ci_method=method, **known)


def _t_test(sample: Sample, spec: EstimateSpec) -> list[Draft]:
    inside = sample.domain(spec)
    if spec.by:
        first, second, levels = pair_of(sample, spec)
        question, values = values_of(sample, spec, levels)
        sides = np.where(first.rows, 1.0, np.where(second.rows, 0.0, np.nan))
        found = two_sample_t(sample.design, values, sides, inside, spec.confidence)
        groups, title = (first.rows, second.rows), f"{first.name} − {second.name}"
    elif len(spec.variable) == 2:
        question, values = _pairs(sample, spec)
        found = one_sample_t(sample.design, values, inside, spec.confidence)
        groups, title = (inside,), " − ".join(spec.variable)
    else:
        question, values = values_of(sample, spec, bool(spec.levels))
        found = one_sample_t(sample.design, values, inside, spec.confidence)
        groups, title = (inside,), spec.domain.text if spec.domain else ""
    cells = tuple(question.cell(rows, values) for rows in groups)
    figures = [
        _figure(
            spec,
            title,
            question.base,
            found.n,
            estimate=found.estimate,
            se=found.se,
            df=found.df,
            low=found.low,
            high=found.high,
        ),
        _figure(spec, "t", question.base, found.n, estimate=found.t, df=found.df),
        _figure(spec, "p", question.base, found.n, estimate=found.p, df=found.df),
    ]
    return [Draft(figure, cells) for figure in figures]


def _pairs(sample: Sample, spec: EstimateSpec) -> tuple[Question, np.ndarray]:
    """The question and (n,) the first answer of each respondent less the second (R's paired t)."""
    (first, one), (second, other) = (
        values_of(sample, replace(spec, variable=(name,)), bool(spec.levels))
        for name in spec.variable
    )
    return Question(sample, spec, first.base, first.counted & second.counted), one - other


def _chi_square(sample: Sample, spec: EstimateSpec) -> list[Draft]:
    name, inside = spec.variable[0], sample.domain(spec)
    base, counted = sample.base(spec, name)
    answers, _ = sample.codes(spec.where, name)
    if spec.levels:
        answers = sample.hits(spec, name, spec.levels)
    groups, known = sample.codes(spec.where, spec.by[0])
    kept = inside & counted & known
    found = chi_square(
        sample.design,
        without(answers, counted),
        without(groups, known),
        inside,
        spec.statistic,
    )
    cells = (Cell((spec.name,), kept & sample.weighted, spec.name),)
    figures = [
        _figure(
            spec, spec.statistic, base, found.n, estimate=found.statistic, df=found.numerator_df
        ),
        _figure(spec, "denominator_df", base, found.n, estimate=found.denominator_df),
        _figure(spec, "p", base, found.n, estimate=found.p),
    ]
    return [Draft(figure, cells) for figure in figures]


def _regression(sample: Sample, spec: EstimateSpec) -> list[Draft]:
    blocks = _blocks(spec)
    family, question, y = _outcome(sample, spec)
    inside = sample.domain(spec)
    variables = [name for block in blocks.values() for name in block]
    columns = {name: _covariate(sample, spec, name) for name in dict.fromkeys(variables)}
    frame = pd.DataFrame(columns)
    reference = {name: _reference(sample, spec, name) for name in spec.reference}
    found = compare_models(
        sample.design,
        frame,
        y,
        blocks,
        kind=family,
        domain=inside,
        reference=reference,
        epsilon=R_EPSILON,
    )
    used = inside & ~np.isnan(y) & frame.notna().all(axis=1).to_numpy()
    whole = Cell((spec.name,), used & sample.weighted, spec.name)
    cells = {name: _level_cells(question, spec, frame, name, used) for name in columns}
    _tell_references(sample, spec, frame[used], reference)
    drafts: list[Draft] = []
    for title, model in found.items():
        prefix = f"{title}: " if len(found) > 1 else ""
        terms = dict.fromkeys(model.terms)
        for row, term in zip(model.table(spec.confidence), model.terms, strict=True):
            concerned = [cells[name] for name in terms if name != INTERCEPT]
            own = (
                [cell for each in concerned for cell in each] if term == INTERCEPT else cells[term]
            )
            drafts += _coefficient(spec, question.base, prefix, model, row, (whole, *own))
        for term in terms:
            if len(model.columns_of_term(term)) > 1:
                drafts += _wald(spec, question.base, prefix, model, term, (whole, *cells[term]))
    return drafts


def _coefficient(
    spec: EstimateSpec,
    base: str,
    prefix: str,
    model: Regression,
    row: Coefficient,
    cells: tuple[Cell, ...],
) -> list[Draft]:
    """The coefficient, in a logistic model its odds ratio, and its p value."""
    figures = [
        _figure(
            spec,
            f"{prefix}{row.name}",
            base,
            model.n,
            estimate=row.estimate,
            se=row.se,
            df=model.df,
            low=row.low,
            high=row.high,
        )
    ]
    if model.kind == "logistic" and row.name != INTERCEPT:
        ratio, low, high = row.odds_ratio
        title = f"{prefix}OR({row.name})"
        figures.append(
            _figure(spec, title, base, model.n, estimate=ratio, df=model.df, low=low, high=high)
        )
    figures.append(
        _figure(spec, f"{prefix}p({row.name})", base, model.n, estimate=row.p, df=model.df)
    )
    return [Draft(figure, cells) for figure in figures]


def _wald(
    spec: EstimateSpec,
    base: str,
    prefix: str,
    model: Regression,
    term: str,
    cells: tuple[Cell, ...],
) -> list[Draft]:
    """Whether a variable of more than two categories matters at all: F with its numerator df, and
    p with the denominator's. Nothing where the design has too few degrees of freedom for it."""
    try:
        found = wald_test(model, [term])
    except EstimateError:
        return []
    title, n = f"wald({term})", model.n
    figures = [
        _figure(spec, prefix + title, base, n, estimate=found.statistic, df=found.numerator_df),
        _figure(spec, f"{prefix}p({title})", base, n, estimate=found.p, df=found.denominator_df),
    ]
    return [Draft(figure, cells) for figure in figures]


def _blocks(spec: EstimateSpec) -> dict[str, tuple[str, ...]]:
    blocks = {CRUDE: spec.terms or spec.by}
    if spec.adjust:
        blocks[ADJUSTED] = spec.adjust
    if spec.party:
        blocks[WITH_PARTY] = (spec.party,)
    return blocks


def _outcome(sample: Sample, spec: EstimateSpec) -> tuple[str, Question, np.ndarray]:
    """The family of the model, the question, and (n,) its outcome."""
    question, y = values_of(sample, spec, bool(spec.levels))
    answers = set(np.unique(y[sample.domain(spec) & ~np.isnan(y)]))
    family = spec.family or ("logistic" if answers <= {0.0, 1.0} else "linear")
    if family == "logistic" and not answers <= {0.0, 1.0}:
        raise SpecError(
            f"{spec.where}, family = 'logistic': {spec.variable[0]} har andra värden än 0 och 1; "
            "ange med levels vilka svar som räknas som ja."
        )
    return family, question, y


def _covariate(sample: Sample, spec: EstimateSpec, name: str) -> pd.Series:
    """A column as the model takes it: numbers, or codes and their words where it holds texts, has
    labels or is named among `factors`. No opinion is a missing value."""
    column = sample.column(spec.where, name)
    codes, present = sample.codes(spec.where, name)
    meant = sample.meant(name)
    present &= ~np.isin(codes, (*meant.dont_know, *meant.wont_say))
    labels = sample.frame.labels.get(name, {})
    number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    if number and name not in spec.factors and name not in spec.reference and not labels:
        return column.where(pd.Series(present, index=column.index)).astype(float)
    names = sample.words(spec.where, name)
    words = [names[c] if known else None for c, known in zip(codes, present, strict=True)]
    return pd.Series(words, index=column.index, dtype=object)


def _tell_references(
    sample: Sample, spec: EstimateSpec, used: pd.DataFrame, given: Mapping[str, str]
) -> None:
    """Note which category the others of each variable are compared with: the first in order, as
    `columns_of` takes it, where the specification names none."""
    told = [
        f"{given.get(name) or min(used[name])} ({name})"
        for name in used.columns
        if used[name].dtype == object
    ]
    if told:
        sample.notes[f"{spec.name}: jämförs med {', '.join(told)}."] = None


def _reference(sample: Sample, spec: EstimateSpec, name: str) -> str:
    (code,) = sample.named(name, [spec.reference[name]])
    return sample.words(spec.where, name).get(code, code)


def _level_cells(
    question: Question, spec: EstimateSpec, frame: pd.DataFrame, name: str, used: np.ndarray
) -> list[Cell]:
    """The groups that a category divides respondents into: too small a one hides its coefficients.

    A model of one category alone gives the groups' means away, so that they count as shown.
    """
    column = frame[name]
    if pd.api.types.is_numeric_dtype(column):
        return []
    alone = len(frame.columns) == 1
    cells = [
        question.cell((column == level).to_numpy(dtype=bool) & used)
        for level in sorted(column[used].unique())
    ]
    return cells if alone else [replace(cell, about=(spec.name, name)) for cell in cells]

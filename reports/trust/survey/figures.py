"""Means, totals, shares, ratios, quantiles and differences as a specification asks for them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from reports.trust.survey import estimates
from reports.trust.survey.asked import EstimateSpec
from reports.trust.survey.disclosure import Cell, told
from reports.trust.survey.intervals import interval
from reports.trust.survey.keys import SpecError
from reports.trust.survey.points import EmptyDomainError, PointEstimate
from reports.trust.survey.sample import Group, Sample, in_words, ordered
from store.records import Estimate

NOBODY = "ingen svarande"
"""Why a figure of an empty group is not shown."""


@dataclass(frozen=True, eq=False)
class Draft:
    """A figure as computed and the cells that it gives away; it is shown only if all of them may
    be. Who gave an answer is no cell: a share is hidden for the size of its group, and where all
    answers of a small group are alike."""

    estimate: Estimate
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, eq=False)
class Question:
    """A specification with its data: what is asked, of whom, and (n,) `counted` the rows that have
    an answer in the base."""

    sample: Sample
    spec: EstimateSpec
    base: str
    counted: np.ndarray

    def draft(self, group: str, found: PointEstimate, ends: tuple[float, float], ci: str) -> Draft:
        """One row of the table: a group's estimate, and its interval by the method `ci`."""
        spec = self.spec
        return Draft(
            Estimate(
                name=spec.name,
                kind=spec.kind,
                group=group,
                n=found.n,
                base=self.base,
                estimate=finite(found.estimate),
                se=finite(found.se),
                df=finite(found.df),
                low=finite(ends[0]),
                high=finite(ends[1]),
                ci_method=ci,
                deff=finite(found.deff),
            )
        )

    def nobody(self, group: str) -> Draft:
        """A group in which nobody answered."""
        return Draft(suppressed(plain(self.spec, group, self.base), NOBODY))

    def cell(self, rows: np.ndarray, values: np.ndarray | None = None) -> Cell:
        """The cell of the respondents in `rows`; `values` (n,) are the answers."""
        used = rows & self.counted & self.sample.weighted
        alike = values is not None and bool(used.any() and np.ptp(values[used]) == 0)
        return Cell((*self.spec.variable, self.base), used, self.spec.name, alike)

    def totals(self, groups: list[Group]) -> Iterator[Cell]:
        """The totals of a table: all groups, and each value of each of several columns."""
        if not self.spec.by or not groups:
            return
        everyone = np.logical_or.reduce([group.rows for group in groups])
        yield replace(self.cell(everyone), printed=False)
        if len(self.spec.by) > 1:
            for at in range(len(self.spec.by)):
                for value in ordered([group.values[at] for group in groups]):
                    line = [group.rows for group in groups if group.values[at] == value]
                    yield replace(self.cell(np.logical_or.reduce(line)), printed=False)


Computed = tuple[list[Draft], list[Cell]]
"""Figures, and further cells whose totals are taken as known."""


def figures(sample: Sample, spec: EstimateSpec) -> Computed:
    """The figures of a specification of these kinds, in the order of their groups."""
    kinds: dict[str, Callable[[Sample, EstimateSpec], Computed]] = {
        "mean": _numbers,
        "total": _numbers,
        "share": _shares,
        "ratio": _ratios,
        "quantile": _quantiles,
        "difference": _difference,
    }
    return kinds[spec.kind](sample, spec)


def values_of(sample: Sample, spec: EstimateSpec, levels: bool) -> tuple[Question, np.ndarray]:
    """The question and (n,) its values: numbers, or with `levels` whether the answer is in them."""
    name = spec.variable[0]
    if levels:
        base, counted = sample.base(spec, name)
        values = sample.hits(spec, name, spec.levels)
    else:
        base, values = sample.numbers(spec, name)
        counted = ~np.isnan(values)
    return Question(sample, spec, base, counted), values


def pair_of(sample: Sample, spec: EstimateSpec) -> tuple[Group, Group, bool]:
    """The two groups that are compared, the one that is subtracted last, and whether `levels` are
    answers (else they, if any, named the groups)."""
    by = spec.by[0]
    named = spec.compare or (spec.levels if len(spec.levels) == 2 else ())
    groups = {group.values[0]: group for group in sample.groups(replace(spec, by=(by,)), (by,))}
    codes = sample.named(by, named)
    answers = bool(spec.levels) and (bool(spec.compare) or not set(codes) <= set(groups))
    if answers and not spec.compare:
        codes = []
    codes = codes or list(reversed(groups))
    if len(codes) != 2 or not set(codes) <= set(groups):
        there = [in_words(code, group.name) for code, group in groups.items()]
        raise SpecError(
            f"{spec.where}, by = {by!r}: {', '.join(map(str, named)) or 'alla grupper'}; väntade "
            f"två grupper bland {told(there) or 'inga'}. Ange dem med compare."
        )
    return groups[codes[0]], groups[codes[1]], answers


def _numbers(sample: Sample, spec: EstimateSpec) -> Computed:
    question, values = values_of(sample, spec, bool(spec.levels))
    function = estimates.mean if spec.kind == "mean" else estimates.total
    drafts, groups = [], sample.groups(spec, spec.by)
    for group in groups:
        try:
            found = function(sample.design, values, group.rows)
        except EmptyDomainError:
            drafts.append(question.nobody(group.name))
            continue
        ends = interval(found, "mean", spec.confidence)
        draft = question.draft(group.name, found, ends, "mean")
        cells = (question.cell(group.rows, values),)
        drafts.append(replace(draft, cells=cells))
    return drafts, list(question.totals(groups))


def _shares(sample: Sample, spec: EstimateSpec) -> Computed:
    name, method = spec.variable[0], spec.ci or "logit"
    base, counted = sample.base(spec, name)
    question = Question(sample, spec, base, counted)
    groups = sample.groups(spec, spec.by)
    if spec.levels:
        wanted = [("", sample.hits(spec, name, spec.levels))]
    else:
        codes, _ = sample.codes(spec.where, name)
        inside = counted & sample.domain(spec)
        words = sample.words(spec.where, name)
        wanted = [
            (words[code], np.where(counted, (codes == code).astype(float), np.nan))
            for code in ordered(list(codes[inside]))
        ]
    drafts = []
    for group in groups:
        cells = tuple(question.cell(group.rows, hit) for _, hit in wanted)
        for answer, hit in wanted:
            title = ", ".join(part for part in (group.name, answer) if part)
            try:
                found = estimates.share(sample.design, hit, group.rows)
            except EmptyDomainError:
                drafts.append(question.nobody(title))
                continue
            draft = question.draft(title, found, interval(found, method, spec.confidence), method)
            drafts.append(replace(draft, cells=cells))
    return drafts, list(question.totals(groups))


def _ratios(sample: Sample, spec: EstimateSpec) -> Computed:
    (base, above), (_, below) = (sample.numbers(spec, name) for name in spec.variable)
    counted = ~np.isnan(above) & ~np.isnan(below)
    question = Question(sample, spec, base, counted)
    drafts, groups = [], sample.groups(spec, spec.by)
    for group in groups:
        try:
            found = estimates.ratio(sample.design, above, below, group.rows)
        except EmptyDomainError:
            drafts.append(question.nobody(group.name))
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            cell = question.cell(group.rows, above / below)
        ends = interval(found, "mean", spec.confidence)
        draft = question.draft(group.name, found, ends, "mean")
        drafts.append(replace(draft, cells=(cell,)))
    return drafts, list(question.totals(groups))


def _quantiles(sample: Sample, spec: EstimateSpec) -> Computed:
    question, values = values_of(sample, spec, levels=False)
    method = spec.ci or "mean"
    drafts, groups = [], sample.groups(spec, spec.by)
    for group in groups:
        for q in spec.q:
            several = f"q = {q:g}" if len(spec.q) > 1 else ""
            title = ", ".join(part for part in (group.name, several) if part)
            try:
                found = estimates.quantile(
                    sample.design,
                    values,
                    q,
                    group.rows,
                    rule=spec.rule,
                    method=method,
                    level=spec.confidence,
                )
            except EmptyDomainError:
                drafts.append(question.nobody(title))
                continue
            draft = question.draft(title, found, (found.low, found.high), method)
            drafts.append(replace(draft, cells=(question.cell(group.rows, values),)))
    return drafts, list(question.totals(groups))


def _difference(sample: Sample, spec: EstimateSpec) -> Computed:
    first, second, levels = pair_of(sample, spec)
    question, values = values_of(sample, spec, levels)
    title = f"{first.name} − {second.name}"
    try:
        found = estimates.difference(
            sample.design, values, first.rows, second.rows, sample.domain(spec)
        )
    except EmptyDomainError:
        return [question.nobody(title)], []
    ends = interval(found, "mean", spec.confidence)
    cells = tuple(question.cell(group.rows, values) for group in (first, second))
    return [replace(question.draft(title, found, ends, "mean"), cells=cells)], []


def plain(spec: EstimateSpec, group: str, base: str) -> Estimate:
    """An estimate without figures."""
    nothing = dict.fromkeys(("n", "estimate", "se", "df", "low", "high", "deff"))
    return Estimate(spec.name, spec.kind, group, base=base, ci_method=spec.ci or "", **nothing)


def suppressed(estimate: Estimate, reason: str) -> Estimate:
    """The same estimate with its figures taken out, and the reason."""
    nothing = dict.fromkeys(("n", "estimate", "se", "df", "low", "high", "deff"))
    return replace(estimate, suppressed=reason, **nothing)


def finite(number: float | None) -> float | None:
    """A number, or None where it is not defined."""
    return float(number) if number is not None and math.isfinite(number) else None

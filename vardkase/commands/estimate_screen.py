"""What `waves estimate` shows on a terminal: one table a question, or a model of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import click

from reports.trust.survey.asked import EstimateSpec
from reports.trust.survey.models import ADJUSTED, CRUDE, WITH_PARTY
from store.records import Estimate

_MODELS = {CRUDE: "ojusterad", ADJUSTED: "justerad", WITH_PARTY: "justerad också för parti"}
_BASES = {
    "with_opinion": "de med en åsikt",
    "all": "alla som fick frågan",
    "all_excl_vill_inte_svara": "alla utom de som inte ville svara",
}
_SMALLEST_P = 0.001
_INTERCEPT = "(Intercept)"


def tell_estimates(estimates: Sequence[Estimate], asked: Sequence[EstimateSpec]) -> None:
    """Print the figures, a table for each `[[estimate]]`; a regression has one for each model."""
    specs = {spec.name: spec for spec in asked}
    for name, found in groupby(estimates, key=lambda one: one.name):
        rows, spec = list(found), specs[name]
        if spec.kind == "regression" and any(one.suppressed is None for one in rows):
            _tell_models(rows, spec)
        else:
            _tell_table(_headed(name, rows), [_row(one, spec) for one in rows])


def number(value: float | None) -> str:
    """A number of four figures with a decimal comma, a dash for none."""
    return "–" if value is None else f"{value:.4g}".replace(".", ",").replace("-", "−")


def p_value(p: float | None) -> str:
    """A p value as papers print it.

    >>> p_value(1.6e-10), p_value(0.0123)
    ('p < 0,001', 'p = 0,012')
    """
    if p is None:
        return "p –"
    return "p < 0,001" if p < _SMALLEST_P else f"p = {p:.3f}".replace(".", ",")


def _headed(name: str, rows: Sequence[Estimate]) -> str:
    bases = {one.base for one in rows if one.base}
    if len(bases) != 1:
        return name
    (base,) = bases
    return f"{name} (av {_BASES.get(base, base)})"


def _row(one: Estimate, spec: EstimateSpec) -> tuple[str, ...]:
    group = one.group or "alla"
    if one.suppressed is not None:
        return group, "–", f"({one.suppressed})"
    if spec.kind in ("ttest", "chisq") and one.group == "p":
        return "p", p_value(one.estimate)
    scale, unit = _unit(spec) if one.low is not None or spec.kind == "share" else (1.0, "")
    return group, *_figure(one, scale, unit), f"n = {one.n}"


def _unit(spec: EstimateSpec) -> tuple[float, str]:
    """Shares in percent, their differences in percentage points."""
    if spec.kind == "share" or (spec.kind == "mean" and spec.levels):
        return 100.0, " %"
    groups = len(spec.levels) == 2 and not spec.compare and bool(spec.by)
    if spec.kind in ("difference", "ttest") and spec.levels and not groups:
        return 100.0, " procentenheter"
    return 1.0, ""


def _figure(one: Estimate, scale: float, unit: str) -> tuple[str, str]:
    def shown(value: float | None) -> str:
        if value is None or scale == 1.0:
            return number(value)
        return f"{value * scale:.1f}".replace(".", ",").replace("-", "−")

    ends = "" if one.low is None else f"({shown(one.low)} till {shown(one.high)})"
    return f"{shown(one.estimate)}{unit}", ends


def _ratio(one: Estimate) -> tuple[str, str]:
    shown = ["–" if value is None else f"{value:.2f}".replace(".", ",")
             for value in (one.estimate, one.low, one.high)]  # fmt: skip
    return shown[0], f"({shown[1]} till {shown[2]})"


def _tell_models(rows: Sequence[Estimate], spec: EstimateSpec) -> None:
    for model, found in groupby(rows, key=lambda one: _model(one.group)):
        told = {one.group.removeprefix(f"{model}: "): one for one in found}
        n = next((one.n for one in told.values() if one.n is not None), None)
        ratios = any(title.startswith("OR(") for title in told)
        what = "oddskvoter" if ratios else "koefficienter"
        title = ", ".join(part for part in (spec.name, _MODELS.get(model, "")) if part)
        _tell_table(f"{title}: {what}, n = {n or '–'}", list(_terms(told, spec, ratios)))


def _model(group: str) -> str:
    return next((model for model in _MODELS if group.startswith(f"{model}: ")), "")


def _terms(
    told: Mapping[str, Estimate], spec: EstimateSpec, ratios: bool
) -> Iterator[tuple[str, ...]]:
    """A row for each category or number, with its odds ratio or coefficient, and p; then whether
    the variables of several categories matter as a whole."""
    for title, one in told.items():
        if (ratios and title == _INTERCEPT) or re.match(r"(?:OR|p)\(.+\)$", title):
            continue
        whole = re.fullmatch(r"wald\((.+)\)", title)
        p = told.get(f"p({title})")
        tested = p_value(p.estimate) if p is not None and p.suppressed is None else ""
        if whole:
            yield f"{whole[1]} som helhet", "", "", tested
        elif (one := told.get(f"OR({title})", one)).suppressed is not None:
            yield _term(title, spec), "–", f"({one.suppressed})"
        else:
            yield _term(title, spec), *(_ratio(one) if ratios else _figure(one, 1.0, "")), tested


def _term(title: str, spec: EstimateSpec) -> str:
    """The name that R gives a column, variable and category, with a colon between them."""
    if title == _INTERCEPT:
        return "(konstant)"
    names = [*spec.terms, *spec.by, *spec.adjust, *([spec.party] if spec.party else [])]
    name = max((each for each in names if title.startswith(each)), key=len, default=title)
    rest = title.removeprefix(name)
    return f"{name}: {rest}" if rest else name


def _tell_table(title: str, rows: Sequence[tuple[str, ...]]) -> None:
    click.echo(f"\n{title}")
    widths = [max(len(row[i]) for row in rows if len(row) > i) for i in range(2)]
    for row in rows:
        first, second, *rest = row
        cells = [first.ljust(widths[0]), second.rjust(widths[1]), *rest]
        click.echo(f"  {'  '.join(cell for cell in cells if cell)}".rstrip())

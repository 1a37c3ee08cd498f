"""spec.toml: the design of a survey and what is to be estimated from it.

`[design]` names the columns of weight, strata, clusters and population sizes, or of replicate
weights; `[[weighting]]` gives known totals that the weights are fitted to; `[answers.COLUMN]` says
which codes mean that there is no opinion; `[[estimate]]` is one table or test each. Unknown keys
are refused, and so are keys that their kind of estimate has no use for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from reports.trust.survey import intervals, quantiles, replicates, stages
from reports.trust.survey.asked import (
    BASES,
    FAMILIES,
    KINDS,
    STATISTICS,
    Answers,
    DesignSpec,
    EstimateSpec,
    ReplicateSpec,
    Spec,
    WeightingSpec,
)
from reports.trust.survey.domain import Domain, DomainError, domain_of
from reports.trust.survey.keys import SpecError, Table
from store.reasons import of_toml


def read_spec(where: str, raw: bytes) -> Spec:
    """Read and check a spec.toml; `where` names it in errors.

    Raises SpecError with the table, the key, what was found, what was expected and what to do.
    """
    try:
        found = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SpecError(
            f"{where}: är inte UTF-8 (byte {error.start + 1}); spara om filen som UTF-8."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SpecError(
            f"{where}: är inte giltig TOML: {of_toml(error)}. Rätta raden och kör igen."
        ) from error
    whole = Table(where, found, ("design", "weighting", "answers", "estimate"))
    estimates = [
        _estimate(f"{where}, [[estimate]] nr {i}", value)
        for i, value in enumerate(whole.tables("estimate"), start=1)
    ]
    if not estimates:
        raise SpecError(
            f"{where}: ingen [[estimate]]; väntade minst en tabell med name, kind och variable."
        )
    names = [estimate.name for estimate in estimates]
    twice = next((e for i, e in enumerate(estimates) if e.name in names[:i]), None)
    if twice is not None:
        raise SpecError(
            f"{twice.where}, name = {twice.name!r}: namnet finns redan; väntade ett eget namn för "
            "varje skattning. Byt namn på den ena."
        )
    weightings = [
        _weighting(f"{where}, [[weighting]] nr {i}", value)
        for i, value in enumerate(whole.tables("weighting"), start=1)
    ]
    return Spec(
        where,
        _design(f"{where}, [design]", whole.table("design")),
        tuple(estimates),
        tuple(weightings),
        {
            name: _answers(f"{where}, [answers.{name}]", value)
            for name, value in whole.table("answers").items()
        },
    )


def _design(where: str, found: Mapping[str, Any]) -> DesignSpec:
    keys = ("weight", "strata", "psu", "fpc", "nest", "lonely_psu", "replicates")
    table = Table(where, found, keys)
    nested = table.table("replicates")
    return DesignSpec(
        weight=table.text("weight"),
        strata=table.names("strata"),
        psu=table.names("psu"),
        fpc=table.names("fpc"),
        nest=table.flag("nest"),
        lonely_psu=table.choice("lonely_psu", stages.LONELY_PSU) or "fail",
        replicates=_replicates(f"{where[:-1]}.replicates]", nested) if nested else None,
    )


def _replicates(where: str, found: Mapping[str, Any]) -> ReplicateSpec:
    keys = ("columns", "kind", "combined", "scale", "rscales", "rho", "mse")
    table = Table(where, found, keys, needed=("columns", "kind"))
    rscales = table.numbers("rscales")
    return ReplicateSpec(
        columns=table.names("columns"),
        kind=table.choice("kind", replicates.KINDS) or "",
        combined=table.flag("combined", default=True),
        scale=table.number("scale"),
        rscales=rscales or None,
        rho=table.number("rho"),
        mse=table.flag("mse"),
    )


def _weighting(where: str, found: Mapping[str, Any]) -> WeightingSpec:
    uses = {
        "rake": ("margins", "max_iterations", "epsilon"),
        "poststratify": ("margins", "cells"),
        "calibrate": ("margins", "totals", "size", "method", "bounds"),
    }
    kind = Table(where, found, tuple(found), needed=("kind",)).choice("kind", tuple(uses)) or ""
    table = Table(where, found, ("kind", *uses[kind]))
    margins = {
        column: Table(f"{where}, margins.{column}", codes, tuple(codes)).all_numbers()
        for column, codes in table.tables_by_name("margins").items()
    }
    bounds = table.numbers("bounds")
    if bounds and len(bounds) != 2:
        raise SpecError(f"{where}, bounds = {list(bounds)}: väntade två tal, minst och störst.")
    made = WeightingSpec(
        kind=kind,
        margins=margins,
        cells=tuple(table.tables("cells")),
        totals=Table(f"{where}, totals", table.table("totals"), None).all_numbers(),
        size=table.number("size"),
        method=table.choice("method", ("linear", "raking")) or "linear",
        bounds=(bounds[0], bounds[1]) if bounds else None,
        max_iterations=int(table.number("max_iterations") or 10),
        epsilon=table.number("epsilon") or 1.0,
    )
    if not (made.margins or made.cells or made.totals):
        raise SpecError(
            f"{where}: inga kända antal; väntade minst en tabell under margins. Skriv till exempel "
            "margins.kon = { kvinna = 4200000, man = 4250000 }."
        )
    return made


def _answers(where: str, found: object) -> Answers:
    if not isinstance(found, Mapping):
        raise SpecError(f"{where}: fann {found!r}; väntade en tabell med dont_know och wont_say.")
    table = Table(where, found, ("dont_know", "wont_say", "missing"))
    return Answers(table.values("dont_know"), table.values("wont_say"), table.values("missing"))


_COMMON = ("name", "kind", "variable", "domain", "ci", "confidence", "base")


def _estimate(number: str, found: Mapping[str, Any]) -> EstimateSpec:
    first = Table(number, found, tuple(found), needed=("name", "kind", "variable"))
    name, kind = first.text("name") or "", first.choice("kind", tuple(KINDS)) or ""
    where = f"{number} ({name})"
    table = Table(where, found, (*_COMMON, *sorted(KINDS[kind])))
    made = EstimateSpec(
        where=where,
        name=name,
        kind=kind,
        variable=sum(map(table.names, ("variable", "denominator", "less")), ()),
        by=table.names("by"),
        domain=_domain(where, table),
        levels=table.values("levels"),
        compare=table.values("compare"),
        base=table.text("base"),
        ci=_interval(table, kind),
        confidence=table.share("confidence", 0.95),
        q=_quantiles(where, table),
        rule=table.choice("rule", tuple(quantiles.RULES)) or "math",
        statistic=table.choice("statistic", STATISTICS) or "F",
        terms=table.names("terms"),
        adjust=table.names("adjust"),
        party=table.text("party"),
        family=table.choice("family", FAMILIES),
        reference=table.table("reference"),
        factors=table.names("factors"),
    )
    _check_variables(made)
    return made


def _domain(where: str, table: Table) -> Domain | None:
    try:
        return domain_of(table.found["domain"]) if "domain" in table.found else None
    except DomainError as error:
        raise SpecError(f"{where}, {error}") from error


def _interval(table: Table, kind: str) -> str | None:
    if kind == "quantile":
        return table.choice("ci", quantiles.METHODS)
    return table.choice("ci", intervals.METHODS if kind == "share" else ("mean",))


def _quantiles(where: str, table: Table) -> tuple[float, ...]:
    if table.found.get("kind") != "quantile":
        return (0.5,)
    given = table.numbers("q") or table.numbers("levels") or (0.5,)
    wrong = [q for q in given if not 0 <= q <= 1]
    if wrong or ("q" in table.found and "levels" in table.found):
        raise SpecError(
            f"{where}, q = {list(given)}: väntade tal i 0–1 under ett av namnen q och levels; "
            "0.5 är medianen."
        )
    return given


def _check_variables(made: EstimateSpec) -> None:
    """Raise SpecError where a kind has too few or too many columns to work with."""
    wanted = 2 if made.kind == "ratio" else 1
    if made.kind == "ttest" and len(made.variable) == 2:  # paired
        wanted = 1 if made.by else 2
    if len(made.variable) != wanted:
        raise SpecError(
            f"{made.where}, variable = {list(made.variable)}: väntade "
            + ("två kolumner, täljare och nämnare" if wanted == 2 else "en kolumn")
            + ". Skriv en [[estimate]] för varje fråga."
        )
    if made.kind in ("difference", "ttest", "chisq") and len(made.by) > 1:
        raise SpecError(f"{made.where}, by = {list(made.by)}: väntade en kolumn med grupper.")
    if made.kind in ("difference", "chisq") and not made.by:
        raise SpecError(f"{made.where}, by: saknas; väntade kolumnen med grupper att jämföra.")
    if made.kind == "regression" and not (made.terms or made.by):
        raise SpecError(f"{made.where}, terms: saknas; väntade minst en förklarande kolumn.")
    if made.kind == "regression" and made.terms and made.by:
        raise SpecError(
            f"{made.where}: både terms och by; en regression har förklarande kolumner under "
            "terms. Ta bort by."
        )
    if made.compare and len(made.compare) != 2:
        raise SpecError(f"{made.where}, compare = {list(made.compare)}: väntade två grupper.")
    if made.base is not None and made.base not in BASES and made.domain is None:
        raise SpecError(
            f"{made.where}, base = {made.base!r}: väntade {', '.join(BASES)}, eller ett eget namn "
            "tillsammans med den domain som det betyder."
        )

"""The plan of a link analysis: what is asked and how, written down before trust is looked at."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from reports.trust.link.plan_missing import check_missing
from reports.trust.link.plan_parts import (
    DIRECTIONS,
    Covariate,
    FactorKind,
    PlanError,
    Window,
    as_covariates,
    as_names,
    as_text,
    as_window,
    as_windows,
    fault,
)
from store.reasons import of_toml

__all__ = ["Covariate", "Design", "FactorKind", "Plan", "PlanError", "Window", "read_plan"]


LEAST_GAIN = 0.05
"""A label whose recall and specificity add up to hardly more than 1 is drawn by chance; a division
by what is above 1 would only blow the chance up."""


class Design(StrEnum):
    """What the data are: one series, groups over time, a campaign, or persons with dates."""

    SERIES = "series"
    GROUPS = "groups"
    CAMPAIGN = "campaign"
    PERSONS = "persons"


@dataclass(frozen=True, slots=True)
class ClassifierError:
    """How well exposure was counted: precision and recall of the label, with the number of
    documents behind each where known. `specificity` is needed only for shares of all documents."""

    precision: float
    recall: float
    precision_n: int | None = None
    recall_n: int | None = None
    specificity: float | None = None
    specificity_n: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One question to the data. Empty `lags` stand for the usual ones of the data's step.

    `exposure` and `trust` are CSV files (counted from the plan's folder) or names in the store.
    `group` is a column, or the group that a campaign reached; `comparison` the one that it did not.
    `negative_controls` are columns: an outcome that exposure should have nothing to do with, or,
    where the name begins with `exposure` or the column is in the exposure's table, another topic of
    the same sources.
    `alpha` is the level of all tests, two-sided; with a `direction` only a link of that sign is an
    association.
    """

    question: str
    design: Design
    exposure: str | None
    trust: str
    lags: tuple[Window, ...]
    primary_lag: Window | None
    direction: str
    alpha: float
    covariates: tuple[Covariate, ...]
    negative_controls: tuple[str, ...]
    group: str | None
    campaign: tuple[str, str] | None
    comparison: tuple[str, ...]
    by: str | None
    classifier: ClassifierError | None
    seed: int

    @property
    def sha256(self) -> str:
        """The hash of what the plan says, whatever its spaces, comments and order of keys."""
        return hashlib.sha256(json.dumps(self.as_dict(), sort_keys=True).encode()).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """The plan as plain values for JSON."""
        return json.loads(json.dumps(asdict(self)))

    @property
    def level(self) -> float:
        """The level of the intervals, 1 − alpha."""
        return 1.0 - self.alpha


_KEYS = (
    "question", "design", "exposure", "trust", "lags", "primary_lag", "direction", "alpha",
    "covariates", "negative_control", "group", "campaign", "comparison", "by", "classifier",
    "seed",
)  # fmt: skip

_CLASSIFIER_KEYS = (
    "precision", "recall", "precision_n", "recall_n", "specificity", "specificity_n",
)  # fmt: skip


def read_plan(text: str, name: str) -> Plan:
    """The plan in the text of a TOML file called `name`.

    Raises PlanError that names the key, what was found, what was expected and what to do.
    """
    try:
        found = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise PlanError(
            f"{name}: är inte giltig TOML: {of_toml(error)}. Rätta raden och kör igen."
        ) from error
    return plan_of(found, name)


def plan_of(found: Mapping[str, Any], name: str) -> Plan:
    """The plan of a table of keys; see `read_plan`."""
    for key in found:
        if key not in _KEYS:
            raise fault(
                name, key, found[key], f"en av nycklarna {', '.join(_KEYS)}", "Rätta namnet."
            )
    check_missing(found, name)
    design = _design(found, name)
    lags = as_windows(found.get("lags", []), name)
    primary = found.get("primary_lag")
    plan = Plan(
        question=as_text(found, "question", name, "frågan i en mening"),
        design=design,
        exposure=_source(found, "exposure", name),
        trust=_source(found, "trust", name) or _source(found, "exposure", name) or "",
        lags=lags,
        primary_lag=None if primary is None else as_window(primary, "primary_lag", name),
        direction=_direction(found, name),
        alpha=_alpha(found, name),
        covariates=as_covariates(found.get("covariates", []), name),
        negative_controls=as_names(found.get("negative_control", []), "negative_control", name),
        group=as_text(found, "group", name, "en kolumn eller en grupp")
        if "group" in found
        else None,
        campaign=_campaign(found, name),
        comparison=as_names(found.get("comparison", []), "comparison", name),
        by=as_text(found, "by", name, "namnet på en kolumn") if "by" in found else None,
        classifier=_classifier(found, name),
        seed=_seed(found, name),
    )
    _check(plan, name)
    return plan


def _design(found: Mapping[str, Any], name: str) -> Design:
    value = found.get("design")
    if value not in list(Design):
        raise fault(
            name,
            "design",
            value,
            f"en av {', '.join(Design)}",
            "series: en serie; groups: grupper över tid; campaign: en kampanj med jämförelsegrupp; "
            "persons: personer med intervjudatum.",
        )
    return Design(value)


def _source(found: Mapping[str, Any], key: str, name: str) -> str | None:
    if key not in found:
        return None
    return as_text(found, key, name, "en CSV-fil eller ett namn i lagret")


def _direction(found: Mapping[str, Any], name: str) -> str:
    value = found.get("direction", "two-sided")
    if not isinstance(value, str) or value.lower() not in DIRECTIONS:
        raise fault(
            name,
            "direction",
            value,
            "two-sided, negative eller positive",
            "negative: mer exponering hör ihop med lägre förtroende.",
        )
    return DIRECTIONS[value.lower()]


def _alpha(found: Mapping[str, Any], name: str) -> float:
    value = found.get("alpha", 0.05)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 0.5:
        raise fault(name, "alpha", value, "ett tal mellan 0 och 0.5", "Det vanliga är 0.05.")
    return float(value)


def _seed(found: Mapping[str, Any], name: str) -> int:
    value = found.get("seed", 1)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise fault(name, "seed", value, "ett heltal, minst 0", "Utelämna det för frö 1.")
    return value


def _campaign(found: Mapping[str, Any], name: str) -> tuple[str, str] | None:
    if "campaign" not in found:
        return None
    value = found["campaign"]
    if not isinstance(value, list) or len(value) != 2 or any(isinstance(v, bool) for v in value):
        raise fault(
            name,
            "campaign",
            value,
            "två tider, [från, till]",
            'Till exempel ["2022-W03", "2022-W12"], skrivna som i kolumnen time.',
        )
    return str(value[0]), str(value[1])


def _classifier(found: Mapping[str, Any], name: str) -> ClassifierError | None:
    if "classifier" not in found:
        return None
    table = found["classifier"]
    advice = "Till exempel classifier = { precision = 0.94, recall = 0.90 }."
    expected = f"en tabell med {', '.join(_CLASSIFIER_KEYS)}"
    if not isinstance(table, dict) or not {"precision", "recall"} <= table.keys():
        raise fault(name, "classifier", table, expected, advice)
    for key, value in table.items():
        if key not in _CLASSIFIER_KEYS:
            raise fault(name, f"classifier.{key}", value, expected, "Rätta namnet.")
        number = not isinstance(value, bool) and isinstance(value, int | float)
        if key.endswith("_n"):
            good = number and isinstance(value, int) and value >= 1
        else:
            good = number and 0 < value <= 1
        if not good:
            kind = "ett antal, minst 1" if key.endswith("_n") else "en andel över 0, högst 1"
            raise fault(name, f"classifier.{key}", value, kind, advice)
    if "specificity" in table and table["recall"] + table["specificity"] <= 1 + LEAST_GAIN:
        raise fault(
            name,
            "classifier",
            table,
            f"recall + specificity över {1 + LEAST_GAIN:g}",
            "En märkning med så många fel är knappast bättre än slumpen; kontrollera värdena.",
        )
    return ClassifierError(**table)


def _check(plan: Plan, name: str) -> None:
    """What keys need of each other."""
    if not plan.trust:
        raise fault(name, "trust", None, "en CSV-fil eller ett namn i lagret", "Lägg till nyckeln.")
    if plan.exposure is None and plan.design is not Design.CAMPAIGN:
        raise fault(
            name, "exposure", None, "en CSV-fil eller ett namn i lagret", "Lägg till nyckeln."
        )
    if plan.design is Design.CAMPAIGN and plan.campaign is None:
        raise fault(
            name, "campaign", None, "två tider, [från, till]", "En kampanj måste ha ett datum."
        )
    if plan.design is Design.CAMPAIGN and not plan.comparison:
        raise fault(
            name,
            "comparison",
            None,
            "gruppen som kampanjen inte nådde",
            "Utan jämförelsegrupp går kampanjen inte att skilja från det som berör alla.",
        )
    if plan.design is not Design.CAMPAIGN and plan.campaign is not None:
        raise fault(
            name,
            "campaign",
            list(plan.campaign),
            'bara när design = "campaign"',
            "Ta bort nyckeln.",
        )
    if plan.primary_lag and plan.lags and plan.primary_lag not in plan.lags:
        raise fault(
            name,
            "primary_lag",
            plan.primary_lag.label,
            f"en av lags ({', '.join(lag.label for lag in plan.lags)})",
            "Lägg till den i lags, eller välj en som står där.",
        )
    names = [covariate.name for covariate in plan.covariates]
    if twice := sorted({one for one in names if names.count(one) > 1}):
        raise fault(name, "covariates", twice[0], "varje kovariat en gång", "Ta bort den ena.")

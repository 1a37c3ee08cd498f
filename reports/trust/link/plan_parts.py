"""The values in a plan that have a form of their own: windows of lags, covariates, names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reports.trust.waves.vocabulary import sensitivity
from store.errors import SettingsError


class PlanError(SettingsError):
    """A plan that can't be followed; nothing was locked and nothing was done."""


class FactorKind(StrEnum):
    """The four kinds of factors of trust (Vård- och omsorgsanalys, report 2024:2)."""

    INDIVIDUAL = "individual"
    SERVICES = "services"
    CHANNELS = "channels"
    SOCIETY = "society"


DIRECTIONS = {
    "two-sided": "two-sided",
    "two_sided": "two-sided",
    "both": "two-sided",
    "any": "two-sided",
    "exposure_to_trust": "two-sided",
    "negative": "negative",
    "less": "negative",
    "positive": "positive",
    "greater": "positive",
}
"""What `direction` may be, and what it means."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Exposure from `first` to `last` steps before trust, both included; one step is a lag."""

    first: int
    last: int

    @property
    def label(self) -> str:
        """As it is written in a plan: "3", or "1-4"."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def steps(self) -> int:
        """How many lags it spans, both ends counted."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Covariate:
    """A column that is held constant; `kind` is None where the plan leaves it out."""

    name: str
    kind: FactorKind | None

    @property
    def is_party(self) -> bool:
        """Whether it is party sympathy by its name, which is added last and shown apart."""
        return sensitivity(self.name, "") == "party"


def fault(name: str, key: str, found: Any, expected: str, advice: str) -> PlanError:
    """An error of one key: where, what was found, what was expected, what to do."""
    told = "saknas" if found is None else f"= {found!r}"
    return PlanError(f"{name}, {key} {told}: väntade {expected}. {advice}")


def as_text(found: Mapping[str, Any], key: str, name: str, expected: str) -> str:
    """A string that says something."""
    value = found.get(key)
    if not isinstance(value, str) or not value.strip():
        raise fault(name, key, value, expected, "Skriv det inom citattecken.")
    return value.strip()


def as_names(value: Any, key: str, name: str) -> tuple[str, ...]:
    """One name or a list of names."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or any(not isinstance(n, str) or not n.strip() for n in names):
        raise fault(name, key, value, "ett namn, eller en lista med namn", "Rätta värdet.")
    return tuple(n.strip() for n in names)


def as_windows(value: Any, name: str) -> tuple[Window, ...]:
    """A lag, or a list of lags and windows, each once."""
    listed = value if isinstance(value, list) else [value]
    windows = tuple(as_window(one, "lags", name) for one in listed)
    if len(set(windows)) < len(windows):
        raise fault(name, "lags", value, "varje fördröjning en gång", "Ta bort den ena.")
    return windows


def as_window(value: Any, key: str, name: str) -> Window:
    """`3`, `"1-4"` or `[1, 4]`, in steps of the data."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Window(value, value)
    ends: list[int] = []
    if isinstance(value, str) and (
        found := re.fullmatch(r"\s*(\d+)\s*(?:[-–]\s*(\d+))?\s*", value)
    ):
        ends = [int(found[1]), int(found[2] or found[1])]
    elif isinstance(value, list) and len(value) == 2 and all(type(one) is int for one in value):
        ends = value
    if not ends or not 0 <= ends[0] <= ends[1]:
        raise fault(
            name,
            key,
            value,
            'hela steg, minst 0, eller fönster, till exempel [0, "1-4", "5-13"]',
            "Fördröjningar räknas i datas steg: veckor, månader eller år.",
        )
    return Window(ends[0], ends[1])


def as_covariates(value: Any, name: str) -> tuple[Covariate, ...]:
    """`{ party = "individual" }`, or a list of `{ name = "party", kind = "individual" }`."""
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = [_pair(one, name) for one in value]
    else:
        raise _covariate_fault(name, value)
    return tuple(_covariate(column, kind, name) for column, kind in pairs)


def _pair(value: Any, name: str) -> tuple[str, Any]:
    if isinstance(value, str):
        column, _, kind = value.partition(":")
        return column, kind or None
    if not isinstance(value, dict) or not value.keys() <= {"name", "kind"} or "name" not in value:
        raise _covariate_fault(name, value)
    return value["name"], value.get("kind")


def _covariate(column: Any, kind: Any, name: str) -> Covariate:
    known = kind is None or kind in list(FactorKind)
    if not isinstance(column, str) or not column.strip() or not known:
        raise _covariate_fault(name, {"name": column, "kind": kind})
    return Covariate(column.strip(), None if kind is None else FactorKind(kind))


def _covariate_fault(name: str, value: Any) -> PlanError:
    return fault(
        name,
        "covariates",
        value,
        f"kolumnens namn och slaget av faktor: {', '.join(FactorKind)}",
        'Till exempel covariates = [{ name = "party", kind = "individual" }].',
    )

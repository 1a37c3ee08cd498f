"""A table of a TOML file, whose keys are read one by one and checked on the way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from store.errors import SettingsError


class SpecError(SettingsError):
    """A specification that can't be followed: nothing was computed."""


class Table:
    """A table that says where it stands. `allowed` are the keys it may have, None for any.

    Every method raises SpecError with the key, what was found and what was expected.
    """

    def __init__(
        self,
        where: str,
        found: object,
        allowed: Sequence[str] | None,
        needed: Sequence[str] = (),
    ) -> None:
        if not isinstance(found, Mapping):
            raise SpecError(f"{where}: fann {found!r}; väntade en tabell.")
        self.where, self.found = where, found
        unknown = [key for key in found if allowed is not None and key not in allowed]
        if unknown:
            raise SpecError(
                f"{where}, {unknown[0]}: okänd nyckel här; de som finns är "
                f"{', '.join(allowed or ())}. Ta bort raden eller rätta namnet."
            )
        missing = [key for key in needed if key not in found]
        if missing:
            raise SpecError(f"{where}, {missing[0]}: saknas; lägg till raden.")

    def text(self, key: str) -> str | None:
        """A text with something in it; None where the key is missing."""
        value = self.found.get(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        raise self._error(key, "en text inom citattecken")

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false, as TOML writes them; 0 and 1 are refused."""
        value = self.found.get(key, default)
        if isinstance(value, bool):
            return value
        raise self._error(key, "true eller false")

    def number(self, key: str) -> float | None:
        """A finite number as float; None where the key is missing."""
        value = self.found.get(key)
        if value is None or _is_number(value):
            return None if value is None else float(value)
        raise self._error(key, "ett tal")

    def share(self, key: str, default: float) -> float:
        """A share, over 0 and under 1."""
        value = self.found.get(key, default)
        if _is_number(value) and 0 < value < 1:
            return float(value)
        raise self._error(key, "ett tal mellan 0 och 1, till exempel 0.95")

    def choice(self, key: str, choices: Sequence[str]) -> str | None:
        """One of `choices`; None where the key is missing."""
        value = self.found.get(key)
        if value is None or (isinstance(value, str) and value in choices):
            return value
        raise self._error(key, f"ett av {', '.join(choices)}")

    def names(self, key: str) -> tuple[str, ...]:
        """One column, or a list of them."""
        value = self.found.get(key, [])
        names = [value] if isinstance(value, str) else value
        if isinstance(names, list) and all(isinstance(n, str) and n.strip() for n in names):
            return tuple(names)
        raise self._error(key, "ett kolumnnamn eller en lista med kolumnnamn")

    def numbers(self, key: str) -> tuple[float, ...]:
        """A number or a list of them; () where the key is missing."""
        value = self.found.get(key, [])
        numbers = value if isinstance(value, list) else [value]
        if all(_is_number(number) for number in numbers):
            return tuple(float(number) for number in numbers)
        raise self._error(key, "ett tal eller en lista med tal")

    def values(self, key: str) -> tuple[Any, ...]:
        """One code, or a list of them: numbers, texts or truth values."""
        value = self.found.get(key, [])
        values = value if isinstance(value, list) else [value]
        if all(isinstance(v, str | int | float | bool) and v == v for v in values):
            return tuple(values)
        raise self._error(key, "ett värde eller en lista med värden")

    def table(self, key: str) -> Mapping[str, Any]:
        """A table, [key]; an empty one where the key is missing."""
        value = self.found.get(key, {})
        if isinstance(value, Mapping):
            return value
        raise self._error(key, f"en tabell, [{key}]")

    def tables(self, key: str) -> list[Mapping[str, Any]]:
        """The tables of a list, [[key]]; [] where the key is missing."""
        value = self.found.get(key, [])
        if isinstance(value, list) and all(isinstance(one, Mapping) for one in value):
            return value
        raise self._error(key, f"tabeller, [[{key}]]")

    def tables_by_name(self, key: str) -> Mapping[str, Mapping[str, Any]]:
        """Tables within a table, none of them empty, each by its name."""
        found = self.table(key)
        if all(isinstance(one, Mapping) and one for one in found.values()):
            return found
        raise self._error(
            key, f"en tabell för varje kolumn, som {key}.kon = {{ kvinna = 4200000 }}"
        )

    def all_numbers(self) -> dict[str, float]:
        """Every key of the table with its number."""
        return {key: self._number_at(key) for key in self.found}

    def _number_at(self, key: str) -> float:
        number = self.number(key)
        if number is None:
            raise self._error(key, "ett tal")
        return number

    def _error(self, key: str, expected: str) -> SpecError:
        return SpecError(f"{self.where}, {key} = {self.found.get(key)!r}: väntade {expected}.")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)

"""One table of a wave.toml: each value is read by its kind, or refused by its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from reports.trust.waves.faults import WaveError
from reports.trust.waves.table import code_text


class Table:
    """One table of the file, with its name for messages; unknown keys are refused at once.

    Each method reads one key, and raises WaveError where its value does not fit.
    """

    def __init__(self, file: str, title: str, values: Any, known: tuple[str, ...]) -> None:
        self.file, self.title = file, title
        if not isinstance(values, Mapping):
            raise WaveError(f"{self.where('')}: väntade en tabell; skriv den som {title}.")
        self.values = values
        for key in values:
            if key not in known:
                raise WaveError(
                    f"{self.where(key)}: okänd nyckel; de som finns är {', '.join(known)}. Ta bort "
                    "raden eller rätta namnet."
                )

    def where(self, key: str) -> str:
        """A key's place for messages: file, table, key."""
        if not self.title:
            return f"{self.file}, {key}" if key else self.file
        return f"{self.file}, {self.title} {key}".rstrip()

    def wrong(self, key: str, expected: str) -> WaveError:
        """The error of a key, to be raised: that it is missing, or what stands there instead."""
        if key not in self.values or self.values[key] in ("", []):
            return WaveError(f"{self.where(key)} saknas; väntade {expected}. Fyll i raden.")
        return WaveError(
            f"{self.where(key)} = {self.values[key]!r}: väntade {expected}. Rätta den."
        )

    def _value(self, key: str, fits: Callable[[Any], bool], expected: str, default: Any) -> Any:
        value = self.values.get(key, default)
        if key in self.values and not fits(value):
            raise self.wrong(key, expected)
        return value

    def text(self, key: str) -> str:
        """A text with single spaces; "" where the key is missing."""
        found = self._value(key, lambda v: isinstance(v, str), "en text inom citattecken", "")
        return " ".join(found.split())

    def needed(self, key: str, expected: str) -> str:
        """A text that may not be empty."""
        found = self.text(key)
        if not found:
            raise self.wrong(key, expected)
        return found

    def matching(self, key: str, pattern: re.Pattern[str], expected: str) -> str:
        """A text that the whole pattern fits."""
        found = self.needed(key, expected)
        if not pattern.fullmatch(found):
            raise self.wrong(key, expected)
        return found

    def one_of(self, key: str, words: tuple[str, ...], default: str | None = None) -> str:
        """One of `words`; refused where the key is missing, unless there is a default."""
        expected = f"en av {', '.join(words)}"
        found = self.values.get(key, default)
        if found not in words:
            raise self.wrong(key, expected)
        return str(found)

    def flag(self, key: str, default: bool) -> bool:
        """True or false, as TOML writes them."""
        return self._value(key, lambda v: isinstance(v, bool), "true eller false", default)

    def whole(self, key: str) -> int | None:
        """A whole number from 1; None where the key is missing."""
        expected = "ett helt tal, minst 1"
        return self._value(key, lambda v: type(v) is int and v > 0, expected, None)

    def day(self, key: str) -> date | None:
        """A day without a time; None where the key is missing or left empty."""

        def fits(value: Any) -> bool:
            return isinstance(value, date) and not isinstance(value, datetime)

        if self.values.get(key) == "":
            return None
        return self._value(key, fits, "ett datum utan citattecken, till exempel 2026-09-01", None)

    def names(self, key: str) -> tuple[str, ...]:
        """Names of columns, none of them empty; () where the key is missing."""

        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(isinstance(v, str) and v for v in value)

        return tuple(self._value(key, fits, 'en lista med kolumner, till exempel ["stratum"]', []))

    def codes(self, key: str) -> tuple[str, ...]:
        """Codes as texts, as `code_text` writes those of the survey's file."""

        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(map(is_code, value))

        found = self._value(key, fits, "en lista med koder, till exempel [1, 2]", [])
        return tuple(text for value in found if (text := code_text(value)) is not None)

    def labels(self, key: str) -> dict[str, str]:
        """What each code is called, by its code; {} where the key is missing."""

        def fits(value: Any) -> bool:
            return isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values())

        return dict(self._value(key, fits, "en tabell med kod = etikett", {}))


def is_code(value: Any) -> bool:
    """Whether a value of the file can be a code."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)

"""How trust, exposure and estimates are written: with their unit, and never in two ways."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from reports.trust.page.inputs import number, text_of
from reports.weekly.words import UNKNOWN, Words

CATALOGUE = "reports.trust"

_LOCALE = {"sv": "sv_SE", "en": "en_GB"}


def page_words(language: str) -> Words:
    """The words of the page and of the published waves. Raises SettingsError for no language."""
    return Words(language, CATALOGUE)


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one result. `factor` turns trust into what is printed (share to per cent)."""

    words: Words
    trust: str
    exposure: str
    change: float
    log_odds: bool = False
    alpha: float = 0.05

    @property
    def factor(self) -> float:
        """What figures of trust are multiplied by to be printed: shares as per cent."""
        return 100.0 if self.trust == "share" else 1.0

    @property
    def whole(self) -> bool:
        """Whether trust is a share, printed in per cent."""
        return self.trust in ("share", "percent")

    def value(self, found: float | None) -> str:
        """A level of trust: `31,0 %`, or the number alone."""
        if found is None:
            return UNKNOWN
        text = self.words.number(found * self.factor, 1 if self.whole else digits_of(found))
        return f"{text}{self.sign}" if self.whole else text

    @property
    def sign(self) -> str:
        """The per cent sign as the language sets it: Swedish with a space that doesn't break."""
        return "\u00a0%" if self.words.language == "sv" else "%"

    def interval(self, low: float | None, high: float | None) -> str:
        """Both ends of an interval as printed; UNKNOWN where one is missing."""
        if low is None or high is None:
            return UNKNOWN
        return f"{self.value(low)} – {self.value(high)}"

    def slope(self, found: float | None) -> str:
        """A difference in trust for the stated change in exposure, without its unit; of persons
        the odds ratio of that change."""
        if found is None:
            return UNKNOWN
        if self.log_odds:
            return self.words.number(odds_ratio(found, self.change), 2)
        shown = found * self.factor * self.change
        return self.words.number(shown, max(digits_of(shown, figures=2), int(self.whole)))

    def span(self, low: float | None, high: float | None) -> str:
        """The interval of a slope."""
        if low is None or high is None:
            return UNKNOWN
        ends = sorted((low, high), key=lambda end: end * self.change)
        plain = self.log_odds or ends[0] * self.change >= 0
        joined = " – " if plain else self.words.t(" till ")
        return joined.join(self.slope(end) for end in ends)

    @property
    def level(self) -> str:
        """The level of the plan's intervals: `95 %`."""
        return self.words.percent(1 - self.alpha)

    @property
    def slope_unit(self) -> str:
        """What a change of trust is counted in: percentage points, or units of its scale."""
        if self.whole:
            return self.words.t("procentenheter")
        if self.trust:
            return self.trust
        return self.words.t("enheter på förtroendeskalan")

    @property
    def per(self) -> str:
        """The stated change in exposure."""
        amount = self.words.number(self.change, 0 if self.change == int(self.change) else 2)
        unit = self.exposure or (
            self.words.t("enhet exponering") if self.change == 1 else self.words.t("enheter")
        )
        return f"{amount}\u00a0{unit}"


def units_of(words: Words, data: Mapping[str, Any], design: str) -> Units:
    """The units that a result's data name; `percentage points` where trust is a share."""
    trust, exposure = mapping(data.get("trust")), mapping(data.get("exposure"))
    default = "share" if design in ("persons", "campaign") else ""
    return Units(
        words,
        text_of(trust.get("unit")) or default,
        text_of(exposure.get("unit")),
        number(exposure.get("change")) or 1.0,
        log_odds=design == "persons",
        alpha=number(data.get("alpha")) or 0.05,
    )


def mapping(value: object) -> Mapping[str, Any]:
    """The value where it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def digits_of(value: float, figures: int = 3) -> int:
    """Decimals that show so many figures of a number.

    >>> digits_of(31.2), digits_of(-1.23), digits_of(0.0123), digits_of(0.12, 2)
    (1, 2, 4, 2)
    """
    size, digits, enough = abs(value), 0, 10 ** (figures - 1)
    while digits < 6 and size and size < enough:
        size, digits = size * 10, digits + 1
    return max(digits, 0)


def probability(words: Words, p: float | None) -> str:
    """A p-value: three decimals, `< 0,001` below."""
    if p is None:
        return UNKNOWN
    if p < 0.001:
        return f"<\u00a0{words.number(0.001, 3)}"
    return words.number(p, 3)


def relation(words: Words, p: float | None) -> str:
    """A p-value after its name in a sentence: `= 0,031`, `< 0,001`."""
    text = probability(words, p)
    return text if text.startswith("<") else f"= {text}"


def day(words: Words, ordinal: float, pattern: str = "d MMMM y") -> str:
    """The day of an ordinal."""
    return format_date(date.fromordinal(int(ordinal)), pattern, locale=_LOCALE[words.language])


def odds_ratio(log_odds: float, change: float) -> float:
    """The odds ratio of a stated change; kept finite where the model separates.

    >>> odds_ratio(0.0, 10)
    1.0
    """
    return math.exp(min(log_odds * change, 700.0))

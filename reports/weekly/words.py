"""Swedish and English: messages from one catalogue, numbers and dates by Babel.

Swedish is the source text; `locale/en.po` holds the English. Messages are plain text with
`{name}` fields; what fills a field is never read as a message or as markup.
"""

from __future__ import annotations

import functools
import importlib.resources
import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from reports.signals.weeks import STOCKHOLM, first_day
from store.errors import SettingsError

LANGUAGES = ("sv", "en")

UNKNOWN = "–"
"""What stands for a count that is hidden or not known."""


def mark(message: str) -> str:
    """The message itself; marks text in a table of names for the catalogue."""
    return message


@functools.cache
def catalogue(language: str, package: str = "reports.weekly") -> Mapping[str, tuple[str, str]]:
    """Swedish message to its singular and plural in `language`; empty for Swedish."""
    if language == "sv":
        return {}
    text = (importlib.resources.files(package) / "locale" / f"{language}.po").read_bytes()
    found = {}
    for message in read_po(io.BytesIO(text), locale=language):
        one = message.id[0] if isinstance(message.id, tuple) else message.id
        said = (message.string,) if isinstance(message.string, str) else message.string or ("",)
        if one:
            found[str(one)] = (said[0], said[-1])
    return found


class Words:
    """What the report says in one language. Raises SettingsError for a language we lack.

    `package` is the one whose `locale/` holds the catalogue."""

    def __init__(self, language: str, package: str = "reports.weekly") -> None:
        if language not in LANGUAGES:
            raise SettingsError(f'Språket {language!r}: väntade "sv" eller "en".')
        self.language = language
        self._locale = {"sv": "sv_SE", "en": "en_GB"}[language]
        self._messages = catalogue(language, package)

    def t(self, message: str, **values: object) -> str:
        """The message in this language, its fields filled."""
        return self._messages.get(message, (message, message))[0].format(**values)

    def n(self, one: str, many: str, count: int, **values: object) -> str:
        """The message for one or for many; `{count}` is the number as it is written."""
        found = self._messages.get(one, (one, many))
        return found[0 if count == 1 else 1].format(count=self.number(count), **values)

    def number(self, value: float | None, digits: int = 0) -> str:
        """A number as it is written in the language; “–” for None."""
        if value is None:
            return UNKNOWN
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(value, pattern, locale=self._locale)

    def figures(self, text: str) -> str:
        """A text with figures written by a program, with the decimal sign of the language."""
        return re.sub(r"(?<=\d)\.(?=\d)", ",", text) if self.language == "sv" else text

    def percent(self, share: float | None) -> str:
        """A share 0..1 in whole per cent; “–” for None."""
        if share is None:
            return UNKNOWN
        pattern = "#,##0\u00a0%" if self.language == "sv" else "#,##0%"
        return format_percent(share, pattern, locale=self._locale)

    def day(self, moment: datetime) -> str:
        """The day in Stockholm of an aware moment, with weekday."""
        day = moment.astimezone(STOCKHOLM).date()
        return format_date(day, "EEEE d MMMM", locale=self._locale)

    def moment(self, moment: datetime) -> str:
        """Day and clock time in Stockholm."""
        pattern = "d MMMM y 'kl.' HH.mm" if self.language == "sv" else "d MMMM y, HH:mm"
        return format_datetime(moment.astimezone(STOCKHOLM), pattern, locale=self._locale)

    def days(self, week: str) -> str:
        """First to last day of a week: `16–22 november 2026`."""
        first = first_day(week)
        last = first + timedelta(days=6)
        pattern = "d"
        if first.year != last.year:
            pattern = "d MMMM y"
        elif first.month != last.month:
            pattern = "d MMMM"
        dash = "–" if pattern == "d" else " – "
        start = format_date(first, pattern, locale=self._locale)
        return start + dash + format_date(last, "d MMMM y", locale=self._locale)

    def week(self, week: str) -> str:
        """`vecka 47` of `2026-W47`."""
        return self.t("vecka {number}", number=int(week[-2:]))

    def listed(self, items: Sequence[str]) -> str:
        """`a, b och c`."""
        return format_list(list(items), locale=self._locale)

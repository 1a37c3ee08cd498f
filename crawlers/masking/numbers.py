"""Personal identity numbers and phone numbers, told from ordinary figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from crawlers.masking.spans import PERSON, PHONE, Span

_PERSON = re.compile(
    r"""(?<!\d)(?P<century>18|19|20)?(?P<year>\d{2})[ ./-]?(?P<month>0[1-9]|1[0-2])[ ./-]?
    (?P<day>0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])
    (?P<between>\s?[-+]\s?|\s)?(?P<last>\d{2}\s?\d{2}|[A-Z]\d{3})(?!\d)""",
    re.X,
)
_ABROAD = re.compile(
    r"(?<![\w+])(?:\+|00)[1-9]\d{0,2}(?:[ ./-]{0,2}\(0\))?(?:[ ./()-]{0,2}\d){6,12}(?!\d)"
)
_UNIT = re.compile(
    r"\s*(?:kr|kronor|mkr|mnkr|procent|%|miljon|miljard|euro|dollar|personer|invånare)"
)
_THOUSANDS = re.compile(r"\+\d{1,3}(?:[ .]\d{3})+")
_HOME = re.compile(r"(?<!\d)(?<!\d[.,:/-])\(?0[1-9]\d{0,2}\)?(?:[ ./-]{0,3}\d){5,8}(?!\d)")
_DAY_FIRST = re.compile(r"0\d([-./])[01]?\d\1(?:19|20)\d\d")
_OPENING_HOURS = re.compile(r"0\d[.:][0-5]\d\s?-\s?[0-2]?\d[.:]?[0-5]?\d")
_YEAR_AFTER_DAY = re.compile(r"0\d[ ./-]\d{1,2}[ ./-](?:19|20)\d\d(?!\d)")
_SEVEN_DIGITS = re.compile(r"\d(?:\D{0,4}\d){6}")


def numbers(text: str) -> Iterator[Span]:
    """The personal identity numbers and phone numbers of a plain text."""
    if not _SEVEN_DIGITS.search(text):
        return
    yield from person_numbers(text)
    for match in _ABROAD.finditer(text):
        if not (_THOUSANDS.fullmatch(match.group(0)) and _UNIT.match(text, match.end())):
            yield *match.span(), PHONE
    for match in _HOME.finditer(text):
        if _is_phone_number(match.group(0), text, match.start()):
            yield *match.span(), PHONE


def person_numbers(text: str) -> Iterator[Span]:
    """The personal identity numbers of a plain text or an address."""
    for match in _PERSON.finditer(text):
        if _is_person_number(match):
            yield *match.span(), PERSON


def _is_person_number(match: re.Match[str]) -> bool:
    """A valid date with the dash or plus of a number, or with a right check digit."""
    day = int(match["day"])
    day -= 60 if day > 60 else 0
    century = match["century"]
    centuries = (int(century),) if century else (19, 20)
    if not any(_is_date(c * 100 + int(match["year"]), int(match["month"]), day) for c in centuries):
        return False
    between = (match["between"] or "").strip()
    if between in {"-", "+"}:
        return True
    last = "".join(match["last"].split())
    return last.isdigit() and _luhn(match["year"] + match["month"] + match["day"] + last)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> bool:
    total = 0
    for at, digit in enumerate(digits):
        value = int(digit) * (2 if at % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_phone_number(found: str, text: str, start: int) -> bool:
    """Whether digits that begin with 0 can be a Swedish number and are no date or opening hours.

    Eight to ten digits: an area code of two to four and five digits or more after it.
    """
    for other in (_DAY_FIRST, _OPENING_HOURS, _YEAR_AFTER_DAY):
        if other.match(text, start):
            return False
    digits = sum(character.isdigit() for character in found)
    area = re.match(r"\(?(\d+)", found)
    if digits == 8 and area and len(area.group(1)) == 4:
        return False
    return 8 <= digits <= 10

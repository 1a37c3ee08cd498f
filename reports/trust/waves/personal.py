"""What no survey file may hold: personal identity numbers, addresses, names and free text.

All columns of a file are looked at, also those that would not be imported: who has such a file on
the table should make a clean one first. A fault tells column and row, never what stands there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from reports.trust.waves.faults import Fault, fault
from reports.trust.waves.table import Column, SurveyTable, is_extended_missing

_NUMBER_NAME = re.compile(
    r"pnr|p_?nummer|pers(?:on)?_?n(?:umme)?r|samordningsn(?:umme)?r|ssn|social_?security\w*", re.I
)
_WRITTEN = re.compile(r"(?<!\d)(?:18|19|20)?(\d{2})(\d{2})(\d{2})[-+ ]\d{3}[\dA-Z](?!\d)")
_PLAIN = re.compile(r"(18|19|20)?(\d{2})(\d{2})(\d{2})(\d{4})")

_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\d.,])(?:\+46|0046|07\d)[ -]?\d(?:[ -]?\d){6,8}(?![\d.,])"
)
_ADDRESS = re.compile(
    r"\b[^\W\d_][\w .'-]*(?:gatan|gata|vägen|väg|gränd|gränden|stigen|stig|allén|allé|torget|torg"
    r"|backen|plan|street|road|avenue)\s+(?!(?:19|20)\d\d\b)\d{1,4}\s?[a-z]?\b|\b(?:box|lgh)\s+\d+",
    re.I,
)
_ADDRESS_NAME = re.compile(
    r"\w*adress\w*|address\w*|gata|street|e_?post|e_?mail|telefon(?:nr|nummer)?|mobil(?:nr|nummer)?"
    r"|(?:f[öo]r|efter)?namn|name",
    re.I,
)
_PLACE_NAME = re.compile(
    r"lat|lon|lng|long|(?:lat|long)itude?|sweref\w*|rt90\w*|[xy]_?koord\w*", re.I
)

_WORDS_OF_A_SENTENCE = 5
_LONGEST_ANSWER = 80  # characters; labels of answers are shorter
_UNIQUE_SHARE = 0.5
"""Free text differs from person to person; the labels of a scale come back."""


def personal_faults(table: SurveyTable) -> list[Fault]:
    """The columns that hold what identifies a person, each with its rows."""
    found = []
    for column in table.columns.values():
        for look, reason, what in _LOOKS:
            rows = [table.numbers[i] for i in look(column)]
            if rows:
                found.append(_told(table.name, column.name, rows, reason, what))
                break
    return found


def _told(place: str, column: str, rows: Sequence[int], reason: str, what: str) -> Fault:
    return fault(
        place, column, rows, reason, f"ser ut som {what}",
        "en fil utan uppgifter som pekar ut någon",
        "ta bort kolumnen ur filen och läs in den nya",
    )  # fmt: skip


def _identity_numbers(column: Column) -> list[int]:
    if _NUMBER_NAME.fullmatch(column.name) and not column.labels:
        return [i for i, value in enumerate(column.values) if value is not None]
    texts = [_digits_text(value) for value in column.values]
    written = _where(texts, lambda text: any(map(_is_day, _WRITTEN.finditer(text))))
    if written:
        return written
    filled = sum(text != "" for text in texts)
    dated = _where(texts, _is_plain)
    if not dated or _are_moments(texts):
        return []
    sure = [i for i in dated if _luhn(texts[i][-10:])]
    long = [i for i in sure if len(texts[i]) == 12]
    if len(dated) >= 0.5 * filled or len(sure) >= 0.2 * filled:
        return dated
    return long


def _digits_text(value: object) -> str:
    if isinstance(value, float):
        return str(int(value)) if value >= 1e8 and value.is_integer() else ""
    return value if isinstance(value, str) else ""


def _is_plain(text: str) -> bool:
    found = _PLAIN.fullmatch(text.rjust(10, "0") if len(text) == 9 and text.isdigit() else text)
    return found is not None and _day_fits(found[3], found[4])


def _is_day(found: re.Match[str]) -> bool:
    return _day_fits(found[2], found[3])


def _day_fits(month: str, day: str) -> bool:
    """Whether month and day are those of a personal or a coordination number (day + 60)."""
    return 1 <= int(month) <= 12 and 1 <= int(day) % 60 <= 31 and int(day) <= 91


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(digits)]
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0


def _are_moments(texts: Iterable[str]) -> bool:
    """Whether all are times as 202609011230, which look like numbers of children."""
    found = [text for text in texts if text]
    return all(
        len(t) == 12 and t.isdigit() and t[:2] == "20" and t[8:10] < "24" and t[10:] < "60"
        for t in found
    )


def _contacts(column: Column) -> list[int]:
    if _ADDRESS_NAME.fullmatch(column.name) and column.textual and not column.labels:
        return [i for i, value in enumerate(column.values) if value is not None]
    return _where(_texts(column), lambda text: bool(_CONTACT.search(text)))


def _addresses(column: Column) -> list[int]:
    if _PLACE_NAME.fullmatch(column.name):
        exact = [isinstance(v, float) and (v % 1 != 0 or abs(v) > 1000) for v in column.values]
        return [i for i, found in enumerate(exact) if found]
    return _where(_texts(column), lambda text: bool(_ADDRESS.search(text)))


def _free_texts(column: Column) -> list[int]:
    if column.labels and not column.textual:
        return []
    texts = _texts(column)
    counts = Counter(text for text in texts if text)
    if not counts:
        return []
    own = {text for text, count in counts.items() if count == 1}
    long = {t for t in counts if len(t.split()) >= _WORDS_OF_A_SENTENCE or len(t) > _LONGEST_ANSWER}
    names = {t for t in own if " " in t and any(map(str.isalpha, t))}
    if long & own and len(own) > _UNIQUE_SHARE * counts.total():
        return [i for i, text in enumerate(texts) if text in long]
    if len(names) > 10 and len(names) > _UNIQUE_SHARE * counts.total():
        return [i for i, text in enumerate(texts) if text in names]
    return [i for i, text in enumerate(texts) if len(text) > _LONGEST_ANSWER]


def _texts(column: Column) -> list[str]:
    """The texts of a column, empty where something else stands or where a label is meant."""
    known = set(column.labels) | set(column.labels.values())
    return [
        v if isinstance(v, str) and v not in known and not is_extended_missing(v) else ""
        for v in column.values
    ]


def _where(texts: Sequence[str], fits: Callable[[str], bool]) -> list[int]:
    known: dict[str, bool] = {"": False}
    for text in texts:
        if text not in known:
            known[text] = fits(text)
    return [i for i, text in enumerate(texts) if known[text]]


_LOOKS: list[tuple[Callable[[Column], list[int]], str, str]] = [
    (_identity_numbers, "personnummer", "personnummer"),
    (_contacts, "kontaktuppgift", "namn, e-post, telefonnummer eller adress"),
    (_addresses, "adress", "en adress eller en exakt plats"),
    (_free_texts, "fritext", "fritext eller namn"),
]

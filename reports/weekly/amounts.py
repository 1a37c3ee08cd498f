"""Amounts in words: what was found, what is expected, and copies against stories."""

from __future__ import annotations

from collections.abc import Sequence

from reports.weekly.cells import Cell
from reports.weekly.series import Series
from reports.weekly.words import Words


def counted(words: Words, cell: Cell) -> str:
    """`3 berättelser i redaktionella källor och 12 i privata inlägg`, and what was captured into
    files, which is compared with nothing."""
    followed = _followed(words, cell)
    if cell.captured.stories == 0:
        return followed
    if cell.captured.hidden:
        return words.t("{followed} (inlägg i filer för få att visa)", followed=followed)
    return words.t(
        "{followed}, och i filer {captured}",
        followed=followed,
        captured=words.number(cell.captured.stories),
    )


def _followed(words: Words, cell: Cell) -> str:
    if not cell.editorial.stories and cell.private.stories:
        return words.n(
            "{count} berättelse i privata inlägg och ingen i redaktionella källor",
            "{count} berättelser i privata inlägg och ingen i redaktionella källor",
            cell.private.stories,
        )
    editorial = words.n(
        "{count} berättelse i redaktionella källor",
        "{count} berättelser i redaktionella källor",
        cell.editorial.stories or 0,
    )
    if cell.private.stories is None:
        return words.t("{editorial} (privata inlägg för få att visa)", editorial=editorial)
    if cell.private.stories == 0:
        return editorial
    return words.t(
        "{editorial} och {private} i privata inlägg",
        editorial=editorial,
        private=words.number(cell.private.stories),
    )


def expected(words: Words, low: int | None, high: int | None) -> str:
    """`0–2 berättelser`."""
    if low is None or high is None:
        return words.t("okänt")
    if low == high:
        return words.n("{count} berättelse", "{count} berättelser", high)
    return words.t("{low}–{high} berättelser", low=words.number(low), high=words.number(high))


def span(words: Words, low: int | None, high: int | None) -> str:
    """`0–2`, or one number, for a cell of a table; “–” where nothing is known."""
    if low is None or high is None:
        return words.number(None)
    if low == high:
        return words.number(high)
    return words.t("{low}–{high}", low=words.number(low), high=words.number(high))


def volume(words: Words, series: Series) -> str:
    """Copies against stories, said where they differ."""
    editorial = series.cells[-1].editorial
    stories, documents = editorial.stories or 0, editorial.documents or 0
    if documents <= stories:
        return ""
    if stories == 1:
        return words.t(
            "{documents} redaktionella texter är 1 berättelse: de är kopior av varandra.",
            documents=words.number(documents),
        )
    return words.t(
        "{documents} redaktionella texter är {stories} berättelser: en del är kopior av varandra.",
        documents=words.number(documents),
        stories=words.number(stories),
    )


def mean_stories(series: Series) -> float:
    """Stories shown a week in the weeks before."""
    return sum(c.shown for c in series.cells[:-1]) / (len(series.cells) - 1)


def in_a_row(words: Words, found: Sequence[str]) -> str:
    """The names in a row, lower case inside the sentence."""
    return words.listed([name[:1].lower() + name[1:] for name in found])


def sentence_start(text: str) -> str:
    """The text with a capital first; the rest as it stands, unlike `str.capitalize`."""
    return text[:1].upper() + text[1:]

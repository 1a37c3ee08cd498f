"""What a chart of a series shows, in words."""

from __future__ import annotations

from reports.weekly.amounts import counted, expected
from reports.weekly.series import Series
from reports.weekly.words import Words


def chart_text(words: Words, series: Series) -> str:
    """This week, missing weeks, the largest earlier weeks, and how many weeks are hidden."""
    parts = [
        _this_week(words, series),
        _missing(words, series),
        _most_editorial(words, series),
        _most_private(words, series),
        _hidden(words, series),
        _range(words, series),
    ]
    return " ".join(part for part in parts if part)


def has_private(series: Series) -> bool:
    """Whether private posts have the series in any week, be they too few to be shown."""
    return any(c.private.stories != 0 for c in series.cells)


def spark_text(words: Words, series: Series) -> str:
    """What the small chart shows: the range over the weeks and this week."""
    values = {
        "weeks": words.number(len(series.weeks)),
        "most": words.number(max(c.editorial.stories or 0 for c in series.cells)),
        "found": _found(words, series),
    }
    if not has_private(series):
        return words.t(
            "Berättelser per vecka under {weeks} veckor, som mest {most} i redaktionella källor. "
            "Denna vecka {found}.",
            **values,
        )
    return words.t(
        "Berättelser per vecka under {weeks} veckor, som mest {most} i redaktionella källor och "
        "{private} i privata inlägg. Denna vecka {found}.",
        private=words.number(max(c.private.stories or 0 for c in series.cells)),
        **values,
    )


def _this_week(words: Words, series: Series) -> str:
    return words.t(
        "Berättelser per vecka under {weeks} veckor. Denna vecka {found}.",
        weeks=words.number(len(series.weeks)),
        found=_found(words, series),
    )


def _found(words: Words, series: Series) -> str:
    if series.only_captured:
        captured = series.cells[-1].captured.stories
        return words.t("{count} i filer, som inte visas", count=words.number(captured))
    if series.missing(len(series.weeks) - 1):
        return words.t("saknas")
    return counted(words, series.cells[-1])


def _missing(words: Words, series: Series) -> str:
    missing = sum(series.missing(i) for i in range(len(series.weeks)))
    if not missing:
        return ""
    return words.n(
        "{count} vecka saknas: då följdes ingen källa.",
        "{count} veckor saknas: då följdes ingen källa.",
        missing,
    )


def _most_editorial(words: Words, series: Series) -> str:
    count, index = max((c.editorial.stories or 0, i) for i, c in enumerate(series.cells[:-1]))
    if not count:
        return words.t("Tidigare veckor: inga i redaktionella källor.")
    return words.t(
        "Flest tidigare i redaktionella källor: {count}, {week}.",
        count=words.number(count),
        week=words.week(series.weeks[index]),
    )


def _most_private(words: Words, series: Series) -> str:
    known = [(c.private.stories, i) for i, c in enumerate(series.cells[:-1]) if c.private.stories]
    if not known:
        return ""
    count, index = max(known)
    return words.t(
        "Flest tidigare i privata inlägg: {count}, {week}.",
        count=words.number(count),
        week=words.week(series.weeks[index]),
    )


def _hidden(words: Words, series: Series) -> str:
    hidden = sum(c.private.hidden for c in series.cells)
    if not hidden:
        return ""
    return words.n(
        "{count} vecka har för få privata inlägg för att visas.",
        "{count} veckor har för få privata inlägg för att visas.",
        hidden,
    )


def _range(words: Words, series: Series) -> str:
    """The range that the chart draws where there are no private posts."""
    if has_private(series) or series.now.low is None or series.now.high is None:
        return ""
    return words.t(
        "Det ljusa fältet visar det väntade: {expected}.",
        expected=expected(words, series.now.low, series.now.high),
    )

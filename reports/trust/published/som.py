"""What is known of the West Sweden series of the SOM institute, whose values are not shipped.

Its values are printed only in a figure. Who has them brings them as a CSV file in UTF-8 with the
columns of published_waves.csv, one row a year, and reads it in with `vardkase waves import`:

    estimate_id, wave_id         any, each once (SOM1999)
    survey                       a name with SOM in it, which is how the series is known
    fieldwork_text               the year; fieldwork_precision is year, the two dates are empty
    mode, population             as the institute says (population: Västra Götaland, and the ages)
    trust_object, question       the words of that year: socialarbetare before 2014, personal inom
                                 socialtjänsten from 2014
    answer_scale, category, base, estimate_pct, n, weighted, source_doc, source_section

Other shares that are printed only as pictures come in the same way. Columns that do not apply may
be empty; `not_stated` stands where the source is silent, and forbids a comparison.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from reports.trust.published.figures import PublishedFigure
from reports.weekly.words import Words, mark

WORDING_YEAR = 2014
"""From this year the question is about staff of the social services, before of social workers."""

START_YEARS = {
    1990: mark("rapportens text"),
    1998: mark("källan till rapportens figur"),
    1999: mark("bilderna från 2023"),
}


def is_som(figure: PublishedFigure) -> bool:
    """Whether a figure is of the series."""
    return re.search(r"\bSOM\b", figure.survey) is not None


def wording(figure: PublishedFigure) -> str:
    """`before` or `from` the change of the question; empty where no year is known."""
    if not figure.years:
        return ""
    return "before" if figure.years[-1] < WORDING_YEAR else "from"


def breaks(years: Iterable[int]) -> list[dict[str, Any]]:
    """The breaks to mark in a figure of these years, as `LinkResult.data` has them."""
    known = sorted(set(years))
    if known and known[0] < WORDING_YEAR <= known[-1]:
        return [{"time": str(WORDING_YEAR), "reason": "question"}]
    return []


def start_note(words: Words, first_year: int) -> str:
    """Which source has a series that begins in this year, and that the others differ."""
    listed = words.listed([f"{year} ({words.t(source)})" for year, source in START_YEARS.items()])
    if first_year in START_YEARS:
        return words.t(
            "Serien börjar {year}, som i {source}. Källorna anger olika startår: {years}.",
            year=first_year,
            source=words.t(START_YEARS[first_year]),
            years=listed,
        )
    return words.t(
        "Serien börjar {year}. Källorna anger andra startår: {years}.",
        year=first_year,
        years=listed,
    )

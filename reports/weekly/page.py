"""The report as one self-contained HTML page."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.weekly import names
from reports.weekly.charts import chart
from reports.weekly.content import Report, SeriesSection
from reports.weekly.summary import expected
from reports.weekly.words import Words


@dataclass
class _Charts:
    """Draws the charts of one page, numbered from 1."""

    words: Words

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)

    def __call__(self, section: SeriesSection) -> Markup:
        name = names.series_name(
            self.words, section.series.group, section.series.label, section.series.stance
        )
        number = next(self._numbers)
        return Markup(chart(section.series, self.words, number, name, section.chart_text))


def html_page(report: Report) -> str:
    """The page; everything that came from elsewhere is escaped."""
    words = Words(report.language)
    environment = Environment(
        loader=PackageLoader("reports.weekly", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(t=words.t, n=words.n, words=words, names=names, expected=expected)
    environment.globals["chart"] = _Charts(words)
    style = environment.get_template("report.css").render()
    return environment.get_template("report.html").render(report=report, style=Markup(style))

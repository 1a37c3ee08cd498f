"""The report as one self-contained HTML page."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from markupsafe import Markup

from reports.templates import templates_of
from reports.weekly import names
from reports.weekly.charts import chart_svg, inline, spark_svg
from reports.weekly.content import OverviewRow, Report, SeriesSection
from reports.weekly.email import file_name
from reports.weekly.series import Series
from reports.weekly.words import Words


@dataclass
class _Charts:
    """Draws the charts of one page, numbered from 1."""

    words: Words

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)

    def chart(self, section: SeriesSection) -> Markup:
        """The chart of a series, with the text that says the same."""
        svg = chart_svg(section.series, self.words)
        return self._inline(svg, section.series, section.chart_text)

    def spark(self, row: OverviewRow) -> Markup:
        """The small chart of a row, with the text that says the same."""
        return self._inline(spark_svg(row.series, self.words), row.series, row.spark_text)

    def _inline(self, svg: str, series: Series, text: str) -> Markup:
        name = names.series_name(self.words, series.group, series.label, series.stance)
        return Markup(inline(svg, next(self._numbers), name, text))


def html_page(report: Report) -> str:
    """The page; everything that came from elsewhere is escaped."""
    words = Words(report.language)
    environment = templates_of("reports.weekly")
    charts = _Charts(words)
    environment.globals.update(t=words.t, n=words.n, words=words, names=names)
    environment.globals.update(file_name=file_name)
    environment.globals.update(chart=charts.chart, spark=charts.spark)
    style = environment.get_template("report.css").render()
    return environment.get_template("report.html").render(report=report, style=Markup(style))

"""Charts as SVG, by one specification: stories a week, editorial sources above, private below.

The two panels have one time axis and one scale, so that position and heading tell them apart and
not colour alone. A hidden week is a “–” and never a bar of height nought. A missing week is
a gap, and a long gap says so. The small chart has the same panels without axes and letters.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode

from reports.weekly.chart_text import has_private
from reports.weekly.series import Series
from reports.weekly.words import UNKNOWN, Words

_INK, _EARLIER, _NOW, _RANGE = "#3d4547", "#7b929c", "#17445c", "#d9cfae"
_FONT = "Helvetica Neue, Arial, sans-serif"
_NAMED_GAP = 3
"""Weeks in a row that have room for the word that names them missing."""

_WIDTH, _HEIGHT = 380, 50
"""Units of the drawing. Narrow, so that its letters stay readable on a telephone."""

_SPARK_WIDTH, _SPARK_HEIGHT = 108, 14


def chart_svg(series: Series, words: Words) -> str:
    """The chart of a series as an SVG document of its own."""
    with debug_mode(False):
        return _svg(chart(series, words))


def spark_svg(series: Series, words: Words) -> str:
    """The small chart of a series as an SVG document of its own."""
    with debug_mode(False):
        return _svg(spark(series, words))


def chart(series: Series, words: Words) -> alt.VConcatChart:
    """The specification: one panel, or two where private posts have the series."""
    private = has_private(series)
    highest = _highest(series, private)
    ticks = _ticks(series, words)
    heading = words.t("Berättelser i redaktionella källor")
    panels = [_panel(series, words, "editorial", heading, highest, None if private else ticks)]
    if private:
        heading = words.t("Berättelser i privata inlägg")
        panels.append(_panel(series, words, "private", heading, highest, ticks))
    return alt.vconcat(*panels, spacing=10, config=_config(padding=2))


def spark(series: Series, words: Words) -> alt.VConcatChart:
    """The same panels without axes and headings."""
    parts = ["editorial", "private"] if has_private(series) else ["editorial"]
    highest = _highest(series, True)
    panels = []
    for part in parts:
        rows = [row | {"text": row["text"] * row["hidden"]} for row in _rows(series, words, part)]
        places, stories = _places(rows, None), _stories(highest, None)
        panel = alt.layer(_bars(rows, places, stories), _numbers(rows, places, stories, 8))
        panels.append(panel.properties(width=_SPARK_WIDTH, height=_SPARK_HEIGHT))
    return alt.vconcat(*panels, spacing=2, config=_config(padding=0))


def inline(svg: str, number: int, title: str, description: str) -> str:
    """The SVG as a part of a page: named, scaling with its column, with ids of its own.

    `number` makes its ids unique within the page.
    """
    size = re.search(r'viewBox="([^"]+)"', svg)
    body = svg[svg.index(">", svg.index("<svg")) + 1 :]
    body = re.sub(r'id="([^"]+)"', rf'id="c{number}-\1"', body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#c{number}-\1)", body)
    body = re.sub(r' (?:class|aria-[a-z]+|role|pointer-events|font-family)="[^"]*"', "", body)
    body = re.sub(r' (?:opacity|stroke-width)="1"|(?<=\d)px(?=")', "", body)
    body = re.sub(r"(\d+\.\d)\d+", r"\1", body)
    body = re.sub(r'<path d="(?:M0,0h[^"]*"|" display="none")/>', "", body)
    while (shorter := re.sub(r"<g(?: [^>]*)?>\s*</g>", "", body)) != body:
        body = shorter
    named = f'aria-labelledby="c{number}-t c{number}-d"'
    view = size[1] if size else f"0 0 {_WIDTH} {_HEIGHT}"
    return (
        f'<svg role="img" {named} viewBox="{view}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="c{number}-t">{escape(title)}</title>'
        f'<desc id="c{number}-d">{escape(description)}</desc>{body}'
    )


def _svg(whole: alt.VConcatChart) -> str:
    """Drawn without the schema check, which costs half the time; a test makes it instead."""
    return vl_convert.vegalite_to_svg(whole.to_dict(validate=False), allowed_base_urls=[])


def _highest(series: Series, private: bool) -> int:
    """The top of the scale: the largest count, and the expected range where it is drawn."""
    counts = [getattr(c, p).stories or 0 for c in series.cells for p in ("editorial", "private")]
    return max(*counts, 2, 0 if private else series.now.high or 0)


def _ticks(series: Series, words: Words) -> dict[int, str]:
    last = len(series.weeks) - 1
    return {
        place: words.t("v. {number}", number=int(series.weeks[place][-2:]))
        for place in range(last % 4, last + 1, 4)
    }


def _rows(series: Series, words: Words, part: str) -> list[dict[str, Any]]:
    """One row a week: its place, its stories (0 where hidden) and the text above its bar."""
    rows = []
    gaps = _named_gaps(series)
    for index, cell in enumerate(series.cells):
        stories = getattr(cell, part).stories
        last = index == len(series.weeks) - 1
        text = UNKNOWN if stories is None else words.number(stories) if last else ""
        if series.missing(index):
            text = words.t("saknas") if index in gaps else ""
        row = {"place": index, "stories": stories or 0, "last": last, "text": text}
        rows.append(row | {"hidden": stories is None})
    return rows


def _named_gaps(series: Series) -> set[int]:
    """The middle of each run of at least _NAMED_GAP missing weeks."""
    found = set()
    start = 0
    for index in range(len(series.weeks) + 1):
        if index < len(series.weeks) and series.missing(index):
            continue
        if index - start >= _NAMED_GAP:
            found.add((start + index - 1) // 2)
        start = index + 1
    return found


def _places(rows: list[dict[str, Any]], axis: alt.Axis | None) -> alt.X:
    scale = alt.Scale(domain=[r["place"] for r in rows], paddingInner=0.25, paddingOuter=0.1)
    return alt.X("place:O", axis=axis, scale=scale)


def _stories(highest: int, axis: alt.Axis | None) -> alt.Y:
    return alt.Y("stories:Q", scale=alt.Scale(domain=[0, highest], nice=True), axis=axis)


def _bars(rows: list[dict[str, Any]], places: alt.X, stories: alt.Y) -> alt.Chart:
    data = alt.Data(values=[row for row in rows if row["stories"] or row["text"]] or rows[-1:])
    colour = alt.ColorValue(_EARLIER, condition={"test": "datum.last", "value": _NOW})
    return alt.Chart(data).mark_bar().encode(x=places, y=stories, color=colour)


def _numbers(rows: list[dict[str, Any]], places: alt.X, stories: alt.Y, size: int) -> alt.Chart:
    """The text above each bar that has one."""
    data = alt.Data(values=[row for row in rows if row["text"]])
    marks = alt.Chart(data).mark_text(dy=-6, fontSize=size, color=_INK)
    return marks.encode(x=places, y=stories, text=alt.Text("text:N"))


def _panel(
    series: Series,
    words: Words,
    part: str,
    title: str,
    highest: int,
    ticks: dict[int, str] | None,
) -> alt.LayerChart | alt.FacetChart:
    """One row of bars; `ticks` names weeks by their place, None leaves the axis out.

    A single panel also shows the expected range of the last week, behind its bar; with two the
    range is of both together and stands in the text alone.
    """
    rows = _rows(series, words, part)
    counts = alt.Axis(title=None, tickCount=2, format="d", tickMinStep=1, domain=False, ticks=False)
    places, stories = _places(rows, _week_axis(ticks)), _stories(highest, counts)
    layers = [_bars(rows, places, stories), _numbers(rows, places, stories, 11)]
    single = part == "editorial" and ticks is not None
    if single and series.now.low is not None and series.now.high is not None:
        layers.insert(0, _expected(rows[-1]["place"], series.now.low, series.now.high, places))
    return alt.layer(*layers).properties(
        width=_WIDTH,
        height=_HEIGHT,
        title=alt.TitleParams(title, anchor="start", fontSize=12, fontWeight="normal", offset=8),
    )


def _expected(place: int, low: int, high: int, places: alt.X) -> alt.Chart:
    """The expected range as a broad bar behind the week's own."""
    data = alt.Data(values=[{"place": place, "low": low, "high": high}])
    return (
        alt.Chart(data)
        .mark_bar(color=_RANGE, width=20)
        .encode(x=places, y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    )


def _week_axis(ticks: dict[int, str] | None) -> alt.Axis | None:
    if ticks is None:
        return None
    return alt.Axis(
        title=None,
        values=list(ticks),
        labelExpr=f"{json.dumps(list(ticks.values()), ensure_ascii=False)}"
        f"[indexof({list(ticks)}, datum.value)]",
        labelAngle=0,
        ticks=False,
    )


def _config(padding: int) -> alt.Config:
    return alt.Config(
        aria=False,
        background="transparent",
        font=_FONT,
        padding=padding,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelFontSize=11, labelColor=_INK, gridColor="#e3e0d8", domainColor="#8b8f8f"
        ),
        title=alt.TitleConfig(color=_INK),
    )

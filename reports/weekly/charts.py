"""Charts as SVG: stories a week, editorial sources above and private posts below.

The two panels have one time axis and one scale, so that position and heading tell them apart and
not colour alone. A hidden week is a “–” and never a bar of height nought. A missing week is
a gap, and a long gap says so.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

import altair as alt
import vl_convert

from reports.weekly.series import Series
from reports.weekly.words import UNKNOWN, Words

_INK, _EARLIER, _NOW = "#3d4547", "#7b929c", "#17445c"
_FONT = "Helvetica Neue, Arial, sans-serif"
_NAMED_GAP = 3
"""Weeks in a row that have room for the word that names them missing."""

_WIDTH, _HEIGHT = 380, 50
"""Units of the drawing. Narrow, so that its letters stay readable on a telephone."""


def chart(series: Series, words: Words, number: int, title: str, description: str) -> str:
    """The SVG element of one series. `number` makes its ids unique within a page."""
    private = any(c.private.stories != 0 for c in series.cells)
    highest = max(
        [c.editorial.stories or 0 for c in series.cells]
        + [c.private.stories or 0 for c in series.cells]
        + [2]
    )
    last = len(series.weeks) - 1
    ticks = {
        place: words.t("v. {number}", number=int(series.weeks[place][-2:]))
        for place in range(last % 4, last + 1, 4)
    }
    panels = [
        _panel(
            _rows(series, words, "editorial"),
            words.t("Berättelser i redaktionella källor"),
            highest,
            None if private else ticks,
        )
    ]
    if private:
        rows = _rows(series, words, "private")
        panels.append(_panel(rows, words.t("Berättelser i privata inlägg"), highest, ticks))
    whole = alt.vconcat(*panels, spacing=10, config=_config())
    svg = vl_convert.vegalite_to_svg(whole.to_dict(), allowed_base_urls=[])
    return _inline(svg, number, title, description)


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
        rows.append({"place": index, "stories": stories or 0, "last": last, "text": text})
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


def _panel(
    rows: list[dict[str, Any]], title: str, highest: int, ticks: dict[int, str] | None
) -> alt.LayerChart | alt.FacetChart:
    """One row of bars; `ticks` names weeks by their place, None leaves the axis out."""
    axis = None
    if ticks is not None:
        axis = alt.Axis(
            title=None,
            values=list(ticks),
            labelExpr=f"{json.dumps(list(ticks.values()), ensure_ascii=False)}"
            f"[indexof({list(ticks)}, datum.value)]",
            labelAngle=0,
            ticks=False,
        )
    places = alt.X(
        "place:O",
        axis=axis,
        scale=alt.Scale(domain=[r["place"] for r in rows], paddingInner=0.25, paddingOuter=0.1),
    )
    stories = alt.Y(
        "stories:Q",
        scale=alt.Scale(domain=[0, highest], nice=True),
        axis=alt.Axis(
            title=None, tickCount=2, format="d", tickMinStep=1, domain=False, ticks=False
        ),
    )
    data = alt.Data(values=[row for row in rows if row["stories"] or row["text"]] or rows[-1:])
    base = alt.Chart(data).encode(x=places, y=stories)
    bars = base.mark_bar().encode(
        color=alt.condition("datum.last", alt.value(_NOW), alt.value(_EARLIER))
    )
    named = alt.Chart(alt.Data(values=[row for row in rows if row["text"]])).encode(
        x=places, y=stories
    )
    numbers = named.mark_text(dy=-6, fontSize=11, color=_INK).encode(text="text:N")
    return alt.layer(bars, numbers).properties(
        width=_WIDTH,
        height=_HEIGHT,
        title=alt.TitleParams(title, anchor="start", fontSize=12, fontWeight="normal", offset=8),
    )


def _config() -> alt.Config:
    return alt.Config(
        aria=False,
        background="transparent",
        font=_FONT,
        padding=2,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelFontSize=11, labelColor=_INK, gridColor="#e3e0d8", domainColor="#8b8f8f"
        ),
        title=alt.TitleConfig(color=_INK),
    )


def _inline(svg: str, number: int, title: str, description: str) -> str:
    """The SVG as a part of a page: named, scaling with its column, with ids of its own."""
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

"""The one figure: exposure above, waves of trust below, on one axis of time.

Each panel has an axis of its own that starts at nought (or spans the scale of the answers), so no
series is stretched to resemble the other. A wave is a bar: as wide as its fieldwork, as high as its
95 % interval, with the estimate as a line across. Nothing is drawn between waves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape

from reports.trust.page.inputs import ExposurePoint, Span, TrustPoint
from reports.trust.page.units import day

WIDTH, LEFT, RIGHT, PANEL, GAP, HEAD = 380.0, 40.0, 6.0, 86.0, 20.0, 20.0
"""Units of the drawing. Narrow, so that its letters stay readable on a telephone."""

MAX_PANELS = 8
"""Groups that are drawn; all of them are in the table."""

_INK, _GRID, _AXIS, _BAR, _WAVE, _FILL, _BREAK, _GAP_FILL = (
    "#3d4547", "#e3e0d8", "#8b8f8f", "#7b929c", "#17445c", "#bfd0d9", "#7a3b00", "#efe6d6",
)  # fmt: skip
_LEAST_WIDTH = 3.0
_WHISKERS = 80
"""With more steps than this, intervals of exposure would be a smear; they are in the table."""


@dataclass(frozen=True, slots=True)
class Break:
    """A place in time where the measurement changed; `number` leads to its reason in the text."""

    span: Span
    number: int


@dataclass(frozen=True)
class Drawing:
    """What is drawn. `trust_scale` are the ends of the trust axis, in the units of the points;
    `tick` writes a value of trust, `count` one of exposure, `panels` names each panel of trust."""

    exposure: Sequence[ExposurePoint]
    trust: Sequence[TrustPoint]
    breaks: Sequence[Break]
    trust_scale: tuple[float, float] | None
    exposure_heading: str
    panels: Sequence[tuple[str, str]]
    tick: Callable[[float], str]
    count: Callable[[float], str]
    words: object = field(repr=False)


def draw(drawing: Drawing, title: str, description: str) -> str:
    """The SVG element, named and described; empty where there is nothing to draw."""
    time = _Time.of([p.span for p in (*drawing.exposure, *drawing.trust)])
    if time is None:
        return ""
    top = HEAD
    pieces: list[str] = []
    if any(p.value is not None for p in drawing.exposure):
        pieces += _exposure_panel(drawing, time, top)
        top += PANEL + GAP + HEAD
    scale = drawing.trust_scale or trust_scale(drawing.trust)
    for group, heading in drawing.panels[:MAX_PANELS]:
        waves = [p for p in drawing.trust if p.group == group]
        pieces += _trust_panel(drawing, waves, heading, time, top, scale)
        top += PANEL + GAP + HEAD
    bottom = top - GAP - HEAD
    pieces += _breaks(drawing.breaks, time, bottom) + _time_axis(drawing, time, bottom)
    height = bottom + 22
    return (
        f'<svg role="img" aria-labelledby="figur-t figur-d" viewBox="0 0 {WIDTH:g} {height:g}" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="figur-t">{escape(title)}</title>'
        f'<desc id="figur-d">{escape(description)}</desc>{"".join(pieces)}</svg>'
    )


@dataclass(frozen=True, slots=True)
class _Time:
    first: float
    last: float
    dated: bool

    @classmethod
    def of(cls, spans: Sequence[Span]) -> _Time | None:
        """The axis from the first start to the last end; None when no span has a place in time."""
        known = [s for s in spans if math.isfinite(s.start) and math.isfinite(s.end)]
        if not known:
            return None
        dated = all(s.dated for s in known)
        return cls(min(s.start for s in known), max(s.end for s in known) + 1, dated)

    def x(self, place: float) -> float:
        """Where a place in time stands in the drawing, in its pixels from the left."""
        share = (place - self.first) / (self.last - self.first)
        return LEFT + share * (WIDTH - LEFT - RIGHT)


def trust_scale(points: Sequence[TrustPoint]) -> tuple[float, float]:
    """From nought (or the lowest, where there are values below it) to a round figure above all."""
    ends = [e for p in points for e in (p.low, p.value, p.high) if e is not None]
    low, high = min([0.0, *ends]), max(ends, default=1.0)
    if low == 0 and high <= 0:
        return 0.0, 1.0
    return (-round_up(-low) if low < 0 else 0.0), (round_up(high) if high > 0 else 0.0)


def round_up(value: float) -> float:
    """The next round figure: 1, 1.5, 2, 3, 4, 5, 6, 8 or 10 times a power of ten.

    >>> round_up(0.37), round_up(58), round_up(4.2)
    (0.4, 60.0, 5.0)
    """
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    steps = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)
    found = next(s for s in steps if s * power >= value * (1 - 1e-12))
    return round(found * power, 12)


def _exposure_panel(drawing: Drawing, time: _Time, top: float) -> list[str]:
    highest = round_up(
        max(p.high if p.high is not None else p.value or 0.0 for p in drawing.exposure)
    )
    lowest = min([0.0, *(p.value for p in drawing.exposure if p.value is not None)])
    lowest = -round_up(-lowest) if lowest < 0 else 0.0
    y = _scale(lowest, highest, top)
    pieces = _frame(drawing.exposure_heading, top, (lowest, highest), drawing.count)
    whiskers = len(drawing.exposure) <= _WHISKERS
    for point in drawing.exposure:
        if not math.isfinite(point.span.start):
            continue
        left, right = time.x(point.span.start), time.x(point.span.end + 1)
        width = max((right - left) * 0.8, 0.6)
        if point.value is None:
            pieces.append(_rect(left, top, right - left, PANEL, _GAP_FILL))
            continue
        ends = sorted((y(0.0), y(point.value)))
        pieces.append(_rect(left, ends[0], width, ends[1] - ends[0], _BAR))
        if whiskers and point.low is not None and point.high is not None:
            middle = left + width / 2
            pieces.append(_line(middle, y(point.low), middle, y(point.high), _INK, 0.8))
    return pieces


def _trust_panel(
    drawing: Drawing,
    waves: Sequence[TrustPoint],
    heading: str,
    time: _Time,
    top: float,
    scale: tuple[float, float],
) -> list[str]:
    y = _scale(*scale, top)
    pieces = _frame(heading, top, scale, drawing.tick)
    for wave in waves:
        if not math.isfinite(wave.span.start):
            continue
        left, right = time.x(wave.span.start), time.x(wave.span.end + 1)
        least = min(_LEAST_WIDTH, (WIDTH - LEFT - RIGHT) / max(len(waves), 1))
        middle, width = (left + right) / 2, max(right - left, least)
        left = min(max(middle - width / 2, LEFT), WIDTH - RIGHT - width)
        if wave.value is None:
            pieces.append(_text(middle, top + PANEL - 3, "–", "middle"))
            continue
        if wave.low is not None and wave.high is not None:
            pieces.append(_rect(left, y(wave.high), width, y(wave.low) - y(wave.high), _FILL))
        pieces.append(_line(left, y(wave.value), left + width, y(wave.value), _WAVE, 2))
        if width < 8:
            pieces.append(
                f'<circle cx="{middle:.1f}" cy="{y(wave.value):.1f}" r="1.8" fill="{_WAVE}"/>'
            )
    return pieces


def _scale(low: float, high: float, top: float) -> Callable[[float], float]:
    def y(value: float) -> float:
        inside = min(max(value, low), high)
        return top + PANEL * (1 - (inside - low) / (high - low))

    return y


def _frame(
    heading: str, top: float, scale: tuple[float, float], write: Callable[[float], str]
) -> list[str]:
    y = _scale(*scale, top)
    pieces = [_text(0, top - 8, heading, "start", 12)]
    for value in (scale[0], (scale[0] + scale[1]) / 2, scale[1]):
        pieces.append(_line(LEFT, y(value), WIDTH - RIGHT, y(value), _GRID, 1))
        pieces.append(_text(LEFT - 4, y(value) + 4, write(value), "end"))
    return pieces


def _breaks(breaks: Sequence[Break], time: _Time, bottom: float) -> list[str]:
    pieces = []
    for one in breaks:
        if time.first <= one.span.start <= time.last:
            x = time.x(one.span.start)
            pieces.append(_line(x, HEAD, x, bottom, _BREAK, 1.2, "4 3"))
            place = min(x + 3, WIDTH - 8)
            pieces.append(_text(place, HEAD + 10, str(one.number), "start", 11, _BREAK))
    return pieces


def _time_axis(drawing: Drawing, time: _Time, bottom: float) -> list[str]:
    pieces = [_line(LEFT, bottom, WIDTH - RIGHT, bottom, _AXIS, 1)]
    for place, name, anchor in _ticks(drawing, time):
        pieces.append(_line(time.x(place), bottom, time.x(place), bottom + 3, _AXIS, 1))
        pieces.append(_text(time.x(place), bottom + 15, name, anchor))
    return pieces


def _ticks(drawing: Drawing, time: _Time) -> list[tuple[float, str, str]]:
    days = time.last - time.first
    if not time.dated:
        places = [time.first, (time.first + time.last - 1) // 2, time.last - 1]
        return [(p, f"{p:g}", "middle") for p in dict.fromkeys(places)]
    if days > 1100:
        first, last = (date.fromordinal(int(e)).year for e in (time.first, time.last - 1))
        step = max(1, math.ceil((last - first) / 6))
        years = [(date(y, 1, 1).toordinal(), y) for y in range(first, last + 1, step)]
        return [(p, str(y), "start") for p, y in years if p >= time.first]
    pattern = "d MMM y" if days < 150 else "MMM y"
    ends = ((0.0, "start"), (1 / 3, "middle"), (2 / 3, "middle"), (1.0, "end"))
    places = [(time.first + share * (days - 1), anchor) for share, anchor in ends]
    if days < 4:
        places = places[:1]
    return [(p, day(drawing.words, p, pattern), anchor) for p, anchor in places]  # type: ignore[arg-type]


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    size = f'width="{width:.2f}" height="{max(height, 0):.1f}"'
    return f'<rect x="{x:.2f}" y="{y:.1f}" {size} fill="{fill}"/>'


def _line(
    x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dash: str = ""
) -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width:g}"{dashed}/>'


def _text(x: float, y: float, text: str, anchor: str, size: float = 11, colour: str = _INK) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}"'
    return f'<text {place} fill="{colour}">{escape(text)}</text>'

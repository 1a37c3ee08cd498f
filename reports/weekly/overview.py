"""The week in one table: the active series, and the quiet ones put together."""

from __future__ import annotations

from collections.abc import Sequence

from reports.signals.changes import HISTORY_WEEKS, Verdict
from reports.weekly import names
from reports.weekly.amounts import span
from reports.weekly.chart_text import spark_text
from reports.weekly.content import Overview, OverviewRow, QuietRow
from reports.weekly.series import Series
from reports.weekly.series_section import verdict_text
from reports.weekly.told import active
from reports.weekly.words import Words


def overview(words: Words, series: Sequence[Series]) -> Overview:
    """`series` are all, those where the model abstained from the stance too, in their order."""
    by_label: dict[tuple[str, str], list[Series]] = {}
    for s in series:
        by_label.setdefault((s.group, s.label), []).append(s)
    known = [many for many in by_label.values() if not all(s.empty for s in many)]
    quiet = [[s for s in many if s.stance != names.ABSTAINED] for many in known]
    never = [many for many in by_label.values() if many not in known]
    return Overview(
        tuple(_row(words, s) for s in series if not s.empty),
        tuple(_quiet_row(words, many) for many in quiet if not all(active(s) for s in many)),
        _nothing(words, [many[0] for many in never]),
    )


def _row(words: Words, series: Series) -> OverviewRow:
    return OverviewRow(
        label_name(words, series),
        names.stance(words, series.stance)[0] if series.stance else "",
        series,
        series.now.verdict,
        verdict_text(words, series),
        span(words, series.now.low, series.now.high),
        spark_text(words, series),
        active(series),
    )


def label_name(words: Words, series: Series) -> str:
    """The name of the narrative or of the frame."""
    if series.group == "narrative":
        return names.narrative(words, series.label)[0]
    return names.frame(words, series.label)[0]


def _quiet_row(words: Words, many: Sequence[Series]) -> QuietRow:
    """A label of which some series has no text this week, with a cell for each of its series."""
    known = [s.coverage[-1] for s in many if not active(s) and s.coverage[-1] is not None]
    return QuietRow(
        label_name(words, many[0]),
        tuple(_cell(words, s) for s in many),
        min((share for share in known if share is not None), default=None),
    )


def _cell(words: Words, series: Series) -> str:
    if active(series):
        return words.t("se ovan")
    if series.empty:
        return words.t("inte heller tidigare")
    if series.now.verdict is Verdict.TOO_SHORT:
        return words.t("för få veckor att jämföra med")
    if series.now.verdict is Verdict.NOT_ASSESSABLE:
        return words.t("kan inte bedömas")
    return words.t("väntat {span}", span=span(words, series.now.low, series.now.high))


def _nothing(words: Words, never: Sequence[Series]) -> str:
    """Labels of which nothing was ever found, one series of each."""
    if not never:
        return ""
    named = words.listed([label_name(words, s) for s in never])
    seen = min(s.seen for s in never)
    if seen == 0:
        return words.t("Om resten går inget att säga: ingen källa har följts än.")
    if seen < HISTORY_WEEKS:
        return words.n(
            "Inget funnet under den {count} vecka som vi har sett: {names}.",
            "Inget funnet under de {count} veckor som vi har sett: {names}.",
            seen,
            names=named,
        )
    return words.t("Inget funnet de senaste 26 veckorna: {names}.", names=named)

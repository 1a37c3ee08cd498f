"""What a weekly report says, apart from how it is rendered.

Texts are in the language of the report and hold no markup. A count that is None is hidden or not
known and is shown as “–”.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.signals.changes import Verdict
from reports.weekly.cells import Count
from reports.weekly.outlets import AttentionRow, ToneRow
from reports.weekly.series import Series
from reports.weekly.story_list import Story


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading with its sentences; `listed` where each of them stands for itself."""

    heading: str
    sentences: tuple[str, ...]
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """The first half page: one sentence for each series that rose or fell, narratives apart from
    legitimate coverage."""

    headline: str
    signals: tuple[str, ...]
    legitimate: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class SeriesSection:
    """One series: its figures, a sentence on the change, and the stories behind this week's figure.

    `more_stories` counts editorial stories that are not listed; `chart_text` says what a chart of
    the series shows.
    """

    series: Series
    heading: str
    meaning: str
    verdict: Verdict
    verdict_text: str
    sentence: str
    volume: str
    chart_text: str
    stories: tuple[Story, ...]
    more_stories: int


@dataclass(frozen=True, slots=True)
class LabelSection:
    """A narrative with its stances, or a frame with its one series."""

    label: str
    heading: str
    meaning: str
    series: tuple[SeriesSection, ...]
    quiet: str
    """One sentence in place of the stances of which nothing was found; may be empty."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source this week; `message` is what its last attempt said."""

    name: str
    outlet: str
    coverage: float | None
    state: str
    message: str
    silent: bool


@dataclass(frozen=True, slots=True)
class CoverageSection:
    sentence: str
    overall: float | None
    sources: tuple[SourceRow, ...]
    uncounted: tuple[str, ...]
    """Sentences on unsupported languages, abstentions and documents not yet labelled."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """Editorial stories that name a municipality, and private posts that do."""

    place: str
    stories: int
    endorses: int
    reports: int
    rebuts: int
    criticism: int
    private: Count


@dataclass(frozen=True, slots=True)
class Report:
    """One week. `notice` stands in a banner; `manifest` ends every format."""

    week: str
    language: str
    title: str
    days: str
    preliminary: str
    notice: str
    summary: Summary
    narratives: tuple[LabelSection, ...]
    legitimate: tuple[LabelSection, ...]
    copied: tuple[Story, ...]
    tone: tuple[ToneRow, ...]
    attention: tuple[AttentionRow, ...]
    answers: tuple[SeriesSection, ...]
    good_practice: LabelSection
    coverage: CoverageSection
    focus: tuple[PlaceRow, ...]
    method: tuple[Paragraph, ...]
    manifest: Mapping[str, str]

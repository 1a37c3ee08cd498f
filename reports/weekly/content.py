"""What a weekly report says, apart from how it is rendered.

Texts are in the language of the report and hold no markup. A count that is None is hidden or not
known and is shown as “–”.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.signals.changes import Verdict
from reports.signals.week_states import WeekState
from reports.weekly.cells import NOTHING, Count
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
class Corrected:
    """This week's editorial stories corrected for the model's errors by human labels, the naive
    count beside.

    `low`..`high` is the 95 % interval of `corrected`.
    """

    naive: float
    corrected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SeriesSection:
    """One series: its figures, a sentence on the change, and the stories behind this week's figure.

    `notes` are sentences on how sure the figure is: the interval of a week seen in part, the
    corrected figure, a rise in too few sources, a signal that lasts, the method of comparison.
    `more_stories` counts editorial stories that are not listed; `chart_text` says what a chart of
    the series shows.
    """

    series: Series
    heading: str
    meaning: str
    verdict: Verdict
    verdict_text: str
    sentence: str
    notes: tuple[str, ...]
    corrected: Corrected | None
    volume: str
    chart_text: str
    stories: tuple[Story, ...]
    more_stories: int


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One series in the table of the week: every series of which anything was found in any week.

    `name` is the narrative or frame, `stance` its stance (empty for a frame). `active` says that
    something was found this week, or that there is a signal: then a section of its own follows;
    the others are quiet and only stand in the table. `expected` is the range as text, `spark_text`
    says what the small chart of the series shows.
    """

    name: str
    stance: str
    series: Series
    verdict: Verdict
    verdict_text: str
    expected: str
    spark_text: str
    active: bool


@dataclass(frozen=True, slots=True)
class QuietRow:
    """A narrative with a cell for each stance (endorses, reports, rebuts), or a frame with one.

    A cell says how many stories a quiet week may have, why the week cannot be judged, or that the
    series is in the other table. `coverage` is the lowest of the quiet series in the row.
    """

    name: str
    cells: tuple[str, ...]
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The week in two tables: the active rows of `rows`, and `quiet`, the others put together.

    `nothing` names in a sentence what was found in no week at all, and may be empty.
    """

    rows: tuple[OverviewRow, ...]
    quiet: tuple[QuietRow, ...]
    nothing: str

    @property
    def active(self) -> tuple[OverviewRow, ...]:
        """The rows of the first table, in order."""
        return tuple(row for row in self.rows if row.active)

    @property
    def captured(self) -> bool:
        """Whether the week has texts of any series that were captured into files."""
        return any(row.series.cells[-1].captured.stories != 0 for row in self.active)

    @property
    def private(self) -> bool:
        """Whether private posts have one of the active series, so that its range is for both."""
        return any(c.private.stories != 0 for row in self.active for c in row.series.cells)


@dataclass(frozen=True, slots=True)
class SpikeSection:
    """What one signal is made of, in short; `command` writes the full card."""

    heading: str
    cause: str
    evidence: tuple[str, ...]
    unknown: tuple[str, ...]
    command: str


@dataclass(frozen=True, slots=True)
class LabelSection:
    """A narrative with its active stances, or a frame with its one series."""

    label: str
    heading: str
    meaning: str
    series: tuple[SeriesSection, ...]
    quiet: str
    """One sentence on the stances without a text this week; may be empty."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source this week; `message` is what its last attempt said, `status` one of WeekState."""

    name: str
    outlet: str
    coverage: float | None
    state: str
    message: str
    silent: bool
    status: WeekState


@dataclass(frozen=True, slots=True)
class CoverageSection:
    """`overall` is the mean coverage of the sources that were followed in the week. `states` counts
    all sources by WeekState."""

    sentence: str
    overall: float | None
    sources: tuple[SourceRow, ...]
    uncounted: tuple[str, ...]
    """Sentences on unsupported languages, abstentions and documents not yet labelled."""
    states: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """Editorial stories that name a municipality, and private posts that do.

    `coverage` is that of the editorial sources that named it in any week (of all where none did),
    `low`..`high` the 95 % interval of `stories` had all been seen; None where nothing is known.
    `captured` counts what was captured into files, which is in no other column.
    """

    place: str
    stories: int
    endorses: int
    reports: int
    rebuts: int
    criticism: int
    private: Count
    coverage: float | None = None
    low: int | None = None
    high: int | None = None
    captured: Count = NOTHING


@dataclass(frozen=True, slots=True)
class Report:
    """One week. `notice` stands in a banner; `manifest` ends every format.

    `calm` says that there is no signal: the printed report is then the first page alone (`summary`
    and `overview`). `narratives` and `legitimate` hold the active ones, `good_practice` is None
    where nothing was found of it this week. `drift` holds sentences on changes of what the model
    meets, and may be empty.
    """

    week: str
    language: str
    title: str
    days: str
    preliminary: str
    notice: str
    calm: bool
    summary: Summary
    overview: Overview
    narratives: tuple[LabelSection, ...]
    tone: tuple[ToneRow, ...]
    attention: tuple[AttentionRow, ...]
    legitimate: tuple[LabelSection, ...]
    copied: tuple[Story, ...]
    spikes: tuple[SpikeSection, ...]
    answers: tuple[SeriesSection, ...]
    good_practice: LabelSection | None
    coverage: CoverageSection
    drift: tuple[str, ...]
    focus: tuple[PlaceRow, ...]
    method: tuple[Paragraph, ...]
    manifest: Mapping[str, str]

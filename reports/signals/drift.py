"""Drift: does the model still meet such texts, and answer them as it did?

Once a week the shares of labels, the model's confidence and abstentions, unknown words and
languages are set against a reference of earlier weeks. What rises in one subject or one source is
news; other sources than usual are coverage. Drift is a change that stands within the sources,
counted in stories, and whichever one subject or one source is left out.

The alarm is for those who run the service. It says that a person should look at the model and at
how texts are read, not what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from reports.signals.drift_departure import Counted, Departure, departure
from reports.signals.drift_measures import (
    MEANS,
    MEASURES,
    WITHIN_LANGUAGE,
    Group,
    Kind,
    Measure,
)
from reports.signals.drift_sample import (
    GAP_WEEKS,
    HISTORY_WEEKS,
    SUBJECTS,
    UNREAD,
    UNRELATED,
    Sample,
    read_sample,
)
from reports.signals.weeks import week_of
from store.connection import Transaction

STILL = 0.05
"""Two-sided probability: without any one subject or source, a change must still be beyond it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison. `group` is the measure and whose texts, as `negative:editorial`.

    `value` and `reference` are shares (of `confidence` and `unknown`, means of shares), 0..1;
    `low`..`high` is where the value lies in all but so many ordinary weeks that all comparisons
    together give FALSE_ALARMS_A_YEAR. A value outside it is no alarm when one subject or one source
    explains it.
    """

    kind: Kind
    group: str
    value: float
    reference: float
    low: float
    high: float
    alarm: bool

    @property
    def measure(self) -> str:
        """The measure alone: `negative` of `negative:editorial`."""
        return self.group.partition(":")[0]

    @property
    def texts(self) -> Group:
        """Whose texts are compared."""
        return Group(self.group.partition(":")[2])


@dataclass(frozen=True, slots=True)
class Drift:
    """`findings` has every comparison that could be made, in fixed order; none in a week that has
    not ended."""

    findings: tuple[Finding, ...]

    @property
    def alarm(self) -> bool:
        """Whether any of the comparisons is an alarm."""
        return any(finding.alarm for finding in self.findings)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that alarm."""
        return tuple(k for k in Kind if any(f.alarm and f.kind is k for f in self.findings))


def drift(
    transaction: Transaction, model: str, week: str, now: datetime, min_cell: int = 5
) -> Drift:
    """What has drifted in `week` by the labels of `model`, at `now` (aware). Private persons' posts
    of a week in which fewer than `min_cell` accounts posted are left out.

    The reference is the HISTORY_WEEKS before it but for the last GAP_WEEKS; unknown words have
    fewer, as their first weeks are learned from.
    """
    if week >= week_of(now):
        return Drift(())
    return Drift(tuple(_findings(read_sample(transaction, model, week), min_cell)))


def _with_enough_accounts(sample: Sample, min_cell: int) -> Sample:
    """Without the private posts of weeks with fewer than `min_cell` accounts, in any group: the
    difference of two groups would tell of them."""
    rows = sample.rows
    private = rows["private"].to_numpy(bool)
    accounts = rows[private].groupby("number")["author"].nunique()
    enough = (rows["number"].map(accounts).fillna(0) >= min_cell).to_numpy()
    return _only(sample, ~private | enough)


def _findings(sample: Sample, min_cell: int) -> Iterator[Finding]:
    for measure in MEASURES:
        asked = _only(sample, sample.rows[measure.name].notna().to_numpy())
        asked = _with_enough_accounts(asked, min_cell)
        for group in Group:
            own = asked
            if group is not Group.ALL:
                private = asked.rows["private"].to_numpy(bool)
                own = _only(asked, private == (group is Group.PRIVATE))
            counted = _counted(own, measure.name)
            found = departure(counted, _reference()) if len(own.rows) else None
            if found is not None:
                low, high = found.bounds(measure.level)
                alarm = _wrong_way(found, measure) and _stands(own, measure, counted, found)
                yield Finding(
                    measure.kind, f"{measure.name}:{group}", found.value, found.expected, low, high,
                    alarm,
                )  # fmt: skip


def _wrong_way(found: Departure, measure: Measure) -> bool:
    return found.p_value() < measure.level and (found.score > 0 or measure.down)


def _stands(sample: Sample, measure: Measure, counted: Counted, found: Departure) -> bool:
    """Whether the change is seen without any one source and any one subject, too."""
    if measure.moved and not _moved(counted, found.score):
        return False
    up = found.score > 0
    sources = np.flatnonzero(counted.stories[:, -1])
    return all(
        _still(counted.of(np.arange(len(counted.stories)) != source), up) for source in sources
    ) and all(
        _still(_counted(_only(sample, ~sample.about[:, subject]), measure.name), up)
        for subject in _subjects(sample, measure)
    )


def _still(counted: Counted, up: bool) -> bool:
    found = departure(counted, _reference()) if counted.stories.size else None
    return found is not None and (found.score > 0) == up and found.p_value() < STILL


def _subjects(sample: Sample, measure: Measure) -> list[int]:
    """The subjects of the last week that could explain a change."""
    if not measure.by_subject:
        return []
    never = {UNREAD, UNRELATED} if measure.moved else {UNREAD}
    last = (sample.rows["number"] == HISTORY_WEEKS).to_numpy()
    return [
        number
        for number, subject in enumerate(SUBJECTS)
        if subject not in never and sample.about[last, number].any()
    ]


def _moved(counted: Counted, score: float) -> bool:
    """Whether the side that lost its share has fewer stories, too, than nine in ten of the weeks of
    reference would have: else the other side has news."""
    lost = counted.total if score < 0 else counted.stories - counted.total
    by_week = lost.sum(0)
    before = by_week[_reference() & (counted.stories.sum(0) > 0)]
    return bool(by_week[-1] < before.mean() - 1.28 * before.std(ddof=1))


def _reference() -> np.ndarray:
    """(weeks,) of bool: the weeks that are compared with, of all and the one judged."""
    weeks = np.arange(HISTORY_WEEKS + 1)
    return weeks < HISTORY_WEEKS - GAP_WEEKS


def _only(sample: Sample, kept: np.ndarray) -> Sample:
    return Sample(sample.rows[kept], sample.about[kept])


def _counted(sample: Sample, measure: str) -> Counted:
    """Stories and values by source and week. A story with several documents in a week counts once:
    each of them for its part."""
    rows = sample.rows
    part = 1 / rows.groupby(["number", "story_id"])["source_id"].transform("size").to_numpy(float)
    place = rows["source_id"]
    if measure in WITHIN_LANGUAGE:
        place = place + " " + rows["language"].fillna("")
    source, names = pd.factorize(place, sort=True)
    kind, _ = pd.factorize(rows["outlet_type"], sort=True)
    by_source = np.zeros(len(names), np.int64)
    by_source[source] = kind
    number, value = rows["number"].to_numpy(int), rows[measure].to_numpy(float)

    def table(values: np.ndarray) -> np.ndarray:
        found = np.zeros((len(names), HISTORY_WEEKS + 1))
        np.add.at(found, (source, number), values)
        return found

    square = table(part * value**2) if measure in MEANS else None
    return Counted(table(part), table(part * value), by_source, square)

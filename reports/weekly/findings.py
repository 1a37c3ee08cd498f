"""What was found in a week: every series, and what the store tells of those that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import pandas as pd

from reports.signals.corrected_series import corrected_series
from reports.signals.judgement import Prospect
from reports.signals.spike_card.card import read_card
from reports.signals.spike_card.figures import SpikeCard
from reports.signals.stored_past import read_past
from reports.signals.weeks import week_of
from reports.weekly import names
from reports.weekly.content import Corrected
from reports.weekly.evidence import Evidence
from reports.weekly.series import Series, frame_series, narrative_series, years_before
from reports.weekly.told import changed, lingers, risen
from store.connection import Transaction
from store.records import Frame, Narrative


@dataclass(frozen=True, slots=True)
class Findings:
    """`narratives` has a series for each stance and one for those the model abstained from.

    `cards` tells what each rise is made of and `corrected` this week's corrected figures, where
    human labels exist; both by label and stance. `drift` holds sentences.
    """

    narratives: Mapping[str, tuple[Series, ...]]
    frames: Mapping[str, Series]
    unfinished: bool
    cards: Mapping[tuple[str, str], SpikeCard] = field(default_factory=dict)
    corrected: Mapping[tuple[str, str], Corrected] = field(default_factory=dict)
    drift: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[Series, ...]:
        """Narratives with their stances, then frames."""
        return (*(s for many in self.narratives.values() for s in many), *self.frames.values())

    @property
    def tested(self) -> tuple[Series, ...]:
        """The series that are tested for signals: all but those the model abstained from."""
        return tuple(s for s in self.all if s.stance != names.ABSTAINED)

    @property
    def signals(self) -> tuple[Series, ...]:
        """The series that changed, or whose signal of earlier weeks stands."""
        return tuple(s for s in self.tested if changed(s) or lingers(s))


def find(
    evidence: Evidence, now: datetime, min_cell: int, prospect: Prospect | None = None
) -> Findings:
    """Every series of the week, judged; `now` decides whether the week is still running, `prospect`
    is what the years before lead one to expect."""
    unfinished = week_of(now) == evidence.week
    return Findings(
        {
            label: tuple(
                narrative_series(evidence, label, stance, min_cell, unfinished, prospect)
                for stance in (*names.STANCES, names.ABSTAINED)
            )
            for label in Narrative
        },
        {label: frame_series(evidence, label, min_cell, unfinished, prospect) for label in Frame},
        unfinished,
    )


def read_findings(
    transaction: Transaction,
    evidence: Evidence,
    model: str,
    covered: pd.DataFrame,
    now: datetime,
    min_cell: int,
) -> Findings:
    """The findings with what the store tells of the rises; `covered` is the coverage of all weeks
    by which this one is judged."""
    week = evidence.week
    past = read_past(transaction, model, week, covered, min_cell)
    findings = find(evidence, now, min_cell, years_before(past, min_cell))
    cards = {
        (s.label, s.stance): read_card(
            transaction, model, week, s.label, s.stance, now, min_cell, evidence.coverage
        )
        for s in findings.signals
        if risen(s)
    }
    corrected = {
        (label, stance): Corrected(*found)
        for (_, label, stance, _), found in corrected_series(transaction, model, [week]).items()
    }
    return replace(findings, cards=cards, corrected=corrected)

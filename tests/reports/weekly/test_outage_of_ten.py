"""Ten of 150 sources are out for a week: all ten are told, and nothing is read as a fall."""

import pyarrow as pa
import pytest
from volume_histories import Histories

from reports.signals.changes import Verdict
from reports.signals.stored_past import judged_coverage
from reports.signals.weeks import first_day, shifted, start_of_day
from reports.weekly.coverage_section import coverage_section
from reports.weekly.evidence import read_evidence
from reports.weekly.series import frame_series
from reports.weekly.words import Words
from store.records import Frame

WEEK = "2026-W47"
OUT = [f"s{number:03}" for number in range(0, 150, 15)]
CARRIED_BY_THEM = Frame.GOOD_PRACTICE
CARRIED_BY_ALL = Frame.WORKLOAD

_LABELS = """
INSERT INTO labels BY NAME
SELECT d.document_id, 1 AS version, 'model' AS model, d.fetched_at AS labelled_at, 'sv' AS language,
    true AS language_supported, true AS relevant, 'neutral' AS tone, [] AS narratives,
    CASE WHEN o.source_id IS NOT NULL THEN [$own] WHEN hash(d.document_id) % 10 = 0 THEN [$all]
        ELSE [] END AS frames, [] AS abstained, '{}' AS scores
FROM documents d LEFT JOIN out_of_reach o ON o.source_id = d.source_id
"""


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    histories = Histories(tmp_path_factory.mktemp("ten"), shifted(WEEK, -26), WEEK)
    for number in range(150):
        histories.source(f"s{number:03}", 3 + number % 20)
    for name in OUT:
        histories.outage(name, histories.week(WEEK))
    store = histories.store()
    with store.write() as transaction:
        rows = pa.table({"source_id": OUT})
        with transaction.table("out_of_reach", rows):
            names = {"own": str(CARRIED_BY_THEM), "all": str(CARRIED_BY_ALL)}
            transaction.execute(_LABELS, names)
    with store.reading() as transaction:
        now = start_of_day(first_day(shifted(WEEK, 1)))
        covered = judged_coverage(transaction, WEEK, now)
        return read_evidence(transaction, "model", WEEK, covered)


def test_the_ten_are_silent_and_no_other_source_is(evidence):
    assert [s.source_id for s in evidence.sources if s.silent] == OUT
    assert not any(s.thin for s in evidence.sources)


def test_what_only_the_ten_carry_cannot_be_judged(evidence):
    now = frame_series(evidence, CARRIED_BY_THEM, 5, False).now
    assert now.verdict is Verdict.NOT_ASSESSABLE
    assert len(now.silent) == 10


def test_what_all_carry_has_not_fallen(evidence):
    now = frame_series(evidence, CARRIED_BY_ALL, 5, False).now
    assert now.verdict is Verdict.NO_CHANGE


def test_the_report_says_how_many_are_missing_and_that_it_is_no_nought(evidence):
    section = coverage_section(evidence, (), Words("sv"), 5)
    assert section.sentence.startswith("Vi såg ingenting av 10 av 150 källor.")
    assert section.uncounted[-1] == (
        "Vi såg ingenting av 10 källor (senaste felet: svarade inte). Det som saknas är "
        "okänt. Det är inte noll."
    )
    assert section.overall == pytest.approx(140 / 150)

"""A store of five years: how the weekly report judges by season, trend and coverage."""

from datetime import UTC, datetime, time, timedelta

import numpy as np
import pyarrow as pa
import pytest

from reports.signals.changes import Verdict
from reports.signals.stored_past import judged_coverage, read_past
from reports.signals.weeks import STOCKHOLM, first_day, shifted, span
from reports.weekly.evidence import read_evidence
from reports.weekly.findings import find, read_findings
from reports.weekly.series import years_before
from reports.weekly.spike_sections import spike_sections
from reports.weekly.words import Words
from store.connection import Store
from store.records import Access, Frame, OutletType, Poll, Source, SourceKind
from store.sources import add_polls, replace_sources

WEEK = "2026-W47"
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
YEARS = span(shifted(WEEK, -264), WEEK)
LABEL = Frame.WORKLOAD

FILL = """
CREATE TEMP TABLE filled AS
SELECT *, format('{:016x}', number) AS id FROM made;
INSERT INTO documents BY NAME SELECT id AS document_id, 1 AS version, source_id, kind,
    'https://x.example/' || id AS url, 'https://x.example/' || id AS canonical_url, 'T' AS title,
    'text' AS text, '' AS context, [] AS places, 'sv' AS language, 'full' AS text_status,
    published_at, moment AS first_seen_at, moment AS fetched_at, author,
    [] AS shared_urls, [] AS hashtags, '' AS raw_sha256, number AS content_hash, number AS id_hash
FROM filled;
INSERT INTO labels BY NAME SELECT id AS document_id, 1 AS version, 'model' AS model,
    moment AS labelled_at, 'sv' AS language, true AS language_supported, told AS relevant,
    'neutral' AS tone, [] AS narratives, CASE WHEN told THEN [$label] ELSE [] END AS frames,
    [] AS abstained, '{}' AS scores
FROM filled;
INSERT INTO stories BY NAME SELECT id AS document_id, id AS story_id, moment AS since FROM filled;
DROP TABLE filled;
"""


def monday(week):
    return datetime.combine(first_day(week), time(0), STOCKHOLM).astimezone(UTC)


class Years:
    """Counts a source and week of documents with LABEL; `told` gives the report's series of it."""

    def __init__(self, folder):
        self.store = Store(folder / "store.duckdb")
        self.outlets = {}
        self.made = []
        self.outages = set()

    def source(
        self,
        source_id,
        counts,
        outlet=OutletType.REGIONAL_DAILY,
        accounts=None,
        weeks=YEARS,
        rest=0,
    ):
        """`counts` a week of documents with LABEL, oldest first, by `accounts` authors each week
        where it is a platform; and `rest` a week that are about something else."""
        self.outlets[source_id] = outlet
        for at, (week, count) in enumerate(zip(weeks, counts, strict=True)):
            for number in range(int(count) + rest):
                author = None if accounts is None else f"{source_id}{number % accounts[at]}"
                moment = monday(week) + timedelta(days=number % 7, hours=9)
                self.made.append((source_id, author, moment, moment, number < count))

    def archive(self, source_id, week, count):
        """`count` undated documents that a source lists at one moment, after a long silence."""
        moment = monday(week) + timedelta(days=6)
        self.made += [(source_id, None, moment, None, True)] * count

    def outage(self, source_id, *weeks):
        self.outages |= {(source_id, week) for week in weeks}

    def _polls(self):
        for source_id in self.outlets:
            start = monday(YEARS[0])
            for _, week in sorted(o for o in self.outages if o[0] == source_id):
                yield Poll(source_id, monday(week), Access.OK, covers_from=start)
                for day in range(7):
                    moment = monday(week) + timedelta(days=day, hours=12)
                    yield Poll(source_id, moment, Access.OUTAGE, message="Svarade inte.")
                start = monday(week) + timedelta(days=7)
            if start < NOW:
                yield Poll(source_id, NOW, Access.OK, covers_from=start)

    def fill(self):
        table = pa.table(
            {
                "number": pa.array(range(len(self.made)), pa.int64()),
                "source_id": [m[0] for m in self.made],
                "kind": ["article" if m[1] is None else "post" for m in self.made],
                "author": pa.array([m[1] for m in self.made], pa.string()),
                "moment": pa.array([m[2] for m in self.made], pa.timestamp("us", "UTC")),
                "published_at": pa.array([m[3] for m in self.made], pa.timestamp("us", "UTC")),
                "told": [m[4] for m in self.made],
            }
        )
        sources = [
            Source(s, SourceKind.FEED, "", name=s.title(), outlet_type=o, region="national")
            for s, o in self.outlets.items()
        ]
        with self.store.write() as transaction:
            replace_sources(transaction, sources)
            with transaction.table("made", table):
                for statement in FILL.split(";\n"):
                    if statement.strip():
                        named = {"label": str(LABEL)} if "$label" in statement else None
                        transaction.execute(statement, named)
            add_polls(transaction, list(self._polls()))

    def told(self, week=WEEK, now=NOW, min_cell=5):
        if self.made:
            self.fill()
            self.made = []
        with self.store.reading() as transaction:
            covered = judged_coverage(transaction, week, now)
            evidence = read_evidence(transaction, "model", week, covered)
            past = read_past(transaction, "model", week, covered, min_cell)
        return find(evidence, now, min_cell, years_before(past, min_cell)).frames[LABEL]


@pytest.fixture
def years(tmp_path):
    return Years(tmp_path)


def drawn(mean, last, season=0.0, seed=3):
    """Weekly counts of dispersion 2 with a wave that is highest in the week judged, then `last`."""
    weeks = np.arange(len(YEARS) - len(last))
    wave = np.exp(season * np.cos(2 * np.pi * (weeks - len(YEARS) + 1) / 52.18))
    chance = np.random.default_rng(seed)
    return [*chance.negative_binomial(mean * wave, 0.5), *last]


def test_four_years_of_history_are_judged_by_season_and_say_so(years):
    years.source("a", drawn(8, [8]))
    now = years.told().now
    assert (now.verdict, now.method, now.weeks > 208) == (Verdict.NO_CHANGE, "farrington", True)
    assert now.low <= 8 <= now.high
    assert now.expected == pytest.approx(8, rel=0.3)


def test_a_short_history_is_judged_by_the_simple_rule(years):
    years.source("a", [4] * 40, weeks=YEARS[-40:])
    years.outage("a", *YEARS[:-40])
    assert years.told().now.method == "simple"


def test_a_count_that_the_season_explains_is_no_rise(years):
    """Half a year back counts were a third: the simple rule would call it."""
    counts = drawn(8, [22], season=1.0)
    years.source("a", counts)
    assert years.told().now.verdict is Verdict.NO_CHANGE


def test_a_rise_beyond_the_season_is_called(years):
    years.source("a", drawn(8, [30]))
    now = years.told().now
    assert (now.verdict, now.method) == (Verdict.RISE, "farrington")
    assert now.high < 30
    assert now.p_value < 0.001


def test_a_fall_among_sources_that_answered_is_called(years):
    years.source("a", drawn(12, [0]), rest=25)
    now = years.told().now
    assert (now.verdict, now.method) == (Verdict.FALL, "farrington")


def test_an_outage_of_the_week_is_no_fall_and_widens_the_count(years):
    years.source("a", drawn(10, [10]))
    years.source("b", drawn(10, [0], seed=4))
    years.outage("b", WEEK)
    now = years.told().now
    assert now.verdict is not Verdict.FALL
    low, high = now.completed
    assert low >= 10
    assert high > 15


def test_a_week_seen_in_full_needs_no_completing(years):
    years.source("a", drawn(10, [10]))
    assert years.told().now.completed is None


def test_outages_of_a_year_ago_do_not_make_a_rise(years):
    gone = YEARS[150:190]
    counts = [0 if w in gone else c for w, c in zip(YEARS, drawn(10, [14]), strict=True)]
    years.source("a", counts)
    years.outage("a", *gone)
    now = years.told().now
    assert (now.verdict, now.method) == (Verdict.NO_CHANGE, "farrington")
    assert now.expected == pytest.approx(10, rel=0.3)


def test_a_source_followed_since_a_year_raises_what_is_expected(years):
    years.source("a", drawn(6, [6]))
    years.source("b", drawn(12, [12], seed=5)[-52:], weeks=YEARS[-52:])
    years.outage("b", *YEARS[:-52])
    now = years.told().now
    assert now.verdict is Verdict.NO_CHANGE
    assert now.expected == pytest.approx(18, rel=0.3)


def test_the_running_week_has_no_fall_and_may_have_a_rise(years):
    years.source("a", drawn(12, [0]), rest=25)
    now = datetime(2026, 11, 18, 9, tzinfo=UTC)
    found = years.told(now=now).now
    assert found.verdict is not Verdict.FALL


def test_a_quiet_christmas_is_neither_an_outage_nor_a_fall(years):
    """A paper that gives a third of its texts around Christmas, five years in a row."""
    christmas = [week[-2:] in ("52", "53", "01") for week in YEARS]
    counts = [c // 3 if quiet else c for c, quiet in zip(drawn(9, [9]), christmas, strict=True)]
    years.source("a", counts, rest=20)
    told = years.told(week="2025-W52", now=datetime(2025, 12, 29, 6, tzinfo=UTC)).now
    assert told.verdict is Verdict.NO_CHANGE


def test_an_archive_that_arrives_at_once_is_no_rise(years):
    years.source("a", drawn(8, [8]), rest=20)
    years.archive("a", WEEK, 60)
    told = years.told()
    assert told.now.verdict is Verdict.NO_CHANGE
    assert told.cells[-1].editorial.stories == 8


def test_a_signal_stands_until_two_weeks_in_a_row_are_calm(years):
    years.source("a", drawn(5, [30, 5, 5, 5]))
    told = [years.told(week=week).now for week in YEARS[-4:]]
    assert [t.verdict for t in told] == [Verdict.RISE] + [Verdict.NO_CHANGE] * 3
    assert [t.lasting for t in told] == [False, True, False, False]


def test_a_rise_in_posts_of_the_usual_accounts_is_thin(years):
    """Six people write four times as much: no more people than before."""
    years.source("forumet", drawn(6, [30]), OutletType.FORUM, accounts=[6] * len(YEARS))
    now = years.told().now
    assert (now.verdict, now.thin) == (Verdict.NO_CHANGE, True)


def test_a_rise_in_posts_of_many_accounts_is_called(years):
    accounts = [6] * (len(YEARS) - 1) + [30]
    years.source("forumet", drawn(6, [30]), OutletType.FORUM, accounts=accounts)
    now = years.told().now
    assert (now.verdict, now.thin) == (Verdict.RISE, False)


def test_what_a_hidden_cell_holds_changes_no_figure(years, tmp_path):
    """Two stores that differ in hidden cells of this week and of earlier ones alone."""
    found = []
    for name, accounts, many in (("one", 1, 1), ("four", 4, 5)):
        folder = tmp_path / name
        folder.mkdir()
        place = Years(folder)
        place.source("a", drawn(4, [5]))
        posts = [many] * len(YEARS)
        place.source("forumet", posts, OutletType.FORUM, accounts=[accounts] * len(YEARS))
        place.outage("forumet", YEARS[-30], YEARS[-2])
        found.append(place.told())
    assert (found[0].now, found[0].before) == (found[1].now, found[1].before)
    assert found[0].coverage == found[1].coverage


def test_a_rise_for_the_season_alone_is_not_told_as_none_at_close_quarters(years):
    """The card looks at half a year, in which the season was higher."""
    years.source("a", [*drawn(8, [], season=-1.2)[:-1], 16])
    years.source("b", [0] * (len(YEARS) - 1) + [1])
    years.fill()
    with years.store.reading() as transaction:
        covered = judged_coverage(transaction, WEEK, NOW)
        evidence = read_evidence(transaction, "model", WEEK, covered)
        findings = read_findings(transaction, evidence, "model", covered, NOW, 5)
    assert findings.frames[LABEL].now.verdict is Verdict.RISE
    (section,) = spike_sections(Words("sv"), WEEK, findings)
    assert section.cause.startswith("Det är fler än väntat för årstiden, men inte tydligt fler än")
    assert section.evidence == ()

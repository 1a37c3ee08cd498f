"""The share of attention is of all that was seen, also of what was not stored."""

from datetime import UTC, date, datetime

import pandas as pd

from reports.signals.captures import captured_weeks
from reports.weekly.evidence import Appearance, Evidence, _passed_over
from reports.weekly.outlets import attention_rows
from store.connection import Store
from store.passed_over import add_passed_over
from store.records import OutletType, PassedOver, Source, SourceKind
from store.sources import replace_sources

WEEK = "2026-W47"


def post(number: int, relevant: bool) -> Appearance:
    return Appearance(
        f"d{number}", WEEK, datetime(2026, 11, 18, tzinfo=UTC), "forumet", "Forumet", "forum",
        True, True, f"p-{number}", "", "", "full", (), f"d{number}", True, "sv", True, relevant,
        "neutral", (), None, (), (),
    )  # fmt: skip


def test_posts_that_were_not_stored_count_as_seen():
    posts = tuple(post(number, number < 10) for number in range(20))
    plain = Evidence(WEEK, (WEEK,), posts, (), {}, {}, {})
    with_others = Evidence(WEEK, (WEEK,), posts, (), {}, {}, {}, (), {"forum": 80, "social": 7})
    assert [(r.seen, r.relevant, r.share) for r in attention_rows(plain, 5)] == [(20, 10, 0.5)]
    assert [(r.seen, r.relevant, r.share) for r in attention_rows(with_others, 5)] == [
        (100, 10, 0.1)
    ]


def test_a_hidden_row_stays_hidden():
    few = Evidence(WEEK, (WEEK,), (post(1, True),), (), {}, {}, {}, (), {"forum": 80})
    assert [(r.seen, r.relevant) for r in attention_rows(few, 5)] == [(None, None)]


def test_what_was_passed_over_is_read_by_kind_of_outlet_for_the_week(tmp_path):
    store = Store(tmp_path / "s.duckdb")
    sources = [
        Source("forumet", SourceKind.FEED, "https://f.example", outlet_type=OutletType.FORUM),
        Source("stream", SourceKind.JETSTREAM, "https://j.example", outlet_type=OutletType.SOCIAL),
    ]
    with store.write() as transaction:
        replace_sources(transaction, sources)
        add_passed_over(
            transaction,
            [
                PassedOver("forumet", date(2026, 11, 16), "sv", 3),
                PassedOver("forumet", date(2026, 11, 22), "ar", 4),
                PassedOver("forumet", date(2026, 11, 23), "sv", 9),
                PassedOver("stream", date(2026, 11, 17), "sv", 50),
            ],
        )
    with store.reading() as transaction:
        none = captured_weeks(transaction, pd.DataFrame(columns=["source_id", "week"]), WEEK, WEEK)
        assert _passed_over(transaction, WEEK, none) == ({"forum": 7, "social": 50}, {})

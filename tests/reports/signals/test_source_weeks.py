"""The table of sources and weeks that goes with exported counts."""

from datetime import UTC, datetime

from reports.signals.source_weeks import source_weeks
from store.connection import Store
from store.documents import add_documents
from store.records import Access, Document, DocumentKind, OutletType, Poll, Source, SourceKind
from store.sources import add_imported_sources, add_polls, replace_sources

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
MONDAY = datetime(2026, 11, 9, tzinfo=UTC)


def poll(source_id, day, access=Access.OK, since=None):
    return Poll(source_id, datetime(2026, 11, day, 12, tzinfo=UTC), access, covers_from=since)


def test_each_source_has_a_state_in_each_week(tmp_path):
    store = Store(tmp_path / "s.duckdb")
    names = ("seen", "closed", "down", "stopped", "new", "waiting")
    tiktok = Source("tiktok", SourceKind.IMPORT, "", outlet_type=OutletType.SOCIAL)
    post = Document(
        "d", "tiktok", DocumentKind.VIDEO, "", "", "", "Soc", NOW, NOW,
        published_at=datetime(2026, 11, 18, tzinfo=UTC),
    )  # fmt: skip
    with store.write() as transaction:
        replace_sources(transaction, [Source(n, SourceKind.FEED, f"https://{n}") for n in names])
        add_imported_sources(transaction, ["tiktok"], {"tiktok": tiktok})
        add_documents(transaction, [post])
        polls = [
            poll("seen", 23, since=MONDAY),
            *(poll("closed", day, Access.REFUSED) for day in (9, 16)),
            *(poll("down", day, Access.OUTAGE) for day in (9, 17)),
            poll("stopped", 9, since=MONDAY),
            poll("stopped", 15, since=MONDAY),
            poll("new", 22, since=datetime(2026, 11, 20, tzinfo=UTC)),
            Poll("tiktok", NOW, Access.IMPORTED),
        ]
        add_polls(transaction, polls)
    with store.reading() as transaction:
        rows = source_weeks(transaction, "2026-W46", "2026-W47", NOW)
    states = rows.pivot(index="source_id", columns="week", values="state").to_dict("index")
    assert {source: tuple(weeks.values()) for source, weeks in states.items()} == {
        "seen": ("complete", "complete"),
        "closed": ("refused", "refused"),
        "down": ("unseen", "unseen"),
        "stopped": ("complete", "not_asked"),
        "new": ("not_expected", "complete"),
        "waiting": ("not_expected", "not_expected"),
        "tiktok": ("not_expected", "file"),
    }
    files = rows[rows["source_id"] == "tiktok"]
    assert files["coverage"].isna().all()
    assert rows["week"].is_monotonic_increasing

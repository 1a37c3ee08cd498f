"""Weekly series of a store: what is counted, and how short histories are judged."""

from datetime import UTC, datetime, timedelta

import pytest

from reports.signals.stored_series import COLUMNS, stored_spikes
from store.connection import Store
from store.documents import add_documents
from store.labels import add_labels
from store.records import (
    Access,
    Document,
    DocumentKind,
    Frame,
    Labels,
    Narrative,
    OutletType,
    Poll,
    Source,
    SourceKind,
    Stance,
    TextStatus,
    Tone,
)
from store.sources import add_polls, replace_sources
from store.stories import put_stories

FIRST = datetime(2026, 9, 2, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
SERIES = f"{Narrative.PROFIT}:{Stance.ENDORSES}"


@pytest.fixture
def table(tmp_path):
    """Twelve weeks, 2026-W36 to W47: `counts` articles and as many posts by one account."""

    def table(counts, posts=0):
        store = Store(tmp_path / "store.duckdb")
        documents = []
        for week, count in enumerate(counts):
            moment = FIRST + timedelta(weeks=week)
            for number in range(count + posts):
                source = "a" if number < count else "forumet"
                kind = DocumentKind.ARTICLE if number < count else DocumentKind.POST
                id_ = f"{week * 1000 + number:016x}"
                url = f"https://x.example/{id_}"
                documents.append(
                    Document(
                        id_, source, kind, url, url, "T", "t", moment, moment, published_at=moment,
                        author=None if number < count else "one", text_status=TextStatus.FULL,
                    )
                )  # fmt: skip
        labels = [
            Labels(
                d.document_id, 1, "model", FIRST, language="sv", language_supported=True,
                relevant=True, tone=Tone.NEUTRAL, narratives=(Narrative.PROFIT,),
                stance=Stance.ENDORSES,
            )
            for d in documents
        ]  # fmt: skip
        sources = [
            Source("a", SourceKind.FEED, "", outlet_type=OutletType.TABLOID, region="national"),
            Source("forumet", SourceKind.FEED, "", outlet_type=OutletType.FORUM, region="national"),
        ]
        with store.write() as transaction:
            replace_sources(transaction, sources)
            add_documents(transaction, documents)
            add_labels(transaction, labels)
            put_stories(transaction, {d.document_id: d.document_id for d in documents}, FIRST)
            add_polls(
                transaction,
                [
                    Poll(
                        s.source_id, NOW, Access.OK, items=1, covers_from=FIRST - timedelta(days=9)
                    )
                    for s in sources
                ],
            )
        return stored_spikes(store, "model", "2026-W36", "2026-W47", NOW, 5)

    return table


def of_series(found):
    return found[found["series"] == SERIES].set_index("week")


def test_each_narrative_and_stance_and_each_frame_is_a_series_of_every_week(table):
    found = table([2] * 12)
    assert list(found.columns) == COLUMNS
    assert len(found) == (len(Narrative) * len(Stance) + len(Frame)) * 12
    assert set(of_series(found)["count"]) == {2}


def test_a_short_history_is_judged_by_the_simple_rule_and_says_so(table):
    last = of_series(table([2] * 11 + [15])).loc["2026-W47"]
    assert (last["method"], last["alarm"]) == ("simple", 1)
    assert last[["expected", "upper_bound", "p_value"]].isna().all()


def test_the_first_weeks_are_not_judged(table):
    found = of_series(table([2, 30] + [2] * 10))
    assert set(found["method"][:6]) == {"none"}
    assert found["alarm"].sum() == 0


def test_posts_of_too_few_accounts_are_not_counted(table):
    assert set(of_series(table([2] * 12, posts=9))["count"]) == {2}

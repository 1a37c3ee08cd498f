"""What is known of web sites, and of sources and entries beyond the last answer, is kept whole."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.connection import Store
from store.records import ItemState, Site, SourceState
from store.sites import keep_sites, sites
from store.sources import item_states, keep_item_states, keep_source_states, source_states

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEXTS = st.text(
    alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
)
MOMENTS = st.none() | st.datetimes(
    # Hypothesis wants its bounds without a zone.
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
LISTS = st.lists(TEXTS, max_size=3).map(tuple)
NUMBERS = st.integers(0, 2**31 - 1)
AMOUNTS = st.floats(0, 1e9)

SITES = st.builds(
    Site, TEXTS, TEXTS, MOMENTS, LISTS, st.sampled_from(["", "open", "reserved"]), MOMENTS, TEXTS,
    MOMENTS,
)  # fmt: skip
SOURCE_STATES = st.builds(
    SourceState,
    source_id=TEXTS,
    url=TEXTS,
    failures=NUMBERS,
    items=NUMBERS,
    score=AMOUNTS,
    failing_since=MOMENTS,
    moved_to=TEXTS,
    moved_times=NUMBERS,
    newest_at=MOMENTS,
    gap_s=st.none() | AMOUNTS,
    problems=LISTS,
    cursor=TEXTS,
)
ITEM_STATES = st.builds(
    ItemState, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, st.just(NOON), st.just(NOON), text_key=TEXTS
)


def keep(shelf, *found):
    with shelf.db.write() as transaction:
        keep_sites(transaction, found)


def test_nothing_is_known_of_sites_at_first_and_nothing_is_kept_of_none(shelf):
    assert sites(shelf.db) == {}
    keep(shelf)
    assert sites(shelf.db) == {}


def test_the_last_that_was_learnt_of_a_site_holds_and_other_sites_stay(shelf):
    keep(shelf, Site("https://a.example", "User-agent: *", NOON), Site("https://b.example:8443"))
    newer = Site(
        "https://a.example",
        "User-agent: GPTBot\nDisallow: /",
        NOON,
        ai_lines=("User-agent: GPTBot", "Disallow: /"),
        tdm="reserved",
        tdm_at=NOON,
        missing_page="sidan hittades inte",
        missing_page_at=NOON,
    )
    keep(shelf, Site("https://a.example", "äldre", NOON), newer)
    assert sites(shelf.db) == {
        "https://a.example": newer,
        "https://b.example:8443": Site("https://b.example:8443"),
    }
    assert shelf.rows("SELECT count(*) FROM sites") == [(2,)]


def test_a_time_without_a_zone_is_refused_and_the_site_stays_as_it_was(shelf):
    keep(shelf, Site("https://a.example", "Allow: /", NOON))
    naive = datetime(2026, 11, 21)  # noqa: DTZ001
    with pytest.raises(TypeError):
        keep(shelf, Site("https://a.example", "", naive))
    assert sites(shelf.db)["https://a.example"].robots == "Allow: /"


@settings(max_examples=12, deadline=None)
@given(
    st.lists(SITES, max_size=4, unique_by=lambda one: one.site),
    st.lists(SOURCE_STATES, max_size=4, unique_by=lambda one: one.source_id),
    st.lists(ITEM_STATES, max_size=4, unique_by=lambda one: (one.source_id, one.key)),
)
def test_sites_and_the_states_of_sources_and_entries_come_back_as_they_went_in(
    known_sites, known_sources, known_items
):
    with tempfile.TemporaryDirectory() as folder:
        db = Store(Path(folder) / "lager.duckdb")
        with db.write() as transaction:
            keep_sites(transaction, known_sites)
            keep_source_states(transaction, known_sources)
            keep_item_states(transaction, known_items)
        assert sites(db) == {one.site: one for one in known_sites}
        assert source_states(db) == {one.source_id: one for one in known_sources}
        held = item_states(db, [one.source_id for one in known_items])
        found = {(one.source_id, one.key): one for many in held.values() for one in many}
        assert found == {(one.source_id, one.key): one for one in known_items}

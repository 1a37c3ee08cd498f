"""What `health` says of private persons' posts."""

from datetime import UTC, datetime, timedelta

from crawlers.sources import read_sources
from store.connection import Store
from store.documents import add_documents
from store.records import Document, DocumentKind, ItemState, OutletType, Source, SourceKind
from store.sources import add_imported_sources, keep_item_states, replace_sources
from vardkase.commands.post_health import held_as_listed, problems

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BASIS = "GDPR 6.1 e"


def source(source_id, kind, legal_basis=""):
    return Source(
        source_id, kind, "https://s.example", outlet_type=OutletType.SOCIAL, legal_basis=legal_basis
    )


def told(store, *sources):
    return [(row["what"], row["message"]) for row in problems(sources, store, NOW)]


def test_sources_of_posts_without_a_legal_basis_are_named(tmp_path):
    store = Store(tmp_path / "s.duckdb")
    toots, videos = source("toots", SourceKind.MASTODON), source("tiktok", SourceKind.IMPORT)
    settled = source("reddit", SourceKind.REDDIT, BASIS)
    post = Document("d", "tiktok", DocumentKind.VIDEO, "", "", "", "Soc", NOW, NOW)
    with store.write() as transaction:
        replace_sources(transaction, [toots, settled])
        add_imported_sources(transaction, ["tiktok"], {"tiktok": videos})
        add_documents(transaction, [post])
    assert [what for what, _ in told(store, toots, settled)] == ["källa toots", "källa tiktok"]
    ((_, _), (_, message)) = told(store, toots, settled)
    pasted = message.partition("\n")[2].replace('legal_basis = ""', f'legal_basis = "{BASIS}"')
    (tmp_path / "sources.toml").write_text(pasted, "utf-8")
    (listed,) = read_sources(tmp_path / "sources.toml")
    assert (listed.kind, listed.outlet_type) == (SourceKind.IMPORT, OutletType.SOCIAL)
    assert [what for what, _ in told(store, settled, listed)] == [], "before any crawl"
    (held,) = held_as_listed(store, [listed])
    assert held["legal_basis"] == BASIS


def test_posts_that_nobody_has_asked_for_in_a_day_are_counted(tmp_path):
    store = Store(tmp_path / "s.duckdb")
    toots = source("toots", SourceKind.MASTODON, BASIS)
    states = [
        ItemState("toots", f"k{hours}", "sealed", f"d{hours}", "", NOW - timedelta(days=3),
                  NOW - timedelta(hours=hours))
        for hours in (2, 25, 27, 40)
    ]  # fmt: skip
    with store.write() as transaction:
        replace_sources(transaction, [toots])
        keep_item_states(transaction, states)
    ((what, message),) = told(store, toots)
    assert what == "raderingar"
    assert message.startswith("2 inlägg har inte kontrollerats")

"""The list of sources: the one that ships, and what a mistake in one's own looks like."""

from collections import Counter
from datetime import date

import pytest

from crawlers.canonical import canonical_url
from crawlers.sources import default_sources_toml, parse_sources, read_sources
from store.errors import SettingsError
from store.records import OutletType, Source, SourceKind

GOOD = 'source_id = "a"\nkind = "feed"\nurl = "https://a.se/rss"\n'


def test_the_list_that_ships_is_wide_and_unverified():
    sources = parse_sources(default_sources_toml(), "sources.toml")

    kinds = Counter(source.outlet_type for source in sources)
    assert len(sources) >= 60
    assert all(source.kind is SourceKind.FEED for source in sources)
    assert {source.verified for source in sources} == {None}
    assert {source.reach for source in sources} == {None}
    assert set(kinds) == set(OutletType) - {OutletType.FORUM, OutletType.SOCIAL}
    assert len({source.region for source in sources}) == 22, "all counties, and national"
    assert len({canonical_url(source.url) for source in sources}) == len(sources)
    assert len({source.language for source in sources}) >= 4
    assert default_sources_toml().startswith("# Vårdkases källor")


def test_all_fields_are_read(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_text(
        "\ufeff[[source]]\n" + GOOD + 'name = "A"\noutlet_type = "forum"\nregion = "AB"\n'
        'language = "ar"\nreach = 1000\nevery_minutes = 15\nverified = "2026-11-20"\n'
        'terms = "t"\nlegal_basis = "l"\n[[source]]\nsource_id = "b"\nkind = "import"\nurl = ""\n'
        "verified = 2026-11-20\n",
        encoding="utf-8",
    )

    day = date(2026, 11, 20)
    assert read_sources(path) == [
        Source("a", SourceKind.FEED, "https://a.se/rss", "A", OutletType.FORUM, "AB", "ar",
               1000, 15, day, "t", "l"),
        Source("b", SourceKind.IMPORT, "", verified=day),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[source]]\n" + GOOD + "namn = 'x'", "källa 1: okänd nyckel 'namn'; väntar source_id"),
        ("[[source]]\n" + GOOD + "[[source]]\n" + GOOD, "källa 2, source_id = 'a': är upptaget av"),
        ("[[source]]\nkind = 'feed'", "källa 1: source_id saknas; väntar små bokstäver"),
        ("[[source]]\nsource_id = 'Å B'\nkind = 'feed'", "source_id = 'Å B': väntar små bokstäver"),
        ("[[source]]\nsource_id = 'a'\nkind = 'rss'", "kind = 'rss': väntar ett av feed, sitemap"),
        ("[[source]]\nsource_id = 'a'\nkind = 'feed'", "url saknas; väntar en adress"),
        ("[[source]]\n" + GOOD.replace("https:", "file:"), "url = 'file://a.se/rss': väntar en"),
        ("[[source]]\n" + GOOD + "outlet_type = 'blogg'", "outlet_type = 'blogg': väntar ett av"),
        ("[[source]]\n" + GOOD + "region = 'Stockholm'", "väntar en länsbokstav"),
        ("[[source]]\n" + GOOD + "reach = 0", "reach = 0: väntar personer per vecka"),
        ("[[source]]\n" + GOOD + "reach = true", "reach = True: väntar personer per vecka"),
        ("[[source]]\n" + GOOD + "every_minutes = '60'", "väntar minuter"),
        ("[[source]]\n" + GOOD + "verified = 'ja'", "verified = 'ja': väntar en dag"),
        ("[[source]]\n" + GOOD + "verified = 2026-11-20T10:00:00", "väntar en dag"),
        ("[[source]]\n" + GOOD + "language = 'svenska'", "väntar en språkkod"),
        ("[[source]]\n" + GOOD + "name = 5", "name = 5: väntar text"),
        ("[source]\n" + GOOD, "skriv [[source]] med dubbla"),
        ("[[source]\n", "är inte giltig TOML: rad 1"),
        ("[[kalla]]\n" + GOOD, "okänd tabell eller nyckel 'kalla'"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, text, told):
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError) as error:
        read_sources(path)

    assert told in str(error.value)
    assert str(error.value).startswith(str(path))


def test_a_missing_or_unreadable_file_is_told(tmp_path):
    with pytest.raises(SettingsError, match="källistan finns inte"):
        read_sources(tmp_path / "borta.toml")
    (tmp_path / "latin.toml").write_bytes("# å".encode("cp1252"))
    with pytest.raises(SettingsError, match="UTF-8"):
        read_sources(tmp_path / "latin.toml")
    with pytest.raises(SettingsError, match="går inte att läsa"):
        read_sources(tmp_path)


def test_an_empty_list_is_a_list():
    assert parse_sources("# inga än\n", "x") == []

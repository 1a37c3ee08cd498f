"""The list of sources: the one that ships, and what a mistake in one's own looks like."""

from collections import Counter
from datetime import date

import pytest

from crawlers.canonical import canonical_url
from crawlers.kinds import LISTINGS
from crawlers.sources import default_sources_toml, parse_sources, read_sources
from store.errors import SettingsError
from store.records import OutletType, Source, SourceKind

GOOD = 'source_id = "a"\nkind = "feed"\nurl = "https://a.se/rss"\n'


COUNTIES = ["AB", "AC", "BD", *"CDEFGHIKMNOSTUWXYZ"]


@pytest.fixture(scope="module")
def shipped():
    return parse_sources(default_sources_toml(), "sources.toml")


def test_the_list_that_ships_is_wide_and_unverified(shipped):
    types = Counter(source.outlet_type for source in shipped)
    least = {
        OutletType.PUBLIC_SERVICE: 40,
        OutletType.NATIONAL_DAILY: 8,
        OutletType.TABLOID: 4,
        OutletType.REGIONAL_DAILY: 40,
        OutletType.TRADE: 10,
        OutletType.AUTHORITY: 20,
        OutletType.MUNICIPALITY: 10,
        OutletType.FACTCHECK: 2,
        OutletType.ALTERNATIVE: 8,
        OutletType.MINORITY_LANGUAGE: 8,
        OutletType.PARTY: 8,
        OutletType.NGO: 8,
    }
    assert len(shipped) >= 150
    assert {kind: count for kind, count in least.items() if types[kind] < count} == {}
    assert set(types) == set(least), "what private persons write is not followed yet"
    assert {source.verified for source in shipped} == {None}, "none could be tried from here"
    assert {source.reach for source in shipped} == {None}
    assert len({source.language for source in shipped}) >= 5
    assert default_sources_toml().startswith("# Vårdkases källor")


def test_each_county_has_sources_of_its_own_and_public_service_in_it(shipped):
    for county in COUNTIES:
        own = [source for source in shipped if source.region == county]
        assert len(own) >= 2, county
        names = {source.name for source in own if source.outlet_type is OutletType.PUBLIC_SERVICE}
        assert any("P4" in name for name in names), county


def test_the_list_that_ships_has_each_kind_that_can_be_crawled(shipped):
    kinds = {source.kind for source in shipped}
    assert kinds == set(LISTINGS)
    for kind in kinds:
        assert f"\n# {kind} " in default_sources_toml(), "the file says what the kind is"


def test_no_two_sources_that_ship_have_one_id_one_address_or_one_name(shipped):
    for what in (
        [source.source_id for source in shipped],
        [canonical_url(source.url) for source in shipped],
        [source.name for source in shipped],
    ):
        assert [value for value, count in Counter(what).items() if count > 1] == []
    assert all(source.url.startswith("https://") for source in shipped)


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
        ("[[source]]\n" + GOOD + "namn = 'x'", "källa 1 (a): okänd nyckel 'namn'; väntar"),
        ("[[source]]\n" + GOOD + "[[source]]\n" + GOOD, "källa 2, source_id = 'a': är upptaget av"),
        ("[[source]]\nkind = 'feed'", "källa 1: source_id saknas; väntar små bokstäver"),
        ("[[source]]\nsource_id = 'Å B'\nkind = 'feed'", "source_id = 'Å B': väntar små bokstäver"),
        ("[[source]]\nsource_id = 'a'\nkind = 'rss'", "kind = 'rss': väntar ett av feed, sitemap"),
        (
            "[[source]]\nsource_id = 'a'\nkind = 'tiktok'",
            "tiktok läses ur filer, med `vardkase imp",
        ),
        ("[[source]]\nsource_id = ”a”", "rad 2, tecken 13"),
        ("[[source]]\nsource_id = ”a”", 'skriv raka citattecken (")'),
        ("[[source]]\nsource_id = 'a'\nkind = 'feed'", "url saknas; väntar en adress"),
        ("[[source]]\n" + GOOD.replace("https:", "file:"), "url = 'file://a.se/rss': väntar en"),
        ("[[source]]\n" + GOOD.replace("//", "//a:b@"), "utan användarnamn och lösenord"),
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

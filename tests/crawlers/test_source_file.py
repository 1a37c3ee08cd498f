"""Writing what worked into the user's own list."""

from datetime import date

import pytest

from crawlers.checks.source_file import Found, with_verified
from crawlers.sources import default_sources_toml, parse_sources
from store.errors import SettingsError
from store.records import SourceKind

DAY = date(2026, 11, 22)
LISTED = """# Våra källor

# --- Lokalt ---

[[source]]
source_id = "kuriren"   # ändra inte
kind = "feed"
url = "https://kuriren.example/rss"  # ur Adas lista
name = "Kuriren"

# --- Myndigheter ---

[[source]]
url = 'https://nämnden.example/feed'
kind = 'feed'
source_id = "namnden"
verified = ""
every_minutes = 240
"""


def found(source_id, asked, url="", kind=SourceKind.FEED):
    return Found(source_id, asked, url or asked, kind)


def kuriren(url="", kind=SourceKind.FEED):
    return found("kuriren", "https://kuriren.example/rss", url, kind)


def written(*what, text=LISTED, day=DAY):
    new = with_verified(text, "sources.toml", what, day)
    return new, {source.source_id: source for source in parse_sources(new, "sources.toml")}


def test_what_works_as_it_is_gets_its_day_and_nothing_else_changes():
    new, sources = written(kuriren(), found("namnden", "https://nämnden.example/feed"))

    assert sources["kuriren"].verified == sources["namnden"].verified == DAY
    assert new.replace('verified = "2026-11-22"\nname', "name") == LISTED.replace(
        'verified = ""', 'verified = "2026-11-22"'
    )


def test_a_new_address_keeps_the_old_one_in_a_comment_and_the_users_own():
    new, sources = written(kuriren("https://kuriren.example/news.xml", SourceKind.SITEMAP))

    assert (
        'url = "https://kuriren.example/news.xml"  '
        "# före 2026-11-22: https://kuriren.example/rss; ur Adas lista\n"
    ) in new
    assert sources["kuriren"].kind is SourceKind.SITEMAP
    assert "# --- Myndigheter ---" in new
    assert 'source_id = "kuriren"   # ändra inte' in new
    assert sources["namnden"].verified is None


def test_a_second_change_keeps_both_old_addresses_and_the_same_again_changes_nothing():
    once, _ = written(kuriren("https://kuriren.example/b"))
    again = found("kuriren", "https://kuriren.example/b", "https://kuriren.example/c")
    twice, _ = written(again, text=once, day=date(2027, 1, 3))
    same = found("kuriren", "https://kuriren.example/c")

    assert (
        "# före 2027-01-03: https://kuriren.example/b; "
        "före 2026-11-22: https://kuriren.example/rss; ur Adas lista"
    ) in twice
    assert written(same, text=twice, day=date(2027, 1, 3))[0] == twice


def test_what_the_user_changed_meanwhile_is_left_alone():
    new, _ = written(found("kuriren", "https://kuriren.example/annan"), found("borttagen", "x"))

    assert new == LISTED


def test_line_ends_of_windows_stay():
    new, sources = written(kuriren("https://kuriren.example/b"), text=LISTED.replace("\n", "\r\n"))

    assert "\n" not in new.replace("\r\n", "")
    assert sources["kuriren"].url == "https://kuriren.example/b"


def test_the_list_that_ships_is_written_as_it_stood():
    text = default_sources_toml()
    all_of_it = [found(s.source_id, s.url, kind=s.kind) for s in parse_sources(text, "x")]

    new, sources = written(*all_of_it, text=text)

    assert {source.verified for source in sources.values()} == {DAY}
    assert new.replace('verified = "2026-11-22"', 'verified = ""') == text


def test_a_list_that_cannot_be_read_is_told():
    with pytest.raises(SettingsError, match=r"sources.toml, källa 1 \(a\): kind saknas"):
        with_verified('[[source]]\nsource_id = "a"', "sources.toml", [], DAY)
    inline = '[{source_id = "a", kind = "feed", url = "https://a.example/"}]'
    with pytest.raises(SettingsError, match=r"skriv källorna som \[\[source\]\]"):
        with_verified(f"source = {inline}", "sources.toml", [found("a", "https://a.example/")], DAY)

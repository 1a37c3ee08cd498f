"""A real WordPress as a source: its feeds, its REST interface, its sitemap, and what it gets wrong.

https://developer.wordpress.org/rest-api/ and nginx in front of it, as most sites have it.
"""

import json
import urllib.error
import urllib.request
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from store.records import OutletType, Source, SourceKind

pytestmark = pytest.mark.real_server

STOCKHOLM = ZoneInfo("Europe/Stockholm")
PARTS = (
    "<p>Socialnämnden i Åmåsa vill att fler får stöd i hemmet. Förslaget från förvaltningen är att "
    "två familjebehandlare anställs efter årsskiftet, om budgeten räcker till det.</p>",
    "<p>Ärendet har återremitterats en gång. Ordföranden säger att nämnden behöver veta vad "
    "insatserna kostar innan den fattar beslut om placeringarna i Ljungvik.</p>",
    "<p>I höst har antalet orosanmälningar ökat, och handläggarna hinner inte med att utreda "
    "dem inom fyra månader. Länsstyrelsen följer frågan.</p>",
)


def html(word):
    return "\n".join(PARTS) + f"<p>Nästa möte hålls i {word}. Då väntas besked om lokalerna.</p>"


def source(url, kind=SourceKind.FEED, source_id="kalla"):
    return Source(source_id, kind, url, outlet_type=OutletType.REGIONAL_DAILY)


def fetch(url, **headers):
    """(status, headers, body) of an address, whatever it answers."""
    asked = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(asked) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.fixture
def site(wordpress_site, now):
    """The site, empty again after the test."""
    posts = []

    def publish(count=1, hours_ago=2.0, **more):
        made = wordpress_site.publish_all(
            {
                "title": f"Nämnden i Åmåsa tar ställning, del {n}",
                "html": html(f"sal {n}"),
                "at": now - timedelta(hours=hours_ago + n),
                **more,
            }
            for n in range(count)
        )
        posts.extend(made)
        return made

    wordpress_site.fill = publish
    yield wordpress_site
    wordpress_site.delete_all()


def test_four_kinds_of_listings_give_the_same_articles(site, collect, now):
    site.fill(3)
    listings = {
        "rss": ("/feed/", SourceKind.FEED),
        "atom": ("/feed/atom/", SourceKind.FEED),
        "rest": ("", SourceKind.WORDPRESS),
        "karta": ("/wp-sitemap.xml", SourceKind.SITEMAP),
    }
    seen = collect(
        *(source(site.base + path, kind, name) for name, (path, kind) in listings.items()), now=now
    )
    for name in listings:
        assert seen.access(name) == "ok", seen.message(name)
        assert seen.day(name)["fetched"] == 1
    assert seen.titles() == [f"Nämnden i Åmåsa tar ställning, del {n}" for n in range(3)]
    for n, document in enumerate(seen.documents):
        assert f"hålls i sal {n}" in document["text"] and "orosanmälningar" in document["text"]
        assert document["text_status"] == "full"
        assert document["published_at"] == now - timedelta(hours=2 + n)
    others = seen.store.read("SELECT DISTINCT source_id FROM sightings").column(0).to_pylist()
    assert set(others) | {seen.documents[0]["source_id"]} == set(listings)


def test_a_weak_etag_is_never_known_again_and_the_content_decides(site, collect, now):
    site.fill(2)
    url = site.base + "/feed/"
    _, plain, _ = fetch(url)
    _, packed, _ = fetch(url, **{"Accept-Encoding": "gzip"})
    assert plain["ETag"].startswith('"') and packed["ETag"] == f"W/{plain['ETag']}"
    assert fetch(url, **{"If-None-Match": plain["ETag"]})[0] == 304
    weak = {"If-None-Match": packed["ETag"], "Accept-Encoding": "gzip"}
    assert fetch(url, **weak)[0] == 200
    first = collect(source(url), now=now)
    again = collect(source(url), now=now + timedelta(hours=1))
    assert first.states["kalla"].etag.startswith("W/")
    assert (first.access(), again.access()) == ("ok", "not_modified")
    assert again.day()["fetched"] == 2 and len(again.documents) == 2


def test_four_addresses_have_one_etag_and_are_told_apart(site, collect, now):
    site.fill(25)
    paths = ("/feed/", "/feed/atom/", "/comments/feed/", "/feed/?paged=2")
    assert len({fetch(site.base + path)[1]["ETag"] for path in paths}) == 1
    first = collect(source(site.base + "/feed/", source_id="ett"), now=now)
    assert len(first.documents) == 20
    second = collect(
        source(site.base + "/feed/?paged=2", source_id="tva"), now=now + timedelta(hours=1)
    )
    assert second.access("tva") == "ok" and len(second.documents) == 25


def test_an_edit_becomes_a_version_by_rest_and_by_asking_the_page_again(site, collect, now):
    (by_rest,) = site.fill(1, hours_ago=30, title="Beslutet dröjer i Åmåsa")
    (by_page,) = site.fill(1, hours_ago=28, title="Mötet flyttas till Ljungvik")
    rest = source(f"{site.base}/wp-json/wp/v2/posts?include={by_rest.id}", SourceKind.WORDPRESS)
    feed = source(site.base + "/feed/", source_id="flode")
    collect(rest, feed, now=now)
    site.edit(by_rest, at=now, html=html("aulan") + "<p>Rättelse: mötet är i aulan.</p>")
    site.edit(by_page, at=now, html=html("kyrksalen") + "<p>Rättelse: i kyrksalen.</p>")
    seen = collect(rest, feed, now=now + timedelta(hours=3))
    texts = {d["title"]: (d["version"], d["text"]) for d in seen.documents}
    assert texts["Beslutet dröjer i Åmåsa"][0] == 2
    assert "Rättelse: mötet är i aulan." in texts["Beslutet dröjer i Åmåsa"][1]
    assert texts["Mötet flyttas till Ljungvik"][0] == 2
    assert "Rättelse: i kyrksalen." in texts["Mötet flyttas till Ljungvik"][1]


def test_a_post_behind_a_password_is_locked_and_a_deleted_one_stays_as_it_was(site, collect, now):
    kept, locked, gone = site.fill(3)
    site.protect(locked, "hemligt", at=now)
    rest = source(site.base, SourceKind.WORDPRESS, "rest")
    seen = collect(source(site.base + "/feed/"), now=now)
    states = {d["url"]: d["text_status"] for d in seen.documents}
    assert states == {kept.url: "full", locked.url: "locked", gone.url: "full"}
    (hidden,) = (d for d in seen.documents if d["url"] == locked.url)
    assert "orosanmälningar" not in hidden["text"]
    site.delete(gone)
    assert fetch(gone.url)[0] == 404
    later = collect(source(site.base + "/feed/"), rest, now=now + timedelta(hours=3))
    assert (later.access(), later.access("rest")) == ("ok", "ok")
    assert len(later.documents) == 3
    assert later.store.read("SELECT 1 FROM documents WHERE version > 1").num_rows <= 1


def test_two_hundred_and_fifty_posts_are_read_page_by_page(site, collect, now):
    site.fill(250, hours_ago=1)
    url = f"{site.base}/wp-json/wp/v2/posts"
    status, headers, body = fetch(url + "?per_page=100")
    assert (status, headers["X-WP-Total"], len(json.loads(body))) == (200, "250", 100)
    assert fetch(url + "?per_page=200")[0] == 400, "more than a hundred are refused"
    assert fetch(url + "?page=999")[0] == 400, "so is what lies past the end"
    seen = collect(source(site.base, SourceKind.WORDPRESS), now=now, since=now - timedelta(days=30))
    assert seen.access() == "ok" and seen.problems() == ()
    assert len(seen.documents) == 250
    assert {d["text_status"] for d in seen.documents} == {"full"}


def test_markup_and_entities_of_a_title_are_read_as_people_see_them(site, collect, now):
    (post,) = site.fill(1, title="Stöd &amp; behandling: <em>nämnden</em> säger ”nej”")
    seen = collect(source(site.base + "/feed/"), now=now)
    assert seen.titles() == ["Stöd & behandling: nämnden säger ”nej”"]
    assert post.url.endswith("/stod-behandling-namnden-sager-nej/")


def test_times_are_those_of_stockholm_in_summer_and_winter(site, collect, now):
    year = now.year if now.month > 7 else now.year - 1
    moments = [
        now.replace(year=year, month=month, day=15, hour=22, minute=30, second=0)
        for month in (1, 7)
    ]
    for number, moment in enumerate(moments):
        site.publish(
            f"Nämnden &amp; <em>rådet</em> möts, nummer {number}", html("aulan"), at=moment
        )
    rest = source(site.base, SourceKind.WORDPRESS, "rest")
    seen = collect(rest, now=now, since=moments[0] - timedelta(days=1))
    assert [d["published_at"] for d in seen.documents] == moments
    assert seen.titles() == [f"Nämnden & rådet möts, nummer {number}" for number in (0, 1)]
    local = [d["published_at"].astimezone(STOCKHOLM) for d in seen.documents]
    assert [(at.day, at.hour) for at in local] == [(15, 23), (16, 0)]
    assert "/07/16/" in seen.documents[1]["url"], "WordPress counts its days in Stockholm"


def test_a_missing_page_is_large_and_never_an_article(site, collect, now):
    (post,) = site.fill(1)
    site.use_theme("twentytwentythree")
    status, _, body = fetch(site.base + "/finns-inte/")
    assert status == 404 and len(body) > 30_000
    seen = collect(source(site.base + "/finns-inte/"), now=now)
    seen.assert_failed("kalla", "outage", "sidan finns inte (HTTP 404)")
    assert seen.documents == []
    assert fetch(post.url)[0] == 200


def test_robots_txt_names_the_sitemap_and_is_kept(site, collect, now):
    site.fill(1)
    robots = fetch(site.base + "/robots.txt")[2].decode()
    assert f"Sitemap: {site.base}/wp-sitemap.xml" in robots
    seen = collect(source(site.base + "/wp-admin/", source_id="admin"), now=now)
    assert seen.access("admin") == "refused"

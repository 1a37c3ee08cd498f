"""Listings that change their ids, shrink, bring their archive or never end: what is seen."""

import json
from datetime import timedelta
from email.utils import format_datetime

import pytest

from store.records import Source, SourceKind

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)
TEXT = "Nämnden i Nyboda har fått fler orosanmälningar än förra året och söker handläggare. " * 8


def item(number, when, **more):
    """An entry whose text is in the feed, so that no page is asked for its document."""
    return {
        "link": f"/n/{number}",
        "title": f"Nyhet {number} från Nyboda",
        "date": format_datetime(when),
        "content": f"<p>{TEXT} Del {number}.</p>",
        **more,
    }


def hourly(numbers, now):
    return [item(n, now - n * HOUR) for n in numbers]


def closed(web, *numbers):
    """Pages that nobody gets: the feed's own text stands."""
    for number in numbers:
        web.put(f"/n/{number}", "nej", status=403)


def test_ids_that_change_with_every_poll_make_no_new_documents(web, source, collect, now):
    closed(web, *range(6))
    feed = source(web.put_feed("/feed", *hourly(range(6), now)))
    first = collect(feed)
    changed = [{**one, "guid": f"poll-2-{n}"} for n, one in enumerate(hourly(range(6), now))]
    web.put_feed("/feed", *changed)

    seen = collect(feed, now=now + HOUR)

    assert len(first.documents) == len(seen.documents) == 6
    assert seen.store.read("SELECT max(version) AS v FROM documents").to_pylist() == [{"v": 1}]
    assert (seen.access(), seen.polls["kalla"].new_items) == ("ok", 0)
    assert seen.problems() == ("guid churn",)
    assert "kalla: problem: guid churn" in seen.log
    assert any(line.startswith("kalla: ok: ") for line in seen.log)
    day = seen.day()
    assert (day["tried"], day["fetched"], day["failed"]) == (2, 2, 0)
    assert seen.polls["kalla"].covers_from == now, "the known entries are still listed: no hole"
    assert seen.coverage() == pytest.approx(first.coverage(), abs=0.02)


def test_odd_ids_give_each_story_its_document(web, source, collect, now):
    closed(web, 1, 2, 3)
    one, two, three = hourly((1, 2, 3), now)
    feed = source(web.put_feed("/feed", one, {**two, "guid": web.base + "/n/1"}, one, three))
    first = collect(feed)
    web.put("/n/9", "nej", status=403)
    web.put_feed("/feed", item(9, now, guid=web.base + "/n/1"), three)

    seen = collect(feed, now=now + HOUR)

    assert [title.split()[1] for title in first.titles()] == ["1", "2", "3"]
    assert [title.split()[1] for title in seen.titles()] == ["1", "2", "3", "9"]
    (ninth,) = [row for row in seen.documents if "9" in row["title"]]
    assert ninth["first_seen_at"] == now + HOUR
    assert (seen.access(), seen.problems()) == ("ok", ("guid reused",))
    assert "kalla: problem: guid reused" in seen.log
    assert seen.day()["fetched"] == 2


def test_an_etag_that_never_changes_hides_news_for_a_day_at_most(web, source, collect, now):
    closed(web, *range(-12, 3))
    put = {"headers": {"ETag": 'W/"samma"'}}
    feed = source(web.put_feed("/feed", *hourly(range(3), now), **put))
    collect(feed)
    full = web.replies["/feed"]

    def lying(asked):
        return type(full)(b"", 304) if "If-None-Match" in asked.headers else web.now_listed

    web.replies["/feed"] = lying
    hidden = collect(feed, now=now + 20 * HOUR)
    web.put_feed("/ny", *hourly(range(-12, 3), now))
    web.now_listed = web.replies["/ny"]
    found = collect(feed, now=now + 25 * HOUR)
    later = collect(feed, now=now + 26 * HOUR)

    assert (hidden.access(), hidden.polls["kalla"].items) == ("not_modified", 3)
    assert (found.access(), len(found.documents)) == ("ok", 15)
    assert "kalla: problem: ETag does not follow the content" in found.log
    assert later.polls["kalla"].http_status == 200, "it is not asked with conditions again"
    assert (later.access(), later.day()["failed"]) == ("not_modified", 0)


def test_a_304_with_a_body_is_not_read_and_a_weak_etag_that_never_matches_costs_no_parsing(
    web, source, collect, now
):
    closed(web, 1)
    web.put_feed("/svag", item(1, now))
    web.put_feed("/kropp", item(1, now))
    weak, full = web.replies["/svag"], web.replies["/kropp"]
    times = iter(range(10))

    def never(_asked):
        body = weak.body.replace(b"<channel>", b"<channel><ttl>%d</ttl>" % next(times))
        return type(weak)(body, 200, weak.content_type, {"ETag": f'W/"{next(times)}"'})

    def with_body(asked):
        status = 304 if "If-None-Match" in asked.headers else 200
        return type(full)(full.body, status, full.content_type, {"ETag": '"1"'})

    web.replies |= {"/svag": never, "/kropp": with_body}
    feeds = source(web.base + "/svag", "svag"), source(web.base + "/kropp", "kropp")
    collect(*feeds)
    seen = collect(*feeds, now=now + HOUR)

    for name, status in (("svag", 200), ("kropp", 304)):
        assert (seen.access(name), seen.polls[name].http_status) == ("not_modified", status)
        assert seen.polls[name].items == 1
        assert f"{name}: not_modified: 1 entries, 0 new" in seen.log
        assert seen.polls[name].covers_from == now
        assert seen.day(name)["failed"] == 0


def test_a_feed_that_was_shortened_between_two_polls_shows_the_hole(web, source, collect, now):
    closed(web, *range(-30, 10))
    feed = source(web.put_feed("/feed", *hourly(range(10), now)))
    collect(feed)
    web.put_feed("/feed", *hourly(range(-30, -27), now))

    seen = collect(feed, now=now + 30 * HOUR)

    assert (seen.access(), seen.polls["kalla"].new_items) == ("ok", 3)
    assert seen.polls["kalla"].covers_from == now + 28 * HOUR, "from its oldest entry, no further"
    assert seen.coverage() < 0.8


def test_an_archive_of_three_years_comes_bit_by_bit_and_makes_no_hole(web, source, collect, now):
    archive = [item(100 + n, now - timedelta(days=40 * (n + 1))) for n in range(27)]
    closed(web, *range(-2, 3), *range(100, 127))
    feed = source(web.put_feed("/feed", *hourly(range(3), now)))
    collect(feed, new_pages_per_source=10)
    web.put_feed("/feed", *archive, *hourly(range(-2, 3), now))
    passes = [
        collect(feed, now=now + hour * HOUR, new_pages_per_source=10, recheck_pages_per_host=0)
        for hour in (3, 4, 5, 6)
    ]

    assert [len(seen.documents) for seen in passes] == [13, 23, 32, 32]
    assert "kalla: problem: 19 entries left for the next visit" in passes[0].log
    assert "kalla: problem: an archive is listed" in passes[0].log
    assert "Nyhet -2 från Nyboda" in passes[0].titles(), "the newest first"
    covered = [seen.polls["kalla"].covers_from for seen in passes]
    assert covered == [now, *(now + hour * HOUR for hour in (3, 4, 5))]
    assert passes[-1].access() == "not_modified"
    assert passes[-1].day()["failed"] == 0
    assert passes[-1].coverage() >= 0.8 or passes[-1].coverage() == pytest.approx(
        passes[0].coverage(), abs=0.1
    )


def json_page(web, path, entries, follows=""):
    """A page of a JSON Feed; gives its address."""
    rows = ", ".join(
        f'{{"id": "{n}", "url": "{web.base}/n/{n}", "title": "Nyhet {n}", '
        f'"date_published": "{when.isoformat()}", "content_text": "{TEXT}"}}'
        for n, when in entries
    )
    further = f', "next_url": "{web.base}{follows}"' if follows else ""
    head = '{"version": "https://jsonfeed.org/version/1.1", "title": "N"'
    body = f'{head}{further}, "items": [{rows}]}}'
    web.put(path, body, content_type="application/feed+json")
    return web.base + path


def test_pages_are_followed_back_to_what_is_known_and_no_further(web, source, collect, now):
    closed(web, *range(-40, 10))
    feed = source(json_page(web, "/f", [(n, now - n * HOUR) for n in range(3)], "/f2"))
    json_page(web, "/f2", [(n, now - n * HOUR) for n in range(3, 6)], "/f3")
    first = collect(feed)
    for page, begin in enumerate((-6, -3, 0), start=1):
        path, follows = ("/f" if page == 1 else f"/f{page}"), f"/f{page + 1}"
        json_page(web, path, [(n, now - n * HOUR) for n in range(begin, begin + 3)], follows)
    web.asked.clear()

    seen = collect(feed, now=now + 7 * HOUR, recheck_pages_per_host=0)

    assert (len(first.documents), len(seen.documents)) == (3, 9)
    assert [path for path in web.paths() if path.startswith("/f")] == ["/f", "/f2", "/f3"]
    assert seen.polls["kalla"].covers_from == now, "the last page reaches what was known: no hole"
    assert (seen.access(), seen.problems()) == ("ok", ())


def test_pages_that_never_end_or_repeat_are_left_and_the_hole_is_told(
    web, other_web, source, collect, now
):
    repeated = source(json_page(web, "/f", [(1, now)], "/f2"), "upprepar")
    endless = source(json_page(other_web, "/f", [(1, now)], "/p/1"), "andlos")
    closed(web, 1, 7, 8)
    closed(other_web, 1, *range(1000, 1100))
    collect(repeated, endless)
    later = now + 100 * HOUR
    json_page(web, "/f", [(7, later)], "/f2")
    json_page(web, "/f2", [(8, later - HOUR)], "/f3")
    json_page(web, "/f3", [(8, later - HOUR)], "/f4")
    json_page(other_web, "/f", [(1000, later)], "/p/1")
    for page in range(1, 60):
        entries = [(1000 + page, later - page * timedelta(minutes=30))]
        json_page(other_web, f"/p/{page}", entries, f"/p/{page + 1}")
    other_web.asked.clear()

    seen = collect(repeated, endless, now=later, recheck_pages_per_host=0)

    assert seen.problems("upprepar") == ("pages repeat",)
    assert seen.problems("andlos") == ("stopped after 50 pages",)
    assert "andlos: problem: stopped after 50 pages" in seen.log
    assert sum(path.startswith("/p/") for path in other_web.paths()) == 49
    assert seen.polls["upprepar"].covers_from == later - HOUR
    assert seen.polls["andlos"].covers_from == later - 24.5 * HOUR
    assert seen.access("andlos") == "ok"
    assert seen.coverage("andlos") < 0.8, "the days between are a hole"


def sitemap(web, path, *addresses, index=False):
    root, row = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    rows = "".join(f"<{row}><loc>{web.base}{a}</loc></{row}>" for a in addresses)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    web.put(path, f'<{root} xmlns="{space}">{rows}</{root}>', content_type="application/xml")


def test_an_index_that_names_itself_is_read_once_and_unchanged_parts_are_told(
    web, collect, now, paragraph
):
    for number in (1, 2, 3):
        text = "\n".join(f"{paragraph} Del {number}.{part}." for part in range(4))
        head = '<meta property="og:type" content="article">'
        web.put_page(f"/nyheter/artikel-nummer-{number}", f"Rubrik nummer {number}", text, head)
    sitemap(web, "/karta.xml", "/karta.xml", "/del-1.xml", "/del-2.xml", index=True)
    sitemap(web, "/del-1.xml", "/nyheter/artikel-nummer-1", "/nyheter/artikel-nummer-2")
    sitemap(web, "/del-2.xml", "/nyheter/artikel-nummer-3")
    karta = Source("karta", SourceKind.SITEMAP, web.base + "/karta.xml")

    first = collect(karta)
    again = collect(karta, now=now + HOUR)
    sitemap(web, "/del-2.xml", "/nyheter/artikel-nummer-3", "/nyheter/artikel-nummer-4")
    web.put("/del-1.xml", "nere", status=503)
    web.put_page("/nyheter/artikel-nummer-4", "Rubrik nummer 4", paragraph * 4)
    broken = collect(karta, now=now + 2 * HOUR)

    assert web.paths().count("/karta.xml") == 3
    assert (first.access("karta"), first.polls["karta"].items) == ("ok", 3)
    assert len(first.documents) == 3
    assert (again.access("karta"), again.polls["karta"].items) == ("not_modified", 3)
    assert broken.titles()[-1] == "Rubrik nummer 4"
    assert broken.polls["karta"].covers_from is None, "a part is missing: nothing is claimed"
    assert broken.problems("karta")[-1] == "a part failed: server"
    assert broken.message("karta").startswith("en del av listan gick inte att hämta (svarade med")
    assert any(line.startswith("karta: ok: en del av listan") for line in broken.log)
    assert broken.states["karta"].answered_at == now + HOUR


def test_an_index_of_which_no_part_can_be_read_has_failed(web, collect, now):
    sitemap(web, "/karta.xml", "/del-1.xml", "/del-2.xml", index=True)
    sitemap(web, "/del-1.xml", "/nyheter/artikel-nummer-1")
    sitemap(web, "/del-2.xml")
    karta = Source("karta", SourceKind.SITEMAP, web.base + "/karta.xml")

    first = collect(karta)
    web.put("/del-1.xml", "borta", status=404)
    web.put("/del-2.xml", "<p>Ny sajt</p>")
    gone = collect(karta, now=now + HOUR)

    assert first.access("karta") == "ok"
    assert gone.access("karta") == "parse_error"
    assert gone.polls["karta"].covers_from is None
    assert gone.states["karta"].answered_at == now


def test_posts_behind_a_page_that_cannot_be_read_are_a_hole(web, collect, now):
    def post(number):
        at = f"{now - number * HOUR:%Y-%m-%dT%H:%M:%S}"
        text = {"rendered": f"<p>{TEXT} {number}</p>"}
        return {"id": number, "link": f"{web.base}/{number}/", "date_gmt": at, "modified_gmt": at,
                "title": {"rendered": f"Nyhet {number}"}, "content": text}  # fmt: skip

    def list_posts(first, last):
        rows = json.dumps([post(number) for number in range(first, last)])
        web.put("/first", rows, content_type="application/json")

    web.put("/second", "<b>Fatal error</b>", content_type="text/html")
    web.replies["/wp-json/wp/v2/posts"] = lambda asked: web.replies[
        "/second" if "page=2" in asked.path.split("&") else "/first"
    ]
    tidning = Source("tidning", SourceKind.WORDPRESS, web.base)
    list_posts(100, 103)
    first = collect(tidning)
    list_posts(0, 50)
    seen = collect(tidning, now=now + HOUR)

    assert first.polls["tidning"].covers_from == now - 102 * HOUR
    assert seen.problems("tidning") == ("page 2: parse_error",)
    assert seen.polls["tidning"].covers_from == now - 49 * HOUR, "not since the last poll"


def test_why_an_attempt_failed_is_no_problem_of_the_answer_after_it(web, source, collect, now):
    feed = source(web.put_articles(1))
    collect(feed)
    whole, web.replies["/feed"] = web.replies["/feed"], web.replies["/a/0"]
    assert collect(feed, now=now + HOUR).problems() == ("parse_error",)
    web.replies["/feed"] = whole

    seen = collect(feed, now=now + 2 * HOUR)

    assert (seen.access(), seen.problems()) == ("not_modified", ())

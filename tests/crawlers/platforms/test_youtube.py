"""YouTube: recorded and built answers through the parsers, and passes over an interface of ours."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scene_youtube import (
    CHANNEL,
    KEYS,
    NOW,
    PEOPLE,
    PERSONS,
    POSTS,
    TITLE,
    Youtube,
    comment,
    feed,
    refusal,
    source_of,
    video,
    whole,
)

from crawlers.network.failures import Failure
from crawlers.platforms.json_pages import ILLEGIBLE, UNREAD, UNREADABLE
from crawlers.platforms.youtube import Place, of_feed, place_of
from crawlers.platforms.youtube_api import next_day
from crawlers.platforms.youtube_feed import parse_youtube_feed
from crawlers.platforms.youtube_posts import (
    ROWS,
    UNFOLDED,
    parse_comments,
    parse_ids,
    parse_threads,
    parse_videos,
)
from crawlers.platforms.youtube_search import PROTOCOL, SEARCHES_A_DAY, queries_of
from crawlers.searches import Search, Searches
from store.records import Access, DocumentKind
from store.sources import keep_source_states

RECORDED = Path(__file__).parents[4] / "shared" / "data" / "recordings" / "youtube"
JSON = "application/json; charset=UTF-8"
WORDS = Searches(
    (
        Search("sv", ("socialtjänst*", "LVU", "placerade barn"), ("lvu", "slutakidnappa")),
        Search("ar", ("السوسيال",)),
    )
)


def recorded(name):
    file = RECORDED / f"{name}.json"
    if not file.exists():
        pytest.skip(f"{file} is not on this machine: no recorded answers of YouTube")
    return file.read_bytes()


def read(parse, value, *more):
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return parse(body, "https://www.googleapis.com/youtube/v3/x", JSON, NOW, *more)


def place(path):
    found = place_of(f"https://www.youtube.com{path}")
    assert isinstance(found, Place)
    return found


# --- Recorded answers ----------------------------------------------------------------------------


def test_recorded_searches_name_their_videos_and_the_next_page():
    first = read(parse_ids, recorded("search_by_keywords_p1"))
    second = read(parse_ids, recorded("search_by_keywords_p2"))
    assert (first.next, second.next) == ("CBkQAA", "CDIQAA")
    ids = [*first.detail(ROWS).split(","), *second.detail(ROWS).split(",")]
    assert len(ids) == 50
    assert ids[0] == "gQ_1zX-F_No"


def test_recorded_videos_have_their_channel_as_author():
    page = read(parse_videos, recorded("videos_info_multi"))
    first = page.posts[0]
    assert len(page.posts) == 2
    assert (first.native_id, first.kind) == ("D-lhorsDlUQ", DocumentKind.VIDEO)
    assert (first.author, first.language) == ("UC_x5XG1OV2P6uZZ5FSM9Ttw", "en")
    assert first.names == ("Google Developers",)
    assert first.published_at == datetime(2019, 3, 21, 20, 37, 49, tzinfo=UTC)
    assert "\n\n" not in first.text


def test_recorded_threads_are_comments_of_their_video():
    pages = [
        read(parse_threads, recorded(f"comment_threads_by_video_paged_{n}"), "F1UP7wRCPH8", "Titel")
        for n in (1, 2)
    ]
    assert (bool(pages[0].next), pages[1].next) == (True, "")
    posts = [post for page in pages for post in page.posts]
    assert len({post.native_id for post in posts}) == 5  # the recorded pages hold the same
    assert {(post.kind, post.answers, post.context) for post in posts} == {
        (DocumentKind.COMMENT, "F1UP7wRCPH8", "Titel")
    }
    assert posts[0].author == "UCzj-CjKYmGlZ7vTL-vOe57A"
    assert posts[0].url == f"https://www.youtube.com/watch?v=F1UP7wRCPH8&lc={posts[0].native_id}"


def test_recorded_replies_answer_their_comment():
    page = read(parse_comments, recorded("comments_by_parent_paged_1"), {}, "F1UP7wRCPH8")
    assert page.next
    assert {post.answers for post in page.posts} == {"Ugw5zYU6n9pmIgAZWvN4AaABAg"}
    assert page.posts[0].text == "this is the third reply!"


def test_recorded_refusals_are_no_lists():
    for name in ("error_permission_resp", "error_response"):
        for parse, more in ((parse_ids, ()), (parse_videos, ()), (parse_threads, ("", ""))):
            assert read(parse, recorded(name), *more).access is Access.PARSE_ERROR


# --- Built answers -------------------------------------------------------------------------------


def test_a_thread_gives_its_answers_and_says_which_are_folded_away():
    top = comment(1, "Soc gjorde så mot oss")
    reply = comment(2, "Mot oss också", 1, parent=top["id"])
    thread = {
        "snippet": {"topLevelComment": top, "totalReplyCount": 3},
        "replies": {"comments": [reply]},
    }
    rows = {"kind": "youtube#commentThreadListResponse", "items": [thread]}
    page = read(parse_threads, rows, "abcdefghijk", "LVU")
    first, second = page.posts
    assert (second.answers, second.context) == (first.native_id, "Soc gjorde så mot oss")
    assert page.detail(UNFOLDED) == first.native_id
    assert second.lookup == f"comment {second.native_id} abcdefghijk"


def test_a_comment_in_html_is_read_as_words_and_an_edit_is_told():
    row = comment(1, "x", textOriginal=None, textDisplay="Soc &amp; <b>LVU</b><br>igen")
    row["snippet"]["updatedAt"] = "2026-11-20T11:00:00.000Z"
    rows = {"kind": "youtube#commentListResponse", "items": [row]}
    (post,) = read(parse_comments, rows).posts
    assert post.text == "Soc & LVU\nigen"
    assert post.edited_at == datetime(2026, 11, 20, 11, tzinfo=UTC)
    assert (post.url, post.answers) == ("", "")


def test_a_feed_gives_the_same_videos_as_the_interface():
    one = video(1, "LVU & soc", "Rad ett.\n\n  Rad två: 3 < 4 barn.", hours=5)
    (by_feed,) = parse_youtube_feed(
        feed([one]).encode(), "http://127.0.0.1/feeds/videos.xml", "text/xml", NOW, CHANNEL
    ).posts
    (by_key,) = read(parse_videos, {"kind": "youtube#videoListResponse", "items": [one]}).posts
    assert (by_feed.fingerprint, by_feed.document_id) == (by_key.fingerprint, by_key.document_id)
    assert (by_feed.author, by_feed.published_at) == (by_key.author, by_key.published_at)
    assert (by_feed.names, by_feed.url, by_feed.lookup) == (by_key.names, by_key.url, by_key.lookup)
    assert (by_feed.views, by_key.views) == (None, 1204)


def test_nulls_and_other_shapes_are_passed_by():
    bare = {"id": "abcdefghijk", "snippet": None, "statistics": {"viewCount": "många"}}
    odd = video(2, None, 7, commentCount=None, viewCount="9" * 40)
    odd["snippet"]["publishedAt"] = "0001-01-01T00:00:00+14:00"
    rows = [None, 3, [], {}, {"id": {"a": 1}}, {"id": "../../etc"}, bare, odd]
    page = read(parse_videos, {"kind": "youtube#videoListResponse", "items": rows})
    (p,) = page.posts
    assert (p.native_id, p.title, p.text, p.views, p.published_at) == (
        "video000002", "", "", None, None,
    )  # fmt: skip
    unread = page.detail(UNREAD).split("\n")  # there, and not to be taken for deleted
    assert "abcdefghijk" in unread
    assert (ILLEGIBLE in unread, page.problems) == (True, (UNREADABLE,))
    none = {"kind": "youtube#commentThreadListResponse", "items": [{"snippet": []}], "a": None}
    assert read(parse_threads, none, "", "").access is Access.EMPTY_VALID
    assert read(parse_ids, {"kind": "youtube#x", "items": {"a": 1}}).access is Access.EMPTY_VALID
    for items in (None, {"a": 1}, [{"id": 7}]):  # posts asked for again would count as gone
        half = {"kind": "youtube#x", "items": items}
        for parse in (parse_videos, parse_comments):
            assert read(parse, half).access is Access.PARSE_ERROR


@pytest.mark.parametrize(
    ("body", "access"),
    [
        (b"<!doctype html><title>YouTube</title>", Access.PARSE_ERROR),
        (b"<html>Just a moment... captcha", Access.CHALLENGED),
        (b"", Access.PARSE_ERROR),
        (b"[1, 2]", Access.PARSE_ERROR),
        (b'{"kind": "youtube#x", "items": [{"id', Access.PARSE_ERROR),
        (b'{"a":' * 100_000, Access.PARSE_ERROR),
    ],
)
def test_answers_that_are_no_list_are_told_as_such(body, access):
    more = {parse_threads: ("", ""), parse_youtube_feed: (CHANNEL,)}
    for parse in (parse_ids, parse_videos, parse_threads, parse_comments, parse_youtube_feed):
        page = read(parse, body, *more.get(parse, ()))
        assert (page.access, page.posts) == (access, ())
        assert page.reason


def test_a_wrong_address_is_told_with_the_right_form():
    found = place_of("https://www.youtube.com/watch?v=abcdefghijk")
    assert isinstance(found, Failure)
    assert found.message == (
        "adressen leder inte till en kanal; skriv adressen som "
        "https://www.youtube.com/channel/ följt av kanalens id, som börjar på UC"
    )


def test_addresses_name_channels_and_searches():
    channel = place(f"/channel/{CHANNEL}/videos")
    assert (channel.channel, channel.api) == (CHANNEL, "https://www.googleapis.com/youtube/v3")
    assert place(f"/feeds/videos.xml?channel_id={CHANNEL}") == channel
    assert place_of(f"https://m.youtube.com/channel/{CHANNEL}") == channel
    assert place("/@tomtevr%C3%A5n/about").handle == "@tomtevrån"
    for path in ("", "/", "/results?search_query=lvu"):
        assert place(path).channel == ""
    assert place("/results?search_query=soc+lvu&sp=CAI").words == "soc lvu"
    for path in ("/watch?v=abcdefghijk", "/c/namn", "/channel/UCkort", "/playlist?list=x"):
        assert isinstance(place_of(f"https://www.youtube.com{path}"), Failure)


def test_the_quota_is_full_again_at_midnight_in_california():
    assert next_day(NOW) == datetime(2026, 11, 21, 8, tzinfo=UTC)
    summer = datetime(2026, 7, 1, 6, 59, tzinfo=UTC)
    assert next_day(summer) == datetime(2026, 7, 1, 7, tzinfo=UTC)


def test_a_feed_that_answers_404_is_an_outage_for_three_days():
    failure = Failure(Access.OUTAGE, "sidan finns inte", 404, passing=False, code="missing")
    for since in (None, NOW, NOW - timedelta(days=2, hours=23)):
        told = of_feed(failure, since, NOW)
        assert (told.passing, told.code) == (True, "server")
    told = of_feed(failure, NOW - timedelta(days=3), NOW)
    assert (told.passing, told.code) == (False, "missing")
    assert "kontrollera att kanalen finns kvar" in told.message


def test_a_hashtag_that_is_also_a_word_is_not_sought_twice():
    assert queries_of(WORDS) == [
        *(("sv", "socialtjänst"), ("sv", "LVU"), ("sv", "placerade barn")),
        *(("sv", "#slutakidnappa"), ("ar", "السوسيال")),
    ]


# --- Passes --------------------------------------------------------------------------------------


NEXT_DAY = datetime(2026, 11, 21, 8, tzinfo=UTC)
"""When the quota of the first pass is full again."""


def of_source(seen, source_id):
    return [row for row in seen.documents if row["source_id"] == source_id]


def test_channels_and_searches_are_followed_and_refusals_are_told(web, other_web, new_web, collect):
    """Two passes a day apart: over a channel, searches and refusals; then over what goes on."""
    youtube, other = whole(), _of_words()
    youtube.put(web)
    other.put(searched := new_web())
    sources = [
        source_of(web),
        source_of(searched, "/results", "sok"),
        source_of(other_web, "/", "varv"),
    ]
    first = collect(*sources, *_others(new_web, other_web), keys=KEYS, searches=WORDS)
    _a_channel_is_read_with_its_comments(first, web)
    _a_search_stops_where_the_quota_ends_and_refusals_are_told(first)
    own = [path for path in other_web.paths() if "q=egna+ord" in path]
    assert len(own) == len(["publishedAfter" in path for path in own]) == 1

    youtube.videos[3]["snippet"]["description"] = "Rättat: socialtjänsten har svarat."
    del youtube.videos[7]
    top, (closed, *edited) = youtube.threads["video000101"].pop(0)
    youtube.closed = {closed["id"]}
    answer = edited[0]
    answer["snippet"]["textOriginal"] = f"Socialen ljuger, {[*PEOPLE.values()][1]}, hör {TITLE}."
    youtube.threads["video000101"].insert(0, (top, [closed, answer]))
    youtube.videos[9]["snippet"] = None
    del youtube.threads["video000101"][-1]
    youtube.videos.insert(0, video(200, "Nytt om soc", "Ny text.", hours=-23))
    other.quota = 10_000
    web.asked.clear()
    searched.asked.clear()
    ending = _kept(first, at=4, spent=0)
    _go_on_from(first, sok=_kept(first, at=3, spent=SEARCHES_A_DAY - 2), varv=ending)
    many = Searches((*WORDS.all, Search("sv", ("familjehem", "jourhem"))))
    later = collect(*sources, keys=KEYS, searches=many, now=NOW + timedelta(hours=24))
    _edits_and_deletions_are_mirrored(later, web)
    _a_search_goes_on_as_far_as_the_day_lets_it(later, searched)


def _a_channel_is_read_with_its_comments(seen, web):
    held = of_source(seen, "kalla")
    assert (seen.access(), seen.message(), len(held)) == ("ok", "", POSTS)
    stored = json.dumps(seen.documents, default=str, ensure_ascii=False)
    assert not [name for name in PERSONS if name in stored]
    assert not any(KEYS["youtube_key"] in line for line in (*web.paths(), *seen.log))
    by_text = {row["text"]: row for row in held}
    reply = by_text["Socialen ljuger inte alltid, [konto]."]
    assert reply["context"].startswith("Soc gjorde så mot oss")
    assert len([path for path in web.paths() if "/commentThreads" in path]) == 2


def _edits_and_deletions_are_mirrored(later, web):
    """A comment that is not shown to us keeps no other one from being asked for."""
    held = of_source(later, "kalla")
    gone = [row for row in held if row["text_status"] == "deleted"]
    assert (later.message(), len(gone), len(held)) == ("", 2, POSTS + 1)
    assert {(row["title"], row["text"], row["context"]) for row in gone} == {("", "", "")}
    texts = {row["text"] for row in held}
    assert "Rättat: socialtjänsten har svarat." in texts
    assert "Socialen ljuger inte alltid, [konto]." not in texts
    assert "Socialen ljuger, [konto], hör [konto]." in texts  # also when it is asked for alone
    stored = json.dumps(held, default=str, ensure_ascii=False)
    assert not [name for name in PERSONS if name in stored]
    assert later.problems() == (UNREADABLE,)  # a video without words is not taken for deleted
    assert any(text.startswith("Ring [telefon]") for text in texts)
    assert len([path for path in web.paths() if "/playlistItems" in path]) == 2


def _of_words():
    youtube = Youtube(videos=[video(n, f"LVU {n}", "Ord om soc", hours=n) for n in range(3)])
    youtube.handles = {"@tomten": CHANNEL}
    youtube.quota = 3 * 2 + 1  # three searches with what they find, and half a fourth
    return youtube


def _others(new_web, named):
    """Channels whose pages go round, whose key is refused, and that have names."""
    circling, closed, own = new_web(), new_web(), _of_words()
    own.quota = 10_000
    own.put(named)
    page = {"kind": "youtube#playlistItemListResponse", "nextPageToken": "om", "items": []}
    _of_words().put(circling)
    circling.put_json("/youtube/v3/playlistItems", page)
    closed.put_json("/youtube/v3/playlistItems", refusal("keyInvalid", 400), 400)
    return [
        source_of(circling, source_id="rundgang"),
        source_of(closed, source_id="stangd"),
        source_of(named, "/@tomten", "namn"),
        source_of(named, "/@okand", "okand"),
        source_of(named, "/results?search_query=egna+ord", "egen"),
    ]


def _a_search_stops_where_the_quota_ends_and_refusals_are_told(seen):
    assert {name: poll.access for name, poll in seen.polls.items()} == {
        **dict.fromkeys(("kalla", "sok", "varv", "namn", "egen"), Access.OK),
        "rundgang": Access.EMPTY_VALID,
        "stangd": Access.REFUSED,
        "okand": Access.OUTAGE,
    }
    assert seen.message("sok") == "en del av listan gick inte att hämta (dagens kvot är slut)"
    assert seen.states["sok"].retry_at == NEXT_DAY
    assert "cursor repeats" in seen.problems("rundgang")
    assert "VARDKASE_YOUTUBE_KEY" in seen.message("stangd")
    found = [row for row in seen.documents if row["source_id"] in ("sok", "varv", "namn", "egen")]
    assert len(found) == 3
    protocol, _, kept = seen.states["sok"].cursor.partition(" ")
    assert (protocol, json.loads(kept)["at"], json.loads(kept)["spent"]) == (PROTOCOL, 3, 3)


def _kept(seen, **changes):
    """The cursor of a search, changed; of the day of the second pass."""
    kept = json.loads(seen.states["sok"].cursor.partition(" ")[2])
    return f"{PROTOCOL} {json.dumps({**kept, 'day': '2026-11-21', **changes})}"


def _go_on_from(seen, **cursors):
    """Let sources go on from these cursors."""
    states = [replace(seen.states[name], cursor=kept) for name, kept in cursors.items()]
    with seen.store.write() as transaction:
        keep_source_states(transaction, states)


def _a_search_goes_on_as_far_as_the_day_lets_it(later, web):
    """A round that was begun on another day says nothing of what came since."""
    asked = [path for path in web.paths() if "/search" in path]
    assert len(asked) == 2  # as many as the day has left, of four
    assert all("publishedAfter=2026-11-13T12%3A00%3A00Z" in path for path in asked)
    assert ["relevanceLanguage=ar" in path for path in asked] == [False, True]
    assert "sökningar är gjorda" in later.message("sok")
    assert later.states["sok"].retry_at == NEXT_DAY + timedelta(days=1)
    assert "varvet är klart" in later.message("varv")
    assert later.polls["varv"].covers_from is None


def test_without_a_key_feeds_are_read_and_their_outages_pass(web, other_web, collect):
    videos = [video(n, f"LVU {n}", "Ord om soc", hours=n) for n in range(15)]
    web.put("/feeds/videos.xml", feed(videos), content_type="text/xml")
    other_web.put(
        "/robots.txt", "User-agent: *\nDisallow: /feeds/videos.xml", content_type="text/plain"
    )
    borta = "UCborta0borta0borta0bort"
    web.put(f"/feeds/videos.xml?channel_id={borta}", "nej", status=404)
    sources = [
        source_of(web, source_id="flode"),
        source_of(web, f"/channel/{borta}", "borta"),
        source_of(web, "/@tomten", "namn"),
        source_of(web, "/results", "sok"),
        source_of(other_web, source_id="robots"),
    ]
    seen = collect(*sources, searches=WORDS)
    assert len(seen.documents) == 15
    assert TITLE not in json.dumps(seen.documents, default=str, ensure_ascii=False)
    assert seen.access("flode") == "ok"
    assert seen.message("borta") == "flödet svarar inte just nu (HTTP 404), som ofta hos YouTube"
    assert seen.access("borta") == "outage"
    assert [seen.access(name) for name in ("namn", "sok")] == ["not_asked"] * 2
    assert seen.access("robots") == "refused"
    assert all("VARDKASE_YOUTUBE_KEY" in seen.message(name) for name in ("namn", "sok", "robots"))

"""Bluesky: records and answers as recorded and as built, and passes over an AppView of our own."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import scene_bluesky as scene
from scene_bluesky import DID, NOW, answer, app_view, mention, other, source, uri, view

from crawlers.network.failures import Failure
from crawlers.platforms.atproto import post_of
from crawlers.platforms.bluesky import BAD_ADDRESS, ENTRYWAY, PUBLIC, asked_of, is_near
from crawlers.platforms.bluesky_answers import parse_feed, parse_posts, parse_session, said
from crawlers.platforms.json_pages import ILLEGIBLE, UNREAD
from crawlers.searches import Search, Searches
from store.records import Access, DocumentKind

RECORDINGS = Path(__file__).parents[4] / "shared" / "data" / "recordings"
JSON = "application/json"
KEYS = {"bluesky_identifier": "monitor.example.org", "bluesky_password": "aaaa-bbbb-cccc-dddd"}


def recorded(name):
    file = RECORDINGS / name
    if not file.exists():
        pytest.skip(f"{file} is not on this machine: no recorded answers to read")
    return file.read_bytes()


def posts_in(value, **more):
    return parse_posts(json.dumps(value).encode(), "", JSON, NOW, **more)


def feed_of(*rows):
    return parse_feed(json.dumps({"feed": rows}).encode(), "", JSON, NOW)


def one(post_view):
    (post,) = posts_in({"posts": [post_view]}).posts
    return post


# --- Recorded answers --------------------------------------------------------------------------


def test_a_recorded_search_is_read_whole_with_its_cursor():
    page = parse_posts(recorded("bluesky/search_1.json"), "", JSON, NOW, 100)
    raw = json.loads(recorded("bluesky/search_1.json"))["posts"]
    hidden = [one for one in raw if "!no-unauthenticated" in str(one["author"]["labels"])]
    raw = [one for one in raw if one not in hidden]
    assert (len(page.posts), len(hidden), page.next) == (21, 4, "25")
    assert [post.native_id for post in page.posts] == [post["uri"] for post in raw]
    assert [post.author for post in page.posts] == [post["author"]["did"] for post in raw]
    assert page.posts[0].shared_urls == ("https://osf.io/v87fn",)
    assert (page.posts[0].language, page.posts[1].language) == ("", "en")
    assert page.posts[1].shares == raw[1]["repostCount"] + raw[1]["quoteCount"]
    assert page.posts[2].answers == raw[2]["record"]["reply"]["parent"]["uri"]
    assert page.posts[2].kind is DocumentKind.COMMENT
    assert page.posts[1].published_at == datetime(2025, 5, 19, 17, 8, 27, 677000, UTC)


@pytest.mark.parametrize("name", ["feedfeed_1", "getposts_1", "getquotes_1"])
def test_other_recorded_answers_give_a_post_for_each_row(name):
    raw = json.loads(recorded(f"bluesky/{name}.json"))
    field = "feed" if "feed" in raw else "posts"
    parse = parse_feed if field == "feed" else parse_posts
    page = parse(json.dumps(raw).encode(), "", JSON, NOW)
    views = [row.get("post", row) for row in raw[field]]
    assert len(page.posts) == len([one for one in views if one["record"]["text"]])
    for post, row in zip(page.posts, views, strict=True):
        assert post.text.startswith(row["record"]["text"])
        assert row["author"]["handle"] in post.names
        assert post.url.endswith("/post/" + row["uri"].rpartition("/")[2])
    assert page.problems == ()


def test_recorded_quotes_carry_the_text_that_they_quote():
    raw = json.loads(recorded("bluesky/getquotes_1.json"))
    page = parse_posts(recorded("bluesky/getquotes_1.json"), "", JSON, NOW)
    for post in page.posts:
        assert post.context
        assert post.answers == raw["uri"]


@pytest.mark.parametrize(
    "name", ["note", "quote_and_image", "comment_inreplyto_id", "repost", "note_with_custom_feed"]
)
def test_rows_written_by_another_project_never_raise(name):
    raw = json.loads(recorded(f"granary/{name}.bsky.json"))
    page = feed_of(raw, {"post": view("hej")})
    assert page.posts[-1].text == "hej"
    if name == "repost":
        assert page.posts[0].author == "did:plc:r72exhka" or len(page.posts) == 1


# --- Records -----------------------------------------------------------------------------------


def test_links_tags_and_mentions_come_from_facets_counted_in_bytes():
    text = f"Åh, @{scene.MENTIONED} läs om soc"
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://tidning.example/a"}
    tag = {"$type": "app.bsky.richtext.facet#tag", "tag": "Orosanmälan"}
    facets = [mention(text), {"index": {}, "features": [link, tag, None, 3]}, None, "x"]
    post = one(view(text, record={"facets": facets, "tags": ["LVU", 4]}))
    assert post.shared_urls == ("https://tidning.example/a",)
    assert post.hashtags == ("Orosanmälan", "LVU")
    assert "@" + scene.MENTIONED in post.names
    assert "did:plc:m9kvarnfrun88prov4aktskr" in post.names


def test_pictures_say_what_their_author_wrote_of_them_and_link_cards_are_context():
    image = {"$type": "app.bsky.embed.images", "images": [{"alt": "Brev från socialnämnden"}, 7]}
    card = {"uri": "https://tidning.example/b", "title": "Soc tog barnen", "description": "x"}
    shown = one(view("Titta", record={"embed": image}))
    linked = one(view("Läs", record={"embed": {"external": card}}))
    video = one(view("", record={"embed": {"$type": "app.bsky.embed.video", "alt": "Ett tal"}}))
    assert (shown.text, video.text) == ("Titta\nBrev från socialnämnden", "Ett tal")
    assert (linked.context, linked.shared_urls) == (
        "Soc tog barnen",
        ("https://tidning.example/b",),
    )


def test_a_reply_has_the_text_that_it_answers_and_masks_who_wrote_it():
    parent = view("Soc borde svara oss.", "3kp1", 9, other())
    reply = {"parent": {"uri": parent["uri"], "cid": "x"}, "root": {"uri": parent["uri"]}}
    row = {"post": view("Precis!", record={"reply": reply}), "reply": {"parent": parent}}
    (post,) = feed_of(row).posts
    assert (post.context, post.answers) == ("Soc borde svara oss.", parent["uri"])
    assert post.kind is DocumentKind.COMMENT
    assert {scene.OTHER_HANDLE, scene.OTHER_NAME, scene.OTHER_DID} <= set(post.names)


@pytest.mark.parametrize("beside_pictures", [False, True])
def test_a_quote_has_what_it_quotes_as_context(beside_pictures):
    quoted = view("Så gick mötet med soc.", "3kq2", 9, other())
    quoted["value"] = quoted.pop("record")
    ref, shown = {"uri": quoted["uri"], "cid": "y"}, {"$type": "#viewRecord", **quoted}
    held = (
        {"record": {"record": ref}, "media": {"images": []}} if beside_pictures else {"record": ref}
    )
    seen = {"record": {"record": shown}} if beside_pictures else {"record": shown}
    post = one(view("Läs detta", record={"embed": held}, embed=seen))
    assert (post.context, post.answers) == ("Så gick mötet med soc.", quoted["uri"])
    assert post.kind is DocumentKind.POST
    assert scene.OTHER_HANDLE in post.names


def test_a_post_dates_itself_no_later_than_its_server_met_it():
    record = {"createdAt": f"{NOW + timedelta(hours=5):%Y-%m-%dT%H:%M:%SZ}"}
    assert one(view("hej", hours_ago=2, record=record)).published_at == NOW - timedelta(
        hours=2
    ) + timedelta(milliseconds=456)
    unreadable = one(view("hej", hours_ago=2, record={"createdAt": "i förrgår kanske"}))
    assert unreadable.published_at is not None


def test_an_account_without_a_valid_handle_is_linked_by_its_id():
    post = one(view("hej", by=scene.author(handle="handle.invalid")))
    assert post.url == f"https://bsky.app/profile/{DID}/post/3lq1"
    assert "handle.invalid" not in post.names


@pytest.mark.parametrize(
    ("record", "address"),
    [
        (None, uri("3lq1")),
        ({"text": ""}, uri("3lq1")),
        ({"text": 7.5j.real, "$type": "app.bsky.feed.like"}, uri("3lq1")),
        ({"text": "hej"}, uri("3lq1", "did:plc:nagonannan")),
        ({"text": "hej"}, f"at://{DID}/app.bsky.feed.like/3lq1"),
        ({"text": "hej"}, ""),
    ],
)
def test_what_is_no_post_of_its_author_gives_none(record, address):
    assert post_of(record, address, DID, NOW) is None


# --- Answers -----------------------------------------------------------------------------------


def test_blocked_null_and_foreign_rows_are_left_out_and_told():
    blocked = {"$type": "app.bsky.feed.defs#blockedPost", "uri": uri("3b"), "blocked": True}
    null = view("x", "3n") | {"record": None}
    page = posts_in({"posts": [blocked, null, None, 4, view("kvar")]})
    assert [post.text for post in page.posts] == ["kvar"]
    assert page.problems == ("posts that cannot be read",)
    assert page.detail(UNREAD).split("\n") == [*(uri("3b"), uri("3n")), *(ILLEGIBLE, ILLEGIBLE)]


def test_an_answer_of_which_nothing_can_be_read_is_a_parse_error():
    page = posts_in({"posts": [None, {"uri": "x"}]})
    assert (page.access, page.reason) == (
        Access.PARSE_ERROR,
        "inget av inläggen i svaret går att läsa",
    )
    assert posts_in({"posts": []}).access is Access.EMPTY_VALID


@pytest.mark.parametrize(
    "body", [b"", b"<html>Just a moment", b"[1]", b'{"posts": 3}', b'{"posts":' + b"[" * 5_000]
)
def test_a_body_that_is_no_list_of_posts_is_never_taken_for_an_empty_one(body):
    page = parse_posts(body, "", JSON, NOW)
    assert page.access in {Access.PARSE_ERROR, Access.CHALLENGED}
    assert page.reason


def places(value, at=()):
    """The ways to every value inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for name, one in list(inside):
        yield (*at, name)
        if isinstance(one, dict | list):
            yield from places(one, (*at, name))


def test_a_field_of_any_other_type_never_makes_it_raise():
    quoted = view("Förut", "3m2", by=other())
    embed = {"record": {"record": {"uri": quoted["uri"]}}, "media": {"images": [{"alt": "bild"}]}}
    shown = {"record": {"record": {**quoted, "value": quoted["record"]}}}
    facets = [mention(f"@{scene.MENTIONED}")]
    record = {"embed": embed, "facets": facets, "reply": {"parent": {"uri": uri("3p")}}}
    row = {
        "post": view(f"@{scene.MENTIONED}", record=record, embed=shown, labels=[{"val": "x"}]),
        "reply": {"parent": quoted, "grandparentAuthor": other()},
        "reason": {"indexedAt": "2026-11-20T10:00:00Z"},
    }
    assert len(feed_of(row).posts) == 1
    ways = list(places(row))
    for way in ways:
        for odd in (None, 7, True, "\ud800\0", "9" * 400, [], {}, [[]], [{"did": 1}], {"uri": []}):
            changed = json.loads(json.dumps(row))
            place = changed
            for step in way[:-1]:
                place = place[step]
            place[way[-1]] = odd
            page = feed_of(changed)
            assert page.access in {Access.OK, Access.PARSE_ERROR}, way
    assert len(ways) > 60


def test_authors_who_show_themselves_to_the_logged_in_only_are_left_out():
    hidden = view("hemligt", by=other(labels=["!no-unauthenticated"]))
    taken_down = view("borta", "3t", labels=[{"val": "!takedown"}])
    undone = view("kvar", "3u", labels=[{"val": "!takedown", "neg": True}])
    page = posts_in({"posts": [hidden, taken_down, undone]})
    assert [post.text for post in page.posts] == ["kvar"]
    assert len(page.problems) == 2
    row = {"post": view("svar"), "reply": {"parent": hidden}}
    assert feed_of(row).posts[0].context == ""


def test_a_full_page_without_a_cursor_is_told():
    rows = [view(f"hej {n}", f"3f{n}") for n in range(3)]
    assert posts_in({"posts": rows}, limit=3).problems == ("a full page without a cursor",)
    assert posts_in({"posts": rows, "cursor": "3"}, limit=3).problems == ()


def test_a_session_gives_its_token_and_nothing_else():
    body = json.dumps({"accessJwt": "e.y.j", "email": "x@example.org", "did": DID}).encode()
    assert parse_session(body, "", JSON, NOW).details == (("token", "e.y.j"),)
    assert parse_session(b"{}", "", JSON, NOW).access is Access.PARSE_ERROR


def refusal(name, message="", status=400, access=Access.OUTAGE):
    body = json.dumps({"error": name, "message": message}).encode()
    return Failure(access, f"svarade (HTTP {status})", status, passing=False, body=body)


@pytest.mark.parametrize(
    ("failure", "access", "message"),
    [
        (refusal("AuthMissing", status=401), "refused", "kräver inloggning för den här frågan"),
        (refusal("InvalidRequest", "Profile not found"), "outage", "kontot finns inte"),
        (refusal("AccountTakedown"), "outage", "kontot är avstängt eller vilande"),
        (refusal("InvalidRequest", 'Error: "q"'), "outage", "förstår inte frågan"),
        (
            refusal("UpstreamFailure", status=502),
            "outage",
            "svarar inte för att en tjänst bakom den ligger nere",
        ),
        (
            refusal("RateLimitExceeded", status=429, access=Access.RATE_LIMITED),
            "rate_limited",
            "svarade (HTTP 429)",
        ),
        (refusal("SomethingNew"), "outage", "svarade (HTTP 400)"),
        (Failure(Access.OUTAGE, "x", 400, body=b'{"a":' * 900), "outage", "x"),
        (
            Failure(Access.REFUSED, "x", 403, is_page=True),
            "challenged",
            "svarar med en webbsida i stället för data (HTTP 403)",
        ),
    ],
)
def test_refusals_are_told_in_plain_swedish(failure, access, message):
    found = said(failure)
    assert (str(found.access), found.message) == (access, message)


@pytest.mark.parametrize(
    ("url", "base", "actor", "words"),
    [
        ("https://bsky.app/profile/a.example.org", PUBLIC, "a.example.org", ""),
        ("https://bsky.app/profile/did%3Aplc%3Aabc/post/3k", PUBLIC, "did:plc:abc", ""),
        ("https://bsky.app/search?q=soc+l%C3%A4ns", ENTRYWAY, "", "soc läns"),
        ("https://bsky.app/", ENTRYWAY, "", ""),
        ("http://127.0.0.1:2584/profile/a.test", "http://127.0.0.1:2584", "a.test", ""),
    ],
)
def test_addresses_from_a_browser_are_understood(url, base, actor, words):
    found = asked_of(url)
    assert not isinstance(found, Failure)
    assert (found.base, found.actor, found.words) == (base, actor, words)


FEED, SEARCH = "app.bsky.feed.getAuthorFeed", "app.bsky.feed.searchPosts"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (f"https://public.api.bsky.app/xrpc/{FEED}?actor=did:plc:abc&limit=100&cursor=x",
         "https://bsky.app/profile/did:plc:abc"),
        (f"https://api.bsky.app/xrpc/{SEARCH}?q=soc+lvu&lang=sv&sort=latest&limit=100",
         "https://bsky.app/search?q=soc+lvu"),
        (f"https://bsky.social/xrpc/{SEARCH}", "https://bsky.app/search"),
        (f"http://127.0.0.1:2584/xrpc/{FEED}?actor=a.test", "http://127.0.0.1:2584/profile/a.test"),
        (f"http://127.0.0.1:2584/xrpc/{SEARCH}?q=lvu", "http://127.0.0.1:2584/search?q=lvu"),
    ],
)  # fmt: skip
def test_addresses_that_programs_ask_are_those_of_a_browser(asked, shown):
    found = asked_of(asked)
    assert not isinstance(found, Failure)
    assert found == asked_of(shown)


@pytest.mark.parametrize(
    "url",
    [
        "https://bsky.app/notifications",
        f"https://public.api.bsky.app/xrpc/{FEED}",
        f"https://bsky.social/xrpc/{SEARCH}?q=lvu&author=a.test",
        "https://bsky.social/xrpc/app.bsky.feed.getTimeline?limit=100",
    ],
)
def test_other_addresses_are_refused_with_what_is_expected(url):
    found = asked_of(url)
    assert isinstance(found, Failure)
    assert (found.access, found.message) == (Access.NOT_ASKED, BAD_ADDRESS)


@pytest.mark.parametrize(
    ("base", "near"),
    [
        ("http://127.0.0.1:2583", True),
        ("http://localhost:2583", True),
        ("https://10.2.0.9", True),
        ("https://pds.example.org", False),
        ("https://127.0.0.1.example.org", False),
        ("https://8.8.8.8", False),
    ],
)
def test_a_password_goes_to_bluesky_or_stays_in_ones_own_network(base, near):
    assert is_near(base) is near


# --- Passes ------------------------------------------------------------------------------------


def persons_in(*written):
    """The persons of the scene that are named in what a pass left behind."""
    found = json.dumps([str(one) for one in written], ensure_ascii=False).lower()
    return [name for name in scene.PERSONS if name.lower() in found]


def of_source(seen, source_id):
    return [row for row in seen.documents if row["source_id"] == source_id]


SEARCHES = Searches((Search("sv", ("orosanmäl*", "placerade barn"), ("lvu",)),))


def test_accounts_and_words_are_followed_and_trouble_ends_in_its_state(web, new_web, collect):
    """Two passes: over an account, a search and servers that fail; then over the account alone."""
    account, words = app_view(web), _with_words(app_view(searched := new_web()))
    troubles, ended = _troubles(new_web)
    searching = source(searched, "/search", "sok")
    seen = collect(source(web), searching, *troubles, searches=SEARCHES, keys=KEYS)
    _account_is_read_page_by_page(seen, account)
    _all_words_are_searched_for_with_one_session(seen, words, searched)
    _trouble_of_every_kind_ends_in_its_state(seen, *ended)
    left = str([seen.log, seen.states, seen.polls, seen.documents])
    assert not [key for key in ("nyckel-1", *KEYS.values()) if key in left]
    assert not persons_in(seen.documents, seen.log, seen.polls)  # a state has its source's address

    account.edit("3lq0", "Socialtjänsten ringde aldrig tillbaka.")
    account.delete("3lq1")
    account.delete("3lq13")
    account.rows[5]["post"]["record"] = None  # there, and not to be read: not deleted
    without_keys = replace(source(web, source_id="utan"), url="https://bsky.app/search?q=soc")
    words.searches = {word: [] for word in words.searches}
    now = NOW + timedelta(hours=21)
    again = collect(searching, searches=SEARCHES, keys=KEYS, now=now)
    _posts_of_several_that_are_missing_at_once_stay(again)
    later = collect(source(web), without_keys, now=now)
    assert later.access("utan") == "not_asked"
    assert "VARDKASE_BLUESKY_IDENTIFIER" in later.message("utan")
    _edits_and_deletions_are_mirrored(later, account)


def _account_is_read_page_by_page(seen, server):
    held = of_source(seen, "kalla")
    assert (seen.access(), len(held)) == ("ok", scene.POSTS)
    assert [asked.get("cursor") for asked in server.asked] == [None, ["här::5"], ["här::10"]]
    assert len({row["author"] for row in held}) == 2  # also of one whose post it shared on
    row = next(row for row in held if row["text"].startswith("Orosanmälan"))
    assert (row["likes"], row["shares"], row["comments"]) == (4, 3, 3)
    assert (row["language"], list(row["hashtags"])) == ("sv", ["socialtjänsten"])


def _edits_and_deletions_are_mirrored(later, server):
    documents = of_source(later, "kalla")
    assert "Socialtjänsten ringde aldrig tillbaka." in {row["text"] for row in documents}
    gone = [row for row in documents if row["text_status"] == "deleted"]
    assert len(gone) == 2
    held = later.store.read("SELECT document_id, text FROM documents").to_pylist()
    of_gone = {row["document_id"] for row in gone}
    assert not [row for row in held if row["document_id"] in of_gone and row["text"]]
    assert len(documents) == scene.POSTS
    assert later.problems() == ("posts that cannot be read",)
    pages = [one.get("cursor") for one in server.asked if "actor" in one]
    assert pages[3:] == [None, ["här::5"]]  # the second page reaches back to the last visit
    due = {address for one in server.asked for address in one.get("uris", ())}
    unread, unlisted = server.rows[5], server.rows[10:]
    listed_no_more = {row["post"]["uri"] for row in (unread, *unlisted)}
    assert due == {uri("3lq1"), uri("3lq13"), *listed_no_more}


def _posts_of_several_that_are_missing_at_once_stay(again):
    assert again.problems("sok") == ("whether posts are still there could not be asked",)
    held = of_source(again, "sok")
    assert (len(held), {row["text_status"] for row in held}) == (8, {"full"})


def _with_words(server):
    twice = view("Orosanmälan och LVU på samma dag.", "3s1", 2, other())
    found = [view(f"En orosanmälan till, nummer {n}.", f"3o{n}", n + 3) for n in range(7)]
    server.searches = {"orosanmäl": [*found, twice], '"placerade barn"': [], "#lvu": [twice]}
    return server


def _all_words_are_searched_for_with_one_session(seen, server, web):
    assert (seen.access("sok"), seen.problems("sok")) == ("ok", ())
    assert len(of_source(seen, "sok")) == 8
    assert server.sessions == [{name.removeprefix("bluesky_"): key for name, key in KEYS.items()}]
    searched = [asked for asked in web.asked if "searchPosts" in asked.path]
    assert {asked.headers["Authorization"] for asked in searched} == {"Bearer nyckel-1"}
    assert [one["q"][0] for one in server.asked] == ["orosanmäl"] * 2 + ['"placerade barn"', "#lvu"]
    assert {(one["sort"][0], one["since"][0]) for one in server.asked} == {
        ("latest", "2026-11-13T12:00:00Z")
    }


RESET = NOW + timedelta(minutes=4)


def _troubles(new_web):
    """Sources that fail, each on a server of its own, and the servers whose sessions end."""
    feed = "/xrpc/app.bsky.feed.getAuthorFeed"
    html, refusing, limited, looping, bare, missing, ending, unheard = (new_web() for _ in range(8))
    html.put(feed, "<html>403 Forbidden</html>", status=403)
    refused = {"error": "AuthenticationRequired"}
    refusing.put_json("/xrpc/com.atproto.server.createSession", refused, status=401)
    reset = str(int(RESET.timestamp()))
    limited.put_json(feed, {"error": "RateLimitExceeded"}, status=429, RateLimit_Reset=reset)
    same = {"feed": [{"post": view("Soc igen.", "3l1")}], "cursor": "samma"}
    looping.put_json(feed, same)
    bare.put_json(feed, {"error": "AuthMissing"}, status=401)
    lost = {"error": "InvalidRequest", "message": f"Profile not found: {scene.HANDLE}"}
    missing.put_json(feed, lost, status=400)
    expired = app_view(ending)
    expired.searches["soc"] = [view("Soc svarar inte.", "3e1")]
    inner = ending.replies["/xrpc/app.bsky.feed.searchPosts"]
    ending.replies["/xrpc/app.bsky.feed.searchPosts"] = lambda asked: (
        inner(asked)
        if asked.headers["Authorization"] == "Bearer nyckel-2"
        else answer({"error": "ExpiredToken"}, 400)
    )
    app_view(unheard)
    unheard.put_json("/xrpc/app.bsky.feed.searchPosts", {"error": "InvalidToken"}, status=400)
    accounts = {"html": html, "begransad": limited, "slinga": looping, "pds": bare}
    sources = [source(at, source_id=name) for name, at in (accounts | {"saknas": missing}).items()]
    searches = {"nekad": refusing, "utgangen": ending}
    sources += [source(at, "/search?q=soc", name) for name, at in searches.items()]
    sources.append(source(unheard, "/search", "avvisad"))
    return sources, (expired, unheard)


def _trouble_of_every_kind_ends_in_its_state(seen, expired, unheard):
    ended = {name: str(poll.access) for name, poll in seen.polls.items()}
    assert ended == {
        "kalla": "ok",
        "sok": "ok",
        "html": "challenged",
        "nekad": "refused",
        "utgangen": "ok",
        "begransad": "rate_limited",
        "slinga": "ok",
        "pds": "refused",
        "saknas": "outage",
        "avvisad": "refused",
    }
    assert "VARDKASE_BLUESKY_PASSWORD" in seen.message("nekad")
    assert len(expired.sessions) == 2
    asked = [one.path.partition("?")[0] for one in unheard.asked if "/xrpc/" in one.path]
    assert [path.rpartition(".")[2] for path in asked] == [
        "createSession",
        "searchPosts",
    ] * 2  # not once more for each word
    assert seen.states["begransad"].retry_at == RESET
    assert seen.problems("slinga") == ("cursor repeats",)
    assert seen.message("pds") == "kräver inloggning för den här frågan"
    assert seen.message("saknas") == "kontot finns inte"
    assert [len(of_source(seen, name)) for name in ("utgangen", "slinga")] == [1, 1]

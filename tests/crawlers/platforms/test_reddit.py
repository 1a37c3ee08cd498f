"""Reddit: recorded and built answers through the parsers, and passes over an interface of ours."""

import json
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import pytest
from scene_reddit import (
    AUTHORS,
    KEYS,
    NAME,
    NOW,
    PERSONS,
    POSTS,
    Reddit,
    comment,
    feed,
    link,
    listing,
    source_of,
    whole,
)

from crawlers.network.failures import Failure
from crawlers.platforms.json_pages import ILLEGIBLE, UNREAD, UNREADABLE
from crawlers.platforms.reddit import Place, place_of
from crawlers.platforms.reddit_api import told
from crawlers.platforms.reddit_feed import parse_reddit_feed
from crawlers.platforms.reddit_posts import LEFT_OUT, parse_comments, parse_listing
from crawlers.searches import Search, Searches
from store.records import Access, DocumentKind, TextStatus

RECORDED = Path(__file__).parents[4] / "shared" / "data" / "recordings" / "reddit"
JSON = "application/json; charset=UTF-8"
WORDS = Searches((Search("sv", ("soc", "socialtjänst*", "LVU", "placerade barn")),))


def recorded(name):
    file = RECORDED / f"{name}.json"
    if not file.exists():
        pytest.skip(f"{file} is not on this machine: no recorded answers of Reddit")
    return file.read_bytes()


def read(value, parse=parse_listing):
    return parse(json.dumps(value).encode(), "https://oauth.reddit.com/x", JSON, NOW)


def only(value):
    (post,) = read(listing(value)).posts
    return post


def place(path, words=()):
    found = place_of(f"https://www.reddit.com{path}", words)
    assert isinstance(found, Place)
    return found


# --- Recorded answers ----------------------------------------------------------------------------


def test_a_recorded_listing_of_new_posts_is_read_whole():
    page = parse_listing(recorded("SubredditListings_test_new_1"), "", JSON, NOW)
    assert (page.access, len(page.posts), page.next) == (Access.OK, 100, "t3_48f6io")
    first = page.posts[0]
    assert (first.native_id, first.kind) == ("t3_48fbm9", DocumentKind.POST)
    assert first.text_status is TextStatus.TITLE_ONLY
    assert first.published_at == datetime(2016, 3, 1, 8, 37, 38, tzinfo=UTC)
    assert all(post.author and post.title and post.lookup == post.native_id for post in page.posts)


def test_recorded_comments_know_what_they_answer():
    page = parse_listing(recorded("SubredditListings_test_comments_1"), "", JSON, NOW)
    assert len(page.posts) == 100
    assert {post.kind for post in page.posts} == {DocumentKind.COMMENT}
    assert all(post.answers[:3] in ("t1_", "t3_") and post.context for post in page.posts)
    assert all(post.names and post.likes is None for post in page.posts)  # scores were hidden


def test_a_recorded_tree_gives_each_comment_the_words_that_it_answers():
    body = recorded("CommentForest_test_replace__on_direct_comment_2")
    page = parse_comments(body, "", JSON, NOW)
    by_id = {post.native_id: post for post in page.posts}
    held = body.count(b'"body":')
    assert len(by_id) == held > 50
    assert all(
        post.context == by_id[post.answers].text and by_id[post.answers].author in post.names
        for post in page.posts
        if post.answers in by_id and not by_id[post.answers].deleted and not post.deleted
    )


def test_a_recorded_search_tells_of_edits():
    page = parse_listing(recorded("Subreddit_test_search_1"), "", JSON, NOW)
    assert [post.edited_at is not None for post in page.posts].count(True) >= 2
    assert page.next == ""


# --- Built answers -------------------------------------------------------------------------------


def test_a_link_is_its_title_and_its_address():
    post = only(
        link(1, "LVU i siffror", "", is_self=False, url="https://www.example.org/lvu?utm_source=x")
    )
    assert (post.title, post.text) == ("LVU i siffror", "")
    assert post.text_status is TextStatus.TITLE_ONLY
    assert post.shared_urls == ("https://www.example.org/lvu?utm_source=x",)


def test_a_crosspost_quotes_the_post_that_it_shares_on():
    origin = link(7, "Soc igen", "Tredje gången i år.", AUTHORS[2])["data"]
    post = only(
        link(8, "Läs", "", crosspost_parent="t3_p7", crosspost_parent_list=[origin], is_self=False)
    )
    assert (post.answers, post.context) == ("t3_p7", "Soc igen\nTredje gången i år.")
    assert post.names == (AUTHORS[2],)


@pytest.mark.parametrize(
    "thing",
    [
        link(1, "Kvar", "[removed]"),
        link(1, "Kvar", "[deleted]", author="[deleted]"),
        link(1, "Kvar", "Orden är kvar men inte kontot.", author="[deleted]"),
        link(1, "Kvar", "", is_self=False, removed_by_category="moderator"),
        comment(1, "t3_p1", "t3_p1", "[deleted]", author="[deleted]"),
        comment(1, "t3_p1", "t3_p1", "[removed]"),
        comment(1, "t3_p1", "t3_p1", "[ Removed by Reddit ]"),
        link(1, "Kvar", "[ Removed by Reddit on account of violating the [rules](/help/rules). ]"),
        link(1, "[deleted by user]", ""),
    ],
)
def test_what_is_deleted_or_removed_is_gone_and_is_nobodys(thing):
    post = only(thing)
    assert post.deleted
    assert (post.text, post.title, post.author, post.names, post.lookup) == ("", "", "", (), "")


def test_what_is_quoted_is_context_and_no_word_of_the_poster():
    said = (
        "> Soc svarade aldrig\n>> nej\n\nHos oss gjorde de det.\n\n>!Hemligt!< &amp; sant&#x200B;"
    )
    found = only(comment(1, "t3_p1", "t3_p1", said, link_title="Soc"))
    assert found.text == "Hos oss gjorde de det.\n\n>!Hemligt!< & sant"
    assert found.context == "Soc\nSoc svarade aldrig\nnej"
    assert only(link(1, "LVU", "Ur boken:\n>Barnet ska höras")).context == "Barnet ska höras"
    assert only(comment(1, "t3_p1", "t3_p1", "> bara ett citat")).text == "bara ett citat"
    assert only(comment(1, "t3_p1", "t3_p1", ">")).text == ">"


def test_addresses_have_neither_the_words_of_a_title_nor_the_person_whose_page_it_is():
    assert only(link(5, "Soc", "Text")).url == f"https://www.reddit.com/r/{NAME}/comments/p5/"
    post = only(link(5, "Soc", "Text", subreddit=f"u_{AUTHORS[0]}"))
    assert post.url == "https://www.reddit.com/comments/p5/"
    answer = only(comment(6, "t3_p5", "t1_c1", "Ja"))
    assert answer.url == f"https://www.reddit.com/r/{NAME}/comments/p5/comment/c6/"


def test_further_comments_are_said_to_be_left_out():
    more = {"kind": "more", "data": {"count": 31, "children": ["c9"], "name": "t1_c9"}}
    page = read([listing(link(1, "Soc", "x")), listing(more)], parse_comments)
    assert (page.problems, page.access) == ((LEFT_OUT,), Access.EMPTY_VALID)


def test_nulls_and_other_shapes_are_passed_by():
    bare = {"kind": "t3", "data": {"name": "t3_a1", "title": None, "created_utc": None}}
    strange = [None, 7, {}, {"kind": "t3"}, {"kind": "t3", "data": []}, {"kind": "t5", "data": {}}]
    odd = link(2, "Soc", "x", hours=-9_999, score="1e9", edited="ja", crosspost_parent_list={})
    page = read({"kind": "Listing", "data": {"children": [*strange, bare, odd], "after": 4}})
    (post,) = page.posts
    assert (post.native_id, post.published_at, post.likes) == ("t3_p2", None, None)
    assert (page.next, page.problems) == ("", (UNREADABLE,))
    unread = page.detail(UNREAD).split("\n")
    assert (unread.count("t3_a1"), unread.count(ILLEGIBLE), len(unread)) == (1, 6, 7)


@pytest.mark.parametrize(
    ("body", "access"),
    [
        (b"<!doctype html><title>Reddit</title>", Access.PARSE_ERROR),
        (b"<html><script>js_challenge('captcha')</script>", Access.CHALLENGED),
        (b"", Access.PARSE_ERROR),
        (b'{"message": "Forbidden", "error": 403}', Access.PARSE_ERROR),
        (b"[]", Access.PARSE_ERROR),
        (b'{"kind": "Listing", "data": {"child', Access.PARSE_ERROR),
        (b'{"a":' * 100_000, Access.PARSE_ERROR),
        (b'{"kind": "Listing", "data": {}}', Access.PARSE_ERROR),
        (b'{"kind": "Listing", "data": {"children": [{"kind": "t3"}]}}', Access.PARSE_ERROR),
    ],
)
def test_answers_that_are_no_listing_are_told_as_such(body, access):
    for parse in (parse_listing, parse_comments):
        page = parse(body, "https://oauth.reddit.com/x", JSON, NOW)
        assert (page.access, page.posts) == (access, ())
        assert page.reason


def test_a_closed_subreddit_says_why():
    def said(body, status=403):
        return told(Failure(Access.REFUSED, "nekar oss (HTTP 403)", status, body=body)).message

    private = b'{"reason": "private", "message": "Forbidden", "error": 403}'
    assert said(private) == "forumet är öppet bara för sina medlemmar (HTTP 403)"
    assert said(b'{"reason":"banned"}', 404) == "forumet är avstängt av Reddit (HTTP 404)"
    assert said(b'{"reason": "annat"}') == said(b"") == "nekar oss (HTTP 403)"
    assert said(b"", 404) == "det som adressen anger finns inte (HTTP 404)"


def test_a_tree_of_a_hundred_answers_to_each_other_is_read_whole():
    inner = ""
    for number in reversed(range(100)):
        parent = f"t1_c{number - 1}" if number else "t3_p1"
        one = comment(number, "t3_p1", parent, f"Svar {number}", replies=inner)
        inner = listing(one)
    page = read([listing(link(1, "Soc", "x")), inner], parse_comments)
    assert [post.text for post in page.posts] == [f"Svar {n}" for n in range(100)]


def test_a_feed_gives_the_same_posts_without_its_own_words():
    things = [
        link(1, "LVU igen", "Vem har varit med?", AUTHORS[0]),
        link(2, "Bara en länk om soc", "", AUTHORS[1]),
        comment(3, "t3_p1", "t3_p1", "Jag. submitted by post i våras.", AUTHORS[2]),
        link(4, "Borta", "[removed]"),
    ]
    page = parse_reddit_feed(feed(*things).encode(), "http://127.0.0.1/.rss", "text/xml", NOW)
    first, second, third, gone = page.posts
    by_key = only(things[0])
    assert (first.fingerprint, first.document_id) == (by_key.fingerprint, by_key.document_id)
    assert (first.author, first.published_at) == (by_key.author, by_key.published_at)
    assert (first.url, third.url) == (by_key.url, only(things[2]).url)
    assert (second.text, second.text_status) == ("", TextStatus.TITLE_ONLY)
    assert (third.kind, third.title, third.answers) == (DocumentKind.COMMENT, "", "t3_p1")
    assert (third.text, third.context) == ("Jag. submitted by post i våras.", "Frågan om LVU")
    assert gone.deleted


def test_a_feed_tells_quotes_and_the_deleted_as_the_interface_does():
    quoting = "<blockquote> <p>Soc <blockquote><p>x</p></blockquote> svarade</p> </blockquote>"
    entries = (
        ("t1_c1", "<author><name>/u/m_1</name></author>", "/u/m_1", f"{quoting} <p>Jo.</p>"),
        ("t1_c2", "", "/u/[deleted]", "<p>Kvar utan konto.</p>"),
        ("t1_c3", "<author><name>/u/m_1</name></author>", "/u/m_1", "[ Removed by Reddit ]"),
    )
    body = "".join(
        f'<entry>{author}<content type="html">&lt;!-- SC_OFF --&gt;{escape(said)}</content>'
        f'<id>{key}</id><link href="https://www.reddit.com/r/x/comments/p1/rubrik/{key[3:]}/"/>'
        f"<updated>2026-11-20T08:00:00+00:00</updated><title>{by} on Om LVU</title></entry>"
        for key, author, by, said in entries
    )
    whole = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{body}</feed>'
    first, *gone = parse_reddit_feed(whole.encode(), "http://127.0.0.1/.rss", "text/xml", NOW).posts
    assert (first.text, first.context) == ("Jo.", "Om LVU\nSoc\nx\nsvarade")
    assert [post.deleted for post in gone] == [True, True]


@pytest.mark.parametrize(
    "path",
    ["/.rss", "/.rss?limit=100", ".rss", ".json", "/.json", "/new", "/new/", "/new/.rss",
     "/new.rss", "/new.json?limit=100&after=t3_1", "/new/.json"],
)  # fmt: skip
def test_feeds_and_json_of_a_subreddit_are_the_subreddit(path):
    found = place(f"/r/sweden{path}")
    assert (found.feed, [*found.listings()]) == (
        "https://www.reddit.com/r/sweden/.rss?limit=100",
        ["/r/sweden/new?limit=100&raw_json=1"],
    )
    api = f"https://oauth.reddit.com/r/sweden{path}"
    assert place_of(api, ()) == found


def test_feeds_and_json_of_comments_and_searches_are_those_lists():
    for path in ("/r/sweden/comments/.rss", "/r/sweden/comments.json"):
        assert place(path) == place("/r/sweden/comments")
    assert place("/search.json?q=lvu&limit=100") == place("/search?q=lvu")
    for path in ("/r/sweden/hot.json", "/r/sweden/.xml", "/r/u_kalle/.rss", "/user/kalle/.rss"):
        assert isinstance(place_of(f"https://www.reddit.com{path}", ("soc",)), Failure)


def test_addresses_name_subreddits_and_searches_and_never_people():
    assert list(place("", ("soc", "placerade barn")).listings()) == [
        "/search?q=soc&sort=new&type=link&limit=100&raw_json=1",
        "/search?q=%22placerade%20barn%22&sort=new&type=link&limit=100&raw_json=1",
    ]
    comments = place("/r/sweden/comments/")
    assert (comments.subreddit, comments.comments) == ("sweden", True)
    assert (comments.site, comments.api) == ("https://www.reddit.com", "https://oauth.reddit.com")
    assert place_of("https://old.reddit.com/r/sweden/comments", ()) == comments
    own = place("/search/?q=soc+och+lvu&sort=new", ("soc", "placerade barn"))
    assert list(own.listings()) == [
        "/search?q=soc%20och%20lvu&sort=new&type=link&limit=100&raw_json=1"
    ]
    for path in ("/user/kalle", "/u/kalle", "/r/u_kalle", "/r/sweden/comments/1abc/rubrik", "/r/"):
        assert isinstance(place_of(f"https://www.reddit.com{path}", ("soc",)), Failure)


# --- Passes --------------------------------------------------------------------------------------


def of_source(seen, source_id):
    return [row for row in seen.documents if row["source_id"] == source_id]


def test_subreddits_and_searches_are_followed_and_hostile_answers_stop_a_visit(
    web, other_web, new_web, collect
):
    """Two passes: over a subreddit and all else; then over the subreddit, a search whose posts are
    not found, and a subreddit that has been closed."""
    reddit = whole()
    reddit.put(web)
    source, (site, search, others) = source_of(web), _others(new_web, other_web)
    first = collect(source, *others, keys=KEYS, searches=WORDS)
    _a_subreddit_is_read_with_its_comments(first, web)
    _the_others_end_as_they_should(first, site, other_web)
    assert all(poll.new_items == 100 for name, poll in first.polls.items() if name == "inspelat")

    reddit.posts[2]["data"] |= {"selftext": "Ändrat: socialtjänsten har svarat.", "edited": 1e9}
    reddit.posts[1]["data"] |= {"selftext": "[deleted]", "author": "[deleted]"}
    reddit.comments[0]["data"] |= {"body": "[removed]", "author": "[deleted]"}
    del reddit.posts[10]
    reddit.posts.insert(1, link(200, "Nytt om soc", "Ny text.", hours=-23))
    reddit.put(web)
    web.asked.clear()
    site.asked.clear()
    reddit.outlived = 1
    reddit.comments[1]["data"] |= {"body": f"Soc gjorde likadant, {AUTHORS[1]}!", "edited": 1e9}
    reddit.comments[3]["data"] |= {"body": f"LVU prövas där, {AUTHORS[2]}.", "edited": 1e9}
    reddit.comments[2]["data"]["body"] = None
    reddit.serve(site, "/api/info", lambda _: listing())
    Reddit(name="ett-annat").put(other_web)
    other_web.put_json(f"/r/{NAME}/new", {"reason": "banned", "error": 404}, 404)
    closed = source_of(other_web, source_id="takten")
    now = NOW + timedelta(hours=24)
    later = collect(source, search, closed, now=now, keys=KEYS, searches=WORDS)
    _what_a_closed_subreddit_held_is_gone(later)
    _edits_name_nobody_and_half_answers_bury_nothing(later)
    held = of_source(later, "kalla")
    gone = [row for row in held if row["text_status"] == "deleted"]
    assert len(gone) == 3
    assert {(row["text"], row["title"], row["context"]) for row in gone} == {("", "", "")}
    assert "Ändrat: socialtjänsten har svarat." in {row["text"] for row in held}
    assert len(held) == POSTS + 1
    assert len([path for path in web.paths() if "/new" in path]) == 2  # as far as the last visit
    tokens = [path for path in (*web.paths(), *site.paths()) if path == "/api/v1/access_token"]
    assert len(tokens) == 3  # one for each server, and one in place of the first, which had run out


def _edits_name_nobody_and_half_answers_bury_nothing(later):
    """One answer is edited by whom its author's name is known, another by whom it is not any
    more; what cannot be read of a comment is no deletion, nor is an empty answer."""
    comments = [row for row in of_source(later, "kalla") if row["kind"] == "comment"]
    texts = {row["text"] for row in comments}
    assert "LVU prövas där, [konto]." in texts
    assert "Soc gjorde likadant mot oss." in texts  # whom it answers has been deleted
    assert any(text.startswith("Håller med") for text in texts)
    assert {UNREADABLE, "replies without what they answer"} <= {*later.problems("kalla")}
    found = of_source(later, "sok")
    assert found
    assert {row["text_status"] for row in found} == {"full"}
    assert "whether posts are still there could not be asked" in later.problems("sok")


def _what_a_closed_subreddit_held_is_gone(later):
    held = of_source(later, "takten")
    assert (len(held), {row["text_status"] for row in held}) == (5, {"deleted"})


def _a_subreddit_is_read_with_its_comments(seen, web):
    held = of_source(seen, "kalla")
    assert (seen.access(), seen.message(), len(held)) == ("ok", "", POSTS)
    stored = json.dumps(seen.documents, default=str, ensure_ascii=False)
    assert not [name for name in PERSONS if name in stored]
    assert "Soc gjorde likadant mot oss." in {
        row["context"] for row in held if row["kind"] == "comment"
    }
    assert sum(path.startswith("/comments/") for path in web.paths()) == 1
    token = web.asked[[a.path for a in web.asked].index("/api/v1/access_token")]
    assert (token.method, token.body) == ("POST", b"grant_type=client_credentials")
    assert not any("hemlighet" in path for path in web.paths())


def _others(new_web, other_web):
    """Searches, comments, a recorded listing and what fails: their server, the search among them,
    and all sources."""
    site, closed = new_web(), new_web()
    reddit = Reddit(posts=[link(n, f"Soc {n}", "Ord", hours=n) for n in range(7)])
    reddit.comments = [comment(n, "t3_p1", "t3_p1", f"Svar {n} om LVU", hours=n) for n in range(6)]
    for one in reddit.comments:  # other ones than those of the scene
        one["data"]["name"] = one["data"]["name"].replace("_c", "_d")
    reddit.put(site)
    reddit.serve(site, "/r/rundgang/new", lambda _: listing(*reddit.posts[:5], after="t3_p4"))
    limited = Reddit(posts=[link(n, f"Soc {n}", "Ord", hours=n) for n in range(20, 32)])
    limited.headers = {"X_Ratelimit_Remaining": "0.0", "X_Ratelimit_Reset": "120"}
    limited.put(other_web)
    closed.put_json("/api/v1/access_token", {"message": "Unauthorized", "error": 401}, 401)
    search = source_of(site, "/search", "sok")
    return (
        site,
        search,
        [
            *_replay(site),
            search,
            source_of(site, f"/r/{NAME}/comments", "svar"),
            source_of(site, "/user/nagon", "person"),
            source_of(site, "/r/rundgang", "rundgang"),
            source_of(site, "/r/finnsinte", "ingen"),
            source_of(other_web, source_id="takten"),
            source_of(closed, source_id="stangd"),
        ],
    )


def _the_others_end_as_they_should(seen, site, limited):
    ends = {name: poll.access for name, poll in seen.polls.items() if name != "inspelat"}
    assert ends == {
        **dict.fromkeys(("kalla", "sok", "svar", "rundgang", "takten"), Access.OK),
        "person": Access.NOT_ASKED,
        "stangd": Access.REFUSED,
        "ingen": Access.OUTAGE,
    }
    searches = [path for path in site.paths() if path.startswith("/search") and "after" not in path]
    assert len(searches) == len(WORDS.words)
    assert "cursor repeats" in seen.problems("rundgang")
    assert seen.message("ingen") == "det som adressen anger finns inte (HTTP 404)"
    assert "tillåter inte fler förfrågningar just nu" in seen.message("takten")
    assert seen.states["takten"].retry_at == NOW + timedelta(seconds=120)
    assert len([path for path in limited.paths() if "/new" in path]) == 1
    assert "VARDKASE_REDDIT_CLIENT_SECRET" in seen.message("stangd")
    own = [row for row in seen.documents if row["source_id"] not in ("inspelat", "kalla")]
    assert len(own) == 7 + 6 + 5


def _replay(web):
    """The source whose listing is the recorded one, byte for byte; none where it is missing (the
    tests of recorded answers say that they were skipped)."""
    file = RECORDED / "SubredditListings_test_new_1.json"
    if not file.exists():
        return []
    web.put("/r/askreddit/new?limit=100&raw_json=1", file.read_bytes(), content_type=JSON)
    web.put_json("/r/askreddit/new", listing())
    return [source_of(web, "/r/askreddit", "inspelat")]


def test_without_a_key_feeds_are_read_where_robots_txt_lets_us(web, other_web, collect):
    things = [link(n, f"Soc {n}", "Ord", hours=n) for n in range(3)]
    web.put(f"/r/{NAME}/.rss", feed(*things), content_type="application/atom+xml")
    pinned = link(99, "Regler om soc", "Var snälla.", hours=5_000)
    full = feed(pinned, *(link(100 + n, f"LVU {n}", "Ord", hours=n) for n in range(25)))
    web.put("/r/fullt/.rss", full, content_type="application/atom+xml")
    other_web.put("/robots.txt", "User-agent: *\nDisallow: /", content_type="text/plain")
    sources = [
        source_of(web, f"/r/{NAME}", "flode"),
        source_of(web, "/", "sok"),
        source_of(other_web, f"/r/{NAME}", "robots"),
        source_of(web, "/r/fullt", "fullt"),
    ]
    seen = collect(*sources, searches=WORDS)
    assert [seen.access(s.source_id) for s in sources] == ["ok", "not_asked", "refused", "ok"]
    assert all("VARDKASE_REDDIT_CLIENT_ID" in seen.message(name) for name in ("sok", "robots"))
    assert seen.message("robots").startswith("robots.txt tillåter inte hämtning; ")
    assert not [path for path in other_web.paths() if path.startswith("/r/")]
    assert len(of_source(seen, "flode")) == 3
    assert seen.polls["flode"].covers_from == NOW - timedelta(days=7)
    assert seen.polls["fullt"].covers_from == NOW - timedelta(hours=24)

"""Mastodon: what its answers say, as recorded and as built, and what may be asked where."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import scene_mastodon as scene
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st
from scene_mastodon import DOMAIN, GRANKVIST, HIDDEN, MAJKEN, NOW, html, status

from crawlers.network.failures import Failure
from crawlers.platforms.mastodon_access import (
    CLOSED,
    NO_TAGS,
    SIGN_IN,
    UNKNOWN,
    Timeline,
    parse_instance,
    timelines_of,
    token_for,
    way_to,
)
from crawlers.platforms.mastodon_statuses import (
    HIGHEST,
    OPTED_OUT,
    UNREADABLE,
    parse_statuses,
)
from store.records import Access, DocumentKind

RECORDINGS = Path(__file__).parents[4] / "shared" / "data" / "recordings"
JSON = "application/json; charset=utf-8"


def recorded(name):
    file = RECORDINGS / "mastodon" / name
    if not file.exists():
        pytest.skip(f"{file} is not on this machine: no recorded answers to read")
    return file.read_bytes()


def read(value, now=NOW):
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return parse_statuses(body, "https://malm.example/api", JSON, now, DOMAIN)


def one(value):
    (post,) = read([value]).posts
    return post


# --- Recorded answers of a server of version 4.6.4 ----------------------------------------------


def test_a_recorded_timeline_of_a_hashtag_is_read():
    page = read(recorded("hashtag_tl_2.json"))
    (post,) = page.posts

    assert (page.access, page.problems, page.detail(HIGHEST)) == (
        Access.OK, (), "117020593741189701",
    )  # fmt: skip
    assert post.text == "#hoot (hashtag toot)"
    assert post.native_id == (
        "http://localhost:3000/ap/users/117020566092212359/statuses/117020593741189701"
    )
    assert post.author == f"mastodonpy_test_2@{DOMAIN}"
    assert (post.language, post.likes, post.hashtags) == ("ja", 0, ("hoot",))
    assert post.published_at == datetime(2026, 8, 1, 13, 55, 55, 867000, tzinfo=UTC)


def test_recorded_posts_of_people_who_do_not_want_to_be_indexed_are_left_out():
    page = read(recorded("public_tl_2.json"))

    assert [post.text.partition(" ")[0] for post in page.posts] == ["Toot,", "the"]
    assert (len(page.gone), page.problems) == (6, (OPTED_OUT,))


def test_a_recorded_post_that_was_edited_says_when():
    (post,) = read(recorded("status_edit_2.json")).posts

    assert post.edited_at == datetime(2026, 8, 1, 13, 54, 0, 695000, tzinfo=UTC)
    assert post.text.endswith("the KDE Advanced Text Editor, Kate")


def test_a_recorded_address_is_whole_and_that_of_the_card_is_kept():
    (post,) = read(recorded("status_card_1.json")).posts

    assert (post.text, post.shared_urls) == ("http://example.org/", ("http://example.org/",))
    assert "John Lennon" in post.names


@pytest.mark.parametrize(
    "name", ["search_1.json", "status_missing_1.json", "polls_1.json", "status_context_1.json"]
)
def test_recorded_answers_that_are_no_statuses_are_no_timeline(name):
    assert read(recorded(name)).access is Access.PARSE_ERROR


def test_a_recorded_server_says_that_all_may_read_its_timelines():
    page = parse_instance(recorded("hashtag_tl_1.json"), "", JSON, NOW)

    assert dict(page.details) == {
        "domain": "localhost:3000",
        "hashtag_feeds.local": "public", "hashtag_feeds.remote": "public",
        "live_feeds.local": "public", "live_feeds.remote": "public",
    }  # fmt: skip


# --- Statuses -----------------------------------------------------------------------------------


def test_what_a_status_says_is_its_warning_text_poll_and_pictures():
    rows, _ = scene.special()

    assert one(rows[3]).text == (
        "Om orosanmälningar\nVad tycker ni? #socialtjänsten\nSocialtjänsten hjälper\nDen stjälper\n"
        "Plakat: rör inte våra barn /Tuvstarr Mossa"
    )


def test_accounts_of_the_server_are_completed_with_its_name():
    assert one(status(1, "<p>soc</p>")).author == f"majken_ohrling@{DOMAIN}"
    assert one(status(1, "<p>soc</p>", GRANKVIST)).author == "grankvist77@annan.example"


def test_a_name_on_display_is_sought_without_its_pictures():
    names = one(status(1, "<p>soc</p>", scene.MOSSA)).names

    assert {"Tuvstarr Mossa", "🌿 Tuvstarr Mossa 🌿", "mossaberg"} <= set(names)
    assert "Majken Öhrling" in one(status(1, "<p>soc</p>")).names


def test_a_reply_has_the_post_of_its_page_as_context():
    rows, _ = scene.special()
    reply = read(rows).posts[1]

    assert (reply.answers, reply.kind) == (rows[0]["uri"], DocumentKind.COMMENT)
    assert reply.context.startswith("Ring 070")
    assert read(rows[1:]).detail(rows[1]["uri"]) == rows[0]["id"]


def test_a_quoted_post_is_context_and_its_author_is_named():
    post = one(scene.special()[0][4])

    assert (post.text, post.context) == (
        "Så är det inte. #socialtjänsten", "Soc tar barn #socialtjänsten",
    )  # fmt: skip
    assert post.answers.startswith("https://malm.example/users/mossaberg/")
    assert {"mossaberg", "Tuvstarr Mossa"} <= set(post.names)


def test_a_link_that_stands_for_a_quote_is_no_word_of_the_post():
    text = '<p class="quote-inline">RE: <a href="https://x.example/1">https://x.example/1</a></p>'

    assert one(status(1, f"{text}<p>Så är soc inte.</p>")).text == "Så är soc inte."


@pytest.mark.parametrize(
    "end",
    [
        '<span class="quote-inline"><br><br>RE: <a href="https://x.example/@mossa/1" '
        'rel="nofollow">https://x.example/@mossa/1</a></span></p>',
        '<span class="quote-inline"><br/>RE: <a href="https://x.example/@mossa/1"><span '
        'class="invisible">https://</span><span class="ellipsis">x.example/@mossa</span>'
        '<span class="invisible">/1</span></a></span></p>',
        '</p><p class="quote-inline"><span class="quote-inline"><br>RE: x.example</span></p>',
    ],
)
def test_other_servers_put_that_link_at_the_end(end):
    found = one(status(1, f"<p>Så är <span>soc</span> inte.{end}<p>Slut.</p>"))

    assert found.text == "Så är soc inte.\nSlut."


def test_a_quote_that_is_revoked_is_no_context_and_one_of_other_programs_is():
    quoted = status(5, html("Soc tar barn"), GRANKVIST)
    for quote, context in (
        ({"state": "revoked", "quoted_status": quoted}, ""),
        ({"state": "accepted", "quoted_status": quoted}, "Soc tar barn #socialtjänsten"),
        (quoted, "Soc tar barn #socialtjänsten"),
        ({"state": "pending", "quoted_status": None}, ""),
    ):
        found = one(status(1, html("Nej."), quote=quote))
        assert found.context == context
        assert (GRANKVIST["username"] in found.names) is ("account" in str(quote))


def test_a_post_that_is_shared_on_is_read_once():
    shared = status(5, html("Familjehem sökes"), GRANKVIST)
    page = read([status(1, "", reblog=shared), status(2, "", reblog=shared), shared])

    assert [post.native_id for post in page.posts] == [shared["uri"]]


@pytest.mark.parametrize(
    "account",
    [
        {**MAJKEN, "noindex": True},
        {**MAJKEN, "indexable": False},
        {**MAJKEN, "note": '<p>Hej <a href="/tags/nobot">#<span>NoBot</span></a></p>'},
    ],
)
def test_people_who_do_not_want_to_be_indexed_are_left_alone(account):
    row = status(1, html("Soc ringde mig"), account)
    page = read([row])

    assert (page.posts, page.gone, page.problems) == ((), (row["uri"],), (OPTED_OUT,))
    quoting = status(2, html("Så"), GRANKVIST, quote={"quoted_status": row})
    assert one(quoting).context == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"account": None}, {"account": "majken"}, {"account": {}}, {"id": None}, {"id": [1]},
        {"id": "../../x"}, {"id": 1.17e17}, {"uri": None}, {"uri": 7}, {"uri": ""},
    ],
)  # fmt: skip
def test_a_status_without_id_or_author_is_left_out_and_noted(changes):
    page = read([status(1, html("soc")) | changes, status(2, html("soc igen"))])

    assert [post.text for post in page.posts] == ["soc igen #socialtjänsten"]
    assert page.problems == (UNREADABLE,)


def test_ids_may_be_numbers_and_odd_fields_do_no_harm():
    odd = {
        "id": 117020593741189701, "in_reply_to_id": 5, "created_at": 3, "edited_at": {},
        "mentions": [None, 3, {"acct": 4}], "tags": "nej", "poll": [], "card": "x", "quote": 1,
        "media_attachments": {"description": 5}, "favourites_count": True, "reblogs_count": -1,
        "replies_count": 10**30, "language": 7, "url": "javascript:alert(1)", "spoiler_text": [],
    }  # fmt: skip
    post = one(status(1, html("soc")) | odd)

    assert (post.lookup, post.likes, post.shares, post.comments) == (
        "117020593741189701", None, None, None,
    )  # fmt: skip
    assert post.url.startswith("https://malm.example/users/")


@pytest.mark.parametrize(
    ("body", "access"),
    [
        (b"<!doctype html><title>Just a moment...</title>", Access.CHALLENGED),
        (b"<!doctype html><title>Mastodon</title>", Access.PARSE_ERROR),
        (b"", Access.PARSE_ERROR),
        (b'{"error": "This method requires an authenticated user"}', Access.PARSE_ERROR),
        (b'"text"', Access.PARSE_ERROR),
        (b"[" * 100_000, Access.PARSE_ERROR),
        (json.dumps([status(1, "soc")]).encode()[:-20], Access.PARSE_ERROR),
        (b"[]", Access.EMPTY_VALID),
    ],
)
def test_what_is_no_list_of_statuses_is_said_to_be_so(body, access):
    assert read(body).access is access


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@trials(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(status(1, "soc"))), ANYTHING, max_size=6))
def test_no_status_makes_the_reader_fail(changes):
    page = read([status(1, html("soc")) | changes, status(2, "", reblog={**HIDDEN, **changes})])

    assert page.access in {Access.OK, Access.EMPTY_VALID}


# --- What may be asked, and where ---------------------------------------------------------------


def test_addresses_name_timelines():
    def names(path, *hashtags):
        found = timelines_of(f"https://malm.example{path}", hashtags)
        assert not isinstance(found, Failure)
        return [timeline.name for timeline in found]

    assert names("/tags/Socialtj%C3%A4nsten") == ["#socialtjänsten"]
    assert names("/public/local/") == ["/public/local"]
    assert names("", "lvu", "السوسيال", "LVU") == ["#lvu", "#السوسيال"]
    for path, reason in (("/@majken", UNKNOWN), ("/tags/a/b", UNKNOWN), ("/", NO_TAGS)):
        refused = timelines_of(f"https://malm.example{path}", ())
        assert isinstance(refused, Failure)
        assert (refused.access, refused.message) == (Access.NOT_ASKED, reason)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("/api/v1/timelines/tag/LVU?limit=40&min_id=7", "/tags/lvu"),
        ("/api/v1/timelines/tag/socialtj%C3%A4nsten", "/tags/socialtj%C3%A4nsten"),
        ("/api/v1/timelines/public", "/public"),
        ("/api/v1/timelines/public?local=true&limit=40", "/public/local"),
        ("/api/v1/timelines/public?remote=1", "/public/remote"),
        ("/api/v1/timelines/public?local=false", "/public"),
        ("/tags/lvu.rss", "/tags/lvu"),
    ],
)
def test_addresses_that_programs_ask_are_those_of_a_browser(asked, shown):
    found = timelines_of(f"https://malm.example{asked}", ())
    assert not isinstance(found, Failure)
    assert found == timelines_of(f"https://malm.example{shown}", ("annat",))


def test_a_tag_may_be_asked_of_the_server_s_own_people_and_nothing_narrower():
    tag = "https://malm.example/api/v1/timelines/tag/lvu"
    found = timelines_of(f"{tag}?local=true", ())
    assert not isinstance(found, Failure)
    assert [(one.name, one.parts) for one in found] == [("#lvu", {"local"})]
    for url in (f"{tag}?any[]=soc", f"{tag}?only_media=true", f"{tag}/x", f"{tag[:-4]}",
                tag.replace("tag/lvu", "home"), f"{tag}?local=true&remote=true"):  # fmt: skip
        refused = timelines_of(url, ("annat",))
        assert isinstance(refused, Failure)
        assert refused.message == UNKNOWN


def way(local, remote, has_token=False):
    levels = {"hashtag_feeds.local": local, "hashtag_feeds.remote": remote}
    timeline = Timeline("#lvu", "/tag/lvu", "hashtag_feeds", frozenset({"local", "remote"}))
    found = way_to(timeline, levels, has_token)
    return (
        found.message if isinstance(found, Failure) else (found.path, found.keyed, found.left_out)
    )


def test_a_server_is_asked_for_what_it_shows_us():
    assert way("public", "public") == ("/tag/lvu?limit=40", False, "")
    assert way("public", "authenticated") == ("/tag/lvu?limit=40&local=true", False, "remote")
    assert way("disabled", "public", True) == ("/tag/lvu?limit=40&remote=true", False, "local")
    assert way("public", "authenticated", True) == ("/tag/lvu?limit=40", True, "")
    assert way("authenticated", "disabled") == SIGN_IN
    assert way("disabled", "disabled", True) == CLOSED
    assert way("", "") == ("/tag/lvu?limit=40", False, "")
    assert way("", "", True) == ("/tag/lvu?limit=40", True, "")


def test_a_key_goes_to_its_own_server_alone_and_encrypted():
    assert token_for("https://malm.example", "malm.example:hemlig", False) == "hemlig"
    assert token_for("https://annan.example", "malm.example:hemlig", False) == ""
    assert token_for("http://malm.example", "malm.example:hemlig", False) == ""
    assert token_for("https://malm.example", "hemlig", False) == ""

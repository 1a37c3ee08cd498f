"""4CAT's files give the same documents as the captures that they were made of.

The files are built by 4CAT's mappings; its real exports were never seen here.
"""

import json
import logging
import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import scene_fourcat as scene
import scene_zeeschuimer as captured

from crawlers.canonical import platform_document_id
from crawlers.imports import fourcat, zeeschuimer
from crawlers.imports.formats import format_of
from crawlers.imports.reading import Reading, SetAside
from crawlers.platforms.reddit_posts import parse_listing
from crawlers.posts import document_of
from crawlers.privacy import Pseudonyms
from scheduler.file_import import import_file
from store.connection import Store
from store.documents import content_hash
from store.errors import ImportFileError
from store.records import DocumentKind, Source, SourceKind

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAMES = Pseudonyms(b"a" * 32)


@pytest.fixture
def rows(tmp_path):
    """Reads the bytes of a file."""

    def read_bytes(content):
        path = tmp_path / "4cat.csv"
        path.write_bytes(content)
        return list(fourcat.read(path, Reading({}, NAMES, NOW)))

    return read_bytes


@pytest.fixture
def table(rows):
    """Reads rows as a table."""
    return lambda *lines: rows(scene.as_csv(list(lines)).encode())


@pytest.fixture
def capture(tmp_path):
    """The document of a captured object."""

    def one(platform, data):
        path = tmp_path / "fangst.ndjson"
        path.write_text(json.dumps(captured.envelope(platform, data)), encoding="utf-8")
        (found,) = zeeschuimer.read(path, Reading({}, NAMES, NOW))
        return found

    return one


PLAIN = {
    "id": "7", "thread_id": "7", "author": "x", "body": "Soc igen",
    "timestamp": "2026-11-11 20:19:24",
}  # fmt: skip


def test_every_variant_is_recognized_and_every_row_comes_in(tmp_path):
    for path, expected in zip(scene.write(tmp_path), scene.ROWS, strict=True):
        assert format_of(path) == "4cat", path
        found = list(fourcat.read(path, Reading({}, NAMES, NOW)))
        assert [type(row).__name__ for row in found] == ["Document"] * expected, path


def test_ndjson_gives_the_documents_of_the_captures(rows, capture):
    of = {"tiktok.com": captured.video(0), "tiktok-comments": captured.comment(0),
          "twitter.com": captured.shared(6), "facebook.com": captured.story(0)}  # fmt: skip
    lines = [json.dumps(scene.lifted(captured.envelope(*each))) for each in of.items()]

    assert rows("\n".join(lines).encode()) == [capture(*each) for each in of.items()]


@pytest.mark.parametrize(
    ("platform", "data", "row_of"),
    [
        ("tiktok.com", captured.video(3), scene.tiktok),
        ("tiktok-comments", captured.comment(2), scene.tiktok_comment),
        ("tiktok-comments", captured.comment(2, reply_id="75600099"), scene.tiktok_comment),
        ("x.com", captured.tweet(0), scene.x),
        ("x.com", captured.shared(6), scene.x),
        ("instagram.com", captured.picture(1), scene.instagram),
        ("threads.net", captured.thread_post(1), scene.threads),
    ],
)
def test_a_table_gives_the_document_of_the_capture(table, capture, platform, data, row_of):
    (found,) = table(row_of(data))
    expected = capture(platform, data)

    assert found.document_id == expected.document_id
    assert content_hash(found) == content_hash(expected)  # else it would count as edited
    for name in ("source_id", "kind", "author", "published_at", "likes", "shares", "comments",
                 "views", "shared_urls", "context"):  # fmt: skip
        assert getattr(found, name) == getattr(expected, name), name
    assert set(found.hashtags) == set(expected.hashtags)
    assert (found.language, found.reply_to) in {
        (expected.language, expected.reply_to),
        ("und", expected.reply_to),  # TikTok's table leaves the language out
        (expected.language, None),  # X's leaves out which post was shared
    }


def test_an_unknown_platform_is_4cats_own(table):
    (found,) = table(PLAIN | {"id": "8", "url": "https://gab.example/8"})

    assert (found.source_id, found.kind) == ("4cat", DocumentKind.COMMENT)
    assert found.document_id == platform_document_id("4cat", "8")
    assert found.reply_to == platform_document_id("4cat", "7")


@pytest.mark.parametrize(
    ("columns", "native_id", "answers"),
    [
        ({"id": "abc1", "thread_id": "abc1", "subreddit": "sweden"}, "t3_abc1", None),
        ({"id": "def2", "thread_id": "abc1", "subreddit": "sweden", "parent": "t1_x9"}, "t1_def2",
         "t1_x9"),
        ({"id": "def3", "thread_id": "abc1", "subreddit": "sweden", "parent": ""}, "t1_def3",
         "t3_abc1"),
    ],
)  # fmt: skip
def test_rows_of_reddit_have_reddits_full_names(table, columns, native_id, answers):
    (found,) = table(PLAIN | columns)

    assert found.document_id == platform_document_id("reddit.com", native_id)
    assert found.reply_to == (platform_document_id("reddit.com", answers) if answers else None)


def test_rows_of_telegram_are_named_by_channel_and_number(table):
    row = {"id": "NyaRoster-41", "thread_id": "NyaRoster", "chat": "NyaRoster", "reply_to": "40"}
    (found,) = table(PLAIN | row)

    assert found.document_id == platform_document_id("t.me", "nyaroster/41")
    assert found.reply_to == platform_document_id("t.me", "nyaroster/40")


def test_a_channels_message_on_telegram_is_the_channels_and_a_members_is_the_members(table):
    row = {"id": "ekeby-41", "chat": "EkebyGrupp", "reply_to": "", "author": "77001"}
    own, of_member, nobody = table(
        PLAIN | row | {"author_username": "ekebygrupp"},
        PLAIN | row | {"author_username": "granssnigeln", "body": "Soc ljuger, granssnigeln"},
        PLAIN | row | {"author": "", "author_username": ""},
    )

    assert own.author == NAMES.of("t.me", "ekebygrupp")
    assert own.url == "https://t.me/-konto-/41"
    assert of_member.author == NAMES.of("t.me", "77001")
    assert "granssnigeln" not in repr(of_member)
    assert nobody.author is None


def test_rows_of_bluesky_have_its_addresses_and_lasting_accounts(table):
    root, reply = "at://did:plc:a1/app.bsky.feed.post/3k1", "at://did:plc:b2/app.bsky.feed.post/3k2"
    row = {
        "id": reply, "thread_id": root, "created_at": "2026-11-11T20:19:24+00:00", "body": "Soc",
        "author": "snigel.bsky.social", "author_id": "did:plc:b2", "tags": "lvu,soc",
        "link": "https://bsky.app/profile/snigel.bsky.social/post/3k2", "like_count": "4",
        "repost_count": "2", "replied_to_post": "https://bsky.app/profile/x/post/3k1",
        "replied_to_user": "x", "languages": "sv,en", "author_display_name": "Snigeln i Ekeby",
        "timestamp": "1794428364",
    }  # fmt: skip
    first, answer = table(row | {"id": root, "replied_to_post": ""}, row)

    assert (first.source_id, first.kind, first.reply_to) == ("bluesky", DocumentKind.POST, None)
    assert answer.document_id == platform_document_id("bsky.app", reply)
    assert answer.reply_to == first.document_id == platform_document_id("bsky.app", root)
    assert answer.author == NAMES.of("bsky.app", "did:plc:b2")
    assert answer.published_at == datetime(2026, 11, 11, 20, 19, 24, tzinfo=UTC)
    assert (answer.likes, answer.shares, answer.hashtags) == (4, 2, ("lvu", "soc"))
    assert "nigel" not in repr((first, answer))


def test_files_of_youtube_data_tools_are_videos_and_comments(table):
    video = {
        "id": "dQw4w9WgXcQ", "thread_id": "UCekeby", "author": "Ekebykanalen", "body": "Om LVU",
        "videoId": "dQw4w9WgXcQ", "channelId": "UCekeby", "channelTitle": "Ekebykanalen",
        "videoTitle": "Soc i Ekeby", "viewCount": "41", "likeCount": "2", "commentCount": "1",
        "timestamp": "2026-11-11 20:19:24",
        "youtube_url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    }  # fmt: skip
    (film,) = table(video)
    (reply,) = table({
        "id": "Ugx1.9z", "thread_id": "Ugx1", "author": "Snigeln i Ekeby", "body": "Soc, ja",
        "authorName": "Snigeln i Ekeby", "authorChannelId": "UCsnigel", "isReplyTo": "Ugx1",
        "timestamp": "2026-11-11 20:19:24",
    })  # fmt: skip

    assert film.document_id == platform_document_id("youtube.com", "dQw4w9WgXcQ")
    assert (film.kind, film.reply_to, film.views) == (DocumentKind.VIDEO, None, 41)
    assert (film.title, film.author) == ("Soc i Ekeby", NAMES.of("youtube.com", "UCekeby"))
    assert reply.reply_to == platform_document_id("youtube.com", "Ugx1")
    assert (reply.kind, reply.author) == (
        DocumentKind.COMMENT, NAMES.of("youtube.com", "UCsnigel")
    )  # fmt: skip
    assert "Snigeln" not in repr(reply)


def test_rows_of_4cats_first_years_are_read(table):
    picture = {
        "id": "CRb1", "thread_id": "CRb1", "parent_id": "CRb1", "author": "ekeby", "body": "Soc",
        "timestamp": "1600000000", "type": "picture", "url": "https://cdn.example/1.jpg",
        "usertags": "", "num_likes": "3", "num_comments": "1",
    }  # fmt: skip
    comment = {"id": "99", "parent_id": "CRb1", "type": "comment", "url": "", "body": "Ja, soc"}
    post, answer = table(picture, picture | comment)
    assert post.document_id == platform_document_id("instagram.com", "CRb1")
    assert (post.url, answer.url) == ("https://www.instagram.com/p/CRb1", "")
    assert answer.reply_to == post.document_id
    assert post.published_at == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)

    (page,) = table({
        "id": "123", "thread_id": "123", "author": "ekebysidan", "body": "", "page_id": "100064",
        "page_name": "Ekebysidan", "body_link": "Soc får kritik", "timestamp": "1600000000",
        "url": "https://www.facebook.com/1/posts/123", "interactions": "9", "likes": "4",
        "url_original": "https://posten.example/1",
    })  # fmt: skip
    assert (page.text, page.shared_urls) == ("Soc får kritik", ("https://posten.example/1",))
    assert page.author == NAMES.of("facebook.com", "100064")


def test_what_a_reddit_post_shares_is_not_where_it_stands(table):
    row = {"id": "abc1", "thread_id": "abc1", "subreddit": "sweden", "parent": ""}
    (found,) = table(PLAIN | row | {"url": "https://www.tiktok.com/@snigeln/video/71"})

    assert found.url == "https://www.reddit.com/r/sweden/comments/abc1/"
    assert len(found.shared_urls) == 1
    assert "snigeln" not in found.url


REDDIT = PLAIN | {"id": "abc1", "thread_id": "abc1", "subreddit": "sweden", "parent": ""}


@pytest.mark.parametrize(
    "said", ["> Ring soc\n\nDet gjorde vi", "&gt; Ring &amp; fråga\nSoc", "> Bara soc", "Soc", ""]
)
def test_a_post_on_reddit_says_the_same_as_when_it_is_crawled(table, said):
    told = {"name": "t3_abc1", "title": "Soc", "selftext": said, "subreddit": "sweden",
            "author": "x", "created_utc": 1_794_428_364, "is_self": True}  # fmt: skip
    listing = {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": told}]}}
    page = parse_listing(json.dumps(listing).encode(), "", "application/json", NOW)
    expected = document_of(page.posts[0], Source("reddit", SourceKind.IMPORT, ""), NAMES, NOW)

    url = "https://www.reddit.com/r/sweden/comments/abc1/soc/"
    (found,) = table(REDDIT | {"subject": "Soc", "body": said, "url": url})

    assert content_hash(found) == content_hash(expected)
    for name in ("document_id", "title", "text", "context", "text_status", "url", "author",
                 "published_at", "shared_urls"):  # fmt: skip
        assert getattr(found, name) == getattr(expected, name), name


@pytest.mark.parametrize("gone", ["[removed]", "[deleted]", "[ Removed by Reddit ]"])
def test_what_stands_in_place_of_a_post_on_reddit_is_no_post(table, gone):
    assert table(REDDIT | {"subject": "Soc", "body": gone}) == [SetAside(2, "borttaget")]


def test_what_a_post_on_x_quotes_is_its_context_and_names_nobody(table):
    quoting = scene.x(captured.tweet(0)) | {
        "quote_author": "inre_ingela", "replied_author": "berta_bok",
        "quote_body": "inre_ingela tycker: riv upp LVU https://t.co/abC1",
        "body": "inre_ingela, berta_bok och soc",
    }  # fmt: skip
    (found,) = table(quoting)

    assert found.context == "[konto] tycker: riv upp LVU"
    assert found.text == "[konto], [konto] och soc"


def test_an_advertisement_on_tiktok_is_no_post(table):
    row = scene.tiktok(captured.video(0))

    assert table(row | {"is_ad": "yes"}) == [SetAside(2, "annons")]
    assert table(row | {"is_ad": "no"}) == table(row)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"timestamp": "2026-11-11 20:19:24"}, "2026-11-11T20:19:24+00:00"),
        ({"timestamp": "2026-11-11 20:19"}, "2026-11-11T20:19:00+00:00"),  # saved by Excel
        ({"timestamp": "46337,75"}, "2026-11-11T18:00:00+00:00"),  # Excel's number of days
        ({"timestamp": "2026-11-11 21:19:24", "unix_timestamp": "1794428364"},
         "2026-11-11T20:19:24+00:00"),  # a server with a clock of its own
        ({"timestamp": "", "unix_timestamp": "1794428364.0"}, "2026-11-11T20:19:24+00:00"),
        ({"timestamp": "", "unix_timestamp": ""}, None),
    ],
)  # fmt: skip
def test_times_are_utc(table, columns, expected):
    (found,) = table(PLAIN | columns)

    assert found.published_at == (datetime.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize("told", ["2026-13-41 20:19:24", "1899-12-31 00:00:00", "00:19,0", "soon"])
def test_a_time_that_is_none_sets_the_row_aside(table, told):
    assert table(PLAIN | {"timestamp": told}) == [SetAside(2, "ogiltigt_datum")]


def test_figures_are_read_as_excel_writes_them(table):
    row = {"likes": "1 234", "shares": "12.0", "comments": "", "plays": "1.2E+06"}
    (found,) = table(PLAIN | row)

    assert (found.likes, found.shares, found.comments, found.views) == (1234, 12, None, None)


def test_authors_that_4cat_has_taken_away_are_nobody(table):
    found = table(PLAIN | {"author": "REDACTED"}, PLAIN | {"id": "8", "author": "[deleted]"})

    assert [row.author for row in found] == [None, None]


def test_rows_that_cannot_be_read_are_set_aside_by_line(rows):
    good = scene.as_csv([PLAIN, PLAIN | {"id": ""}, PLAIN | {"body": " "}])
    found = rows((good + '9,9,x,"Soc och LVU,2026').encode())

    assert [(row.line, row.reason) for row in found[1:]] == [
        (3, "saknar_id"),
        (4, "saknar_text"),
        (5, "avklippt_rad"),
    ]


def test_of_a_table_that_excel_has_saved_no_row_is_taken(table):
    found = table(*(PLAIN | {"id": f"7.{n}9E+18"} for n in range(3)), PLAIN)

    assert found == [SetAside(line, "avrundat_id") for line in range(2, 6)]


def test_hostile_ndjson_adds_up(rows):
    good = json.dumps(scene.lifted(captured.envelope("tiktok.com", captured.video(0)))).encode()
    lines = [good, b"[]", b'{"__import_meta": []}', b'{"__import_meta": {}, "desc": 1}',
             b'{"a":' * 50_000, b"", good[:500]]  # fmt: skip
    found = rows(b"\n".join(lines))

    assert [row.reason for row in found[1:]] == [
        "ingen_post", "okand_plattform", "okand_plattform", "ogiltig_json", "avklippt_rad",
    ]  # fmt: skip


def test_other_tables_and_objects_are_not_4cats(tmp_path):
    path = tmp_path / "annat.csv"
    for head in (b"id;rubrik\n1;a\n", b'{"id": 1, "body": "a"}\n', b"", b"\0\0", b"hej\n"):
        assert not fourcat.recognises(head, path)


def test_nobody_of_the_files_is_in_the_store_or_the_log(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    folder = tmp_path / "filer"
    folder.mkdir()
    db = SimpleNamespace(path=tmp_path / "lager.duckdb")
    store = Store(db.path)
    total = 0
    for path in scene.write(folder):
        total += import_file(store, path, [], NAMES, NOW, file_format="4cat").as_dict()["rows"]

    assert total == sum(scene.ROWS)
    held = store.read("SELECT * FROM documents").to_pylist()
    said = re.sub(r"\s+", " ", f"{held} {caplog.text}").lower()
    assert [person for person in scene.PERSONS if person.lower() in said] == []
    raw = b"".join(p.read_bytes() for p in tmp_path.glob("lager.duckdb*")).lower()
    assert [person for person in scene.PERSONS if person.lower().encode() in raw] == []


def test_a_file_that_we_wrote_for_4cat_is_not_read_as_new_posts(tmp_path):
    path = tmp_path / "4cat.csv"
    columns = "id,thread_id,author,body,timestamp,subject,source,kind,language,url,hashtags,likes,"
    row = f"{'a' * 32},{'a' * 32},[konto],Soc,2026-11-16 08:00:00,,tiktok,video,sv,,,,,,\n"
    path.write_text(f"{columns}shares,comments,views\n{row}", "utf-8")
    with pytest.raises(ImportFileError, match="har själv skrivit filen"):
        list(fourcat.read(path, Reading({}, NAMES, NOW)))

"""Zeeschuimer's files: every line becomes a document or says why not, and nobody is named.

The files are built by us in the shapes that its code and real captures have.
"""

import copy
import json
import logging
import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import scene_zeeschuimer as scene
from scene_zeeschuimer import comment, envelope, picture, story, thread_post, tweet, user, video

from crawlers.canonical import platform_document_id
from crawlers.imports.formats import format_of
from crawlers.imports.reading import Reading, SetAside
from crawlers.imports.zeeschuimer import read
from crawlers.privacy import Pseudonyms
from scheduler.file_import import import_file
from store.connection import Store
from store.records import Document, DocumentKind, OutletType, PassedOver

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAMES = Pseudonyms(b"a" * 32)


@pytest.fixture
def rows(tmp_path):
    """Reads lines (objects or bytes) as a file; `reading` and `path` stay for a look afterwards."""

    def read_lines(*lines, ending=b"\n", **other):
        path = tmp_path / "fangst.ndjson"
        written = [x if isinstance(x, bytes) else json.dumps(x).encode() for x in lines]
        path.write_bytes(b"\n".join(written) + ending)
        found = SimpleNamespace(path=path, reading=Reading({}, NAMES, NOW, **other))
        found.rows = list(read(path, found.reading))
        return found

    return read_lines


@pytest.fixture
def one(rows):
    """The only document of one captured object."""

    def document(platform, data):
        (found,) = rows(envelope(platform, data)).rows
        assert isinstance(found, Document), found
        return found

    return document


@pytest.fixture
def reason(rows):
    """Why one captured object is set aside."""

    def why(platform, data):
        (found,) = rows(envelope(platform, data)).rows
        assert isinstance(found, SetAside), found
        return found.reason

    return why


def without(data, *names):
    return {name: value for name, value in data.items() if name not in names}


# --- TikTok ------------------------------------------------------------------------------------


def test_a_video_comes_in_with_what_is_written_in_its_picture(one):
    found = one("tiktok.com", video(0))

    assert found.document_id == platform_document_id("tiktok.com", "7550000000000000001")
    assert found.text.splitlines() == [
        "Del 0: de tog barnen utan beslut [konto] 😢 #lvu #slutakidnappavårabarn",
        "Socialtjänsten kom klockan sex",
        "Ring [telefon]",
    ]
    assert (found.kind, found.source_id, found.language) == (DocumentKind.VIDEO, "tiktok", "sv")
    assert found.published_at == datetime(2026, 10, 26, 7, 33, 20, tzinfo=UTC)
    assert found.hashtags == ("lvu", "slutakidnappavårabarn", "socialtjänsten")
    assert (found.likes, found.shares, found.comments, found.views) == (12, 3, 4, 5000)
    assert found.url == "https://www.tiktok.com/-konto-/video/7550000000000000001"
    assert found.author == NAMES.of("tiktok.com", "ek_lovisa91")


def test_the_source_of_a_capture_is_told_and_social(rows):
    told = rows(envelope("tiktok.com", video(0))).reading.told["tiktok"]

    assert (told.name, told.outlet_type) == ("TikTok (fil)", OutletType.SOCIAL)


def test_a_video_whose_only_text_is_its_sticker_comes_in(one):
    data = video(0, desc="", stickersOnItem=[{"stickerText": ["De hämtade barnen", ""]}])

    assert one("tiktok.com", data).text == "De hämtade barnen"


def test_an_author_may_be_a_text_and_figures_too(one):
    embedded = video(0, author="ek_lovisa91", nickname="Lovisa Ekströmmen", createTime="1793000000")
    embedded["desc"] = "Lovisa Ekströmmen här, soc igen"
    embedded["stats"] = {"diggCount": "7", "shareCount": -1, "playCount": "många"}
    found = one("tiktok", without(embedded, "statsV2"))

    assert found.author == one("tiktok.com", video(0)).author
    assert found.text.startswith("[konto] här, soc igen")
    assert (found.likes, found.shares, found.comments, found.views) == (7, None, None, None)
    assert found.published_at == datetime(2026, 10, 26, 7, 33, 20, tzinfo=UTC)


def test_a_duet_answers_the_video_that_it_is_made_of(one):
    found = one("tiktok.com", video(1, duetInfo={"duetFromId": "7550000000000000001"}))

    assert found.reply_to == one("tiktok.com", video(0)).document_id


@pytest.mark.parametrize("language", ["un", "", None, 7])
def test_a_language_that_tiktok_does_not_know_is_not_declared(one, language):
    assert one("tiktok.com", video(0, textLanguage=language)).language == "und"


def test_displayed_names_are_found_by_offsets_in_utf_16(one):
    data = video(0, desc="😢😢 @Åke Ö tog dem", textExtra=[], stickersOnItem=[])
    data["textExtra"] = [{"start": 5, "end": 11, "userId": "9", "userUniqueId": "x_ake"}]

    assert one("tiktok.com", data).text == "😢😢 [konto] tog dem"


def test_a_comment_answers_its_video_and_has_its_words_as_context(one):
    found = one("tiktok-comments", comment(0))

    assert (found.kind, found.source_id) == (DocumentKind.COMMENT, "tiktok")
    assert found.document_id == platform_document_id("tiktok.com", "7560000000000000001")
    assert found.reply_to == platform_document_id("tiktok.com", "7550000000000000001")
    assert found.context == "Del 0: de tog barnen utan beslut [konto] #lvu"
    assert found.text == "Samma sak gjorde soc 0, [konto] mejla [e-post]"
    assert found.author == NAMES.of("tiktok.com", "farbror_stig_44")


def test_an_answer_to_a_comment_answers_that_comment(one):
    found = one("tiktok-comments", comment(1, reply_id="7560000000000000001"))

    assert found.reply_to == one("tiktok-comments", comment(0)).document_id
    assert found.context == ""


# --- X -----------------------------------------------------------------------------------------


def test_a_post_on_x_comes_in_with_its_links_in_full(one):
    found = one("twitter.com", tweet(0))

    assert found.document_id == platform_document_id("x.com", "1990000000000000101")
    assert found.text == "Nr 0: LVU & rättssäkerhet [konto] läs"
    assert found.shared_urls == ("https://tidning.example/lvu",)
    assert found.published_at == datetime(2026, 11, 11, 20, 19, 24, tzinfo=UTC)
    assert (found.likes, found.shares, found.comments, found.views) == (8, 5, 2, 1200)
    assert (found.language, found.hashtags, found.kind) == ("sv", ("lvu",), DocumentKind.POST)
    assert found.author == NAMES.of("x.com", "kvarnqvist_x")


def test_a_retweet_has_the_whole_text_of_the_post_and_answers_it(one):
    found = one("x.com", scene.shared(6))

    assert found.text.startswith("Socialtjänsten ska hjälpa familjer.") and len(found.text) > 180
    assert found.reply_to == platform_document_id("x.com", "1990000000000000151")
    assert found.document_id == platform_document_id("x.com", "1990000000000000107")
    assert found.author == NAMES.of("x.com", "kvarnqvist_x")


def test_a_retweet_of_a_post_that_is_gone_has_what_is_left(one):
    data = scene.shared(6)
    data["legacy"]["retweeted_status_result"] = {"result": {"__typename": "TweetTombstone"}}
    found = one("x.com", data)

    assert found.text == "Socialtjänsten ska hjälpa famil…"


def test_a_quoted_post_is_context(one):
    quoted = tweet(1, core=user("inre_ingela", "Ingela Inrehammar"))
    quoted["legacy"]["full_text"] = "Ingela Inrehammar tycker: riv upp LVU"
    found = one("x.com", tweet(0, quoted_status_result={"result": {"tweet": quoted}}))

    assert found.context == "[konto] tycker: riv upp LVU"
    assert found.reply_to == platform_document_id("x.com", "1990000000000000102")


def test_a_quoted_post_that_is_gone_is_no_context(one):
    tombstone = {"__typename": "TweetTombstone", "tombstone": {"text": {"text": "Borta"}}}
    found = one("x.com", tweet(0, quoted_status_result={"result": tombstone}))

    assert (found.context, found.reply_to) == ("", None)


def test_a_reply_on_x_is_a_comment_on_what_it_answers(one):
    data = tweet(0)
    data["legacy"] |= {
        "in_reply_to_status_id_str": "1990000000000000102",
        "in_reply_to_screen_name": "hallonlundskan",
        "full_text": "hallonlundskan har rätt om LVU",
    }
    found = one("x.com", data)

    assert (found.kind, found.text) == (DocumentKind.COMMENT, "[konto] har rätt om LVU")
    assert found.reply_to == platform_document_id("x.com", "1990000000000000102")


def test_a_long_post_has_the_text_that_timelines_leave_out(one):
    long = {"note_tweet_results": {"result": {"text": "Socialtjänsten. " * 40}}}

    assert len(one("x.com", tweet(0, note_tweet=long)).text) > 600


def test_older_shapes_of_x_give_the_same_document(one):
    new = one("twitter.com", tweet(0))
    wrapped = one("twitter.com", {"__typename": "TweetWithVisibilityResults", "tweet": tweet(0)})
    older = tweet(0, core=user("kvarnqvist_x", "Göran Kvarnqvistson", newer=False))
    adaptive = {
        "id": 1990000000000000000,  # JavaScript has rounded it
        "type": "adaptive",
        "legacy": tweet(0)["legacy"],
        "user": {"screen_name": "kvarnqvist_x", "name": "Göran Kvarnqvistson"},
        "ext_views": {"count": "1200"},
    }
    flat = {**tweet(0)["legacy"], "user": adaptive["user"], "ext_views": {"count": "1200"}}

    assert new == wrapped == one("x.com", older) == one("twitter.com", adaptive)
    assert new == one("twitter.com", flat)


# --- Meta --------------------------------------------------------------------------------------


def test_a_post_on_instagram_comes_in(one):
    found = one("instagram.com", picture(0))

    assert found.document_id == platform_document_id("instagram.com", "DQx_000-Kw")
    assert found.text == "Nr 0: Vi demonstrerar mot soc på lördag [konto]"
    assert (found.likes, found.comments, found.source_id) == (40, 6, "instagram")
    assert found.url == "https://www.instagram.com/p/DQx_000-Kw/"
    assert found.author == NAMES.of("instagram.com", "tove.tallbacka_")


def test_the_older_graph_of_instagram_gives_the_same_post(one):
    older = {
        "__typename": "GraphImage",
        "id": "35",
        "shortcode": "DQx_000-Kw",
        "edge_media_to_caption": {"edges": [{"node": {"text": picture(0)["caption"]["text"]}}]},
        "taken_at_timestamp": 1_793_200_000,
        "owner": {"id": "1789", "username": "tove.tallbacka_"},
        "edge_media_preview_like": {"count": 40},
        "edge_media_preview_comment": {"count": 6},
    }

    assert one("instagram.com", older) == one("instagram.com", picture(0))


def test_a_post_on_instagram_without_a_code_is_known_by_its_number(one):
    # base64.urlsafe_b64encode((3123456789012345678).to_bytes(9)) without the A's that stand for 0
    data = without(picture(0, pk="3123456789012345678"), "code")

    assert one("instagram.com", data).url == "https://www.instagram.com/p/CtYv2acXPNO/"


def test_a_post_on_threads_comes_in_with_its_link(one):
    found = one("threads.net", thread_post(0))

    assert found.document_id == platform_document_id("threads.net", "DRt000abcd")
    assert found.text == "Nr 0: Orosanmälan är ingen anklagelse, säger [konto]"
    assert found.shared_urls == ("https://myndighet.example/oro",)
    assert (found.likes, found.shares, found.comments) == (3, 2, 1)
    assert found == one("threads.com", thread_post(0))


def test_a_repost_on_threads_has_the_words_of_the_post(one):
    data = thread_post(1, caption=None)
    data["text_post_app_info"]["share_info"] = {"reposted_post": thread_post(0)}
    found = one("threads.net", data)

    assert found.text.startswith("Nr 0: Orosanmälan")
    assert found.reply_to == platform_document_id("threads.net", "DRt000abcd")


def test_a_post_on_facebook_comes_in_from_the_levels_below(one):
    found = one("facebook.com", story(0))

    assert found.document_id == platform_document_id("facebook.com", "1220000000000001")
    assert found.text == "Nr 0: Tack [konto] för stödet mot soc och LVU"
    assert found.published_at == datetime(2026, 10, 30, 22, 40, tzinfo=UTC)
    assert (found.likes, found.shares, found.comments) == (21, 4, 9)
    assert found.author == NAMES.of("facebook.com", "100044556")


def test_a_post_on_facebook_may_have_its_fields_at_the_top(one):
    flat = {
        "post_id": "1220000000000001",
        "creation_time": 1_793_400_000,
        "message": {"text": "Nr 0: Tack för stödet mot soc och LVU"},
        "wwwURL": "https://www.facebook.com/folke.fagelsangare/posts/pfbid00",
        "actors": [{"id": "100044556", "name": "Folke Fågelsångare"}],
        "attached_story": {
            "post_id": "77",
            "message": {"text": "Folke Fågelsångare delar: lagen ändras"},
        },
    }
    found = one("facebook.com", flat)

    assert found.author == one("facebook.com", story(0)).author
    assert found.context == "[konto] delar: lagen ändras"
    assert found.reply_to == platform_document_id("facebook.com", "77")


# --- The file ----------------------------------------------------------------------------------


def test_the_format_is_told_by_its_lines(tmp_path):
    assert [format_of(path) for path in scene.write(tmp_path)] == ["zeeschuimer"] * len(scene.ROWS)


def test_a_broken_or_very_long_first_line_does_not_hide_the_format(tmp_path):
    path = tmp_path / "fangst.ndjson"
    line = json.dumps(envelope("tiktok.com", video(0))).encode()
    path.write_bytes(b'\xef\xbb\xbf{"cut": \n\0' + line + b"\n")
    assert format_of(path) == "zeeschuimer"
    long = json.dumps(envelope("tiktok.com", video(0, video={"bitrate": "x" * 400_000}))).encode()
    path.write_bytes(long)
    assert format_of(path) == "zeeschuimer"


def test_every_line_is_a_row_whatever_it_holds(rows):
    deep = b'{"source_platform":"tiktok.com","data":' + b"[" * 100_000
    found = rows(
        envelope("tiktok.com", video(0)),
        b"",
        b"   \t",
        b'{"data": ',
        b"[1, 2]",
        deep,
        envelope("tiktok.com", [video(1)]),
        envelope("tiktok.com", None),
        envelope("linkedin.com", {"id": "1", "text": "hej"}),
        envelope("truthsocial.com", {"id": "1"}),
        envelope("tiktok.com", {"id": "75", "liveRoomInfo": {}}),
        envelope("tiktok.com", video(1, desc=" ", stickersOnItem=None)),
        envelope("tiktok.com", without(video(1), "id")),
        envelope("tiktok.com", video(2, createTime="i går")),
        envelope("tiktok.com", video(3, createTime=32_503_680_000)),
        envelope("tiktok.com", video(4, id=["75"])),
        b"\xff\xfe{",
        json.dumps(envelope("tiktok.com", video(5))).encode()[:700],
        ending=b"",
    ).rows

    assert isinstance(found[0], Document)
    assert [(row.line, row.reason) for row in found[1:]] == [
        (4, "ogiltig_json"),
        (5, "ingen_post"),
        (6, "ogiltig_json"),
        (7, "ingen_post"),
        (8, "ingen_post"),
        (9, "okand_plattform"),
        (10, "okand_plattform"),
        (11, "ingen_post"),
        (12, "saknar_text"),
        (13, "saknar_id"),
        (14, "ogiltigt_datum"),
        (15, "ogiltigt_datum"),
        (16, "ogiltigt_varde"),
        (17, "ogiltig_json"),
        (18, "avklippt_rad"),
    ]


def test_only_the_last_line_counts_as_cut(rows):
    cut = json.dumps(envelope("tiktok.com", video(1))).encode()[:400]
    found = rows(cut, envelope("tiktok.com", video(0)), ending=b"").rows

    assert found[0] == SetAside(1, "ogiltig_json")


def test_nul_bytes_are_passed_over(rows):
    line = json.dumps(envelope("tiktok.com", video(0, desc="soc\0ial\ud800"))).encode()
    (found,) = rows(line.replace(b"tiktok.com", b"tik\0tok.com")).rows

    assert found.text.startswith("social\n")


def test_times_in_milliseconds_are_understood(one):
    found = one("tiktok.com", video(0, createTime=1_793_000_000_000))

    assert found.published_at == datetime(2026, 10, 26, 7, 33, 20, tzinfo=UTC)


DRIFTED = [None, [], {}, "x", 7, -1.5, True, [None, [], {"a": 1}], {"text": [], "edges": {}}]


@pytest.mark.parametrize(
    ("platform", "whole"),
    [
        ("tiktok.com", video(0)),
        ("tiktok-comments", comment(0)),
        ("x.com", scene.shared(0)),
        ("instagram.com", picture(0)),
        ("threads.net", thread_post(0)),
        ("facebook.com", story(0)),
    ],
)
def test_a_field_of_another_type_stops_neither_the_row_nor_the_file(rows, platform, whole):
    lines = [envelope(platform, drifted) for drifted in _drifted(whole)]
    found = rows(*lines, envelope(platform, whole)).rows

    assert len(found) == len(lines) + 1
    assert isinstance(found[-1], Document)


def _drifted(whole):
    """The object, each time with one of its fields, at any depth, of another type."""
    for path in _paths(whole):
        for value in DRIFTED:
            changed = copy.deepcopy(whole)
            holder = changed
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = value
            yield changed


def _paths(value, before=()):
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in inside:
        yield (*before, key)
        if isinstance(part, dict | list):
            yield from _paths(part, (*before, key))


def test_a_platform_that_is_not_named_is_told_by_its_shape(rows):
    shapes = [
        video(0), comment(0), tweet(0), picture(0), thread_post(0), story(0)
    ]  # fmt: skip
    lines = [without(envelope("tiktok.com", data), "source_platform") for data in shapes]
    found = rows(*lines).rows

    assert [row.source_id for row in found] == [
        "tiktok", "tiktok", "x", "instagram", "threads", "facebook",
    ]  # fmt: skip


# --- Rounded ids -------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", ["7.29E+18", "7,29e+18", 7.29e18])
def test_one_rounded_id_sets_its_row_aside(rows, id_):
    good = [envelope("tiktok.com", video(n)) for n in range(100)]
    found = rows(*good, envelope("tiktok.com", video(100, id=id_))).rows

    assert found[-1] == SetAside(101, "avrundat_id")
    assert len(found) == 101


def test_an_id_that_javascript_has_rounded_is_not_trusted(reason):
    flat = {"id": 1990000000000000256, "full_text": "LVU", "created_at": ""}

    assert reason("x.com", flat) == "avrundat_id"


def test_an_id_that_happens_to_end_with_zeros_is_one(rows):
    good = [envelope("tiktok.com", video(n)) for n in range(3)]
    found = rows(*good, envelope("tiktok.com", video(3, id="7550123456789010000"))).rows

    assert found[-1].document_id == platform_document_id("tiktok.com", "7550123456789010000")


@pytest.mark.parametrize(
    ("good", "bad"),
    [(100, [7.29e18, 7.29e18]), (5, ["7550123456789010000", "7550123456789020000"])],
)
def test_of_a_file_with_rounded_ids_no_row_is_taken_and_the_reason_is_told(rows, good, bad):
    lines = [envelope("tiktok.com", video(n)) for n in range(good)]
    lines += [envelope("tiktok.com", video(n, id=id_)) for n, id_ in enumerate(bad)]
    found = rows(*lines)

    assert found.rows == [SetAside(n, "avrundat_id") for n in range(1, good + 3)]
    said = rf"2 av de {good + 2} första raderna .* utan att öppna den i Excel"
    assert re.search(said, found.reading.distrust)


def test_a_post_captured_twice_whose_id_ends_with_zeros_is_one(rows):
    twice = envelope("tiktok.com", video(0, id="7290000000000000000"))
    for others in (0, 1, 2):
        good = [envelope("tiktok.com", video(n)) for n in range(1, others + 1)]
        found = rows(*good, twice, twice)
        assert all(isinstance(row, Document) for row in found.rows)
        assert (len(found.rows), found.reading.distrust) == (others + 2, "")


# --- Into the store ----------------------------------------------------------------------------


@pytest.fixture
def bring_in(tmp_path):
    """Imports objects as a file into one store; gives the summary."""
    store = Store(tmp_path / "lager.duckdb")

    def imported(*lines, now=NOW, paths=()):
        path = tmp_path / f"fil-{now:%H%M}.ndjson"
        path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        files = paths or [path]
        summaries = [
            import_file(store, each, [], NAMES, now, file_format="zeeschuimer") for each in files
        ]
        return summaries[-1].as_dict()

    imported.store = store
    return imported


def test_the_rows_of_a_file_with_rounded_ids_add_up(bring_in):
    told = bring_in(*(envelope("tiktok.com", video(n, id=f"7.{n}9E+18")) for n in range(3)))

    assert (told["rows"], told["documents"]["set_aside"]) == (3, {"avrundat_id": 3})


def test_rows_add_up_and_an_edited_caption_is_a_version(bring_in):
    first = bring_in(
        envelope("tiktok.com", video(0)),
        envelope("tiktok.com", video(1)),
        envelope("tiktok.com", video(0), nav_index="4:1:1"),
        envelope("linkedin.com", {}),
    )
    later = video(0, desc="Rättat: soc tog inga barn", stats={"diggCount": 900})
    second = bring_in(
        envelope("tiktok.com", later),
        envelope("tiktok.com", video(1, stats={"diggCount": 50})),
        now=datetime(2026, 11, 21, 12, 30, tzinfo=UTC),
    )

    assert first["documents"] == {
        "new": 2, "known": 1, "edited": 0, "set_aside": {"okand_plattform": 1}
    }  # fmt: skip
    assert first["rows"] == 4
    assert second["documents"] == {"new": 0, "known": 1, "edited": 1, "set_aside": {}}
    versions = bring_in.store.read(
        "SELECT version, text FROM documents WHERE document_id = ? ORDER BY version",
        [platform_document_id("tiktok.com", "7550000000000000001")],
    ).to_pylist()
    assert [row["version"] for row in versions] == [1, 2]
    assert versions[1]["text"].startswith("Rättat: soc tog inga barn")


def test_a_capture_that_is_read_late_does_not_replace_what_was_seen_after_it(bring_in):
    def seen(day, text):
        at_ms = 1000 * datetime(2026, 11, day, tzinfo=UTC).timestamp()
        told = {"timestamp_collected": at_ms, "last_updated": at_ms}
        return envelope("tiktok.com", video(0, desc=text), **told)

    texts = "SELECT text FROM current_documents"
    bring_in(seen(17, "Soc tog barnen. Rättat: de kom klockan sju"))
    late = bring_in(seen(10, "Soc tog barnen"), now=datetime(2026, 11, 21, 13, tzinfo=UTC))
    assert late["documents"]["known"] == 1
    (row,) = bring_in.store.read(texts).to_pylist()
    assert row["text"].startswith("Soc tog barnen. Rättat")

    newer = bring_in(seen(18, "Soc tog inga barn"), now=datetime(2026, 11, 21, 14, tzinfo=UTC))
    assert newer["documents"]["edited"] == 1


@pytest.mark.parametrize(
    ("last_updated", "day"),
    [(1_794_700_000_000, 14), (1_800_000_000_000, 20), (1_000_000_000, 20), ("igår", 20)],
)
def test_a_post_was_seen_when_the_tool_says_unless_that_cannot_be(rows, last_updated, day):
    """Neither after it is read nor before it was written."""
    line = envelope("tiktok.com", video(0), last_updated=last_updated, timestamp_collected=None)
    (found,) = rows(line).rows
    assert (found.fetched_at.day, found.first_seen_at) == (day, NOW)


def test_a_comment_captured_after_its_video_has_it_as_context(bring_in):
    bring_in(envelope("tiktok.com", video(0)))
    bare = without(comment(0, text="Precis så gjorde de"), "share_info", "text_extra")
    bring_in(envelope("tiktok-comments", bare), now=datetime(2026, 11, 21, 13, tzinfo=UTC))

    (row,) = bring_in.store.read("SELECT context FROM documents WHERE kind = 'comment'").to_pylist()
    assert "Socialtjänsten kom klockan sex" in row["context"]


def test_what_is_about_something_else_is_counted_and_not_stored(rows):
    other = video(3, desc="Bakar kanelbullar", stickersOnItem=[], challenges=[], textExtra=[])
    found = rows(
        envelope("tiktok.com", other),
        envelope("tiktok.com", video(4)),
        may_be_about=lambda text: "lvu" in text,
        origin="ab",
    ).rows

    assert found[0] == PassedOver("tiktok", date(2026, 10, 26), "sv", origin="ab")
    assert isinstance(found[1], Document)


def test_nobody_of_the_files_is_in_the_store_or_the_log(bring_in, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    folder = tmp_path / "filer"
    folder.mkdir()
    paths = scene.write(folder)
    bring_in(paths=paths)
    bring_in.store.read("SELECT 1")

    held = bring_in.store.read("SELECT * FROM documents").to_pylist()
    assert len(held) == sum(scene.ROWS) - 1  # one video was captured twice
    said = re.sub(r"\s+", " ", f"{held} {caplog.text}").lower()
    assert [person for person in scene.PERSONS if person.lower() in said] == []
    raw = b"".join(p.read_bytes() for p in tmp_path.glob("lager.duckdb*")).lower()
    assert [person for person in scene.PERSONS if person.lower().encode() in raw] == []

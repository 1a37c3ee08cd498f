"""Shapes that real captures and the tools' own code have: what each of them becomes."""

import json
from datetime import UTC, datetime

import pytest
import zeeschuimer_shapes as shapes
from scene_zeeschuimer import comment, envelope, picture, story, thread_post, tweet, video

from crawlers.canonical import platform_document_id
from crawlers.imports.captures.platforms import taken
from crawlers.imports.formats import format_of
from crawlers.imports.post_urls import post_address
from crawlers.imports.reading import REASONS, Reading, Unusable
from crawlers.privacy import Pseudonyms
from store.records import Document, DocumentKind

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAMES = Pseudonyms(b"a" * 32)


def document(platform, data):
    """The document of a captured object."""
    found = taken(data, envelope(platform, data), Reading({}, NAMES, NOW))
    assert isinstance(found, Document)
    return found


def reason(platform, data):
    """Why a captured object is set aside."""
    with pytest.raises(Unusable) as raised:
        taken(data, envelope(platform, data), Reading({}, NAMES, NOW))
    return raised.value.reason


# --- The envelope ------------------------------------------------------------------------------


def test_the_files_of_the_first_version_are_known_and_read(tmp_path):
    """It named neither tab nor time, and left Instagram's posts in the list that they came in."""
    post = {"shortcode": "DQx_000-Kw", "edge_media_to_caption": {"edges": [
        {"node": {"text": "Vi demonstrerar mot soc"}}]}, "owner": {"id": "1789"}}  # fmt: skip
    line = {
        "source_platform": "instagram.com",
        "source_platform_url": "https://www.instagram.com/nagon/",
        "source_url": "https://www.instagram.com/graphql/",
        "data": {"node": post},
        "id": 1,
    }
    path = tmp_path / "export.ndjson"
    path.write_text(json.dumps(line))

    assert format_of(path) == "zeeschuimer"
    assert document("instagram.com", line["data"]).text == "Vi demonstrerar mot soc"


OTHERS = (
    "9gag.com", "bilibili.com", "douyin.com", "facebook-comments", "gab.com", "imgur.com",
    "linkedin.com", "parler.com", "pinterest.com", "truthsocial.com", "xiaohongshu.com",
    "xiaohongshu-comments",
)  # fmt: skip
"""What Zeeschuimer's other modules are called."""


@pytest.mark.parametrize("platform", OTHERS)
def test_what_the_other_modules_capture_is_set_aside_as_unknown(platform):
    data = {"id": "1", "text": "soc", "desc": "soc", "caption": {"text": "soc"}}

    assert reason(platform, data) == "okand_plattform"


# --- TikTok ------------------------------------------------------------------------------------


def test_an_advertisement_on_tiktok_is_no_post():
    assert reason("tiktok.com", video(0, isAd=True)) == "annons"
    assert document("tiktok.com", video(0, isAd=False)) == document("tiktok.com", video(0))


def test_a_live_broadcast_is_no_post():
    assert reason("tiktok.com", video(0, liveRoomInfo={"status": 2})) == "ingen_post"


def test_the_heading_of_pictures_is_a_title():
    found = document("tiktok.com", video(0, imagePost={"title": "Så tog soc @Maj Vindskogs barn"}))
    alone = document("tiktok.com", video(1, desc="", stickersOnItem=[], imagePost={"title": "Soc"}))

    assert found.title == "Så tog soc [konto] barn"
    assert (alone.title, alone.text) == ("Soc", "")


def test_a_text_in_paragraphs_is_whole_and_names_nobody():
    second = "Ring @Åke Öbrink om LVU"
    parts = [
        {"desc": "De kom klockan sex.", "textExtra": [{"hashtagName": "lvu", "type": 1}]},
        {"desc": second, "textExtra": [{"start": 5, "end": 16, "userId": "9", "type": 0}]},
    ]
    data = video(0, desc="", textExtra=[], stickersOnItem=[], challenges=[], contents=parts)
    found = document("tiktok.com", data)

    assert found.text == "De kom klockan sex.\nRing [konto] om LVU"
    assert found.hashtags == ("lvu",)


def test_an_answer_among_answers_answers_the_one_just_before():
    below = {"reply_id": "7560000000000000001", "reply_to_reply_id": "7560000000000000002"}
    found = document("tiktok-comments", comment(3, **below))

    assert found.reply_to == platform_document_id("tiktok.com", "7560000000000000002")


# --- X -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("around", [lambda data: data, lambda data: {"tweet": data}])
def test_a_promoted_post_on_x_is_no_post(around):
    assert reason("twitter.com", around(tweet(0, promoted=True))) == "annons"
    assert reason("twitter.com", around(tweet(0)) | {"promoted": True}) == "annons"
    assert document("twitter.com", around(tweet(0, promoted=False))) == document("x.com", tweet(0))


def test_a_comment_on_x_is_the_post_that_it_is_everywhere_else():
    data = shapes.x_comment(tweet(30))
    found = document("twitter-comments", data)

    assert found.kind is DocumentKind.COMMENT
    assert found.author == NAMES.of("x.com", "bosse_brandgul")
    assert found.reply_to == platform_document_id("x.com", "1990000000000000101")
    assert found.document_id == document("twitter.com", tweet(30)).document_id
    known = document("twitter-comments", data | {"core": tweet(30)["core"]})
    assert known.author == document("twitter.com", tweet(30)).author


@pytest.mark.parametrize("name", ["quoted_status_id_str", "retweeted_status_id_str"])
def test_what_is_shared_or_quoted_is_answered_though_it_is_not_there(name):
    data = tweet(0)
    data["legacy"][name] = "1990000000000000150"

    expected = platform_document_id("x.com", "1990000000000000150")
    assert document("twitter.com", data).reply_to == expected


def test_an_article_on_x_has_its_heading_and_how_it_begins():
    article = {"title": "Myter om LVU", "preview_text": "Tre saker som inte stämmer."}
    data = tweet(0, article={"article_results": {"result": article}})
    assert document("x.com", data).text.startswith("Nr 0: LVU & rättssäkerhet")

    data["legacy"] |= {"full_text": "https://t.co/abC1"}
    assert document("x.com", data).text == "Myter om LVU\nTre saker som inte stämmer."


# --- Instagram ---------------------------------------------------------------------------------


def test_a_picture_marked_partial_for_want_of_a_video_comes_in():
    assert document("instagram.com", picture(0, _zs_partial=True)) == document(
        "instagram.com", picture(0)
    )


@pytest.mark.parametrize("told", [{"_zs_partial": True}, {}])
def test_a_post_on_instagram_whose_caption_was_not_loaded_is_to_be_captured_again(told):
    data = picture(0, **told)
    del data["caption"]

    assert reason("instagram.com", data) == "ofullstandig"


def test_a_post_on_instagram_without_a_caption_lacks_words():
    assert reason("instagram.com", picture(0, caption=None, _zs_partial=True)) == "saknar_text"


@pytest.mark.parametrize(
    "told",
    [{"product_type": "ad"}, {"link": "https://www.facebook.com/ads/ig_redirect/?d=1"}],
)
def test_an_advertisement_on_instagram_is_no_post(told):
    assert reason("instagram.com", picture(0, **told)) == "annons"


def test_a_reel_of_the_page_comes_in_with_its_author_of_two_halves():
    found = document("instagram.com", shapes.reel_of_page(0))

    assert found.text == "Nr 0: Orosanmälan, säger [konto]. Med [konto]"
    assert (found.kind, found.published_at) == (DocumentKind.VIDEO, None)
    assert found.author == NAMES.of("instagram.com", "dagny.daggkapa")
    assert found.url.endswith("/p/DUy000-Polr/")


def test_hidden_likes_are_no_number():
    """Instagram writes 3 in their place."""
    found = document("instagram.com", shapes.reel_of_page(0))
    thread = document("threads.net", shapes.thread_of_pieces(0))

    assert (found.likes, found.views, thread.likes) == (None, 13_860, None)


def test_a_number_that_javascript_has_rounded_gives_no_code():
    data = picture(0, code=None, pk=3512345678901234688)
    by_id = document("instagram.com", data | {"id": "3123456789012345678_1789"})

    assert by_id.url.endswith("/p/CtYv2acXPNO/")
    assert reason("instagram.com", data | {"id": 3512345678901234688}) == "avrundat_id"


def test_a_comment_on_instagram_answers_its_post_or_the_comment_before():
    found = document("instagram-comments", shapes.instagram_comment(0))
    data = shapes.instagram_comment(1, parent_comment_id="18000000000000001")
    below = document("instagram-comments", data)

    assert (found.kind, found.text) == (DocumentKind.COMMENT, "Soc hjälpte oss 0, tack [konto]")
    assert found.reply_to == platform_document_id("instagram.com", shapes.POST)
    assert (found.likes, found.comments) == (3, 1)
    assert found.author == NAMES.of("instagram.com", "arne_aspdunge")
    assert below.reply_to == found.document_id
    for each in (found, below):
        led_to = post_address(each.url)
        assert led_to and each.document_id == platform_document_id(*led_to[:2])


def test_a_comment_whose_post_has_no_code_is_on_the_post_of_that_number():
    data = shapes.instagram_comment(0, post_shortcode=None, post_id="3123456789012345678_1")

    expected = platform_document_id("instagram.com", "CtYv2acXPNO")
    assert document("instagram-comments", data).reply_to == expected
    nowhere = document("instagram-comments", data | {"post_id": "okänt"})
    assert (nowhere.reply_to, nowhere.url) == (None, "")


# --- Threads and Facebook ----------------------------------------------------------------------


def test_a_post_on_threads_in_pieces_is_whole_with_its_link_and_tag():
    found = document("threads.net", shapes.thread_of_pieces(0))

    assert found.text == "Nr 0: Läs om LVU, säger [konto]: tidning.example/l… Socialtjänst"
    assert found.shared_urls == ("https://tidning.example/lvu",)
    assert found.hashtags == ("socialtjänst",)


def test_a_shared_post_on_facebook_has_the_words_of_its_layout():
    found = document("facebook.com", shapes.shared_story(0))

    assert found.text == "[konto] berättar:\nLVU-domen kom i fredags"
    assert found.reply_to == platform_document_id("facebook.com", "1330000000000000900")
    assert found.shared_urls == ("https://tidning.example/dom",)
    assert found.author == NAMES.of("facebook.com", "5890")


def test_words_of_ones_own_keep_the_shared_ones_as_context():
    data = shapes.shared_story(0)
    own = {"message_container": {"story": {"message": {"text": "Så gick det med soc"}}}}
    data["comet_sections"]["content"]["story"]["comet_sections"] |= own
    found = document("facebook.com", data)

    assert found.text == "Så gick det med soc"
    assert found.context == "[konto] berättar:\nLVU-domen kom i fredags"
    assert found.shared_urls == ()


def test_a_link_that_facebook_shows_below_the_words_is_shared():
    link = {"url": "https://tidning.example/soc"}
    below = {"story_attachment_link_renderer": {"attachment": {"web_link": link}}}
    data = story(0)
    shown = {"attachments": [{"styles": {"attachment": below}}]}
    data["comet_sections"]["content"]["story"] |= shown

    assert document("facebook.com", data).shared_urls == ("https://tidning.example/soc",)


# --- Anything of another type ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "whole"),
    [
        ("instagram-comments", shapes.instagram_comment(0)),
        ("instagram.com", shapes.reel_of_page(0)),
        ("threads.net", shapes.thread_of_pieces(0)),
        ("facebook.com", shapes.shared_story(0)),
        ("threads.net", thread_post(0)),
    ],
)
@pytest.mark.parametrize("value", [None, [], {}, "x" * 5000, "9" * 5000, -1.5, True, [None, {}]])
def test_no_field_of_another_type_stops_a_row(platform, whole, value):
    reading = Reading({}, NAMES, NOW)
    for changed in _drifted(whole, value):
        data = json.loads(changed)
        try:
            taken(data, envelope(platform, data), reading)
        except Unusable as unusable:
            assert unusable.reason in REASONS


def _drifted(whole, value):
    """The object, each time with one of its fields, at any depth, of another type."""
    for holder, key in list(_places(whole)):
        kept = holder[key]
        holder[key] = value
        yield json.dumps(whole)
        holder[key] = kept


def _places(value):
    inside = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    for key, part in inside:
        yield value, key
        if isinstance(part, dict | list):
            yield from _places(part)

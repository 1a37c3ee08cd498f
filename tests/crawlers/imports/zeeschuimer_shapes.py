"""Captured objects in shapes that the tools' own code and real captures have, written by us.

Where each was seen is told in crawlers/imports/captures/. Texts, persons and numbers are invented.
"""

from typing import Any

POST = "DQx_000-Kw"
"""The post on Instagram that comments are on, one of scene_zeeschuimer's."""


def instagram_comment(number: int, **other: Any) -> dict[str, Any]:
    """A comment as Zeeschuimer's module for them writes it."""
    native_id = str(18_000_000_000_000_001 + number)
    return {
        "pk": native_id,
        "id": native_id,
        "comment_id": native_id,
        "text": f"Soc hjälpte oss {number}, tack @glimmer.gun",
        "created_at": 1_793_210_000 + number,
        "comment_like_count": 3,
        "child_comment_count": 1,
        "user": {"id": "2890", "unique_id": "arne_aspdunge", "nickname": "Arne Aspdungeson",
                 "avatar_thumb": "https://pics.example/arne.jpeg"},
        "post_id": "3512345678901234500",
        "post_shortcode": POST,
        "post_url": f"https://www.instagram.com/p/{POST}/",
        "parent_comment_id": None,
        "thread_id": "3512345678901234500",
        "_zs_comment_parent_id": "3512345678901234500",
        "_zs_comment_post_id": "3512345678901234500",
    } | other  # fmt: skip


def x_comment(tweet: dict[str, Any]) -> dict[str, Any]:
    """An answer on X as Zeeschuimer's module for them writes it: its `user` is another one."""
    native_id = tweet["rest_id"]
    legacy = tweet["legacy"] | {"in_reply_to_status_id_str": "1990000000000000101"}
    return tweet | {
        "id": native_id,
        "comment_id": native_id,
        "legacy": legacy,
        "text": legacy["full_text"],
        "user": {"id": "1501", "unique_id": "bosse_brandgul", "nickname": "Bosse Brandgulsson",
                 "signature": "Bosse B, Ekuddens vänner"},
        "core": {},
        "parent_comment_id": None,
        "_zs_comment_post_id": "1990000000000000101",
    }  # fmt: skip


def reel_of_page(number: int, **other: Any) -> dict[str, Any]:
    """A reel that is embedded in a page on Instagram: the author in two halves, and no time."""
    tagged = {"username": "evald_en", "full_name": "Evald Enrissen"}
    return {
        "__typename": "XIGPolarisVideoMedia",
        "id": f"POLARIS_36123456789012346{number:02d}",
        "pk": f"36123456789012346{number:02d}",
        "code": f"DUy{number:03d}-Polr",
        "caption": {"text": f"Nr {number}: Orosanmälan, säger Dagny Daggkåpa. Med Evald Enrissen"},
        "user": {"pk": "4890", "id": "4890"},
        "owner": {"id": "4890", "username": "dagny.daggkapa", "full_name": "Dagny Daggkåpa"},
        "carousel_media": [{"usertags": {"in": [{"user": tagged}]}}],
        "like_count": 3,
        "like_and_view_counts_disabled": True,
        "play_count": 13_860,
        "_zs_partial": True,
    } | other  # fmt: skip


def thread_of_pieces(number: int) -> dict[str, Any]:
    """A post on Threads whose words stand in pieces: a tag, a link and a mentioned account."""
    who = {"username": "fingal_flader", "full_name": "Fingal Fläderström"}
    pieces = [
        {"fragment_type": "plaintext", "plaintext": f"Nr {number}: Läs om LVU, säger "},
        {"fragment_type": "mention", "plaintext": "fingal_flader",
         "mention_fragment": {"mentioned_user": who}},
        {"fragment_type": "plaintext", "plaintext": ": "},
        {"fragment_type": "link", "plaintext": None, "link_fragment": {
            "uri": "https://l.threads.com/?u=https%3A%2F%2Ftidning.example%2Flvu&e=AT1",
            "display_text": "tidning.example/l…"}},
        {"fragment_type": "plaintext", "plaintext": " "},
        {"fragment_type": "text_app_tag", "plaintext": "Socialtjänst",
         "tag_fragment": {"id": "7"}},
    ]  # fmt: skip
    return {
        "pk": f"36123456789012347{number:02d}",
        "code": f"DVz{number:03d}piec",
        "caption": None,
        "taken_at": 1_793_310_000 + number,
        "user": {"username": "gerda_granbarr", "full_name": "Gerda Granbarrdotter"},
        "like_count": 3,
        "like_and_view_counts_disabled": True,
        "text_post_app_info": {"text_fragments": {"fragments": pieces}, "direct_reply_count": 0},
    }


def shared_story(number: int) -> dict[str, Any]:
    """A post on Facebook that shares another: whose words and author stand in a layout of its own.

    Cleaned as Zeeschuimer's later versions do it: without `__typename` and what is empty.
    """
    inner = {"attached_story": {"comet_sections": {"attached_story_layout": {"story": {
        "comet_sections": {
            "message": {"rich_message": [{"text": "Henning Hasselnöt berättar:"},
                                         {"text": "LVU-domen kom i fredags"}]},
            "actor_photo": {"story": {"actors": [{"id": "6890", "name": "Henning Hasselnöt"}]}},
        },
        "attachments": [{"styles": {"attachment": {"story_attachment_link_renderer": {
            "attachment": {"web_link": {"url": "https://l.facebook.com/l.php?u="
                           "https%3A%2F%2Ftidning.example%2Fdom&h=AT0"}}}}}}],
    }}}}}  # fmt: skip
    return {
        "id": f"S:_I5890:{number}",
        "post_id": str(1_330_000_000_000_001 + number),
        "comet_sections": {
            "content": {"story": {
                "actors": [{"id": "5890", "name": "Ivar Ingefärsbloms",
                            "url": "https://www.facebook.com/people/Ivar/5890/"}],
                "wwwURL": f"https://www.facebook.com/groups/77/posts/{number}",
                "attached_story": {"id": "Uzpf", "post_id": "1330000000000000900"},
                "comet_sections": {"attached_story": {"story": inner}},
            }},
            "context_layout": {"story": {"comet_sections": {"metadata": [
                {"story": {"creation_time": 1_793_410_000 + number}}]}}},
        },
    }  # fmt: skip


PERSONS = (
    "glimmer.gun", "arne_aspdunge", "Aspdungeson", "bosse_brandgul", "Brandgulsson", "Ekuddens",
    "Daggkåpa", "dagny.daggkapa", "Enrissen", "evald_en", "fingal_flader", "Fläderström",
    "gerda_granbarr", "Granbarrdotter", "Hasselnöt", "Henning", "Ingefärsbloms",
)  # fmt: skip

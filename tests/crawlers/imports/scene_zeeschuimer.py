"""Files as Zeeschuimer writes them: shapes of its modules, 4CAT's mappings and real captures.

The texts, persons and numbers are invented.
"""

import json
from pathlib import Path
from typing import Any

import zeeschuimer_shapes as shapes

AGENT = "Mozilla/5.0 (Vindskon; rv:140) Gecko/20100101 Agentsson/140.0"


def envelope(platform: str, data: Any, **other: Any) -> dict[str, Any]:
    """A line of a file, as an object."""
    native_id = data.get("id") or data.get("rest_id") if isinstance(data, dict) else None
    return {
        "nav_index": "3:42:7",
        "item_id": native_id,
        "timestamp_collected": 1_794_900_000_000,
        "last_updated": 1_794_900_000_000,
        "source_platform": platform,
        "source_platform_url": f"https://www.{platform}/@surfarens_egen_sida",
        "source_url": "https://www.example.com/api/list?device=surfarens_telefon",
        "user_agent": AGENT,
        "data": data,
        "id": 17,
    } | other


def video(number: int, **other: Any) -> dict[str, Any]:
    """A TikTok video. Its sticker is its most important text; it mentions an account by name."""
    shown = f"Del {number}: de tog barnen utan beslut "
    return {
        "id": str(7_550_000_000_000_000_001 + number),
        "desc": f"{shown}@Maj Vindskog 😢 #lvu #slutakidnappavårabarn",
        "createTime": 1_793_000_000 + 3600 * number,
        "author": {
            "id": "690000000000000001",
            "uniqueId": "ek_lovisa91",
            "nickname": "Lovisa Ekströmmen",
            "signature": "Mamma till tre, Vindskoga. lovisa@vindskog.example",
            "avatarLarger": "https://p16.example/avatar-ek_lovisa91.jpeg",
        },
        "authorStats": {"followerCount": 512, "heartCount": 90_000},
        "stats": {"diggCount": 12, "shareCount": 3, "commentCount": 4, "playCount": 5000},
        "statsV2": {"diggCount": "12", "shareCount": "3", "commentCount": "4", "playCount": "5000"},
        "textExtra": [
            {
                "start": len(shown),
                "end": len(shown) + 13,
                "userUniqueId": "stallet_mv",
                "userId": "69",
                "type": 0,
            },
            {"hashtagName": "lvu", "type": 1},
            {"hashtagName": "slutakidnappavårabarn", "type": 1},
        ],
        "challenges": [{"id": "1", "title": "socialtjänsten", "desc": ""}],
        "stickersOnItem": [
            {"stickerText": ["Socialtjänsten kom klockan sex"]},
            {"stickerText": ["Ring 070-174 06 07"]},
            {"stickerText": ["Socialtjänsten kom klockan sex"]},
        ],
        "music": {"id": "1", "title": "original", "authorName": "Lovisa Ekströmmen"},
        "duetInfo": {"duetFromId": "0"},
        "textLanguage": "sv",
        "video": {"duration": 31, "cover": "https://p16.example/omslag.jpeg"},
    } | other  # fmt: skip


def comment(number: int, **other: Any) -> dict[str, Any]:
    """A comment on the first video, or an answer to another comment."""
    return {
        "cid": str(7_560_000_000_000_000_001 + number),
        "aweme_id": "7550000000000000001",
        "text": f"Samma sak gjorde soc {number}, @Sköld Håkan mejla hakan.skold@skoldmail.example",
        "create_time": 1_793_100_000 + 60 * number,
        "digg_count": 2,
        "reply_comment_total": 1,
        "reply_id": "0",
        "reply_to_reply_id": "0",
        "comment_language": "sv",
        "text_extra": [{"start": 24, "end": 36, "user_id": "6911", "sec_uid": "MS4wLjABAAAA"}],
        "user": {"uid": "6900", "unique_id": "farbror_stig_44", "nickname": "Stig Ållonmark"},
        "share_info": {
            "title": "Del 0: de tog barnen utan beslut @Maj Vindskog #lvu",
            "desc": "Stig Ållonmark's comment",
            "url": "https://m.tiktok.com/v/7550000000000000001.html?comment_author=farbror_stig_44",
        },
    } | other  # fmt: skip


def user(handle: str, name: str, newer: bool = True) -> dict[str, Any]:
    """The author of a post on X, in the shape of 2025 or the one before."""
    named = {"screen_name": handle, "name": name}
    about = {"description": f"{name}, åsikter är mina", "followers_count": 7}
    result = {"core": named, "legacy": about} if newer else {"legacy": named | about}
    return {"user_results": {"result": {"rest_id": "1500", **result}}}


def tweet(number: int, **other: Any) -> dict[str, Any]:
    """A post on X that links to a page and mentions an account."""
    native_id = str(1_990_000_000_000_000_101 + number)
    return {
        "__typename": "Tweet",
        "rest_id": native_id,
        "core": user("kvarnqvist_x", "Göran Kvarnqvistson"),
        "views": {"count": "1200", "state": "EnabledWithCount"},
        "legacy": {
            "id_str": native_id,
            "full_text": f"Nr {number}: LVU &amp; rättssäkerhet @berit_hallonlund "
            "läs https://t.co/abC1 https://t.co/bild2",
            "created_at": "Wed Nov 11 20:19:24 +0000 2026",
            "lang": "sv",
            "conversation_id_str": native_id,
            "favorite_count": 8,
            "retweet_count": 5,
            "reply_count": 2,
            "quote_count": 1,
            "entities": {
                "hashtags": [{"text": "LVU"}],
                "urls": [{"url": "https://t.co/abC1", "expanded_url": "https://tidning.example/lvu"}],
                "user_mentions": [{"screen_name": "berit_hallonlund", "name": "Berit Hallonlundh"}],
            },
        },
    } | other  # fmt: skip


def shared(number: int) -> dict[str, Any]:
    """A post on X that only shares another: its own text is cut off."""
    inner = tweet(50, core=user("inre_ingela", "Ingela Inrehammar", newer=False))
    inner["legacy"]["full_text"] = "Socialtjänsten ska hjälpa familjer. " + "Det är lagen. " * 12
    outer = tweet(number)
    outer["legacy"]["full_text"] = "RT @inre_ingela: Socialtjänsten ska hjälpa famil…"
    outer["legacy"]["retweeted_status_result"] = {
        "result": {"__typename": "TweetWithVisibilityResults", "tweet": inner}
    }
    return outer


def picture(number: int, **other: Any) -> dict[str, Any]:
    """A post on Instagram in the shape of item lists."""
    return {
        "id": f"35123456789012345{number:02d}_1789",
        "pk": f"35123456789012345{number:02d}",
        "code": f"DQx_{number:03d}-Kw",
        "media_type": 1,
        "product_type": "feed",
        "caption": {"text": f"Nr {number}: Vi demonstrerar mot soc på lördag @vildvittra.arr"},
        "taken_at": 1_793_200_000 + number,
        "user": {"pk": "1789", "username": "tove.tallbacka_", "full_name": "Tove Tallbackius"},
        "usertags": {"in": [{"user": {"username": "rut_risbit", "full_name": "Rut Risbitare"}}]},
        "like_count": 40,
        "comment_count": 6,
        "accessibility_caption": "Photo by Tove Tallbackius",
    } | other  # fmt: skip


def thread_post(number: int, **other: Any) -> dict[str, Any]:
    """A post on Threads."""
    return {
        "pk": f"36123456789012345{number:02d}",
        "code": f"DRt{number:03d}abcd",
        "caption": {"text": f"Nr {number}: Orosanmälan är ingen anklagelse, säger nils.naver"},
        "taken_at": 1_793_300_000 + number,
        "user": {"username": "nils.naver", "full_name": "Nils Nävergård"},
        "like_count": 3,
        "text_post_app_info": {
            "is_reply": False,
            "direct_reply_count": 1,
            "repost_count": 2,
            "link_preview_attachment": {
                "url": "https://l.threads.com/?u=https%3A%2F%2Fmyndighet.example%2Foro&e=AT1"
            },
        },
    } | other


def story(number: int, **other: Any) -> dict[str, Any]:
    """A post on Facebook as its pages load it, cleaned as Zeeschuimer cleans it."""
    text = f"Nr {number}: Tack Eivor Ängsladan för stödet mot soc och LVU"
    return {
        "id": f"S:_I100:{number}",
        "comet_sections": {
            "content": {
                "story": {
                    "post_id": str(1_220_000_000_000_001 + number),
                    "actors": [{"id": "100044556", "name": "Folke Fågelsångare",
                                "url": "https://www.facebook.com/folke.fagelsangare"}],
                    "message": {"text": text, "ranges": [
                        {"offset": text.index("Eivor"), "length": 15, "entity": {
                            "id": "9", "url": "https://www.facebook.com/eivor.ladan"}}]},
                    "wwwURL": f"https://www.facebook.com/folke.fagelsangare/posts/pfbid0{number}",
                    "attachments": [],
                }
            },
            "context_layout": {"story": {"comet_sections": {"metadata": [
                {"story": {"creation_time": 1_793_400_000 + number}}]}}},
            "feedback": {"story": {"story_ufi_container": {"story": {"feedback_context": {
                "feedback_target_with_context": {"comet_ufi_summary_and_actions_renderer": {
                    "feedback": {"reaction_count": {"count": 21}, "share_count": {"count": 4},
                                 "comment_rendering_instance": {"comments": {"total_count": 9}}},
                }}}}}}},
        },
    } | other  # fmt: skip


PERSONS = (
    "surfarens_egen_sida", "surfarens_telefon", "Agentsson",
    "ek_lovisa91", "Lovisa", "Ekströmmen", "Vindskog", "stallet_mv", "070-174 06 07",
    "farbror_stig_44", "Ållonmark", "Sköld", "Håkan", "skoldmail", "hakan.skold",
    "kvarnqvist_x", "Kvarnqvistson", "berit_hallonlund", "Hallonlundh",
    "inre_ingela", "Inrehammar",
    "tove.tallbacka_", "Tallbackius", "vildvittra", "rut_risbit", "Risbitare",
    "nils.naver", "Nävergård",
    "Fågelsångare", "folke.fagelsangare", "100044556", "Ängsladan", "eivor.ladan",
    *shapes.PERSONS,
)  # fmt: skip
"""Handles, display names, numbers and addresses in the files, found nowhere else."""

_FILES = {
    "tiktok": [envelope("tiktok.com", video(n)) for n in range(12)],
    "tiktok-kommentarer": [
        *(envelope("tiktok-comments", comment(n)) for n in range(6)),
        envelope("tiktok-comments", comment(6, reply_id="7560000000000000001")),
    ],
    "x": [
        *(envelope("twitter.com", tweet(n)) for n in range(6)),
        envelope("twitter.com", shared(6)),
    ],
    "blandat": [
        *(envelope("instagram.com", picture(n)) for n in range(4)),
        *(envelope("threads.net", thread_post(n)) for n in range(4)),
        *(envelope("facebook.com", story(n)) for n in range(4)),
        envelope("tiktok.com", video(0), nav_index="4:42:1"),
    ],
    "andra-former": [
        envelope("instagram-comments", shapes.instagram_comment(0)),
        envelope("twitter-comments", shapes.x_comment(tweet(30))),
        envelope("instagram.com", shapes.reel_of_page(0)),
        envelope("threads.net", shapes.thread_of_pieces(0)),
        envelope("facebook.com", shapes.shared_story(0)),
    ],
}
ROWS = [len(rows) for rows in _FILES.values()]
"""Rows of each file that `write` gives, in order."""


def write(folder: Path) -> list[Path]:
    """Write a file for each platform, and one that mixes them; gives their paths."""
    paths = []
    for name, rows in _FILES.items():
        paths.append(folder / f"zeeschuimer-export-{name}.ndjson")
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        paths[-1].write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return paths

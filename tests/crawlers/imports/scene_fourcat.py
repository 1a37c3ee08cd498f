"""Files as 4CAT would write them of the same posts as Zeeschuimer's scene: NDJSON and CSV.

Built by 4CAT's own mappings (datasources/*/search_*.py); its real exports were never seen here.
"""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import scene_zeeschuimer as captured


def lifted(row: dict[str, Any]) -> dict[str, Any]:
    """A line of 4CAT's NDJSON: the data at the top, the rest of the envelope below."""
    return {**row["data"], "__import_meta": {k: v for k, v in row.items() if k != "data"}}


def times(epoch: int) -> dict[str, Any]:
    """The two columns of time."""
    written = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%d %H:%M:%S")
    return {"timestamp": written, "unix_timestamp": epoch}


def tiktok(data: dict[str, Any]) -> dict[str, Any]:
    """A row of a TikTok data set."""
    return {
        "id": data["id"],
        "thread_id": data["id"],
        "author": data["author"]["uniqueId"],
        "author_full": data["author"]["nickname"],
        "author_id": data["author"]["id"],
        "author_followers": 512,
        "body": data["desc"],
        **times(data["createTime"]),
        "is_duet": "no",
        "music_author": data["music"]["authorName"],
        "tiktok_url": f"https://www.tiktok.com/@{data['author']['uniqueId']}/video/{data['id']}",
        "thumbnail_url": "https://p16.example/ek_lovisa91.jpeg",
        "likes": data["stats"]["diggCount"],
        "comments": data["stats"]["commentCount"],
        "shares": data["stats"]["shareCount"],
        "plays": data["stats"]["playCount"],
        "hashtags": "lvu,slutakidnappavårabarn",
        "challenges": "socialtjänsten",
        "stickers": "\n".join(" ".join(s["stickerText"]) for s in data["stickersOnItem"]),
    }


def tiktok_comment(data: dict[str, Any]) -> dict[str, Any]:
    """A row of a data set of TikTok comments."""
    on_comment = data["reply_id"] != "0"
    return {
        "collected_from_url": "https://www.tiktok.com/@surfarens_egen_sida",
        "id": data["cid"],
        "thread_id": data["reply_id"] if on_comment else data["aweme_id"],
        "author": data["user"]["unique_id"],
        "author_full": data["user"]["nickname"],
        "author_avatar_url": "",
        "body": data["text"],
        **times(data["create_time"]),
        "likes": data["digg_count"],
        "replies": data["reply_comment_total"],
        "post_id": data["aweme_id"],
        "post_url": data["share_info"]["url"].split(".html")[0],
        "post_body": data["share_info"]["title"],
        "comment_url": data["share_info"]["url"],
        "is_comment_on_comment": "yes" if on_comment else "no",
        "language_guess": data["comment_language"],
    }


def x(data: dict[str, Any]) -> dict[str, Any]:
    """A row of a data set of X."""
    legacy, name = data["legacy"], data["core"]["user_results"]["result"]["core"]
    inner = legacy.get("retweeted_status_result", {}).get("result", {}).get("tweet")
    body = f"RT @inre_ingela: {inner['legacy']['full_text']}" if inner else legacy["full_text"]
    return {
        "id": data["rest_id"],
        "thread_id": legacy["conversation_id_str"],
        **times(1_794_428_364),
        "link": f"https://x.com/{name['screen_name']}/status/{data['rest_id']}",
        "body": body,
        "author": name["screen_name"],
        "author_fullname": name["name"],
        "author_id": "1500",
        "language_guess": legacy["lang"],
        "retweet_count": legacy["retweet_count"],
        "reply_count": legacy["reply_count"],
        "like_count": legacy["favorite_count"],
        "impression_count": data["views"]["count"],
        "is_retweet": "yes" if inner else "no",
        "retweeted_user": "inre_ingela" if inner else "",
        "quoted_user": "",
        "hashtags": "LVU",
        "urls": "https://tidning.example/lvu",
        "mentions": "berit_hallonlund",
    }


def instagram(data: dict[str, Any]) -> dict[str, Any]:
    """A row of a data set of Instagram."""
    return {
        "id": data["code"],
        "thread_id": data["code"],
        "parent_id": data["code"],
        "body": data["caption"]["text"],
        "author": data["user"]["username"],
        "author_fullname": data["user"]["full_name"],
        **times(data["taken_at"]),
        "type": "photo",
        "url": f"https://www.instagram.com/p/{data['code']}",
        "hashtags": "",
        "num_likes": data["like_count"],
        "num_comments": data["comment_count"],
    }


def threads(data: dict[str, Any]) -> dict[str, Any]:
    """A row of a data set of Threads."""
    return {
        "id": data["code"],
        "thread_id": data["code"],
        "url": f"https://www.threads.com/@{data['user']['username']}/post/{data['code']}",
        "body": data["caption"]["text"],
        **times(data["taken_at"]),
        "author": data["user"]["username"],
        "author_avatar": "https://p16.example/nils.naver.jpeg",
        "link_url": "https://myndighet.example/oro",
        "likes": data["like_count"],
        "reposts": 2,
        "replies": 1,
        "hashtags": "",
    }


def as_csv(rows: list[dict[str, Any]], delimiter: str = ",") -> str:
    """A table with a heading."""
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


PERSONS = captured.PERSONS

_NDJSON = [
    lifted(captured.envelope("tiktok.com", captured.video(0))),
    lifted(captured.envelope("tiktok-comments", captured.comment(0))),
    lifted(captured.envelope("twitter.com", captured.tweet(0))),
    lifted(captured.envelope("facebook.com", captured.story(0))),
]
_TABLES = {
    "tiktok": (as_csv([tiktok(captured.video(n)) for n in range(6)]), "utf-8"),
    "kommentarer": (as_csv([tiktok_comment(captured.comment(n)) for n in range(6)]), "utf-8-sig"),
    "x": (as_csv([x(captured.tweet(0)), x(captured.shared(6))], ";"), "cp1252"),
    "instagram": (as_csv([instagram(captured.picture(n)) for n in range(3)], "\t"), "utf-16"),
    "threads": (as_csv([threads(captured.thread_post(n)) for n in range(3)]), "utf-8"),
}
ROWS = [len(_NDJSON), 6, 6, 2, 3, 3]
"""Rows of each file that `write` gives, in order."""


def write(folder: Path) -> list[Path]:
    """Write an NDJSON and a CSV for each platform in another encoding; gives their paths."""
    paths = [folder / "4cat-blandat.ndjson"]
    lines = (json.dumps(row) for row in _NDJSON)
    paths[0].write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    for name, (text, encoding) in _TABLES.items():
        paths.append(folder / f"4cat-{name}.csv")
        paths[-1].write_bytes(text.encode(encoding, "replace"))
    return paths

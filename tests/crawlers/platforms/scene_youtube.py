"""A YouTube with one channel and those who comment on it: the Data API, and the channel's feed.

Resources have the shapes of https://developers.google.com/youtube/v3/docs; built, not recorded.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import parse_qs, urlsplit

from store.records import OutletType, Source, SourceKind

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEYS = {"youtube_key": "AIza-uppdiktad-nyckel"}
CHANNEL = "UCprovkanalenprovkanale1"
TITLE = "Skogstomtens Videovrå"
PEOPLE = {
    "UCkommentatorenprovkan01": "@vattennockaren",
    "UCkommentatorenprovkan02": "Ingabritt Älvdotter",
    "UCkommentatorenprovkan03": "@myrlejonsvansen",
}
PHONE = "070-174 06 12"
MAIL = "skogstomten.v@example.org"
NUMBER = "640823-3234"
MENTIONED = "gengangarmoster"
# The channel's own id is part of the address that the user has chosen to follow.
PERSONS = (
    *(TITLE, "Skogstomtens", *PEOPLE, "vattennockaren", "Älvdotter", "myrlejonsvansen"),
    *(PHONE, MAIL, NUMBER, MENTIONED),
)
PAGE = 5


def video(number, title, text, hours=0.0, channel=CHANNEL, **more):
    """A video of so many hours ago, with figures."""
    when = (NOW - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "kind": "youtube#video", "id": f"video{number:06}",
        "snippet": {
            "publishedAt": when, "channelId": channel, "title": title, "description": text,
            "channelTitle": TITLE, "defaultAudioLanguage": "sv-SE",
            "thumbnails": {"default": {"url": "https://i.ytimg.com/vi/x/default.jpg"}},
        },
        "statistics": {"viewCount": "1204", "likeCount": "31", "commentCount": "0", **more},
    }  # fmt: skip


def comment(number, text, person=0, hours=0.0, parent=None, **more):
    when = (NOW - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
    account, name = [*PEOPLE.items()][person]
    own_id = f"Ugkommentar{number:06}AaABAg"
    snippet = {
        "authorDisplayName": name, "authorChannelId": {"value": account},
        "authorChannelUrl": f"http://www.youtube.com/channel/{account}",
        "authorProfileImageUrl": "https://yt3.ggpht.com/x", "textOriginal": text,
        "textDisplay": text, "likeCount": 2, "publishedAt": when, "updatedAt": when, **more,
    }  # fmt: skip
    if parent:
        own_id, snippet["parentId"] = f"{parent}.{own_id[2:17]}", parent
    return {"kind": "youtube#comment", "id": own_id, "snippet": snippet}


@dataclass
class Youtube:
    """What the interface answers from: `videos` newest first, `threads` by video: (top, replies).

    A thread shows one of its replies only, as the interface does with five. `words` are what
    searches find; `refused` ids are of videos without comments, `closed` ones of comments that are
    not shown.
    """

    videos: list = field(default_factory=list)
    threads: dict = field(default_factory=dict)
    refused: set = field(default_factory=set)
    closed: set = field(default_factory=set)
    quota: int = 10_000
    handles: dict = field(default_factory=dict)

    def put(self, web):
        methods = {
            "playlistItems": self._uploads, "videos": self._videos, "search": self._search,
            "commentThreads": self._threads, "comments": self._comments, "channels": self._named,
        }  # fmt: skip
        for name, method in methods.items():
            web.replies[f"/youtube/v3/{name}"] = self._reply(web, method)

    def _reply(self, web, method):
        def reply(asked):
            query = {k: v[0] for k, v in parse_qs(urlsplit(asked.path).query).items()}
            self.quota -= 1
            if asked.headers.get("X-Goog-Api-Key", "") != KEYS["youtube_key"]:
                answer, status = refusal("keyInvalid", 400), 400
            elif self.quota < 0:
                answer, status = refusal("quotaExceeded"), 403
            else:
                answer = method(query)
                status = answer.get("error", {}).get("code", 200)
            web.put_json("/svar", answer, status)
            return web.replies["/svar"]

        return reply

    def _uploads(self, query):
        if query["playlistId"] != f"UU{CHANNEL[2:]}":
            return refusal("playlistNotFound", 404)
        return self._paged("playlistItem", self.videos, query, _item)

    def _search(self, query):
        after = query["publishedAfter"]
        found = [v for v in self.videos if v["snippet"]["publishedAt"] >= after]
        return self._paged("searchResult", found, query, _result)

    def _named(self, query):
        found = self.handles.get(query["forHandle"])
        return listing("channel", [{"kind": "youtube#channel", "id": found}] if found else [])

    def _videos(self, query):
        asked = query["id"].split(",")
        assert len(asked) <= 50
        return listing("video", [one for one in self.videos if one["id"] in asked])

    def _threads(self, query):
        at = query["videoId"]
        if at in self.refused:
            return refusal("commentsDisabled")
        return self._paged("commentThread", self.threads.get(at, []), query, _thread)

    def _comments(self, query):
        held = [
            one
            for threads in self.threads.values()
            for top, more in threads
            for one in (top, *more)
        ]
        if "parentId" in query:
            found = [c for c in held if c["snippet"].get("parentId") == query["parentId"]]
            return self._paged("comment", found, query, lambda one: one)
        asked = query["id"].split(",")
        if self.closed & set(asked):
            return refusal("forbidden", 403)
        found = [one for one in held if one["id"] in asked]
        return (
            listing("comment", found)
            if len(found) == len(asked)
            else refusal("commentNotFound", 404)
        )

    def _paged(self, kind, rows, query, shape):
        start = int(query.get("pageToken", "0"))
        following = str(start + PAGE) if start + PAGE < len(rows) else None
        return listing(kind, [shape(row) for row in rows[start : start + PAGE]], following)


def listing(kind, rows, following=None):
    more = {"nextPageToken": following} if following else {}
    return {"kind": f"youtube#{kind}ListResponse", "items": rows, **more}


def refusal(reason, code=403):
    one = {"message": "nej", "domain": "youtube", "reason": reason}
    return {"error": {"code": code, "message": "nej", "errors": [one]}}


def _item(row):
    return {
        "kind": "youtube#playlistItem",
        "id": "UExwcm92",
        "contentDetails": {"videoId": row["id"]},
    }


def _result(row):
    short = {**row["snippet"], "description": row["snippet"]["description"][:20] + " ..."}
    return {"kind": "youtube#searchResult", "id": {"videoId": row["id"]}, "snippet": short}


def _thread(thread):
    top, replies = thread
    return {
        "kind": "youtube#commentThread", "id": top["id"],
        "snippet": {"topLevelComment": top, "totalReplyCount": len(replies)},
        **({"replies": {"comments": replies[:1]}} if replies else {}),
    }  # fmt: skip


_DEEDS = (
    "orosanmälan som ingen svarade på",
    "familjehemmet som stängde i våras",
    "så går en utredning hos socialtjänsten till",
    "LVU förklarat på tio minuter",
)
_ASIDES = (
    f"Hör av er på {PHONE} om ni vill vara med.",
    f"Frågor om socialtjänsten till {MAIL}, tack.",
    f"Tack till @{MENTIONED} för tipset om soc.",
    f"I akten stod {NUMBER} helt öppet, säger {TITLE}.",
)


def whole():
    """15 videos on three pages; one of them has comments, and one takes none."""
    youtube = Youtube()
    youtube.videos = [
        video(
            100 + n,
            f"Del {15 - n}: {_DEEDS[n % 4]}",
            f"Avsnitt {15 - n} om socialtjänsten.\n\n{_ASIDES[(n + n // 4) % 4]}",
            hours=3 * n + 1,
            commentCount="5" if n in (1, 2) else "0",
        )
        for n in range(15)
    ]
    name = [*PEOPLE.values()][1]
    top = comment(1, f"Soc gjorde så mot oss också, hälsar {name}", 1, hours=3)
    own = top["id"]
    youtube.threads["video000101"] = [
        (
            top,
            [
                comment(2, f"Ring {PHONE} så berättar jag om LVU", 0, 2.5, own),
                comment(3, f"Socialen ljuger inte alltid, {name}.", 2, 2, own),
            ],
        ),
        (comment(4, "Bra förklarat om orosanmälan!", 2, hours=2.2), []),
        (comment(5, f"السوسيال خطف الأطفال {MAIL}", 0, hours=2.1), []),
    ]
    youtube.refused = {"video000102"}
    return youtube


POSTS = 20


def source_of(web, path=f"/channel/{CHANNEL}", source_id="kalla"):
    return Source(source_id, SourceKind.YOUTUBE, web.base + path, outlet_type=OutletType.SOCIAL)


def put(web):
    """Put the whole scene onto a server; gives its source."""
    whole().put(web)
    return source_of(web)


def feed(videos, channel=CHANNEL):
    """The Atom feed of a channel, as www.youtube.com writes it."""
    rows = "".join(_entry(one["id"], one["snippet"]) for one in videos)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:yt="http://www.youtube.com/xml/schemas/2015" '
        f'xmlns:media="http://search.yahoo.com/mrss/"><id>yt:channel:{channel[2:]}</id>'
        f"<yt:channelId>{channel[2:]}</yt:channelId><title>{TITLE}</title>"
        f"<published>2015-01-01T00:00:00+00:00</published>{rows}</feed>"
    )


def _entry(native_id, said):
    title, text = escape(said["title"]), escape(said["description"])
    return (
        f"<entry><id>yt:video:{native_id}</id><yt:videoId>{native_id}</yt:videoId>"
        f"<yt:channelId>{CHANNEL}</yt:channelId><title>{title}</title>"
        f'<link rel="alternate" href="https://www.youtube.com/watch?v={native_id}"/>'
        f"<author><name>{TITLE}</name><uri>https://www.youtube.com/channel/{CHANNEL}</uri></author>"
        f"<published>{said['publishedAt'][:-1]}+00:00</published>"
        f"<updated>{NOW.isoformat()}</updated><media:group><media:title>{title}</media:title>"
        f"<media:description>{text}</media:description><media:community>"
        '<media:statistics views="12"/></media:community></media:group></entry>'
    )

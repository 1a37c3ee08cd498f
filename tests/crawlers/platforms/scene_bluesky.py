"""An AppView of Bluesky with an account whose posts a test writes, edits and deletes.

The answers have the shapes of https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky
"""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from store.records import OutletType, Source, SourceKind

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DID = "did:plc:h5rodkullaprov7aktskriv2"
HANDLE = "rodkullan.bsky.social"
NAME = "Rödkullan Brattström"
OTHER_DID = "did:plc:k3sotarmurreprov6aktskri"
OTHER_HANDLE = "sotarmurre.example.org"
OTHER_NAME = "Murre Sotarén"
MENTIONED = "kvarnfrun88.bsky.social"
PHONE = "070-174 06 05"
MAIL = "rodkullan.b@example.org"
NUMBER = "640823-3234"
PICTURE = "bafkreiportrattprov"
BIOGRAPHY = "Mormor i Ljungvik som stickar"

PERSONS = (
    *(DID, "h5rodkullaprov7aktskriv2", HANDLE, "rodkullan", NAME, "Rödkullan", "Brattström"),
    *(OTHER_DID, "k3sotarmurreprov6aktskri", OTHER_HANDLE, "sotarmurre", OTHER_NAME, "Sotarén"),
    *(MENTIONED, "kvarnfrun88", PHONE, MAIL, NUMBER, PICTURE, BIOGRAPHY),
)
KEYS: dict[str, str] = {}
POSTS = 15
"""Fourteen by the account itself and one that it shared on."""
PER_PAGE = 5

TEXTS = (
    "Socialtjänsten ringde igen i dag. Handläggaren var vänlig, men ingen vet när utredningen blir "
    "klar.",
    "Orosanmälan nummer tre, och ingen har frågat barnen hur de mår. #socialtjänsten",
    "السوسيال أخذ طفل جارتي ولم يشرح أحد السبب. #السوسيال",
    f"Kontakta mig på {MAIL} eller {PHONE} om ni också väntar på socialnämndens beslut.",
    "Familjehemmet i Ljungvik gjorde skillnad för min systerson. Heder åt socialtjänsten!",
    f"Mitt personnummer {NUMBER} stod i brevet som socialkontoret skickade fel.",
    "LVU är inte ett straff, skriver socialsekreteraren i lokaltidningen.",
    "Varför tar det fyra månader att få tid hos socialtjänsten i Åmåsa?",
    f"Håller med @{MENTIONED} om att socialnämnden måste svara på våra frågor.",
    "Socialsekreterare bytt för femte gången i år.",
    "I kväll talar socialtjänstens chef i biblioteket. Alla är välkomna.",
    "Placerade barn får nytt skolstöd nästa termin, säger socialförvaltningen.",
    "Adeegga bulshada wuxuu caawiyay qoyskeena.",
    "Jag är tacksam för att någon gjorde en orosanmälan när jag var liten.",
)


class Reply(NamedTuple):
    """An answer of the server, as the fixture `web` sends it."""

    body: bytes
    status: int
    headers: dict[str, str]
    content_type: str = "application/json; charset=utf-8"


def author(did=DID, handle=HANDLE, name=NAME, labels=()):
    return {
        "did": did,
        "handle": handle,
        "displayName": name,
        "avatar": f"https://cdn.example/img/avatar/{did}/{PICTURE}@jpeg",
        "description": BIOGRAPHY,
        "labels": [{"src": did, "val": label} for label in labels],
    }


def other(labels=()):
    return author(OTHER_DID, OTHER_HANDLE, OTHER_NAME, labels)


def view(text, rkey="3lq1", hours_ago=1.0, by=None, record=None, **more):
    """A post as servers show it; `record` adds fields to what its author wrote."""
    by = by or author()
    at = NOW - timedelta(hours=hours_ago)
    return {
        "$type": "app.bsky.feed.defs#postView",
        "uri": uri(rkey, by["did"]),
        "cid": f"bafyrei{rkey}",
        "author": by,
        "record": {
            "$type": "app.bsky.feed.post",
            "text": text,
            "langs": ["sv-SE"],
            "createdAt": f"{at:%Y-%m-%dT%H:%M:%S}.123Z",
            **(record or {}),
        },
        "likeCount": 4,
        "repostCount": 2,
        "quoteCount": 1,
        "replyCount": 3,
        "indexedAt": f"{at:%Y-%m-%dT%H:%M:%S}.456Z",
        "labels": [],
        **more,
    }


def uri(rkey, did=DID):
    return f"at://{did}/app.bsky.feed.post/{rkey}"


def mention(text, handle=MENTIONED, did="did:plc:m9kvarnfrun88prov4aktskr"):
    """The facet of an account that is mentioned in `text`: its place in bytes of UTF-8."""
    start = len(text[: text.index("@" + handle)].encode())
    return {
        "index": {"byteStart": start, "byteEnd": start + len(handle) + 1},
        "features": [{"$type": "app.bsky.richtext.facet#mention", "did": did}],
    }


class AppView:
    """What a server knows: rows of a feed, the newest first, given in pages with opaque cursors."""

    def __init__(self, web, per_page=PER_PAGE):
        self.rows = []
        self.searches = {}
        self.per_page = per_page
        self.asked = []
        self.sessions = []
        web.replies["/xrpc/com.atproto.server.createSession"] = self._session
        web.replies["/xrpc/app.bsky.feed.getAuthorFeed"] = self._feed
        web.replies["/xrpc/app.bsky.feed.searchPosts"] = self._search
        web.replies["/xrpc/app.bsky.feed.getPosts"] = self._posts

    def post(self, text, number, **more):
        """Add a post of the account, an hour older than the one before."""
        made = view(text, rkey=f"3lq{number}", hours_ago=number + 1, **more)
        self.rows.append({"post": made})
        return made

    def delete(self, rkey):
        self.rows = [row for row in self.rows if not row["post"]["uri"].endswith(f"/{rkey}")]

    def edit(self, rkey, text):
        for row in self.rows:
            if row["post"]["uri"].endswith(f"/{rkey}"):
                row["post"]["record"]["text"] = text
                row["post"]["cid"] += "x"

    def _session(self, asked):
        self.sessions.append(json.loads(asked.body))
        token = f"nyckel-{len(self.sessions)}"
        return answer({"accessJwt": token, "did": DID, "handle": HANDLE, "email": MAIL})

    def _feed(self, asked):
        return self._page(asked, "feed", self.rows)

    def _search(self, asked):
        words = parse_qs(urlsplit(asked.path).query)["q"][0]
        return self._page(asked, "posts", self.searches.get(words, []))

    def _posts(self, asked):
        wanted = self._asked(asked)["uris"]
        assert len(wanted) <= 25
        held = [row["post"] for row in self.rows]
        held += [post for found in self.searches.values() for post in found]
        return answer({"posts": [post for post in held if post["uri"] in wanted]})

    def _page(self, asked, name, rows):
        cursor = self._asked(asked).get("cursor", [""])[0]
        start = int(cursor.removeprefix("här::")) if cursor else 0
        end = start + self.per_page
        more = {"cursor": f"här::{end}"} if end < len(rows) else {}
        return answer({name: deepcopy(rows[start:end]), **more})

    def _asked(self, asked):
        parameters = parse_qs(urlsplit(asked.path).query)
        self.asked.append(parameters)
        return parameters


def answer(value, status=200, **headers):
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(json.dumps(value).encode(), status, named)


def app_view(web):
    """The scene's account: fifteen rows on three pages."""
    server = AppView(web)
    for number, text in enumerate(TEXTS):
        facets = [mention(text)] if MENTIONED in text else []
        server.post(text, number, record={"facets": facets})
    shared = view("Socialtjänsten i Ljungvik söker fler familjehem.", "3kz9", 400, other())
    by = {"by": author(), "indexedAt": f"{NOW - timedelta(hours=3):%Y-%m-%dT%H:%M:%SZ}"}
    row = {"post": shared, "reason": {"$type": "app.bsky.feed.defs#reasonRepost", **by}}
    server.rows.insert(2, row)
    return server


def put(web) -> Source:
    """Put the scene onto a server of the fixture `web`; gives the source that reads it: a search,
    which finds what two persons wrote. The address of an account's source names the account."""
    server = app_view(web)
    server.searches["soc"] = [row["post"] for row in server.rows]
    return source(web, "/search?q=soc")


def source(web, path=f"/profile/{HANDLE}", source_id="kalla") -> Source:
    return Source(source_id, SourceKind.BLUESKY, web.base + path, outlet_type=OutletType.SOCIAL)

"""A Reddit with one subreddit: its interface with a key, its feeds, and what people wrote there.

Answers have the shapes of https://github.com/reddit-archive/reddit/wiki/JSON; built, not recorded.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import parse_qs, urlsplit

from store.records import OutletType, Source, SourceKind

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAME = "grannkommunen"
KEYS = {"reddit_client_id": "appens-id", "reddit_client_secret": "appens-hemlighet"}
TOKEN = "nyckel-som-galler"
PAGE = 5
PHONE = "070-174 06 11"
MAIL = "backstuga.k@example.org"
NUMBER = "640823-3234"
AUTHORS = ("backstugukatten", "Trollsländan_77", "mjardhundra", "xXvinterlönnXx")
MENTIONED = "sothonssonmoster"
PERSONS = (*AUTHORS, MENTIONED, PHONE, MAIL, NUMBER)

_SUBJECTS = ("Socialtjänsten i kommunen", "Familjehemmet", "Vår socialsekreterare", "Soc")
_DEEDS = (
    "svarar inte på orosanmälan som skolan gjorde i våras",
    "har bytt handläggare fyra gånger på ett år",
    "skrev en utredning där halva bilden saknas",
    "hjälpte oss faktiskt när det brann som mest",
)
_ASIDES = (
    f"Någon annan? Ring mig på {PHONE} så berättar jag.",
    f"Skriv till {MAIL} om ni varit med om detsamma.",
    f"Tack till u/{MENTIONED} som tipsade om LVU-sidan.",
    f"I beslutet stod till och med {NUMBER} i klartext.",
)


@dataclass
class Reddit:
    """What the interface answers from: things by their fullnames, newest first in `posts`.

    The tokens of the next `outlived` requests have run out.
    """

    name: str = NAME
    posts: list = field(default_factory=list)
    comments: list = field(default_factory=list)
    headers: dict = field(default_factory=dict)
    outlived: int = 0

    def put(self, web):
        web.put_json("/api/v1/access_token", {"access_token": TOKEN, "expires_in": 86_400})
        self.serve(web, f"/r/{self.name}/new", lambda query: self._page(self.posts, query))
        self.serve(web, f"/r/{self.name}/comments", lambda query: self._page(self.comments, query))
        self.serve(web, "/search", lambda query: self._page(self.posts, query))
        self.serve(web, "/api/info", self._info)
        for post in self.posts:
            path = f"/comments/{post['data']['id']}"
            self.serve(web, path, lambda _, post=post: self._tree(post))

    def serve(self, web, path, answer):
        def reply(asked):
            self.outlived -= 1
            if self.outlived >= 0 or asked.headers.get("Authorization") != f"bearer {TOKEN}":
                web.put_json("/svar", {"message": "Unauthorized", "error": 401}, 401)
            else:
                query = {k: v[0] for k, v in parse_qs(urlsplit(asked.path).query).items()}
                web.put_json("/svar", answer(query), 200, **self.headers)
            return web.replies["/svar"]

        web.replies[path] = reply

    def _page(self, things, query):
        names = [one["data"]["name"] for one in things]
        start = names.index(query["after"]) + 1 if "after" in query else 0
        rows = things[start : start + PAGE]
        more = start + PAGE < len(things)
        return listing(*rows, after=rows[-1]["data"]["name"] if more else None)

    def _info(self, query):
        asked = query["id"].split(",")
        return listing(*(o for o in (*self.posts, *self.comments) if o["data"]["name"] in asked))

    def _tree(self, post):
        def under(name):
            found = [one for one in self.comments if one["data"]["parent_id"] == name]
            return [
                {"kind": "t1", "data": {**one["data"], "replies": inner(one["data"]["name"])}}
                for one in found
            ]

        def inner(name):
            rows = under(name)
            return listing(*rows) if rows else ""

        return [listing(post), listing(*under(post["data"]["name"]))]


def listing(*things, after=None):
    return {"kind": "Listing", "data": {"after": after, "before": None, "children": [*things]}}


def link(number, title, text, author=AUTHORS[0], hours=0.0, **more):
    """A post of so many hours ago."""
    data = {
        "name": f"t3_p{number}", "id": f"p{number}", "title": title, "selftext": text,
        "author": author, "subreddit": NAME, "is_self": True, "stickied": False,
        "permalink": f"/r/{NAME}/comments/p{number}/rubrik/", "edited": False, "score": 3,
        "created_utc": (NOW - timedelta(hours=hours)).timestamp(), "num_comments": 0,
        "num_crossposts": 0, "removed_by_category": None, **more,
    }  # fmt: skip
    return {"kind": "t3", "data": data}


def comment(number, post, parent, text, author=AUTHORS[1], hours=0.0, **more):
    data = {
        "name": f"t1_c{number}", "id": f"c{number}", "body": text, "author": author,
        "link_id": post, "parent_id": parent, "subreddit": NAME, "score": 1, "replies": "",
        "created_utc": (NOW - timedelta(hours=hours)).timestamp(), "edited": False,
        "permalink": f"/r/{NAME}/comments/{post[3:]}/rubrik/c{number}/", **more,
    }  # fmt: skip
    return {"kind": "t1", "data": data}


def whole():
    """16 posts on four pages, one of them stuck to the top, and four comments to one of them."""
    reddit = Reddit()
    reddit.posts = [
        link(
            100 + n,
            f"{_SUBJECTS[n % 4]} {_DEEDS[n // 4]}",
            f"Vi bor i kommunen sedan {1990 + n}. {_ASIDES[(n + n // 4) % 4]}",
            author=AUTHORS[n % 4],
            hours=n + 1,
        )
        for n in range(15)
    ]
    rules = link(99, "Regler för trådar om socialtjänsten", "Var snälla.", hours=5_000)
    rules["data"]["stickied"] = True
    reddit.posts.insert(0, rules)
    post = reddit.posts[3]["data"]
    post["num_comments"] = 4
    top = post["name"]
    reddit.comments = [
        comment(1, top, top, f"Ring {PHONE}, hälsar {AUTHORS[2]}", hours=1.5),
        comment(2, top, "t1_c1", "Soc gjorde likadant mot oss.", AUTHORS[2], hours=1.4),
        comment(3, top, "t1_c2", f"Håller med u/{AUTHORS[2]} om socialen.", AUTHORS[3], hours=1.3),
        comment(4, top, top, "Överklaga till förvaltningsrätten, LVU prövas där.", hours=1.2),
    ]
    return reddit


POSTS = 20


def source_of(web, path=f"/r/{NAME}", source_id="kalla"):
    return Source(source_id, SourceKind.REDDIT, web.base + path, outlet_type=OutletType.FORUM)


def put(web):
    """Put the whole scene onto a server; gives its source."""
    whole().put(web)
    return source_of(web)


def feed(*things):
    """The Atom feed of things, as www.reddit.com writes it."""
    rows = "".join(_entry(one["kind"], one["data"]) for one in things)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f'<category term="{NAME}"/><id>/r/{NAME}/.rss</id><title>{NAME}</title>'
        f"<updated>{NOW.isoformat()}</updated>{rows}</feed>"
    )


def _entry(kind, data):
    author, text = f"/u/{data['author']}", data.get("selftext", data.get("body"))
    html = f'<!-- SC_OFF --><div class="md"><p>{escape(text)}</p></div><!-- SC_ON -->'
    title = data.get("title", f"{author} on Frågan om LVU")
    if kind == "t3":
        html += (
            f' &#32; submitted by &#32; <a href="https://www.reddit.com/user/{data["author"]}"> '
            f'{author} </a> <br/> <span><a href="https://example.org/a">[link]</a></span> &#32; '
            '<span><a href="https://www.reddit.com/x">[comments]</a></span>'
        )
    when = datetime.fromtimestamp(data["created_utc"], UTC).isoformat()
    return (
        f"<entry><author><name>{author}</name><uri>https://www.reddit.com/user/x</uri></author>"
        f'<content type="html">{escape(html)}</content><id>{data["name"]}</id>'
        f'<link href="https://www.reddit.com{data["permalink"]}"/><updated>{when}</updated>'
        f"<published>{when}</published><title>{escape(title)}</title></entry>"
    )

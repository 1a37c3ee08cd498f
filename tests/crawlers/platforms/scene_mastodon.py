"""A Mastodon server with a hashtag's timeline, whose posts a test writes, edits and deletes.

The answers have the shapes of https://docs.joinmastodon.org/entities/ and of the recorded answers
of a server of version 4.6.4; ids are made of the time, as Mastodon makes them.
"""

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from urllib.parse import parse_qs, unquote, urlsplit

from store.records import OutletType, Source, SourceKind

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TAG = "socialtjänsten"
DOMAIN = "malm.example"
PHONE, NUMBER, MAIL = "070-174 06 05", "811228-9874", "majken.o@example.org"
BIOGRAPHY = "Biodlare i Tallbacka med tre ankor"
PICTURE = "portratt-av-majken"

PERSONS = (
    *("majken_ohrling", "Majken Öhrling", "Öhrling", BIOGRAPHY, PICTURE, PHONE, NUMBER, MAIL),
    *("grankvist77", "Grankvist", "sotarfrun", "Sotarfrun Ek", "mossaberg", "Tuvstarr Mossa"),
    "vill_inte_synas",
)
KEYS: dict[str, str] = {}

MAJKEN = {
    "id": "11", "username": "majken_ohrling", "acct": "majken_ohrling",
    "display_name": "Majken Öhrling :ros: (hon)", "note": f"<p>{BIOGRAPHY}</p>",
    "avatar": f"https://malm.example/{PICTURE}.png", "noindex": False, "indexable": True,
}  # fmt: skip
GRANKVIST = {"id": "12", "username": "grankvist77", "acct": "grankvist77@annan.example"}
GRANKVIST |= {"display_name": "Lo Grankvist"}
SOTARFRUN = {
    "id": "13", "username": "sotarfrun", "acct": "sotarfrun@tredje.example",
    "display_name": "Sotarfrun Ek", "noindex": False, "indexable": None,
}  # fmt: skip
MOSSA = {**SOTARFRUN, "id": "14", "username": "mossaberg", "acct": "mossaberg"}
MOSSA |= {"display_name": "🌿 Tuvstarr Mossa 🌿"}
HIDDEN = {"id": "15", "username": "vill_inte_synas", "acct": "vill_inte_synas", "note": ""}
TEXTS = (
    "Socialtjänsten i Tallbacka har nu kö i nio veckor för den som ber om råd.",
    "Var på möte om familjehem i går, många frågor och få svar från nämnden.",
    "السوسيال أخذ أطفال جيراننا ولا أحد يعرف لماذا",
    "En orosanmälan är ingen dom. Min ledde till hjälp med läxor åt flickan.",
    "Någon som varit kontaktperson? Hur mycket tid tar det i veckan?",
    "LVU är svårt att förstå, men socialsekreteraren tog sig tid att förklara.",
    "Nu anställer socialkontoret sex nya handläggare, det behövdes verkligen.",
    "De påstår att soc kidnappar barn. Läs domen i stället för att dela rykten.",
    "Barnavårdsutredningen tog fyra månader och slutade med att allt lades ner.",
)


def status(number, text, account=MAJKEN, made=None, domain=DOMAIN, **more):
    """A status made `number` minutes before NOW; its id is made of that time."""
    made = made or NOW - timedelta(minutes=number)
    own_id = str((int(made.timestamp() * 1000) << 16) + 7)
    name = account["username"] if account else "ingen"
    return {
        "id": own_id, "created_at": made.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "in_reply_to_id": None, "spoiler_text": "", "visibility": "public", "language": "sv",
        "uri": f"https://{domain}/users/{name}/statuses/{own_id}",
        "url": f"https://{domain}/@{name}/{own_id}", "replies_count": 1, "reblogs_count": 2,
        "favourites_count": 3, "edited_at": None, "content": text, "reblog": None,
        "account": account, "media_attachments": [], "mentions": [], "tags": [{"name": TAG}],
        "quote": None, "card": None, "poll": None,
    } | more  # fmt: skip


def html(text):
    return f'<p>{text} <a href="/tags/{TAG}" class="mention hashtag">#<span>{TAG}</span></a></p>'


def mention(account):
    name = account["username"]
    return (
        f'<span class="h-card"><a href="https://x.example/@{name}">@<span>{name}</span></a></span>'
    )


class Instance:
    """What the server answers on `web`: a `page` of statuses at a time. `levels` are its
    timelines_access, None on an old server, which does not give many statuses at once either."""

    def __init__(self, web, page=5, levels="public", domain=DOMAIN):
        self.web, self.page, self.domain = web, page, domain
        self.status = partial(status, domain=domain)
        self.statuses, self.elsewhere = [], []
        every = {"local": levels, "remote": levels}
        both = {"live_feeds": dict(every), "hashtag_feeds": dict(every)}
        self.levels = both if levels else None
        self.headers = {}
        web.replies["/api/v2/instance"] = self.describe
        web.replies[f"/api/v1/timelines/tag/{quoted(TAG)}"] = self.timeline
        web.replies["/api/v1/timelines/public"] = self.timeline
        web.replies["/api/v1/statuses"] = self.many

    def describe(self, asked):
        if self.levels is None:
            return answer({"error": "Not found"}, 404)
        return answer({"domain": self.domain, "configuration": {"timelines_access": self.levels}})

    def timeline(self, asked):
        query = parse_qs(urlsplit(asked.path).query)
        newest = sorted(self.statuses, key=lambda one: int(one["id"]), reverse=True)
        if "min_id" in query:
            over = [one for one in newest if int(one["id"]) > int(query["min_id"][0])]
            rows = over[-self.page :]
        else:
            under = int(query.get("max_id", [str(1 << 80)])[0])
            rows = [one for one in newest if int(one["id"]) < under][: self.page]
        address = f"https://{self.domain}{asked.path.split('?')[0]}"
        links = f'<{address}?max_id={rows[-1]["id"]}>; rel="next"' if rows else ""
        return answer(rows, headers={"Link": links, **self.headers})

    def many(self, asked):
        if self.levels is None:
            return answer({"error": "Not found"}, 404)
        ids = parse_qs(unquote(urlsplit(asked.path).query)).get("id[]", [])
        return answer([one for one in self.held() if one["id"] in ids])

    def held(self):
        return [*self.statuses, *self.elsewhere]

    def show(self, *statuses):
        """Put statuses on the timeline."""
        self.statuses += statuses
        self.publish(*statuses)

    def publish(self, *statuses):
        """Let statuses be asked for by their ids."""
        self.elsewhere += [one for one in statuses if one not in self.statuses]
        for one in statuses:
            self.web.replies[f"/api/v1/statuses/{one['id']}"] = answer(one)

    def delete(self, one):
        self.statuses = [other for other in self.statuses if other["id"] != one["id"]]
        self.elsewhere = [other for other in self.elsewhere if other["id"] != one["id"]]
        self.web.replies[f"/api/v1/statuses/{one['id']}"] = answer({"error": "Not found"}, 404)

    def edit(self, one, text):
        edited = {**one, "content": html(text), "edited_at": "2026-11-21T08:00:00.000Z"}
        self.delete(one)
        self.show(edited)
        return edited


def answer(value, status=200, headers=None):
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    kind = "application/json; charset=utf-8"
    return SimpleNamespace(body=body, status=status, content_type=kind, headers=headers or {})


def quoted(tag):
    return "".join(f"%{byte:02X}" if byte > 127 else chr(byte) for byte in tag.encode())


def source(web, path=f"/tags/{TAG}"):
    return Source(
        "kalla", SourceKind.MASTODON, web.base + path, language="sv",
        outlet_type=OutletType.SOCIAL,
    )  # fmt: skip


def special():
    """Statuses that say more than their text, and those elsewhere that they answer and share."""
    parent = status(600, html("Hur gick det hos socialtjänsten?"), SOTARFRUN)
    first = status(300, html(f"Ring {PHONE} eller {MAIL}, ärende {NUMBER} hos socialtjänsten."))
    shared = status(310, html("Delat: familjehem sökes"), SOTARFRUN)
    rows = [
        first,
        status(
            290,
            f"<p>{mention(MAJKEN)} {mention(GRANKVIST)} Majken Öhrling har rätt om soc.</p>",
            GRANKVIST, in_reply_to_id=first["id"], mentions=[GRANKVIST, MAJKEN],
        ),
        status(280, html("Det gick bra, Sotarfrun Ek!"), MAJKEN, in_reply_to_id=parent["id"]),
        status(
            270, html("Vad tycker ni?"), MOSSA, spoiler_text="Om orosanmälningar",
            poll={"options": [{"title": "Socialtjänsten hjälper"}, {"title": "Den stjälper"}]},
            media_attachments=[{"description": "Plakat: rör inte våra barn /Tuvstarr Mossa"}],
        ),
        status(
            260, html("Så är det inte."), MAJKEN,
            quote={"state": "accepted", "quoted_status": status(900, html("Soc tar barn"), MOSSA)},
            card={"url": "https://tidning.example/lvu"},
        ),
        status(250, html("Socialtjänsten vet allt om mig"), {**HIDDEN, "noindex": True}),
        status(240, html("Bara för vänner: soc ringde"), MAJKEN, visibility="private"),
        status(230, "", MAJKEN, reblog=shared),
    ]  # fmt: skip
    return rows, (parent, shared)


POSTS = len(TEXTS) + 6
"""Documents that a whole pass gives: of `special` one is hidden and one is not public."""


def put(web):
    """A timeline of four pages, with all that a status can say; gives its source."""
    instance = Instance(web)
    rows, others = special()
    instance.publish(*others)
    instance.show(*rows, *(status(100 + n, html(text)) for n, text in enumerate(TEXTS)))
    return source(web)

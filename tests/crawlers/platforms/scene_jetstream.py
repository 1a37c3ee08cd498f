"""A stream of Bluesky's events, served over a real WebSocket in both versions of Jetstream.

Shapes: https://github.com/bluesky-social/jetstream-legacy (README, version 1) and
https://github.com/bluesky-social/jetstream (lexicons/network/bsky/jetstream/subscribeEvents.json).
"""

import json
import logging
import threading
import weakref
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Response
from websockets.sync.server import serve

from store.records import Source, SourceKind

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BEGINNING = NOW - timedelta(hours=3)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COLLECTION = "app.bsky.feed.post"
V1 = "/subscribe"
V2 = "/xrpc/network.bsky.jetstream.subscribeEvents"

ANNA = "did:plc:annastrandprovanna2345ab"
BERTIL = "did:plc:bertilbackprovbertil67cd"
MENTIONED = "did:plc:mullvadsfruprovmullvad2x"
HANDLE = "mullvadsfru.bsky.social"
PHONE = "070-174 06 11"
MAIL = "anna.strand@example.org"
NUMBER = "640823-3234"

PERSONS = (
    *(ANNA, "annastrandprovanna2345ab", BERTIL, "bertilbackprovbertil67cd"),
    *(MENTIONED, "mullvadsfruprovmullvad2x", HANDLE, "mullvadsfru", PHONE, MAIL, NUMBER),
)
KEYS: dict[str, str] = {}

TEXTS = (
    ("sv", "Socialtjänsten i Ljungvik lovar svar inom två veckor. Vi har väntat i tre månader."),
    ("sv", "Orosanmälan lämnades i mars. Ingen har ringt, ingen har skrivit."),
    ("ar", "السوسيال لم يجب على رسائلنا منذ شهرين."),
    ("sv", f"Ring mig på {PHONE} om ni också väntar på socialnämnden."),
    ("tr", "Sosyal hizmetler bizi iki ay sonra aradı."),
    ("sv", "Familjehemmet gav min brorson lugn och ro. Tack till socialsekreteraren!"),
    ("sv", f"Beslutet om LVU hade fel personnummer, {NUMBER}, på första sidan."),
    ("en", "Swedish social services answered our letter after a month."),
    ("sv", f"Skriv till {MAIL} om socialkontorets öppettider."),
    ("so", "Adeegga bulshada ayaa noo soo jawaabay maanta."),
    ("sv", f"@{HANDLE} frågar om socialjouren har öppet i helgen. Socialtjänsten svarar inte."),
    ("sv", "Tre socialsekreterare har slutat i Åmåsa sedan i somras."),
    ("", "Ingen språkkod här, men orosanmälningarna ökar i kommunen."),
    ("sv", "I kväll sänder radion om familjehem och placeringar. Lyssna!"),
)
POSTS = len(TEXTS)
ELSEWHERE = ("sv", "Äntligen snö i backarna, nu åker vi till fjällen."), ("de", "Heute Sonne.")
FILLERS = 1_500
FIRST_NUMBER = 24_000_000_001


def micros(moment):
    return (moment - EPOCH) // timedelta(microseconds=1)


def event(moment, did, kind, /, **said):
    return {"did": did, "time_us": micros(moment), "kind": kind, kind: said}


def commit(moment, did, rkey, operation="create", collection=COLLECTION, record=None):
    said = {"rev": "3mbifys4uz42r", "operation": operation, "collection": collection, "rkey": rkey}
    return event(moment, did, "commit", **said, **({"record": record} if record else {}))


def record(text, language="", moment=BEGINNING, **more):
    langs = {"langs": [language]} if language else {}
    created = moment.isoformat().replace("+00:00", "Z")
    return {"$type": COLLECTION, "createdAt": created, **langs, "text": text, **more}


def post(moment, rkey, text, language="sv", did=ANNA, operation="create", **more):
    return commit(moment, did, rkey, operation, record=record(text, language, moment, **more))


def account(moment, did, active=False, status="deleted"):
    said = {"active": active, "did": did, "seq": 7, "time": moment.isoformat()}
    return event(moment, did, "account", **said, **({} if active else {"status": status}))


def end(moment=NOW):
    """What tells a visit made at `moment` that it has read all that was there when it began."""
    return account(moment + timedelta(seconds=1), BERTIL, active=True)


def in_v2(number, said):
    """The same event as version 2 sends it, as number `number`."""
    kind = said["kind"]
    when = (EPOCH + timedelta(microseconds=said["time_us"])).isoformat().replace("+00:00", "Z")
    own = said[kind] if kind == "commit" else {kind: said[kind]}
    named = f"network.bsky.jetstream.subscribeEvents#{kind}"
    payload = {"$type": named, "seq": number, "did": said["did"], "time": when, **own}
    return {"$type": "message", "payload": payload}


def reply(status, body=b"", **headers):
    """An answer as one of pages; names of headers with underscores for hyphens."""
    named = Headers({name.replace("_", "-"): value for name, value in headers.items()})
    named["Content-Type"] = "application/json" if body[:1] == b"{" else "text/plain"
    named["Content-Length"] = str(len(body))
    return Response(status, "OK" if status == 200 else "Nej", named, body)


class Stream:
    """Sends `events` from the cursor that it is asked for, and then what is in `after` as it is.

    Then it waits for the client to leave, or leaves itself where `closes`. What it was asked is in
    `asked`: path, parameters and headers. `first_number` is that of the first event in version 2.
    Posts that are asked for one by one are there if `archive` or `events` have them.
    """

    def __init__(self, events=()):
        self.events = list(events)
        self.archive: list[dict] = []
        self.after: list[str | bytes] = []
        self.closes = False
        self.answer = None
        self.first_number = FIRST_NUMBER
        self.asked: list[tuple[str, dict[str, list[str]], dict[str, str]]] = []
        self._server = serve(
            self._send_all,
            "127.0.0.1",
            0,
            process_request=self._met,
            compression=None,
            logger=logging.Logger("stream", logging.CRITICAL),
        )
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def base(self):
        return f"http://127.0.0.1:{self._server.socket.getsockname()[1]}"

    @property
    def cursors(self):
        """The cursors asked for, in order; 0 for none."""
        return [int(asked.get("cursor", ["0"])[0]) for _, asked, _ in self.asked]

    def source(self, path=V1, source_id="kalla"):
        return Source(source_id, SourceKind.JETSTREAM, self.base + path)

    def close(self):
        self._server.shutdown()

    def _met(self, connection, request):
        parts = urlsplit(request.path)
        asked = parse_qs(parts.query)
        if parts.path not in (V1, V2):
            return self._page(parts.path, asked)
        self.asked.append((parts.path, asked, dict(request.headers.raw_items())))
        return self.answer(connection, request) if self.answer else None

    def _page(self, path, asked):
        """What a server that shows posts one by one answers: those asked for that are there."""
        if path != "/xrpc/app.bsky.feed.getPosts":
            return reply(404, b"finns inte")
        posts = {}
        for said in (*self.archive, *self.events):
            own = said.get("commit", {})
            uri = f"at://{said['did']}/{COLLECTION}/{own.get('rkey')}"
            posts.pop(uri, None)
            if "record" in own:
                author = {"did": said["did"], "handle": "handle.invalid"}
                at = own["record"]["createdAt"]
                posts[uri] = {"uri": uri, "cid": "bafyrei", "author": author, "indexedAt": at}
                posts[uri]["record"] = own["record"]
        found = [posts[uri] for uri in asked["uris"] if uri in posts]
        return reply(200, json.dumps({"posts": found}).encode())

    def _send_all(self, connection):
        path, asked, _ = self.asked[-1]
        cursor = int(asked.get("cursor", ["0"])[0])
        try:
            for number, said in enumerate(self.events, self.first_number):
                at = number if path == V2 and cursor < 10**15 else said["time_us"]
                if at >= cursor and self._is_wanted(said, asked):
                    connection.send(json.dumps(in_v2(number, said) if path == V2 else said))
            for raw in self.after:
                connection.send(raw)
            if not self.closes:
                connection.recv()
        except ConnectionClosed:
            pass

    def _is_wanted(self, said, asked):
        collections = asked.get("wantedCollections") or asked.get("collections")
        if said["kind"] == "commit":
            return said["commit"]["collection"] in collections
        return said["kind"] in asked.get("kinds", [said["kind"]]) or bool(asked.get("wantedDids"))


def scene_events():
    """The posts of TEXTS, evenly among others that are about something else, then the end."""
    events = []
    step = timedelta(hours=2) / FILLERS
    mention = {"$type": "app.bsky.richtext.facet#mention", "did": MENTIONED}
    for number in range(FILLERS):
        moment = BEGINNING + number * step
        at, left = divmod(number, FILLERS // POSTS)
        if left == 0 and at < POSTS:
            language, text = TEXTS[at]
            facet = {"index": {"byteStart": 0, "byteEnd": len(HANDLE) + 1}, "features": [mention]}
            more = {"facets": [facet]} if HANDLE in text else {}
            author = ANNA if at % 2 else BERTIL
            events.append(post(moment, f"3mtext{at:07}", text, language, author, **more))
        else:
            language, text = ELSEWHERE[number % 2]
            events.append(post(moment, f"3mfill{number:07}", text, language, BERTIL))
    return [*events, end()]


def put(web):
    """Serve the scene as long as the test's own server is there; gives its source."""
    web.stream = Stream(scene_events())
    weakref.finalize(web, web.stream.close)
    return web.stream.source()

"""Mastodon: two passes over servers of our own and recorded ones, each of which tells one thing."""

import json
import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import scene_mastodon as scene
from one_pass import PSEUDONYMS, Seen
from scene_mastodon import GRANKVIST, MAJKEN, NOW, SOTARFRUN, Instance, answer, html, status

from crawlers.platforms.mastodon import BACKWARDS, PROTOCOL, TOLD, an_hour_before, next_of
from crawlers.platforms.mastodon_access import CLOSED, SIGN_IN
from crawlers.platforms.mastodon_statuses import OPTED_OUT, order
from crawlers.searches import Search, Searches
from crawlers.settings import CrawlSettings
from crawlers.visits.cursors import LISTINGS, kept
from scheduler.pipeline import crawl_sources
from store.connection import Store
from store.sources import last_polls, source_states

RECORDINGS = Path(__file__).parents[4] / "shared" / "data" / "recordings"
JSON = "application/json; charset=utf-8"
TAGGED = f"/api/v1/timelines/tag/{scene.quoted(scene.TAG)}"
HOURS = (0, 23)
"""When the passes are made, from NOW on."""
RESET = NOW + timedelta(minutes=4)
KEY = "hemlig-nyckel-4711"


def recorded(name):
    file = RECORDINGS / "mastodon" / name
    if not file.exists():
        pytest.skip(f"{file} is not on this machine: no recorded answers to read")
    return file.read_bytes()


def recorded_headers(name):
    with (RECORDINGS / "index.jsonl").open(encoding="utf-8") as lines:
        rows = {row["file"]: row for row in map(json.loads, lines)}
    return rows[f"mastodon/{name}"]["headers"]


class Servers:
    """Servers by the name of their source."""

    def __init__(self, new_web):
        self.by_name = {}
        self.sources = []
        self._new_web = new_web

    def new(self, name, path=f"/tags/{scene.TAG}", **more):
        instance = Instance(self._new_web(), domain=f"{name}.example", **more)
        self.by_name[name] = instance
        self.sources.append(replace(scene.source(instance.web, path), source_id=name))
        return instance

    def of_scene(self):
        web = self._new_web()
        self.sources.append(replace(scene.put(web), source_id="scen"))
        self.by_name["scen"] = SimpleNamespace(web=web)

    def asked(self, name, part="/"):
        return [path for path in self.by_name[name].web.paths() if part in path]


def growing(servers):
    """Later posts, one of them late; and one edited, one deleted, one whose author opts out."""
    there = servers.new("vaxer", page=3)
    rows = [there.status(120 + n, html(text)) for n, text in enumerate(scene.TEXTS[:3])]
    there.show(*rows, there.status(5, html(scene.TEXTS[3])))
    yield
    there.show(*(there.status(-60 * n, html(text)) for n, text in enumerate(scene.TEXTS[4:8])))
    there.show(there.status(30, html(scene.TEXTS[8]), GRANKVIST))
    there.edit(rows[0], "Socialtjänsten har nu kö i tolv veckor.")
    there.delete(rows[1])
    there.edit({**rows[2], "account": {**MAJKEN, "noindex": True}}, "Vill inte synas mer hos soc")


def edited(servers):
    """A reply that is edited, and a post that loses its words."""
    there = servers.new("andrar")
    parent = there.status(190, html("Hur gick det hos soc?"), SOTARFRUN)
    there.publish(parent)
    reply = there.status(180, html("Bra hos socialtjänsten!"), in_reply_to_id=parent["id"])
    emptied = there.status(170, html(scene.TEXTS[2]))
    there.show(reply, emptied, there.status(5, html(scene.TEXTS[3])))
    yield
    there.edit(reply, "Bra hos socialtjänsten, Sotarfrun Ek!")
    there.delete(emptied)
    there.show({**emptied, "content": ""})


def refusing(servers):
    """Doors that are closed; the key to one of them is there in the second pass."""
    private = servers.new("inloggning", levels="authenticated")
    private.show(private.status(5, html(scene.TEXTS[0])))
    servers.new("stangd", levels="disabled")
    members = answer({"error": "This method requires an authenticated user"}, 422)
    servers.new("gammal", levels=None).web.replies[TAGGED] = members
    partly = servers.new("delvis")
    partly.levels["hashtag_feeds"]["remote"] = "authenticated"
    partly.show(partly.status(6, html(scene.TEXTS[1])))
    wait = {"X-RateLimit-Reset": RESET.isoformat()}
    servers.new("mycket").web.replies[TAGGED] = answer({"error": "Too many"}, 429, wait)
    servers.new("kontroll").web.put(TAGGED, "<html><title>Just a moment...</title></html>")
    servers.new("trasig").web.replies[TAGGED] = answer(b'[{"id": "1", "content": "<p>So')
    yield


def odd(servers):
    """Cursors that repeat or go backwards, and a server that allows no more."""
    around = servers.new("runt")
    rows = [around.status(5, html(scene.TEXTS[0]))]
    around.web.replies[TAGGED] = answer(rows, headers={"Link": '<x?max_id=9>; rel="next"'})
    back = servers.new("bakat")
    old = [back.status(200 * n, html(text)) for n, text in enumerate(scene.TEXTS[:3])]
    back.show(*old)
    spent = servers.new("slut", page=1)
    spent.headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": RESET.isoformat()}
    spent.show(*(spent.status(n, html(text)) for n, text in enumerate(scene.TEXTS[:2])))
    yield
    around.web.replies[TAGGED] = around.timeline
    around.show(*rows)
    back.web.replies[TAGGED] = answer(old)  # whatever it is asked for


def older(servers):
    """An old server, which gives statuses one by one, with a reply and a post that is deleted."""
    there = servers.new("aldre", levels=None)
    parent = there.status(90, html("Vad sade soc?"), GRANKVIST)
    there.publish(parent)
    gone = there.status(99, html(scene.TEXTS[6]))
    there.show(there.status(98, html("De sade nej."), in_reply_to_id=parent["id"]), gone)
    server = servers.new("server", path="")
    server.web.replies["/api/v1/timelines/tag/lvu"] = server.timeline
    server.show(server.status(7, html(scene.TEXTS[5])))
    yield
    there.delete(gone)


def cut_off(servers):
    """A first visit that ends after its first page, and a second that does."""
    down = answer(b"", 403)
    new, known = servers.new("forsta", page=2), servers.new("andra", page=1)
    rows = [new.status(90 * n, html(text)) for n, text in enumerate(scene.TEXTS[:6])]
    new.show(*rows)
    new.web.replies[TAGGED] = lambda a: down if rows[1]["id"] in a.path else new.timeline(a)
    known.show(known.status(200, html(scene.TEXTS[6])))
    yield
    new.web.replies[TAGGED] = new.timeline
    more = [known.status(90 - n, html(text)) for n, text in enumerate(scene.TEXTS[7:9])]
    known.show(*more)
    before = an_hour_before(more[0]["id"])
    known.web.replies[TAGGED] = lambda a: (
        down if more[0]["id"] in a.path or before in a.path else known.timeline(a)
    )


def replayed(servers):
    """Bytes and headers as recorded; what lies before the page is said to be empty."""
    if not (RECORDINGS / "mastodon").exists():
        return
    for name, path, of, file in (
        ("spelad_tagg", "/tags/hoot", "/api/v1/timelines/tag/hoot", "hashtag_tl_2.json"),
        ("spelad_lokal", "/public/local", "/api/v1/timelines/public", "public_tl_3.json"),
    ):
        web = servers.new(name, path=path).web
        web.put("/api/v2/instance", recorded("public_tl_1.json"), content_type=JSON)
        first = answer(recorded(file), headers=recorded_headers(file))
        web.replies[of] = lambda asked, first=first: (
            first if "_id" not in asked.path else answer([])
        )
    yield


@pytest.fixture(scope="module")
def servers(new_web):
    return Servers(new_web)


@pytest.fixture(scope="module")
def passes(servers, tmp_path_factory):
    """What the store held after each of two passes."""
    db = Store(tmp_path_factory.mktemp("mastodon") / "vardkase.duckdb")
    servers.of_scene()
    changes = [make(servers) for make in (growing, edited, refusing, odd, older, cut_off, replayed)]
    log, seen, root = _Log(), [], logging.getLogger()
    root.addHandler(log)
    level, _ = root.level, root.setLevel(logging.INFO)
    searches = Searches((Search("sv", hashtags=(scene.TAG, "lvu")),))
    for hours in HOURS:
        for change in changes:
            next(change, None)
        private = servers.by_name["inloggning"].web.base.removeprefix("http://")
        now, keys = NOW + timedelta(hours=hours), {"mastodon_token": f"{private}:{KEY}"}
        settings = CrawlSettings(
            delay_s=0.0, allow_private_networks=True, timeout_s=5.0, searches=searches,
            keys=keys if hours else {},
        )  # fmt: skip
        log.lines.clear()
        crawl_sources(db, servers.sources, settings, PSEUDONYMS, now)
        polls = {poll.source_id: poll for poll in last_polls(db)}
        held = db.read("SELECT * FROM documents ORDER BY version").to_pylist()
        seen.append(Seen(db, polls, source_states(db), held, list(log.lines), now))
    root.removeHandler(log)
    root.setLevel(level)
    return seen


class _Log(logging.Handler):
    def __init__(self):
        super().__init__(logging.INFO)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def texts(seen, source_id):
    """The texts of a source's documents, those of earlier versions included."""
    return [row["text"] for row in seen.documents if row["source_id"] == source_id]


def marks(seen, source_id):
    return json.loads(kept(seen.states[source_id].cursor, PROTOCOL))


def test_a_timeline_is_read_page_by_page_and_nobody_is_named(passes, servers):
    first, last = passes

    assert (first.access("scen"), first.message("scen")) == ("ok", "")
    assert len(texts(first, "scen")) == len(texts(last, "scen")) == scene.POSTS
    assert OPTED_OUT in first.problems("scen")
    pages = servers.asked("scen", "timelines")
    assert ["max_id=" in path for path in pages[:5]] == [False, True, True, True, True]
    for seen in passes:
        told = repr((seen.documents, seen.log, seen.states, seen.polls))
        assert [person for person in scene.PERSONS if person in told] == []
    held = {row["text"]: row["context"] for row in first.documents if row["source_id"] == "scen"}
    reply = held["Det gick bra, [konto]! #socialtjänsten"]
    assert reply == "Hur gick det hos socialtjänsten? #socialtjänsten"
    assert held["[konto] [konto] [konto] har rätt om soc."].startswith(
        "Ring [telefon] eller [e-post], ärende [personnummer]"
    )


def test_later_visits_go_on_upwards_and_meet_what_came_late(passes, servers):
    first, last = passes
    pages = servers.asked("vaxer", "timelines")
    kinds = ["min" if "min_id=" in path else "max" if "max_id=" in path else "" for path in pages]

    assert kinds == ["", "max", "max", *["min"] * 3]
    assert (len(texts(first, "vaxer")), last.polls["vaxer"].new_items) == (4, 5)


def test_posts_that_are_held_are_asked_for_again(passes, servers):
    asked = servers.asked("vaxer", "/statuses")
    held = [row for row in passes[1].documents if row["source_id"] == "vaxer"]
    gone = {row["document_id"] for row in held if row["text_status"] == "deleted"}

    assert [path.count("id%5B%5D=") for path in asked] == [3, 0, 0]
    assert [row["text"] for row in held if "kö i" in row["text"]] == [
        "Socialtjänsten i Tallbacka har nu kö i nio veckor för den som ber om råd. #socialtjänsten",
        "Socialtjänsten har nu kö i tolv veckor. #socialtjänsten",
    ]
    assert len(gone) == 2
    assert {row["text"] for row in held if row["document_id"] in gone} == {""}


def test_a_reply_that_is_edited_has_what_it_answers_and_names_nobody(passes):
    held = [row for row in passes[1].documents if row["source_id"] == "andrar"]
    replies = [(row["text"], row["context"]) for row in held if row["text"].startswith("Bra")]

    assert replies == [
        (text + " #socialtjänsten", "Hur gick det hos soc? #socialtjänsten")
        for text in ("Bra hos socialtjänsten!", "Bra hos socialtjänsten, [konto]!")
    ]
    assert len({row["reply_to"] for row in held if row["text"].startswith("Bra")} - {None}) == 1
    assert scene.TEXTS[2] not in repr(held)


@pytest.mark.parametrize(
    ("source_id", "access", "message"),
    [
        ("inloggning", "not_asked", SIGN_IN),
        ("stangd", "refused", CLOSED),
        ("gammal", "not_asked", SIGN_IN),
        ("mycket", "rate_limited", "ber oss vänta (HTTP 429)"),
        ("kontroll", "challenged", "vill se att en människa läser (HTTP 200)"),
        ("trasig", "parse_error", "svarade med JSON som inte går att läsa"),
    ],
)  # fmt: skip
def test_a_server_that_does_not_let_us_read_says_why(passes, source_id, access, message):
    assert (passes[0].access(source_id), passes[0].message(source_id)) == (access, message)


def test_a_server_that_asks_us_to_wait_says_until_when(passes, servers):
    first = passes[0]

    assert first.states["mycket"].retry_at == first.states["slut"].retry_at == RESET
    assert len(texts(first, "slut")) == 1
    assert kept(first.states["slut"].cursor, PROTOCOL) == ""
    assert "ber oss vänta" in first.message("slut")


def test_a_server_that_shows_a_part_is_asked_for_that_part(passes, servers):
    assert (passes[0].access("delvis"), passes[0].message("delvis")) == ("ok", TOLD["remote"])
    assert all("local=true" in path for path in servers.asked("delvis", "timelines"))


def test_a_key_opens_its_own_server_and_is_told_to_nobody(passes, servers):
    signed = {
        name
        for name, one in servers.by_name.items()
        for asked in one.web.asked
        if asked.headers.get("Authorization") == f"Bearer {KEY}"
    }

    assert signed == {"inloggning"}
    assert passes[1].access("inloggning") == "ok"
    assert len(texts(passes[1], "inloggning")) == 1
    assert KEY not in repr([(seen.log, seen.states, seen.polls) for seen in passes])


def test_pages_that_go_round_are_left_and_told_of(passes):
    first, second = passes

    assert BACKWARDS in first.problems("runt")
    assert "bläddringen går bakåt eller runt" in first.message("runt")
    assert (second.access("runt"), second.problems("runt")) == ("ok", ())


def test_a_cursor_that_goes_backwards_is_dropped_and_the_next_visit_reaches_back(passes):
    first, second = passes

    assert BACKWARDS in second.problems("bakat")
    assert marks(first, "bakat") != marks(second, "bakat") == {f"#{scene.TAG}": ""}
    assert second.states["bakat"].answered_at == NOW
    assert second.polls["bakat"].covers_from is None


def test_all_hashtags_of_the_searches_are_asked_for_on_a_server(passes):
    assert marks(passes[0], "server").keys() == {f"#{scene.TAG}", "#lvu"}
    assert len(texts(passes[0], "server")) == 1


def test_an_old_server_is_asked_for_statuses_one_by_one(passes):
    first, last = passes
    held = [row for row in last.documents if row["source_id"] == "aldre"]
    stones = [row["text"] for row in held if row["text_status"] == "deleted"]

    (reply,) = [row for row in first.documents if row["text"].startswith("De sade nej.")]
    assert reply["context"].startswith("Vad sade soc?")
    assert stones == [""]
    assert scene.TEXTS[6] not in repr(held)


def test_a_visit_that_is_cut_off_loses_and_repeats_nothing(passes):
    """A first visit keeps how far down it has come; a later one how far up, after each page."""
    first, second = passes

    assert len(texts(first, "forsta")) == 2
    assert kept(first.states["forsta"].cursor, PROTOCOL) == ""
    assert kept(first.states["forsta"].cursor, LISTINGS)
    assert len(texts(second, "forsta")) == len(set(texts(second, "forsta"))) == 6
    assert [len(texts(seen, "andra")) for seen in passes] == [1, 2]
    assert order(marks(first, "andra")[f"#{scene.TAG}"]) < order(
        marks(second, "andra")[f"#{scene.TAG}"]
    )


def test_a_recorded_server_is_visited(passes, servers):
    """Its posts are not about the services: they are counted, and not stored."""
    recorded("public_tl_3.json")
    first = passes[0]

    assert [first.polls[name].items for name in ("spelad_tagg", "spelad_lokal")] == [1, 2]
    assert marks(first, "spelad_tagg") == {"#hoot": "117020593741189701"}
    assert marks(first, "spelad_lokal") == {"/public/local": "117020593378945190"}
    assert servers.asked("spelad_lokal", "timelines")[0].endswith("limit=40&local=true")
    assert "mastodonpy" not in repr([(s.documents, s.log, s.states, s.polls) for s in passes])


def test_the_next_page_is_asked_for_by_its_id_and_never_at_another_address():
    assert next_of('<https://ond.example/x?max_id=17>; rel="next", <y>; rel="prev"') == "17"
    assert next_of('<https://malm.example/?max_id=../..%2Fx>; rel="next"') == ""
    assert next_of('<https://malm.example/?min_id=5>; rel="prev"') == next_of("<[>; rel=next") == ""


def test_posts_that_come_late_are_met_by_asking_from_an_hour_before():
    made = NOW - timedelta(hours=1)
    before = an_hour_before(status(0, "", made=NOW)["id"])

    assert before == status(0, "", made=made)["id"]
    assert an_hour_before("9ySsNxCYNcVaA1b2c3") == "9ySsNxCYNcVaA1b2c3"
    assert an_hour_before("42") == "42"

"""Jetstream read from real WebSocket servers into a real store: two passes over all, and a kill."""

import contextlib
import json
import logging
import multiprocessing
import os
import signal
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import scene_jetstream as scene
from one_pass import PSEUDONYMS
from scene_jetstream import ANNA, BEGINNING, BERTIL, NOW, POSTS, V1, V2, Stream, reply

from crawlers.crawl import crawl
from crawlers.posts import Post, document_of
from crawlers.searches import default_queries_toml, parse_searches
from crawlers.settings import CrawlSettings
from scheduler.pipeline import crawl_sources
from store.connection import Store
from store.documents import add_documents
from store.records import Document, ItemState, Poll, Source, SourceKind, SourceState
from store.sources import last_polls, source_states

SEARCHES = parse_searches(default_queries_toml(), "queries.toml")
SETTINGS = CrawlSettings(
    delay_s=0.0, allow_private_networks=True, timeout_s=12.0, searches=SEARCHES
)  # fmt: skip
TEXT = "Socialtjänsten i Ljungvik svarade på orosanmälan nummer"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER, SOON = NOW + 3 * DAY, NOW + 2 * DAY
STRANGER = "did:plc:enhelannanokandmanniska"
OVERLAP_US = 10_000_000
UNREAD = "strömmen lästes inte till slutet: "


def posts(count, prefix, first=BEGINNING, did=ANNA):
    return [
        scene.post(first + n * MINUTE, f"3m{prefix}{n}", f"{TEXT} {prefix} {n}.", did=did)
        for n in range(count)
    ]


def too_old(connection, request):
    """Version 2 refuses numbers that it has nothing behind any more; times are rounded up."""
    number = int(request.path.rpartition("cursor=")[2])
    said = json.dumps({"error": "CursorTooOld", "message": "below floor"}).encode()
    return None if number >= 10**15 else reply(400, said)


def stream(events=(), **changed):
    running = Stream(events)
    for name, value in changed.items():
        setattr(running, name, value)
    return running


def servers():
    """All servers of the first pass, by the names of their sources."""
    return {
        "kalla": stream(scene.scene_events()),
        "byter": stream([*posts(2, "a"), scene.end()]),
        "tva": stream([*posts(3, "b"), scene.end()]),
        "gammal": stream([*posts(2, "c"), scene.end()]),
        "klampt": stream([*posts(2, "d"), scene.end()]),
        "bruten": stream(posts(2, "e"), closes=True),
        "bakat": stream([*posts(1, "f"), *posts(1, "g", BEGINNING - HOUR), scene.end()]),
        "skrap": stream(after=["{", b"\x00\xff", "null"]),
        "nekad": stream(answer=lambda *_: reply(403)),
        "paus": stream(answer=lambda *_: reply(429, Retry_After="900")),
        "stor": stream(posts(1, "h"), after=["x" * 1_100_000]),
        "avbrott": stream(posts(1, "i"), after=[json.dumps({"$type": "error", "error": "Slow"})]),
        "tyst": stream(),
        "star": stream([scene.post(BEGINNING, "3mstar", "Snö!")] * 2_100),
    }


OF_V2 = {"tva", "gammal", "avbrott"}
GOING_ON = ("kalla", "byter", "tva", "gammal", "klampt", "bruten")
CHANGES = [
    scene.post(SOON, "3mtext0000001", "Orosanmälan är besvarad nu.", operation="update"),
    scene.post(SOON, "3mtext0000003", "Snö!", operation="update"),
    scene.post(SOON, "3mandra", "Snö!", operation="update"),
    scene.commit(SOON, ANNA, "3mtext0000005", "delete"),
    scene.commit(SOON, ANNA, "3mokand", "delete"),
    scene.account(SOON, BERTIL, status="deactivated"),
    scene.account(SOON, STRANGER, status="deleted"),
    scene.post(SOON, "3mny", "Socialnämnden möts i morgon."),
    scene.end(LATER),
]


def backdated(running):
    """The same servers, where a post says that it is years old, as posts that were moved do."""
    record = running["byter"].events[0]["commit"]["record"]
    record["createdAt"] = "2019-05-02T08:00:00Z"
    return running


def put_from_a_file(db):
    """Posts that no stream has brought: the first and the second are deleted with CHANGES."""
    stranger = Post("bsky.app", f"at://{STRANGER}/{scene.COLLECTION}/3mfil", TEXT, author=STRANGER)
    held = [
        Post("bsky.app", f"at://{ANNA}/{scene.COLLECTION}/3mokand", TEXT, author=ANNA),
        stranger,
        replace(stranger, platform="x.com"),
    ]
    source = Source("fil", SourceKind.IMPORT, "")
    with db.write() as transaction:
        add_documents(transaction, [document_of(p, source, PSEUDONYMS, NOW) for p in held])


def go_on(running):
    """What the servers have, and do, when they are asked a second time."""
    running["kalla"].events += CHANGES
    for name in GOING_ON[1:]:
        kept = [] if name in ("gammal", "klampt") else running[name].events
        running[name].archive = running[name].events[name in ("gammal", "klampt") :]
        running[name].events = [*kept, *posts(1, f"{name}-", SOON), scene.end(LATER)]
    running["gammal"].answer = too_old
    running["bruten"].closes = False


@dataclass
class Seen:
    """What one pass left behind."""

    polls: dict[str, Poll]
    states: dict[str, SourceState]
    documents: list[dict]
    counts: dict[str, dict[str, int]]

    @classmethod
    def of(cls, db: Store, sources, now: datetime):
        crawl_sources(db, sources, SETTINGS, PSEUDONYMS, now)
        counted = "SELECT source_id, language, sum(items)::INT AS n FROM passed_over GROUP BY ALL"
        counts: dict[str, dict[str, int]] = {}
        for row in db.read(counted).to_pylist():
            counts.setdefault(row["source_id"], {})[row["language"]] = row["n"]
        polls = {poll.source_id: poll for poll in last_polls(db)}
        documents = db.read("SELECT * FROM current_documents").to_pylist()
        return cls(polls, source_states(db), documents, counts)

    def held(self, source_id):
        return [row for row in self.documents if row["source_id"] == source_id]


@pytest.fixture(scope="module")
def passes(tmp_path_factory):
    """Two passes three days apart: `first`, `second`, `log`, `folder`, and the servers `by`."""
    folder: Path = tmp_path_factory.mktemp("strommar")
    db, by, log = Store(folder / "vardkase.duckdb"), backdated(servers()), []
    noting = logging.Handler(logging.INFO)
    noting.emit = lambda record: log.append(record.getMessage())  # type: ignore[method-assign]
    root = logging.getLogger()
    level = root.level
    root.addHandler(noting)
    root.setLevel(logging.INFO)
    try:
        sources = {n: one.source(V2 if n in OF_V2 else V1, n) for n, one in by.items()}
        first = Seen.of(db, list(sources.values()), NOW)
        go_on(by)
        put_from_a_file(db)
        sources["byter"] = by["byter"].source(V2, "byter")
        second = Seen.of(db, [sources[name] for name in GOING_ON], LATER)
        versions = db.read("SELECT * FROM documents").to_pylist()
        yield SimpleNamespace(
            first=first, second=second, by=by, log=log, folder=folder, versions=versions
        )
    finally:
        root.removeHandler(noting)
        root.setLevel(level)
        for one in by.values():
            one.close()


def test_each_stream_ends_in_the_state_that_its_server_deserves(passes):
    first = passes.first
    ended = {name: (str(poll.access), len(first.held(name))) for name, poll in first.polls.items()}
    assert ended == {
        "kalla": ("ok", POSTS),
        **dict.fromkeys(("byter", "gammal", "klampt", "bruten"), ("ok", 2)),
        **dict.fromkeys(("bakat", "stor", "avbrott"), ("ok", 1)),
        "tva": ("ok", 3),
        "skrap": ("parse_error", 0),
        "nekad": ("refused", 0),
        "paus": ("rate_limited", 0),
        "tyst": ("empty_valid", 0),
        "star": ("empty_valid", 0),
    }


def test_what_kept_a_stream_from_being_read_is_told_and_nothing_is_claimed_of_it(passes):
    first = passes.first
    assert {name: poll.message for name, poll in first.polls.items() if poll.message} == {
        "bruten": UNREAD + "strömmen bröts",
        "bakat": UNREAD + "strömmens markör går bakåt eller står still",
        "star": UNREAD + "strömmens markör går bakåt eller står still",
        "stor": UNREAD + "ett meddelande i strömmen är större än 1 MB",
        "avbrott": UNREAD + "servern avbröt strömmen",
        "skrap": "strömmen är av ett okänt slag",
        "nekad": "släpper inte in oss (HTTP 403)",
        "paus": "ber oss vänta (HTTP 429)",
    }
    assert "cursor moves backwards" in first.states["bakat"].problems
    assert "cursor repeats" in first.states["star"].problems
    unseen = ("bruten", "bakat", "star", "stor", "avbrott", "tyst", "skrap", "nekad", "paus")
    assert [first.polls[name].covers_from for name in unseen] == [None] * len(unseen)
    assert first.states["paus"].retry_at == NOW + timedelta(minutes=15)


def test_a_first_visit_asks_for_a_day_and_claims_what_the_server_still_had(passes):
    asked = passes.by["kalla"]
    assert asked.cursors[0] == scene.micros(NOW - DAY) - OVERLAP_US
    assert passes.first.polls["kalla"].covers_from == BEGINNING
    assert passes.first.polls["byter"].covers_from == BEGINNING
    assert min(row["published_at"] for row in passes.first.held("byter")).year == 2019
    ((path, parameters, headers), *_) = asked.asked
    assert (path, parameters["wantedCollections"]) == (V1, [scene.COLLECTION])
    assert headers["User-Agent"] == SETTINGS.user_agent
    ((path, parameters, headers), *_) = passes.by["tva"].asked
    assert (path, parameters["collections"]) == (V2, [scene.COLLECTION])
    assert parameters["kinds"] == ["commit", "account"]
    assert headers["Sec-WebSocket-Protocol"] == "xrpc.v1.json"
    assert "wantedCollections" not in parameters


def test_posts_about_something_else_are_counted_by_language_and_once(passes):
    fillers = (scene.FILLERS - POSTS) // 2
    assert passes.first.counts["kalla"] == {"sv": fillers}
    assert passes.second.counts["kalla"] == {"sv": fillers}


def test_the_next_visit_goes_on_from_the_cursor_and_covers_all_since(passes):
    end = scene.micros(NOW + timedelta(seconds=1))
    assert passes.first.states["kalla"].cursor == f"jetstream-v1 {end}"
    assert passes.by["kalla"].cursors[1] == end - OVERLAP_US
    assert passes.by["tva"].cursors == [scene.micros(NOW - DAY), scene.FIRST_NUMBER + 3]
    for name in ("kalla", "tva"):
        poll, state = passes.second.polls[name], passes.second.states[name]
        assert (str(poll.access), poll.covers_from, state.problems) == ("ok", NOW, ())


def test_edits_deletions_and_departures_reach_what_is_held(passes):
    held = passes.second.held("kalla")
    assert len(held) == POSTS + 1
    assert (passes.second.polls["kalla"].items, passes.second.polls["kalla"].new_items) == (3, 1)
    texts = [row["text"] for row in held]
    assert "Orosanmälan är besvarad nu." in texts and "Socialnämnden möts i morgon." in texts
    assert "Snö!" in texts and scene.TEXTS[3][1] not in texts
    gone = [row for row in held if row["text_status"] == "deleted"]
    assert len(gone) == 1 + sum(n % 2 == 0 for n in range(POSTS))
    dropped = [scene.TEXTS[n][1] for n in (0, 2, 4, 5, 6, 8, 10, 12)]
    assert not any(row["text"] for row in gone)
    assert not {row["text"] for row in passes.versions} & set(dropped)


def test_a_deletion_counts_though_another_way_brought_the_post(passes):
    found = [(row["text_status"], row["text"]) for row in passes.second.held("fil")]
    assert sorted(found) == [("deleted", ""), ("deleted", ""), ("full", TEXT)]


def test_a_cursor_of_one_version_is_never_sent_to_the_other(passes):
    assert passes.by["byter"].cursors[1] == scene.micros(LATER - DAY)
    assert passes.second.states["byter"].cursor == f"jetstream-v2 {scene.FIRST_NUMBER + 4}"


@pytest.mark.parametrize("name", ["gammal", "klampt"])
def test_what_the_server_no_longer_has_is_a_gap_that_is_told(passes, name):
    """Version 2 refuses an old cursor; version 1 begins later than asked without a word."""
    assert passes.second.states[name].problems[0].startswith("events were missed")
    assert passes.second.polls[name].covers_from == SOON
    asked = passes.by["gammal"].cursors[1:]
    assert asked == [scene.FIRST_NUMBER + 2, scene.micros(LATER - DAY)]


@pytest.mark.parametrize(("name", "left"), [("gammal", "c 1"), ("klampt", "d 1")])
def test_a_deletion_that_nobody_listened_to_is_met_by_asking(passes, name, left):
    texts = sorted(row["text"][-4:-1] for row in passes.second.held(name))
    assert texts == ["", "- 0", left]


def test_a_stream_that_broke_is_gone_on_from_where_it_broke(passes):
    assert passes.by["bruten"].cursors[1] == scene.micros(BEGINNING + MINUTE) - OVERLAP_US
    assert len(passes.second.held("bruten")) == 3
    assert passes.second.polls["bruten"].covers_from == BEGINNING + MINUTE


def test_nobody_is_named_in_store_or_log(passes):
    kept = b"".join(path.read_bytes() for path in passes.folder.rglob("*") if path.is_file())
    said = "\n".join((*passes.log, repr(passes.second), repr(passes.first.states)))
    assert b"Ljungvik" in kept and "kalla: ok" in said
    for person in scene.PERSONS:
        assert person.encode() not in kept and person not in said


class Kept:
    """What a store would hold of the records of one source, for the next pass."""

    def __init__(self):
        self.texts: list[str] = []
        self.items: dict[str, ItemState] = {}
        self.states: dict[str, SourceState] = {}
        self.polls: list[Poll] = []

    def take(self, record):
        if isinstance(record, Document):
            self.texts.append(record.text)
        elif isinstance(record, ItemState):
            self.items[record.key] = record
        elif isinstance(record, SourceState):
            self.states[record.source_id] = record
        elif isinstance(record, Poll):
            self.polls.append(record)

    def run(self, source, killed=False):
        """A pass; `killed`, with kill -9, when it has sent its first checkpoint."""
        items = {source.source_id: list(self.items.values())}
        for record in crawl([source], self.states, items, SETTINGS, PSEUDONYMS, NOW):
            self.take(record)
            if killed and isinstance(record, SourceState) and record.cursor:
                (child,) = multiprocessing.active_children()
                os.kill(child.pid, signal.SIGKILL)
                killed = False


@pytest.mark.slow  # all platforms are killed together in test_killed_platforms.py
def test_a_pass_that_is_killed_goes_on_from_what_it_kept():
    everything = [*posts(3, "o"), *posts(2, "p", BEGINNING + HOUR)]
    with contextlib.closing(stream(everything[:3])) as server:
        kept = Kept()
        kept.run(server.source(), killed=True)
        assert len(kept.texts) == 3 and kept.states["kalla"].answered_at is None
        server.events = [*everything, scene.end()]
        kept.run(server.source())
    assert [str(poll.access) for poll in kept.polls] == ["outage", "ok"]
    reached = scene.micros(BEGINNING + 2 * MINUTE)
    assert server.cursors == [scene.micros(NOW - DAY) - OVERLAP_US, reached - OVERLAP_US]
    assert [text[-4:-1] for text in kept.texts] == ["o 0", "o 1", "o 2", "p 0", "p 1"]
    assert kept.polls[1].covers_from == BEGINNING + 2 * MINUTE

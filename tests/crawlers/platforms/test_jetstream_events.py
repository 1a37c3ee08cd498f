"""What is read of a stream: posts by language and words, deletions, accounts, and nonsense."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import scene_jetstream as scene
from scene_jetstream import ANNA, BEGINNING, BERTIL, NOW

from crawlers.platforms.jetstream_events import (
    BACKWARDS,
    MISSED,
    REFUSED,
    UNREADABLE,
    V1,
    V2,
    read_events,
)
from crawlers.searches import default_queries_toml, parse_searches

RECORDED = Path(__file__).parents[4] / "shared/data/recordings/jetstream/events.jsonl"
SEARCHES = parse_searches(default_queries_toml(), "queries.toml")
MINUTE = timedelta(minutes=1)
TEXT = "Socialtjänsten svarade i dag."


def read(*messages, version=V1, now=NOW, counted_to=0, newest=0):
    """What a batch gives; messages are events, or bytes as they are."""
    raw = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in messages]
    return read_events(b"", "", "", now, raw, version, SEARCHES, counted_to, newest)


def texts(found):
    return [change.post.text for change in found.changes if change.post]


def between(*messages):
    """The messages between two that are always read, as the first and last of a batch are."""
    return [scene.end(BEGINNING - MINUTE), *messages, scene.end(BEGINNING + 10 * MINUTE)]


@pytest.mark.parametrize(
    ("langs", "text", "taken", "counted"),
    [
        (["sv"], TEXT, True, ""),
        (["sv-SE"], TEXT, True, ""),
        (["SV"], TEXT, True, ""),
        (["de", "sv"], TEXT, True, ""),
        (["en"], TEXT, True, ""),
        (["nb"], "Den svenske LVU er lov.", True, ""),
        (["ar"], "السوسيال لم يجب", True, ""),
        (None, TEXT, True, ""),
        ([], TEXT, True, ""),
        ([7, None], TEXT, True, ""),
        ("sv", TEXT, True, ""),
        (["de"], TEXT, False, ""),
        (["sv"], "Snö i backarna", False, "sv"),
        (["nn"], "Snø i bakkane", False, "no"),
        (["ja", "en"], "Snow", False, "en"),
        (None, "Snö", False, "und"),
        (["sv"], "Tidssocialtjänster", False, "sv"),
        (["sv"], "Läs #slutakidnappavårabarn", True, ""),
    ],
)
def test_posts_are_taken_by_language_and_words_and_the_others_counted(langs, text, taken, counted):
    said = scene.post(BEGINNING, "3ma", text, "")
    if langs is not None:
        said["commit"]["record"]["langs"] = langs
    for spaced in (said, json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()):
        found = read(*between(spaced))
        assert texts(found) == ([text] if taken else [])
        assert found.passed == (((BEGINNING.date(), counted, 1),) if counted else ())
        assert found.problems == ()


def test_words_in_pictures_links_and_tags_count_and_those_of_a_link_are_context():
    seen = {
        "images": [{"alt": "Brev från socialtjänsten", "image": {}}],
        "$type": "app.bsky.embed.images",
    }
    many = {"$type": "app.bsky.embed.gallery", "items": [{"alt": ""}, {"alt": "Möte på soc"}]}
    link = {"external": {"uri": "https://a.example/", "title": "Nya LVU", "description": ""}}
    found = read(
        scene.post(BEGINNING, "3ma", "Titta!", embed=seen),
        scene.post(BEGINNING, "3mb", "Läs!", embed={"$type": "app.bsky.embed.external", **link}),
        scene.post(BEGINNING, "3mc", "Hör!", tags=["orosanmälan"]),
        scene.post(BEGINNING, "3md", "Fem bilder", embed=many),
    )
    assert texts(found) == [
        "Titta!\nBrev från socialtjänsten", "Läs!", "Hör!", "Fem bilder\nMöte på soc",
    ]  # fmt: skip


def test_a_post_is_what_bluesky_calls_it_and_dates_itself_no_later_than_it_was_met():
    reply = {"parent": {"uri": f"at://{BERTIL}/{scene.COLLECTION}/3mp", "cid": "x"}}
    said = scene.post(BEGINNING, "3ma", TEXT, reply=reply)
    said["commit"]["record"]["createdAt"] = "2026-11-20T11:59:00Z"
    (change,) = read(said).changes
    post = change.post
    assert (post.platform, post.native_id) == ("bsky.app", f"at://{ANNA}/{scene.COLLECTION}/3ma")
    assert (post.author, post.answers) == (ANNA, reply["parent"]["uri"])
    assert (post.published_at, post.language) == (BEGINNING, "sv")


def test_both_versions_say_the_same():
    events = [
        scene.post(BEGINNING, "3ma", TEXT),
        scene.post(BEGINNING + MINUTE, "3mb", "Snö"),
        scene.commit(BEGINNING + 2 * MINUTE, ANNA, "3mc", "delete"),
        scene.account(BEGINNING + 3 * MINUTE, BERTIL),
        scene.event(BEGINNING + 4 * MINUTE, BERTIL, "identity", handle="x.example"),
    ]
    one = read(*events)
    two = read(*(scene.in_v2(n, said) for n, said in enumerate(events, 24_000)), version=V2)
    assert replace(one, at=two.at) == two
    assert (one.at, two.at) == (scene.micros(BEGINNING + 4 * MINUTE), 24_004)
    assert (one.first, one.last) == (BEGINNING, BEGINNING + 4 * MINUTE)
    gone, left = one.changes[1:]
    assert (gone.post.native_id, gone.post.deleted) == (f"at://{ANNA}/{scene.COLLECTION}/3mc", True)
    assert left.account == BERTIL


@pytest.mark.parametrize(
    ("active", "status", "gone"),
    [
        *((False, status, True) for status in ("deleted", "takendown", "suspended", "deactivated")),
        *((False, status, False) for status in ("desynchronized", "throttled", None, ["deleted"])),
        (True, "deleted", False),
        ("false", "deleted", False),
    ],
)
def test_an_account_is_gone_when_it_is_inactive_for_a_reason_that_hides_its_posts(
    active, status, gone
):
    said = scene.account(BEGINNING, BERTIL)
    said["account"] |= {"active": active, "status": status}
    if isinstance(status, list):
        said["account"]["status"] = str(status)
    assert [change.account for change in read(said).changes] == ([BERTIL] if gone else [])


def test_an_edit_that_is_about_something_else_matters_only_where_the_post_is_held():
    events = [
        scene.post(BEGINNING, "3ma", "Snö", code, operation="update") for code in ("de", "sv")
    ]
    found = read(*between(*events))
    assert [(one.only_held, one.post.text) for one in found.changes] == [(True, "Snö")] * 2
    assert found.passed == ()


def test_what_an_earlier_visit_counted_is_not_counted_again_but_its_posts_are_taken():
    events = [scene.post(BEGINNING, "3ma", "Snö"), scene.post(BEGINNING, "3mb", TEXT)]
    found = read(*events, counted_to=scene.micros(BEGINNING))
    assert (found.passed, texts(found)) == ((), [TEXT])


def test_version_1_may_be_somewhat_disordered_and_a_longer_way_back_ends_the_reading():
    events = [
        scene.post(BEGINNING + n * MINUTE, f"3m{n}", f"{TEXT} {n}") for n in (20, 12, 25, 9, 30)
    ]
    found = read(*events)
    assert [text[-2:] for text in texts(found)] == ["20", "12", "25"]
    assert found.problems == (BACKWARDS,)
    assert found.at == scene.micros(BEGINNING + 25 * MINUTE)
    assert read(events[3], newest=found.at).problems == (BACKWARDS,)


@pytest.mark.parametrize("numbers", [(7, 8, 6, 9), (7, 8, 8, 9)])
def test_version_2_may_neither_go_back_nor_repeat(numbers):
    events = [scene.post(BEGINNING, f"3m{n}", f"{TEXT} {n}") for n in range(4)]
    found = read(*map(scene.in_v2, numbers, events), version=V2)
    assert (len(found.changes), found.at, found.problems) == (2, 8, (BACKWARDS,))


def test_notices_of_the_server_are_understood_and_move_nothing():
    def info(name):
        named = {"$type": "network.bsky.jetstream.subscribeEvents#info", "name": name}
        return {"$type": "message", "payload": named}

    error = {"$type": "error", "error": "ConsumerTooSlow", "message": "x"}
    assert read(info("OutdatedCursor"), version=V2).problems == (MISSED,)
    assert read(info("FutureCursor"), version=V2).problems == (MISSED,)
    assert read(info("AnythingElse"), version=V2).problems == ()
    assert read(error, version=V2).problems == (REFUSED,)
    assert read(info("OutdatedCursor"), version=V2).at == 0


GOOD = scene.post(BEGINNING, "3ma", TEXT)
HOSTILE = (
    *(b"", b"\x00\xff\xfe", b"null", b"7", b'"text"', b"[]", b"{}", b'{"kind":"commit"}'),
    b"[" * 200_000,
    b'{"a":' * 100_000,
    b'{"time_us":' + b"9" * 5_000 + b"}",
    *(
        json.dumps({**GOOD, **changed}).encode()
        for changed in (
            *({"time_us": at} for at in (None, True, -1, 0, 1.5, "1795165200000000", 10**30)),
            {"time_us": scene.micros(NOW + timedelta(days=2))},
            *({"did": did} for did in (None, 7, "", "anna.example", "did:plc:\ud800abc")),
            *({"kind": kind} for kind in (None, 7, [], {})),
            *(
                {"commit": {**GOOD["commit"], "rkey": key}}
                for key in (None, 7.5, "", "a/b", "å " * 9)
            ),
        )
    ),
)
HARMLESS = tuple(
    {**GOOD, **changed}
    for changed in (
        *({"commit": commit} for commit in (None, 7, [], {})),
        *({"commit": {**GOOD["commit"], "record": record}} for record in (None, 7, [TEXT], {})),
        {"commit": {**GOOD["commit"], "operation": "merge"}},
        {"commit": {**GOOD["commit"], "collection": ["app.bsky.feed.post"]}},
        {"commit": {**GOOD["commit"], "record": {"text": {"text": TEXT}, "langs": [["sv"]]}}},
        {"commit": {**GOOD["commit"], "record": {"$type": "app.bsky.feed.like", "text": TEXT}}},
        {"kind": "cursor"},
    )
)


def test_hostile_messages_are_told_of_and_stop_nothing():
    last = scene.post(BEGINNING + MINUTE, "3mb", TEXT)
    for message in HOSTILE:
        found = read(GOOD, message, last)
        assert (texts(found), found.problems) == ([TEXT, TEXT], (UNREADABLE,)), message[:80]
        assert found.at == scene.micros(BEGINNING + MINUTE)
    for said in HARMLESS:
        assert texts(read(GOOD, said, last)) == [TEXT, TEXT], said
    for message in HOSTILE:
        assert read(message, version=V2).problems == (UNREADABLE,), message[:80]
    assert read(GOOD, version=V2).problems == (UNREADABLE,)
    assert read(scene.in_v2(7, GOOD)).problems == (UNREADABLE,)


def test_halves_of_characters_and_nul_do_not_get_through():
    found = read(scene.post(BEGINNING, "3ma", f"{TEXT} \ud83d \ud83d\ude00"))
    (text,) = texts(found)
    assert text == f"{TEXT} ? 😀"


def test_a_skipped_language_written_with_escapes_is_still_read():
    raw = json.dumps(scene.post(BEGINNING, "3ma", TEXT, "sv")).replace('"sv"', '"\\u0073v"')
    assert texts(read(*between(raw.encode()))) == [TEXT]


def test_recorded_events_give_the_post_and_the_deletion():
    if not RECORDED.exists():
        pytest.skip(f"{RECORDED} is not on this machine: no recorded events to read")
    lines = [line for line in RECORDED.read_bytes().splitlines() if line.strip()]
    in_order = sorted(lines, key=lambda line: json.loads(line)["time_us"])
    found = read(*in_order, now=NOW)
    post, gone = (change.post for change in found.changes)
    assert "socialsekreterare" in post.text and post.hashtags == ("socialtjänst",)
    assert gone.deleted and gone.native_id.endswith("/app.bsky.feed.post/3mbifxsf4wc24")
    assert (found.problems, found.passed) == ((), ())
    # Two days were recorded, the later one first.
    assert read(*lines, now=NOW).problems == (BACKWARDS,)

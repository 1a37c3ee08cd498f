"""Each access state, brought about by a real host in one pass, and what its user sees of it:
`sources list`, `health`, the day's row of source_days, and the report's coverage."""

import json
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from simulated_week.hosts import Hosts, Reply
from simulated_week.week import asked_now

from reports.signals.coverage import coverage
from reports.signals.weeks import STOCKHOLM, week_of
from reports.weekly.edition import Edition, read_report
from scheduler.ingest import Summary
from scheduler.pipeline import crawl_sources
from store.reports import begin_moment
from store.sources import source_states
from vardkase.cli import vardkase
from vardkase.commands.setup import CONFIG_TEXT, set_up
from vardkase.config import load

pytestmark = pytest.mark.slow

RSS = "application/rss+xml"
HOUR = timedelta(hours=1)
START = datetime(2026, 11, 20, 9, tzinfo=UTC)
ANSWERED = ("ok", "not_modified", "empty_valid", "moved", "stale")
FAILED = ("refused", "challenged", "rate_limited", "outage", "parse_error")
TEXT = "Kommunen söker fler familjehem, och nämnden har anslagit mer pengar till arbetet. " * 10


def feed(*dates):
    """A feed with an article for each date, newest first."""
    rows = "".join(
        f"<item><title>Fler familjehem söks, del {n}</title><link>/artikel/{n}</link>"
        f"<guid>id-{n}</guid><pubDate>{format_datetime(date)}</pubDate>"
        "<description>Kommunen söker fler familjehem.</description></item>"
        for n, date in sorted(enumerate(dates), reverse=True)
    )
    text = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{rows}</channel></rss>'
    )
    return Reply(200, RSS, text.encode(), {"ETag": f'"{len(dates)}"'})


ARTICLE = Reply(
    body=f'<!doctype html><html lang="sv"><title>Fler familjehem söks</title><body><article>'
    f"<h1>Fler familjehem söks</h1><p>{TEXT}</p></article></body></html>".encode()
)
PAGE = Reply(body=b"<!doctype html><html><body><h1>V\xc3\xa4lkommen</h1></body></html>")
CHALLENGE = Reply(body=b"<html><title>Just a moment...</title><div class='cf-challenge'></html>")


@dataclass
class World:
    """A folder set up by `init`, ten hosts, and what each of them answers at /rss."""

    folder: Path
    feeds: dict[str, Reply]
    summary: Summary | None = None

    @property
    def found(self):
        return load(self.folder / "vardkase.toml")

    @property
    def store(self):
        return self.found.store()

    def crawl(self, now):
        found = self.found
        settings = replace(found.crawl, timeout_s=5.0)
        return crawl_sources(self.store, found.sources(), settings, found.pseudonyms(), now)

    def due(self, now):
        return set(asked_now(self.store, self.found.sources(), now))

    def told(self, *arguments):
        """What a command says, as JSON, an hour after the second pass."""
        config = ["--config", str(self.folder / "vardkase.toml")]
        with pytest.MonkeyPatch.context() as patched:
            for module in ("sources", "watch"):
                patched.setattr(f"vardkase.commands.{module}.now", lambda: START + 2 * HOUR)
            ended = CliRunner().invoke(vardkase, [*config, *arguments, "--json"])
        assert ended.stdout, ended.output
        return json.loads(ended.stdout)

    def listed(self, source_id):
        (row,) = [r for r in self.told("sources", "list")["sources"] if r["source_id"] == source_id]
        return row

    def day(self, source_id, now):
        (row,) = self.store.read(
            "SELECT * FROM source_days WHERE source_id = ? AND day = ? AND tried > 0",
            [source_id, now.astimezone(STOCKHOLM).date()],
        ).to_pylist()
        return row

    def covered(self, now):
        """Coverage of the running week by source."""
        with self.store.reading() as transaction:
            table = coverage(transaction, [week_of(now)], now)
        return dict(zip(table["source_id"], table["coverage"], strict=True))

    def report(self, now):
        edition = Edition(week_of(now), "sv", now, "regel", (), 5, {}, "")
        return read_report(self.store, edition, begin_moment(self.store, now))


@contextmanager
def living(tmp_path, feeds):
    """A World whose sources are named as the keys of `feeds`."""
    addresses = {f"127.0.3.{n}": name for n, name in enumerate(feeds, start=1)}

    def answer(address, path, headers):
        if path not in ("/rss", "/ny"):
            return ARTICLE if path.startswith("/artikel") else Reply(404, body=b"finns inte")
        reply = feeds[addresses[address] if path == "/rss" else "ok"]
        tag = reply.headers.get("ETag")
        same = tag is not None and headers.get("if-none-match") == tag
        return replace(reply, status=304, body=b"") if same else reply

    text = CONFIG_TEXT.replace("delay_s = 5.0", "delay_s = 0.0").replace(
        "allow_private_networks = false", "allow_private_networks = true"
    )
    with Hosts(list(addresses), answer) as hosts:
        lines = "".join(
            f'[[source]]\nsource_id = "{name}"\nname = "{name.title()}bladet"\nkind = "feed"\n'
            f'url = "http://{address}:{hosts.ports[address]}/rss"\nregion = "AB"\n'
            'outlet_type = "regional_daily"\n\n'
            for address, name in addresses.items()
        )
        set_up(tmp_path / "arbete", text, lines)
        yield World(tmp_path / "arbete", feeds)


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    """Two passes an hour apart: in the first all ten answered, in the second each in its way."""
    old, new = START - timedelta(days=300), START - 2 * HOUR
    names = [*ANSWERED, *FAILED]
    feeds = {name: feed(new) for name in names} | {"stale": feed(old)}
    with living(tmp_path_factory.mktemp("lagen"), feeds) as world:
        world.crawl(START)
        feeds |= {
            "ok": feed(new, new + HOUR),
            "empty_valid": feed(),
            "moved": Reply(301, headers={"Location": "/ny"}),
            "refused": Reply(403, body=b"Forbidden"),
            "challenged": CHALLENGE,
            "rate_limited": Reply(429, headers={"Retry-After": "10800"}),
            "outage": Reply(404, body=b"borta"),
            "parse_error": PAGE,
        }
        world.summary = world.crawl(START + HOUR)
        yield world


@pytest.mark.parametrize("state", [*ANSWERED, *FAILED])
def test_sources_list_shows_the_state_and_what_was_said(ended, state):
    row = ended.listed(state)
    assert row["access"] == state
    assert row["failures"] == (state in FAILED)
    assert bool(row["message"]) == (state in (*FAILED, "moved", "stale"))


@pytest.mark.parametrize("state", [*ANSWERED, *FAILED])
def test_the_day_counts_every_attempt_and_which_of_them_failed(ended, state):
    now = START + HOUR
    day = ended.day(state, now)
    assert (day["tried"], day["access"]) == (2, state)
    assert day["failed"] == (state in FAILED)
    assert day["fetched"] == 2 - day["failed"]


def test_health_names_the_sources_that_failed_and_no_other(ended):
    told = [p["what"] for p in ended.told("health")["problems"]]
    named = {what.removeprefix("källa ") for what in told if what.startswith("källa ")}
    assert set(FAILED) <= named <= {*FAILED, "stale"}  # a stale source needs a person as well


def test_one_pass_counts_what_answered_and_what_failed(ended):
    sources = ended.summary.as_dict()["sources"]
    assert sources["ok"] == 5
    assert {row["source_id"]: row["access"] for row in sources["failed"]} == {s: s for s in FAILED}
    assert all(row["message"] for row in sources["failed"])


def test_the_report_says_how_each_attempt_ended_and_how_many_failed(ended):
    now = START + HOUR + timedelta(minutes=1)
    section = ended.report(now).coverage
    states = {row.name: row.state for row in section.sources}
    assert states == {
        "Okbladet": "svarade",
        "Not_Modifiedbladet": "svarade, inget nytt",
        "Empty_Validbladet": "svarade, tom lista",
        "Movedbladet": "svarade på ny adress",
        "Stalebladet": "svarade, men har inte uppdaterats",
        "Refusedbladet": "nekade oss",
        "Challengedbladet": "krävde en människa",
        "Rate_Limitedbladet": "bad oss vänta",
        "Outagebladet": "svarade inte",
        "Parse_Errorbladet": "svaret gick inte att läsa",
    }
    # Of a day whose last attempt failed nothing counts as seen.
    told = "Vi såg ingenting av 4 av 10 källor. Refusedbladet släppte inte in oss."
    assert section.sentence.startswith(told)
    assert (section.states["unseen"], section.states["refused"]) == (4, 1)
    covered = ended.covered(now)
    assert {s for s, share in covered.items() if share == 0} == set(FAILED)
    assert all(covered[state] > 0.99 for state in ANSWERED)


def test_what_answered_is_asked_after_its_hour_and_what_failed_waits_by_how_it_failed(ended):
    asked = START + HOUR
    assert ended.due(asked + HOUR) == set(ANSWERED)
    # a refusal counts as a whole point: twice the hour; a busy host named its own time
    assert ended.due(asked + 2 * HOUR) == {*ANSWERED, "refused", "outage", "parse_error"}
    assert ended.due(asked + 3 * HOUR) == {*ANSWERED, *FAILED} - {"challenged"}
    assert "challenged" in ended.due(asked + 24 * HOUR)


@pytest.fixture
def one(tmp_path):
    """A World of one source, `ok`, that has answered once."""
    with living(tmp_path, {"ok": feed(START - 2 * HOUR)}) as world:
        world.crawl(START)
        yield world


def test_a_304_never_heals_a_source_that_has_failed_and_full_answers_do_step_by_step(one):
    whole = one.feeds["ok"]
    one.feeds["ok"] = Reply(403)
    for hours in (1, 3):
        one.crawl(START + hours * HOUR)
    one.feeds["ok"] = Reply(304)  # whatever it is asked, and it is not asked "if changed"
    one.crawl(START + 7 * HOUR)
    row = one.listed("ok")
    assert (row["access"], row["failures"], row["score"]) == ("outage", 3, 2.5)
    assert one.due(START + 12 * HOUR) == set()
    assert one.due(START + 13 * HOUR) == {"ok"}
    one.feeds["ok"] = whole
    one.crawl(START + 13 * HOUR)
    row = one.listed("ok")
    assert (row["access"], row["failures"]) == ("not_modified", 0)  # by its content: it was whole
    assert 0 < row["score"] < 1
    assert one.due(START + 14 * HOUR) == set()
    one.crawl(START + 15 * HOUR)
    assert one.listed("ok")["score"] == 0
    assert one.due(START + 16 * HOUR) == {"ok"}


def test_a_source_that_comes_back_is_seen_again_as_far_as_its_list_reaches(one):
    one.feeds["ok"] = CHALLENGE
    one.crawl(START + HOUR)
    assert one.covered(START + HOUR + timedelta(minutes=1))["ok"] == 0.0
    state = source_states(one.store)["ok"]
    assert (state.failures, state.failing_since) == (1, START + HOUR)
    assert one.due(START + 24 * HOUR) == set()
    one.feeds["ok"] = feed(*(START + n * HOUR for n in range(-3, 24)))
    assert one.due(START + 25 * HOUR) == {"ok"}
    one.crawl(START + 25 * HOUR)
    assert one.listed("ok")["access"] == "ok"
    assert one.covered(START + 25 * HOUR)["ok"] > 0.99
    assert source_states(one.store)["ok"].failing_since is None

"""`sources check`, `sources list` and `health` as a user runs them, on a server on loopback."""

import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from crawlers.network.out_of_reach import NO_HOST
from crawlers.sources import read_sources
from reports.signals.coverage import Note
from store.records import Access, Poll, Source, SourceKind, SourceState
from vardkase.cli import vardkase
from vardkase.commands import source_health
from vardkase.commands.setup import CONFIG_TEXT, set_up
from vardkase.commands.sources_told import print_sources
from vardkase.terminal import NO_NETWORK

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DEAD = "http://127.0.0.1:1/feed"


def rss(*ages_days):
    rows = "".join(
        f"<item><title>Fler familjehem, del {n}</title><link>/artikel/{n}</link>"
        f"<pubDate>{format_datetime(datetime.now(UTC) - timedelta(days=age))}</pubDate></item>"
        for n, age in enumerate(ages_days)
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{rows}</channel></rss>'
    )


@dataclass
class Folder:
    """A folder set up by `init`, with a list of sources, and the server behind them."""

    path: Path
    base: str
    answers: dict = field(default_factory=dict)

    def write(self, text):
        self.listed.write_bytes(text.replace("{base}", self.base).encode())
        return self.listed.read_bytes()

    @property
    def listed(self):
        return self.path / "sources.toml"

    def run(self, *arguments):
        command = ["--config", str(self.path / "vardkase.toml"), *arguments]
        return CliRunner(catch_exceptions=False).invoke(vardkase, command)


@pytest.fixture
def folder(tmp_path):
    answers = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, kind, body = answers.get(self.path, (404, "text/plain", "finns inte"))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    text = CONFIG_TEXT.replace("delay_s = 5.0", "delay_s = 0.0").replace(
        "allow_private_networks = false", "allow_private_networks = true"
    )
    set_up(tmp_path / "arbete", text, "")
    yield Folder(tmp_path / "arbete", f"http://127.0.0.1:{server.server_port}", answers)
    server.shutdown()
    server.server_close()


LISTED = """# Våra egna källor

[[source]]
source_id = "kuriren"
kind = "feed"
url = "{base}/borta"  # ur Adas lista
name = "Bergsbo-Kuriren"
verified = ""

# --- Filer ---

[[source]]
source_id = "arkiv"
kind = "import"
url = ""
"""


def test_a_check_shows_first_and_writes_then_and_a_second_changes_nothing(folder):
    before = folder.write(LISTED)
    folder.answers["/feed"] = (200, "application/rss+xml", rss(1, 2))
    folder.answers["/robots.txt"] = (200, "text/plain", "User-agent: GPTBot\nDisallow: /\n")

    shown = folder.run("sources", "check", "--dry-run")
    unwritten = folder.listed.read_bytes()
    done = folder.run("sources", "check")
    after = folder.listed.read_bytes()
    again = folder.run("sources", "check", "--json")

    assert (shown.exit_code, done.exit_code, again.exit_code) == (0, 0, 0)
    assert "sidan finns inte (HTTP 404); hittade i stället" in shown.stdout
    assert "hoppas över: läses från filer" in shown.stdout
    assert "Ingenting skrevs" in shown.stdout
    assert unwritten == before
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert after.decode() == LISTED.replace(
        'url = "{base}/borta"  # ur Adas lista',
        f'url = "{folder.base}/feed"  # före {today}: {folder.base}/borta; ur Adas lista',
    ).replace('verified = ""', f'verified = "{today}"')
    assert read_sources(folder.listed)[0].url == folder.base + "/feed"
    row, skipped = json.loads(again.stdout)["sources"]
    assert (row["outcome"], row["entries"], row["robots"]) == ("works", 2, "allows")
    assert any("GPTBot" in line for line in row["ai_lines"])
    assert skipped["outcome"] == "skipped"
    assert folder.listed.read_bytes() == after


def test_what_does_not_work_is_told_and_stays_as_it_was(folder):
    before = folder.write(
        LISTED + f'\n[[source]]\nsource_id = "dod"\nkind = "feed"\nurl = "{DEAD}"\n'
    )

    ended = folder.run("sources", "check", "--source", "dod")

    assert ended.exit_code == 1
    assert "går inte att hämta: värden tar inte emot förbindelser" in ended.stdout
    assert "kuriren" not in ended.stdout
    assert "Att göra: pröva igen en annan dag" in ended.stdout
    assert folder.listed.read_bytes() == before


def test_an_unknown_source_is_wrong_use_and_nothing_is_done(run, folder):
    before = folder.write(LISTED)

    ended = run("sources", "check", "--source", "okand", cwd=folder.path)

    assert (ended.status, ended.out) == (2, "")
    assert "--source okand: finns inte i" in ended.err
    assert folder.listed.read_bytes() == before


def test_the_list_says_what_is_wrong_since_when_and_when_it_is_asked_again(folder):
    folder.write(LISTED)
    folder.answers["/borta"] = (200, "application/rss+xml", rss(1))
    folder.run("crawl")
    answered = folder.run("sources", "list").stdout
    folder.answers["/borta"] = (403, "text/plain", "nej")
    folder.run("crawl")

    text = folder.run("sources", "list").stdout
    row = json.loads(folder.run("sources", "list", "--json").stdout)["sources"][0]

    assert "misslyckas" not in answered
    assert "det nyaste som har listats är från" in answered
    assert "släpper inte in oss (HTTP 403)" in text
    assert "misslyckas sedan" in text
    assert "1 försök i rad" in text
    assert "frågas igen tidigast" in text
    assert (row["access"], row["failures"], row["score"] > 0) == ("refused", 1, True)
    assert row["next_at"] > row["polled_at"]
    assert row["newest_at"] is not None


def test_what_our_own_guard_stops_is_not_said_to_be_refused_by_the_source(folder):
    config = folder.path / "vardkase.toml"
    text = config.read_text("utf-8")
    allowed = "allow_private_networks = true"
    assert allowed in text
    config.write_text(text.replace(allowed, "allow_private_networks = false"), "utf-8")
    folder.write(LISTED)

    ended = folder.run("sources", "check")

    assert "kuriren                      adressvakten hindrade" in ended.stdout
    assert "skriv allow_private_networks = true under [crawl] i vardkase.toml" in ended.stdout
    assert "be redaktionen om tillstånd" not in ended.stdout
    assert "Ingenting skrevs i" in ended.stdout


def test_a_source_that_is_read_from_files_is_not_said_to_be_waiting(folder):
    folder.write(LISTED)

    line = folder.run("sources", "list").stdout.splitlines()[-1]

    assert line.startswith("arkiv ")
    assert line.endswith("läses från filer")


def test_a_crawl_says_once_what_many_sources_have_in_common(folder):
    table = '[[source]]\nsource_id = "dod-{n}"\nkind = "feed"\nurl = "http://127.0.0.1:1/{n}"\n'
    folder.write("".join(table.replace("{n}", str(n)) for n in range(7)))

    crawled = folder.run("crawl").stdout.splitlines()
    health = folder.run("health").stdout

    assert crawled[-1] == NO_NETWORK
    assert crawled[-2] == (
        "  7 källor: värden tar inte emot förbindelser: "
        "dod-0, dod-1, dod-2, dod-3, dod-4 och 2 till"
    )
    assert "sources check" not in health, "all of them fail: the network comes first"


def test_health_of_a_failing_source_names_the_command_that_helps(folder):
    folder.write(LISTED)
    folder.run("crawl")

    assert "`vardkase sources check` prövar" in folder.run("health").stdout


def test_sources_without_a_command_says_what_is_missing(run, folder):
    ended = run("sources", cwd=folder.path)

    assert (ended.status, ended.out) == (2, "")
    assert "vardkase sources: ett kommando saknas. Se `" in ended.err


def needs(count, message, access=Access.OUTAGE, thin=None, **state):
    """`health` of so many sources that ended alike, and one that answers."""
    names = [f"kalla-{n}" for n in range(count)]
    sources = [Source(n, SourceKind.FEED, f"https://{n}.example/rss") for n in [*names, "frisk"]]
    polls = {n: Poll(n, NOW, access, message=message) for n in names}
    polls["frisk"] = Poll("frisk", NOW, Access.OK)
    states = {s.source_id: SourceState(s.source_id, s.url, **state) for s in sources[:-1]}
    return list(
        source_health.problems(sources, polls, states, dict.fromkeys(names, 4), thin or {}, NOW)
    )


def test_health_names_few_sources_one_by_one():
    told = needs(2, "svarade med HTTP 503")

    assert [problem["what"] for problem in told] == ["källa kalla-0", "källa kalla-1"]
    assert told[0]["message"] == (
        "svarade med HTTP 503 (4 försök i rad). Se över adressen i källistan."
    )


def test_health_says_one_cause_of_a_hundred_sources_in_one_line():
    (told,) = needs(100, NO_HOST)

    assert told["what"] == "100 källor"
    assert told["message"].startswith("kalla-0, kalla-1, kalla-2, kalla-3, kalla-4 och 95 till")
    assert told["message"].endswith(
        f"till, av samma skäl: {NO_HOST}. Se över adressen i källistan."
    )


def test_health_does_not_say_that_a_source_without_our_key_fails_or_needs_another_address():
    (told,) = needs(1, "nyckel saknas: sök", Access.NOT_ASKED)

    assert told["message"] == "nyckel saknas: sök."


def test_sources_that_fail_are_told_with_what_a_person_can_do(capsys):
    row = {
        "source_id": "a", "kind": "feed", "outlet_type": None, "region": "", "access": "outage",
        "polled_at": NOW.isoformat(), "next_at": NOW.isoformat(), "message": "", "failures": 1,
        "failing_since": NOW.isoformat(), "problems": [], "newest_at": None, "proposal": "",
    }  # fmt: skip
    print_sources([row, {**row, "source_id": "b", "kind": "reddit"}])

    told = capsys.readouterr().out
    assert "att göra: öppna adressen i en webbläsare" in told
    assert "`vardkase sources check --source a`" in told
    assert "`vardkase crawl --source b`" in told


def test_health_asks_for_the_network_when_nothing_answers():
    sources = [Source(f"k{n}", SourceKind.FEED, f"https://k{n}.example/") for n in range(7)]
    polls = {s.source_id: Poll(s.source_id, NOW, Access.OUTAGE, message="dött") for s in sources}

    (told,) = source_health.problems(sources, polls, {}, {}, {}, NOW)

    assert told["message"].endswith("Ingen källa svarar: har datorn nätverk?")


def test_health_names_sources_that_answer_but_give_much_less_than_expected():
    week = {f"kalla-{n}": "2026-W46" for n in range(9)}
    (few,) = needs(1, "", Access.OK, week)
    (together,) = needs(8, "", Access.OK, week)
    (failing,) = needs(1, "svarade med HTTP 503", Access.OUTAGE, week)

    assert few["what"] == "källa kalla-0"
    assert few["message"].startswith("svarade men gav mycket mindre än väntat vecka 2026-W46.")
    assert together["what"] == "8 källor"
    assert together["message"].startswith("kalla-0, kalla-1, kalla-2, kalla-3, kalla-4 och 3 till")
    assert "HTTP 503" in failing["message"], "what keeps it from answering comes first"


def test_the_last_week_in_which_a_source_gave_little_counts_and_no_other_note():
    rows = [
        ("tunn", "2026-W47", Note.THIN),
        ("tunn", "2026-W46", Note.THIN),
        ("borta", "2026-W47", Note.OUTAGE),
        ("frisk", "2026-W47", Note.NONE),
    ]
    covered = pd.DataFrame(rows, columns=["source_id", "week", "note"])

    assert source_health.thin_weeks(covered) == {"tunn": "2026-W47"}


def test_health_puts_proposals_together_that_differ_in_host_and_day_alone():
    since = {"failing_since": NOW - timedelta(days=30), "failures": 30, "problems": ("dns",)}
    (together,) = needs(8, NO_HOST, **since)
    few = needs(1, NO_HOST, **since)

    assert together["what"] == "8 källor"
    assert "kalla-0.example" in together["message"]
    assert "rätta adressen eller ta bort källan" in few[0]["message"]


def test_health_names_a_source_that_has_moved_for_good():
    (told,) = needs(1, "", Access.MOVED, moved_to="https://ny.example/rss", moved_times=3)

    assert told["message"] == "Källan har flyttat för gott: ändra url till https://ny.example/rss."

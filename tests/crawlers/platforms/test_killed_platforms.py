"""A pass over all platforms at once that is killed with all its processes, and taken up again."""

import time
from collections import Counter
from datetime import timedelta

import pytest
import scene_jetstream
from killed_pass import ALL, Tap, held, kill, until
from scenes import put_all, scenes_of

from crawlers.kinds import PLATFORMS

pytestmark = pytest.mark.slow

MIDWAY = ((0.34, 450, 10), (0.67, 900, 60))
"""For each kill in the midst of work: how much of what a whole pass asks of a server is answered,
how many events the stream sends, and how many documents are stored when it comes."""
AT_REST = (0.8, 900, 1350)
"""The last kill: how many events the stream sends before and after all servers are held."""
SETTLED_S = 0.5
EVENTS_OF_A_POST = scene_jetstream.FILLERS // scene_jetstream.POSTS
TAKEN_UP = {
    *("bluesky", "discourse", "familjeliv", "flashback", "mastodon", "reddit", "telegram"),
    "youtube",
}
"""Platforms that are asked page by page, and gone on with where they were left; how exactly, is
told in test_killed_listings.py."""


class StreamTap(list):
    """The events of a stream; behind the first `most` it sends nothing but signs of life."""

    most = ALL

    def __iter__(self):
        for count, event in enumerate(super().__iter__()):
            just_before = scene_jetstream.EPOCH + timedelta(microseconds=event["time_us"] - 1)
            while count >= self.most:
                time.sleep(0.1)
                yield scene_jetstream.account(just_before, scene_jetstream.BERTIL, active=True)
            yield event


class Servers:
    """All platforms: their `sources`, and how far they let a pass come."""

    def __init__(self, new_web, names):
        webs = {name: new_web(f"127.0.0.{n}") for n, name in enumerate(names, 2)}
        self.sources = [*put_all(webs).values()]
        self.stream = webs.pop("jetstream").stream
        self.stream.events = StreamTap(self.stream.events)
        self.taps = {name: Tap(web) for name, web in webs.items()}

    def open(self, answers=None):
        """Answer so many requests a server, all where it is not said."""
        for name, tap in self.taps.items():
            tap.open((answers or {}).get(name, ALL))

    def release(self):
        for tap in self.taps.values():
            tap.release()

    def held(self):
        return sum(tap.is_held for tap in self.taps.values())


class Killed:
    """A program that fills a store, killed before it is done."""

    def __init__(self, servers, start, path):
        self.servers, self.path, self._start = servers, path, start
        self._finished = path.with_suffix(".finished")

    def midway(self, answers, most, stored):
        """Run until so many documents are stored, with others on their way; gives what is held."""
        program = self._begin(answers, most)
        until(lambda: documents_of(held(self.path)).total() >= stored)
        return self._kill(program)

    def at_rest(self, answers, before, beyond):
        """Run until so much was answered and all that came of it is stored; gives what is held.

        What the program is sent is stored in its order: when something of the stream is there
        that was sent after all servers were held, all that they had answered is.
        """
        wanted = -(-before // EVENTS_OF_A_POST)
        program = self._begin(answers, before)
        until(lambda: self.servers.held() + self._done() == len(self.servers.taps))
        self.servers.stream.events.most = beyond
        until(lambda: documents_of(held(self.path))["jetstream"] > wanted)
        time.sleep(SETTLED_S)  # less than a batch is left, and a cursor among it
        return self._kill(program)

    def run_to_the_end(self):
        self.servers.open()
        self.servers.stream.events.most = ALL
        assert self._start(self.path, self.servers.sources).wait(60) == 0
        return held(self.path)

    def _begin(self, answers, most):
        self.servers.open(answers)
        self.servers.stream.events.most = most
        self._finished.unlink(missing_ok=True)
        program = self._start(self.path, self.servers.sources)
        until(self.path.exists)
        return program

    def _done(self):
        return int(self._finished.read_text() or 0) if self._finished.exists() else 0

    def _kill(self, program):
        kill(program)
        self.servers.release()
        return held(self.path)


def documents_of(kept):
    """How many documents each source has of what `held` gives."""
    return Counter(row[2] for row in kept["documents"].elements())


def test_a_pass_over_all_platforms_that_is_killed_again_and_again_loses_and_repeats_nothing(
    new_web, start, tmp_path
):
    scenes = scenes_of("platforms")
    assert scenes.keys() == {str(kind) for kind in PLATFORMS}
    servers = Servers(new_web, scenes)
    expected = Killed(servers, start, tmp_path / "ostord.duckdb").run_to_the_end()
    whole = {name: len(tap.asked) for name, tap in servers.taps.items()}
    assert documents_of(expected) == {name: scene.POSTS for name, scene in scenes.items()}

    killed = Killed(servers, start, tmp_path / "dodad.duckdb")
    answered, before = {name: set() for name in whole}, Counter()
    kills = (*((killed.midway, *kill) for kill in MIDWAY), (killed.at_rest, *AT_REST))
    for run, share, *moment in kills:
        kept = run({name: int(count * share) for name, count in whole.items()}, *moment)
        for name, tap in servers.taps.items():
            answered[name] |= set(tap.answered)
        assert kept["documents"] < expected["documents"]
        assert before < documents_of(kept) <= documents_of(expected)
        before = documents_of(kept)
    assert before.keys() == scenes.keys()
    assert not list((tmp_path / "tillfalligt").iterdir())

    assert killed.run_to_the_end() == expected
    spared = {name for name, tap in servers.taps.items() if answered[name] - set(tap.asked)}
    assert spared >= TAKEN_UP
    cursors = servers.stream.cursors[1:]
    assert cursors == sorted(cursors) and cursors[-1] > cursors[0]

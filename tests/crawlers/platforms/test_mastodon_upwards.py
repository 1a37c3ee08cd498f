"""Mastodon: visits that go on upwards from the highest id met, and what they leave out."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace

import scene_mastodon as scene
from here_worker import HereWorker
from one_pass import PSEUDONYMS
from scene_mastodon import NOW, html

from crawlers.network.fetch import Answer
from crawlers.platforms import mastodon
from crawlers.searches import Search, Searches
from crawlers.settings import CrawlSettings
from crawlers.visits.post_visit import PostVisit
from crawlers.visits.tools import Tools
from crawlers.workers import Workers
from store.records import Document, ItemState, Poll, SourceState

HOUR = timedelta(hours=1)


class Visits:
    """Visits to a server one after another, and what they left."""

    def __init__(self):
        web = SimpleNamespace(replies={}, base="https://malm.example")
        self.server = scene.Instance(web, page=2)
        self.source = scene.source(web)
        self.state, self.items, self.texts, self.polls = None, {}, [], []

    async def ask(self, url, headers, body, keyed):
        asked = SimpleNamespace(path=url.removeprefix("https://malm.example"))
        reply = self.server.web.replies[asked.path.partition("?")[0]](asked)
        headers = {name.lower(): value for name, value in reply.headers.items()}
        return Answer(url, 200, reply.body, reply.content_type, "", "", "", False, headers=headers)

    async def emit(self, *records):
        for record in records:
            match record:
                case SourceState():
                    self.state = record
                case ItemState():
                    self.items[record.key] = record
                case Document():
                    self.texts.append(record.text)
                case Poll():
                    self.polls.append(record)

    def visit(self, now, since=None):
        async def run():
            settings = CrawlSettings(searches=Searches((Search("sv", hashtags=(scene.TAG,)),)))
            workers = Workers(size=1, new_worker=HereWorker())
            tools = Tools(
                self, SimpleNamespace(), SimpleNamespace(),
                settings, now, since, self.emit, workers,
            )  # fmt: skip
            try:
                items = self.items.values()
                await PostVisit(self.source, self.state, items, PSEUDONYMS, tools).run()
            finally:
                workers.close()

        asyncio.run(run())


def test_a_timeline_with_more_in_an_hour_than_a_visit_reads_is_gone_on_with(monkeypatch):
    monkeypatch.setattr(mastodon, "MAX_PAGES", 3)
    visits = Visits()
    there = visits.server
    there.show(*(there.status(n, html(f"Soc svarade efter {n} minuter.")) for n in range(1, 31)))
    visits.visit(NOW)
    later = range(-20, 0)
    there.show(*(there.status(n, html(f"Soc svarade om {-n} minuter.")) for n in later))

    for hours in range(1, 10):
        visits.visit(NOW + hours * HOUR)

    assert len(visits.texts) == 50
    ended = [poll.message for poll in visits.polls]
    assert ended[0] == ended[-1] == "" and "har mer nytt" in ended[1]


def test_a_day_of_the_users_own_leaves_no_hole_before_it():
    visits = Visits()
    there = visits.server
    there.show(there.status(5, html("Soc svarade i går.")))
    visits.visit(NOW)
    hours = range(1, 30)
    there.show(*(there.status(-60 * n, html(f"Soc svarade om {n} timmar.")) for n in hours))

    visits.visit(NOW + 30 * HOUR, since=NOW + 26 * HOUR)
    assert len(visits.texts) < 1 + 29
    visits.visit(NOW + 31 * HOUR)

    assert len(visits.texts) == 1 + 29

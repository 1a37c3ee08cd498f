"""The daily check finds a site whose pages have changed, and says nothing of ordinary weeks."""

import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.headerregistry import Address
from types import SimpleNamespace

import pytest

from crawlers.privacy import Pseudonyms
from crawlers.settings import CrawlSettings
from reports.weekly.settings import ReportSettings
from scheduler.canary import check_articles, standing
from scheduler.canary_rule import is_departure
from scheduler.jobs import Service
from scheduler.mail import MailSettings
from scheduler.passes import PassSettings
from store.canary import article_days
from store.connection import Store
from store.documents import add_documents
from store.records import (
    Document,
    DocumentKind,
    OutletType,
    Source,
    SourceKind,
    TextStatus,
)
from store.runs import add_run, last_runs
from store.sources import replace_sources

FIRST = date(2026, 10, 5)
BREAK = FIRST + timedelta(days=35)
WHO = ("Nämnden", "Kommunen", "Socialtjänsten", "Enhetschefen", "Familjehemmet", "Länsrätten",
       "Skolan", "Handläggaren", "Förskolan", "Rektorn")  # fmt: skip
DOES = ("granskar", "utreder", "försvarar", "kritiserar", "avvisar", "förbereder", "redovisar",
        "återkallar", "prövar", "följer")  # fmt: skip
WHAT = ("orosanmälningarna", "omhändertagandet", "placeringen", "budgeten", "rutinerna",
        "överklagandet", "bemanningen", "förslaget", "utredningarna", "stödboendet")  # fmt: skip
WHERE = ("i Åmåsa", "i Ljungvik", "på Näsön", "i Björkfors", "vid Älvstrand", "i Sjöhamn")


def sentence(chance):
    return (
        f"{chance.choice(WHO)} {chance.choice(DOES)} {chance.choice(WHAT)} {chance.choice(WHERE)}"
    )


def article(chance, source_id, number, day):
    """An ordinary article: its title's words are in the text, which nothing else has."""
    title = sentence(chance)
    body = [f"{title} sedan {chance.randint(2, 90)} dagar."]
    body += [f"{sentence(chance)}, enligt {chance.choice(WHO).lower()}." for _ in range(12)]
    chance.shuffle(body)
    seen = datetime(day.year, day.month, day.day, 5, tzinfo=UTC) + timedelta(minutes=number % 900)
    return Document(
        f"{source_id}-{number}", source_id, DocumentKind.ARTICLE,
        f"https://{source_id}.example/{number}", f"https://{source_id}.example/{number}",
        title, " ".join(body * chance.randint(1, 3)), seen, seen,
        published_at=seen - timedelta(hours=1),
    )  # fmt: skip


def headlines(document):
    chance = random.Random(document.document_id)
    return ". ".join(f"Förra veckans väder {chance.randint(1, 99)}" for _ in range(40))


BROKEN = {
    "a page that only JavaScript fills": lambda d: replace(
        d, text="", text_status=TextStatus.TITLE_ONLY
    ),
    "a cookie text": lambda d: replace(
        d, text="Vi använder kakor för att ge dig en bättre upplevelse. Godkänn alla kakor. " * 4
    ),
    "a sidebar": lambda d: replace(d, text=headlines(d)),
    "a truncated text": lambda d: replace(d, text=d.text[:280]),
    "letters read wrongly": lambda d: replace(d, text=d.text.encode().decode("cp1252", "replace")),
    "å, ä and ö lost": lambda d: replace(d, text=re.sub("[åäö]", "?", d.text, flags=re.I)),
    "no dates": lambda d: replace(d, published_at=None),
    "a wall for subscribers": lambda d: replace(
        d, text=d.text[:120], text_status=TextStatus.LOCKED
    ),
    "teasers": lambda d: replace(d, text=d.text[:120], text_status=TextStatus.TEASER),
}


class Paper:
    """A store with the articles of some sources; `days` puts them in."""

    def __init__(self, path, *names):
        self.db = Store(path)
        self.chance = random.Random(20261005)
        self.sources = [
            Source(name, SourceKind.FEED, f"https://{name}.example/rss", name=name.title(),
                   outlet_type=OutletType.REGIONAL_DAILY)
            for name in names
        ]  # fmt: skip
        self._number = 0
        with self.db.write() as transaction:
            replace_sources(transaction, self.sources)

    def days(self, name, first, count, per_day, change=lambda document: document):
        """`per_day`: articles a day, or what gives them for a date."""
        documents = []
        for day in (first + timedelta(days=n) for n in range(count)):
            for _ in range(per_day(day) if callable(per_day) else per_day):
                self._number += 1
                documents.append(change(article(self.chance, name, self._number, day)))
        with self.db.write() as transaction:
            add_documents(transaction, documents)

    def check(self, day):
        """Check a day as the service does, and keep what was found."""
        verdict = check_articles(self.db, self.sources, day)
        moment = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
        with self.db.write() as transaction:
            add_run(transaction, "canary", moment, moment, 0, verdict.as_dict())
        return verdict


@pytest.fixture
def paper(tmp_path):
    return lambda *names: Paper(tmp_path / "lager.duckdb", *names)


@pytest.mark.parametrize("kind", BROKEN)
def test_a_source_of_six_articles_a_day_is_found_on_the_day_it_breaks(paper, kind):
    world = paper("bladet")
    world.days("bladet", FIRST, 35, 6)
    assert world.check(BREAK - timedelta(days=1)).problems == ()
    world.days("bladet", BREAK, 1, 6, BROKEN[kind])
    verdict = world.check(BREAK)
    (problem,) = verdict.problems
    assert verdict.new == verdict.problems and verdict.judged == 1
    assert problem.source_id == "bladet" and problem.since == BREAK
    assert problem.line.startswith("Bladet (bladet): artiklarna ser inte ut som förut. 6 av de 6 ")


@pytest.mark.parametrize("kind", ["a page that only JavaScript fills", "a cookie text", "no dates"])
def test_a_source_of_one_article_a_day_is_found_within_days(paper, kind):
    world = paper("bladet")
    world.days("bladet", FIRST, 35, 1)
    world.days("bladet", BREAK, 9, 1, BROKEN[kind])
    found = [n for n in range(3, 9) if world.check(BREAK + timedelta(days=n)).problems]
    assert found and found[0] <= 7
    assert found == list(range(found[0], 9))


def test_a_line_says_what_changed_and_since_when(paper):
    world = paper("bladet")
    world.days("bladet", FIRST, 35, 6)
    world.days("bladet", BREAK, 1, 6, BROKEN["no dates"])
    (problem,) = world.check(BREAK).problems
    assert problem.line == (
        "Bladet (bladet): artiklarna ser inte ut som förut. 6 av de 6 senaste saknar datum "
        "(tidigare 0 av 168), sedan 2026-11-09."
    )
    assert problem.signs == ("dateless",)


def test_a_break_stands_until_it_is_mended_and_is_new_only_once(paper):
    world = paper("bladet")
    world.days("bladet", FIRST, 35, 6)
    world.days("bladet", BREAK, 20, 6, BROKEN["a sidebar"])
    found = [world.check(BREAK + timedelta(days=n)) for n in (0, 1, 10, 19)]
    assert [len(verdict.problems) for verdict in found] == [1, 1, 1, 1]
    assert [len(verdict.new) for verdict in found] == [1, 0, 0, 0]
    world.days("bladet", BREAK + timedelta(days=20), 3, 6)
    mended = [world.check(BREAK + timedelta(days=20 + n)).problems for n in range(3)]
    assert mended[-1] == ()
    assert standing(world.db) == []


def test_a_day_without_articles_leaves_what_was_found(paper):
    world = paper("bladet")
    world.days("bladet", FIRST, 35, 6)
    world.days("bladet", BREAK, 1, 6, BROKEN["a sidebar"])
    before = world.check(BREAK).problems
    quiet = world.check(BREAK + timedelta(days=1))
    assert quiet.problems == before and quiet.new == () and quiet.judged == 0


def test_ordinary_weeks_over_christmas_give_no_alarm(paper):
    """Nine sources of one to fourteen articles a day, some of which are always teasers, undated or
    in short items at weekends; a third of the pace from the day before Christmas Eve."""
    names = [f"blad{n}" for n in range(9)]
    world = paper(*names)
    first, chance = date(2026, 11, 9), random.Random(5)

    def pace(usual):
        def per_day(day):
            slow = 0.33 if day >= date(2026, 12, 23) else 0.6 if day.weekday() > 4 else 1.0
            return sum(chance.random() < slow for _ in range(usual))

        return per_day

    def varied(n):
        def change(document):
            weekend = document.first_seen_at.weekday() > 4
            if n == 1 or (n == 2 and chance.random() < 0.3):
                return BROKEN["teasers"](document)
            if n == 3 and chance.random() < 0.5:
                return BROKEN["no dates"](document)
            if n in (4, 5) and chance.random() < (0.5 if weekend else 0.2):
                return BROKEN["a truncated text"](document)
            return document

        return change

    for n, name in enumerate(names):
        world.days(name, first, 59, pace((1, 8, 6, 4, 9, 5, 14, 2, 7)[n]), varied(n))
    checked = [world.check(date(2026, 12, 21) + timedelta(days=n)) for n in range(0, 16, 2)]
    assert [problem.line for verdict in checked for problem in verdict.problems] == []
    assert sum(verdict.judged for verdict in checked) > 40


def test_too_few_articles_to_judge_are_counted_as_such(paper):
    world = paper("bladet", "nytt")
    world.days("bladet", FIRST, 35, 6)
    world.days("nytt", BREAK - timedelta(days=3), 3, 6)
    verdict = world.check(BREAK - timedelta(days=1))
    assert (verdict.judged, verdict.not_judged) == (1, 1)


def test_an_archive_that_is_opened_is_no_day_of_news(paper):
    world = paper("bladet")
    world.days("bladet", FIRST, 3, 6)
    old = datetime(2019, 3, 1, tzinfo=UTC)
    world.days("bladet", FIRST, 1, 50, lambda d: replace(d, published_at=old))
    days = article_days(world.db, FIRST, FIRST)["bladet"]
    assert [day.articles for day in days] == [6]


def test_texts_of_private_persons_are_not_looked_at(paper):
    world = paper("bladet")
    forum = Source("forumet", SourceKind.FEED, "https://f.example", outlet_type=OutletType.FORUM)
    with world.db.write() as transaction:
        replace_sources(transaction, [*world.sources, forum])
    world.days("forumet", FIRST, 2, 6)
    assert article_days(world.db, FIRST, FIRST + timedelta(days=2)) == {}
    assert check_articles(world.db, [forum], FIRST).not_judged == 0


def test_a_sign_that_comes_in_whole_days_needs_more_than_one_of_them():
    scattered = [(1, 10), (2, 10), (0, 10)] * 8
    lumped = [(0, 10)] * 9 + [(10, 10)] + [(0, 10)] * 9 + [(10, 10)]
    assert is_departure([(10, 10)], scattered)
    assert not is_departure([(10, 10)], lumped)


def test_a_sign_on_most_articles_before_is_no_departure():
    assert not is_departure([(10, 10)], [(8, 10)] * 20)
    assert not is_departure([(4, 4)], [(0, 10)] * 20)


@pytest.fixture
def service(paper, tmp_path):
    """A service over a source that broke yesterday; `at` is its clock."""
    world = paper("bladet")
    world.days("bladet", FIRST, 35, 6)
    world.days("bladet", BREAK, 2, 6, BROKEN["a cookie text"])
    world.at = datetime(2026, 11, 10, 5, tzinfo=UTC)
    world.port = 1

    def settings():
        mail = MailSettings(
            "127.0.0.1", world.port, "none", Address(addr_spec="vardkase@kommunen.example"),
            recipients=(), technical=(Address(addr_spec="drift@kommunen.example"),),
        )  # fmt: skip
        return PassSettings(
            world.db, world.sources, CrawlSettings(), Pseudonyms(b"x" * 32),
            SimpleNamespace(name="model"), ReportSettings("sv", tmp_path / "rapporter"),
            5, 365, {"model": "model"}, mail=mail,
        )  # fmt: skip

    running = Service(settings, 15, clock=lambda: world.at)
    world.canary = lambda: running._run("canary", running.canary)
    return world


def test_the_service_tells_those_who_run_it_once_and_checks_once_a_day(service, mail_server):
    box = mail_server()
    service.port = box.port
    service.canary()
    service.canary()  # the service was started anew
    assert [run["command"] for run in last_runs(service.db)] == ["canary"]
    service.at += timedelta(days=1)
    service.canary()
    assert len(last_runs(service.db)) == 2
    assert box.to == [["drift@kommunen.example"]]
    assert box.letters[0]["Subject"] == "Vårdkase: artiklar ser inte ut som förut, 2026-11-09"
    assert "Bladet (bladet)" in box.letters[0].get_content()
    assert [problem.source_id for problem in standing(service.db)] == ["bladet"]

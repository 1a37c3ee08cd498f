"""Visible spikes that newsrooms, sites, authorities and the way texts reached us make."""

from __future__ import annotations

from datetime import timedelta

from spike_cases import event_texts as told
from spike_cases import outlets
from spike_cases.case import Case, case
from spike_cases.waves import archive, articles, old_texts, people, reposts, strangers, wire
from spike_cases.world import World

from reports.signals.spike_card.causes import Cause
from store.records import OutletType, SourceKind

PAPERS = outlets.PAPERS

CASES: list[Case] = []


@case(CASES, 101, "2026-W19", "failure_to_protect", "", Cause.RECRAWL, mean=2.5, before=27)
def recrawl_after_outage(world: World) -> None:
    """A paper away for five weeks comes back from a move: old texts with the day's date or none."""
    paper = "varmlandsdagen"
    world.silence(paper, world.moment(0, 0, weeks=-5), world.moment(2, 3))
    old_texts(world, paper, 6)
    back = world.next_poll(paper, world.moment(2, 3))
    world.reach_back(paper, back, timedelta(hours=2))
    archive(world, paper, 34, back, "recrawl", dated=0.6, again=0.3)
    articles(world, ["dalabladet", "kvallsnytt", "riksradion"], "news", n_core=2)
    title, body = world.article()
    wire(world, ["jamtposten", "norrposten"], world.moment(3, 9), "copies", title=title, body=body)


@case(CASES, 102, "2026-W37", "groundless", "rebuts", Cause.RECRAWL, mean=1.2, before=24)
def undated_pages(world: World) -> None:
    """An authority's pages on rumours, which carry no date, are fetched anew after a new design."""
    page = "socialverket"
    at = world.next_poll(page, world.moment(1, 2))
    world.reach_back(page, at, None)
    archive(world, page, 22, at, "recrawl", over_minutes=25, old=(2021, 2022, 2024))
    articles(world, ["granskarna", "rikstelevisionen"], "news", n_core=2, n_padding=4)
    people(world, 3, strangers(world, 3), "accounts", first=1)


@case(CASES, 103, "2026-W11", "kidnapping", "endorses", Cause.RECRAWL, mean=6, before=21)
def new_source_with_archive(world: World) -> None:
    """A site is added to the list and gives all it has: half without dates, some of it new."""
    added = outlets.source("barnens_sanning", OutletType.ALTERNATIVE, SourceKind.WORDPRESS)
    start = world.moment(3, 13, 20)
    world.add_source(added, start)
    world.reach_back("barnens_sanning", start, timedelta(days=400))
    archive(world, "barnens_sanning", 44, start, "recrawl", over_minutes=35)
    for _ in range(5):
        title, body = world.article()
        world.add("barnens_sanning", world.some_time(3.6, 6), title, body, world.target(),
                  part="news")  # fmt: skip
    for _ in range(25):  # with dates of other weeks: they are no part of this one
        title, body = world.article()
        at = world.some_time(weeks=-world.rng.randint(1, 60))
        world.add("barnens_sanning", at, title, body, world.target(), fetched=start)
    people(world, 7, [world.somebody() for _ in range(7)], "accounts")


@case(CASES, 204, "2026-W40", "legal_certainty", "", Cause.COPIES, mean=4, before=28)
def wire_in_twelve_papers(world: World) -> None:
    """One wire story with other headlines and light changes; two papers follow up on their own."""
    _, body = world.article(n_core=4, n_padding=7)
    body = f"{told.INSPECTION_WIRE} {body}"
    wire(world, ["riksradion", *PAPERS[:9], *outlets.DAILIES], world.moment(1, 10), "copies",
         title="Tillsyn: beslut om barn brister", body=body, change=(0.02, 0.05, 0.09), hours=30,
         about="tillsynens granskning", own=told.LOCAL_ENDINGS)  # fmt: skip
    articles(world, ["kalmarbladet", "rikstelevisionen"], "event", first=2, last=5)
    people(world, 4, strangers(world, 4), "accounts", first=1)


@case(CASES, 105, "2026-W44", "kidnapping", "endorses", Cause.COPIES, mean=7, before=25)
def chain_text(world: World) -> None:
    """A text that people copy by hand, on three platforms and two sites, all week through."""
    reposts(world, 42, strangers(world, 40), "copies", body=told.CHAIN_LETTER, change=0.04)
    for site in outlets.ALTERNATIVE:
        world.add(site, world.some_time(1, 3), "Läsarbrev", told.CHAIN_LETTER, world.target(),
                  part="copies")  # fmt: skip
    people(world, 9, strangers(world, 9, 6000), "accounts")
    people(world, 3, strangers(world, 3, 6100), "language", language="ar")


@case(CASES, 106, "2026-W36", "muslim_targeting", "endorses", Cause.ONE_SOURCE, mean=3.5, before=22)
def series_by_one_site(world: World) -> None:
    """An alternative site runs a series of own articles; others write a little more."""
    site = "fria_ordet"
    articles(world, [site] * 15, "one_source", n_core=3, n_padding=5)
    people(world, 4, strangers(world, 4), "accounts")
    title, body = world.article()
    wire(world, ["nordens_rost", site], world.moment(4, 8), "copies", title=title, body=body)


@case(CASES, 107, "2026-W09", "avoidance", "rebuts", Cause.ONE_SOURCE, mean=1, before=29)
def authority_explains(world: World) -> None:
    """An authority publishes a series of dated answers to a rumour, day by day."""
    articles(world, ["tillsynsmyndigheten"] * 10, "one_source", n_core=3, n_padding=4, last=5)
    articles(world, ["granskarna"], "news")
    people(world, 2, strangers(world, 2), "accounts")


@case(CASES, 215, "2026-W21", "legal_certainty", "", Cause.EVENT, mean=4, before=25)
def court_ruling(world: World) -> None:
    """A ruling about a named municipality: nine newsrooms write it up in their own ways."""
    world.more_places = ("Hudiksvall",)
    rooms = [
        "halsingekuriren",
        "rikstelevisionen",
        "riksradion",
        "dagsbladet",
        "dalabladet",
        "jamtposten",
        "kvallsnytt",
        "morgontidningen",
        "norrposten",
        "halsingekuriren",
    ]
    articles(world, rooms, "event", core=told.RULING, first=2, last=4, n_core=4, n_padding=3,
             about="domen i Hudiksvall",
             urls=["https://domstolar.example/kammarratten/mal-1187-26"])  # fmt: skip
    wire(world, ["vastkusten", "skaneposten"], world.moment(2, 14), "copies",
         title="Domstol: fel att ta syskonen",
         body=world.article(core=told.RULING, n_core=5, n_padding=2)[1])  # fmt: skip
    people(world, 3, strangers(world, 3), "accounts", core=told.RULING, first=2)


@case(CASES, 216, "2026-W16", "kidnapping", "reports", Cause.EVENT, mean=1.5, before=22)
def demonstration(world: World) -> None:
    """A demonstration in a named town, reported by eleven, and as a wire text by three."""
    world.more_places = ("Uddevalla",)
    rooms = [
        "vastkusten",
        "rikstelevisionen",
        "riksradion",
        "expressen_syd",
        "morgontidningen",
        "fria_ordet",
        "ostgotatidningen",
        "vastkusten",
        "dagsbladet",
        "kvallsnytt",
        "dalabladet",
    ]
    articles(world, rooms, "event", core=told.DEMONSTRATION, first=4, last=6, n_core=4,
             n_padding=3, about="protesten i Uddevalla")  # fmt: skip
    body = world.article(core=told.DEMONSTRATION, n_core=4, n_padding=4)[1]
    wire(world, PAPERS[5:8], world.moment(5, 15), "copies", title="Protest mot soc", body=body)
    people(world, 4, strangers(world, 4), "accounts", core=told.DEMONSTRATION, first=5)


@case(CASES, 117, "2026-W41", "workload", "", Cause.NEW_STORIES, mean=3.5, before=29)
def shortage_everywhere(world: World) -> None:
    """Eleven papers tell, each of its own town and its own matter, of the staff's conditions."""
    towns = ["Motala", "Ystad", "Boden", "Arvika", "Flen", "Nybro", "Ludvika", "Timrå", "Tranås",
             "Ronneby", "Köping", "Skövde"]  # fmt: skip
    articles(world, [*PAPERS[:11], "socionomtidningen"], "new_stories",
             fixed=[{"plats": town} for town in towns])  # fmt: skip
    title, body = world.article()
    wire(
        world, ["malarbladet", "smalandsnytt"], world.moment(1, 7), "copies", title=title, body=body
    )
    people(world, 3, strangers(world, 3), "accounts")


@case(CASES, 118, "2026-W12", "profit", "reports", Cause.NEW_STORIES, mean=1, before=26)
def profit_in_many_pieces(world: World) -> None:
    """Nine newsrooms write of the talk of money, for nine reasons, all week."""
    rooms = ["dagsbladet", "morgontidningen", "riksradion", "skaneposten", "norrposten",
             "kalmarbladet", "nordens_rost", "expressen_syd", "blekingeallehanda"]  # fmt: skip
    articles(world, rooms, "new_stories", n_core=2, n_padding=6)
    people(world, 2, strangers(world, 2), "accounts")

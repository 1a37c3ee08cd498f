"""Visible spikes that private posts make, and two that nothing explains."""

from __future__ import annotations

from spike_cases import event_texts as told
from spike_cases import outlets
from spike_cases.case import Case, case
from spike_cases.waves import archive, articles, people, reposts, ring, strangers, wire
from spike_cases.world import World

from reports.signals.spike_card.causes import Cause

PAPERS = outlets.PAPERS

CASES: list[Case] = []


@case(CASES, 108, "2026-W46", "kidnapping", "endorses", Cause.ACCOUNT_CLUSTER, mean=8, before=26)
def ring_with_one_link(world: World) -> None:
    """Eight accounts post one link within minutes, seven times, among sixty ordinary ones."""
    members = strangers(world, 8)
    moments = [
        world.moment(d, h, m)
        for d, h, m in (
            (0, 7, 12),
            (1, 12, 3),
            (2, 20, 41),
            (3, 7, 15),
            (4, 18, 2),
            (5, 9, 30),
            (6, 21, 5),
        )
    ]
    ring(world, members, moments, "account_cluster", url="https://barnfilmen.example/se")
    bystanders = strangers(world, 52, 6000) + [world.somebody() for _ in range(8)]
    people(world, 20, bystanders, "accounts", urls=["https://barnfilmen.example/se"],
           link_share=0.15)  # fmt: skip
    title, body = world.article()
    wire(world, outlets.ALTERNATIVE, world.moment(2, 9), "copies", title=title, body=body)


@case(CASES, 109, "2026-W22", "profit", "endorses", Cause.ACCOUNT_CLUSTER, mean=3, before=23)
def four_in_a_thread(world: World) -> None:
    """Four accounts write most of a forum's thread, each post in words of its own."""
    people(world, 36, strangers(world, 4), "account_cluster", places=[outlets.FORUM], first=2)
    people(world, 8, strangers(world, 8, 6000), "accounts", places=[outlets.FORUM, "torget"])
    articles(world, ["nordens_rost"] * 2, "one_source")


@case(
    CASES, 110, "2026-W42", "muslim_targeting", "endorses", Cause.ACCOUNT_CLUSTER, mean=5, before=20
)
def tag_in_bursts(world: World) -> None:
    """Twelve accounts meet under a tag, many times within a minute; others use it at leisure."""
    members = strangers(world, 12)
    moments = [world.moment(d, 19, world.rng.uniform(0, 40)) for d in (0, 1, 1, 2, 3, 4)]
    ring(world, members, moments, "account_cluster", tag="rörinteminason", within_s=50,
         takes_part=0.8, platform="torget")  # fmt: skip
    people(world, 16, strangers(world, 15, 6000), "accounts", tags=["rörinteminason", "lvu"])
    people(world, 4, strangers(world, 4, 6100), "language", language="so")


@case(CASES, 111, "2026-W39", "avoidance", "endorses", Cause.ONE_LANGUAGE, mean=5, before=27)
def somali_wave(world: World) -> None:
    """Posts in Somali by many, after a clip without a link; one outlet in Somali joins in."""
    people(world, 38, strangers(world, 34), "one_language", language="so")
    for _ in range(3):
        body = world.post("so")
        world.add("codka", world.some_time(1, 5), body[:40], body, world.target(), language="so",
                  part="one_language")  # fmt: skip
    people(world, 8, strangers(world, 8, 6000), "accounts")
    reposts(world, 3, strangers(world, 3, 6100), "copies", body=world.post())


@case(CASES, 112, "2026-W06", "kidnapping", "endorses", Cause.ONE_LANGUAGE, mean=9, before=24)
def arabic_wave(world: World) -> None:
    """A hundred posts in Arabic, some reposted, some sharing one of many clips."""
    clips = [f"https://klipp{n}.example/v" for n in range(12)]
    people(world, 74, strangers(world, 61), "one_language", language="ar", urls=clips)
    body = world.post("ar")
    for account in strangers(world, 8, 7000):
        world.add(world.rng.choice(outlets.PLATFORMS), world.some_time(1, 6), "", body,
                  world.target(), language="ar", author=account, part="one_language")  # fmt: skip
    for _ in range(4):
        text = world.post("ar")
        world.add("al_jisr", world.some_time(), text[:40], text, world.target(), language="ar",
                  part="one_language")  # fmt: skip
    people(world, 16, strangers(world, 16, 6000), "accounts", urls=clips)


@case(CASES, 113, "2026-W45", "failure_to_protect", "", Cause.MANY_ACCOUNTS, mean=3, before=21)
def after_the_programme(world: World) -> None:
    """Seventy people write after an evening's programme: no common link, no common minute."""
    people(world, 72, strangers(world, 70), "many_accounts", core=told.PROGRAMME, first=2, last=6)
    articles(world, ["rikstelevisionen", "kvallsnytt", "dagsbladet"], "event",
             core=told.PROGRAMME_NEWS, first=2, n_core=2)  # fmt: skip
    ring(world, strangers(world, 3, 6000), [world.moment(3, 21)], "account_cluster",
         url="https://upprop.example/x")  # fmt: skip


@case(CASES, 114, "2026-W25", "groundless", "endorses", Cause.MANY_ACCOUNTS, mean=5, before=28)
def midsummer(world: World) -> None:
    """A holiday week: papers rest, parents do not; many accounts, some reposts, some English."""
    people(world, 40, strangers(world, 40), "many_accounts", first=3)
    people(world, 4, strangers(world, 4, 6000), "language", language="en")
    reposts(world, 5, strangers(world, 5, 6100), "copies", body=world.post(n_padding=4))
    people(world, 5, strangers(world, 1, 6200), "account_cluster")


@case(CASES, 319, "2026-W34", "groundless", "reports", Cause.UNCLEAR, mean=0.5, before=23)
def six_in_all(world: World) -> None:
    """Too few to tell by: two posts, an article and its copy, a page without date, English."""
    people(world, 2, strangers(world, 2), "accounts")
    title, body = world.article()
    wire(world, ["ostgotatidningen", "malarbladet"], world.moment(1, 8), "copies", title=title,
         body=body)  # fmt: skip
    archive(
        world, "barnens_vanner", 1, world.next_poll("barnens_vanner", world.moment(2)), "recrawl"
    )
    people(world, 1, strangers(world, 1, 6000), "language", language="en")


@case(CASES, 120, "2026-W31", "abuse_in_care", "endorses", Cause.UNCLEAR, mean=3, before=20)
def even_mixture(world: World) -> None:
    """Four causes in equal parts: old pages, copies, one site's own articles, people."""
    page = "barnens_vanner"
    at = world.next_poll(page, world.moment(3))
    world.reach_back(page, at, None)
    archive(world, page, 8, at, "recrawl", over_minutes=10)
    title, body = world.article()
    sites = [*outlets.ALTERNATIVE, *PAPERS[:4]]
    wire(world, sites, world.moment(1, 9), "copies", title=title, body=body)
    reposts(world, 2, strangers(world, 2, 6100), "copies", body=body)
    articles(world, ["nordens_rost"] * 8, "one_source")
    people(world, 8, strangers(world, 8), "accounts")

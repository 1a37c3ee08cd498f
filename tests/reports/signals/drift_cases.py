"""Twelve constructed archives of thirty weeks: what must alarm in the last week, and what must not.

Written before the rules and by another hand.

    from drift_cases import CASES, MODEL
    case.fill(store)
    with store.reading() as transaction:
        found = drift(transaction, MODEL, case.week, case.now)
    alarms = {finding.kind for finding in found.findings if finding.alarm}

is right when `case.must <= alarms <= case.must | case.may`: `must` are the kinds of finding that
have to alarm, `may` those that come along with the same damage and are no error. A case with an
empty `must` has an empty `may`: nothing may alarm. Kinds are those of KINDS.

What is drift here, and what is news:
- Drift is a change of how the model sees texts, or of the texts' form, that the events of a week do
  not explain: it crosses subjects, sources and stories.
- One narrative, or one frame, that rises through new stories is news, with the negative tone and
  the new words that it brings, and so is a share of relevant texts that rises by it. It must not
  alarm.
- What changes because other sources are seen (an outage, a new source, a quiet summer) is coverage.
  Within each source or kind of outlet nothing has changed, so nothing may alarm.

`drift_cases` is importable once `tests/reports/signals` is on the path (tests/reports/conftest.py).

    PYTHONPATH=.:tests/reports/signals .venv/bin/python -m drift_check [FILE.py]

fills every case and prints the last week beside the weeks before it.
"""

from __future__ import annotations

from dataclasses import replace

from drift_words import damaged, with_jargon
from drift_world import KINDS, DriftCase, DriftWorld, drift_case
from spike_cases import outlets
from spike_cases.event_texts import DEMONSTRATION
from spike_cases.labelling import MODEL, UNRELATED, Truth
from spike_cases.waves import articles, people, strangers, wire

from store.records import Document, Frame, Narrative, OutletType, Stance, Tone

__all__ = ["CASES", "KINDS", "MODEL", "DriftCase"]

CASES: list[DriftCase] = []


@drift_case(CASES, 401, "2026-W20")
def ordinary_weeks(world: DriftWorld) -> None:
    """Thirty weeks as weeks are."""


@drift_case(CASES, 402, "2026-W39", must="label_mix")
def relevance_gone(world: DriftWorld) -> None:
    """Half of what used to be relevant is called irrelevant, with good confidence, everywhere."""

    def relabel(world: DriftWorld, _document: Document, truth: Truth) -> Truth:
        return UNRELATED if truth.relevant and world.rng.random() < 0.5 else truth

    world.relabel = relabel


@drift_case(CASES, 403, "2026-W11", must="label_mix")
def narratives_everywhere(world: DriftWorld) -> None:
    """The model finds narratives of all kinds in ordinary coverage of newsrooms and authorities."""

    def relabel(world: DriftWorld, document: Document, truth: Truth) -> Truth:
        ordinary = truth.relevant and not truth.narratives and not world.private(document)
        if not ordinary or world.rng.random() > 0.6:
            return truth
        found = world.rng.choice(list(Narrative))
        return replace(truth, narratives=(found,), stance=world.rng.choice(list(Stance)))

    world.relabel = relabel


@drift_case(CASES, 504, "2026-W43", must="confidence", may="abstention")
def less_sure(world: DriftWorld) -> None:
    """Labels stay as they are, but every score moves towards the middle."""
    world.doubt = lambda _document: 1.7


@drift_case(CASES, 405, "2026-W22", must="abstention", may="confidence label_mix")
def left_open(world: DriftWorld) -> None:
    """A third of the relevant texts has a group that is left open."""
    world.abstains = lambda _document: 0.35


@drift_case(CASES, 406, "2026-W45", must="unknown_words", may="confidence")
def jargon(world: DriftWorld) -> None:
    """On the platforms four posts in five speak in words that nobody used before."""

    def change(document: Document) -> Document:
        if not world.private(document) or world.rng.random() < 0.2:
            return document
        return replace(document, text=with_jargon(world.rng, document.text, 7))

    world.change = change


@drift_case(CASES, 407, "2026-W14", must="unknown_words", may="confidence language")
def broken_letters(world: DriftWorld) -> None:
    """Half of the newsrooms come with å, ä and ö broken since their pages were read wrongly."""
    broken = {*outlets.PAPERS[:8], *outlets.DAILIES}
    world.change = lambda document: (
        replace(document, title=damaged(document.title), text=damaged(document.text))
        if document.source_id in broken
        else document
    )


@drift_case(CASES, 408, "2026-W36", must="language", may="unknown_words abstention")
def unsupported_languages(world: DriftWorld) -> None:
    """Half of the posts are in Persian or Tigrinya, which the model does not read."""

    def spoken(document: Document, language: str) -> str:
        if world.private(document) and world.rng.random() < 0.5:
            return world.rng.choice(("fa", "ti"))
        return language

    world.spoken = spoken


@drift_case(CASES, 409, "2026-W47")
def campaign(world: DriftWorld) -> None:
    """A campaign: one narrative rises tenfold through new stories in all kinds of outlets, with a
    demonstration's place names and negative tone. That is news."""
    world.more_places = ("Uddevalla",)
    people(world, 14, strangers(world, 14), "news")
    articles(world, ["fria_ordet", "nordens_rost", "fria_ordet"], "news")
    rooms = [*outlets.PAPERS[:5], "dagsbladet"]
    world.stance = "reports"
    articles(world, rooms, "news", core=DEMONSTRATION, first=2, about="protesten i Uddevalla")
    title, body = world.article(core=DEMONSTRATION, n_core=4)
    wire(world, outlets.PAPERS[6:9], world.moment(5, 15), "news", title=title, body=body)
    world.stance = "endorses"


@drift_case(CASES, 714, "2026-W30")
def summer(world: DriftWorld) -> None:
    """The last four weeks are July: a good half of the texts, the same mix."""


@drift_case(CASES, 411, "2026-W41")
def outage(world: DriftWorld) -> None:
    """Most newsrooms do not answer in the last week, so that posts are most of what is seen."""
    for source_id in (*outlets.PAPERS[:9], *outlets.DAILIES, *outlets.TABLOIDS):
        world.silence(source_id, world.moment(-0.5, 0), world.moment(9, 0))


@drift_case(CASES, 412, "2026-W18")
def new_source(world: DriftWorld) -> None:
    """A trade site is added, whose texts are all relevant, positive and of one frame."""
    added = outlets.source("goda_exempel", OutletType.TRADE)
    world.add_source(added, world.moment(0, 6, 10))
    truth = Truth(True, Tone.POSITIVE, frames=(Frame.GOOD_PRACTICE,))
    for _ in range(12):
        title, body = world.article("good_practice")
        world.add("goda_exempel", world.some_time(0.5), title, body, truth)

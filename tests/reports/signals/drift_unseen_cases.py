"""Six constructed archives for drift that were kept apart until the figure was taken.

The same interface as drift_cases.py (CASES, a list of DriftCase), with other changes.

    PYTHONPATH=.:tests/reports/signals .venv/bin/python -m drift_check THIS_FILE
"""

# ruff: noqa: E501 - one sentence with its alternatives is one line

from __future__ import annotations

from dataclasses import replace

from drift_world import DriftCase, DriftWorld, drift_case
from spike_cases import outlets
from spike_cases.labelling import Truth
from spike_cases.waves import people, strangers

from store.records import Document, OutletType, Tone

CASES: list[DriftCase] = []

FLOOD = (
    "{Översvämningen|Vattnet} i Kramfors {tvingade|fick} {socialkontoret|familjecentralen} att {stänga|flytta} {medan barnen väntade|utan att någon såg pojken}.",
    "{Ådalen|Kramfors} {efter skyfallet|på lördagen}: {tre barn|en flicka} {kom till skada|lämnades ensam} trots {larm|tidigare anmälningar}.",
    "{Räddningsledaren|Sjöräddningen} {hittade|bar ut} {två syskon|ett barn} som {kommunen|jouren} {glömt|missat} {i Kramfors|vid Lugnviksbron}.",
    "{Krisgruppen|Jourhavande} {nåddes inte|svarade inte} {under ovädret Signe|när Signe drog in}, {barnet for illa|hjälpen kom för sent}.",
)  # fmt: skip
LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "å": "4", "ö": "0"})


@drift_case(CASES, 951, "2026-W34", must="label_mix")
def tone_turns(world: DriftWorld) -> None:
    """Neutral coverage of every kind is called negative, in all outlets, with the usual scores."""

    def relabel(world: DriftWorld, _document: Document, truth: Truth) -> Truth:
        turned = truth.relevant and truth.tone is Tone.NEUTRAL and world.rng.random() < 0.75
        return replace(truth, tone=Tone.NEGATIVE) if turned else truth

    world.relabel = relabel


@drift_case(CASES, 952, "2026-W08", must="confidence", may="abstention")
def posts_less_sure(world: DriftWorld) -> None:
    """For three weeks the model has been less sure, of posts alone; articles are read as before."""
    world.since = 2
    world.doubt = lambda document: 2.0 if world.private(document) else 1.0


@drift_case(CASES, 1053, "2026-W42", must="unknown_words", may="confidence abstention")
def digits_for_letters(world: DriftWorld) -> None:
    """Posts hide their words from filters: every second word of most posts has digits in it."""

    def change(document: Document) -> Document:
        if not world.private(document) or world.rng.random() < 0.25:
            return document
        words = document.text.split(" ")
        hidden = [w.translate(LEET) if n % 2 else w for n, w in enumerate(words)]
        return replace(document, text=" ".join(hidden))

    world.change = change


@drift_case(CASES, 954, "2026-W17", must="language", may="abstention")
def taken_for_norwegian(world: DriftWorld) -> None:
    """A quarter of all Swedish texts is taken for Norwegian since language was identified anew."""

    def spoken(_document: Document, language: str) -> str:
        return "no" if language == "sv" and world.rng.random() < 0.25 else language

    world.spoken = spoken


@drift_case(CASES, 955, "2026-W38")
def storm(world: DriftWorld) -> None:
    """A disaster in one town makes one frame rise among many people and papers, with names that
    nobody used before, while three papers do not answer."""
    world.more_places = ("Kramfors",)
    world.label, world.stance = "failure_to_protect", ""
    people(world, 22, strangers(world, 22), "news", core=FLOOD, first=2)
    for source_id in ("jamtposten", "norrposten", "dagsbladet", "riksradion", "kvallsnytt"):
        title, body = world.article(core=FLOOD, n_core=3)
        world.add(source_id, world.some_time(2, 6), title, body, world.target(), part="news")
    world.label, world.stance = "kidnapping", "endorses"
    for source_id in ("skaneposten", "vastkusten", "smalandsnytt"):
        world.silence(source_id, world.moment(0, 0), world.moment(9, 0))


@drift_case(CASES, 956, "2026-W26")
def somali_outlet(world: DriftWorld) -> None:
    """An outlet in Somali is added in Midsummer week and gives ten texts, three with a narrative;
    nothing else has changed."""
    added = outlets.source("wargeys", OutletType.MINORITY_LANGUAGE, language="so")
    world.add_source(added, world.moment(0, 7, 5))
    for number in range(10):
        body = world.post("so") + " " + world.post("so")
        truth = world.target() if number < 3 else Truth(relevant=False)
        world.add("wargeys", world.some_time(0.5), body[:40], body, truth, language="so")

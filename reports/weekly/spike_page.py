"""The spike card as one self-contained HTML page."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from reports.signals.spike_card.figures import SpikeCard
from reports.signals.spike_card.terms import MIN_BACKGROUND
from reports.templates import templates_of
from reports.weekly import names
from reports.weekly.card_grounds import few_earlier
from reports.weekly.card_tables import (
    SOURCES_SHOWN,
    Table,
    expected_table,
    made_of_table,
    source_table,
    term_table,
    voice_table,
)
from reports.weekly.card_words import card_text
from reports.weekly.story_list import web_address
from reports.weekly.words import Words


@dataclasses.dataclass(frozen=True, slots=True)
class StoryLine:
    """A story as it is listed; `url` is empty where its address is no web address."""

    title: str
    url: str
    note: str


@dataclasses.dataclass(frozen=True, slots=True)
class CardPage:
    """What the card says in one language, apart from how it is rendered."""

    language: str
    title: str
    subject: str
    days: str
    preliminary: str
    notice: str
    cause: str
    evidence: tuple[str, ...]
    expected: Table
    coverage: str
    made_of: Table
    sources: Table
    first_seen: tuple[str, ...]
    terms_lead: str
    terms: Table
    terms_note: str
    voices: Table
    voices_note: str
    stories: tuple[StoryLine, ...]
    stories_note: str
    unknown: tuple[str, ...]
    method: tuple[str, ...]
    manifest: tuple[tuple[str, str], ...]


def card_page(
    card: SpikeCard,
    words: Words,
    manifest: Mapping[str, str],
    notice: str = "",
    running_at: datetime | None = None,
) -> CardPage:
    """The page's content. Entries of `manifest` named `measured.…` are the model's measured
    quality, which the weekly report tells; `running_at` is the moment of a week that is not
    over."""
    told = card_text(words, card)
    facts = {**manifest, "week": card.week, "min_cell": str(card.min_cell)}
    return CardPage(
        language=words.language,
        title=words.t(
            "Vad ökningen består av, vecka {number}, {year}",
            number=int(card.week[-2:]),
            year=card.week[:4],
        ),
        subject=names.series_name(words, card.group, card.label, card.stance),
        days=words.days(card.week),
        preliminary=_preliminary(words, running_at),
        notice=notice,
        cause=told.cause,
        evidence=told.evidence,
        expected=expected_table(words, card),
        coverage=_coverage(words, card),
        made_of=made_of_table(words, card),
        sources=source_table(words, card),
        first_seen=_first_seen(words, card),
        terms_lead=_terms_lead(words, card),
        terms=term_table(words, card),
        terms_note=_terms_note(words, card),
        voices=voice_table(words, card),
        voices_note=_voices_note(words, card),
        stories=_stories(words, card),
        stories_note=_stories_note(words, card),
        unknown=(*told.unknown, _measured(words, manifest)),
        method=_method(words, card),
        manifest=tuple(
            (names.manifest_entry(words, n), v)
            for n, v in facts.items()
            if not n.startswith(names.MEASURED)
        ),
    )


def _preliminary(words: Words, running_at: datetime | None) -> str:
    if running_at is None:
        return ""
    return words.t(
        "Preliminär: veckan pågår ännu. Kortet visar läget {moment}.",
        moment=words.moment(running_at),
    )


def _coverage(words: Words, card: SpikeCard) -> str:
    if card.expected.coverage is None:
        return words.t("Ingen källa i serien följdes under veckan.")
    return words.n(
        "Vi såg {share} av det som seriens källor väntades ge. Jämförelsen gäller {count} tidigare "
        "vecka och redaktionella källor och privata inlägg tillsammans, så långt de får visas.",
        "Vi såg {share} av det som seriens källor väntades ge. Jämförelsen gäller {count} tidigare "
        "veckor och redaktionella källor och privata inlägg tillsammans, så långt de får visas.",
        card.expected.weeks,
        share=words.percent(card.expected.coverage),
    )


def _first_seen(words: Words, card: SpikeCard) -> tuple[str, ...]:
    first = card.first_seen
    if first is None:
        return (words.t("Ingen redaktionell källa har en text i serien den här veckan."),)
    seen = {"source": first.source, "moment": words.moment(first.moment)}
    if card.editorial.largest_texts == len(first.sources) == 1:
        found = [words.t("Första redaktionella text: {source}, {moment}.", **seen)]
    else:
        found = [words.t("Veckans största berättelse sågs först i {source}, {moment}.", **seen)]
    if len(first.sources) > 1:
        way = list(first.sources[:SOURCES_SHOWN])
        if rest := len(first.sources) - len(way):
            way.append(words.n("{count} källa till", "{count} källor till", rest))
        found.append(words.t("Vägen: {names}.", names=" → ".join(way)))
    if first.in_private:
        found.append(
            words.t(
                "Minst {count} konton hade då redan delat texten.",
                count=words.number(card.min_cell),
            )
        )
    elif card.private.texts != 0:
        found.append(words.t("Privata inlägg kan ha kommit tidigare."))
    return tuple(found)


def _terms_lead(words: Words, card: SpikeCard) -> str:
    """What the terms do not show; empty where there are none, or where they show an event."""
    if not card.terms or card.event is not None:
        return ""
    return words.t(
        "Orden nedan är vanligare än förut, men inget är så nytt och så gemensamt att det visar "
        "en händelse."
    )


def _terms_note(words: Words, card: SpikeCard) -> str:
    if card.compared_texts < MIN_BACKGROUND:
        return few_earlier(words, {"compared": card.compared_texts})
    if not card.terms:
        return words.t(
            "Inget uttryck är tydligt nytt och gemensamt (jämfört med {compared} tidigare texter).",
            compared=words.number(card.compared_texts),
        )
    return words.t(
        "Jämfört med {compared} tidigare redaktionella texter om ämnet. Ord ur privata inlägg tas "
        "med bara när en redaktionell text eller minst {count} konton har dem.",
        compared=words.number(card.compared_texts),
        count=words.number(card.min_cell),
    )


def _voices_note(words: Words, card: SpikeCard) -> str:
    if any(voices.reach is not None for voices in card.voices):
        return words.t(
            "Räckvidden är summan av källornas egna tal. Den som följer två källor räknas två "
            "gånger, och alla läser inte varje text."
        )
    return words.t("Räckvidden är inte angiven för källorna och visas därför inte.")


def _stories(words: Words, card: SpikeCard) -> tuple[StoryLine, ...]:
    found = []
    for story in card.stories:
        note = f"{story.source}, {words.day(story.moment)}."
        if story.texts > 1:
            note += " " + words.t(
                "{texts} texter i {sources} källor.",
                texts=words.number(story.texts),
                sources=words.number(story.sources),
            )
        found.append(StoryLine(story.title or words.t("Utan rubrik"), web_address(story.url), note))
    return tuple(found)


def _stories_note(words: Words, card: SpikeCard) -> str:
    if not card.stories:
        return words.t("Ingen redaktionell text. Privata inlägg visas aldrig.")
    if card.more_stories:
        return words.n(
            "Ytterligare {count} berättelse visas inte. Privata inlägg visas aldrig.",
            "Ytterligare {count} berättelser visas inte. Privata inlägg visas aldrig.",
            card.more_stories,
        )
    return words.t("Privata inlägg visas aldrig.")


def _measured(words: Words, manifest: Mapping[str, str]) -> str:
    """Whether it is measured how often the classifier errs, and where to read of it."""
    measured = {n: v for n, v in manifest.items() if n.startswith(names.MEASURED)}
    if not measured:
        return words.t("Hur ofta den tar fel är inte uppmätt för den här modellen.")
    if any(name.startswith(names.FITTED) for name in measured):
        return words.t(
            "Modellen tar fel ibland. Dess mått är tagna på texter som dess trösklar är valda på "
            "och är för goda; de står sist i veckorapporten."
        )
    return words.t(
        "Modellen tar fel ibland. Hur ofta står i veckorapporten, under Metod och begränsningar."
    )


def _method(words: Words, card: SpikeCard) -> tuple[str, ...]:
    return (
        words.t(
            "Kortet säger vad ökningen består av. Det säger inte varför någon skrev, och inte om "
            "någon låg bakom."
        ),
        words.t(
            "Orsaken väljs ur en fast lista med nio. Den första i listan som förklarar minst "
            "hälften av det som veckan har utöver det vanliga gäller: sent hämtat, kopior, en "
            "källa, få konton, ett språk, många konton, en händelse, nya berättelser, oklart."
        ),
        words.t(
            "Väntat är det spann där 98 av 100 oförändrade veckor ligger, utifrån de senaste 26 "
            "veckorna som vi har följt."
        ),
        words.t(
            "Nya uttryck väljs med viktade logaritmerade oddskvoter (Monroe, Colaresi och Quinn "
            "2008)."
        ),
        words.t(
            "Uppgifter om privata inlägg visas när minst {count} konton ligger bakom, och delar av "
            "dem bara som ”minst hälften” eller ”minst tre fjärdedelar”.",
            count=words.number(card.min_cell),
        ),
    )


def html_card(page: CardPage) -> str:
    """The page; everything that came from elsewhere is escaped."""
    words = Words(page.language)
    environment = templates_of("reports.weekly")
    environment.globals.update(t=words.t)
    style = environment.get_template("report.css").render()
    return environment.get_template("spike.html").render(page=page, style=Markup(style))

"""What a spike card says in words: the cause in one sentence, its grounds, and what is not known.

A sentence describes what the figures are made of, never why anybody wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.signals.spike_card.causes import Cause
from reports.signals.spike_card.figures import SpikeCard, Unknown
from reports.signals.spike_card.rules import cause_of
from reports.weekly.card_grounds import evidence_text
from reports.weekly.words import Words, mark

_CAUSES = {
    Cause.RECRAWL: mark("Ökningen består mest av texter som nådde oss sent eller på nytt."),
    Cause.COPIES: mark("Ökningen består mest av kopior: flera källor har i stort sett samma text."),
    Cause.ONE_SOURCE: mark("Ökningen består mest av olika berättelser från en enda källa."),
    Cause.ACCOUNT_CLUSTER: mark(
        "Ökningen består mest av privata inlägg från få konton, eller från konton som delar samma "
        "saker samtidigt."
    ),
    Cause.ONE_LANGUAGE: mark(
        "Ökningen består mest av texter på ett språk som brukar stå för en liten del."
    ),
    Cause.MANY_ACCOUNTS: mark("Ökningen består mest av privata inlägg från många konton."),
    Cause.EVENT: mark(
        "Ökningen består mest av olika berättelser i flera källor, och de handlar om samma "
        "händelse."
    ),
    Cause.NEW_STORIES: mark(
        "Ökningen består mest av olika berättelser i flera källor, utan något nytt gemensamt."
    ),
    Cause.UNCLEAR: mark("Det är oklart vad ökningen består av."),
}

_NO_RISE = mark("Det finns ingen ökning att förklara: veckan ligger inte tydligt över det väntade.")
_TOO_SHORT = mark("Det går inte att säga: det finns för få veckor att jämföra med.")


@dataclass(frozen=True, slots=True)
class CardText:
    """One sentence on the cause, sentences on its grounds, and on what is not known."""

    cause: str
    evidence: tuple[str, ...]
    unknown: tuple[str, ...]


def card_text(words: Words, card: SpikeCard) -> CardText:
    """The card in words; all of it follows from the card's figures."""
    cause, grounds = cause_of(card)
    kinds = {ground.kind for ground in grounds}
    if "no_rise" in kinds:
        said = words.t(_NO_RISE)
    elif "few_weeks" in kinds:
        said = words.t(_TOO_SHORT)
    else:
        said = words.t(_CAUSES[cause])
    evidence = tuple(evidence_text(words, ground) for ground in grounds)
    return CardText(said, evidence, unknown_texts(words, card))


def unknown_texts(words: Words, card: SpikeCard) -> tuple[str, ...]:
    """What the card cannot tell of, one sentence each."""
    unknown = card.unknown
    found = [*_not_judged(words, unknown)]
    if unknown.private_hidden:
        found.append(
            words.t(
                "Veckans privata inlägg kommer från färre än {count} konton och visas inte.",
                count=words.number(card.min_cell),
            )
        )
    if unknown.hidden_weeks:
        found.append(
            words.n(
                "I {count} tidigare vecka är de privata inläggen för få för att visas.",
                "I {count} tidigare veckor är de privata inläggen för få för att visas.",
                unknown.hidden_weeks,
            )
        )
    if unknown.silent:
        found.append(
            words.t("Vi såg inte hela veckan i: {names}.", names=words.listed(unknown.silent))
        )
    if unknown.untested:
        found.append(
            words.t("Vi vet inte om konton samordnade sig: veckan har för få delningar att pröva.")
        )
    return tuple(found)


def _not_judged(words: Words, unknown: Unknown) -> Iterator[str]:
    """Which editorial texts the model said nothing of, and why."""
    if unknown.unlabelled:
        yield words.n(
            "{count} redaktionell text från veckan är inte bedömd av modellen.",
            "{count} redaktionella texter från veckan är inte bedömda av modellen.",
            unknown.unlabelled,
        )
    if unknown.unsupported:
        yield words.n(
            "{count} redaktionell text är på ett språk som modellen inte kan.",
            "{count} redaktionella texter är på språk som modellen inte kan.",
            unknown.unsupported,
        )
    if unknown.abstained:
        yield words.n(
            "I {count} redaktionell text avstod modellen från att bedöma det som kortet gäller.",
            "I {count} redaktionella texter avstod modellen från att bedöma det som kortet gäller.",
            unknown.abstained,
        )

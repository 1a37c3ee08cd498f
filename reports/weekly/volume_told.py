"""Sentences on sources that gave less than they should, changed for good, or brought an archive.

What is missing is told as missing: no sentence says that a source, or the week, was calm because of
it. A cause is named only where an attempt at the source has told it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from reports.signals.coverage import Note
from reports.signals.week_states import WeekState
from reports.weekly import names
from reports.weekly.cells import documents_of, may_publish
from reports.weekly.evidence import Appearance, SourceWeek
from reports.weekly.words import Words
from store.records import Access

NAMED = 5
"""Sources of which more are counted than named: the table names them all."""

_IGNORED = "ignored"


def volume_sentences(words: Words, sources: Iterable[SourceWeek]) -> tuple[str, ...]:
    """What is missing and why, what a thin source means, and which sources are no longer as before.

    At most one sentence for each kind of note, but for silence: one for each way in which attempts
    ended.
    """
    asked = [source for source in sources if not source.imported]
    kinds: Sequence[tuple[str, Callable[[Words, Sequence[SourceWeek]], str]]] = (
        (Note.THIN, _thin),
        (Note.VOLUME_CHANGE, _changed),
        (Note.BACKFILL, _backfill),
        (Note.QUIET_SEASON, _quiet),
    )
    found = [*_silent(words, [source for source in asked if source.silent])]
    for note, told in kinds:
        if members := [source for source in asked if source.note == note and not source.silent]:
            found.append(told(words, members))
    return tuple(found)


def thin_message(words: Words, source: SourceWeek) -> str:
    """How little a thin source gave, for its row in the table."""
    if source.seen is None or source.expected is None or source.expected_low is None:
        return words.t("listan var tom")
    if source.seen >= source.expected_low:
        return words.t("en del av veckan är tom eller gick inte att läsa")
    return words.n(
        "gav {count} text; ungefär {expected} väntades, och minst {low}",
        "gav {count} texter; ungefär {expected} väntades, och minst {low}",
        source.seen,
        expected=words.number(round(source.expected)),
        low=words.number(source.expected_low),
    )


def archived_sentences(
    words: Words, archived: Sequence[Appearance], min_cell: int
) -> tuple[str, ...]:
    """How many documents are kept out of the week because they came as an archive."""
    sentences = []
    if editorial := documents_of(a for a in archived if not a.private):
        sentences.append(
            words.n(
                "{count} redaktionell text utan datum kom med ett arkiv. Den räknas inte till "
                "veckan, eftersom vi inte vet när den publicerades.",
                "{count} redaktionella texter utan datum kom med arkiv. De räknas inte till "
                "veckan, eftersom vi inte vet när de publicerades.",
                editorial,
            )
        )
    private = [a for a in archived if a.private]
    if private and may_publish(private, min_cell):
        sentences.append(
            words.n(
                "{count} privat inlägg utan datum kom med ett arkiv och räknas inte till veckan.",
                "{count} privata inlägg utan datum kom med arkiv och räknas inte till veckan.",
                documents_of(private),
            )
        )
    return tuple(sentences)


def _silent(words: Words, silent: Sequence[SourceWeek]) -> list[str]:
    """One sentence for each way in which the attempts ended."""
    by_state: dict[tuple[str, bool], list[SourceWeek]] = {}
    for source in silent:
        state = source.access if source.access and source.failed else ""
        if source.state is WeekState.NOT_ASKED and source.access is None:
            state = _IGNORED
        by_state.setdefault((state, bool(source.coverage)), []).append(source)
    sentences = []
    for (state, part), members in sorted(by_state.items()):
        sources = _who(words, members)
        if state in (_IGNORED, Access.NOT_ASKED):
            ignored = words.t("frågades inte den här veckan")
            reason = ignored if state == _IGNORED else names.access(words, state)
            sources = words.t("{sources} ({reason})", sources=sources, reason=reason)
        elif state:
            reason = names.access(words, Access(state))
            sources = words.t("{sources} (senaste felet: {reason})", sources=sources, reason=reason)
        if part:
            told = words.t("Vi såg inte hela veckan av {sources}.", sources=sources)
        else:
            told = words.t("Vi såg ingenting av {sources}.", sources=sources)
        sentences.append(f"{told} {words.t('Det som saknas är okänt. Det är inte noll.')}")
    return sentences


def _thin(words: Words, members: Sequence[SourceWeek]) -> str:
    return words.t(
        "Mycket mindre än väntat kom från {sources}, som ändå svarade. Flödet kan ha kortats, "
        "tömts eller blivit svårt att läsa. Räkna det som saknas som okänt, inte som lugn.",
        sources=_who(words, members),
    )


def _changed(words: Words, members: Sequence[SourceWeek]) -> str:
    more = [source for source in members if source.level_ratio >= 1]
    less = [source for source in members if source.level_ratio < 1]
    parts = []
    if more:
        parts.append(words.t("mer än förut från {sources}", sources=_who(words, more)))
    if less:
        parts.append(words.t("mindre än förut från {sources}", sources=_who(words, less)))
    return words.t(
        "Sedan en tid kommer {changes}. Det är källornas nya nivå. Jämför inte deras antal med "
        "veckorna före ändringen.",
        changes=words.listed(parts),
    )


def _backfill(words: Words, members: Sequence[SourceWeek]) -> str:
    return words.t(
        "Äldre texter kom under veckan från {sources}. De räknas i den vecka då de publicerades, "
        "om datumet är känt.",
        sources=_who(words, members),
    )


def _quiet(words: Words, members: Sequence[SourceWeek]) -> str:
    return words.n(
        "{count} källa gav mindre än en vanlig vecka. Det är väntat vid helger och semestrar.",
        "{count} källor gav mindre än en vanlig vecka. Det är väntat vid helger och semestrar.",
        len(members),
    )


def _who(words: Words, members: Sequence[SourceWeek]) -> str:
    if len(members) > NAMED:
        return words.n("{count} källa", "{count} källor", len(members))
    return words.listed([source.name for source in members])

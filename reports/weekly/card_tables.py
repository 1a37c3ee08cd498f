"""The figures of a spike card as tables in words, for the page and for the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from reports.signals.spike_card.figures import Level, SpikeCard, Term, Voices
from reports.signals.spike_card.terms import HASHTAG, LINK, PLACE, WORD
from reports.signals.spike_card.voices import GOOD_PRACTICE
from reports.weekly import names
from reports.weekly.card_grounds import language_name
from reports.weekly.words import UNKNOWN, Words
from store.records import Stance

SOURCES_SHOWN = 8
"""Editorial sources in the table; the rest are counted in its last row."""


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` begin with their heading; all cells are texts as they are shown."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def expected_table(words: Words, card: SpikeCard) -> Table:
    """What was found against what was expected."""

    def row(name: str, level: Level) -> tuple[str, ...]:
        if level.low is None or level.high is None:
            expected = UNKNOWN
        else:
            expected = f"{words.number(level.low)}–{words.number(level.high)}"
        return name, words.number(level.now), words.number(level.usual, 1), expected

    return Table(
        words.t("Berättelser och texter"),
        ("", words.t("Denna vecka"), words.t("Vanligen per vecka"), words.t("Väntat")),
        (
            row(words.t("Berättelser"), card.expected.stories),
            row(words.t("Texter"), card.expected.texts),
        ),
    )


def made_of_table(words: Words, card: SpikeCard) -> Table:
    """The parts that the cause is chosen by."""
    part, posts, origin = card.editorial, card.private, card.origin
    rows = [
        (words.t("Redaktionella texter"), words.number(part.texts),
         words.number(part.usual_texts, 1)),
        (
            words.t("Redaktionella berättelser"),
            words.number(part.stories),
            words.number(part.usual_stories, 1),
        ),
        (
            words.t("Kopior av berättelser som minst tre källor har"),
            words.number(part.copied),
            words.number(part.usual_copied, 1),
        ),
        (words.t("Texter som nådde oss sent eller på nytt"), words.number(origin.texts),
         words.number(origin.usual, 1)),
        (words.t("Privata inlägg"), words.number(posts.texts), words.number(posts.usual_texts, 1)),
        (words.t("Konton bakom dem"), words.number(posts.accounts), UNKNOWN),
        (words.t("Konton som delar samma saker samtidigt"), _together(words, card), UNKNOWN),
    ]  # fmt: skip
    if card.language is not None:
        rows.append(
            (
                words.t(
                    "Redaktionella texter på {language}",
                    language=language_name(words, card.language.language),
                ),
                words.number(card.language.texts),
                words.number(card.language.usual, 1),
            )
        )
    return Table(
        words.t("Delarna"),
        ("", words.t("Denna vecka"), words.t("Vanligen per vecka")),
        tuple(rows),
    )


def _together(words: Words, card: SpikeCard) -> str:
    posts = card.private
    if posts.cluster_accounts or not posts.texts:
        return words.number(posts.cluster_accounts)
    return words.t("ingen grupp funnen") if posts.tested else words.t("inte prövat")


def source_table(words: Words, card: SpikeCard) -> Table:
    """Editorial sources by how much more they gave than usual."""
    parts = card.editorial.sources
    rows = [
        (part.name, words.number(part.stories), words.number(part.usual, 1))
        for part in parts[:SOURCES_SHOWN]
    ]
    rest = parts[SOURCES_SHOWN:]
    if rest:
        rows.append(
            (
                words.n("{count} källa till", "{count} källor till", len(rest)),
                words.number(sum(part.stories for part in rest)),
                words.number(sum(part.usual for part in rest), 1),
            )
        )
    return Table(
        words.t("Berättelser per redaktionell källa"),
        (words.t("Källa"), words.t("Denna vecka"), words.t("Vanligen per vecka")),
        tuple(rows),
    )


def term_table(words: Words, card: SpikeCard) -> Table:
    """What is new in words, places and links."""
    kinds = {
        WORD: words.t("ord"),
        PLACE: words.t("ort"),
        LINK: words.t("länk"),
        HASHTAG: words.t("hashtagg"),
    }

    def row(term: Term) -> tuple[str, ...]:
        many = words.t("ja") if term.many_accounts else words.t("nej")
        texts = words.number(term.texts)
        return term.text, kinds[term.kind], texts, words.percent(term.before), many

    return Table(
        words.t("Nytt mot tidigare veckor"),
        (
            words.t("Uttryck"),
            words.t("Slag"),
            words.t("Redaktionella texter"),
            words.t("Tidigare"),
            words.t("Minst {count} konton", count=words.number(card.min_cell)),
        ),
        tuple(row(term) for term in card.terms),
    )


def voice_table(words: Words, card: SpikeCard) -> Table:
    """Who speaks, and how far it reaches; the column of reach is left out where none is known."""
    reach = any(voices.reach is not None for voices in card.voices)

    def row(voices: Voices) -> tuple[str, ...]:
        found = [
            _voice_name(words, voices.kind),
            words.number(voices.stories),
            words.number(voices.texts),
            words.number(voices.sources),
        ]
        if reach:
            found.append(words.number(voices.reach))
        return (*found, words.number(voices.private_stories), words.number(voices.private_accounts))

    columns = ["", words.t("Redaktionella berättelser"), words.t("Redaktionella texter")]
    columns.append(words.t("Källor"))
    if reach:
        columns.append(words.t("Räckvidd (personer per vecka)"))
    columns += [words.t("Berättelser i privata inlägg"), words.t("Konton")]
    return Table(
        words.t("Vem som säger vad samma vecka"),
        tuple(columns),
        tuple(row(voices) for voices in card.voices),
    )


def _voice_name(words: Words, kind: str) -> str:
    if kind in list(Stance):
        return names.stance(words, kind)[0]
    name = names.frame(words, kind)[0]
    return words.t("{name} (alla narrativ)", name=name) if kind == GOOD_PRACTICE else name

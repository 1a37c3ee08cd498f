"""In short: which sentences the first half page has, by rules on the figures.

The rules never name a cause, never add stances up, and call nothing a change that lies inside the
expected range.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.signals.changes import ALPHA, Verdict
from reports.weekly import names
from reports.weekly.cells import Cell
from reports.weekly.content import CoverageSection, Paragraph, Summary
from reports.weekly.outlets import AttentionRow
from reports.weekly.series import Series
from reports.weekly.words import Words
from store.records import Frame, Stance

COMMON = 0.5
"""Stories a week from which a series that cannot be judged is named in the summary."""

CHANGED = (Verdict.RISE, Verdict.FALL)


def summary(
    words: Words,
    series: Sequence[Series],
    attention: Sequence[AttentionRow],
    coverage: CoverageSection,
    unfinished: bool,
) -> Summary:
    """Choose the sentences; `series` are all that were tested."""
    changed = [s for s in series if s.now.verdict in CHANGED]
    blind = [s for s in series if s.now.unseen]
    paragraphs = [
        Paragraph(words.t("Jämfört med förra veckan"), _since_last_week(words, series)),
        Paragraph(words.t("Det här går inte att bedöma"), _blind(words, blind)),
        Paragraph(words.t("Så säkra är vi"), _certainty(words, series, coverage, unfinished)),
        Paragraph(words.t("Det här bygger rapporten på"), basis(words, attention)),
        _action(words, series, blind, unfinished),
    ]
    return Summary(
        _headline(words, series, changed, blind, unfinished),
        tuple(_signal(words, s) for s in changed if s.group == "narrative"),
        tuple(_signal(words, s) for s in changed if s.group == "frame"),
        tuple(p for p in paragraphs if p.sentences),
    )


def _headline(
    words: Words,
    series: Sequence[Series],
    changed: Sequence[Series],
    blind: Sequence[Series],
    unfinished: bool,
) -> str:
    if changed:
        return words.n(
            "{count} signal den här veckan.", "{count} signaler den här veckan.", len(changed)
        )
    if any(s.now.unlabelled for s in series):
        return words.t(
            "Veckan går inte att bedöma: modellen har inte läst tillräckligt många av texterna."
        )
    if all(s.now.verdict is Verdict.TOO_SHORT for s in series):
        return words.t(
            "Det finns ännu för få veckor att jämföra med. Rapporten visar bara nuläget."
        )
    if blind:
        return words.t("Inga signaler i det som gick att bedöma.")
    if unfinished:
        return words.t("Inga signaler hittills den här veckan.")
    return words.t(
        "Inga signaler den här veckan. Inget vi mäter har ändrats så mycket att det är en signal."
    )


def _signal(words: Words, series: Series) -> str:
    name = names.series_name(words, series.group, series.label, series.stance)
    values = {
        "name": name,
        "found": counted(words, series.cells[-1]),
        "expected": expected(words, series.now.low, series.now.high),
    }
    if series.now.verdict is Verdict.RISE:
        sentence = words.t(
            "{name}: fler än väntat. Vi fann {found}. Väntat: {expected}.",
            **values,
        )
    else:
        sentence = words.t(
            "{name}: färre än väntat. Vi fann {found}. Väntat: {expected}. Källorna som brukar "
            "ge dem svarade.",
            **values,
        )
    return f"{sentence} {volume(words, series)}".strip()


def volume(words: Words, series: Series) -> str:
    """Copies against stories, said where they differ."""
    editorial = series.cells[-1].editorial
    stories, documents = editorial.stories or 0, editorial.documents or 0
    if documents <= stories:
        return ""
    if stories == 1:
        return words.t(
            "{documents} redaktionella texter är 1 berättelse: de är kopior av varandra.",
            documents=words.number(documents),
        )
    return words.t(
        "{documents} redaktionella texter är {stories} berättelser: en del är kopior av varandra.",
        documents=words.number(documents),
        stories=words.number(stories),
    )


def counted(words: Words, cell: Cell) -> str:
    """`3 berättelser i redaktionella källor och 12 i privata inlägg`."""
    editorial = words.n(
        "{count} berättelse i redaktionella källor",
        "{count} berättelser i redaktionella källor",
        cell.editorial.stories or 0,
    )
    if cell.private.stories is None:
        return words.t("{editorial} (privata inlägg för få att visa)", editorial=editorial)
    if cell.private.stories == 0:
        return editorial
    return words.t(
        "{editorial} och {private} i privata inlägg",
        editorial=editorial,
        private=words.number(cell.private.stories),
    )


def expected(words: Words, low: int | None, high: int | None) -> str:
    """`0–2 berättelser`."""
    if low is None or high is None:
        return words.t("okänt")
    if low == high:
        return words.n("{count} berättelse", "{count} berättelser", high)
    return words.t("{low}–{high} berättelser", low=words.number(low), high=words.number(high))


def _since_last_week(words: Words, series: Sequence[Series]) -> tuple[str, ...]:
    new, lasting, ended = [], [], []
    for s in series:
        name = names.series_name(words, s.group, s.label, s.stance)
        if s.now.verdict in CHANGED and s.before.verdict is s.now.verdict:
            lasting.append(name)
        elif s.now.verdict in CHANGED:
            new.append(name)
        elif s.before.verdict in CHANGED and s.now.verdict is Verdict.NO_CHANGE:
            ended.append(name)
    sentences = []
    if len(new) > 1 and not lasting:
        sentences.append(words.t("Alla signalerna är nya. Förra veckan fanns ingen av dem."))
    elif new:
        sentences.append(
            words.t(
                "Nytt: {names}. Förra veckan fanns ingen sådan signal.", names=_quoted(words, new)
            )
        )
    if lasting:
        sentences.append(
            words.t("Signalen från förra veckan kvarstår: {names}.", names=_quoted(words, lasting))
        )
    if ended:
        sentences.append(
            words.t(
                "Förra veckan signal, nu inom det väntade: {names}.", names=_quoted(words, ended)
            )
        )
    return tuple(sentences)


def _blind(words: Words, blind: Sequence[Series]) -> tuple[str, ...]:
    """One sentence for each set of silent sources; series that are rare anyway are only counted."""
    by_sources: dict[str, list[str]] = {}
    rare = [s for s in blind if _mean(s) < COMMON]
    for s in blind:
        if s in rare:
            continue
        name = names.series_name(words, s.group, s.label, s.stance)
        reason = unseen(words, s.now.silent, s.now.imported)
        by_sources.setdefault(reason, []).append(name)
    sentences = [
        words.t(
            "{names} kan inte bedömas: {reason}.",
            names=sentence_start(_quoted(words, found)),
            reason=reason,
        )
        for reason, found in by_sources.items()
    ]
    if rare:
        sentences.append(
            words.n(
                "{count} serie som sällan förekommer kan inte heller bedömas.",
                "{count} serier som sällan förekommer kan inte heller bedömas.",
                len(rare),
            )
            if by_sources
            else words.n(
                "{count} serie som sällan förekommer kan inte bedömas: {reason}.",
                "{count} serier som sällan förekommer kan inte bedömas: {reason}.",
                len(rare),
                reason=unseen(
                    words,
                    sorted({name for s in rare for name in s.now.silent}),
                    sorted({name for s in rare for name in s.now.imported}),
                ),
            )
        )
    return tuple(sentences)


def unseen(words: Words, silent: Sequence[str], imported: Sequence[str]) -> str:
    """Which sources are missing from the week, as a part of a sentence."""
    parts = []
    if silent:
        parts.append(words.t("{sources} svarade inte hela veckan", sources=words.listed(silent)))
    if imported:
        parts.append(
            words.t(
                "det som är läst från fil ({sources}) räcker inte över veckan",
                sources=words.listed(imported),
            )
        )
    return words.listed(parts)


def _mean(series: Series) -> float:
    """Stories shown a week in the weeks before."""
    return sum(c.shown for c in series.cells[:-1]) / (len(series.cells) - 1)


def _quoted(words: Words, found: Sequence[str]) -> str:
    """The names in a row, lower case inside the sentence."""
    return words.listed([name[:1].lower() + name[1:] for name in found])


def sentence_start(text: str) -> str:
    return text[:1].upper() + text[1:]


def _certainty(
    words: Words, series: Sequence[Series], coverage: CoverageSection, unfinished: bool
) -> tuple[str, ...]:
    tested = [s for s in series if s.now.verdict is not Verdict.TOO_SHORT]
    sentences = [coverage.sentence]
    if unfinished:
        sentences.append(words.t("Veckan pågår. Siffrorna växer tills den är slut."))
    if tested:
        weeks = max(1, round(1 / (ALPHA * len(tested))))
        sentences.append(
            words.t(
                "Vi prövar {tested} serier. Av ren slump väntas en falsk signal om ökning ungefär "
                "var {weeks}:e vecka eller mer sällan.",
                tested=words.number(len(tested)),
                weeks=words.number(weeks),
            )
        )
    short = len(series) - len(tested)
    if short and tested:
        sentences.append(
            words.n(
                "{count} serie har för få veckor bakom sig för att prövas.",
                "{count} serier har för få veckor bakom sig för att prövas.",
                short,
            )
        )
    if any(s.now.unlabelled for s in series):
        sentences.append(words.t("Modellen har inte läst tillräckligt många av veckans texter."))
    sentences.append(words.t("Etiketterna sätts av en modell och är uppskattningar."))
    return tuple(sentences)


def basis(words: Words, attention: Sequence[AttentionRow]) -> tuple[str, ...]:
    """What was seen this week, editorial and private apart."""
    editorial = [row for row in attention if not row.private]
    private = [row for row in attention if row.private]
    seen = sum(row.seen or 0 for row in editorial)
    relevant = sum(row.relevant or 0 for row in editorial)
    sentences = [
        words.n(
            "{count} text i redaktionella källor, varav {relevant} om den sociala barn- och "
            "ungdomsvården.",
            "{count} texter i redaktionella källor, varav {relevant} om den sociala barn- och "
            "ungdomsvården.",
            seen,
            relevant=words.number(relevant),
        )
    ]
    if private:
        known = [row.seen for row in private if row.seen is not None]
        if len(known) == len(private):
            sentences.append(
                words.n(
                    "{count} inlägg av privatpersoner.",
                    "{count} inlägg av privatpersoner.",
                    sum(known),
                )
            )
        else:
            sentences.append(
                words.t("Inlägg av privatpersoner är för få i någon källtyp för att visas.")
            )
    return tuple(sentences)


def _action(
    words: Words, series: Sequence[Series], blind: Sequence[Series], unfinished: bool
) -> Paragraph:
    """One item for each advice; a plain sentence where there is none to give."""
    heading = words.t("Det här kan ni göra")
    rises = [s for s in series if s.now.verdict is Verdict.RISE]
    items = _on_narratives(words, rises)
    if any(s.group == "frame" and s.label != Frame.GOOD_PRACTICE for s in rises):
        items.append(
            words.t(
                "Granskning och kritik är inte desinformation. Svara i sak: vad som hände, vad "
                "ni gör åt det och när."
            )
        )
    if blind:
        items.append(
            words.t("Dra inga slutsatser om serier som inte kan bedömas. Kontrollera källorna.")
        )
    if any(s.now.unlabelled for s in series):
        items.append(words.t("Låt modellen läsa klart och gör om rapporten."))
    if items:
        return Paragraph(heading, tuple(items), listed=True)
    return Paragraph(heading, (_nothing_to_do(words, series, unfinished),))


def _on_narratives(words: Words, rises: Sequence[Series]) -> list[str]:
    """What to do about narratives that rose, each advice with the narratives that it is for.

    Where a narrative is both spread and rebutted more than expected, one advice stands for both.
    """
    stances: dict[str, set[str]] = {}
    for s in rises:
        if s.group == "narrative":
            stances.setdefault(s.label, set()).add(s.stance)
    answered = [label for label, found in stances.items() if Stance.REBUTS in found]
    spread = [
        label
        for label, found in stances.items()
        if Stance.ENDORSES in found and label not in answered
    ]
    reported = [label for label, found in stances.items() if Stance.REPORTS in found]
    advice = (
        (
            spread,
            words.t(
                "Läs berättelserna bakom siffran. Avgör om påståendet når dem ni möter och om "
                "det kan skada. Är svaret nej: avvakta. Är svaret ja: ta fram fakta om hur "
                "lagen och arbetet fungerar, och svara i sak utan att upprepa påståendet."
            ),
        ),
        (
            answered,
            words.t(
                "Andra bemöter redan påståendet. Läs vad de säger, och avgör om det behövs "
                "något mer från er."
            ),
        ),
        (
            reported,
            words.t("Medier skriver om narrativet. Var beredda på frågor och ha fakta till hands."),
        ),
    )
    return [
        words.t(
            "{names}: {advice}",
            names=words.listed(
                [words.t("”{name}”", name=names.narrative(words, label)[0]) for label in labels]
            ),
            advice=text,
        )
        for labels, text in advice
        if labels
    ]


def _nothing_to_do(words: Words, series: Sequence[Series], unfinished: bool) -> str:
    short = [s for s in series if s.now.verdict is Verdict.TOO_SHORT]
    if short and len(short) == len(series):
        return words.t("Det går inte att säga än: det behövs minst sex veckor att jämföra med.")
    if short:
        return words.t("Det finns inget att göra i det som går att bedöma.")
    if unfinished:
        return words.t("Det finns inget att göra i nuläget.")
    return words.t("Det finns inget att göra.")

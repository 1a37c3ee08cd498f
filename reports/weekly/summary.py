"""In short: which sentences the first half page has, by rules on the figures.

The rules never name a cause, never add stances up, and call nothing a change that lies inside the
expected range.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.signals.changes import Verdict
from reports.weekly import names
from reports.weekly.advice import advice
from reports.weekly.amounts import counted, expected, in_a_row, volume
from reports.weekly.certainty import basis, certainty
from reports.weekly.chart_text import has_private
from reports.weekly.content import CoverageSection, Paragraph, Summary
from reports.weekly.outlets import AttentionRow
from reports.weekly.series import Series
from reports.weekly.told import changed, is_old, lingers, risen, was_signal
from reports.weekly.unseen import blind_sentences
from reports.weekly.words import Words

_CALLED = (Verdict.RISE, Verdict.FALL)


def summary(
    words: Words,
    series: Sequence[Series],
    attention: Sequence[AttentionRow],
    coverage: CoverageSection,
    unfinished: bool,
) -> Summary:
    """Choose the sentences; `series` are all that were tested."""
    signals = [s for s in series if changed(s)]
    blind = [s for s in series if s.now.unseen]
    judged = any(s.now.verdict in (*_CALLED, Verdict.NO_CHANGE) for s in series)
    paragraphs = [
        Paragraph(words.t("Jämfört med förra veckan"), _since_last_week(words, series)),
        Paragraph(
            words.t("Det här går inte att bedöma"),
            blind_sentences(words, blind, judged, unfinished),
        ),
        Paragraph(words.t("Så säkra är vi"), certainty(words, series, coverage, unfinished)),
        Paragraph(words.t("Det här bygger rapporten på"), basis(words, attention)),
        advice(words, series, unfinished),
    ]
    return Summary(
        _headline(words, series, signals, blind, unfinished, coverage.overall is not None),
        tuple(_signal(words, s) for s in signals if s.group == "narrative"),
        tuple(_signal(words, s) for s in signals if s.group == "frame"),
        tuple(p for p in paragraphs if p.sentences),
    )


def _headline(
    words: Words,
    series: Sequence[Series],
    signals: Sequence[Series],
    blind: Sequence[Series],
    unfinished: bool,
    followed: bool,
) -> str:
    if signals:
        return words.n(
            "{count} signal den här veckan.", "{count} signaler den här veckan.", len(signals)
        )
    if any(s.now.unlabelled for s in series):
        return words.t(
            "Veckan går inte att bedöma: modellen har inte läst tillräckligt många av texterna."
        )
    if len(blind) == len(series) and unfinished:
        return words.t("Veckan går inte att bedöma än: den pågår.")
    if len(blind) == len(series):
        return words.t("Veckan går inte att bedöma: vi såg för lite av källorna.")
    short = all(s.now.verdict is Verdict.TOO_SHORT for s in series)
    if short and not followed and any(s.only_captured for s in series):
        return words.t(
            "Allt från den här veckan kommer från inlästa filer. Det jämförs inte med andra veckor."
        )
    if short:
        return words.t(
            "Det finns ännu för få veckor att jämföra med. Rapporten visar bara nuläget."
        )
    if kept := sum(map(lingers, series)):
        return words.n(
            "Inga nya signaler den här veckan, men en tidigare står kvar.",
            "Inga nya signaler den här veckan, men {count} tidigare står kvar.",
            kept,
        )
    if blind:
        return words.t("Inga signaler i det som gick att bedöma.")
    if unfinished:
        return words.t("Inga signaler hittills den här veckan.")
    return words.t(
        "Inga signaler den här veckan. Inget har ändrats så mycket att det är en signal."
    )


def _signal(words: Words, series: Series) -> str:
    name = names.series_name(words, series.group, series.label, series.stance)
    values = {
        "name": name,
        "found": counted(words, series.cells[-1]),
        "expected": _expected(words, series),
    }
    if risen(series):
        sentence = words.t(
            "{name}: fler än väntat. Vi fann {found}. {expected}.",
            **values,
        )
    else:
        sentence = words.t(
            "{name}: färre än väntat. Vi fann {found}. {expected}. Källorna som brukar ge dem "
            "svarade.",
            **values,
        )
    return f"{sentence} {volume(words, series)}".strip()


def _expected(words: Words, series: Series) -> str:
    span = expected(words, series.now.low, series.now.high)
    if has_private(series):
        return words.t("Väntat för båda tillsammans: {expected}", expected=span)
    return words.t("Väntat: {expected}", expected=span)


def _since_last_week(words: Words, series: Sequence[Series]) -> tuple[str, ...]:
    new, lasting, kept, ended = [], [], [], []
    for s in series:
        name = names.series_name(words, s.group, s.label, s.stance)
        if changed(s):
            (lasting if is_old(s) else new).append(name)
        elif lingers(s):
            kept.append(name)
        elif was_signal(s) and s.now.verdict is Verdict.NO_CHANGE:
            ended.append(name)
    sentences = []
    if len(new) > 1 and not lasting and not kept:
        sentences.append(words.t("Alla signalerna är nya. Förra veckan fanns ingen av dem."))
    elif len(new) > 2:
        sentences.append(words.t("{count} av signalerna är nya.", count=words.number(len(new))))
    elif new:
        sentences.append(
            words.t(
                "Nytt: {names}. Förra veckan fanns ingen sådan signal.", names=in_a_row(words, new)
            )
        )
    if lasting:
        sentences.append(
            words.t("Signalen från förra veckan kvarstår: {names}.", names=in_a_row(words, lasting))
        )
    if kept:
        sentences.append(
            words.t(
                "Signalen har avtagit, men står kvar tills två veckor i rad har varit lugna: "
                "{names}.",
                names=in_a_row(words, kept),
            )
        )
    if ended:
        sentences.append(words.t("Inte längre en signal: {names}.", names=in_a_row(words, ended)))
    return tuple(sentences)

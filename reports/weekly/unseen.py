"""What cannot be judged, and which sources are missing."""

from __future__ import annotations

from collections.abc import Sequence

from reports.weekly import names
from reports.weekly.amounts import in_a_row, mean_stories, sentence_start
from reports.weekly.series import Series
from reports.weekly.told import COMMON
from reports.weekly.words import Words

NAMED = 3
"""Sources that one reason names; with those in coverage_section.py the half page names five."""


def unseen(words: Words, silent: Sequence[str], imported: Sequence[str], named: int = NAMED) -> str:
    """Which sources are missing from the week, as a part of a sentence; at most `named` names."""
    parts = []
    if silent:
        sources = _some(words, silent, named)
        parts.append(words.t("vi såg för lite av {sources}", sources=sources))
    if imported:
        parts.append(
            words.t(
                "det som är läst från fil ({sources}) räcker inte över veckan",
                sources=_some(words, imported, max(0, named - len(silent))),
            )
        )
    return words.listed(parts)


def _some(words: Words, sources: Sequence[str], named: int) -> str:
    """`A, B, C och 12 till`, or how many where none may be named."""
    if len(sources) <= named:
        return words.listed(sources)
    if not named:
        return words.n("{count} källa", "{count} källor", len(sources))
    more = words.t("{count} till", count=words.number(len(sources) - named))
    return words.listed([*sources[:named], more])


def blind_sentences(
    words: Words, blind: Sequence[Series], judged: bool, unfinished: bool
) -> tuple[str, ...]:
    """One sentence for each set of silent sources; series that are rare anyway are only counted.

    Without any series that could be `judged` there is one sentence. NAMED sources are named in all.
    """
    if blind and not judged:
        return (_none(words, blind, unfinished),)
    by_sources: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    rare = [s for s in blind if mean_stories(s) < COMMON]
    for series in blind:
        if series not in rare:
            name = names.series_name(words, series.group, series.label, series.stance)
            by_sources.setdefault((series.now.silent, series.now.imported), []).append(name)
    sentences = []
    told: set[str] = set()
    for (silent, imported), found in by_sources.items():
        sources = {*silent, *imported}
        named = len(sources) if sources <= told else NAMED - len(told)
        told |= set([*silent, *imported][:named])
        sentences.append(
            words.t(
                "{names} kan inte bedömas: {reason}.",
                names=sentence_start(in_a_row(words, found)),
                reason=unseen(words, silent, imported, named),
            )
        )
    if rare:
        sentences.append(_rare(words, rare, alone=not by_sources))
    return tuple(sentences)


def _none(words: Words, blind: Sequence[Series], unfinished: bool) -> str:
    if unfinished:
        return words.t("Ingen av serierna kan bedömas än: veckan pågår.")
    return words.n(
        "Ingen av serierna kan bedömas: vi såg för lite av {count} källa. Den står under Täckning.",
        "Ingen av serierna kan bedömas: vi såg för lite av {count} källor. De står under Täckning.",
        len({source for s in blind for source in (*s.now.silent, *s.now.imported)}),
    )


def _rare(words: Words, rare: Sequence[Series], alone: bool) -> str:
    if not alone:
        return words.n(
            "{count} serie som sällan förekommer kan inte heller bedömas.",
            "{count} serier som sällan förekommer kan inte heller bedömas.",
            len(rare),
        )
    return words.n(
        "{count} serie som sällan förekommer kan inte bedömas: {reason}.",
        "{count} serier som sällan förekommer kan inte bedömas: {reason}.",
        len(rare),
        reason=unseen(
            words,
            sorted({name for s in rare for name in s.now.silent}),
            sorted({name for s in rare for name in s.now.imported}),
        ),
    )

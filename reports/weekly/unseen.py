"""What cannot be judged, and which sources are missing."""

from __future__ import annotations

from collections.abc import Sequence

from reports.weekly import names
from reports.weekly.amounts import in_a_row, mean_stories, sentence_start
from reports.weekly.series import Series
from reports.weekly.told import COMMON
from reports.weekly.words import Words


def unseen(words: Words, silent: Sequence[str], imported: Sequence[str]) -> str:
    """Which sources are missing from the week, as a part of a sentence."""
    parts = []
    if silent:
        parts.append(words.t("vi såg inte hela veckan av {sources}", sources=words.listed(silent)))
    if imported:
        parts.append(
            words.t(
                "det som är läst från fil ({sources}) räcker inte över veckan",
                sources=words.listed(imported),
            )
        )
    return words.listed(parts)


def blind_sentences(words: Words, blind: Sequence[Series]) -> tuple[str, ...]:
    """One sentence for each set of silent sources; series that are rare anyway are only counted."""
    by_sources: dict[str, list[str]] = {}
    rare = [s for s in blind if mean_stories(s) < COMMON]
    for series in blind:
        if series not in rare:
            name = names.series_name(words, series.group, series.label, series.stance)
            reason = unseen(words, series.now.silent, series.now.imported)
            by_sources.setdefault(reason, []).append(name)
    sentences = [
        words.t(
            "{names} kan inte bedömas: {reason}.",
            names=sentence_start(in_a_row(words, found)),
            reason=reason,
        )
        for reason, found in by_sources.items()
    ]
    if rare:
        sentences.append(_rare(words, rare, alone=not by_sources))
    return tuple(sentences)


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

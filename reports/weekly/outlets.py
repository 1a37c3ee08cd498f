"""Tone and share of attention by kind of outlet, for the week of the report."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.weekly.cells import all_may_publish, documents_of, may_publish
from reports.weekly.evidence import Appearance, Evidence
from store.records import LabelGroup, OutletType, TextStatus, Tone

Z95 = 1.959963984540054
"""The normal deviate of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class ToneRow:
    """Relevant documents with full text. Counts are None where hidden.

    `low`..`high` is the 95 % interval of the negative share 0..1 of those judged, None for what was
    `captured` into files: that is a sample of nothing.
    """

    outlet_type: str
    private: bool
    judged: int | None
    negative: int | None
    neutral: int | None
    positive: int | None
    abstained: int | None
    low: float | None
    high: float | None
    captured: bool = False

    @property
    def negative_share(self) -> float | None:
        """The share 0..1 of those judged; None where it is hidden or none was."""
        return self.negative / self.judged if self.judged and self.negative is not None else None


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """All documents seen, and those about the social services. Counts are None where hidden. Of
    what was `captured` into files there is no share: somebody chose what to capture."""

    outlet_type: str
    private: bool
    seen: int | None
    relevant: int | None
    abstained: int | None
    unsupported: int | None
    unlabelled: int | None
    captured: bool = False

    @property
    def share(self) -> float | None:
        """Relevant of all seen, 0..1."""
        if self.captured:
            return None
        return self.relevant / self.seen if self.seen and self.relevant is not None else None


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, J. Am. Stat. Assoc. 22:209).

    >>> [round(bound, 3) for bound in wilson(3, 10)]
    [0.108, 0.603]
    """
    share, z2 = successes / n, Z95**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def _by_outlet(evidence: Evidence) -> dict[tuple[str, bool, bool], list[Appearance]]:
    """By kind of outlet, whether private, and whether captured into files."""
    found: dict[tuple[str, bool, bool], list[Appearance]] = {}
    for a in evidence.of_week():
        found.setdefault((a.outlet_type, a.private, a.captured), []).append(a)
    order = {str(outlet_type): place for place, outlet_type in enumerate(OutletType)}
    return {
        key: found[key]
        for key in sorted(found, key=lambda key: (*key[1:], order.get(key[0], len(order))))
    }


def tone_rows(evidence: Evidence, min_cell: int) -> tuple[ToneRow, ...]:
    """One row a kind of outlet that had relevant documents with full text this week."""
    rows = []
    for (outlet_type, private, captured), members in _by_outlet(evidence).items():
        relevant = [a for a in members if a.relevant]
        full = [a for a in relevant if a.text_status == TextStatus.FULL]
        if full:
            hidden = private and not _tone_may_publish(relevant, full, min_cell)
            rows.append(_tone_row(outlet_type, private, full, hidden, captured))
    return tuple(rows)


def _tone_parts(full: Sequence[Appearance]) -> dict[str | None, list[Appearance]]:
    parts: dict[str | None, list[Appearance]] = {tone: [] for tone in (*Tone, None)}
    for appearance in full:
        parts[Tone(appearance.tone) if appearance.tone else None].append(appearance)
    return parts


def _tone_may_publish(
    relevant: Sequence[Appearance], full: Sequence[Appearance], min_cell: int
) -> bool:
    rest = [a for a in relevant if a.text_status != TextStatus.FULL]
    return all_may_publish([*_tone_parts(full).values(), rest], min_cell)


def _tone_row(
    outlet_type: str, private: bool, full: Sequence[Appearance], hidden: bool, captured: bool
) -> ToneRow:
    if hidden:
        return ToneRow(outlet_type, private, None, None, None, None, None, None, None, captured)
    counts = {tone: documents_of(part) for tone, part in _tone_parts(full).items()}
    judged = counts[Tone.NEGATIVE] + counts[Tone.NEUTRAL] + counts[Tone.POSITIVE]
    sampled = judged and not captured
    low, high = wilson(counts[Tone.NEGATIVE], judged) if sampled else (None, None)
    return ToneRow(
        outlet_type,
        private,
        judged,
        counts[Tone.NEGATIVE],
        counts[Tone.NEUTRAL],
        counts[Tone.POSITIVE],
        counts[None],
        low,
        high,
        captured,
    )


def attention_rows(evidence: Evidence, min_cell: int) -> tuple[AttentionRow, ...]:
    """One row a kind of outlet of which anything was seen this week."""
    return tuple(
        _attention_row(
            key,
            members,
            min_cell,
            evidence.passed_captures if key[2] else evidence.passed_over,
        )
        for key, members in _by_outlet(evidence).items()
    )


def _attention_row(
    key: tuple[str, bool, bool],
    members: Sequence[Appearance],
    min_cell: int,
    passed_over: Mapping[str, int],
) -> AttentionRow:
    outlet_type, private, captured = key
    seen = documents_of(members) + (passed_over.get(outlet_type, 0) if private else 0)
    relevant = [a for a in members if a.relevant]
    unlabelled = [a for a in members if not a.labelled]
    unsupported = [a for a in members if a.labelled and not a.language_supported]
    abstained = [a for a in members if a.language_supported and LabelGroup.RELEVANT in a.abstained]
    named = {id(a) for part in (relevant, unlabelled, unsupported, abstained) for a in part}
    other = [a for a in members if id(a) not in named]
    rest = [a for a in members if not a.relevant]
    total = not private or may_publish(members, min_cell)
    split = total and (not private or all_may_publish([relevant, rest], min_cell))
    finest = split and (
        not private or all_may_publish([unlabelled, unsupported, abstained, other], min_cell)
    )
    return AttentionRow(
        outlet_type,
        private,
        seen if total else None,
        documents_of(relevant) if split else None,
        documents_of(abstained) if finest else None,
        documents_of(unsupported) if finest else None,
        documents_of(unlabelled) if finest else None,
        captured,
    )

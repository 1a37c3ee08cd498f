"""Places in a text that are to be masked, and the labels that stand there afterwards."""

from __future__ import annotations

from collections.abc import Sequence

PERSON = "[personnummer]"
PHONE = "[telefon]"
EMAIL = "[e-post]"
ACCOUNT = "[konto]"

Span = tuple[int, int, str]
"""Where it begins, where it ends, and its label."""


def without_overlaps(spans: Sequence[Span]) -> list[Span]:
    """The spans in text order; what overlaps becomes one, under the label that begins first.

    Nothing that was found is left standing: a union, not a choice.
    """
    merged: list[Span] = []
    for start, end, label in sorted(spans, key=lambda span: (span[0], -span[1])):
        if merged and start < merged[-1][1]:
            first, last, kept = merged[-1]
            merged[-1] = (first, max(last, end), kept)
        else:
            merged.append((start, end, label))
    return merged

"""The columns of a sheet, and the values that they may hold, in English and in Swedish."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from reports.weekly.names import frame, narrative
from reports.weekly.words import Words
from store.records import Frame, Narrative, Stance, Tone

GIVEN = ("sample_id", "document_id", "version", "title", "text", "context")
"""What the coder gets: no columns for who wrote it, where it stood or what a model said."""

ANSWERS = ("relevant", "tone", "narratives", "stance", "frames")
"""What the coder fills in."""

Label = TypeVar("Label", bound=StrEnum)

_SWEDISH = Words("sv")

COLUMN_NAMES: Mapping[str, str] = {
    "urval": "sample_id",
    "dokument": "document_id",
    "ton": "tone",
    "narrativ": "narratives",
    "hållning": "stance",
    "ramar": "frames",
    **{name: name for name in (*GIVEN, *ANSWERS)},
}
"""What a heading may be called, and the column that it means."""

SWEDISH: Mapping[StrEnum, str] = {
    Tone.NEGATIVE: "negativ",
    Tone.NEUTRAL: "neutral",
    Tone.POSITIVE: "positiv",
    Stance.ENDORSES: "sprider",
    Stance.REPORTS: "återger",
    Stance.REBUTS: "bemöter",
    **{label: narrative(_SWEDISH, label)[0].lower() for label in Narrative},
    **{label: frame(_SWEDISH, label)[0].lower() for label in Frame},
}
"""What each label is called in a sheet and in the instructions to the coder."""

YES_NO: Mapping[str, bool] = {
    **dict.fromkeys(("ja", "j", "true", "sant", "1", "yes"), True),
    **dict.fromkeys(("nej", "n", "false", "falskt", "0", "no"), False),
}
"""`sant` and `falskt` are what a Swedish Excel makes of `true` and `false`."""


def plain(text: str) -> str:
    """A value or a heading as it is compared: small letters, single spaces, no underscores.

    >>> plain(" Failure_to-protect ")
    'failure to protect'
    """
    words = unicodedata.normalize("NFC", text).casefold().replace("_", " ").replace("-", " ")
    return " ".join(words.split())


def labels_by_name(labels: type[Label]) -> dict[str, Label]:
    """The labels of one group by each of their names, made `plain`."""
    return {plain(name): label for label in labels for name in (label.value, SWEDISH[label])}


def allowed(labels: type[Label]) -> str:
    """The names of one group's labels, for a message."""
    return ", ".join(f"{label.value} ({SWEDISH[label]})" for label in labels)

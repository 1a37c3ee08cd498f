"""Who answers in the same week, and what of the week the model could not judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.signals.spike_card.figures import Voices
from store.connection import Transaction
from store.records import Frame, Stance

GOOD_PRACTICE = str(Frame.GOOD_PRACTICE)


def voices_of(
    transaction: Transaction, model: str, week: str, group: str, label: str, min_cell: int
) -> tuple[Voices, ...]:
    """For a narrative its three stances, for a frame the frame; then good practice. Texts with a
    narrative are in no frame's count."""
    rows = transaction.query(
        """
        SELECT a.document_id, a.story_id, a.source_id, a.reach, a.author,
            a.private OR a.private_owner AS private, l.narratives, l.stance, l.frames
        FROM appearances a JOIN known_labels l
            ON l.document_id = a.document_id AND l.version = a.version AND l.model = $model
        WHERE a.week = $week AND l.relevant AND a.text_status <> 'deleted'
        ORDER BY a.document_id, a.source_id
        """,
        {"model": model, "week": week},
    ).to_pylist()
    kinds = [str(stance) for stance in Stance] if group == "narrative" else [label]
    if GOOD_PRACTICE not in kinds:
        kinds.append(GOOD_PRACTICE)
    return tuple(
        _voices(kind, [r for r in rows if _is(r, kind, label)], min_cell) for kind in kinds
    )


def _is(row: dict[str, Any], kind: str, label: str) -> bool:
    if kind in list(Frame):
        return kind in row["frames"] and not row["narratives"]
    return label in row["narratives"] and row["stance"] == kind


def _voices(kind: str, rows: Sequence[dict[str, Any]], min_cell: int) -> Voices:
    editorial = [row for row in rows if not row["private"]]
    private = [row for row in rows if row["private"]]
    reach = {row["source_id"]: row["reach"] for row in editorial}
    accounts = len({row["author"] for row in private if row["author"]})
    shown = not private or accounts >= min_cell
    known = [value for value in reach.values() if value is not None]
    return Voices(
        kind=kind,
        stories=len({row["story_id"] for row in editorial}),
        texts=len({row["document_id"] for row in editorial}),
        sources=len(reach),
        reach=sum(known) if reach and len(known) == len(reach) else None,
        private_stories=len({row["story_id"] for row in private}) if shown else None,
        private_accounts=accounts if shown else None,
    )


def unjudged(
    transaction: Transaction, model: str, week: str, group: str, label: str
) -> tuple[int, int, int]:
    """Editorial texts of the week without labels, in a language that the model lacks, and those on
    which it abstained where it matters here: for a narrative on narrative or stance, for a frame on
    frames."""
    row = transaction.query(
        """
        SELECT count(DISTINCT a.document_id) FILTER (l.document_id IS NULL) AS unlabelled,
            count(DISTINCT a.document_id) FILTER (NOT l.language_supported) AS unsupported,
            count(DISTINCT a.document_id) FILTER (CASE WHEN $group = 'frame'
                THEN list_contains(l.abstained, 'frame')
                ELSE list_contains(l.abstained, 'narrative') OR (
                    list_contains(l.narratives, $label) AND l.stance IS NULL) END) AS abstained
        FROM appearances a LEFT JOIN known_labels l
            ON l.document_id = a.document_id AND l.version = a.version AND l.model = $model
        WHERE a.week = $week AND NOT a.private AND NOT a.private_owner
            AND a.text_status <> 'deleted'
        """,
        {"model": model, "week": week, "group": group, "label": label},
    ).to_pylist()[0]
    return row["unlabelled"], row["unsupported"], row["abstained"]

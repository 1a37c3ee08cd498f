"""What a reader needs to make the report again: versions, data range and counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from reports.signals.weeks import STOCKHOLM
from reports.weekly.coverage_section import sources_behind
from reports.weekly.evidence import Evidence
from reports.weekly.outlets import AttentionRow
from reports.weekly.words import UNKNOWN


def complete_manifest(
    manifest: Mapping[str, str],
    evidence: Evidence,
    attention: Sequence[AttentionRow],
    min_cell: int,
    as_of: datetime | None,
) -> dict[str, str]:
    """What was given, in its order, and then the data range and the counts of the report.

    `as_of` is the moment at which a week that is still running was looked at. Private posts are
    counted only where no row of the report hides a part of them.
    """
    editorial = [row for row in attention if not row.private and not row.captured]
    private = [row.seen for row in attention if row.private and not row.captured]
    files = [row.seen for row in attention if row.captured]
    moment = as_of.astimezone(STOCKHOLM).isoformat(timespec="seconds") if as_of else ""
    return {
        **manifest,
        "week": evidence.week,
        "data_from": evidence.weeks[0],
        "data_to": evidence.weeks[-1],
        "sources": str(sources_behind(evidence)),
        "editorial_documents": str(sum(row.seen or 0 for row in editorial)),
        "editorial_relevant": str(sum(row.relevant or 0 for row in editorial)),
        "private_posts": _sum(private),
        "captured_posts": _sum(files),
        "min_cell": str(min_cell),
        **({"as_of": moment} if moment else {}),
    }


def _sum(counts: Sequence[int | None]) -> str:
    known = [count for count in counts if count is not None]
    return str(sum(known)) if len(known) == len(counts) else UNKNOWN

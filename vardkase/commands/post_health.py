"""What `health` says of private persons' posts: what the law asks first, and missed deletions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from crawlers.kinds import PLATFORMS
from store.connection import Store
from store.erasure import held
from store.rechecks import overdue
from store.records import OutletType, Source, SourceKind

RECHECKED_DAYS = 30
"""Younger posts are asked for again every day, so that deletions are mirrored within one."""
LATE_HOURS = 26
"""A day, and the pass in which it ends."""


def problems(sources: Sequence[Source], store: Store, now: datetime) -> Iterator[dict[str, str]]:
    """Sources without a legal basis, and how many posts have not been asked for in a day."""
    for source in sources:
        if source.kind in PLATFORMS and not source.legal_basis:
            message = "samlar in privatpersoners inlägg; fyll i legal_basis i källistan."
            yield {"what": f"källa {source.source_id}", "message": message}
    configured = {source.source_id for source in sources}
    for row in held_as_listed(store, sources):
        source_id = str(row["source_id"])
        if row["kind"] == SourceKind.IMPORT and row["texts"] and not row["legal_basis"]:
            message = (
                "privatpersoners inlägg ur filer; fyll i legal_basis i källistan."
                if source_id in configured
                else "privatpersoners inlägg ur filer; lägg till raderna sist i källistan, med er "
                f"rättsliga grund:\n{to_paste(row)}"
            )
            yield {"what": f"källa {source_id}", "message": message}
    late = overdue(store, now - timedelta(days=RECHECKED_DAYS), now - timedelta(hours=LATE_HOURS))
    if late:
        message = (
            f"{late} inlägg har inte kontrollerats på över ett dygn; det som har tagits bort kan "
            "finnas kvar här. Går tjänsten, och svarar källorna?"
        )
        yield {"what": "raderingar", "message": message}


def held_as_listed(store: Store, sources: Sequence[Source]) -> list[dict[str, Any]]:
    """What is held of each source with private persons' posts, with the kind, terms and legal basis
    that the source list says now: the store knows those of the last crawl."""
    listed = {source.source_id: source for source in sources}
    rows: list[dict[str, Any]] = []
    for row in held(store):
        if source := listed.get(str(row["source_id"])):
            row |= {name: getattr(source, name) for name in ("kind", "terms", "legal_basis")}
        rows.append(row)
    return rows


def to_paste(row: Mapping[str, Any]) -> str:
    """The table of a source of files, a row of `held`, for the source list: only the legal basis is
    left to fill in."""
    values = {
        "source_id": row["source_id"],
        "kind": SourceKind.IMPORT,
        "url": "",
        "name": row["name"] or row["source_id"],
        "outlet_type": row["outlet_type"] or OutletType.SOCIAL,
        "legal_basis": "",
    }
    lines = [
        f"    {key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()
    ]
    return "\n".join(["    [[source]]", *lines])

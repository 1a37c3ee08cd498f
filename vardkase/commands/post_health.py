"""What `health` says of private persons' posts: what the law asks first, and missed deletions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from crawlers.kinds import PLATFORMS
from store.connection import Store
from store.erasure import held
from store.rechecks import overdue
from store.records import Source, SourceKind

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
    for row in held(store):
        if row["kind"] == SourceKind.IMPORT and row["texts"] and not row["legal_basis"]:
            message = (
                "privatpersoners inlägg ur filer; fyll i legal_basis i källistan."
                if row["source_id"] in configured
                else "privatpersoners inlägg ur filer; lägg till källan i källistan med "
                'kind = "import" och legal_basis.'
            )
            yield {"what": f"källa {row['source_id']}", "message": message}
    late = overdue(store, now - timedelta(days=RECHECKED_DAYS), now - timedelta(hours=LATE_HOURS))
    if late:
        message = (
            f"{late} inlägg har inte kontrollerats på över ett dygn; det som har tagits bort kan "
            "finnas kvar här. Går tjänsten, och svarar källorna?"
        )
        yield {"what": "raderingar", "message": message}

"""What DuckDB and the operating system say of the store's file, in the words of its users."""

from __future__ import annotations

import re
from pathlib import Path

from store.errors import StoreError, StoreLocked, StoreVersionError


def is_lock(error: Exception) -> bool:
    """Whether somebody else has the file."""
    text = str(error)
    return "Could not set lock" in text or "Conflicting lock" in text or "being used by" in text


def lock_error(path: Path, error: Exception, wait_s: float) -> StoreLocked:
    """The Swedish error for a file that somebody else had for too long, as DuckDB names them."""
    holder = re.search(r"held in (.+?) \(PID (\d+)\)", str(error))
    if holder is None:
        return locked(path, None, "en annan process", wait_s)
    return locked(path, int(holder[2]), f"process {holder[2]} ({holder[1]})", wait_s)


def locked(path: Path, pid: int | None, who: str, wait_s: float) -> StoreLocked:
    """The Swedish error for a store that `who`, process `pid` where it is known, kept from us."""
    return StoreLocked(
        f"Lagret {path} är upptaget: {who} har haft det öppet i mer än {wait_s:.0f} sekunder. "
        "Vänta tills den är klar, eller avsluta den, och försök igen.",
        pid=pid,
    )


def explained(path: Path, error: Exception) -> StoreError:
    """The Swedish error for one of DuckDB's or of the operating system."""
    message = str(error)
    lowered = message.lower()
    if any(s in lowered for s in ("no space left", "file too large", "disk quota", "disk full")):
        return StoreError(
            f"Lagret {path} kunde inte skrivas: disken är full. "
            "Frigör utrymme och kör igen; det som redan var sparat finns kvar."
        )
    if "we can only read versions" in lowered:
        return StoreVersionError(
            f"Lagret {path} är skrivet av en nyare version av DuckDB. Uppgradera Vårdkase."
        )
    if "valid duckdb database" in lowered or "corrupt" in lowered:
        return StoreError(
            f"Lagret {path} är ingen DuckDB-fil, eller är skadat. "
            "Ange en annan fil i [store] path, eller lägg tillbaka en säkerhetskopia."
        )
    if "permission denied" in lowered or "read-only file system" in lowered:
        return StoreError(
            f"Lagret {path} får inte läsas eller skrivas av den här användaren: {message}"
        )
    return StoreError(f"Lagret {path}: {message}")

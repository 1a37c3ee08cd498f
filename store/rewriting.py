"""The store's file written anew, so that nothing is left in it of what was dropped.

DuckDB gives the blocks of dropped words to what is written later, and until then they stand in the
file for whoever reads its bytes. A file that is written anew holds what is held and nothing else.

A crash leaves the old file or the new one, whole: the new one gets its name when it is complete.
Whoever waits for the store meanwhile stands in the line (`store/turns.py`) and opens the new file
when its turn comes. Its log stands beside the old file by the same name; so the old one's is empty
by then, and the new file stays locked until the old one has been left.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

from store.errors import StoreError

_FRESH = "fresh"
"""What the new file is called inside the engine."""


def rewrite(execute: Callable[[str], object], name: str, path: Path, form: str) -> None:
    """Put a fresh copy of the file, attached as `name` for writing, in its place; detach both.

    `execute` runs a statement, `form` is how the file is written. Raises StoreError when the disk
    has no room for two, before anything is written.
    """
    own = path.resolve()  # where a path is a link, the log stands beside the file itself
    discard_draft(path)
    for spilled in Path(f"{path}.tmp").glob("duckdb_temp_*"):  # of a process that was killed
        spilled.unlink(missing_ok=True)
    require_room(own, own.stat().st_size)
    folder = _workplace(path)
    folder.mkdir(mode=0o700)  # whoever may not read the store may not read what becomes of it
    draft = folder / own.name
    quoted = str(draft).replace("'", "''")
    try:
        execute(f"FORCE CHECKPOINT {name}")
        execute(f"ATTACH '{quoted}' AS {_FRESH} (TYPE duckdb, {form})")
        execute(f"COPY FROM DATABASE {name} TO {_FRESH}")
        execute(f"FORCE CHECKPOINT {_FRESH}")
        _owned_alike(draft, own)
        Path(f"{own}.wal").unlink(missing_ok=True)
        os.replace(draft, own)
        _flushed(own.parent)
        execute(f"USE memory; DETACH {name}; DETACH {_FRESH}")  # in this order
    finally:
        discard_draft(path)


def discard_draft(path: Path) -> None:
    """Remove the new file that a killed process left unfinished, with the words it had got to.

    For whoever has the store open, for reading at least: nobody writes it anew meanwhile.
    """
    shutil.rmtree(_workplace(path), ignore_errors=True)


def _workplace(path: Path) -> Path:
    own = path.resolve()
    return own.with_name(f".{own.name}.ny")


def require_room(path: Path, needed_bytes: int) -> None:
    """Raises StoreError when the disk that holds `path` has less room than that."""
    free = shutil.disk_usage(path.parent).free
    if free < needed_bytes:
        raise StoreError(
            f"Lagret {path} kunde inte skrivas om: det kräver {_megabytes(needed_bytes)} MB ledigt "
            f"på disken, och {_megabytes(free)} MB finns. Frigör utrymme och försök igen."
        )


def _megabytes(size_bytes: int) -> int:
    return -(-size_bytes // 1_000_000)


def _owned_alike(draft: Path, path: Path) -> None:
    """Give the new file the old one's group and owner, where we may, and mode."""
    before = path.stat()
    for owner in ((-1, before.st_gid), (before.st_uid, -1)):
        with contextlib.suppress(PermissionError):  # who shares a store has its group alone
            os.chown(draft, *owner)
    draft.chmod(stat.S_IMODE(before.st_mode))


def _flushed(folder: Path) -> None:
    """Have the new name on disk: the words are gone when this returns, whatever happens."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copy_name(path: Path, version: int) -> str:
    """The name of the copy that is set aside before the schema is brought up from a version."""
    return f"{path.name}.v{version}.kopia"


def copies(path: Path) -> list[Path]:
    """The copies that were set aside beside a store: they hold what has been dropped since."""
    ours = re.compile(rf"\.?{re.escape(path.name)}\.v\d+\.kopia(\.new)?")
    return sorted(one for one in path.parent.iterdir() if ours.fullmatch(one.name))

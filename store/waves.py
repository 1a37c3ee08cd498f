"""Survey waves: what was asked of whom, the answers, printed estimates, and the log of imports.

A wave comes in whole. The same files again change nothing; other files under the same id are
refused unless the import says that it replaces the wave and is newer than what is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from store.columns import from_arrow, to_arrow
from store.connection import Store, Transaction
from store.errors import StoreError
from store.records import PublishedEstimate, Respondent, Wave, WaveImport

NEW, SAME, REPLACED = "new", "same", "replaced"


class WaveExists(StoreError):
    """A wave with this id but from other files is in the store; nothing was changed."""

    exit_status = 2

    def __init__(self, message: str, wave_id: str) -> None:
        super().__init__(message)
        self.wave_id = wave_id


def put_wave(
    transaction: Transaction,
    wave: Wave,
    respondents: Sequence[Respondent] = (),
    estimates: Sequence[PublishedEstimate] = (),
    *,
    replaces: bool = False,
    programme: str = "",
) -> str:
    """Keep a wave with its respondents or its printed estimates; gives new, same or replaced.

    `replaces` says that another import under the same id may be put in place of the one there.
    Every import that is taken is logged, also one that changed nothing. Raises WaveExists when
    the wave is there from other files and `replaces` is not said, or when it is not newer.
    """
    before = wave_by_id(transaction, wave.wave_id)
    outcome = NEW if before is None else SAME if _same(before, wave) else REPLACED
    if before is not None and outcome == REPLACED:
        _check_replaced(before, wave, replaces)
        for table in ("waves", "respondents", "published_estimates"):
            transaction.execute(f"DELETE FROM {table} WHERE wave_id = ?", [wave.wave_id])
    if outcome != SAME:
        _insert(transaction, "waves", [wave], Wave)
        _insert(transaction, "respondents", respondents, Respondent)
        _insert(transaction, "published_estimates", estimates, PublishedEstimate)
    rows = len(respondents) + len(estimates)
    _insert(transaction, "wave_imports", [_log(wave, outcome, rows, programme)], WaveImport)
    return outcome


def wave_by_id(transaction: Transaction, wave_id: str) -> Wave | None:
    """One wave, or None where there is none."""
    found = transaction.query("SELECT * FROM waves WHERE wave_id = ?", [wave_id])
    return next(iter(from_arrow(found, Wave)), None)


def waves(store: Store) -> list[Wave]:
    """All waves, by fieldwork and id; those without dates last."""
    found = store.read("SELECT * FROM waves ORDER BY fieldwork_start NULLS LAST, wave_id")
    return from_arrow(found, Wave)


def respondents_of(store: Store, wave_id: str) -> list[Respondent]:
    """The respondents of a wave, in the order of its file."""
    found = store.read("SELECT * FROM respondents WHERE wave_id = ? ORDER BY row", [wave_id])
    return from_arrow(found, Respondent)


def published_estimates(store: Store) -> list[PublishedEstimate]:
    """All printed estimates that were imported, by wave and id."""
    found = store.read("SELECT * FROM published_estimates ORDER BY wave_id, estimate_id")
    return from_arrow(found, PublishedEstimate)


def wave_imports(store: Store) -> list[WaveImport]:
    """The log of imports, oldest first."""
    found = store.read("SELECT * FROM wave_imports ORDER BY imported_at, wave_id")
    return from_arrow(found, WaveImport)


def _same(before: Wave, now: Wave) -> bool:
    """Equal in all but when it came in, what the file was called, and what was warned about: that
    depends on the other waves there are. A file of printed estimates may have got other waves."""
    alike = replace(
        before, imported_at=now.imported_at, file_name=now.file_name, cautions=now.cautions
    )
    if now.kind == "published":
        alike = replace(alike, file_sha256=now.file_sha256)
    return alike == now


def _check_replaced(before: Wave, wave: Wave, replaces: bool) -> None:
    found = f"Vågen {wave.wave_id} finns redan, inläst {before.imported_at:%Y-%m-%d %H:%M} UTC"
    if not replaces:
        raise WaveExists(
            f"{found} ur andra filer (SHA-256 {before.file_sha256[:12]}); väntade samma filer "
            "eller ett nytt id. Ge vågen ett annat id i wave.toml, eller säg med --replace att "
            "den nya ersätter den gamla. Ingenting har ändrats.",
            wave.wave_id,
        )
    if wave.imported_at <= before.imported_at:
        raise WaveExists(
            f"{found}, och det är inte äldre än den här inläsningen; väntade en senare. "
            "Kontrollera datorns klocka. Ingenting har ändrats.",
            wave.wave_id,
        )


def _log(wave: Wave, outcome: str, rows: int, programme: str) -> WaveImport:
    return WaveImport(
        imported_at=wave.imported_at,
        wave_id=wave.wave_id,
        outcome=outcome,
        file_name=wave.file_name,
        file_sha256=wave.file_sha256,
        spec_sha256=wave.spec_sha256,
        codebook_sha256=wave.codebook_sha256,
        rows=rows,
        programme=programme,
    )


def _insert(transaction: Transaction, table: str, records: Sequence, kind: type) -> None:
    if records:
        with transaction.table("batch", to_arrow(records, kind)):
            transaction.execute(f"INSERT INTO {table} BY NAME SELECT * FROM batch")

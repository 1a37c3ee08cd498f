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

MANY = 30
"""Respondents who answer alike in the same order by no accident: below it their weights and days
have to be the same too."""


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
    the wave is there from other files and `replaces` is not said, or when it is not newer, and when
    the same respondents are there under another id: they would be counted twice.
    """
    before = wave_by_id(transaction, wave.wave_id)
    outcome = NEW if before is None else SAME if _same(before, wave) else REPLACED
    if outcome != SAME:
        _check_counted_once(transaction, wave, respondents)
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
            f"{found} {_origin(before, wave)}; väntade samma fil och beskrivning, eller ett nytt "
            f"id. {_way_out(before, wave)} Ingenting har ändrats.",
            wave.wave_id,
        )
    if wave.imported_at <= before.imported_at:
        raise WaveExists(
            f"{found}, och det är inte äldre än den här inläsningen; väntade en senare. "
            "Kontrollera datorns klocka. Ingenting har ändrats.",
            wave.wave_id,
        )


def _origin(before: Wave, wave: Wave) -> str:
    """In what the wave that is there differs from the one that comes."""
    if before.file_sha256 != wave.file_sha256:
        return f"ur en annan fil ({before.file_name}, SHA-256 {before.file_sha256[:12]})"
    if before.spec_sha256 != wave.spec_sha256:
        return "ur samma fil men med en annan beskrivning (wave.toml)"
    return "ur samma fil men med en annan kodbok"


def _way_out(before: Wave, wave: Wave) -> str:
    if before.file_sha256 == wave.file_sha256:
        return "Säg med --replace att den nya beskrivningen ska gälla."
    return (
        "Ge vågen ett annat id i wave.toml, eller säg med --replace att den nya ersätter den gamla."
    )


def _check_counted_once(
    transaction: Transaction, wave: Wave, respondents: Sequence[Respondent]
) -> None:
    """Refuse respondents who are there under another id with answers to the same question."""
    found = transaction.query("SELECT * FROM waves WHERE wave_id <> ?", [wave.wave_id])
    for other in from_arrow(found, Wave):
        shared = [name for name in wave.outcomes if name in other.outcomes]
        if not (shared and respondents):
            continue
        rows = transaction.query(
            "SELECT * FROM respondents WHERE wave_id = ? ORDER BY row", [other.wave_id]
        )
        if rows.num_rows != len(respondents):
            continue
        exact = other.file_sha256 != wave.file_sha256 or len(respondents) < MANY
        now, then = (
            [_told(each, shared, exact) for each in people]
            for people in (respondents, from_arrow(rows, Respondent))
        )
        if now == then:
            raise WaveExists(
                f"{wave.file_name}: samma {len(respondents)} svarande finns redan som vågen "
                f"{other.wave_id} ({other.file_name}), med samma svar på {', '.join(shared)}; "
                "väntade andra svarande, för de här skulle räknas två gånger. Rättar du "
                f'beskrivningen: behåll id = "{other.wave_id}" och kör med --replace. Har filen '
                "flera vågor: välj en med [rows]. En annan fråga ur samma fil går bra, som en egen "
                "[[outcome]]. Ingenting har ändrats.",
                wave.wave_id,
            )


def _told(respondent: Respondent, outcomes: Sequence[str], exact: bool) -> tuple:
    """What a respondent told; with `exact` also the weight and the day."""
    answers = tuple(respondent.answers.get(name) for name in outcomes)
    return (answers, respondent.weight, respondent.interviewed_on) if exact else answers


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

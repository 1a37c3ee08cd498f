"""Reads a filled sheet back: whatever a spreadsheet has made of it, row by row by the codebook.

A row that cannot be taken is set aside with its reason; the others are not touched by it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from reports.coding.names import (
    ANSWERS,
    COLUMN_NAMES,
    YES_NO,
    Label,
    allowed,
    labels_by_name,
    plain,
)
from store.errors import ImportFileError
from store.records import Frame, HumanLabels, Narrative, SampledDocument, Stance, Tone

NEEDED = ("sample_id", "document_id", "version", *ANSWERS)

_SEPARATORS = re.compile(r"[,;|/+\n]")
_NOTHING = frozenset(
    {"", "–", "ingen", "inga", "inget", "none", "ingen ram", "inga ramar"}
    | {"inget narrativ", "inga narrativ", "ingen hållning"}
)
"""What coders write for no label, as the examples of the instructions do; a hyphen is `plain` as
nothing."""

_COPY = "kopiera värdet från det tomma arket"


class Fault(NamedTuple):
    """A row that was set aside; `row` is its number in the spreadsheet, where headings are 1."""

    row: int
    column: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What a sheet holds: `rows` is the sum of labels, empty rows (no answer yet) and faults."""

    labels: tuple[HumanLabels, ...]
    empty: int
    faults: tuple[Fault, ...]

    @property
    def rows(self) -> int:
        """The rows that have any content, whatever became of them."""
        return len(self.labels) + self.empty + len(self.faults)


class _Wrong(Exception):
    """Why a row is set aside: what a cell held, what was expected, what to do."""

    def __init__(self, column: str, reason: str, found: str, expected: str, advice: str) -> None:
        # A text that has slipped into another column is not told whole.
        printable = "".join(char if char.isprintable() else "\ufffd" for char in found[:60])
        shown = f"”{printable}”" if found else "tomt"
        super().__init__(f"{shown}; väntade {expected}; {advice}")
        self.column, self.reason = column, reason


def read_filled(
    name: str, raw: bytes, sampled: Iterable[SampledDocument], coder: str, labelled_at: datetime
) -> Filled:
    """The labels of a sheet, for documents of `sampled` alone; `name` is the file's, for messages.

    Semicolons, commas or tabs; UTF-8, UTF-16 or Windows-1252. Rows without any content do not
    count. Raises ImportFileError when the file is no such sheet.
    """
    drawn = _SampledVersions(sampled)
    labels: dict[tuple[str, int], tuple[int, HumanLabels]] = {}
    faults: list[Fault] = []
    empty = 0
    for row, cells in _rows(name, _decoded(name, raw)):
        try:
            document_id, version = drawn.place(cells)
            earlier = labels.get((document_id, version))
            if not any(cells[column] for column in ANSWERS):
                empty += 1
                continue
            if earlier is not None:
                raise _Wrong(
                    "document_id",
                    "dubblett",
                    cells["document_id"],
                    f"varje dokument en gång, och det finns på rad {earlier[0]}",
                    "ta bort den ena raden",
                )
            answer = _answer(document_id, version, coder, labelled_at, cells)
            labels[document_id, version] = (row, answer)
        except _Wrong as wrong:
            message = f"{name}, rad {row}, kolumn {wrong.column}: {wrong}."
            faults.append(Fault(row, wrong.column, wrong.reason, message))
    return Filled(tuple(answer for _, answer in labels.values()), empty, tuple(faults))


def _decoded(name: str, raw: bytes) -> str:
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ImportFileError(
            f"{name}: är en arbetsbok (xlsx, xls eller ods); väntade CSV. "
            "Välj Spara som och CSV UTF-8 i kalkylprogrammet, och läs in den filen."
        )
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:  # what Excel writes as plain CSV in western Europe
        return raw.decode("cp1252", "replace")


def _rows(name: str, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The number and the cells of each row that has any content, by the columns' names."""
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    try:
        columns = [COLUMN_NAMES.get(plain(cell), _field_name(cell)) for cell in next(reader, [])]
        missing = [column for column in NEEDED if column not in columns]
        if missing:
            raise ImportFileError(
                f"{name}, rad 1: kolumnerna {', '.join(missing)} saknas; väntade rubrikerna i ett "
                "ark från `vardkase label sample`. Lägg tillbaka rubrikraden."
            )
        for number, values in enumerate(reader, start=2):
            if any(value.strip() for value in values):
                padded = [value.strip() for value in values] + [""] * len(columns)
                yield number, dict(zip(columns, padded, strict=False))
    except csv.Error as error:
        raise ImportFileError(
            f"{name}: kan inte läsas som CSV ({error}). Öppna filen i kalkylprogrammet och spara "
            "den igen som CSV UTF-8."
        ) from error


def _field_name(cell: str) -> str:
    return plain(cell).replace(" ", "_")


class _SampledVersions:
    """What was drawn, so that answers are taken for that alone."""

    def __init__(self, sampled: Iterable[SampledDocument]) -> None:
        self._versions = {(d.sample_id, d.document_id): d.version for d in sampled}
        self._samples = {sample_id for sample_id, _ in self._versions}

    def place(self, cells: Mapping[str, str]) -> tuple[str, int]:
        """Document and version of a row. Raises _Wrong when they were not drawn."""
        sample_id = cells["sample_id"]
        if sample_id not in self._samples:
            raise _Wrong(
                "sample_id",
                "okant_urval",
                sample_id,
                "ett urval i det här lagret",
                f"{_COPY}, eller läs in arket i den mapp där det drogs",
            )
        document_id = cells["document_id"].removeprefix("'")
        version = self._versions.get((sample_id, document_id))
        if version is None:
            expected = f"ett dokument ur urvalet {sample_id}"
            raise _Wrong("document_id", "okant_dokument", document_id, expected, _COPY)
        if _whole_number(cells["version"]) != version:
            raise _Wrong(
                "version",
                "annan_version",
                cells["version"],
                f"{version}, den version som drogs",
                f"{_COPY}, och läs om texten om den är en annan",
            )
        return document_id, version


def _whole_number(text: str) -> int | None:
    """A number as a spreadsheet may write it: 1, 1,0 or 1.0."""
    found = re.fullmatch(r"(\d{1,9})(?:[.,]0+)?", text)
    return int(found[1]) if found else None


def _answer(
    document_id: str, version: int, coder: str, labelled_at: datetime, cells: Mapping[str, str]
) -> HumanLabels:
    """The labels of a row, which is not empty. Raises _Wrong when they break the codebook."""
    relevant = YES_NO.get(plain(cells["relevant"]))
    if relevant is None:
        raise _bad_value("relevant", cells, "ja eller nej")
    tones = _several("tone", cells, Tone)
    narratives = _several("narratives", cells, Narrative)
    stances = _several("stance", cells, Stance)
    frames = _several("frames", cells, Frame)
    for column, found in (("tone", tones), ("stance", stances)):
        if len(found) > 1:
            raise _broken(column, cells, "ett enda värde", "välj det som väger tyngst")
    if not relevant:
        marked = {"narratives": narratives, "stance": stances, "frames": frames}
        _check_irrelevant(cells, tones, marked)
        return HumanLabels(document_id, version, coder, labelled_at, False, Tone.NEUTRAL)
    if not tones:
        raise _broken("tone", cells, f"{allowed(Tone)} för en relevant text", "fyll i cellen")
    if narratives and not stances:
        raise _broken("stance", cells, f"{allowed(Stance)} när ett narrativ är ifyllt", "fyll i")
    if stances and not narratives:
        raise _broken(
            "narratives",
            cells,
            "minst ett narrativ när stance är ifylld",
            "fyll i, eller töm stance",
        )
    return HumanLabels(
        document_id=document_id,
        version=version,
        coder=coder,
        labelled_at=labelled_at,
        relevant=True,
        tone=tones[0],
        narratives=narratives,
        stance=stances[0] if stances else None,
        frames=frames,
    )


def _check_irrelevant(
    cells: Mapping[str, str], tones: tuple[Tone, ...], marked: Mapping[str, tuple]
) -> None:
    if tones not in ((), (Tone.NEUTRAL,)):
        raise _broken("tone", cells, "neutral eller tomt när relevant är nej", "ändra en av dem")
    for column, found in marked.items():
        if found:
            raise _broken(
                column, cells, "tomt när relevant är nej", "töm cellen, eller ändra relevant"
            )


def _several(column: str, cells: Mapping[str, str], labels: type[Label]) -> tuple[Label, ...]:
    """The labels of a cell, in the order of their enum, each once."""
    by_name = labels_by_name(labels)
    names = [plain(part.strip(" []\"'”")) for part in _SEPARATORS.split(cells[column])]
    wanted = [name for name in names if name not in _NOTHING]
    if any(name not in by_name for name in wanted):
        raise _bad_value(column, cells, allowed(labels))
    found = {by_name[name] for name in wanted}
    return tuple(label for label in labels if label in found)


def _bad_value(column: str, cells: Mapping[str, str], expected: str) -> _Wrong:
    reason = "okant_varde" if cells[column] else "ofullstandig"
    return _Wrong(column, reason, cells[column], expected, "rätta cellen")


def _broken(column: str, cells: Mapping[str, str], expected: str, advice: str) -> _Wrong:
    reason = "bryter_mot_kodboken" if cells[column] else "ofullstandig"
    return _Wrong(column, reason, cells[column], expected, advice)

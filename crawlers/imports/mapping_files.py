"""Mappings of tables in files: a proposal for a person to confirm, and those remembered."""

from __future__ import annotations

import json
import textwrap
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from crawlers.imports.mapping import FIELDS, FIXED, faults
from crawlers.imports.reading import Mapped
from store.errors import SettingsError
from store.reasons import of_system, of_toml

PROPOSAL_ENDING = ".mapping.toml"
"""What the name of a proposal ends in, after that of the table."""

_HEAD = """\
# Förslag till vad kolumnerna i {file} betyder. Ingenting är inläst.
# Gå igenom varje rad, skriv kolumnens namn till höger och stryk det som inte stämmer. Ändra sedan
# confirmed till true och kör
#   vardkase import {file} --mapping {mapping_file}
# Sedan minns Vårdkase svaren för alla filer med samma rubrikrad.
"""

_REMEMBERED_HEAD = """\
# Vad kolumnerna i inlästa tabeller betyder, efter rubrikradens kontrollsumma. Skrivs av
# `vardkase import`. Frågorna kommer på nytt med `vardkase import FIL --ask`.
"""


def written_proposal(
    mapping: Mapped, contents: Mapping[str, str], file: str, mapping_file: str, remark: str = ""
) -> str:
    """The text of a FILE.mapping.toml that a person goes through and confirms; a remark stands
    above the columns."""
    lines = [_HEAD.format(file=file, mapping_file=mapping_file), "confirmed = false", ""]
    lines += ["# Filens kolumner, och vad som står i dem:"]
    lines += [f"#   {_quoted(name)}: {content}" for name, content in contents.items()]
    lines += ["", "[columns]"]
    if remark:
        lines += [f"# {line}" for line in textwrap.wrap(f"OBS: {remark}.", 94)]
    lines += [
        f"{field} = {_quoted(_column(mapping, field))}  # {about}"
        for field, about in FIELDS.items()
    ]
    lines += ["", "[fixed]"]
    lines += [
        f"{name} = {_quoted(_fixed(mapping, name))}  # {about}" for name, about in FIXED.items()
    ]
    return "\n".join(lines) + "\n"


def _column(mapping: Mapped, field: str) -> str:
    column = mapping.get(field, "")
    return "" if column.startswith("=") else column


def _fixed(mapping: Mapped, name: str) -> str:
    value = mapping.get(name, "")
    return value[1:] if value.startswith("=") else ""


def _quoted(text: str) -> str:
    """A TOML string; JSON writes strings in the same way, except for U+007F."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_mapping(path: Path, columns: Sequence[str]) -> Mapped:
    """The mapping in a file that a person has confirmed, for a table with these columns.

    Raises SettingsError when it cannot be read, is not confirmed or does not fit.
    """
    table = _read(path)
    if table.get("confirmed") is not True:
        raise SettingsError(
            f"{path}: confirmed är inte true; väntade en genomgången beskrivning. Gå igenom "
            "raderna och ändra confirmed till true. Ingenting har lästs in."
        )
    mapping = _mapping_in(table, str(path))
    if wrong := faults(mapping, columns):
        raise SettingsError(
            f"{path}: {'; '.join(wrong)}. Filens kolumner är {', '.join(columns)[:500]}. "
            "Ingenting har lästs in."
        )
    return mapping


def read_remembered(path: Path) -> dict[str, Mapped]:
    """The mappings of earlier imports by the digest of their headings; none without the file."""
    if not path.exists():
        return {}
    return {
        digest: _mapping_in(each, f"{path}, [{digest}]")
        for digest, each in _read(path).items()
        if isinstance(each, dict)
    }


def read_origins(path: Path) -> dict[str, str]:
    """For each digest in the file of `read_remembered` the file and day it was told for."""
    if not path.exists():
        return {}
    return {
        digest: each[_ORIGIN]
        for digest, each in _read(path).items()
        if isinstance(each, dict) and isinstance(each.get(_ORIGIN), str)
    }


_ORIGIN = "from_file"
"""Says in each section which file it was answered for; a comment would be lost when another file's
answers are written."""


def written_remembered(
    mappings: Mapping[str, Mapped], origins: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The text of the file that `read_remembered` and `read_origins` read."""
    lines = [_REMEMBERED_HEAD]
    for digest, mapping in mappings.items():
        if origin := origins.get(digest):
            lines += [f"[{_quoted(digest)}]", f"{_ORIGIN} = {_quoted(origin)}", ""]
        for table, values in (
            ("columns", {f: c for f, c in mapping.items() if not c.startswith("=")}),
            ("fixed", {f: c[1:] for f, c in mapping.items() if c.startswith("=")}),
        ):
            lines.append(f"[{_quoted(digest)}.{table}]")
            lines += [f"{field} = {_quoted(value)}" for field, value in values.items()]
            lines.append("")
    return "\n".join(lines)


def _read(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"{path}: kan inte läsas ({of_system(error)}); väntade en beskrivning av kolumnerna. "
            "Kontrollera namnet."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        reason = of_toml(error) if isinstance(error, tomllib.TOMLDecodeError) else "inte UTF-8"
        # only a proposal is ours to have deleted: what is given here may be the user's own table
        way_out = (
            "ta bort filen så skrivs ett nytt förslag"
            if path.name.endswith(PROPOSAL_ENDING)
            else "ange en annan fil"
        )
        raise SettingsError(
            f"{path}: är inte TOML: {reason}; väntade en beskrivning av kolumnerna. Rätta raden, "
            f"eller {way_out}."
        ) from error


def _mapping_in(table: Mapping, where: str) -> Mapped:
    found: dict[str, str] = {}
    for part, known, mark in (("columns", FIELDS, ""), ("fixed", FIXED, "=")):
        values = table.get(part, {})
        if not isinstance(values, dict):
            raise SettingsError(f"{where}, {part}: väntade ett avsnitt [{part}]. Rätta raden.")
        for name, value in values.items():
            if name not in known:
                raise SettingsError(
                    f"{where}, [{part}] {name}: fältet finns inte; de som finns är "
                    f"{', '.join(known)}. Rätta raden."
                )
            if not isinstance(value, str):
                raise SettingsError(
                    f"{where}, [{part}] {name}: väntade text inom citattecken. Rätta raden."
                )
            if value.strip():
                found.setdefault(name, mark + value)
    return found

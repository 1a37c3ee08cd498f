"""Files that are no tables though commas stand in them: pictures, documents, settings, prose.

What is taken for a table gets a proposal of what its columns mean written beside it; of these
nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from crawlers.imports.tables import TableRow
from store.errors import ImportFileError

_SIGNATURES = {
    b"\x89PNG": "en bild (PNG)",
    b"\xff\xd8\xff": "en bild (JPEG)",
    b"GIF8": "en bild (GIF)",
    b"%PDF": "en PDF",
    b"{\\rtf": "ett textdokument (RTF)",
    b"\x1f\x8b": "en komprimerad fil (gzip)",
}
_ENDINGS = {
    ".pdf": "en PDF",
    ".png": "en bild",
    ".jpg": "en bild",
    ".jpeg": "en bild",
    ".gif": "en bild",
    ".md": "en text (Markdown)",
    ".toml": "en fil med inställningar (TOML)",
    ".doc": "ett Worddokument",
    ".docx": "ett Worddokument",
}
_TOML = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\n)*+(?:\[\[?[\w.\"-]+\]\]?|[\w-]+ *= *[\[\"'\w])")
_LIST = re.compile(r"\s*(?:[-*>]\s|```|\[\[)")
"""What begins a line of Markdown, and no name."""
_HEADLINE = re.compile(r"\s*#{1,6}\s")
_WORDS_OF_PROSE = 4
_CONTROLS = bytes({*range(1, 9), *range(14, 27), *range(28, 32)})
"""What no text holds; NUL is left out, which some tools put between their rows."""
_MOST_CONTROLS = 0.02


def refuse_no_table(path: Path, head: bytes) -> None:
    """Raise ImportFileError when the name of a file or its beginning says that it is no table."""
    what = next((told for mark, told in _SIGNATURES.items() if head.startswith(mark)), "")
    what = what or _ENDINGS.get(path.suffix.lower(), "")
    if not what and _TOML.match(head.removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"")):
        what = _ENDINGS[".toml"]
    if path.name.endswith(".mapping.toml"):
        what = "en beskrivning av en tabells kolumner, som anges med --mapping,"
    if what:
        raise ImportFileError(
            f"{path}: känns inte igen: filen är {what} och ingen tabell; väntade CSV, Excel, JSON "
            "Lines eller Parquet. Exportera inläggen som en tabell och läs in den."
        )


def refuse_binary(path: Path, head: bytes, encoding: str) -> None:
    """Raise ImportFileError when a file that is no UTF-16 is full of bytes that no text holds."""
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if encoding == "utf-8" and controls > _MOST_CONTROLS * len(head):
        raise ImportFileError(
            f"{path}: är varken text eller tabell; väntade CSV, Excel, JSON Lines eller Parquet. "
            "Exportera inläggen som en tabell och läs in den."
        )


def refuse_prose(path: Path, columns: Sequence[str], begun: Iterable[TableRow]) -> None:
    """Raise ImportFileError when the heading is no row of names: a mark of Markdown, or words of a
    sentence above rows of which most are of other widths."""
    rows = list(begun)
    uneven = 2 * sum(bool(row.fault) for row in rows) > len(rows)
    prose = _HEADLINE.match(columns[0]) or any(
        len(column.split()) >= _WORDS_OF_PROSE for column in columns
    )
    if _LIST.match(columns[0]) or (prose and (uneven or not rows)):
        raise ImportFileError(
            f"{path}: är text och ingen tabell; väntade en rubrikrad med kolumnernas namn, och "
            "rader under den. Exportera inläggen som CSV eller Excel och läs in den filen."
        )

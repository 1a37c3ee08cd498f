"""What happens to tables: to cells and columns of text, of workbooks and of Parquet."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
from damage.text import encoding_of, inserted
from damage.values import TEXTS

# --- Tables ------------------------------------------------------------------------------------


def of_table(data: bytes, where: int, what: int) -> bytes:
    """A table with another cell, column, row or delimiter."""
    encoding = encoding_of(data)
    text = data.decode(encoding, "replace")
    delimiter = max(",;\t|", key=text.partition("\n")[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return data
    if not rows or not rows[0]:
        return data
    _change_table(rows, where, what)
    out = io.StringIO(newline="")
    delimiter = ",;\t|"[what % 4] if where % 9 == 0 else delimiter
    quoting = csv.QUOTE_ALL if what % 7 == 0 else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, quoting=quoting).writerows(rows)
    return out.getvalue().encode(encoding, "replace")


def _change_table(rows: list[list[str]], where: int, what: int) -> None:
    column, row = where % len(rows[0]), rows[what % len(rows)]
    text = TEXTS[(where + what) % len(TEXTS)]
    way = (where * 7 + what) % 9
    if way < 3:
        row[column : column + 1] = [text]
    elif way == 3:
        rows[0][column] = text
    elif way == 4:
        rows[0][column] = rows[0][what % len(rows[0])]
    elif way == 5:
        row[column : column + 1] = []
    elif way == 6:
        row += [text] * (1 + what % 3)
    elif way == 7:
        rows.insert(0, [text] * (what % 4))
    else:
        for each in rows:
            each[column : column + 1] = each[column : column + 1] * (2 * (what % 2))


# --- Archives (workbooks) ----------------------------------------------------------------------


def of_archive(data: bytes, where: int, what: int) -> bytes:
    """An archive one of whose parts has been changed, or is missing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, zlib.error):
        return data
    if not parts:
        return data
    name = sorted(parts, key=lambda n: "sheet" not in n and "shared" not in n)[what % len(parts)]
    if where % 11 == 0:
        del parts[name]
    else:
        parts[name] = (of_markup if where % 3 else inserted)(parts[name], where // 3, what)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


_MARKED = re.compile(rb'(?<=>)[^<]+(?=<)|(?<==")[^"]*(?=")')
_IN_MARKUP = (
    b"-1", b"999999999999", b"1048577", b"1048000", b"XFD1", b"AAAA1", b"A0", b"s", b"d", b"n",
    b"e", b"inlineStr", b"1e999", b"9" * 400, b"2026-02-30", b"2958466", b"&#0;", b"x" * 40_000,
)  # fmt: skip


def of_markup(data: bytes, where: int, what: int) -> bytes:
    """XML or HTML with another text between tags, or another value of an attribute."""
    found = list(_MARKED.finditer(data))
    if not found:
        return data
    start, end = found[where % len(found)].span()
    texts = (*_IN_MARKUP, *(text.replace("<", "&lt;").encode() for text in TEXTS))
    return data[:start] + texts[what % len(texts)] + data[end:]


# --- Parquet -----------------------------------------------------------------------------------

_NANOSECONDS = pa.timestamp("ns", tz="Europe/Stockholm")
_COLUMNS: tuple[Callable[[int], pa.Array], ...] = (
    lambda n: pa.array([2**63 - 1] * n),
    lambda n: pa.array([float("nan"), 7.29e18][: n % 3] + [1.5] * (n - n % 3)),
    lambda n: pa.array([b"\xff\xed\xa0\x80\0"] * n),
    lambda n: pa.array([b"\xed\xa0\x80"] * n).view(pa.string()),
    lambda n: pa.array([2**63 - 1] * n).cast(pa.timestamp("us"), safe=False),
    lambda n: pa.array([-(2**62)] * n).cast(pa.timestamp("s"), safe=False),
    lambda n: pa.array([2**62 + 1] * n).cast(_NANOSECONDS, safe=False),
    lambda n: pa.array([2**50] * n).cast(pa.timestamp("us", tz="Nowhere/Land"), safe=False),
    lambda n: pa.array([2**50] * n).cast(pa.timestamp("us", tz="+99:00"), safe=False),
    lambda n: pa.array([2**31 - 1] * n, pa.int32()).view(pa.date32()),
    lambda n: pa.array([2**62] * n).view(pa.time64("us")),
    lambda n: pa.array([2**62] * n).view(pa.duration("us")),
    lambda n: pa.array([["a", None]] * n),
    lambda n: pa.array([[{"a": [1]}]] * n),
    lambda n: pa.array([{"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": "x"}}}}}}}}] * n),
    lambda n: pa.array([{"": None, "a.b": "x"}] * n),
    lambda n: pa.array([[("a", 1), ("a", 2)]] * n, pa.map_(pa.string(), pa.int64())),
    lambda n: pa.array(["a"] * n).dictionary_encode(),
    lambda n: pa.array([None] * n),
    lambda n: pa.array([True] * n),
    *(lambda n, text=text: pa.array([text] * n) for text in TEXTS),
)


def of_parquet(data: bytes, where: int, what: int) -> bytes:
    """A Parquet file one of whose columns is of another type or name, doubled or lost."""
    try:
        table = pq.read_table(io.BytesIO(data))
        place = where % max(1, table.num_columns)
        name = table.column_names[place] if what % 4 else TEXTS[(where + what) % len(TEXTS)]
        column = _COLUMNS[what % len(_COLUMNS)](table.num_rows)
        if where % 5 == 0:
            table = table.remove_column(place)
        elif where % 5 == 1:
            table = table.append_column(name, column)
        else:
            table = table.set_column(place, name, column)
        out = io.BytesIO()
        pq.write_table(table, out)
    except (OSError, ValueError, LookupError, pa.ArrowException):
        return data
    return out.getvalue()

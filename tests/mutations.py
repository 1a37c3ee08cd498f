"""What happens to files and answers on their way: bytes lost and added, lines doubled, values of
other types, other encodings, archives damaged. Each change is drawn by hypothesis and can be
repeated: the same change of the same bytes gives the same bytes.
"""

import codecs
import csv
import io
import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st


class Change(NamedTuple):
    """What is done, and two numbers that say where and with what, taken modulo what there is."""

    kind: str
    where: int
    what: int


LONGEST = 100_000
"""Bytes of what is put in at most: enough to see time that grows with the square."""

TEXTS = (
    "", " ", "\0", '"', "'", "\\", "\n", "\r\n", "\ufeff", "\u2028", "\u202e", "😀" * 9, "é" * 500,
    "7.29E+18", "7,29E+18", "7291234567890120000", "1" * 5_000, "-1", "0", "00", "1e999", "NaN",
    "²", "٣٤", "1,234", "1.234.567", "1 2", "true", "null", "[]", "{}", "@", "@" * 999, "#" * 3_000,
    "2026-02-30", "0000-00-00", "99999-99-99", "0001-01-01T00:00:00+14:00", "9999-12-31 23:59:59",
    "9999-12-31T23:59:59-14:00", "0001-01-01 00:00:00 PST", "31/12/9999 11:59 PM", "3/4/0000",
    "31-Foo-2026 99:99PM", "12/31/1969 00:00 AM", "46342.35", "69999.999999999999", "32767",
    "24:00", "https://[", "https://[::1]:99999/x", "//", "https://x.com/a/status/²", "https://t.me/s/a/٣",
    "https://www.threads.net/@a/post/åäöåäöåäöå", "https://www.youtube.com/watch?v=&lc=%00",
    "https://www.reddit.com/r/a/comments/%C3%A5", "https://bsky.app/profile/did:a:%/post/a",
    "https://www.facebook.com/?fbid=²", "https://\u0000.se", "https://xn--a.se/%ff%00", "http://a:b@c",
    "a" * 70_000, " " * 5_000 + "x", "-" * 3_000, "http://" * 500, "070-" * 500, "1212" * 500,
    "a@" * 1_000, "<" * 3_000, "<a " * 900, "&#0;&#xD800;&#99999999;", "=1+1", "_x0000_", "#N/A",
)  # fmt: skip
"""What a field may hold that nobody thought of."""

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 10**30, 7.29e18, 1e300,
    float("nan"), float("inf"), [], [[]], [None], [1, "a", {}], {}, {"": None}, {"id": {"id": []}},
    "\ud800", "a\udfff\ud83d", {"\ud800": "\ud800"}, "id", "cid", *TEXTS,
)  # fmt: skip
_DEEP = "\x01deep"
"""Stands for lists in lists, which no encoder would write so deep."""

TOKENS = (
    b"\0", b"\0\0\0", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b'"', b'""', b"'", b"\n", b"\r",
    b"\r\n", b"\n\n\n", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"\xc3", b"\xf4\x90\x80\x80",
    b"\\", b"\x1a", b"\x85", b"\xc2\x85", b"\xe2\x80\xa8", b"\x0b\x0c\x1c", b"{", b"}", b"[", b"]", b",",
    b";", b"\t", b"|", b":", b"<", b">", b"&", b"<!--", b"<![CDATA[", b"]]>", b"{}", b"[]", b"null",
    b"NaN", b"1e999", b"7.29E+18", b"9" * 5_000, b"[" * 3_000, b'{"a":' * 3_000, b'"' * 999,
    b"<b>" * 3_000, b"=" * 78 + b"\n", b"sep=;\n", b"PK\x03\x04", b"PAR1", b"x" * LONGEST,
    b"\n" * 5_000, b'"\n' * 2_000, b",\n" * 2_000, b" " * LONGEST,
)  # fmt: skip

_ENCODINGS = (
    "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-8-sig", "iso-8859-1", "utf-32", "cp437",
)  # fmt: skip


def fuzzed(examples: int) -> settings:
    """So many examples, the same each time; where VARDKASE_FUZZ is set (`make fuzz`), as many
    times more as that is more than 300, others each time."""
    many = int(os.environ.get("VARDKASE_FUZZ", "0"))
    return settings(
        max_examples=examples * many // 300 if many else examples,
        derandomize=not many,
        database=None,
        deadline=None,
        print_blob=True,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


def changes(*families: str) -> st.SearchStrategy[list[Change]]:
    """Up to four changes, of these families: bytes, text, lines, json, table,
    markup, zip, columns."""
    kinds = sorted(kind for kind in CHANGES if kind.partition(" ")[0] in families)
    number = st.integers(0, 2**20)
    return st.lists(
        st.builds(Change, st.sampled_from(kinds), number, number), min_size=1, max_size=4
    )


def changed(data: bytes, made: Sequence[Change]) -> bytes:
    """The bytes after the changes; one that does not fit what is there leaves it as it is."""
    for kind, where, what in made:
        data = CHANGES[kind](data, where, what)
    return data


def _place(data: Sequence[Any], where: int) -> int:
    """A place from the beginning to behind the end."""
    return where % (len(data) + 1)


# --- Bytes -------------------------------------------------------------------------------------


def _flipped(data: bytes, where: int, what: int) -> bytes:
    place = where % max(1, len(data))
    return data[:place] + bytes([data[place] ^ 1 << what % 8]) + data[place + 1 :] if data else data


def _without(data: bytes, where: int, what: int) -> bytes:
    place = _place(data, where)
    return data[:place] + data[place + 1 + what % 40 :]


def _inserted(data: bytes, where: int, what: int) -> bytes:
    place = _place(data, where)
    return data[:place] + TOKENS[what % len(TOKENS)] + data[place:]


def _overwritten(data: bytes, where: int, what: int) -> bytes:
    place, token = _place(data, where), TOKENS[what % len(TOKENS)]
    return data[:place] + token + data[place + len(token) :]


def _cut(data: bytes, where: int, what: int) -> bytes:
    return data[: _place(data, where)]


def _repeated(data: bytes, where: int, what: int) -> bytes:
    part = data[_place(data, where) :][: what % 2_000]
    return data[: _place(data, where)] + part + data[_place(data, where) :]


def _encoded(data: bytes, where: int, what: int) -> bytes:
    text = data.decode(_encoding_of(data), "replace")
    return text.encode(_ENCODINGS[what % len(_ENCODINGS)], "replace")


def _encoding_of(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"


# --- Lines -------------------------------------------------------------------------------------


def _of_lines(change: Callable[[list[bytes], int, int], list[bytes]]):
    def on_bytes(data: bytes, where: int, what: int) -> bytes:
        lines = data.split(b"\n")
        return b"\n".join(change(lines, where % len(lines), what % len(lines)))

    return on_bytes


def _swapped(lines: list[bytes], one: int, other: int) -> list[bytes]:
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def _ended(data: bytes, where: int, what: int) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", (b"\r\n", b"\r", b"\n\r")[what % 3])


# --- JSON, one value a line --------------------------------------------------------------------


def _json(data: bytes, where: int, what: int) -> bytes:
    """A value somewhere in one of the lines (or in the whole) made another, moved or lost."""
    lines = data.split(b"\n")
    for number in range(len(lines)):
        place = (where + number) % len(lines)
        try:
            value = json.loads(lines[place])
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict | list) and value:
            lines[place] = _written(_rearranged(value, where, what), what)
            return b"\n".join(lines)
    return data


def _written(value: Any, what: int) -> bytes:
    text = json.dumps(value, ensure_ascii=bool(what % 2))
    depth = (20, 900, LONGEST // 2)[what % 3]
    return text.replace(json.dumps(_DEEP), "[" * depth + "]" * depth).encode("utf-8", "replace")


def _rearranged(value: Any, where: int, what: int) -> Any:
    places = list(_places(value))
    holder, key = places[where % len(places)]
    other, other_key = places[what % len(places)]
    way = (where + what) % 8
    if way == 0:
        del holder[key]
    elif way == 1:
        holder[key] = json.loads(json.dumps(other[other_key]))
    elif way == 2:
        holder[key] = [holder[key]]
    elif way == 3:
        holder[key] = {str(key): holder[key]}
    elif way == 4 and isinstance(holder, dict):
        holder[TEXTS[what % len(TEXTS)]] = holder.pop(key)
    elif way == 5:
        holder[key] = _DEEP
    else:
        holder[key] = VALUES[what % len(VALUES)]
    return value


def _places(value: Any):
    keys = value.keys() if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


# --- Tables ------------------------------------------------------------------------------------


def _table(data: bytes, where: int, what: int) -> bytes:
    """A table with another cell, column, row or delimiter."""
    encoding = _encoding_of(data)
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


def _zip(data: bytes, where: int, what: int) -> bytes:
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
        parts[name] = (_of_markup if where % 3 else _inserted)(parts[name], where // 3, what)
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


def _of_markup(data: bytes, where: int, what: int) -> bytes:
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


def _parquet(data: bytes, where: int, what: int) -> bytes:
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


CHANGES: dict[str, Callable[[bytes, int, int], bytes]] = {
    "bytes flipped": _flipped,
    "bytes lost": _without,
    "bytes put in": _inserted,
    "bytes overwritten": _overwritten,
    "bytes cut off": _cut,
    "bytes repeated": _repeated,
    "text in another encoding": _encoded,
    "lines swapped": _of_lines(_swapped),
    "lines lost": _of_lines(lambda lines, one, _: lines[:one] + lines[one + 1 :]),
    "lines doubled": _of_lines(lambda lines, one, _: lines[: one + 1] + lines[one:]),
    "lines joined": _of_lines(
        lambda lines, one, _: [*lines[:one], b"".join(lines[one : one + 2]), *lines[one + 2 :]]
    ),
    "lines ended otherwise": _ended,
    "json values": _json,
    "json value more": lambda data, where, what: _json(data, what, where),
    "table cells": _table,
    "table columns": lambda data, where, what: _table(data, what, where),
    "markup values": _of_markup,
    "zip parts": _zip,
    "columns in parquet": _parquet,
}
"""By the names that failing examples are told by; the first word is the family."""

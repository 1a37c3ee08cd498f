"""Records to Arrow and back: one column type for each type that a record's field may have.

Columns are converted whole, not value by value: the live path brings in a thousand records at a
time, and this conversion was once the dearest part of it.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import operator
import types
import typing
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

Record = TypeVar("Record")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_TIME = pa.timestamp("us", tz="UTC")

_TYPES: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    bool: pa.bool_(),
    float: pa.float64(),
    datetime: _TIME,
    date: pa.date32(),
    tuple: pa.list_(pa.string()),
    dict: pa.string(),
}

REPLACEMENT = "\ufffd"
"""Stands where a text had what no database takes: half a surrogate pair, or a NUL."""


def storable(text: str) -> str:
    """The text as it can be stored: lone surrogates and NUL become U+FFFD, pairs are joined."""
    if text.isascii():
        return text.replace("\0", REPLACEMENT) if "\0" in text else text
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", REPLACEMENT)


def to_arrow(records: Sequence[Any], record_type: type) -> pa.Table:
    """One row a record, one column a field, in order.

    Enums become their text, a dict becomes JSON, texts become `storable`. Raises TypeError for a
    time without a time zone.
    """
    columns = {}
    for name, base in _fields(record_type).items():
        values = list(map(operator.attrgetter(name), records))
        columns[name] = _array(values, _column_class(base))
    return pa.table(columns)


def from_arrow(table: pa.Table, record_type: type[Record]) -> list[Record]:
    """The records of a table that has a column for each field; other columns are ignored."""
    fields = _fields(record_type)
    columns = [_values(table.column(name), base) for name, base in fields.items()]
    # By position: fields come in the order of the record's arguments, and keywords cost double.
    return list(map(record_type, *columns))


def strings(values: Sequence[str | None]) -> pa.Array:
    """A column of texts, made `storable`."""
    try:
        column = pa.array(values, type=pa.string())
    except UnicodeEncodeError:
        column = None
    if column is None or _has_nul(column):
        return pa.array([None if v is None else storable(v) for v in values], type=pa.string())
    return column


def hashes_of(texts: Iterable[str]) -> pa.Array:
    """64 bits of each text, by which a row is found quickly; two texts may share them."""
    digests = (hashlib.blake2b(storable(t).encode(), digest_size=8).digest() for t in texts)
    return signed(np.frombuffer(b"".join(digests), np.dtype("<u8")))


def signed(bits: np.ndarray) -> pa.Array:
    """A column of 64 bits each (uint64) as signed numbers, which is how the store keeps them.

    DuckDB hands the bounds of a join down to the Arrow table that it reads, as Python numbers, and
    there those from 2**63 up are an OverflowError.
    """
    return pa.array(bits.astype(np.uint64).view(np.int64), type=pa.int64())


def _has_nul(column: pa.Array) -> bool:
    characters = column.buffers()[2]
    return characters is not None and not np.frombuffer(characters, np.uint8).all()


def _array(values: Sequence[Any], kind: Any) -> pa.Array:
    if kind is str:
        return strings(values)
    if kind is datetime:
        moments = [None if v is None else (v - _EPOCH) // _MICROSECOND for v in values]
        return pa.array(moments, type=pa.int64()).cast(_TIME)
    if kind is tuple and any(values):
        lengths = [len(v) for v in values]
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        flat = strings([text for value in values for text in value])
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), flat)
    if kind is dict:
        return strings([json.dumps(v, sort_keys=True, ensure_ascii=False) for v in values])
    return pa.array(values, type=_TYPES[kind])


def _values(column: pa.ChunkedArray, base: Any) -> list[Any]:
    """A column's values as a record has them; each distinct time, enum or list is made once."""
    kind = _column_class(base)
    if kind is datetime:
        numbers = column.cast(_TIME).cast(pa.int64()).to_pylist()
        return _mapped(numbers, lambda n: _EPOCH + n * _MICROSECOND)
    if kind is tuple:
        inner = typing.get_args(base)[0]
        return _mapped(map(tuple, column.to_pylist()), lambda v: tuple(map(inner, v)))
    if kind is dict:
        return [json.loads(value) for value in column.to_pylist()]
    if isinstance(base, type) and issubclass(base, StrEnum):
        return _mapped(column.to_pylist(), base)
    return column.to_pylist()


def _mapped(values: Iterable[Any], convert: Callable[[Any], Any]) -> list[Any]:
    known: dict[Any, Any] = {None: None}
    found = []
    for value in values:
        if value not in known:
            known[value] = convert(value)
        found.append(known[value])
    return found


@functools.cache
def _fields(record_type: type) -> dict[str, Any]:
    """Field name to the type behind `X | None` and `tuple[X, ...]` (as tuple[X])."""
    hints = typing.get_type_hints(record_type)
    return {f.name: _without_none(hints[f.name]) for f in dataclasses.fields(record_type)}


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return next(a for a in typing.get_args(hint) if a is not type(None))
    return hint


def _column_class(base: Any) -> Any:
    origin = typing.get_origin(base) or base
    if isinstance(origin, type) and issubclass(origin, StrEnum):
        return str
    return origin

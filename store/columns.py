"""Records to Arrow and back: one column type for each type that a record's field may have."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

import pyarrow as pa

Record = TypeVar("Record")

_TYPES: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    bool: pa.bool_(),
    float: pa.float64(),
    datetime: pa.timestamp("us", tz="UTC"),
    date: pa.date32(),
    tuple: pa.list_(pa.string()),
}


def to_arrow(records: Sequence[Any], record_type: type) -> pa.Table:
    """One row a record, one column a field, in order. Enums become their text."""
    columns = {}
    for name, base in _fields(record_type).items():
        values = [getattr(record, name) for record in records]
        columns[name] = pa.array(values, type=_TYPES[_column_class(base)])
    return pa.table(columns)


def from_arrow(table: pa.Table, record_type: type[Record]) -> list[Record]:
    """The records of a table that has a column for each field; other columns are ignored."""
    fields = _fields(record_type)
    columns = [
        [_value(base, value) for value in table.column(name).to_pylist()]
        for name, base in fields.items()
    ]
    return [
        record_type(**dict(zip(fields, row, strict=True))) for row in zip(*columns, strict=True)
    ]


def from_mapping(row: dict[str, Any], record_type: type[Record]) -> Record:
    """A record from JSON- or TOML-like values; unknown keys are ignored, missing ones default.

    Raises ValueError naming the field when a value does not fit it, or TypeError when a required
    field is missing.
    """
    values = {}
    for name, base in _fields(record_type).items():
        if row.get(name) is not None:
            try:
                values[name] = _parsed(base, row[name])
            except (TypeError, ValueError) as error:
                raise ValueError(f"{name} = {row[name]!r}") from error
    return record_type(**values)


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


def _value(base: Any, value: Any) -> Any:
    if value is None:
        return None
    if typing.get_origin(base) is tuple:
        inner = typing.get_args(base)[0]
        return tuple(_value(inner, v) for v in value)
    if isinstance(base, type) and issubclass(base, StrEnum):
        return base(value)
    if base is datetime:
        return value.astimezone(UTC)
    return value


def _parsed(base: Any, value: Any) -> Any:
    if typing.get_origin(base) is tuple:
        if not isinstance(value, Iterable) or isinstance(value, str):
            raise TypeError("not a list")
        inner = typing.get_args(base)[0]
        return tuple(_parsed(inner, v) for v in value)
    if base is datetime:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        if moment.tzinfo is None:
            raise ValueError("no time zone")
        return moment.astimezone(UTC)
    if base is date:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    if isinstance(base, type) and issubclass(base, StrEnum):
        return base(value)
    if base is int and isinstance(value, bool):
        raise TypeError("not a number")
    if base in (str, int, bool) and not isinstance(value, base):
        raise TypeError(f"not {base.__name__}")
    return value

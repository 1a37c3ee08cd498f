"""What happens to bytes, to lines and to JSON. Each change is told where and with what, as numbers
that are taken modulo what there is; one that does not fit leaves the bytes as they are."""

import codecs
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from damage.values import LONGEST, TEXTS, TOKENS, VALUES

_DEEP = "\x01deep"
"""Stands for lists in lists, which no encoder would write so deep."""

_ENCODINGS = (
    "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-8-sig", "iso-8859-1", "utf-32", "cp437",
)  # fmt: skip


# --- Bytes -------------------------------------------------------------------------------------


def _place(data: Sequence[Any], where: int) -> int:
    """A place from the beginning to behind the end."""
    return where % (len(data) + 1)


def flipped(data: bytes, where: int, what: int) -> bytes:
    place = where % max(1, len(data))
    return data[:place] + bytes([data[place] ^ 1 << what % 8]) + data[place + 1 :] if data else data


def without(data: bytes, where: int, what: int) -> bytes:
    place = _place(data, where)
    return data[:place] + data[place + 1 + what % 40 :]


def inserted(data: bytes, where: int, what: int) -> bytes:
    place = _place(data, where)
    return data[:place] + TOKENS[what % len(TOKENS)] + data[place:]


def overwritten(data: bytes, where: int, what: int) -> bytes:
    place, token = _place(data, where), TOKENS[what % len(TOKENS)]
    return data[:place] + token + data[place + len(token) :]


def cut(data: bytes, where: int, what: int) -> bytes:
    return data[: _place(data, where)]


def repeated(data: bytes, where: int, what: int) -> bytes:
    part = data[_place(data, where) :][: what % 2_000]
    return data[: _place(data, where)] + part + data[_place(data, where) :]


def encoded(data: bytes, where: int, what: int) -> bytes:
    text = data.decode(encoding_of(data), "replace")
    return text.encode(_ENCODINGS[what % len(_ENCODINGS)], "replace")


def encoding_of(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"


# --- Lines -------------------------------------------------------------------------------------


def of_lines(change: Callable[[list[bytes], int, int], list[bytes]]):
    def on_bytes(data: bytes, where: int, what: int) -> bytes:
        lines = data.split(b"\n")
        return b"\n".join(change(lines, where % len(lines), what % len(lines)))

    return on_bytes


def swapped(lines: list[bytes], one: int, other: int) -> list[bytes]:
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def ended(data: bytes, where: int, what: int) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", (b"\r\n", b"\r", b"\n\r")[what % 3])


# --- JSON, one value a line --------------------------------------------------------------------


def of_json(data: bytes, where: int, what: int) -> bytes:
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
    places = sorted(_places(value), key=lambda place: place[0])  # those at the top come first
    most = len(places) if where % 2 else min(len(places), 25)
    _, holder, key = places[where // 2 % most]
    _, other, other_key = places[what % len(places)]
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


def _places(value: Any, depth: int = 0) -> Iterator[tuple[int, Any, Any]]:
    """All keys and places of a value and of what is in it, with their depth."""
    for key in value if isinstance(value, dict) else range(len(value)):
        yield depth, value, key
        if depth < 50 and isinstance(value[key], dict | list):
            yield from _places(value[key], depth + 1)

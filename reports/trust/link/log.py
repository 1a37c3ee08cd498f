"""The log of a project: what was asked of its data, in order, and never rewritten.

A project is a folder, and its log a file there: one JSON object a line, appended whole and flushed
to disk before anything goes on. Each line carries the hash of the one before, so that a line which
was taken out or changed shows. A line that a crash cut off is left where it is and not counted.

Three kinds of lines: `lock`, written before trust is joined with exposure, then `result`, or
`refused` where the data did not fit the plan and nothing was seen.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from store.errors import VardkaseError
from store.reasons import of_system

FILE_NAME = "log.jsonl"

LOCK = "lock"
RESULT = "result"
REFUSED = "refused"

_START = "0" * 64


class LogError(VardkaseError):
    """The log could not be read or written; nothing was analysed."""

    exit_status = 2


@dataclass(frozen=True, slots=True)
class LoggedTest:
    """One test of the project: what was tested, and its p-value before any correction."""

    name: str
    p: float


@dataclass(frozen=True, slots=True)
class Locked:
    """What the log says of a plan that has just been locked.

    `exploratory`: another plan was locked before, or this one has been run already. `locked_at` is
    the first time that the plan was locked. `earlier` are the project's tests so far, `runs` its
    finished runs. `altered`: a line of the log is not what was written.
    """

    locked_at: str
    exploratory: bool
    earlier: tuple[LoggedTest, ...]
    runs: int
    altered: bool


class AnalysisLog:
    """The log in a project's folder, which is made when the first line is written."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def lock(self, plan_sha256: str, spec: Mapping[str, Any], now: datetime, who: str) -> Locked:
        """Write down that this plan is to be run, and tell what was run before it.

        Raises LogError when the folder can't be written.
        """
        with self._open() as file:
            lines, altered = _read(file)
            before = _state(lines, plan_sha256, altered)
            moment = now.isoformat(timespec="seconds")
            entry = {
                "event": LOCK,
                "at": moment,
                "who": who,
                "plan_sha256": plan_sha256,
                "exploratory": before.exploratory,
                "spec": spec,
            }
            _append(file, entry, _last_hash(lines))
        return Locked(
            before.locked_at or moment,
            before.exploratory,
            before.earlier,
            before.runs,
            before.altered,
        )

    def finish(
        self,
        plan_sha256: str,
        tests: Sequence[LoggedTest],
        facts: Mapping[str, Any],
        now: datetime,
        who: str,
    ) -> None:
        """Write down what came out; `facts` are plain values (seed, versions, hashes, verdict)."""
        with self._open() as file:
            lines, _ = _read(file)
            entry = {
                "event": RESULT,
                "at": now.isoformat(timespec="seconds"),
                "who": who,
                "plan_sha256": plan_sha256,
                "tests": [{"name": test.name, "p": test.p} for test in tests],
                **facts,
            }
            _append(file, entry, _last_hash(lines))

    def refuse(self, plan_sha256: str, reason: str, now: datetime, who: str) -> None:
        """Write down that the plan could not be followed; `reason` names the error's kind."""
        with self._open() as file:
            lines, _ = _read(file)
            entry = {
                "event": REFUSED,
                "at": now.isoformat(timespec="seconds"),
                "who": who,
                "plan_sha256": plan_sha256,
                "reason": reason,
            }
            _append(file, entry, _last_hash(lines))

    def entries(self) -> list[dict[str, Any]]:
        """All whole lines, oldest first; empty where there is no log."""
        try:
            with self.path.open("rb") as file:
                return [json.loads(line) for line in _read(file)[0]]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._fault(error) from error

    def first_seen(self) -> Mapping[str, Any] | None:
        """The spec of the plan whose answer was the first that may have been seen, if any."""
        entries = self.entries()
        seen = _looked_at(entries)
        locks = [e for e in entries if e["event"] == LOCK and e["plan_sha256"] in seen]
        return locks[0]["spec"] if locks else None

    def _open(self) -> _Guarded:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return _Guarded(os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644))
        except OSError as error:
            raise self._fault(error) from error

    def _fault(self, error: OSError) -> LogError:
        return LogError(
            f"{self.path}: kan inte skrivas eller läsas ({of_system(error)}); väntade en mapp som "
            "du får skriva i. Välj en annan med --output."
        )


class _Guarded:
    """The log's file, held by one process at a time."""

    def __init__(self, descriptor: int) -> None:
        self._file = os.fdopen(descriptor, "r+b", buffering=0)

    def __enter__(self) -> Any:
        fcntl.flock(self._file, fcntl.LOCK_EX)
        return self._file

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _read(file: Any) -> tuple[list[bytes], bool]:
    """The whole lines, and whether their chain of hashes is broken."""
    file.seek(0)
    lines: list[bytes] = []
    altered = False
    for line, whole in _lines(file.read()):
        entry = _parsed(line)
        if entry is None:
            altered |= whole and not line.endswith(_TORN)
            continue
        altered |= entry.get("previous") != _last_hash(lines)
        lines.append(line)
    return lines, altered


_TORN = b"\x00"
"""Ends a line that a crash cut off, once a later line stands behind it."""


def _lines(content: bytes) -> Iterator[tuple[bytes, bool]]:
    """The lines, and of each whether it ends as a line does."""
    *whole, rest = content.split(b"\n")
    for line in whole:
        yield line, True
    if rest:
        yield rest, False


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return (
        entry if isinstance(entry, dict) and entry.get("event") in (LOCK, RESULT, REFUSED) else None
    )


def _append(file: Any, entry: Mapping[str, Any], previous: str) -> None:
    """Put one line at the end in one write, and on disk."""
    text = json.dumps({**entry, "previous": previous}, ensure_ascii=False, allow_nan=False)
    file.seek(0, os.SEEK_END)
    size = file.tell()
    torn = False
    if size:
        file.seek(size - 1)
        torn = file.read(1) != b"\n"
    raw = (_TORN + b"\n" if torn else b"") + text.encode() + b"\n"
    while raw:
        raw = raw[file.write(raw) :]
    os.fsync(file.fileno())


def _last_hash(lines: Sequence[bytes]) -> str:
    return hashlib.sha256(lines[-1]).hexdigest() if lines else _START


def _looked_at(entries: Sequence[Mapping[str, Any]]) -> set[str]:
    """The plans whose answer may have been seen: those that were locked and not refused."""
    seen: set[str] = set()
    for entry in entries:
        if entry["event"] == REFUSED:
            seen.discard(entry["plan_sha256"])
        else:
            seen.add(entry["plan_sha256"])
    return seen | {entry["plan_sha256"] for entry in entries if entry["event"] == RESULT}


def _state(lines: Sequence[bytes], plan_sha256: str, altered: bool) -> Locked:
    entries = [json.loads(line) for line in lines]
    results = [entry for entry in entries if entry["event"] == RESULT]
    others = bool(_looked_at(entries) - {plan_sha256})
    same = [entry["at"] for entry in entries if entry["plan_sha256"] == plan_sha256]
    return Locked(
        locked_at=same[0] if same else "",
        exploratory=bool(others or results or altered),
        earlier=tuple(
            LoggedTest(test["name"], test["p"]) for entry in results for test in entry["tests"]
        ),
        runs=len(results),
        altered=altered,
    )

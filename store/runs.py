"""Runs: what was done when, and how it ended."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from store.connection import Store, Transaction


def add_run(
    transaction: Transaction,
    command: str,
    started_at: datetime,
    finished_at: datetime,
    status: int,
    summary: dict[str, Any],
) -> None:
    """Append one run; `summary` is what the command prints with --json."""
    transaction.execute(
        "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)",
        [
            f"{started_at:%Y%m%dT%H%M%S.%f}-{command}",
            command,
            started_at,
            finished_at,
            status,
            json.dumps(summary, ensure_ascii=False, sort_keys=True),
        ],
    )


def last_runs(store: Store, limit: int = 10) -> list[dict[str, Any]]:
    """The newest runs first: run_id, command, started_at, finished_at, status, summary."""
    return store.read(
        "SELECT * FROM runs ORDER BY started_at DESC, run_id LIMIT ?", [limit]
    ).to_pylist()


def last_run(store: Store, command: str, status: int) -> dict[str, Any] | None:
    """The newest run of a command that ended with this status, in the form of last_runs."""
    rows = store.read(
        "SELECT * FROM runs WHERE command = ? AND status = ? ORDER BY started_at DESC LIMIT 1",
        [command, status],
    ).to_pylist()
    return rows[0] if rows else None

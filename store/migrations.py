"""The schema's numbered scripts, and which of them a store has seen."""

from __future__ import annotations

import importlib.resources
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import pyarrow as pa


class Script(NamedTuple):
    """One step of the schema; `number` counts from 1 without gaps."""

    number: int
    sql: str


class Statements(Protocol):
    """What a migration needs of an open store."""

    def execute(self, sql: str, parameters: Any = None) -> None:
        """Run a statement that gives nothing."""

    def query(self, sql: str, parameters: Any = None) -> pa.Table:
        """The rows of a query."""


def shipped_scripts() -> list[Script]:
    """The numbered SQL files of store/schema/, in order."""
    folder = importlib.resources.files("store") / "schema"
    files = sorted((f.name, f) for f in folder.iterdir() if f.name.endswith(".sql"))
    return [Script(int(name[:4]), file.read_text(encoding="utf-8")) for name, file in files]


def version_of(store: Statements) -> int | None:
    """The number of the last script that a store has seen; 0 when empty, None when not ours."""
    rows = store.query(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
    )
    tables = rows.column(0).to_pylist()
    if "schema_versions" not in tables:
        return None if tables else 0
    found = store.query("SELECT coalesce(max(version), 0) AS version FROM schema_versions")
    return int(found.column(0)[0].as_py())


def apply(store: Statements, scripts: Sequence[Script]) -> None:
    """Run scripts, in order, and note that they were run. The caller begins and commits."""
    store.execute("CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER NOT NULL)")
    for script in scripts:
        store.execute(script.sql)
        store.execute("INSERT INTO schema_versions VALUES (?)", [script.number])

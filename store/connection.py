"""The store's file: opening it, waiting for it, and bringing it up to date.

All that depends on DuckDB, and on the store being one file, is here. DuckDB lets one process write
and locks out every other, readers too, so nobody keeps the file open: a connection lives for one
transaction (`Store.write`) or one question (`Store.read`), and who finds it locked waits, bounded.
"""

from __future__ import annotations

import contextlib
import importlib.resources
import random
import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from store.errors import StoreError, StoreLocked, StoreVersionError

WAIT_S = 60.0
"""A pass writes for well under a second at a time; a minute means that something is stuck."""

_PAUSE_S = (0.002, 0.05)
"""Bounds of the random pause between two attempts: short, as a transaction takes about 20 ms, and
random, so that waiting processes do not knock in step."""

_in_process: dict[Path, threading.RLock] = {}
_in_process_guard = threading.Lock()


class Transaction:
    """One open transaction. Times come back in UTC."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def execute(self, sql: str, parameters: Any = None) -> None:
        """Run one statement that gives no rows."""
        self._connection.execute(sql, parameters)

    def query(self, sql: str, parameters: Any = None) -> pa.Table:
        """Run one question; its rows as an Arrow table."""
        return self._connection.execute(sql, parameters).to_arrow_table()

    @contextlib.contextmanager
    def table(self, name: str, rows: pa.Table) -> Iterator[None]:
        """Make Arrow rows readable as the table `name` inside the block."""
        self._connection.register(name, rows)
        try:
            yield
        finally:
            self._connection.unregister(name)


class Store:
    """A DuckDB file that several processes share by opening it briefly.

    Safe to use from several threads. `wait_s` bounds how long a call waits for another process.
    """

    def __init__(self, path: Path, wait_s: float = WAIT_S) -> None:
        self.path = path.absolute()
        self.wait_s = wait_s
        self._checked = False
        with _in_process_guard:
            self._turn = _in_process.setdefault(self.path, threading.RLock())

    @contextlib.contextmanager
    def write(self) -> Iterator[Transaction]:
        """Open, begin; commit at the end of the block, or roll back when it raises; close.

        Raises StoreLocked, StoreVersionError, or StoreError when the file can't be read or written.
        """
        with self._turn, self._translated():
            self._prepare()
            with self._opened() as connection:
                connection.execute("BEGIN")
                try:
                    yield Transaction(connection)
                except BaseException:
                    connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")

    def read(self, sql: str, parameters: Any = None) -> pa.Table:
        """Answer one question as an Arrow table, times in UTC. Raises as `write` does."""
        with self.reading() as transaction:
            return transaction.query(sql, parameters)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Several questions on one state of the store."""
        with self._turn, self._translated():
            self._prepare()
            with self._opened(read_only=True) as connection:
                connection.execute("BEGIN")
                yield Transaction(connection)

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            raise StoreError(_explained(self.path, str(error))) from error
        except OSError as error:
            raise StoreError(_explained(self.path, str(error))) from error

    @contextlib.contextmanager
    def _opened(self, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        connection = self._connect(read_only)
        try:
            yield connection
        finally:
            connection.close()

    def _connect(self, read_only: bool) -> duckdb.DuckDBPyConnection:
        deadline = time.monotonic() + self.wait_s
        while True:
            try:
                connection = duckdb.connect(
                    str(self.path),
                    read_only=read_only,
                    config={"autoinstall_known_extensions": "false", "threads": "2"},
                )
                connection.execute("SET TimeZone = 'UTC'")
                return connection
            except duckdb.IOException as error:
                if "lock" not in str(error).lower():
                    raise
                if time.monotonic() > deadline:
                    raise StoreLocked(_locked(self.path, str(error), self.wait_s)) from error
                time.sleep(random.uniform(*_PAUSE_S))

    def _prepare(self) -> None:
        """Create the tables, or bring them to this version, once for each Store object."""
        if self._checked:
            return
        if not self.path.parent.is_dir():
            raise StoreError(
                f"Lagret {self.path}: mappen {self.path.parent} finns inte. "
                "Skapa den, eller ändra [store] path i vardkase.toml."
            )
        exists = self.path.exists()
        version = self._version() if exists else 0
        scripts = _scripts()
        newest = scripts[-1][0]
        if version > newest:
            raise StoreVersionError(
                f"Lagret {self.path} har schemaversion {version}, men det här programmet "
                f"känner bara till versioner till och med {newest}. Uppgradera Vårdkase."
            )
        if version < newest:
            self._migrate([s for s in scripts if s[0] > version], set_aside=exists and version > 0)
        self._checked = True

    def _version(self) -> int:
        with self._opened(read_only=True) as connection:
            return _version_of(connection)

    def _migrate(self, scripts: list[tuple[int, str]], set_aside: bool) -> None:
        if set_aside:
            copy = self.path.with_name(f"{self.path.name}.v{scripts[0][0] - 1}.kopia")
            with self._opened() as connection:
                connection.execute("CHECKPOINT")
            shutil.copy2(self.path, copy)
        with self._opened() as connection:
            connection.execute("BEGIN")
            for number, sql in scripts:
                if _version_of(connection) >= number:  # another process was faster
                    continue
                connection.execute(sql)
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER NOT NULL)"
                )
                connection.execute("INSERT INTO schema_versions VALUES (?)", [number])
            connection.execute("COMMIT")


def _version_of(connection: duckdb.DuckDBPyConnection) -> int:
    found = connection.execute(
        "SELECT count(*) FROM information_schema.tables WHERE table_name = 'schema_versions'"
    ).fetchone()
    if not found or not found[0]:
        return 0
    row = connection.execute("SELECT coalesce(max(version), 0) FROM schema_versions").fetchone()
    return int(row[0]) if row else 0


def _scripts() -> list[tuple[int, str]]:
    """The numbered SQL files of store/schema/, in order."""
    folder = importlib.resources.files("store") / "schema"
    files = sorted((f.name, f) for f in folder.iterdir() if f.name.endswith(".sql"))
    return [(int(name[:4]), file.read_text(encoding="utf-8")) for name, file in files]


def _locked(path: Path, message: str, wait_s: float) -> str:
    holder = re.search(r"held in (.+?) \(PID (\d+)\)", message)
    who = f"process {holder[2]} ({holder[1]})" if holder else "en annan process"
    return (
        f"Lagret {path} är upptaget: {who} har haft det öppet i mer än {wait_s:.0f} sekunder. "
        "Vänta tills den är klar, eller avsluta den, och försök igen."
    )


def _explained(path: Path, message: str) -> str:
    lowered = message.lower()
    if "no space left" in lowered or "file too large" in lowered or "disk quota" in lowered:
        return (
            f"Lagret {path} kunde inte skrivas: disken är full. "
            "Frigör utrymme och kör igen; det som redan var sparat finns kvar."
        )
    if "not a valid duckdb" in lowered or "valid duckdb database" in lowered:
        return (
            f"Lagret {path} är ingen DuckDB-fil, eller är skadat. "
            "Ange en annan fil i [store] path, eller lägg tillbaka en säkerhetskopia."
        )
    if "permission denied" in lowered or "read-only" in lowered:
        return f"Lagret {path} får inte läsas eller skrivas av den här användaren: {message}"
    return f"Lagret {path}: {message}"

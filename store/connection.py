"""The store's file: opening it, waiting for it, and bringing it up to date.

All that depends on DuckDB, and on the store being one file, is here. DuckDB lets one process write
and locks out every other, readers too, so nobody keeps the file open: it is attached for one
transaction (`Store.write`) or one question (`Store.read`), and who finds it locked waits, bounded.

What makes this cheap, in CPU time on the machine where it was measured: a DuckDB engine takes 10 ms
to start and is kept, attaching the file takes 2 ms. What is committed goes to the write-ahead log
(flushed to disk) and reaches the file itself when the log has grown to `_LOG_BYTES`.

A trap: DuckDB's lock is a POSIX lock, which a process loses when it closes *any* handle of the
file. Nobody may open the store's file with `open()` in a process that uses it.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import stat
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import pyarrow as pa

from store.errors import StoreError, StoreVersionError
from store.explaining import explained, is_lock, lock_error, locked
from store.migrations import Script, apply, shipped_scripts, version_of
from store.rewriting import copies, copy_name, discard_draft, rewrite
from store.turns import Turns, in_line

WAIT_S = 60.0
"""A pass writes for well under a second at a time; a minute means that something is stuck."""

_LOG_BYTES = 2_000_000
"""A longer log costs every opening, which reads it (4 ms a megabyte); a shorter one costs the
writer, which compresses what it holds (7 ms a megabyte) and then merges what it has compressed."""

FORM = "ROW_GROUP_SIZE 16384, STORAGE_VERSION 'v1.5.0'"
"""How the file is written. Small row groups make checkpoints that merge them short (100 ms, and 1 s
with DuckDB's default of 122,880 rows), and a scan of two million rows 20 % longer. The storage
version is that of the pinned DuckDB; the default, of 2024, takes twice as long to write."""

_TIDY_SHARE = 1 / 8
"""The share of write transactions that may tidy up. DuckDB would merge the small row groups of
small transactions with each checkpoint, 3,000 rows with 3,000, then 6,000 with 6,000 and so on, and
compress them anew each time, which cost more than all else together. Merging eight at a time, and
compressing texts only then, halves that. Drawn by lot, as nobody keeps count across processes."""

_IN_HASTE = "SET max_vacuum_tasks = 0; SET disabled_compression_methods = 'dict_fsst'"
_TIDY = "RESET max_vacuum_tasks; RESET disabled_compression_methods"

_PAUSE_S = (0.001, 0.02)
"""Between two attempts to open a locked file: from the first, growing to the second."""

_PRIVATE = 0o600
"""The mode of a new store: it holds what private persons wrote. The owner may change it."""

_NAME = "vardkase"
"""What the attached file is called inside the engine."""

_STAMPED_AT = """
SET VARIABLE stamped_at = (
    SELECT CASE WHEN count(*) > 0 THEN 'infinity'::TIMESTAMPTZ ELSE getvariable('known_at') END
    FROM known_moments WHERE known_at = getvariable('known_at'))
"""
"""At the moment of a report the rows' own times do not count (schema/0005_known.sql)."""

_turns: weakref.WeakValueDictionary[Path, Turns] = weakref.WeakValueDictionary()
_turns_guard = threading.Lock()


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
            # After a failed statement even this fails, and would hide the reason.
            with contextlib.suppress(duckdb.Error):
                self._connection.unregister(name)


class Store:
    """A DuckDB file that several processes share by opening it briefly.

    Safe to use from several threads, which take turns. `wait_s` bounds how long a call waits for
    others. `scripts` are the schema's, for those who test migrations.
    """

    def __init__(
        self, path: Path, wait_s: float = WAIT_S, scripts: Sequence[Script] | None = None
    ) -> None:
        self.path = path.absolute()
        self.wait_s = wait_s
        self._scripts = list(scripts) if scripts is not None else shipped_scripts()
        self._checked = False
        self._engines: dict[int, duckdb.DuckDBPyConnection] = {}  # by process: none survives a fork
        with _turns_guard:
            self._turns = _turns.setdefault(self.path.resolve(), Turns())

    @contextlib.contextmanager
    def write(self) -> Iterator[Transaction]:
        """Open, begin; commit at the end of the block, or roll back when it raises; close.

        What the block wrote is on disk when this returns. Raises StoreLocked, StoreVersionError, or
        StoreError when the file can't be read or written.
        """
        with self._opened(read_only=False) as connection:
            tidy = random.random() < _TIDY_SHARE
            connection.execute(f"{_TIDY if tidy else _IN_HASTE}; BEGIN")
            yield Transaction(connection)
            connection.execute("COMMIT")

    def rewrite(self) -> list[str]:
        """Write the file anew, so that nothing is left in it or beside it of what was dropped.

        Copies set aside at migrations hold it too, and are removed; gives their names. Nobody else
        can read or write meanwhile. Raises as `write` does, or StoreError for want of disk, with
        the store as it was.
        """
        with self._opened(read_only=False, alone=True) as connection:
            connection.execute(_TIDY)
            try:
                old = copies(self.path)
                for copy in old:
                    copy.unlink(missing_ok=True)
                rewrite(connection.execute, _NAME, self.path, FORM)
            except OSError as error:
                raise explained(self.path, error) from error
        return [copy.name for copy in old]

    def copies(self) -> list[str]:
        """The names of the copies that were set aside at migrations and are still there."""
        return [copy.name for copy in copies(self.path)]

    def read(self, sql: str, parameters: Any = None) -> pa.Table:
        """Answer one question as an Arrow table, times in UTC. Raises as `write` does."""
        with self.reading() as transaction:
            return transaction.query(sql, parameters)

    @contextlib.contextmanager
    def reading(self, known_at: datetime | None = None) -> Iterator[Transaction]:
        """Several questions on one state of the store.

        With `known_at` (aware) the views of schema/0005_known.sql show what was known then; tables
        do not, so who may be asked for an earlier moment reads views alone. Texts that have been
        dropped since are gone, and the answer a person has changed is not there.
        """
        with self._opened(read_only=True) as connection:
            connection.execute("BEGIN")
            if known_at is not None:
                connection.execute("SET VARIABLE known_at = ?", [known_at])
                connection.execute(_STAMPED_AT)
            yield Transaction(connection)
            connection.execute("RESET VARIABLE known_at; RESET VARIABLE stamped_at; COMMIT")

    @contextlib.contextmanager
    def _opened(self, read_only: bool, alone: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        deadline = time.monotonic() + self.wait_s
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(self._turns.taken(self.wait_s))
            except TimeoutError as error:
                raise locked(self.path, os.getpid(), "det här programmet", self.wait_s) from error
            try:
                self._prepare(deadline)
                with self._attached(read_only, deadline, alone=alone) as connection:
                    yield connection
            except duckdb.Error as error:
                raise explained(self.path, error) from error

    @contextlib.contextmanager
    def _attached(
        self, read_only: bool, deadline: float, path: Path | None = None, alone: bool = False
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """The engine with the file attached. Whatever goes wrong ends the engine, and with it an
        open transaction and the lock.

        Who waits for the file's lock stands first in the line, so that nobody else comes in
        between, and those who are inside leave in the end. `alone` keeps the others in the line.
        """
        engine = self._engine()
        try:
            with contextlib.ExitStack() as line:
                line.enter_context(
                    in_line(self.path.with_name(f"{self.path.name}.queue"), deadline)
                )
                self._attach(engine, path or self.path, read_only, deadline)
                if not alone:
                    line.close()
                engine.execute(f"USE {_NAME}")
                yield engine
                engine.execute(f"USE memory; DETACH DATABASE IF EXISTS {_NAME}")
            if not read_only:
                _as_private(path or self.path)
        except BaseException:
            self._engines.pop(os.getpid()).close()
            raise

    def _engine(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB without a file of its own, started once for each process and Store.

        It has one thread: the same sums come out in the same order, batches are too small to gain
        by a second one, and the processes that share the store share the machine too.
        """
        engine = self._engines.get(os.getpid())
        if engine is None:
            engine = duckdb.connect(
                ":memory:",
                config={
                    "autoinstall_known_extensions": "false",
                    "temp_directory": f"{self.path}.tmp",
                    "threads": "1",
                    "wal_autocheckpoint": f"{_LOG_BYTES}B",
                },
            )
            engine.execute("PRAGMA disable_checkpoint_on_shutdown; SET TimeZone = 'UTC'")
            self._engines[os.getpid()] = engine
        return engine

    def _attach(
        self, engine: duckdb.DuckDBPyConnection, path: Path, read_only: bool, deadline: float
    ) -> None:
        """Attach the file, waiting for its lock; the one that has its name when it is attached."""
        quoted = str(path).replace("'", "''")
        options = "READ_ONLY" if read_only else FORM
        pause_s, longest_s = _PAUSE_S
        while True:
            try:
                named = _identity(path)
                engine.execute(f"ATTACH '{quoted}' AS {_NAME} (TYPE duckdb, {options})")
                if named in (None, _identity(path)):
                    return
                engine.execute(f"DETACH {_NAME}")  # written anew while it was opened
            except duckdb.IOException as error:
                if not is_lock(error):
                    raise
                if time.monotonic() >= deadline:
                    raise lock_error(self.path, error, self.wait_s) from error
            time.sleep(random.uniform(pause_s / 2, pause_s))
            pause_s = min(longest_s, pause_s * 1.2)

    def _prepare(self, deadline: float) -> None:
        """Create the file, or bring it to this version, once for each Store object."""
        if self._checked and self.path.exists():
            return
        try:
            if not self.path.parent.is_dir():
                raise StoreError(
                    f"Lagret {self.path}: mappen {self.path.parent} finns inte. "
                    "Skapa den, eller ändra [store] path i vardkase.toml."
                )
            if not self.path.exists():
                self._create(deadline)
            with self._attached(read_only=True, deadline=deadline) as connection:
                pending = self._pending(connection)
                discard_draft(self.path)
            if pending:
                self._migrate(deadline)
        except OSError as error:
            raise explained(self.path, error) from error
        self._checked = True

    def _pending(self, connection: duckdb.DuckDBPyConnection) -> list[Script]:
        """The scripts that the attached file has not seen. Raises when it is newer, or not ours."""
        version, newest = version_of(Transaction(connection)), self._scripts[-1].number
        if version is None:
            raise StoreError(
                f"Lagret {self.path} är en DuckDB-fil med andra tabeller än Vårdkases. "
                "Ange en annan fil i [store] path i vardkase.toml."
            )
        if version > newest:
            raise StoreVersionError(
                f"Lagret {self.path} har schemaversion {version}, men det här programmet "
                f"känner bara till versioner till och med {newest}. Uppgradera Vårdkase."
            )
        return [script for script in self._scripts if script.number > version]

    def _create(self, deadline: float) -> None:
        """Make the file under another name and give it its own when it is complete, so that a crash
        leaves no half store. When another process was faster, its file stays."""
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}.new")
        draft.unlink(missing_ok=True)
        try:
            with self._attached(read_only=False, deadline=deadline, path=draft) as connection:
                connection.execute("BEGIN")
                apply(Transaction(connection), self._scripts)
                connection.execute("COMMIT; CHECKPOINT")
            draft.chmod(_PRIVATE)
            try:
                os.link(draft, self.path)
            except FileExistsError:
                pass
            except OSError:  # a file system without hard links
                if not self.path.exists():
                    os.replace(draft, self.path)
        finally:
            for leftover in (draft, Path(f"{draft}.wal")):
                leftover.unlink(missing_ok=True)

    def _migrate(self, deadline: float) -> None:
        """Set a copy aside and run what is pending, all under the file's lock."""
        with (
            self.path.open("rb") as original,  # closed last: closing it gives up the lock
            self._attached(read_only=False, deadline=deadline) as connection,
        ):
            pending = self._pending(connection)
            if not pending:  # another process was faster
                return
            connection.execute("CHECKPOINT")
            if pending[0].number > 1:
                self._set_aside(original, version=pending[0].number - 1)
            connection.execute("BEGIN")
            apply(Transaction(connection), pending)
            connection.execute("COMMIT; CHECKPOINT")

    def _set_aside(self, original: BinaryIO, version: int) -> None:
        copy = self.path.with_name(copy_name(self.path, version))
        draft = copy.with_name(f".{copy.name}.new")
        try:
            with draft.open("wb") as target:
                os.fchmod(target.fileno(), stat.S_IMODE(os.fstat(original.fileno()).st_mode))
                shutil.copyfileobj(original, target, 1 << 20)
                os.fsync(target.fileno())
            os.replace(draft, copy)
        finally:
            draft.unlink(missing_ok=True)


def _as_private(path: Path) -> None:
    """Let those read the log beside a file who may read the file, and nobody else."""
    with contextlib.suppress(FileNotFoundError):
        log, mode = Path(f"{path.resolve()}.wal"), stat.S_IMODE(path.stat().st_mode)
        if stat.S_IMODE(log.stat().st_mode) != mode:
            log.chmod(mode)


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one that gets its name; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino

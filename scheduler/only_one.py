"""One service at a time for each store: a second one would ask every source twice."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from store.errors import SettingsError


@contextlib.contextmanager
def only_service(store_path: Path) -> Iterator[None]:
    """Hold the service's place for this store while the block runs.

    The operating system gives the place up when the process ends, however it ends. Raises
    SettingsError when another service has it.
    """
    try:
        import fcntl
    except ImportError:  # not a POSIX system: nothing to hold on to
        yield
        return
    path = store_path.with_name(f"{store_path.name}.service")
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SettingsError(
                f"{store_path}: en tjänst arbetar redan med lagret. Avsluta den först."
            ) from error
        yield

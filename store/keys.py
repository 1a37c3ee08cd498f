"""Which key the store's pseudonyms were made with: another key would make one account two."""

from __future__ import annotations

from pathlib import Path

from store.connection import Transaction
from store.errors import SettingsError


def require_same_key(transaction: Transaction, check_value: str, path: Path) -> None:
    """Raises SettingsError when the store's pseudonyms were made with another key."""
    if not is_same_key(transaction, check_value):
        raise SettingsError(
            f"{path}: pseudonymerna i lagret är gjorda med en annan nyckel än den i "
            "[privacy] key_file. Lägg tillbaka den rätta nyckeln från säkerhetskopian."
        )


def is_same_key(transaction: Transaction, check_value: str) -> bool:
    """Whether `check_value`, a pseudonym of a fixed name, is that of earlier passes.

    The first one that is asked for is kept.
    """
    rows = transaction.query("SELECT check_value FROM pseudonym_key").to_pylist()
    if not rows:
        transaction.execute("INSERT INTO pseudonym_key VALUES (?)", [check_value])
        return True
    return rows[0]["check_value"] == check_value

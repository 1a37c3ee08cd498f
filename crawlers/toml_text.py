"""TOML that people write: what is wrong with a file is told in their terms."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from store.errors import SettingsError
from store.reasons import of_system, of_toml


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, without a byte order mark.

    Raises FileNotFoundError where there is none, and SettingsError where it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: filen är inte i UTF-8; spara den som UTF-8") from error
    except OSError as error:
        raise SettingsError(f"{path}: går inte att läsa ({of_system(error)})") from error


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """What `text` says; raises SettingsError, in which `name` is the file, where it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{name}: är inte giltig TOML: {of_toml(error, text)}; rätta raden"
        ) from error

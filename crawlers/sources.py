"""Reads sources.toml: outlets are data, and a mistake in them is told in the user's terms."""

from __future__ import annotations

import dataclasses
import re
from datetime import date, datetime
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from crawlers.canonical import canonical_url
from crawlers.toml_text import parse_toml, read_text
from store.errors import SettingsError
from store.records import OutletType, Source, SourceKind

Choice = TypeVar("Choice", bound=StrEnum)

_FIELDS = tuple(field.name for field in dataclasses.fields(Source))
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_REGION = re.compile(r"AB|AC|BD|[CDEFGHIKMNOSTUWXYZ]|national")


def default_sources_toml() -> str:
    """The source list that `init` writes: Swedish feeds, none of them verified."""
    return files("crawlers").joinpath("sources.toml").read_text("utf-8")


def read_sources(path: Path) -> list[Source]:
    """The sources of a file, in its order.

    Raises SettingsError with file, number of the table, key, what was found, what was expected
    and what to do.
    """
    try:
        text = read_text(path)
    except FileNotFoundError as error:
        raise SettingsError(
            f"{path}: källistan finns inte; skriv en med vardkase init "
            "eller rätta [sources] file i vardkase.toml"
        ) from error
    return parse_sources(text, str(path))


def parse_sources(text: str, name: str) -> list[Source]:
    """The sources written in `text`; `name` is what errors call the file."""
    data = parse_toml(text, name)
    for key in data:
        if key != "source":
            raise SettingsError(
                f"{name}: okänd tabell eller nyckel {key!r}; väntar bara [[source]]-tabeller"
            )
    tables = data.get("source", [])
    if not isinstance(tables, list):
        raise SettingsError(
            f"{name}: skriv [[source]] med dubbla hakparenteser, en för varje källa"
        )
    sources: list[Source] = []
    for number, table in enumerate(tables, 1):
        source = _Table(name, number, table).source()
        for other, earlier in enumerate(sources, 1):
            if earlier.source_id == source.source_id:
                raise SettingsError(
                    f"{name}, källa {number}, source_id = {source.source_id!r}: "
                    f"är upptaget av källa {other}; ge källan ett eget namn"
                )
        sources.append(source)
    return sources


_USUAL = {
    SourceKind.MASTODON: OutletType.SOCIAL,
    SourceKind.BLUESKY: OutletType.SOCIAL,
    SourceKind.JETSTREAM: OutletType.SOCIAL,
    SourceKind.REDDIT: OutletType.SOCIAL,
    SourceKind.YOUTUBE: OutletType.SOCIAL,
    SourceKind.TELEGRAM: OutletType.SOCIAL,
    SourceKind.FLASHBACK: OutletType.FORUM,
    SourceKind.FAMILJELIV: OutletType.FORUM,
    SourceKind.DISCOURSE: OutletType.FORUM,
}
"""What a source of a kind is where the user does not say: mostly private persons write there."""
_FROM_FILES = ("tiktok", "facebook", "instagram", "x", "twitter", "threads")
"""Platforms that nobody may crawl: they come by the files of other tools."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Table:
    """One [[source]] table, and where it stands."""

    name: str
    number: int
    table: dict[str, Any]

    def source(self) -> Source:
        """The source that the table declares; raises SettingsError where a key does not fit."""
        for key in self.table:
            if key not in _FIELDS:
                raise SettingsError(
                    f"{self._where()}: okänd nyckel {key!r}; "
                    f"väntar {', '.join(_FIELDS)}; rätta eller ta bort raden"
                )
        kind = self._choice("kind", SourceKind)
        assert kind is not None
        return Source(
            source_id=self._matching("source_id", _ID, "små bokstäver, siffror och bindestreck"),
            kind=kind,
            url=self._url(kind),
            name=self._text("name"),
            outlet_type=self._choice("outlet_type", OutletType) or _USUAL.get(kind),
            region=self._matching("region", _REGION, "en länsbokstav (AB, C …) eller national", ""),
            language=self._matching("language", _LANGUAGE, "en språkkod, t.ex. sv", "sv"),
            reach=self._number("reach", "personer per vecka, minst 1, eller utelämna raden"),
            every_minutes=self._number(
                "every_minutes", "minuter: ett heltal, minst 1, utan citattecken"
            )
            or 60,
            verified=self._date("verified"),
            terms=self._text("terms"),
            legal_basis=self._text("legal_basis"),
        )

    def _where(self, key: str = "") -> str:
        """The file, the number of the table, and its id: nobody counts to table 214."""
        source_id = self.table.get("source_id")
        named = f" ({source_id})" if isinstance(source_id, str) and key != "source_id" else ""
        return f"{self.name}, källa {self.number}{named}"

    def _error(self, key: str, expected: str) -> SettingsError:
        where = self._where(key)
        if key not in self.table:
            return SettingsError(f"{where}: {key} saknas; väntar {expected}; lägg till raden")
        found = f"{key} = {self.table[key]!r}"
        return SettingsError(f"{where}, {found}: väntar {expected}; rätta värdet")

    def _text(self, key: str) -> str:
        value = self.table.get(key, "")
        if not isinstance(value, str):
            raise self._error(key, "text inom citationstecken")
        return value.strip()

    def _matching(
        self, key: str, pattern: re.Pattern[str], expected: str, default: str | None = None
    ) -> str:
        value = self.table.get(key, default)
        if value == default and default is not None:
            return default
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise self._error(key, expected)
        return value

    def _choice(self, key: str, kinds: type[Choice]) -> Choice | None:
        value = self.table.get(key)
        if value in (None, "") and key != "kind":
            return None
        try:
            return kinds(value)
        except ValueError:
            expected = f"ett av {', '.join(kinds)}"
            if key == "kind" and value in _FROM_FILES:
                expected += f" ({value} läses ur filer, med `vardkase import`)"
            raise self._error(key, expected) from None

    def _url(self, kind: SourceKind) -> str:
        url = self._text("url")
        if kind is SourceKind.JETSTREAM:  # a stream's own scheme; the guard knows it by these
            url = re.sub(r"^ws(s?)://", r"http\1://", url)
        if kind is SourceKind.IMPORT and "url" in self.table:
            return url
        if not canonical_url(url) or any(character.isspace() for character in url):
            raise self._error(
                "url", "en adress med http:// eller https:// först och utan mellanslag"
            )
        if urlsplit(url).username is not None:
            raise self._error("url", "en adress utan användarnamn och lösenord")
        return url

    def _number(self, key: str, expected: str) -> int | None:
        value = self.table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self._error(key, expected)
        return value

    def _date(self, key: str) -> date | None:
        value = self.table.get(key, "")
        if value == "":
            return None
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                raise self._error(key, 'en dag, t.ex. 2026-11-21, eller ""') from None
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self._error(key, 'en dag, t.ex. 2026-11-21, eller ""')
        return value

"""`vardkase.toml` and the environment: the one place where settings are read.

Each folder defines the settings it needs; this module checks the file and builds them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawlers.privacy import Pseudonyms
from crawlers.searches import read_searches
from crawlers.settings import KEYS, CrawlSettings
from crawlers.sources import read_sources
from reports.weekly.settings import ReportSettings
from scheduler.mail import MailSettings
from store.connection import WAIT_S, Store
from store.errors import SettingsError
from store.reasons import of_system, of_toml
from store.records import Source
from vardkase import mail_table

FILE_NAME = "vardkase.toml"

EXAMPLE_MARK = "KONSTRUERAT-EXEMPEL.txt"
"""Its presence says that everything in the folder is constructed."""

_KEYS: dict[str, dict[str, tuple[type, str]]] = {
    "store": {
        "path": (str, "en sökväg till lagrets fil"),
        "wait_s": (float, "sekunder, minst 0, att vänta på ett upptaget lager"),
    },
    "sources": {
        "file": (str, "en sökväg till källistan"),
        "queries": (str, "en sökväg till sökorden"),
    },
    "crawl": {
        "delay_s": (float, "sekunder, minst 0, mellan två förfrågningar till samma värd"),
        "obey_robots": (bool, "true eller false"),
        "allow_private_networks": (bool, "true eller false"),
        "max_response_bytes": (int, "ett antal byte, minst 10 000"),
        "contact": (str, "en webbadress eller e-postadress på en rad"),
    },
    "classify": {"model": (str, '"embedded", en mapp eller ett namn på en modellhubb')},
    "privacy": {
        "key_file": (str, "en sökväg till nyckelfilen"),
        "text_retention_days": (int, "ett antal dagar, minst 1"),
        "min_cell": (int, "ett antal konton, minst 1"),
        "min_cell_respondents": (int, "ett antal svarande, minst 1"),
    },
    "report": {
        "language": (str, '"sv" eller "en"'),
        "folder": (str, "en sökväg till rapportmappen"),
        "focus": (list, 'en lista med kommuner, till exempel ["Botkyrka"]'),
    },
    "mail": mail_table.KEYS,
}

_LEAST = {
    ("store", "wait_s"): 0,
    ("crawl", "delay_s"): 0,
    ("crawl", "max_response_bytes"): 10_000,
    ("privacy", "text_retention_days"): 1,
    ("privacy", "min_cell"): 1,
    ("privacy", "min_cell_respondents"): 1,
}

_DEFAULTS: dict[str, dict[str, Any]] = {
    "store": {"path": "vardkase.duckdb", "wait_s": WAIT_S},
    "sources": {"file": "sources.toml", "queries": "queries.toml"},
    "crawl": {
        "delay_s": 5.0,
        "obey_robots": True,
        "allow_private_networks": False,
        "max_response_bytes": 10_000_000,
        "contact": "",
    },
    "classify": {"model": "embedded"},
    "privacy": {
        "key_file": "pseudonym.key",
        "text_retention_days": 365,
        "min_cell": 5,
        "min_cell_respondents": 10,
    },
    "report": {"language": "sv", "folder": "rapporter", "focus": []},
    "mail": {},
}


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one folder; paths are absolute."""

    folder: Path
    store_path: Path
    store_wait_s: float
    sources_file: Path
    queries_file: Path
    crawl: CrawlSettings
    model: str
    key_file: Path
    text_retention_days: int
    min_cell: int
    min_cell_respondents: int
    report: ReportSettings
    digest: str
    mail_table: Mapping[str, Any]
    notice: str = ""

    def store(self) -> Store:
        """The store of the folder; a lock that others hold is waited for at most `store_wait_s`."""
        return Store(self.store_path, self.store_wait_s)

    def sources(self) -> list[Source]:
        """The sources of sources.toml, read anew at each call."""
        return read_sources(self.sources_file)

    def sources_to_crawl(self) -> list[Source]:
        """The sources; an empty list is an error, as everything collected would count as gone."""
        found = self.sources()
        if not found:
            raise SettingsError(
                f"{self.sources_file}: källistan är tom; väntade minst en [[source]]. Lägg till en "
                "källa, eller lägg tillbaka filen från en säkerhetskopia."
            )
        return found

    def crawling(self) -> CrawlSettings:
        """What a pass crawls with: the settings, the words to search for, the keys in the
        environment. Raises SettingsError when the words can't be read."""
        names = {name: os.environ.get(f"VARDKASE_{name.upper()}", "").strip() for name in KEYS}
        return dataclasses.replace(
            self.crawl,
            searches=read_searches(self.queries_file),
            keys={name: value for name, value in names.items() if value},
        )

    def pseudonyms(self) -> Pseudonyms:
        """The keyed pseudonyms. Raises SettingsError when the key file is missing or too short."""
        try:
            key = self.key_file.read_bytes().strip()
        except OSError as error:
            raise SettingsError(
                f"{self.key_file}: nyckeln till pseudonymerna kan inte läsas ({of_system(error)}). "
                "Lägg tillbaka den från säkerhetskopian; med en ny nyckel får samma konto en ny "
                "pseudonym. En ny skapas av `vardkase init` i en tom mapp."
            ) from error
        if len(key) < 32:
            raise SettingsError(
                f"{self.key_file}: nyckeln är {len(key)} tecken, väntade minst 32. "
                "Lägg tillbaka den från säkerhetskopian."
            )
        return Pseudonyms(key)

    def mail(self) -> MailSettings | None:
        """How letters are sent, None where [mail] is not set up. Raises SettingsError when the
        password is missing."""
        password = os.environ.get(mail_table.PASSWORD, "")
        return mail_table.mail_settings(self.folder, self.mail_table, password)


def find_config(option: str | None) -> Path:
    """The configuration file: the option, else VARDKASE_CONFIG, else the working folder's."""
    path = Path(option or os.environ.get("VARDKASE_CONFIG") or FILE_NAME)
    return path / FILE_NAME if path.is_dir() else path


def is_configured(option: str | None) -> bool:
    """Whether a configuration is there or pointed out: what is pointed out has to be there."""
    return bool(option or os.environ.get("VARDKASE_CONFIG")) or find_config(None).exists()


def load(path: Path) -> Settings:
    """Read and check a configuration file; relative paths count from its folder.

    Raises SettingsError that names the key, what was found, what was expected and what to do.
    """
    values = _checked(path, _read(path))
    folder = path.absolute().parent
    report = values["report"]
    return Settings(
        folder=folder,
        store_path=folder / values["store"]["path"],
        store_wait_s=values["store"]["wait_s"],
        sources_file=folder / values["sources"]["file"],
        crawl=_crawl(**values["crawl"]),
        queries_file=folder / values["sources"]["queries"],
        model=_model(folder, values["classify"]["model"]),
        key_file=folder / values["privacy"]["key_file"],
        text_retention_days=values["privacy"]["text_retention_days"],
        min_cell=values["privacy"]["min_cell"],
        min_cell_respondents=values["privacy"]["min_cell_respondents"],
        report=ReportSettings(
            language=report["language"],
            folder=folder / report["folder"],
            focus=tuple(report["focus"]),
        ),
        digest=_digest(values),
        mail_table=values["mail"],
        notice=_notice(folder),
    )


def _digest(values: Mapping[str, Any]) -> str:
    """What the report says of its settings; to whom it is sent changes nothing in it."""
    counted = sorted(item for item in values.items() if item[0] != "mail")
    return hashlib.sha256(repr(counted).encode()).hexdigest()[:12]


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise SettingsError(
            f"{path}: filen finns inte. Kör `vardkase init` för att skapa den, eller peka ut en "
            "annan med --config FIL."
        ) from error
    except OSError as error:
        raise SettingsError(f"{path}: kan inte läsas: {of_system(error)}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: är inte i UTF-8; spara om filen som UTF-8.") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{path}: är inte giltig TOML: {of_toml(error)}. Rätta raden och kör igen."
        ) from error


def _checked(path: Path, found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    values = {table: dict(keys) for table, keys in _DEFAULTS.items()}
    for table, keys in found.items():
        if table not in _KEYS:
            raise SettingsError(
                f"{path}, [{table}]: okänd tabell; de som finns är "
                f"{', '.join(f'[{name}]' for name in _KEYS)}. Ta bort den eller rätta namnet."
            )
        if not isinstance(keys, dict):
            raise SettingsError(f"{path}: {table} = {keys!r}: väntade en tabell, [{table}].")
        for key, value in keys.items():
            if key not in _KEYS[table]:
                raise SettingsError(
                    f"{path}, [{table}] {key}: okänd nyckel; de som finns är "
                    f"{', '.join(_KEYS[table])}. Ta bort raden eller rätta namnet."
                )
            values[table][key] = _value(path, table, key, value)
    if "mail" in found:
        mail_table.check_whole(path, values["mail"])
    return values


def _value(path: Path, table: str, key: str, value: Any) -> Any:
    kind, expected = _KEYS[table][key]
    if kind is float and type(value) is int:
        value = float(value)
    fits = type(value) is kind
    if fits and (table, key) in _LEAST:
        fits = _LEAST[table, key] <= value < float("inf")
    if fits and kind is list:
        fits = all(isinstance(part, str) for part in value)
    if fits and (table, key) == ("report", "language"):
        fits = value in ("sv", "en")
    if fits and (table, key) == ("crawl", "contact"):
        fits = value.isascii() and value.isprintable()
    elif fits and kind is str:
        fits = bool(value.strip()) and value.isprintable()
    if fits and table == "mail":
        fits = mail_table.fits(key, value)
    if not fits:
        raise SettingsError(f"{path}, [{table}] {key} = {value!r}: väntade {expected}.")
    return value


def _crawl(contact: str, **values: Any) -> CrawlSettings:
    settings = CrawlSettings(**values)
    if not contact:
        return settings
    return dataclasses.replace(settings, user_agent=f"{settings.user_agent} (+{contact})")


def _notice(folder: Path) -> str:
    """The first line of the file that marks a constructed example, for every page made in it."""
    mark = folder / EXAMPLE_MARK
    return (
        (mark.read_text(encoding="utf-8").strip().splitlines() or [""])[0] if mark.exists() else ""
    )


def _model(folder: Path, model: str) -> str:
    """A model named as a path (with a separator, or an existing folder) counts from the folder."""
    local = folder / model
    return str(local) if model != "embedded" and local.exists() else model

"""The words that platforms are searched for: queries.toml, kept by people who do not program."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from crawlers.toml_text import parse_toml, read_text
from store.errors import SettingsError

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LONGEST = 100


@dataclass(frozen=True)
class Search:
    """The words of one language. One that ends in `*` stands for all that begin so; hashtags are
    without #."""

    language: str
    words: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Searches:
    """All searches, in the order of the file."""

    all: tuple[Search, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words of all languages, each once, without `*`."""
        return tuple(dict.fromkeys(w.rstrip("*") for one in self.all for w in one.words))

    @property
    def hashtags(self) -> tuple[str, ...]:
        """The hashtags of all languages, each once."""
        return tuple(dict.fromkeys(tag for one in self.all for tag in one.hashtags))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        found = [_of_word(word) for one in self.all for word in one.words]
        found += [rf"#{re.escape(_folded(tag))}(?!\w)" for tag in self.hashtags]
        return re.compile("|".join(found) or r"(?!)")

    @cached_property
    def _stems(self) -> tuple[str, ...]:
        """What a text that matches holds somewhere: found much faster than by the pattern."""
        return tuple(dict.fromkeys(_folded(one) for one in (*self.words, *self.hashtags)))

    def match(self, text: str) -> bool:
        """Whether a text has one of the words as a word of its own, or one of the hashtags."""
        said = _folded(text)
        return any(stem in said for stem in self._stems) and bool(self._pattern.search(said))


def _of_word(word: str) -> str:
    open_end = word.endswith("*")
    return rf"(?<!\w){re.escape(_folded(word.rstrip('*')))}" + ("" if open_end else r"(?!\w)")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def default_queries_toml() -> str:
    """The searches that `init` writes."""
    return files("crawlers").joinpath("queries.toml").read_text("utf-8")


def read_searches(path: Path) -> Searches:
    """The searches of a file; those that come with the program where there is no such file.

    Raises SettingsError with file, number of the table, key, what was found and what was expected.
    """
    try:
        text = read_text(path)
    except FileNotFoundError:
        return parse_searches(default_queries_toml(), "queries.toml")
    return parse_searches(text, str(path))


def parse_searches(text: str, name: str) -> Searches:
    """The searches written in `text`; `name` is what errors call the file."""
    data = parse_toml(text, name)
    tables = data.get("search", [])
    unknown = sorted(data.keys() - {"search"})
    if unknown or not isinstance(tables, list):
        what = f"okänd tabell eller nyckel {unknown[0]!r}; " if unknown else ""
        raise SettingsError(f"{name}: {what}väntar bara [[search]]-tabeller")
    found = Searches(tuple(_search(name, n, table) for n, table in enumerate(tables, 1)))
    if not found.words and not found.hashtags:
        raise SettingsError(
            f"{name}: filen har inga ord att söka efter; väntar minst ett [[search]] med words. "
            "Skriv in ord, eller ta bort filen så gäller de som följer med programmet"
        )
    return found


def _search(name: str, number: int, table: dict[str, Any]) -> Search:
    where = f"{name}, sökning {number}"
    for key in table:
        if key not in {"language", "words", "hashtags"}:
            raise SettingsError(
                f"{where}: okänd nyckel {key!r}; väntar language, words, hashtags; "
                "rätta eller ta bort raden"
            )
    language = table.get("language")
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        raise SettingsError(f"{where}, language = {language!r}: väntar en språkkod, t.ex. sv")
    hashtags = tuple(tag.lstrip("#") for tag in _texts(where, "hashtags", table))
    return Search(language, _texts(where, "words", table), hashtags)


def _texts(where: str, key: str, table: dict[str, Any]) -> tuple[str, ...]:
    found = table.get(key, [])
    for word in found if isinstance(found, list) else [found]:
        bare = word.strip().strip("*#") if isinstance(word, str) else ""
        if not isinstance(found, list) or not 2 <= len(bare) <= _LONGEST:
            raise SettingsError(
                f"{where}, {key}: {word!r}: väntar en lista av ord inom citattecken, "
                f"2–{_LONGEST} tecken långa"
            )
        if "*" in word.strip()[:-1]:
            raise SettingsError(
                f"{where}, {key}: {word!r}: stjärnan får bara stå sist i ordet, som i orosanmäl*"
            )
    return tuple(" ".join(word.split()) for word in found)

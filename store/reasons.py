"""Why the system or a parser says no, in Swedish: their own words are English."""

from __future__ import annotations

import errno
import re
import tomllib

_SYSTEM = {
    errno.ENOENT: "filen eller mappen finns inte",
    errno.EACCES: "rättigheterna räcker inte",
    errno.EPERM: "rättigheterna räcker inte",
    errno.EISDIR: "det är en mapp, ingen fil",
    errno.ENOTDIR: "en del av sökvägen är en fil, ingen mapp",
    errno.EEXIST: "det ligger redan en fil där",
    errno.ENOSPC: "disken är full",
    errno.EROFS: "disken går bara att läsa",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.EIO: "disken svarade med ett fel",
    errno.EADDRINUSE: "porten är upptagen",
}

_TOML = [
    (r"Expected newline.*", "här väntades ny rad; saknas ett citattecken eller ett #?"),
    (r"Invalid date.*", "datumet finns inte i kalendern"),
    (r"Unterminated string|Unclosed string.*", "ett citattecken saknas i slutet av texten"),
    (r"Illegal character.*|Found invalid character.*",
     "ett tecken som inte får stå här; saknas ett citattecken?"),
    (r"Invalid value",
     "värdet går inte att läsa; text ska stå inom citattecken, datum och tal utan"),
    (r"Expected '=' .*", "här väntades ="),
    (r"Unclosed array.*",
     "en lista saknar sin avslutande ] (eller ett citattecken eller ett komma)"),
    (r"Unclosed inline table.*", "en tabell saknar sin avslutande }"),
    (r"Cannot overwrite a value|Duplicate inline table key.*", "nyckeln står två gånger"),
    (r"Cannot declare .* twice.*", "tabellen står två gånger; flera av samma slag skrivs [[så]]"),
    (r"Expected '\]+'.*", "rubriken saknar sin avslutande ]"),
    (r"Invalid statement|Invalid initial character.*",
     "raden är varken nyckel = värde eller [rubrik]"),
    (r"Unescaped .*", "ett omvänt snedstreck i en text skrivs dubbelt"),
]  # fmt: skip

_TYPOGRAPHIC = re.compile("[”“„’‘»«]")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def of_system(error: OSError) -> str:
    """Why a file could not be read or written."""
    return _SYSTEM.get(error.errno or 0, "systemet säger nej")


def of_toml(error: tomllib.TOMLDecodeError, written: str = "") -> str:
    """Where a TOML file is wrong, and why; `written` is what stands in the file.

    >>> try: tomllib.loads('a = 1\\nb = 2026-02-30')
    ... except tomllib.TOMLDecodeError as error: of_toml(error)
    'rad 2, tecken 5: datumet finns inte i kalendern'
    """
    text = str(error)
    place = _PLACE.search(text)
    what = text[: place.start()] if place else text
    known = (swedish for english, swedish in _TOML if re.fullmatch(english, what))
    why = next(known, "raden följer inte formatets regler")
    if place is None:
        return why
    lines = written.splitlines()[: int(place[1] or 0)]
    if place[1] and lines and _TYPOGRAPHIC.search(lines[-1]):
        why += '; skriv raka citattecken (")'
    return f"rad {place[1]}, tecken {place[2]}: {why}" if place[1] else f"i filens slut: {why}"

"""Why rows of files are set aside, in the words that users read."""

from __future__ import annotations

from crawlers.imports.reading import SetAside

REASONS = {
    "ogiltig_json": "raden är inte JSON; väntade ett JSON-objekt på varje rad (JSON Lines, UTF-8)",
    "for_lang_rad": "raden är för lång",
    "ingen_post": "raden är inget inlägg och ingen artikel",
    "annons": "raden är en annons",
    "borttaget": "inlägget är borttaget från plattformen",
    "saknar_text": "både text och rubrik saknas",
    "saknar_adress": "både url och document_id saknas",
    "saknar_id": "inläggets id saknas",
    "avrundat_id": "inläggets id är avrundat, som 7.29E+18: filen har sparats i Excel; läs in "
    "originalet",
    "ogiltigt_datum": "en tid går inte att läsa; väntade till exempel 2026-11-16 08:30",
    "ogiltigt_varde": "ett fält har ett värde av fel slag",
    "okand_plattform": "inlägget är från en plattform, eller av ett slag, som inte läses",
    "ofullstandig": "inlägget är ofullständigt fångat; öppna det i webbläsaren och fånga det igen",
    "avklippt_rad": "raden är avklippt: filen slutar mitt i den, eller ett citattecken saknas",
    "fel_antal_falt": "raden har fler eller färre fält än rubrikraden",
    "raderat_pa_begaran": "har raderats på begäran och läses inte in igen",
    "handlar_om_annat": "handlar tydligt om annat än socialtjänsten och sparades inte",
}
"""By the reasons of crawlers/imports/reading.py, and those of scheduler/ingest.py."""

_SHOWN_CHARACTERS = 60


def told(row: SetAside) -> str:
    """Why a row was set aside, with the name of its column where that is known and nothing of what
    stands in it."""
    said = REASONS[row.reason]
    return f"kolumnen ”{row.column[:_SHOWN_CHARACTERS]}”: {said}" if row.column else said

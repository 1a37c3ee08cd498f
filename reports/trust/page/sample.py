"""How many were asked, what is counted as one in the test, and when the exposure was."""

from __future__ import annotations

from reports.trust.link.result import LinkResult
from reports.trust.page.inputs import number, text_of
from reports.trust.page.units import mapping
from reports.weekly.words import UNKNOWN, Words


def sample_text(words: Words, result: LinkResult) -> str:
    """`n = 60`; of persons the respondents and their days or weeks, for the test counts those."""
    asked = number(result.diagnostics.get("persons"))
    if result.design != "persons":
        return words.t("n = {n}", n=words.number(result.n))
    told = []
    if asked is not None:
        told.append(words.n("{count} svarande", "{count} svarande", int(asked)))
    unit = interview_unit(result)
    if unit == "week":
        told.append(words.n("{count} intervjuvecka", "{count} intervjuveckor", result.n))
    elif unit == "day":
        told.append(words.n("{count} intervjudag", "{count} intervjudagar", result.n))
    else:
        told.append(words.n("{count} intervjutid", "{count} intervjutider", result.n))
    return ", ".join(told)


def waves_text(words: Words, result: LinkResult) -> str:
    """The stored waves that were used, with their respondents; empty where none is named."""
    waves = [mapping(wave) for wave in result.data.get("waves") or ()]
    if not waves or not all(wave.get("source") or wave.get("survey") for wave in waves):
        return ""
    told = []
    for wave in waves:
        n = number(wave.get("n"))
        counted = words.n("{count} svarande", "{count} svarande", int(n)) if n else UNKNOWN
        told.append(f"{text_of(wave.get('wave'))} ({counted})")
    return words.t("Vågor: {waves}.", waves=words.listed(told))


def count_heading(words: Words, result: LinkResult) -> str:
    """The heading of a column of n: what it counts, where that is not the measurements."""
    if result.design != "persons":
        return words.t("n")
    names = {"week": words.t("Intervjuveckor"), "day": words.t("Intervjudagar")}
    return names.get(interview_unit(result)) or words.t("Intervjutider")


def interview_unit(result: LinkResult) -> str:
    """`week`, `day` or another step: persons asked in the same one are not independent."""
    return text_of(result.data.get("interview_unit"))


def unit_of_persons(words: Words, result: LinkResult) -> str:
    """The design of persons in a sentence, with the unit of its test."""
    unit = interview_unit(result)
    if unit == "week":
        return words.t("Personer med känt intervjudatum. Veckan är enheten, inte personen.")
    if unit == "day":
        return words.t("Personer med känt intervjudatum. Dagen är enheten, inte personen.")
    return words.t("Personer med känd intervjutid. Tiden är enheten, inte personen.")


def main_window(result: LinkResult) -> str:
    """The lags of the main estimate: `1`, or `1-4` where it is a mean over several steps."""
    if result.lag is None:
        return ""
    there = [one for one in result.all_lags if one.lag == result.lag]
    same = [one for one in there if one.estimate == result.estimate]
    found = (same or there or [None])[0]
    return window_of(result.lag, found.details.get("window") if found else None)


def window_of(lag: int, window: object) -> str:
    """A window as the table writes it: its own words, or the one lag that it consists of."""
    return text_of(window) or str(lag)


def exposure_time(words: Words, result: LinkResult, window: str) -> str:
    """When the exposure was, in words: `1–4 veckor före intervjun`."""
    if result.design == "campaign" or not window:
        return UNKNOWN
    if mapping(result.data.get("exposure")).get("own"):
        return words.t("personens egen")
    step = int(number(result.data.get("step")) or 1)
    first, _, last = window.partition("-")
    if not first.isdigit() or (last and not last.isdigit()):
        return window
    ends = [int(end) * step for end in (first, last or first)]
    amount = _amount(words, ends[0], ends[1], text_of(result.data.get("time_unit")))
    interviews = result.design == "persons"
    if ends == [0, 0]:
        return words.t("samtidigt med intervjun") if interviews else words.t("samma tid")
    if interviews:
        return words.t("{amount} före intervjun", amount=amount)
    return words.t("{amount} före mätningen", amount=amount)


def _amount(words: Words, first: int, last: int, unit: str) -> str:
    span = "" if first == last else f"{words.number(first)}–"
    named = {
        "day": lambda n: words.n("{count} dag", "{count} dagar", n),
        "week": lambda n: words.n("{count} vecka", "{count} veckor", n),
        "month": lambda n: words.n("{count} månad", "{count} månader", n),
        "quarter": lambda n: words.n("{count} kvartal", "{count} kvartal", n),
        "year": lambda n: words.n("{count} år", "{count} år", n),
    }
    write = named.get(unit, lambda n: words.n("{count} steg", "{count} steg", n))
    return span + write(last)

"""When a person is needed for a source, and for what. Only decisions: no network, no store."""

from __future__ import annotations

from datetime import datetime

from crawlers.canonical import host_of
from crawlers.visits.access import WEEK_DAYS, is_stale
from crawlers.visits.lost_pages import PAGES
from store.records import Source, SourceState

SHUT = frozenset({"refused", "challenged", "robots", "tdm", "login", "consent"})
UNREADABLE = frozenset({"parse_error", "too_large", "body", "unexpected", "visit_limit"})
MOVES = 3
"""Permanent redirects to one address in a row, after which the source is said to have moved."""
SILENT_DAYS = 14
LOST_DAYS = 3
"""So long without a page that can be read, of a source that lists new ones, asks for a person."""


def proposal(source: Source, state: SourceState, now: datetime) -> str:
    """One Swedish sentence when a person is needed, else "". A source is never dropped by itself:
    it goes on being asked, at least daily."""
    if state.url != source.url:
        return ""
    if state.failing_since is not None:
        said = _dead(source, state, now) if state.failures else _lost(state, now)
        if said or state.failures:
            return said
    if state.moved_times >= MOVES:
        return f"Källan har flyttat för gott: ändra url till {state.moved_to}."
    for problem, sentence in _ODD.items():
        if problem in state.problems:
            return sentence
    if is_stale(state, now):
        day = f"{state.newest_at:%Y-%m-%d}"
        return (
            f"Källan svarar men har inte listat något nytt sedan {day}: "
            "se efter om den har bytt adress."
        )
    return ""


_ODD = {
    "guid churn": "Källan byter id på sina inslag vid varje hämtning: "
    "se efter om den har ett annat flöde.",
    "same text under many titles": "Samma text står under många rubriker: "
    "se efter om sidorna kräver samtycke eller inloggning.",
}
"""What a person is asked to do about a problem of a listing that was read."""


def _dead(source: Source, state: SourceState, now: datetime) -> str:
    """The sentence for a source that has failed for a week, or has been silent for two."""
    since = state.failing_since or now
    failing_days = (now - since).days
    if failing_days < WEEK_DAYS:
        return ""
    day, cause = f"{since:%Y-%m-%d}", state.problems[0] if state.problems else ""
    if cause == "dns":
        host = host_of(source.url)
        return f"Värdnamnet {host} finns inte sedan {day}: rätta adressen eller ta bort källan."
    if cause == "missing":
        return f"Adressen finns inte sedan {day}: rätta den eller ta bort källan."
    if cause == "address":
        return (
            f"Källan går inte att fråga så som den är inskriven sedan {day}: "
            "rätta adressen (eller sökorden i queries.toml)."
        )
    if cause == "key":
        return f"Nyckeln saknas eller godtas inte sedan {day}: sätt den, eller ta bort källan."
    if cause in SHUT:
        return f"Källan släpper inte in oss sedan {day}: be om tillstånd eller ta bort källan."
    if cause in UNREADABLE:
        return f"Svaret går inte att läsa sedan {day}: se efter om adressen är rätt."
    if failing_days < SILENT_DAYS:
        return ""
    if cause == PAGES:
        return f"Källans artikelsidor går inte att hämta sedan {day}: se efter vad som har hänt."
    return f"Källan har inte svarat sedan {day}: se efter om den finns kvar."


def _lost(state: SourceState, now: datetime) -> str:
    """The sentence for a source that answers, but whose new pages cannot be read."""
    since = state.failing_since or now
    if PAGES not in state.problems or (now - since).days < LOST_DAYS:
        return ""
    return (
        f"Källans nya artikelsidor går inte att läsa sedan {since:%Y-%m-%d}: "
        "se efter om länkarna i listan leder rätt."
    )

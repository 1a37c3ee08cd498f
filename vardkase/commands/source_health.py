"""Which sources need a person, and for what; many that need the same are named together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from crawlers.canonical import host_of
from crawlers.visits.proposals import proposal
from reports.signals.coverage import Note
from store.records import ANSWERED, Access, Poll, Source, SourceKind, SourceState

SILENT_FAILURES = 3
"""Failed attempts in a row that are no passing trouble."""
_COUNTED = {
    "answering": "svarar",
    "failing": "svarar inte",
    "refused": "släpper inte in oss",
    "not_asked": "kan inte frågas (nyckel eller adress saknas)",
    "never_asked": "har aldrig frågats",
    "files": "läses från filer",
}
ONE_BY_ONE = 5
"""More sources than this with one cause are said in one line: the cause is seldom theirs."""
_VARYING = re.compile(r"\d{4}-\d\d-\d\d|(?<!HTTP )\b\d+")


@dataclass(frozen=True, slots=True)
class Need:
    """What is said of one source. `cause` is the same for sources that need the same."""

    source_id: str
    cause: str
    sentence: str
    failing: bool
    shared: str = ""
    """The sentence without what is only this source's; empty where it is the same."""


def counts(sources: Sequence[Source], polls: Sequence[Poll]) -> dict[str, int]:
    """How many sources of the list answered at their last attempt, failed, refused us, could not be
    asked, were never asked, and are read from files. `polls` are the last ones."""
    last = {poll.source_id: poll.access for poll in polls}
    found: dict[str, int] = dict.fromkeys(_COUNTED, 0)
    for source in sources:
        access = last.get(source.source_id)
        if source.kind is SourceKind.IMPORT:
            found["files"] += 1
        elif access is None:
            found["never_asked"] += 1
        elif access is Access.REFUSED:
            found["refused"] += 1
        elif access is Access.NOT_ASKED:
            found["not_asked"] += 1
        else:
            found["answering" if access in ANSWERED else "failing"] += 1
    return found


def counts_line(found: Mapping[str, int]) -> str:
    """The same in a line; empty where all sources answer."""
    parts = [f"{found[name]} {said}" for name, said in _COUNTED.items() if found[name]]
    others = any(found[name] for name in _COUNTED if name != "answering")
    return f"Källistan: {', '.join(parts)}." if others else ""


def thin_weeks(covered: pd.DataFrame) -> dict[str, str]:
    """The last week in which each source answered but gave much less than expected, given rows of
    coverage."""
    rows = covered[covered["note"] == Note.THIN].sort_values("week")
    return dict(zip(rows["source_id"], rows["week"], strict=True))


def problems(
    sources: Sequence[Source],
    polls: Mapping[str, Poll],
    states: Mapping[str, SourceState],
    failures: Mapping[str, int],
    thin: Mapping[str, str],
    now: datetime,
) -> Iterator[dict[str, str]]:
    """What `health` says of the sources, in the order of the list, as `what` and `message`.

    `thin` has the last week in which a source answered but gave much less than expected.
    """
    needs = [
        need
        for source in sources
        if (poll := polls.get(source.source_id))
        and (need := _need(source, poll, states.get(source.source_id), failures, thin, now))
    ]
    asked = sum(source.source_id in polls for source in sources)
    told: set[str] = set()
    for need in needs:
        alike = [other for other in needs if other.cause == need.cause]
        if len(alike) <= ONE_BY_ONE:
            yield {"what": f"källa {need.source_id}", "message": need.sentence}
        elif need.cause not in told:
            told.add(need.cause)
            yield {"what": f"{len(alike)} källor", "message": _together(alike, asked)}


def _need(
    source: Source,
    poll: Poll,
    state: SourceState | None,
    failures: Mapping[str, int],
    thin: Mapping[str, str],
    now: datetime,
) -> Need | None:
    """What a source needs; None when it answers as it should."""
    failing = poll.access not in ANSWERED
    proposed = proposal(source, state, now) if state else ""
    if proposed:
        return Need(source.source_id, _cause(proposed, source, state), proposed, failing)
    if not failing:
        return _thin(source.source_id, thin.get(source.source_id, ""))
    said = poll.message or str(poll.access)
    if poll.access is Access.NOT_ASKED:  # a setting of ours: trying again changes nothing
        return Need(source.source_id, _cause(said, source, state), f"{said}.", failing)
    count = failures.get(source.source_id, 0)
    lasting = " Se över adressen i källistan." if count >= SILENT_FAILURES else ""
    sentence = f"{said} ({count} försök i rad).{lasting}"
    shared = f"{said}.{lasting}"
    return Need(source.source_id, _cause(said, source, state), sentence, failing, shared)


def _thin(source_id: str, week: str) -> Need | None:
    """What a source needs that answers, but gave much less than expected in a week."""
    if not week:
        return None
    sentence = (
        f"svarade men gav mycket mindre än väntat vecka {week}. Se efter om flödet är tomt, har "
        "stannat eller om artikelsidorna inte går att läsa."
    )
    return Need(source_id, f"thin {week}", sentence, failing=False)


def _cause(sentence: str, source: Source, state: SourceState | None) -> str:
    """A sentence without what is the source's own: days, counts, host and new address."""
    for own in (state.moved_to if state else "", host_of(source.url)):
        sentence = sentence.replace(own, "…") if own else sentence
    return _VARYING.sub("…", sentence)


def _together(alike: Sequence[Need], asked: int) -> str:
    """One line for many: the first one's sentence, and who the others are."""
    named = ", ".join(need.source_id for need in alike[:ONE_BY_ONE])
    more = len(alike) - ONE_BY_ONE
    network = ""
    if len(alike) == asked and all(need.failing for need in alike):
        network = " Ingen källa svarar: har datorn nätverk?"
    sentences = [need.shared or need.sentence for need in alike]
    first = "" if len(set(sentences)) == 1 else f"till exempel {alike[0].source_id}: "
    return f"{named} och {more} till, av samma skäl: {first}{sentences[0]}{network}"

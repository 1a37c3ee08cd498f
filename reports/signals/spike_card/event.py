"""Whether the week's editorial stories tell of one thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from reports.signals.spike_card.figures import Event, Term
from reports.signals.spike_card.terms import LINK, PLACE, WORD
from reports.signals.spike_card.texts import Text, texts_of

SEVERAL = 3
"""Two stories or two sources with a word in common may be chance; three begin to be several."""

MOST = 0.5

DAYS = 4
"""Most of a week: news of one thing come within some days, and not spread over all seven."""

WITHIN = 0.8
"""So large a share of the stories must lie within DAYS: a late comment does not undo an event."""


def event_of(
    editorial: Sequence[Text],
    excess: float,
    terms: Sequence[Term],
    stories_of_term: Mapping[str, frozenset[str]],
) -> Event | None:
    """The new terms that at least half of the `excess` stories have in common.

    Taken in order, a term is added while most stories so far have it too. One place or address is
    enough; of words and phrases there must be two, since one alone may be a formula of the subject.
    """
    chosen: list[Term] = []
    stories: frozenset[str] = frozenset()
    for term in sorted(terms, key=lambda t: (-t.stories, -t.z, t.text)):
        has = stories_of_term[f"{term.kind}:{term.text}"]
        if term.stories < max(SEVERAL, MOST * excess) or term.sources < SEVERAL:
            continue
        if not chosen or len(has & stories) > MOST * len(stories):
            chosen.append(term)
            stories = stories | has
    words = {t.text for t in chosen if t.kind == WORD}
    if len(chosen) == len(words) and len(words) < 2:
        return None
    within = [text for text in editorial if text.story_id in stories]
    days = _days(within)
    if days > DAYS:
        return None
    shown = sorted(chosen, key=lambda t: (t.kind not in (PLACE, LINK), -t.z))[:5]
    sources = len({text.source_id for text in within})
    return Event(tuple(term.text for term in shown), texts_of(within), len(stories), sources, days)


def _days(texts: Sequence[Text]) -> int:
    """The fewest days that hold WITHIN of the stories, by each one's first text."""
    first: dict[str, Text] = {}
    for text in texts:
        first.setdefault(text.story_id, text)
    moments = sorted(text.moment for text in first.values())
    needed = max(1, round(WITHIN * len(moments)))
    spans = [moments[i + needed - 1] - moments[i] for i in range(len(moments) - needed + 1)]
    return min(spans, default=timedelta(0)).days + 1

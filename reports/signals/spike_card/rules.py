"""Which cause a card's figures make: one of a closed list, by shares of the week's excess.

The causes are tried in the order of the list, so that what is of our own making comes first, then
what would make the other figures mislead: copies count as many texts, one source as many stories,
few accounts as many people. A cause holds when it explains at least MOST of the excess of texts, by
its own excess over what it usually gives. Nothing here says why anybody wrote.
"""

from __future__ import annotations

from collections.abc import Callable

from reports.signals.changes import MIN_WEEKS, Verdict
from reports.signals.spike_card.causes import Cause
from reports.signals.spike_card.event import MOST, SEVERAL
from reports.signals.spike_card.figures import Evidence, Share, SpikeCard
from reports.signals.spike_card.terms import MIN_BACKGROUND

NEARLY_ALL = 0.75
"""Different stories are nearly all of one source when the others add at most a quarter."""

LEAST_EXCESS = 6
"""Of fewer texts above the usual, one or two wrongly labelled ones decide what most of them are."""

Found = tuple[Evidence, ...] | None


def cause_of(card: SpikeCard) -> tuple[Cause, tuple[Evidence, ...]]:
    """The cause, and what it rests on; for UNCLEAR what is known of the parts."""
    expected = card.expected
    if expected.weeks < MIN_WEEKS:
        return Cause.UNCLEAR, (Evidence("few_weeks", {"weeks": expected.weeks}),)
    if Verdict.RISE not in (expected.stories.verdict, expected.texts.verdict):
        return Cause.UNCLEAR, (_no_rise(card),)
    if expected.texts.excess < LEAST_EXCESS:
        figures = {"texts": expected.texts.now, "usual": round(expected.texts.usual, 1)}
        return Cause.UNCLEAR, (Evidence("few_texts", figures),)
    for cause, rule in _RULES.items():
        evidence = rule(card)
        if evidence is not None:
            return cause, evidence
    return Cause.UNCLEAR, _parts(card)


def _no_rise(card: SpikeCard) -> Evidence:
    level = card.expected.stories
    figures = {"stories": level.now, "low": level.low or 0, "high": level.high or 0}
    return Evidence("no_rise", figures)


def _of_texts(card: SpikeCard, excess: float) -> Share:
    """What an excess of editorial texts explains."""
    whole = card.expected.texts.excess
    return Share(min(1.0, max(0.0, excess) / whole) if whole > 0 else 0.0)


def _explains(share: Share) -> Evidence:
    return Evidence("at_least" if share.floor else "share_of_excess", {"share": share.of_excess})


def _recrawl(card: SpikeCard) -> Found:
    origin = card.origin
    if origin.explained.of_excess < MOST:
        return None
    figures = {
        "late": origin.late,
        "undated": origin.undated,
        "again": origin.again,
        "new_source": origin.new_source,
    }
    names = {"sources": "\n".join(origin.sources)}
    found = [
        Evidence(kind, {"texts": number} | (names if kind == "new_source" else {}))
        for kind, number in figures.items()
        if number
    ]
    if origin.explained.floor:  # what is left without the posts must not be told
        return (*found, Evidence("private_late", {}), _explains(origin.explained))
    rest = {"texts": max(0, card.expected.texts.now - origin.texts)}
    high = {"high": card.expected.texts.high or 0}
    return (*found, _explains(origin.explained), Evidence("without_them", rest | high))


def _copies(card: SpikeCard) -> Found:
    part = card.editorial
    if part.explained.of_excess < MOST:
        return None
    found = []
    if part.copied:
        figures = {"texts": part.largest_texts, "sources": part.largest_sources}
        found.append(Evidence("largest_story", figures))
        figures = {"copied": part.copied, "texts": part.texts, "stories": part.stories}
        found.append(Evidence("copies", figures))
    if part.explained.floor:
        found.append(Evidence("private_copies", {"accounts": card.min_cell}))
    return (*found, _explains(part.explained))


def _one_source(card: SpikeCard) -> Found:
    part = card.editorial
    if not part.sources:
        return None
    source = part.sources[0]
    more = source.stories - source.usual
    few = source.usual <= MOST * (part.usual_stories + card.private.usual_stories)
    nearly_all = more >= NEARLY_ALL * (part.stories - part.usual_stories)
    share = _of_texts(card, more)
    if share.of_excess < MOST or source.stories < SEVERAL or not (few and nearly_all):
        return None
    figures = {"name": source.name, "stories": source.stories, "usual": round(source.usual, 1)}
    return (Evidence("source", figures), _explains(share))


def _account_cluster(card: SpikeCard) -> Found:
    posts = card.private
    found = []
    if posts.busiest.of_excess >= MOST:
        figures = {"share": posts.busiest.of_excess, "accounts": card.min_cell}
        found.append(Evidence("busiest", figures))
    if posts.together.of_excess >= MOST:
        kind = "cluster" if posts.tested else "together"
        figures = {"share": posts.together.of_excess, "accounts": posts.cluster_accounts or 0}
        found.append(Evidence(kind, figures))
    return (_posts(card), *found) if found else None


def _one_language(card: SpikeCard) -> Found:
    part = card.language
    if part is None or not part.usually_small or part.explained.of_excess < MOST:
        return None
    figures = {"language": part.language, "texts": part.texts}
    return (Evidence("language", figures), _explains(part.explained))


def _many_accounts(card: SpikeCard) -> Found:
    spread = card.private.spread
    if spread.of_excess < MOST:
        return None
    tested = Evidence("no_cluster" if card.private.tested else "cluster_untested", {})
    return (_posts(card), tested, Evidence("posts_at_least", {"share": spread.of_excess}))


def _event(card: SpikeCard) -> Found:
    event = card.event
    if event is None:
        return None
    more = min(event.texts, card.editorial.texts - card.editorial.usual_texts)
    share = _of_texts(card, more)
    if share.of_excess < MOST:
        return None
    figures = {"stories": event.stories, "sources": event.sources, "days": event.days}
    common = Evidence("in_common", figures | {"terms": "\n".join(event.terms)})
    return (common, _explains(share))


def _new_stories(card: SpikeCard) -> Found:
    """Stories, not texts, and without those that reached us late: they are not new. That they have
    nothing in common is told where there was something to compare them with."""
    part, origin = card.editorial, card.origin
    if card.compared_texts < MIN_BACKGROUND:
        return None
    more = part.stories - part.usual_stories - max(0.0, origin.texts - origin.usual)
    share = _of_texts(card, more)
    if share.of_excess < MOST or part.stories < SEVERAL or len(part.sources) < SEVERAL:
        return None
    return (
        Evidence("stories", {"stories": part.stories, "sources": len(part.sources)}),
        Evidence("nothing_in_common", {"compared": card.compared_texts}),
        _explains(share),
    )


def _posts(card: SpikeCard) -> Evidence:
    posts = card.private
    return Evidence("posts", {"texts": posts.texts or 0, "accounts": posts.accounts or 0})


def _parts(card: SpikeCard) -> tuple[Evidence, ...]:
    """What an unclear week is made of."""
    part = card.editorial
    figures = {
        "texts": part.texts,
        "stories": part.stories,
        "sources": len(part.sources),
        "copied": part.copied,
    }
    found = [Evidence("mixed", figures)]
    if card.compared_texts < MIN_BACKGROUND:
        found.append(Evidence("few_earlier", {"compared": card.compared_texts}))
    if card.private.texts:
        found.append(_posts(card))
    elif card.private.hidden:
        found.append(Evidence("hidden", {}))
    return tuple(found)


_RULES: dict[Cause, Callable[[SpikeCard], Found]] = {
    Cause.RECRAWL: _recrawl,
    Cause.COPIES: _copies,
    Cause.ONE_SOURCE: _one_source,
    Cause.ACCOUNT_CLUSTER: _account_cluster,
    Cause.ONE_LANGUAGE: _one_language,
    Cause.MANY_ACCOUNTS: _many_accounts,
    Cause.EVENT: _event,
    Cause.NEW_STORIES: _new_stories,
}

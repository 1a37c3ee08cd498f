"""The language with the largest excess, and whether it usually carries little of the series."""

from __future__ import annotations

from collections.abc import Sequence

from reports.signals.spike_card.expected import ByWeek, mean
from reports.signals.spike_card.figures import LanguagePart
from reports.signals.spike_card.hidden import explained, may_show
from reports.signals.spike_card.texts import Text, accounts_of, texts_of

SMALL = 0.25
"""A language that usually has at most a quarter of the texts carries a small part of them."""

_UNKNOWN = "und"


def language_of(
    editorial: ByWeek,
    private: ByWeek,
    observed: Sequence[str],
    week: str,
    excess: float,
    min_cell: int,
) -> LanguagePart | None:
    """The language that explains most of the week's `excess` of texts; None without texts in a
    known language. One that only posts are in is told where `min_cell` accounts write it."""
    posts = private.get(week, ())
    posts = posts if may_show(posts, min_cell) else ()
    known = {t.language for t in editorial.get(week, ())}
    for name in {t.language for t in posts}:
        if accounts_of(t for t in posts if t.language == name) >= min_cell:
            known.add(name)
    found = [
        _part(name, editorial, private, posts, observed, week, excess, min_cell)
        for name in known
        if name and name != _UNKNOWN
    ]
    return max(
        found, key=lambda p: (p.explained.of_excess, p.texts - p.usual, p.language), default=None
    )


def _part(
    language: str,
    editorial: ByWeek,
    private: ByWeek,
    posts: Sequence[Text],
    observed: Sequence[str],
    week: str,
    excess: float,
    min_cell: int,
) -> LanguagePart:
    shown = [w for w in observed if may_show(private.get(w, ()), min_cell)]
    earlier = [t for w in observed for t in editorial.get(w, ())]
    earlier += [t for w in shown for t in private.get(w, ())]
    of_it = texts_of(t for t in earlier if t.language == language)
    texts = texts_of(t for t in editorial.get(week, ()) if t.language == language)
    usual = [texts_of(t for t in editorial.get(w, ()) if t.language == language) for w in observed]
    part = [t for t in posts if t.language == language]
    return LanguagePart(
        language,
        texts,
        mean(usual),
        explained(texts - mean(usual), part, excess, min_cell),
        bool(earlier) and of_it <= SMALL * texts_of(earlier),
    )

"""What editorial sources gave: stories, copies, and how they are spread over the sources."""

from __future__ import annotations

from collections.abc import Sequence

from reports.signals.spike_card.crowd import copied_posts
from reports.signals.spike_card.event import SEVERAL
from reports.signals.spike_card.expected import ByWeek, mean
from reports.signals.spike_card.figures import CardStory, Editorial, SourcePart
from reports.signals.spike_card.hidden import explained
from reports.signals.spike_card.texts import Text, stories_of, texts_of

SHOWN = 10
"""Stories on a card: what a person reads; the rest are counted."""


def editorial_of(
    editorial: ByWeek,
    observed: Sequence[str],
    week: str,
    posts: Sequence[Text],
    excess: float,
    min_cell: int,
) -> Editorial:
    """The week's editorial texts against those of the observed weeks. `posts` are the private ones
    that may be shown and whose accounts do not act together; their copies are counted too."""
    now = editorial.get(week, ())
    earlier = [editorial.get(w, ()) for w in observed]
    largest = max(_by_story(now).values(), key=texts_of, default=[])
    usual_copied = mean([copied(rows) for rows in earlier])
    return Editorial(
        texts=texts_of(now),
        stories=stories_of(now),
        usual_texts=mean([texts_of(rows) for rows in earlier]),
        usual_stories=mean([stories_of(rows) for rows in earlier]),
        copied=copied(now),
        usual_copied=usual_copied,
        explained=explained(
            copied(now) - usual_copied, copied_posts(posts, min_cell), excess, min_cell
        ),
        largest_texts=texts_of(largest),
        largest_sources=_sources(largest),
        sources=_source_parts(now, earlier),
    )


def copied(rows: Sequence[Text]) -> int:
    """Texts beyond the first of each story that SEVERAL sources have."""
    return sum(
        texts_of(members) - 1
        for members in _by_story(rows).values()
        if _sources(members) >= SEVERAL
    )


def card_stories(rows: Sequence[Text]) -> tuple[tuple[CardStory, ...], int]:
    """The largest stories with the title and address of their first text, and how many are left."""
    found = [_card_story(members) for members in _by_story(rows).values()]
    found.sort(key=lambda story: (-story.texts, story.moment, story.title, story.url))
    return tuple(found[:SHOWN]), len(found[SHOWN:])


def _card_story(members: Sequence[Text]) -> CardStory:
    first = min(members, key=lambda t: (t.moment, not t.owner, t.document_id, t.source_id))
    return CardStory(
        first.title,
        first.url,
        first.source_name,
        first.moment,
        texts_of(members),
        _sources(members),
    )


def largest_story(rows: Sequence[Text]) -> str | None:
    """The id of the story with most texts; the first of equals."""
    stories = _by_story(rows)
    return max(stories, key=lambda story: texts_of(stories[story]), default=None)


def _by_story(rows: Sequence[Text]) -> dict[str, list[Text]]:
    found: dict[str, list[Text]] = {}
    for row in rows:
        found.setdefault(row.story_id, []).append(row)
    return found


def _sources(rows: Sequence[Text]) -> int:
    return len({row.source_id for row in rows})


def _source_parts(now: Sequence[Text], earlier: Sequence[Sequence[Text]]) -> tuple[SourcePart, ...]:
    """A text that several sources have counts in the one that owns it, so that parts add up."""
    names = {t.source_id: t.source_name for t in now if t.owner}
    parts = [
        SourcePart(
            name,
            stories_of(t for t in now if t.owner and t.source_id == source),
            mean([stories_of(t for t in w if t.owner and t.source_id == source) for w in earlier]),
        )
        for source, name in names.items()
    ]
    return tuple(sorted(parts, key=lambda p: (p.usual - p.stories, p.name)))

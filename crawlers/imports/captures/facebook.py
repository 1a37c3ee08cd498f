"""Facebook's posts as its pages load them.

Shapes: a Story with `comet_sections`, whose own fields lie some levels down, and the same fields at
the top, by Zeeschuimer's modules/facebook.js and 4CAT's datasources/facebook/search_facebook.py
(https://github.com/digitalmethodsinitiative). Zeeschuimer's later versions take away `__typename`,
empty fields and their like. What neither reads, a post that is shared (`attached_story_layout`) and
words with headings (`rich_message`), is as other public readers of these answers have it. Never
tried on a real capture.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from crawlers.imports.captures.values import (
    Captured,
    at,
    count_of,
    id_of,
    marked,
    moment_of,
    names_of,
    object_at,
    objects_at,
    other_id_of,
    target_of,
    text_at,
    texts_of,
)
from crawlers.imports.reading import INGEN_POST, SAKNAR_TEXT, Unusable
from crawlers.posts import Post

PLATFORM = "facebook.com"

_CONTEXT = ("comet_sections", "context_layout", "story", "comet_sections")
_COUNTERS = (
    ("comet_sections", "feedback", "story", "story_ufi_container", "story", "feedback_context",
     "feedback_target_with_context", "comet_ufi_summary_and_actions_renderer", "feedback"),
    ("comet_sections", "feedback", "story", "feedback_context", "feedback_target_with_context",
     "comet_ufi_summary_and_actions_renderer", "feedback"),
    ("comet_sections", "feedback", "story", "comet_feed_ufi_container", "story", "feedback_context",
     "feedback_target_with_context", "comet_ufi_summary_and_actions_renderer", "feedback"),
    ("feedback",),
)  # fmt: skip
"""Where the figures of a post have stood, the newest first."""

_LAYOUT = ("comet_sections", "attached_story_layout", "story")
_INSIDE = ("comet_sections", "attached_story", "story", "attached_story")
_ACTOR_PHOTO = ("comet_sections", "actor_photo", "story")
_LINK = ("styles", "attachment", "story_attachment_link_renderer", "attachment", "web_link", "url")


def post_of(data: Captured, now: datetime) -> Post:
    """A post by its message; of one that only shares another, that one's. Raises Unusable."""
    story = object_at(data, "comet_sections", "content", "story") or data
    if not (story.keys() & {"post_id", "message", "wwwURL"}):
        raise Unusable(INGEN_POST)
    native_id = id_of(story.get("post_id") or data.get("post_id"))
    shared = _shared(data, story)
    own, other = _words(story), next(filter(None, map(_words, shared)), "")
    if not (own or other).strip():
        raise Unusable(SAKNAR_TEXT)
    actor = _actor(story) or _actor(data)
    figures = next((found for path in _COUNTERS if (found := object_at(data, *path))), {})
    handle = handle_of(text_at(actor, "url"))
    return Post(
        platform=PLATFORM,
        native_id=native_id,
        text=own or other,
        url=text_at(story, "wwwURL") or text_at(story, "url"),
        author=other_id_of(actor.get("id")) or handle,
        names=names_of(
            text_at(actor, "name"),
            handle,
            *(name for each in shared for name in _people(each)),
            *(name for each in (story, *shared) for name in _mentioned(each)),
        ),
        context=other if own else "",
        answers=next(filter(None, (other_id_of(each.get("post_id")) for each in shared)), ""),
        published_at=moment_of(_created(data, story), now),
        shared_urls=texts_of(_links(story, *(() if own else shared))),
        likes=count_of(
            at(figures, "reaction_count", "count"),
            at(figures, "i18n_reaction_count"),
            at(data, "reaction_count", "count"),
        ),
        shares=count_of(at(figures, "share_count", "count"), at(figures, "i18n_share_count")),
        comments=count_of(
            at(figures, "comment_rendering_instance", "comments", "total_count"),
            at(figures, "total_comment_count"),
            at(figures, "comments_count_summary_renderer", "feedback", "total_comment_count"),
        ),
    )


def handle_of(url: str) -> str:
    """The account that an address of Facebook names: its handle, or its number.

    >>> handle_of("https://www.facebook.com/profile.php?id=100044"), handle_of("/people/A-B/77/")
    ('100044', '77')
    """
    path, _, query = url.partition("?")
    last = path.rstrip("/").rpartition("/")[2]
    if last == "profile.php":
        last = next((part[3:] for part in query.split("&") if part.startswith("id=")), "")
    return "" if "." in last and last.startswith("www") else last


def _shared(data: Captured, story: Captured) -> list[Captured]:
    """What stands of the post that one shares, in the places where it has stood."""
    top = object_at(story, "attached_story") or object_at(data, "attached_story")
    below = object_at(story, *_INSIDE)
    found = (
        object_at(top, "comet_sections", "content", "story"),
        top,
        *(object_at(each, *_LAYOUT) for each in (below, top)),
    )
    return [each for each in found if each]


def _messages(story: Captured) -> list[Captured]:
    """The words of a story with what they point at; several pieces where they have headings."""
    sections = object_at(story, "comet_sections")
    found = (
        object_at(story, "message"),
        object_at(sections, "message", "story", "message"),
        object_at(sections, "message_container", "story", "message"),
    )
    whole = next((message for message in found if text_at(message, "text")), None)
    return [whole] if whole else objects_at(sections, "message", "rich_message")


def _words(story: Captured) -> str:
    return "\n".join(text_at(message, "text") for message in _messages(story))


def _actor(story: Captured) -> Captured:
    actors = objects_at(story, "actors") or objects_at(object_at(story, *_ACTOR_PHOTO), "actors")
    return actors[0] if actors else object_at(story, "actor") or object_at(story, "author")


def _people(story: Captured) -> Iterator[str]:
    for actor in [_actor(story), *objects_at(story, "actors")]:
        yield text_at(actor, "name")
        yield handle_of(text_at(actor, "url"))


def _created(data: Captured, story: Captured) -> Any:
    """When it was made: in the line below the author's name, since that is what pages show."""
    shown = objects_at(data, *_CONTEXT, "metadata")
    told = (
        story.get("creation_time"),
        data.get("creation_time"),
        at(data, "comet_sections", "timestamp", "story", "creation_time"),
        *(at(part, "story", "creation_time") for part in shown),
    )
    return next((value for value in told if value), None)


def _mentioned(story: Captured) -> Iterator[str]:
    """The accounts in a message, which Facebook shows by their names without any @."""
    for message in _messages(story):
        text = text_at(message, "text")
        for span in objects_at(message, "ranges"):
            entity = object_at(span, "entity")
            url = text_at(entity, "url")
            if entity.get("id") and "/hashtag/" not in url and not entity.get("external_url"):
                yield text_at(entity, "name")
                yield handle_of(url)
                yield marked(text, span.get("offset"), span.get("length"))


def _links(*stories: Captured) -> Iterator[str]:
    """Where the links of messages lead, and what the post has a preview of."""
    for story in stories:
        for message in _messages(story):
            for span in objects_at(message, "ranges"):
                entity = object_at(span, "entity")
                outside = text_at(entity, "external_url") or text_at(entity, "url")
                if outside and not entity.get("id") and "/hashtag/" not in outside:
                    yield target_of(outside)
        for attachment in objects_at(story, "attachments"):
            yield target_of(text_at(attachment, *_LINK))

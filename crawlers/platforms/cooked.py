"""Posts as Discourse renders them ("cooked"): own words told from quotes, previews and names.

Marked up as in the specs of github.com/discourse/discourse (spec/lib/pretty_text_spec.rb, and those
of its plugins chat and poll) and in posts that others have saved (2017-2026).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crawlers.entries import absolute_link
from crawlers.html_tree import html_tree
from crawlers.platforms.html_words import words_of

_PREVIEWS = ("onebox", "inline-onebox")
_ASIDE = ("meta", "quote-controls", "poll-info", "poll-buttons")
"""What Discourse adds to pictures, quotes and polls: names of files, sizes, votes, buttons."""
_CHAT = "chat-transcript"
"""A message of the forum's chat that is quoted, with the name of who wrote it."""
_TRIMMED = "elided"
"""What a letter by e-mail ended with, folded away: the letter that it answers."""
_MENTIONS = ("mention", "mention-group")


@dataclass(frozen=True, slots=True)
class Cooked:
    """A post's own words, what it quotes, the people named by either, and where its links lead."""

    text: str = ""
    quoted: str = ""
    names: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def read_cooked(html: str, base: str) -> Cooked:
    """The parts of a rendered post. `base` is the address that its links are relative to."""
    tree = html_tree(html)
    if tree is None:
        return Cooked()
    names = [*_quoted_people(tree), *_mentioned(tree)]
    trimmed = [each for each in tree.find_class(_TRIMMED) if each.tag == "details"]
    _drop(tree, [line for each in trimmed for line in each.findall("summary")])
    chat = tree.find_class(_CHAT)
    quoted = _taken_out(tree, [*_asides(tree), *chat, *trimmed, *tree.iter("blockquote")])
    links = tuple(dict.fromkeys(filter(None, (_link(a, base) for a in tree.iter("a")))))
    _drop(tree, [each for name in (*_PREVIEWS, *_ASIDE) for each in tree.find_class(name)])
    _drop(tree, [image for image in tree.iter("img") if not _is_emoji(image)])
    return Cooked(words_of(tree), quoted, tuple(dict.fromkeys(filter(None, names))), links)


def _asides(tree: Any) -> list[Any]:
    return [each for each in tree.find_class("quote") if each.tag == "aside"]


def _quoted_people(tree: Any) -> list[str]:
    """Account and display name of those who are quoted: `data-username`, and the line above."""
    names = [(chat.get("data-username") or "").strip() for chat in tree.find_class(_CHAT)]
    names += map(words_of, tree.find_class("chat-transcript-username"))
    for aside in _asides(tree):
        names.append((aside.get("data-username") or "").strip())
        names.append((aside.get("data-display-name") or "").strip())
        titles = [title for title in aside.find_class("title") if not title.findall(".//a")]
        names += (words_of(title).rstrip(":").strip() for title in titles)
    return names


def _mentioned(tree: Any) -> list[str]:
    found = (each for name in _MENTIONS for each in tree.find_class(name))
    return [words_of(each).lstrip("@") for each in found]


def _taken_out(tree: Any, quotes: list[Any]) -> str:
    """The words of quotes, a line each paragraph, which are no longer in the tree after it."""
    words = []
    for quote in quotes:
        if any(around in quotes for around in quote.iterancestors()):
            continue  # a quote within a quote goes with it
        words += map(words_of, _said_in(quote))
    _drop(tree, quotes)
    return "\n".join(filter(None, words))


def _said_in(quote: Any) -> list[Any]:
    """The elements of a quote that have its words, not whose they are."""
    if quote.tag == "aside":
        return quote.findall("blockquote")
    if _CHAT in (quote.get("class") or "").split():
        return quote.find_class("chat-transcript-messages")[:1]
    return [quote]


def _drop(tree: Any, elements: list[Any]) -> None:
    for element in elements:
        if element is not tree and element.getparent() is not None:
            element.drop_tree()


def _link(anchor: Any, base: str) -> str:
    """Where a link leads that shares something: not a member's page, and not a picture's own."""
    classes = (anchor.get("class") or "").split()
    if any(name in (*_MENTIONS, "lightbox", "hashtag-cooked", "anchor") for name in classes):
        return ""
    return absolute_link(anchor.get("href") or "", base)


def _is_emoji(image: Any) -> bool:
    """Emoji are pictures whose names stand in for them, `:smile:`; others have those of files."""
    return "emoji" in (image.get("class") or "").split()

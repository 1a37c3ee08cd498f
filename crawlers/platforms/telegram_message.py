"""One message of a Telegram channel's public preview: its words, its links, and whom it names.

What is written in the place of words, and which elements have the class of a message's own text and
are not its own: recorded pages in the tests of github.com/kzahedi/BlueX (2026) and of the package
tchan (2023), and the page built after them in the tests of the package teleglance (PyPI, 2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from crawlers.entries import absolute_link
from crawlers.platforms.html_words import words_of
from crawlers.searches import Searches

_OF_PERSONS = (
    "tgme_widget_message_from_author",
    "tgme_widget_message_forwarded_from_author",
    "tgme_widget_message_via_bot",
)
_OF_CHANNELS = (
    "tgme_widget_message_owner_name",
    "tgme_widget_message_author_name",
    "tgme_widget_message_forwarded_from_name",
)
"""Elements that hold names. One forwarded from without a link is a person."""
_MEDIA = frozenset(
    {
        "media_not_supported_cont",
        "tgme_widget_message_video_player",
        "tgme_widget_message_roundvideo_player",
    }
)
_ADDRESS = re.compile(
    r"https?://(?:t|telegram)\.me/(?:s/)?([a-z][a-z0-9_]{2,31})(?:/([1-9][0-9]{0,11}))?/?(?:\?.*)?",
    re.I,
)
_OTHERS_WORDS = frozenset(
    {
        "tgme_widget_message_reply",
        "js-message_reply_text",
        "tgme_widget_message_link_preview",
    }
)
"""What is answered, and the page that a link leads to: these may hold elements of the text's own
class, before it or behind it."""
_OF_MEDIA = re.compile(r"(?:this )?media ", re.I)
"""As in "This media is not supported in your browser" and "Media is too big"."""
_WITHHELD = re.compile(
    r"This (?:message|channel|group) (?:could(?:n['’]t| not)|can(?:['’]t|not)) be displayed\b"
    r"[^\n]{0,200}"
)
"""What Telegram writes in place of words that it no longer shows to anyone, or not here: the words
are those of its interface (restriction_reason); on a recorded page it has not been met."""
_KIND = re.compile(
    r"(?:\S{1,16} )?(?:photo|video|gif|album|sticker|(?:voice|video) message|audio|file|poll|quiz|"
    r"location|contact|game|story|service message)",
    re.I,
)
"""What stands for a message without words where it is answered."""
ALBUM = 10
"""Pictures that an album has at most."""
_COUNT = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,3})?) ?([KMB]?)", re.I)
_TIMES = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}


def names_of(message: Any, channel: str, searches: Searches) -> Iterator[str]:
    """What people and channels are called in a message, the channel that it comes from included."""
    for name in _OF_PERSONS:
        yield from (words_of(each) for each in message.find_class(name))
    for each in (found for name in _OF_CHANNELS for found in message.find_class(name)):
        name, handle = words_of(each), _ADDRESS.fullmatch(each.get("href") or "")
        is_person = each.tag != "a" and "forwarded" in each.get("class")
        if is_person or not searches.match(name):
            yield name
        if handle and handle[1].lower() != channel:
            yield handle[1]


def album(message: Any, channel: str, number: int) -> Iterator[int]:
    """The numbers of an album's pictures, which have no message of their own."""
    for link in message.find_class("grouped_media_wrap"):
        match = _ADDRESS.fullmatch((link.get("href") or "").strip())
        if match is None or not match[2] or match[1].lower() != channel:
            continue
        if abs(int(match[2]) - number) < ALBUM:
            yield int(match[2])


def is_unread(message: Any) -> bool:
    """Whether a message stands in the app alone: "Please open Telegram to view this post"."""
    labels = message.find_class("message_media_not_supported_label")
    return any(
        not _stands_by_media(each) and not _OF_MEDIA.match(words_of(each)) for each in labels
    )


def is_withheld(text: str) -> bool:
    """Whether Telegram no longer shows the words, and writes that in their place.

    >>> is_withheld("This message couldn't be displayed on your device due to copyright.")
    True
    """
    return _WITHHELD.fullmatch(text) is not None


def _stands_by_media(label: Any) -> bool:
    """Whether "Please open Telegram" stands in place of a film or picture, which says nothing of
    the text: half of all messages have it, unseen."""
    around = " ".join(each.get("class") or "" for each in label.iterancestors()).split()
    return any(name in _MEDIA for name in around)


def first_of(element: Any, *classes: str) -> Any:
    """The first element of one of these classes, in their order; None where there is none."""
    if element is None:
        return None
    return next((found[0] for name in classes if (found := element.find_class(name))), None)


def text_of(element: Any, *classes: str) -> str:
    """The words of the first element of one of these classes, "" where there is none."""
    found = first_of(element, *classes)
    return "" if found is None else words_of(found)


def answered_words(reply: Any) -> str:
    """The words of the message that is answered; "" of one that has none, such as a picture."""
    found = first_of(reply, "js-message_reply_text", "tgme_widget_message_reply_text")
    words = words_of(found)
    of_kind = found is not None and "tgme_widget_message_metatext" in _classes(found)
    return "" if of_kind and _KIND.fullmatch(words) else words


def target(link: Any) -> str:
    """The native id of the message that a link leads to, "" where it leads to none."""
    match = None if link is None else _ADDRESS.fullmatch((link.get("href") or "").strip())
    return f"{match[1].lower()}/{match[2]}" if match and match[2] else ""


def said(message: Any) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The poster's own words, the addresses that they share, and the accounts that they mention.

    Captions of albums lie in an element of the same class, and quotes come first: the last counts.
    A poll follows the words that it comes with.
    """
    texts = [
        element
        for element in message.find_class("tgme_widget_message_text")
        if not any(_is_of_others(around) for around in (element, *element.iterancestors()))
    ]
    poll = _poll(message)
    if not texts:
        return poll, (), ()
    links = tuple(filter(None, map(_shared, texts[-1].iter("a"))))
    previews = message.find_class("tgme_widget_message_link_preview")
    mentioned = tuple(filter(None, map(_mentioned, texts[-1].iter("a"))))
    words = "\n".join(filter(None, (words_of(texts[-1]), poll)))
    return words, (*links, *filter(None, map(_shared, previews))), mentioned


def _is_of_others(element: Any) -> bool:
    return not _OTHERS_WORDS.isdisjoint(_classes(element))


def _classes(element: Any) -> list[str]:
    return str(element.get("class") or "").split()


def _poll(message: Any) -> str:
    """The question of a poll and its answers, a line each."""
    parts = ("tgme_widget_message_poll_question", "tgme_widget_message_poll_option_text")
    found = [each for name in parts for each in message.find_class(name)]
    return "\n".join(filter(None, map(words_of, found[:30])))


def _shared(link: Any) -> str:
    """Where a link leads that shares something; "" for hashtags and mentions."""
    href = (link.get("href") or "").strip()
    if href.startswith(("?", "#")) or _mentioned(link):
        return ""
    return absolute_link(href, "https://t.me/")


def _mentioned(link: Any) -> str:
    """The account that a link mentions, as in `@name`."""
    match = _ADDRESS.fullmatch((link.get("href") or "").strip())
    said = "".join(islice(link.itertext(), 20)).strip()
    return match[1] if match and not match[2] and said.startswith("@") else ""


def count(text: str) -> int | None:
    """The number that `4.4K` stands for.

    >>> count("4.4K"), count("812"), count("")
    (4400, 812, None)
    """
    match = _COUNT.fullmatch(text)
    if match is None:
        return None
    return round(float(match[1].replace(",", ".")) * _TIMES[match[2].upper()])

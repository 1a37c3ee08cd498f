"""What a text points at, read before it is masked: addresses and hashtags."""

from __future__ import annotations

import re

from crawlers.canonical import host_of

SHARED = re.compile(r"https?://[^\s<>\"'\u201d\u00bb]+", re.I)
_HASHTAG = re.compile(r"(?<![\w&/])#(\w*[^\W\d_]\w*)")


def shared_urls(text: str) -> tuple[str, ...]:
    """The addresses in a text, in order, each once."""
    found = (match.rstrip(".,;:!?)]}*_…") for match in SHARED.findall(text))
    return tuple(dict.fromkeys(url for url in found if host_of(url)))


def hashtags(text: str) -> tuple[str, ...]:
    """The hashtags of a text without #, in lower case, each once."""
    return tuple(dict.fromkeys(tag.lower() for tag in _HASHTAG.findall(SHARED.sub(" ", text))))

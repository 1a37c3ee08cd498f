"""Whether a text is about what its title says: another article's text shares no word with it."""

from __future__ import annotations

import re

STEM = 5
"""Letters that two forms of a word share: kommunen and kommunens, socialchef and socialchefer."""
FEW_WORDS = 2
"""A title with fewer words of content than this says too little to judge by."""

_WORD = re.compile(r"[a-zåäöéü]{4,}", re.I)
_SAYS_NOTHING = """
alla aldrig allt andra bara blev blir deras denna dess detta direkt efter eller ett finns flera från
för före göra hade hans hela hennes henne honom inga ingen inte innan just kan kommer kunde man med
mellan men mer mest minut mot måste många mycket ned ner nya nytt när något några också redan sedan
ska skulle som under upp utan vad var vara varit varför vid vilka vill vår våra över
that this with from have
"""
_EMPTY = frozenset(_SAYS_NOTHING.split())


def is_about(text: str, title: str, description: str = "") -> bool:
    """False when nothing in the text recalls the title, nor most of what the page says of itself.

    A headline may be a riddle, but then the description is not.
    """
    words = content_stems(text)
    wanted = content_stems(title)
    if len(wanted) < FEW_WORDS or wanted & words:
        return True
    described = content_stems(description) - wanted
    return len(described) >= FEW_WORDS and 2 * len(described & words) >= len(described)


def content_stems(text: str) -> set[str]:
    """The beginnings of the words that carry content, in lower case."""
    return {word[:STEM] for word in _WORD.findall(text.lower()) if word not in _EMPTY}

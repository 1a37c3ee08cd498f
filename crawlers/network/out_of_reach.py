"""What is said of a host that was not reached at all: name not found, no connection, no answer.

Here, and not beside what says it, so that a command can know the words without loading Scrapy.
"""

from __future__ import annotations

from collections.abc import Sequence

NO_HOST = "adressen finns inte, eller datorn saknar nätverk"
NO_CONNECTION = "förbindelsen misslyckades"
NOT_TAKEN = "värden tar inte emot förbindelser"
TOO_LATE = "svarade inte inom"
"""How the message begins that says for how long was waited."""


def network_is_down(messages: Sequence[str]) -> bool:
    """Whether what was said of several sources points at our own network: none was reached."""
    return len(messages) > 1 and all(map(_not_reached, messages))


def _not_reached(message: str) -> bool:
    return message.startswith((NO_HOST, NO_CONNECTION, NOT_TAKEN, TOO_LATE))

"""The parameters of an address that we ask: our own added, and the user's left as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_NONE: Mapping[str, str] = MappingProxyType({})


def with_parameters(
    url: str, defaults: Mapping[str, str] = _NONE, fixed: Mapping[str, str] = _NONE
) -> str:
    """The address with `fixed` in place of its own parameters, and `defaults` where it has none.

    All others stay, also those that it names twice.

    >>> with_parameters("https://a.se/?typ=mot&typ=prop&p=1", {"size": "9"}, {"p": "2"})
    'https://a.se/?size=9&typ=mot&typ=prop&p=2'
    """
    parts = urlsplit(url)
    own = parse_qsl(parts.query, keep_blank_values=True)
    named = {name for name, _ in own}
    query = [(name, value) for name, value in defaults.items() if name not in named]
    query += [(name, fixed.get(name, value)) for name, value in own]
    query += [(name, value) for name, value in fixed.items() if name not in named]
    return urlunsplit(parts._replace(query=urlencode(query, safe=",:/"), fragment=""))

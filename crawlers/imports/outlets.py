"""Sources of what media archives export: those configured, else such as the file alone names."""

from __future__ import annotations

import re
import unicodedata

from crawlers.canonical import registrable_host
from crawlers.imports.reading import Reading
from store.records import PRIVATE_OUTLETS, Source

_BLOG_HOSTS = frozenset(
    {"blogspot.com", "wordpress.com", "blogg.se", "medium.com", "substack.com", "nouw.com"}
)
"""Where a source's name is most often a person's: the host stands for it."""
_MAX_SLUG = 60


class Outlets:
    """Finds the source of an article by the outlet's name or the host of its address."""

    def __init__(self, reading: Reading, prefix: str) -> None:
        self._reading = reading
        self._prefix = prefix
        self._by_name: dict[str, Source] = {}
        self._by_host: dict[str, Source] = {}
        for source in reading.sources.values():
            if source.outlet_type in PRIVATE_OUTLETS:
                continue
            self._by_name.setdefault(_folded(source.name or source.source_id), source)
            if host := registrable_host(source.url):
                self._by_host.setdefault(host, source)

    def source(self, name: str, url: str) -> Source:
        """The configured source, else one named `PREFIX-outlet`; `PREFIX` where nothing is said."""
        host = registrable_host(url)
        found = self._by_name.get(_folded(name)) or self._by_host.get(host)
        if found is not None:
            return found
        shown = host if host in _BLOG_HOSTS or "@" in name else " ".join(name.split())[:100]
        if not (slug := slug_of(shown or host)):
            return self._reading.source(self._prefix, outlet_type=None)
        return self._reading.source(f"{self._prefix}-{slug}", shown or host, outlet_type=None)


def slug_of(name: str) -> str:
    """A name in small letters, figures and hyphens.

    >>> slug_of("Östgöta Correspondenten (webb)")
    'ostgota-correspondenten-webb'
    """
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")[:_MAX_SLUG]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())

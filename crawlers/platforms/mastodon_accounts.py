"""Accounts as Mastodon's interface gives them: who is named in a post, and who asks not to be.

Shapes: https://docs.joinmastodon.org/entities/Account/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawlers.json_answers import rows_of, text_of
from crawlers.markup import plain_text

MOST_NAMES = 100
"""Accounts mentioned in one post whose names are masked: a post of 500 characters has fewer."""

_SPAN = re.compile(r"</?span\b[^<>]*>", re.I)
"""Within words: `#<span>lvu</span>`, and addresses whose ends are hidden by the style sheet."""
_QUOTE_LINK = re.compile(
    r'<p class="quote-inline">(?:[^<]|<(?!/?p\b))*'
    r'|<span class="quote-inline">(?:[^<]|<(?!/?(?:span|p)\b)|<span\b[^<>]*>[^<]*</span>)*',
    re.I,
)
"""`RE: https://…`, for servers that do not show quotes: a paragraph of Mastodon's own, and the end
of one with Misskey, Akkoma and bridges (recorded in the tests of the package mastodon-py 2.3.3)."""
_REFUSES = re.compile(r"#no(?:bots?|index)\b", re.I)
_EMOJI_CODE = re.compile(r":\w+:")
_ASIDE = re.compile(r"[(\[{|].*")
_PICTURE = re.compile(r"[^\w\s.'-]+")


def words_of(fragment: str) -> str:
    """The words of a text of this interface, a line for each paragraph.

    >>> words_of('<p>Mer om <a href="/tags/lvu">#<span>lvu</span></a></p>')
    'Mer om #lvu'
    """
    return plain_text(_SPAN.sub("", _QUOTE_LINK.sub("", fragment)), lines=True)


def opted_out(account: Any) -> bool:
    """Whether a person asks not to be indexed: by a setting, or by #nobot in the presentation.

    `indexable` is the setting that lets others find one's public posts by searching. New accounts
    have it off; servers that do not know it leave it out.
    """
    if not isinstance(account, dict):
        return False
    if account.get("noindex") is True or account.get("indexable") is False:
        return True
    return _REFUSES.search(words_of(text_of(account, "note"))) is not None


def handle_of(account: Any, domain: str) -> str:
    """An account's name with its server: accounts of the server that is asked come without."""
    name = text_of(account, "acct", "username").strip().lstrip("@")
    return name if not name or "@" in name else f"{name}@{domain}"


def names_of(row: dict[str, Any], quoted: dict[str, Any] | None) -> tuple[str, ...]:
    """All that people are called in a status: its author, whom it quotes, whom it mentions."""
    mentions = rows_of(row.get("mentions")) + rows_of((quoted or {}).get("mentions"))
    named = [row.get("account"), (quoted or {}).get("account"), *mentions[:MOST_NAMES]]
    return tuple(dict.fromkeys(name for account in named for name in _called(account)))


def _called(account: Any) -> Iterator[str]:
    """The names of an account; that on display also without pictures and what stands aside."""
    shown = " ".join(text_of(account, "display_name").split())
    bare = _PICTURE.sub(" ", _ASIDE.sub("", _EMOJI_CODE.sub(" ", shown)))
    names = (text_of(account, "acct"), text_of(account, "username"), shown, " ".join(bare.split()))
    yield from (name for name in names if name)

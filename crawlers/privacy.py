"""Nobody is named: handles become pseudonyms, and numbers and addresses in texts are masked.

`protect` is the one door: every Document passes it before it leaves the crawlers.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from cryptography.fernet import Fernet, InvalidToken

from crawlers.canonical import registrable_host
from crawlers.masking.accounts import MEMBER
from crawlers.masking.addresses import mask_url
from crawlers.masking.own_names import OwnName, folded
from crawlers.masking.shared import SHARED, hashtags, shared_urls
from crawlers.masking.spans import ACCOUNT
from crawlers.masking.texts import mask
from crawlers.places import places_in
from store.records import Document, DocumentKind

__all__ = ["Pseudonyms", "Sealed", "hashtags", "mask", "mask_url", "protect", "shared_urls"]


@dataclass(frozen=True)
class Pseudonyms:
    """Makes pseudonyms with a secret key: without it, nobody can test a name against them."""

    key: bytes = field(repr=False)

    def of(self, platform: str, handle: str) -> str:
        """The pseudonym of a handle on a platform: the same person the same one, never across."""
        name = unicodedata.normalize("NFKC", handle).strip().lstrip("@").casefold()
        value = f"{platform.lower()}\0{name}".encode("utf-8", "surrogatepass")
        return "p-" + hmac.new(self.key, value, hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True)
class Sealed:
    """Encrypts what a platform is asked by whether a post is still there, which may name a person.

    The key is made of that of the pseudonyms: without it, nobody can read what is sealed.
    """

    pseudonyms: Pseudonyms

    @cached_property
    def _cipher(self) -> Fernet:
        digest = hmac.new(self.pseudonyms.key, b"sealed addresses", hashlib.sha256).digest()
        return Fernet(base64.urlsafe_b64encode(digest))

    def seal(self, address: str) -> str:
        """The address encrypted; "" stays ""."""
        return self._cipher.encrypt(address.encode()).decode() if address else ""

    def open(self, sealed: str) -> str:
        """The address that was sealed; "" when it was not sealed with this key."""
        try:
            return self._cipher.decrypt(sealed.encode()).decode() if sealed else ""
        except InvalidToken:
            return ""


def protect(
    document: Document,
    handle: str | None,
    pseudonyms: Pseudonyms,
    platform: str = "",
    names: Sequence[str] = (),
    handle_is_word: bool = False,
) -> Document:
    """The document as it may be stored: masked everywhere, its author a pseudonym or None.

    `handle` is the author's name as the source writes it, also an editorial byline; `names` are
    what else people are called in a private person's post, and are masked in it too. `platform`
    is where the handle lives; the registrable host of the address unless given. With
    `handle_is_word` it is a word that texts are about (`lvu`), masked in addresses and after @
    alone. The author that the document came with is never trusted.
    """
    home = platform or registrable_host(document.url or document.canonical_url)
    handle = (handle or "").strip()
    private = document.kind in _BY_PERSONS
    masked = _Masking.of([*names] if handle_is_word else [handle, *names], private)
    title, text = masked.text(document.title), masked.text(document.text)
    return replace(
        document,
        title=title,
        text=text,
        context=masked.text(document.context),
        url=masked.url(document.url),
        canonical_url=masked.url(document.canonical_url),
        shared_urls=tuple(dict.fromkeys(masked.url(url) for url in document.shared_urls)),
        hashtags=tuple(dict.fromkeys(masked.text(tag) for tag in document.hashtags)),
        places=places_in(title, text),
        author=pseudonyms.of(home, handle) if handle else None,
    )


@dataclass(frozen=True)
class _Masking:
    """Masks what is in one document. Where a private person wrote it, also the members that
    addresses name, and `own`: what people are called in it, the longest first."""

    private: bool
    own: Sequence[OwnName]

    @classmethod
    def of(cls, called: Sequence[str], private: bool) -> _Masking:
        """Of `Anna Ek` nothing is to be left standing where `anna` is a handle: longest first."""
        names = sorted(dict.fromkeys(called), key=len, reverse=True) if private else ()
        return cls(private, [own for name in names if (own := OwnName.of(_storable(name)))])

    def url(self, value: str) -> str:
        """An address, as `mask_url`."""
        return mask_url(_storable(value), (MEMBER,) if self.private else (), self.own)

    def text(self, value: str) -> str:
        """A text, as `mask`, the addresses in it included."""
        value = _storable(value)
        if self.private:
            value = SHARED.sub(lambda url: MEMBER.sub(rf"\g<place>{ACCOUNT}", url[0]), value)
        plain = folded(value) if self.own else ""
        for name in self.own:
            if name.word in plain:
                value = name.pattern.sub(ACCOUNT, value)
        return mask(value)


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _storable(text: str) -> str:
    """Text that UTF-8 and the store can hold, with å, ä and ö as one character each."""
    text = _UNSTORABLE.sub("", text)
    return unicodedata.normalize("NFC", text)


_BY_PERSONS = frozenset({DocumentKind.POST, DocumentKind.COMMENT, DocumentKind.VIDEO})

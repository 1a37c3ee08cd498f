"""Addresses without the persons that they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, unquote

from crawlers.masking.accounts import accounts, emails
from crawlers.masking.numbers import person_numbers
from crawlers.masking.own_names import OwnName, folded
from crawlers.masking.spans import ACCOUNT, EMAIL, PERSON, PHONE, Span, without_overlaps

_URL_PHONE = re.compile(
    r"(?<!\d)(?:\+|00|%2B)46[ -]?\(?0?\)?7[ -]?(?:\d[ -]?){8}(?!\d)"
    r"|(?<!\d)07[02369](?:[ -]?\d){7}(?!\d)"
)
_IN_URL = {PERSON: "-personnummer-", PHONE: "-telefon-", EMAIL: "-e-post-", ACCOUNT: "-konto-"}
_KNOWN_URL = re.compile(r"^(?:https?://)[^/?#]*", re.I)


def mask_url(url: str, persons: Sequence[re.Pattern[str]] = (), own: Sequence[OwnName] = ()) -> str:
    """An address without handles, e-mail addresses, phone and personal numbers.

    What can be told to be a page's own number stays: only mobile numbers and personal numbers
    with a dash or a right check digit are masked. User and password are taken away. `persons` finds
    further accounts, by its group `name` where it has one, and `own` are names that are sought.
    """
    if not url:
        return url
    head = _KNOWN_URL.match(url)
    if head and "@" in head.group(0):
        scheme, _, netloc = head.group(0).partition("//")
        url = f"{scheme}//{netloc.rpartition('@')[2]}{url[head.end() :]}"
    plain = unquote(url, errors="surrogateescape") if "%" in url else url
    masked = _mask_plain_url(plain, persons, own)
    if masked == plain:
        return url
    return quote(masked, ":/?#[]@!$&'()*+,;=%-._~", errors="surrogateescape")


def _mask_plain_url(url: str, persons: Sequence[re.Pattern[str]], own: Sequence[OwnName]) -> str:
    spans: list[Span] = [*emails(url), *accounts(url), *person_numbers(url)]
    spans += [(*m.span(), PHONE) for m in _URL_PHONE.finditer(url)]
    for pattern in persons:
        spans += [(*m.span(m.lastgroup or 0), ACCOUNT) for m in pattern.finditer(url)]
    letters = folded(url) if own else ""
    for name in own:
        if name.word in letters and not _is_within(name.word, letters, url, spans):
            spans += [(*m.span(), ACCOUNT) for m in name.pattern.finditer(url)]
    pieces: list[str] = []
    done = 0
    for start, end, label in without_overlaps(spans):
        pieces += [url[done:start], _IN_URL[label]]
        done = end
    return "".join([*pieces, url[done:]])


def _is_within(word: str, letters: str, url: str, spans: Sequence[Span]) -> bool:
    """Whether a word stands in what is masked anyway alone: a handle in a profile's address."""
    if not url.isascii():  # else the places in both are the same
        return False
    at = letters.find(word)
    while at >= 0:
        if not any(start <= at and at + len(word) <= end for start, end, _ in spans):
            return False
        at = letters.find(word, at + 1)
    return True

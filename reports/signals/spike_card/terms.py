"""Words, phrases, places and addresses that are new against the weeks before.

Weighted log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, *Political
Analysis* 16:372), on how many texts have a term. A private person's words count only where
`min_cell` accounts have them, so that no words of one person alone are among them.
"""

from __future__ import annotations

import functools
import importlib.resources
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from reports.signals.spike_card.figures import Term
from reports.signals.spike_card.texts import Earlier, Text

WORD, PLACE, LINK, HASHTAG = "word", "place", "link", "hashtag"

MIN_TEXTS = 3
"""Fewer texts with a term show no pattern."""

MIN_BACKGROUND = 20
"""With fewer earlier texts every word looks new."""

Z = 1.96
"""A term is new when its log-odds differ from those of the weeks before at 95 %."""

RARE = 0.1
"""A word in more of the earlier texts is a word of the subject."""

PRIOR_TEXTS = 10.0
"""Weight of the prior, in texts: a term must be in several before it outweighs the weeks before."""

SHOWN = 12

_WORDS = re.compile(r"[^\W\d_][\w’'-]*", re.UNICODE)
_ENDING = re.compile(r"(?<=[^\W\d_]):(?:s|n|en|ns|ens|t|et|ar|are|er)\b")
"""What Swedish adds to an abbreviation after a colon: “IVO:s” is the word “IVO”."""

_SET_ASIDE = re.compile(r"https?://\S+|\[(?:personnummer|telefon|e-post|konto)\]|[@#]\w+")


@dataclass
class _Found:
    """Which texts, stories, sources and accounts have a term."""

    texts: set[str] = field(default_factory=set)
    stories: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Compared:
    """New terms, those in most editorial texts first, with the editorial stories that have each,
    and how many earlier texts they were compared with."""

    terms: tuple[Term, ...]
    stories: dict[str, frozenset[str]]
    earlier: int


Key = tuple[str, str]


def new_terms(
    editorial: Sequence[Text], private: Sequence[Text], earlier: Sequence[Earlier], min_cell: int
) -> Compared:
    """What the week's texts have in common and the earlier ones had not."""
    found: dict[Key, _Found] = defaultdict(_Found)
    for text in editorial:
        for key in set(_keys(text)):
            one = found[key]
            one.texts.add(text.document_id)
            one.stories.add(text.story_id)
            one.sources.add(text.source_id)
    for text in private:
        if text.author:
            for key in set(_keys(text)):
                found[key].accounts.add(text.author)
    kept = {
        key: one
        for key, one in found.items()
        if len(one.texts) >= MIN_TEXTS or len(one.accounts) >= min_cell
    }
    before = [text for text in earlier if not text.private]
    if len(before) < MIN_BACKGROUND:
        return Compared((), {}, len(before))
    total_now = len({t.document_id for t in editorial})
    total_now += _open({t.author for t in private if t.author}, min_cell)
    counted = _count_before(earlier, kept, min_cell)
    total_before = len(before) + _open(
        {t.author for t in earlier if t.private and t.author}, min_cell
    )
    common = _common(before)
    terms = []
    for key, one in kept.items():
        then = counted[key]
        now = len(one.texts) + _open(one.accounts, min_cell)
        z = log_odds(now, total_now, then.editorial + then.accounts, total_before)
        share = then.editorial / len(before)
        new = z >= Z and share <= RARE and then.own_share <= RARE and not _is_common(key, common)
        if new:
            terms.append(
                Term(key[0], key[1], len(one.texts), len(one.stories), len(one.sources), share,
                     len(one.accounts) >= min_cell, round(z, 1))
            )  # fmt: skip
    terms.sort(key=lambda t: (-t.texts, -t.z, -len(t.text), t.text))
    return Compared(
        tuple(_without_parts(terms)),
        {f"{key[0]}:{key[1]}": frozenset(one.stories) for key, one in kept.items()},
        len(before),
    )


def log_odds(now: float, total_now: float, before: float, total_before: float) -> float:
    """Log-odds of a term now against before, over its standard error.

    `now` of `total_now` texts have it, `before` of `total_before`. The prior is the term's share in
    both together, with the weight of PRIOR_TEXTS texts (Monroe et al., equations 16, 20 and 22).

    >>> log_odds(5, 10, 50, 100) == 0
    True
    >>> log_odds(8, 10, 0, 100) > 3
    True
    """
    if now + before >= total_now + total_before:
        return 0.0  # in every text, now as before
    prior = PRIOR_TEXTS * (now + before) / (total_now + total_before)
    of_now, of_before = now + prior, before + prior
    rest_now = total_now + PRIOR_TEXTS - of_now
    rest_before = total_before + PRIOR_TEXTS - of_before
    delta = math.log(of_now / rest_now) - math.log(of_before / rest_before)
    return delta / math.sqrt(1 / of_now + 1 / of_before)


def _open(accounts: set[str], min_cell: int) -> int:
    return len(accounts) if len(accounts) >= min_cell else 0


@dataclass(frozen=True, slots=True)
class _Before:
    editorial: int
    own_share: float
    accounts: int


def _count_before(
    earlier: Iterable[Earlier], wanted: Iterable[Key], min_cell: int
) -> dict[Key, _Before]:
    names = {key: key for key in wanted}
    vocabulary = {part for kind, text in names if kind == WORD for part in text.split()}
    editorial: Counter[Key] = Counter()
    own: Counter[Key] = Counter()
    accounts: dict[Key, set[str]] = defaultdict(set)
    total_own = 0
    for text in earlier:
        met = {key for key in _keys(text, vocabulary) if key in names}
        if text.private:
            for key in met:
                accounts[key].add(text.author or "")
            continue
        editorial.update(met)
        if text.own:
            own.update(met)
            total_own += 1
    return {
        key: _Before(
            editorial[key], own[key] / max(total_own, 1), _open(accounts[key] - {""}, min_cell)
        )
        for key in names
    }


@functools.cache
def function_words() -> frozenset[str]:
    """Swedish and English words without a subject. In a large archive they are in so many texts
    that the comparison leaves them out by itself; in a small one too few have been seen."""
    folder = importlib.resources.files("reports.signals.spike_card")
    return frozenset((folder / "function_words.txt").read_text("utf-8").split())


def _common(texts: Iterable[Earlier]) -> frozenset[str]:
    """Words in so many earlier texts, and words without a subject, that no term is one of them and
    no phrase begins or ends with them."""
    counts: Counter[str] = Counter()
    number = 0
    for text in texts:
        counts.update(set(_words(text)))
        number += 1
    return function_words() | {word for word, count in counts.items() if count > RARE * number}


def _is_common(key: Key, common: frozenset[str]) -> bool:
    parts = key[1].split() if key[0] == WORD else []
    return bool(parts) and (parts[0] in common or parts[-1] in common)


def _words(text: Text | Earlier) -> list[str]:
    plain = _SET_ASIDE.sub(" . ", f"{text.title} . {text.text}")
    return [word.casefold() for word in _WORDS.findall(_ENDING.sub("", plain))]


def _keys(text: Text | Earlier, only: set[str] | None = None) -> Iterator[Key]:
    """Words, pairs and threes of them, places, addresses and hashtags of a text."""
    words = _words(text)
    for place, word in enumerate(words):
        if only is not None and word not in only:
            continue
        if len(word) > 2:
            yield WORD, word
        for length in (2, 3):
            part = words[place : place + length]
            if len(part) == length:
                yield WORD, " ".join(part)
    for name in text.places:
        yield PLACE, name
    for url in text.shared_urls:
        if address := link_of(url):
            yield LINK, address
    for tag in text.hashtags:
        yield HASHTAG, "#" + tag.lstrip("#").casefold()


def link_of(url: str) -> str:
    """Host and path of a web address; empty where it is none."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return host + parts.path.rstrip("/") if parts.scheme in ("http", "https") else ""


def _without_parts(terms: Sequence[Term]) -> Iterator[Term]:
    """Without the words of a longer phrase that is as new, and of a place, that say no more."""
    longer = [t for t in terms if t.kind == WORD and " " in t.text]
    places = {t.text.casefold() for t in terms if t.kind == PLACE}
    for term in terms:
        if term.kind == WORD and term.text in places:
            continue
        within = any(
            f" {term.text} " in f" {other.text} " and other.texts >= 0.8 * term.texts
            and other.many_accounts >= term.many_accounts
            for other in longer
            if other is not term
        )  # fmt: skip
        if term.kind != WORD or not within:
            yield term

"""Stories: which texts are copies, light rewrites or reposts of one text.

Texts that share a band meet and are compared by their signatures. In order of time, each text joins
the *first text* of a story that it resembles most, or else begins a story of its own. A story is
thus what resembles its first text: a chain in which each text resembles only the one before it
does not drift into one story. No step looks at all pairs.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from classifiers.boilerplate import without_notices
from classifiers.common_shingles import common_shingles, remove_common
from classifiers.resemblance import SAME_STORY, Resemblance, flags, resemblance
from classifiers.shingles import shingles
from classifiers.signatures import BANDS, SIGNATURE_SIZE, bands, signatures, text_keys

MAX_MET = 16
"""How many texts of one band a text meets, the earliest: what a footer brings together stays linear
in the number of texts, and copies meet in other bands too."""

LEAST_WITH_BANDS = 2
"""Shingles; a text with one is short and a copy of equal texts alone."""

NEAR = 0.6
"""From this similarity on the changed words are few, and no template is looked for."""

_WITNESSES = 3
_OWN_COVERED = 0.33

_TEXTS_AT_ONCE = 2000
_BANDS_AT_ONCE = 4


class Signed(NamedTuple):
    """n texts as they are compared.

    `keys` uint64 (n,), equal for equal words; `values` uint32 (n, 64), the signatures; `sizes`
    int32 (n,), the numbers of different shingles (0: a text without words, which is like no other).
    """

    keys: np.ndarray
    values: np.ndarray
    sizes: np.ndarray


class Meetings(NamedTuple):
    """Pairs of texts that met and have at least SAME_STORY in common.

    `one` and `other` are int64 positions, `one` the earlier; `figures` as in Resemblance.
    """

    one: np.ndarray
    other: np.ndarray
    figures: Resemblance


def sign(texts: Iterable[tuple[str, str]]) -> Signed:
    """Sign each `(title, text)`, without what notices of subscription say.

    Texts are taken a few at a time and not kept: of each text, 268 bytes stay.
    """
    keys, values, sizes = bytearray(), bytearray(), bytearray()  # these grow without being copied
    following = iter(texts)
    while chunk := list(itertools.islice(following, _TEXTS_AT_ONCE)):
        cleared = without_notices([text for _, text in chunk])
        found = shingles([(title, text) for (title, _), text in zip(chunk, cleared, strict=True)])
        of_chunk, size_of_chunk = signatures(found)
        keys += text_keys(found).tobytes()
        values += of_chunk.tobytes()
        sizes += size_of_chunk.tobytes()
    return Signed(
        np.frombuffer(keys, np.uint64),
        np.frombuffer(values, np.uint32).reshape(-1, SIGNATURE_SIZE),
        np.frombuffer(sizes, np.int32),
    )


def meet(values: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """The pairs that share a band, int64 (p, 2), the earlier position first, each once.

    Of the texts of one band each meets the MAX_MET earliest.
    """
    places = np.flatnonzero(sizes >= LEAST_WITH_BANDS)
    count = len(places)
    found = [np.zeros(0, dtype=np.uint64)]
    for column in _band_columns(values, places):
        order = np.argsort(column, kind="stable").astype(np.int32)
        ordered = column[order]
        new = np.ones(count, dtype=bool)
        new[1:] = ordered[1:] != ordered[:-1]
        rank = np.arange(count, dtype=np.int32)
        first = np.maximum.accumulate(np.where(new, rank, 0))
        rank -= first
        for nth in range(MAX_MET):
            later = np.flatnonzero(rank > nth)
            if len(later) == 0:
                break
            pair = order[first[later] + nth].astype(np.uint64) << np.uint64(32)
            found.append(pair | order[later].astype(np.uint64))
    pairs = np.unique(np.concatenate(found))
    one, other = pairs >> np.uint64(32), pairs & np.uint64(0xFFFFFFFF)
    return places[np.stack([one, other], axis=1).astype(np.int64)]


def _band_columns(values: np.ndarray, places: np.ndarray) -> Iterable[np.ndarray]:
    """The bands, one column at a time; those of all texts together would be half a signature."""
    columns = np.empty((_BANDS_AT_ONCE, len(places)), dtype=np.uint32)
    for first in range(0, BANDS, _BANDS_AT_ONCE):
        which = range(first, first + _BANDS_AT_ONCE)
        for start in range(0, len(places), _TEXTS_AT_ONCE):
            part = slice(start, start + _TEXTS_AT_ONCE)
            columns[:, part] = bands(values[places[part]], which).T
        yield from columns


def compare(values: np.ndarray, sizes: np.ndarray, pairs: np.ndarray) -> Meetings:
    """Compare the texts of `pairs` (int64 (p, 2)); those with too little in common are left out."""
    found: list[Meetings] = []
    for start in range(0, max(1, len(pairs)), _TEXTS_AT_ONCE):
        one, other = pairs[start : start + _TEXTS_AT_ONCE].T
        figures = resemblance(values[one], values[other], sizes[one], sizes[other])
        near = figures.similarity >= SAME_STORY
        kept = Resemblance(*(column[near] for column in figures))
        found.append(Meetings(one[near], other[near], kept))
    columns = zip(*(part.figures for part in found), strict=True)
    return Meetings(
        np.concatenate([part.one for part in found]),
        np.concatenate([part.other for part in found]),
        Resemblance(*map(np.concatenate, columns)),
    )


def first_texts(count: int, sizes: np.ndarray, met: Meetings) -> np.ndarray:
    """The first text of each text's story, int64 (count,); positions are in order of time."""
    first = np.arange(count)
    of_text: dict[int, list[int]] = {}
    for pair, (one, other) in enumerate(zip(met.one.tolist(), met.other.tolist(), strict=True)):
        of_text.setdefault(one, []).append(pair)
        of_text.setdefault(other, []).append(pair)
    similarity = met.figures.similarity
    for text in sorted(of_text):
        best = -1.0
        for pair in of_text[text]:
            earlier = int(met.one[pair])
            if earlier == text or first[earlier] != earlier or similarity[pair] <= best:
                continue
            if _is_copy(pair, met, of_text[earlier], int(sizes[earlier])):
                best, first[text] = float(similarity[pair]), earlier
    return first


def _is_copy(pair: int, met: Meetings, of_earlier: Sequence[int], size: int) -> bool:
    """Whether the later text of a pair is a copy of the earlier one, and not of its template.

    Forms, invitations and notices share their phrases and differ in what they are about. The
    earlier text's other meetings are the witnesses: when they have the same part of it as this one
    and next to nothing of the rest, that part is a template. Rewrites of one text, instead, each
    leave out something else.
    """
    if not met.figures.alike[pair]:
        return False
    if met.figures.similarity[pair] >= NEAR:
        return True
    text = int(met.one[pair])
    others = [p for p in of_earlier if p != pair and met.figures.similarity[p] < NEAR]
    if len(others) < _WITNESSES:
        return True
    others = others[: 2 * MAX_MET]
    is_one = met.one[others] == text
    bits = np.where(is_one, met.figures.shared[others], met.figures.shared_back[others])
    covered = flags(bits).mean(axis=0)
    shared = flags(met.figures.shared[pair : pair + 1])[0]
    rest = ~shared & (np.arange(len(shared)) < size)
    return bool(covered[rest].mean() >= _OWN_COVERED * covered[shared].mean())


def stories_of(texts: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """The story of each of `(id, title, text)`, singletons too, earlier ones naming the story.

    Where two have the same id the dict is shorter than the texts.
    """
    ids: list[str] = []

    def without_ids() -> Iterator[tuple[str, str]]:
        for id_, title, text in texts:
            ids.append(id_)
            yield title, text

    places = story_places(sign(without_ids())).tolist()
    return {id_: ids[place] for id_, place in zip(ids, places, strict=True)}


def story_places(signed: Signed) -> np.ndarray:
    """The position of the first text of each text's story, int64 (n,); positions are in order.

    What is common to very many texts is taken out of `signed` in place.
    """
    _, firsts, inverse = np.unique(signed.keys, return_index=True, return_inverse=True)
    count = np.arange(len(signed.keys))
    same = np.where(signed.sizes > 0, firsts[inverse], count)
    sizes = np.where(same == count, signed.sizes, 0)
    remove_common(signed.values, sizes, common_shingles(signed.values, sizes > 0))
    met = compare(signed.values, sizes, meet(signed.values, sizes))
    return first_texts(len(same), sizes, met)[same]

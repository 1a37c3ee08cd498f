"""Cleaning makes any string safe to tokenize and leaves the words alone."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from classifiers.text import MAX_CHARS, clean


def test_control_characters_and_lone_surrogates_become_spaces():
    assert clean("Soc\x00ial\ud800tjänst\r\n\tnu") == "Soc ial tjänst nu"


def test_a_surrogate_pair_is_one_character():
    assert clean("bra \ud83d\udc4d") == "bra 👍"


def test_invisible_characters_inside_a_word_are_removed():
    assert clean("kid\u200bnapp\u00ada\u2060r") == "kidnappar"


def test_combining_rings_are_composed():
    assert clean("ga\u030ar") == "går"


def test_a_shouted_text_is_lowered_and_an_acronym_is_not():
    assert clean("DOM STJÄL VÅRA BARN!!!") == "dom stjäl våra barn!!!"
    assert clean("LVU") == "LVU"
    assert clean("IVO och JO kritiserar nämnden") == "IVO och JO kritiserar nämnden"


def test_very_long_texts_are_cut():
    assert len(clean("barn " * MAX_CHARS)) <= MAX_CHARS


@given(st.text(st.characters(exclude_categories=[]), max_size=200))
def test_any_string_becomes_valid_and_composed(text: str):
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(char) == "Cc" for char in cleaned)

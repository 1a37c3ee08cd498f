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


def test_letters_that_pose_as_latin_inside_a_word_become_latin():
    assert clean("S\u043e\u0441i\u0430ltjänst\u0435n k\u0456dn\u0430pp\u0430r") == (
        "Socialtjänsten kidnappar"
    )
    assert clean("s\u03bfcial") == "social"
    assert clean("b\u0430\u030arn") == "bårn"


def test_words_of_other_scripts_are_left_alone():
    russian = "Социальная служба забирает детей, пишет IT-компания из Осло"
    assert clean(russian) == russian
    greek = "Η κοινωνική υπηρεσία δεν παίρνει παιδιά"
    assert clean(greek) == greek


def test_a_word_with_a_letter_that_looks_like_no_latin_one_is_left_alone():
    assert clean("LVUшный 5 μg") == "LVUшный 5 μg"


def test_every_mark_without_a_shape_is_removed():
    assert clean("s\u200bo\u200cc\u2060i\ufeffa\u034fl\u2066t\U000e0061jänst") == "socialtjänst"

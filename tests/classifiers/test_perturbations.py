"""Rewritten texts are always the same, and cleaning undoes what only hides letters."""

import unicodedata

import pytest

from classifiers.perturbations import CYRILLIC, PERTURBATIONS, perturbed
from classifiers.text import Text, clean

TEXT = Text(
    "Nämnden fick kritik",
    "Socialtjänsten i Ekvik följde inte upp åtta placeringar. Chefen säger att rutinen ändras. "
    "Enligt tillsynen berodde felet på för få handläggare och en bortglömd bevakning.",
    "Vad tycker ni?",
    "sv",
)


@pytest.mark.parametrize("kind", PERTURBATIONS)
def test_a_text_is_rewritten_the_same_way_each_time_and_its_context_stays(kind: str):
    rewritten = perturbed(TEXT, kind)
    assert rewritten == perturbed(TEXT, kind)
    assert rewritten.text != TEXT.text
    assert (rewritten.context, rewritten.language) == (TEXT.context, TEXT.language)


@pytest.mark.parametrize("kind", PERTURBATIONS)
def test_an_empty_text_stays_empty(kind: str):
    assert perturbed(Text("", ""), kind) == Text("", "")


@pytest.mark.parametrize("kind", ["homoglyphs", "zero_width"])
def test_hidden_letters_are_read_as_they_were_meant(kind: str):
    hidden = perturbed(TEXT, kind).text
    assert "socialtjänsten" not in hidden.lower()
    words, meant = clean(hidden).split(), clean(TEXT.text).split()
    right = sum(a == b for a, b in zip(words, meant, strict=True))
    assert right >= 0.9 * len(meant)


def test_typing_errors_touch_about_one_letter_in_twenty():
    text = "barnen bor kvar hemma " * 200
    typed = perturbed(Text("", text), "typing_errors").text
    assert 0.9 < len(typed) / len(text) < 1.1
    changed = sum(a != b for a, b in zip(text.split(), typed.split(), strict=False))
    assert changed > 50


def test_diacritics_disappear_and_arabic_stays():
    assert perturbed(Text("", "Åsa på kafé, søn"), "missing_diacritics").text == "Asa pa kafe, son"
    assert perturbed(Text("", "أطفال في رعاية"), "missing_diacritics").text == "أطفال في رعاية"


def test_look_alikes_are_cyrillic_and_cleaning_knows_every_one():
    assert all("CYRILLIC" in unicodedata.name(char) for char in CYRILLIC.values())
    for latin, char in CYRILLIC.items():
        assert clean(f"mmm{char}") == f"mmm{latin}"

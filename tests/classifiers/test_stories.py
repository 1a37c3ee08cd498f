"""Stories are copies and light rewrites; other texts on the same event stay apart."""

import numpy as np
import pytest

from classifiers.stories import (
    BANDS,
    band_hashes,
    group,
    signature,
    similarity,
    stories_of,
    words,
)

WIRE = (
    "Kommunen har för få familjehem och söker nu med ljus och lykta efter fler. Sedan i våras "
    "har antalet barn som väntar på en plats fördubblats, säger enhetschefen. I början av året "
    "väntade elva barn, i dag är de tjugotre. Nämnden tog i går beslut om en kampanj på bussar "
    "och i matbutiker. Den som är intresserad får träffa två handläggare, gå en utbildning på "
    "åtta kvällar och får därefter besked. Ersättningen följer de rekommendationer som finns för "
    "hela landet."
)
OTHER = (
    "I går beslutade nämnden om en kampanj för fler familjehem. Jonas och Mirja har haft barn "
    "boende hos sig i nio år. Det svåraste är att säga hej då, tycker de. Nu hoppas de att fler "
    "vågar ringa det där samtalet, för de vet hur många ungar som sitter på korttidsboenden och "
    "undrar."
)


def test_a_copy_with_another_headline_and_a_cut_sentence_is_the_same_story():
    cut = WIRE.replace("Nämnden tog i går beslut om en kampanj på bussar och i matbutiker. ", "")
    found = stories_of([("a", "Fler familjehem söks", WIRE), ("b", "Ljus och lykta", cut)])
    assert found == {"a": "a", "b": "a"}


def test_two_reports_on_one_event_are_two_stories():
    found = stories_of([("a", "", WIRE), ("b", "", OTHER)])
    assert found == {"a": "a", "b": "b"}


def test_every_id_is_listed_and_empty_texts_never_meet():
    found = stories_of([("a", "", ""), ("b", "", ""), ("c", "", "  \u200b ")])
    assert found == {"a": "a", "b": "b", "c": "c"}


def test_short_texts_are_one_story_only_when_equal_but_for_case_and_punctuation():
    found = stories_of(
        [
            ("a", "", "Ge tillbaka våra barn!"),
            ("b", "", "ge tillbaka våra barn"),
            ("c", "", "Ge tillbaka våra skolor!"),
        ]
    )
    assert found["a"] == found["b"] != found["c"]


def test_the_estimated_similarity_is_close_to_the_exact_jaccard():
    kept = WIRE.split()
    changed = " ".join(w if i % 12 else "x" for i, w in enumerate(kept))

    def shingles(text):
        found = words(text)
        return {tuple(found[i : i + 3]) for i in range(len(found) - 2)}

    exact = len(shingles(WIRE) & shingles(changed)) / len(shingles(WIRE) | shingles(changed))
    estimate = similarity(signature("", WIRE), signature("", changed))
    assert estimate == pytest.approx(exact, abs=4 * 0.045)


def test_invisible_characters_and_decomposed_letters_change_nothing():
    hidden = WIRE.replace("kampanj", "kam\u00adpanj\u200b").replace("å", "a\u030a")
    assert (signature("", hidden) == signature("", WIRE)).all()


def test_a_document_without_words_has_no_bands():
    assert band_hashes(signature("", "!!!")).shape == (0,)
    assert band_hashes(signature("", WIRE)).shape == (BANDS,)


def test_a_shared_footer_does_not_join_articles():
    footer = " Läs hela artikeln som prenumerant. Logga in eller skaffa konto för att läsa vidare."
    texts = [(str(i), "", f"{part}{footer}") for i, part in enumerate((WIRE, OTHER))]
    assert len(set(stories_of(texts).values())) == 2


def test_a_chain_of_copies_is_one_story_named_by_the_first():
    assert group([("b", "c"), ("a", "b")], {"a": 0, "b": 1, "c": 2}) == dict.fromkeys("abc", "a")


def test_signatures_do_not_depend_on_the_process():
    text = "ett två tre fyra fem sex sju åtta nio tio elva tolv tretton"
    first = signature("", text)
    assert first.dtype == np.uint32
    assert first[:3].tolist() == [214633718, 3103643, 2372456]  # as stored by version 0.1.0

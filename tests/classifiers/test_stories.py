"""Stories are copies and light rewrites; other texts on the same event stay apart."""

import random

import numpy as np

from classifiers.stories import sign, stories_of, story_places

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


def stories(*texts):
    """The stories of texts without titles, as numbers."""
    return story_places(sign(("", text) for text in texts)).tolist()


def replaced(text, places, word="annat"):
    found = text.split()
    for place in places:
        found[place] = f"{word}{place}"
    return " ".join(found)


def test_a_copy_with_another_headline_and_a_cut_sentence_is_the_same_story():
    cut = WIRE.replace("Nämnden tog i går beslut om en kampanj på bussar och i matbutiker. ", "")
    found = stories_of([("a", "Fler familjehem söks", WIRE), ("b", "Ljus och lykta", cut)])
    assert found == {"a": "a", "b": "a"}


def test_a_text_with_every_eighth_word_changed_is_the_same_story():
    assert stories(WIRE, replaced(WIRE, range(3, 80, 8))) == [0, 0]


def test_two_reports_on_one_event_are_two_stories():
    assert stories(WIRE, OTHER) == [0, 1]


def test_every_id_is_listed_and_empty_texts_never_meet():
    found = stories_of([("a", "", ""), ("b", "", ""), ("c", "", "  \u200b ")])
    assert found == {"a": "a", "b": "b", "c": "c"}
    assert stories_of([]) == {}


def test_short_texts_are_one_story_only_when_equal_but_for_case_and_punctuation():
    found = stories_of(
        [
            ("a", "", "Ge tillbaka våra barn!"),
            ("b", "", "ge tillbaka våra barn"),
            ("c", "", "Ge tillbaka våra skolor!"),
        ]
    )
    assert found["a"] == found["b"] != found["c"]


def test_short_texts_with_other_titles_are_other_stories():
    found = stories_of([("a", "Brand i Mörtsund", "Bild: TT"), ("b", "Storm väntas", "Bild: TT")])
    assert found == {"a": "a", "b": "b"}


def test_a_shared_footer_does_not_join_articles():
    footer = " ".join(f"Redaktionen har sitt kontor på torget nummer {n}." for n in range(9))
    assert stories(f"{WIRE} {footer}", f"{OTHER} {footer}") == [0, 1]


def test_a_long_quotation_does_not_join_articles():
    half = " ".join(WIRE.split()[:40])
    assert stories(WIRE, f"{half} {OTHER}") == [0, 1]


def test_copies_below_two_footers_that_many_texts_have_are_one_story():
    chance = random.Random(5)
    footers = [" ".join(f"{name}{n}" for n in range(45)) for name in ("öst", "väst")]
    others = [
        " ".join(f"ord{chance.randrange(9000)}" for _ in range(50)) + " " + footers[n % 2]
        for n in range(80)
    ]
    short = " ".join(WIRE.split()[:40])
    found = stories(*others, f"{short} {footers[0]}", f"{short} {footers[1]}")
    assert found[-1] == 80
    assert found[:80] == list(range(80))


def test_a_form_that_many_fill_in_does_not_make_one_story_of_them():
    forms = [
        f"Kommunen bjuder in till öppet möte om {topic} i stadshuset på tisdag. Anmälan behövs "
        f"inte och det bjuds på fika. Frågor om {topic} kan ställas till nämndens sekreterare."
        for topic in (
            "skolbussarna till Norrby och priset på månadskort",
            "simhallens öppettider under sommaren och hösten",
            "nya cykelvägar mellan sjukhuset och stationen",
            "tystnadsplikten för kontaktpersoner och ledsagare",
            "budgeten för kultur och fritid nästa år",
            "vargen på skogsvägarna norr om sjön",
        )
    ]
    assert len(set(stories(*forms))) == 6


def test_a_chain_of_rewrites_does_not_drift_into_one_story():
    chance = random.Random(8)
    chain = [WIRE]
    for step in range(12):
        places = chance.sample(range(80), 8)
        chain.append(replaced(chain[-1], places, f"steg{step}x"))
    found = stories(*chain)
    assert found[1] == 0, "one step is a copy"
    assert found[-1] != 0, "twelve are not"
    alike = [(first, place) for place, first in enumerate(found)]
    assert all(
        stories(chain[first], chain[place]) == [0, 0] for first, place in alike if first < place
    )


def test_rewrites_of_one_text_are_one_story_also_where_they_are_unlike_each_other():
    one, other = replaced(WIRE, range(0, 80, 6)), replaced(WIRE, range(3, 80, 6))
    assert stories(one, other) == [0, 1]
    assert stories(WIRE, one, other) == [0, 0, 0]


def test_invisible_characters_and_decomposed_letters_change_nothing():
    hidden = WIRE.replace("kampanj", "kam\u00adpanj\u200b").replace("å", "a\u030a")
    signed = sign([("", hidden), ("", WIRE)])
    assert signed.keys[0] == signed.keys[1]
    assert (signed.values[0] == signed.values[1]).all()


def test_a_text_is_signed_the_same_whatever_stands_beside_it():
    chance = random.Random(3)
    texts = [
        ("titel", " ".join(f"ö{chance.randrange(99)}" for _ in range(chance.randrange(200))))
        for _ in range(700)
    ]
    together = sign(texts)
    for place in (0, 17, 350, 699):
        alone = sign([texts[place]])
        assert alone.keys[0] == together.keys[place]
        assert alone.sizes[0] == together.sizes[place]
        assert (alone.values[0] == together.values[place]).all()


def test_signatures_do_not_depend_on_the_process():
    signed = sign([("", "ett två tre fyra fem sex sju åtta nio tio elva tolv tretton")])
    assert signed.values.dtype == np.uint32
    assert signed.sizes.tolist() == [11]
    assert signed.keys.tolist() == [1062260170434618775]  # as stored
    assert signed.values[0, :2].tolist() == [185252724, 910222312]

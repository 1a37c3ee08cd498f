"""Municipalities named in texts: by name, and only where the name is a place."""

from importlib.resources import files

import pytest

from crawlers.places import places_in


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("I Botkyrka och Södertälje ökar anmälningarna.", ("Botkyrka", "Södertälje")),
        ("Botkyrkas socialchef avgår.", ("Botkyrka",)),
        ("Västerås stad", ("Västerås",)),
        ("Upplands Väsby kommun", ("Upplands Väsby",)),
        ("Östra Göinges nämnd", ("Östra Göinge",)),
        ("Upplands-Bro", ("Upplands-Bro",)),
        ("Malmö-Lund", ("Malmö",)),
        ("Stockholmspolisen i STOCKHOLM", ()),
        ("botkyrka", ()),
        ("Göteborgs-Posten skriver", ("Göteborg",)),
        # names that are also words or persons
        ("Nora säger att Vara inte alltid är lätt, enligt Lund och Berg.", ()),
        ("Ett brev från Nora till Sala-Kalle", ()),
        ("Barnen bor i Nora och Mora.", ("Nora",)),
        ("Vara kommun och Ale kommuns nämnd", ("Ale", "Vara")),
        ("Familjen i Lund flyttade inom Kil.", ("Kil", "Lund")),
        ("I Boden finns det plats", ("Boden",)),
        ("i Lund Olsson", ()),
        ("Marks kommun", ("Mark",)),
        ("Bergs tingsrätt", ("Berg",)),
        ("Det ska vara på åre", ()),
    ],
)
def test_places_are_found_where_they_are_places(text, places):
    assert places_in("", text) == places


def test_title_and_text_count_and_each_place_is_given_once_in_order():
    assert places_in("Umeå", "Umeås plan liknar Gävles. Gävle") == ("Gävle", "Umeå")


def test_the_gazetteer_has_every_municipality_with_its_county():
    lines = files("crawlers").joinpath("places.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]

    assert len(rows) == len({name for name, _, _ in rows}) == 290
    assert len({county for _, county, _ in rows}) == 21


def test_every_ambiguous_name_is_found_as_a_municipality():
    lines = files("crawlers").joinpath("places.tsv").read_text("utf-8").splitlines()
    for line in lines[3:]:
        name = line.split("\t")[0]
        owner = name if name.endswith("s") else name + "s"
        assert places_in("", f"Det säger {owner} kommun.") == (name,)
        assert places_in("", f"Det säger {name} kommun.") == (name,)

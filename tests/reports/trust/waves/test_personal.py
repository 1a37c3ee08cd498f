"""Files that name persons are refused by column and row; files that only look so are taken."""

import numpy as np
import pytest

from reports.trust.waves.personal import personal_faults
from reports.trust.waves.table import Column, SurveyTable

# Numbers of people who do not exist, made for this test; their check digits are right.
NUMBERS = ["19121212-1212", "900101-0017", "20000229 2382", "121212+1212"]


def found(values, name="kolumn", **options):
    """(row, reason) of the fault of one column, None where there is none."""
    column = Column(name, values, **options)
    table = SurveyTable("a.csv", {name: column}, range(2, 2 + len(values)), "")
    faults = personal_faults(table)
    assert len(faults) <= 1
    for fault in faults:
        told = str(fault.message)
        texts = [v for v in values if isinstance(v, str) and len(v) > 3]
        assert not any(text in told for text in texts), told
        assert "kolumn" in told
    return (faults[0].row, faults[0].reason) if faults else None


@pytest.mark.parametrize("number", NUMBERS)
def test_one_identity_number_among_codes_is_found(number):
    assert found(["A1", "A2", number, "A3"]) == (4, "personnummer")


def test_identity_numbers_that_were_saved_as_numbers_are_found():
    assert found([199001010017.0, 198512240006.0]) == (2, "personnummer")
    assert found([9001010017.0, 8512240006.0, 6407230001.0]) == (2, "personnummer")
    assert found([1.0, 2.0, 3.0, 191212121212.0, *map(float, range(40))]) == (5, "personnummer")


def test_a_column_called_personnummer_is_refused_whatever_it_holds():
    assert found([1.0, 2.0], name="personnr") == (2, "personnummer")


@pytest.mark.parametrize(
    "values",
    [
        [float(n) for n in range(1000, 1200)],
        [202609011230.0, 202609011245.0, 202609020915.0],
        [4600000000.0 + 7919 * n for n in range(300)],
        [114.0, 180.0, 1480.0],
        [0.75, 1.25, 1234567890.5],
        ["2026-09-01", "2026-09-02"],
        ["550e8400-e29b-41d4-a716-446655440000"],
    ],
)
def test_running_numbers_times_and_weights_are_no_identity_numbers(values):
    assert found(values) is None


@pytest.mark.parametrize(
    "text", ["Storgatan 12", "Norra Vägen 3 b", "Lillstigen 41", "c/o Ek, Ekvägen 7", "Box 123"]
)
def test_addresses_are_found(text):
    assert found(["ja", text]) == (3, "adress")


def test_exact_places_are_found_by_their_columns():
    assert found([59.3293, 57.7089], name="lat") == (2, "adress")
    assert found([1.0, 2.0, 3.0], name="lat") is None


@pytest.mark.parametrize("text", ["anna@exempel.example", "070-174 06 33", "+46 70 174 06 33"])
def test_ways_to_reach_a_person_are_found(text):
    assert found(["ja", "nej", text]) == (4, "kontaktuppgift")


def test_a_column_of_names_is_found_by_its_heading():
    assert found(["Ek", "Al"], name="efternamn") == (2, "kontaktuppgift")


def test_free_text_is_found_from_a_single_answer():
    answer = "De lyssnade aldrig på vad vi sa"
    assert found([None, None, answer, None]) == (4, "fritext")
    names = [f"Påhittad{chr(65 + i)} Svensson{chr(75 - i)}" for i in range(11)]
    assert found(names) == (2, "fritext")


@pytest.mark.parametrize(
    "values",
    [
        ["Varken stort eller litet förtroende", "Mycket stort förtroende för dem alla här"] * 9,
        ["Varken stort eller litet förtroende", *["Ganska stort förtroende"] * 5],
        ["Upplands Väsby", "Östra Göinge", *["Malå"] * 4],
    ],
)
def test_the_labels_of_a_scale_and_municipalities_are_no_free_text(values):
    assert found(values) is None


def test_a_text_that_the_file_has_a_label_for_is_an_answer():
    long = "Jag har inte haft någon kontakt med socialtjänsten alls"
    assert found([long, "Ja"], labels={long: long, "Ja": "Ja"}) is None


def test_an_open_answer_refuses_the_whole_file_though_it_is_not_imported(desk):
    from reports.trust.waves.faults import WaveRefused

    frame = desk.people()
    frame["oppen"] = np.array([""] * 23 + ["Min son blev hämtad utan att vi fick veta"], object)
    with pytest.raises(WaveRefused, match=r"panel.sav, kolumn oppen, rad 24: ser ut som fritext"):
        desk.prepare(desk.sav(frame))

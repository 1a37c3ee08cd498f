"""Which rows a domain holds, and how an expression that makes no sense is refused."""

import pandas as pd
import pytest

from reports.trust.survey.conditions import DomainError
from reports.trust.survey.domain import domain_of

FRAME = pd.DataFrame(
    {
        "kon": ["k", "m", None, "k"],
        "alder": [17, 20, 30, None],
        "parti": [1.0, 2.0, 3.0, None],
        "län nr": ["01", "14", "1", "25"],
    }
)


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        ('kon == "k"', [0, 3]),
        ("kon = 'k' and alder < 18", [0]),
        ('kon == "k" or alder >= 30', [0, 2, 3]),
        ("not parti in [2, 9]", [0, 2]),
        ("parti not in [2, 9]", [0, 2]),
        ('not (kon == "k" and alder == 17)', [1, 2]),
        ("parti == 2.0", [1]),
        ('parti == "2"', [1]),
        ('`län nr` == "01"', [0]),
        ("alder > 17 & alder <= 30 & !(parti == 3)", [1]),
        ({"kon": "k"}, [0, 3]),
        ({"kon": ["k", "m"], "alder": 20}, [1]),
    ],
)
def test_a_domain_holds_the_rows_where_it_is_true(given, rows):
    assert list(domain_of(given).mask(FRAME).nonzero()[0]) == rows


def test_a_missing_value_is_in_neither_a_comparison_nor_its_opposite():
    assert not domain_of('kon == "k"').mask(FRAME)[2]
    assert not domain_of('not kon == "k"').mask(FRAME)[2]


def test_a_domain_may_name_the_words_of_a_code():
    labels = {"parti": {"1": "Norra partiet", "2": "Södra partiet"}}
    assert list(domain_of({"parti": "norra partiet"}).mask(FRAME, labels)) == [True] + [False] * 3


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("kon == kvinna", "tecken 8"),
        ("kon", "väntade =="),
        ('kon == "k" alder', "väntade and, or eller slutet"),
        ('(kon == "k"', "slutparentes"),
        ("alder @ 3", "'@'"),
        ("", "väntade ett kolumnnamn"),
        ('__import__("os")', "väntade =="),
        ("alder.__class__ == 3 .x", "okänt"),
        ("(" * 200 + "alder == 1" + ")" * 200, "nivåer"),
        ("alder in []", "väntade ett tal"),
        (3, "väntade ett villkor"),
        ({}, "väntade ett villkor"),
        ({"kon": []}, "minst ett värde"),
    ],
)
def test_an_expression_that_makes_no_sense_is_refused_with_its_place(given, told):
    with pytest.raises(DomainError, match="domain") as refused:
        domain_of(given)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("given", "told"),
    [("kön == 1", "finns inte"), ("kon > 3", "text"), ('alder > "3"', "gäller tal")],
)
def test_a_domain_that_the_file_cannot_answer_is_refused(given, told):
    with pytest.raises(DomainError, match=told):
        domain_of(given).mask(FRAME)

"""Reasons in Swedish: none of the English of the system or of the parser is left."""

import tomllib

import pytest

from store.reasons import of_system, of_toml


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('a = "x" b', "rad 1, tecken 9: här väntades ny rad"),
        ("a = 1\nb = 2026-02-30", "rad 2, tecken 5: datumet finns inte"),
        ('a = "x\n', "rad 1, tecken 7: ett tecken som inte får stå här"),
        ("a = [1, 2", "i filens slut: en lista saknar"),
        ("a = ja", "rad 1, tecken 5: värdet går inte att läsa"),
        ("a = 1\na = 2\n", "rad 2, tecken 6: nyckeln står två gånger"),
        ("[a]\n[a]", "rad 2, tecken 3: tabellen står två gånger"),
        ("a 1", "rad 1, tecken 3: här väntades ="),
        ("!", "rad 1, tecken 1: raden är varken"),
        ("[a", "i filens slut: rubriken saknar"),
    ],
)
def test_a_toml_fault_says_line_and_reason(text, told):
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    assert of_toml(caught.value).startswith(told)


def test_the_system_says_no_in_swedish(tmp_path):
    with pytest.raises(OSError) as caught:
        (tmp_path / "borta").read_bytes()
    assert of_system(caught.value) == "filen eller mappen finns inte"
    with pytest.raises(OSError) as caught:
        tmp_path.read_bytes()
    assert of_system(caught.value) == "det är en mapp, ingen fil"
    assert of_system(OSError("bare")) == "systemet säger nej"

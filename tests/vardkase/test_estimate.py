"""`waves estimate` on the command line: from a file and a specification to EST.json."""

import json
import re

import pandas as pd
import pyreadstat
import pytest
from click.testing import CliRunner

from store.errors import VardkaseError
from vardkase.commands.estimate import estimate
from vardkase.commands.estimate_screen import p_value

SPEC = """
[design]
weight = "vikt"

[[estimate]]
name = "stort förtroende"
kind = "share"
variable = "fortroende"
levels = [1, 2]
base = "with_opinion"
by = "kon"
"""
ROWS = pd.DataFrame(
    {
        "fortroende": [1.0, 2, 3, 8, 9] * 40,
        "kon": [1.0, 2] * 96 + [3.0] * 8,
        "vikt": [1.5, 0.5] * 100,
    }
)
LABELS = {
    "fortroende": {
        1: "Mycket stort", 2: "Ganska stort", 3: "Litet", 8: "Vet ej", 9: "Vill inte svara"
    },
    "kon": {1: "Kvinna", 2: "Man", 3: "Annat"},
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VARDKASE_CONFIG", raising=False)
    (tmp_path / "spec.toml").write_text(SPEC, encoding="utf-8")
    pyreadstat.write_sav(
        ROWS,
        tmp_path / "enkat.sav",
        variable_value_labels=LABELS,
        missing_ranges={"fortroende": [8, 9]},
    )
    lines = ROWS.assign(vikt=ROWS["vikt"].map(lambda weight: str(weight).replace(".", ",")))
    lines.to_csv(tmp_path / "enkat.csv", sep=";", index=False)
    return tmp_path


def asked(*arguments, status=0):
    ended = CliRunner().invoke(estimate, [str(argument) for argument in arguments])
    if status == 0:
        assert ended.exit_code == 0, ended.output
        return ended.output
    assert isinstance(ended.exception, VardkaseError), ended.output
    assert ended.exception.exit_status == status
    return str(ended.exception)


def estimates(folder):
    return json.loads((folder / "est.json").read_text(encoding="utf-8"))


def test_a_sav_file_gives_estimates_with_its_own_words_and_missing_codes(folder):
    told = asked("enkat.sav", "--spec", "spec.toml", "--output", "est.json")
    found = estimates(folder)
    assert [one["group"] for one in found] == ["Kvinna", "Man", "Annat"]
    assert found[2]["estimate"] is None
    assert "färre än 10" in found[2]["suppressed"]
    assert [one["n"] for one in found if one["n"]] == [58]  # a third hides the other sex too
    assert "–" in told
    assert "Vikterna tas som fasta" in told


def test_a_csv_file_with_decimal_commas_gives_the_same_figures(folder):
    asked("enkat.sav", "--spec", "spec.toml", "--output", "est.json")
    of_sav = estimates(folder)
    text = SPEC + "\n[answers.fortroende]\ndont_know = 8\nwont_say = 9\n"
    (folder / "spec.toml").write_text(text, encoding="utf-8")
    asked("enkat.csv", "--spec", "spec.toml", "--output", "est.json")
    assert [one["group"] for one in estimates(folder)] == ["1", "2", "3"]
    for one, other in zip(of_sav, estimates(folder), strict=True):
        assert {**one, "group": ""} == {**other, "group": ""}


def test_the_least_number_of_respondents_comes_from_the_folder(folder):
    (folder / "vardkase.toml").write_text("[privacy]\nmin_cell_respondents = 3\n")
    asked("enkat.sav", "--spec", "spec.toml", "--output", "est.json")
    assert "färre än 10" not in str(estimates(folder))


def test_a_broken_configuration_is_no_missing_one(folder):
    (folder / "vardkase.toml").write_text("[privacy]\nmin_cell_respondents = 0\n")
    told = asked("enkat.sav", "--spec", "spec.toml", "--output", "est.json", status=2)
    assert "min_cell_respondents" in told
    assert not (folder / "est.json").exists()


def test_json_says_what_was_done(folder):
    told = json.loads(asked("enkat.sav", "--spec", "spec.toml", "--output", "est.json", "--json"))
    assert told["rows"] == 200
    assert told["estimates"] == 3
    assert told["weights_deff"] == pytest.approx(1.25)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["enkat.sav"], "--spec"),
        (["enkat.sav", "--spec", "borta.toml", "--output", "est.json"], "borta.toml"),
        (["borta.sav", "--spec", "spec.toml", "--output", "est.json"], "borta.sav"),
        (["enkat.sav", "--self-test"], "--self-test"),
    ],
)
def test_wrong_use_ends_with_2_and_writes_nothing(folder, arguments, told):
    assert told in asked(*arguments, status=2)
    assert not (folder / "est.json").exists()


def test_a_fault_in_the_specification_leaves_an_earlier_result_alone(folder):
    asked("enkat.sav", "--spec", "spec.toml", "--output", "est.json")
    before = (folder / "est.json").read_bytes()
    (folder / "spec.toml").write_text(SPEC.replace('"vikt"', '"vigt"'), encoding="utf-8")
    assert "vigt" in asked("enkat.sav", "--spec", "spec.toml", "--output", "est.json", status=2)
    assert (folder / "est.json").read_bytes() == before


def test_the_self_test_says_how_far_the_figures_are_from_those_of_r():
    told = asked("--self-test")
    assert "survey 4.1" in told
    assert "Alla tal stämmer" in told
    assert json.loads(asked("--self-test", "--json"))["passed"] is True


@pytest.mark.parametrize(
    ("column", "key"),
    [("pnr", 'by = "pnr"'), ("pnr", 'domain = "pnr > 0"'), ("fritt", 'variable = "fritt"')],
)
def test_a_column_that_tells_who_somebody_is_is_refused(folder, column, key):
    kept = "" if key.startswith("variable") else 'variable = "fortroende"\n'
    spec = f'[[estimate]]\nname = "x"\nkind = "share"\n{kept}{key}\n'
    (folder / "spec.toml").write_text(spec, encoding="utf-8")
    own = ROWS.assign(
        pnr=[199001010000 + number for number in range(200)],
        fritt=[f"jag har mött handläggare nummer {number}" for number in range(200)],
    )
    own.to_csv(folder / "enkat.csv", index=False)
    told = asked("enkat.csv", "--spec", "spec.toml", "--output", "est.json", status=2)
    assert f"kolumn {column}" in told
    assert "19900101" not in told and "handläggare" not in told
    assert not (folder / "est.json").exists()


REGRESSION = """
[[estimate]]
name = "vad som hänger ihop"
kind = "regression"
variable = "fortroende"
levels = [1, 2]
terms = "kon"
adjust = ["alder"]

[[estimate]]
name = "skillnad"
kind = "difference"
variable = "fortroende"
levels = ["Mycket stort", "Ganska stort"]
by = "kon"
compare = ["Kvinna", "Man"]
"""


def test_the_screen_has_a_table_for_each_question_and_model(folder):
    (folder / "spec.toml").write_text(REGRESSION, encoding="utf-8")
    answers = [1.0, 2, 3, 3, 2] * 40
    sexes = [1.0, 2, 2] * 66 + [1.0, 2]
    rows = ROWS.assign(fortroende=answers, kon=sexes, alder=[20.0 + i % 41 for i in range(200)])
    pyreadstat.write_sav(rows, folder / "enkat.sav", variable_value_labels=LABELS)
    told = asked("enkat.sav", "--spec", "spec.toml", "--output", "est.json")
    assert "vad som hänger ihop, ojusterad: oddskvoter, n = 200" in told
    assert "vad som hänger ihop, justerad: oddskvoter, n = 200" in told
    assert re.search(r"  kon: Man +\d,\d\d  \(\d,\d\d till \d+,\d\d\)  p [=<] 0,\d{3}\n", told)
    assert "vad som hänger ihop: jämförs med Kvinna (kon)." in told
    assert re.search(r"Kvinna − Man  −?\d+,\d procentenheter  \(−?\d", told)
    assert "crude" not in told and "OR(" not in told


def test_a_small_p_is_told_as_less_than_a_thousandth():
    assert p_value(1.633e-10) == "p < 0,001"
    assert p_value(0.0014) == "p = 0,001"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('weight = "vikt"', 'weight = "wikt"', "menades vikt?"),
        ('by = "kon"', 'by = "KON"', "menades kon?"),
        ("levels = [1, 2]", "levels = [7]", "1 (Mycket stort), 2 (Ganska stort)"),
        ("levels = [1, 2]", "levels = [1, 2", "spec.toml: är inte giltig TOML: rad"),
    ],
)
def test_a_wrong_name_is_answered_with_the_right_ones(folder, old, new, told):
    (folder / "spec.toml").write_text(SPEC.replace(old, new), encoding="utf-8")
    assert told in asked("enkat.sav", "--spec", "spec.toml", "--output", "est.json", status=2)


def test_a_place_that_can_not_be_written_is_told_in_swedish(folder):
    told = asked("enkat.sav", "--spec", "spec.toml", "--output", "spec.toml/est.json", status=2)
    assert "en del av sökvägen är en fil" in told or "det ligger redan en fil där" in told

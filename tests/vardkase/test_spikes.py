"""`spikes` on the command line: from a file of series to one with alarms."""

import csv
import json

import numpy as np
import pytest
from click.testing import CliRunner

from store.errors import VardkaseError
from vardkase.commands.spikes import spikes


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VARDKASE_CONFIG", raising=False)
    chance = np.random.default_rng(3)
    lines = ["series,week,count"]
    for week in range(1, 271):
        for name in ("b", "a"):
            lines.append(f"{name},{week},{60 if (name, week) == ('a', 265) else chance.poisson(6)}")
    (tmp_path / "serier.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def asked(*arguments):
    ended = CliRunner().invoke(spikes, [str(argument) for argument in arguments])
    if ended.exception is not None and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    return ended.output


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_comes_back_in_order_with_four_columns(folder):
    asked("--input", "serier.csv", "--output", "larm.csv")
    given, found = rows(folder / "serier.csv"), rows(folder / "larm.csv")
    assert list(found[0]) == [*given[0], "expected", "upper_bound", "p_value", "alarm"]
    assert [{name: row[name] for name in given[0]} for row in found] == given
    early = [row for row in found if int(row["week"]) < 212]
    assert {(r["expected"], r["upper_bound"], r["p_value"], r["alarm"]) for r in early} == {
        ("", "", "", "0")
    }
    late = [row for row in found if int(row["week"]) >= 212]
    assert all(float(r["expected"]) > 0 and float(r["upper_bound"]) > 0 for r in late)
    assert next(r for r in late if (r["series"], r["week"]) == ("a", "265"))["alarm"] == "1"


def test_the_same_file_gives_the_same_bytes(folder):
    asked("--input", "serier.csv", "--output", "ett.csv")
    asked("--input", "serier.csv", "--output", "tva.csv")
    assert (folder / "ett.csv").read_bytes() == (folder / "tva.csv").read_bytes()


def test_json_tells_how_many_weeks_were_judged(folder):
    told = json.loads(asked("--input", "serier.csv", "--output", "larm.csv", "--json"))
    assert told["rows"] == 540
    assert told["judged"] == 2 * 59
    assert told["alarms"] >= 1


def test_a_budget_leaves_expected_and_bound_as_they_are(folder):
    asked("--input", "serier.csv", "--output", "utan.csv")
    asked("--input", "serier.csv", "--output", "med.csv", "--fdr", "0.001")
    for without, within in zip(rows(folder / "utan.csv"), rows(folder / "med.csv"), strict=True):
        for name in ("expected", "upper_bound", "p_value"):
            assert without[name] == within[name]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--input", "serier.csv"), "--output"),
        (("--input", "saknas.csv", "--output", "larm.csv"), "kan inte läsas"),
        (("--input", "serier.csv", "--output", "larm.csv", "--fdr", "2"), "mellan 0 och 1"),
    ],
)
def test_wrong_use_does_nothing(folder, arguments, said):
    with pytest.raises(VardkaseError, match=said) as caught:
        asked(*arguments)
    assert caught.value.exit_status == 2
    assert not (folder / "larm.csv").exists()


def test_a_bad_row_names_its_line_and_writes_nothing(folder):
    (folder / "fel.csv").write_text("series,week,count\na,1,2\na,2,många\n", encoding="utf-8")
    with pytest.raises(VardkaseError, match=r"fel\.csv, rad 3"):
        asked("--input", "fel.csv", "--output", "larm.csv")
    assert not (folder / "larm.csv").exists()

"""`link`: a plan and CSV files go in, a verdict and its traces come out; no settings are needed."""

import csv
import json
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from store.errors import VardkaseError
from vardkase.commands.link import link

FIELDS = {
    "verdict", "design", "lag", "estimate", "low", "high", "p", "q", "n", "n_effective", "tests",
    "smallest_detectable", "exploratory", "controls", "crude", "adjusted", "adjusted_with_party",
    "flags",
}  # fmt: skip


@dataclass
class Ended:
    status: int
    out: str
    told: str


def invoke(*arguments):
    """The command as the command line runs it; errors become their status and message."""
    ended = CliRunner().invoke(link, [str(one) for one in arguments])
    error = ended.exception
    if isinstance(error, VardkaseError):
        return Ended(error.exit_status, ended.stdout, str(error))
    if error is not None and not isinstance(error, SystemExit):
        raise error
    return Ended(ended.exit_code, ended.stdout, ended.stderr)


@pytest.fixture
def project(tmp_path):
    """Writes data and a plan, runs it, and gives how it ended and the project's folder."""

    def run(frame, output="projekt", language="sv", name="plan.toml", **keys):
        frame.to_csv(tmp_path / "data.csv", index=False)
        plan = {"question": "Hör de ihop?", "design": "series", "exposure": "data.csv",
                "trust": "data.csv", **keys}  # fmt: skip
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in plan.items()]
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
        folder = tmp_path / output
        ended = invoke("--plan", tmp_path / name, "--output", folder, "--language", language)
        return ended, folder

    return run


def result_of(folder):
    return json.loads((folder / "result.json").read_text("utf-8"))


def log_of(folder):
    return [json.loads(line) for line in (folder / "log.jsonl").read_text("utf-8").splitlines()]


def noise(seed=1, n=60, **columns):
    random = np.random.default_rng(seed)
    frame = {"time": range(n), "exposure": random.normal(9, 2, n), "trust": random.normal(50, 2, n)}
    return pd.DataFrame(frame).assign(**columns)


FIVE = pd.DataFrame(
    {
        "time": [2018, 2019, 2020, 2021, 2022],
        "exposure": [1, 2, 3, 4, 5.0],
        "trust": [50, 48.1, 45.9, 44.1, 42],
        "n": 1000,
    }
)


def test_five_waves_are_refused_a_test_and_the_status_is_0(project):
    ended, folder = project(FIVE)
    found = result_of(folder)
    assert ended.status == 0
    assert found["verdict"] == "insufficient"
    assert found.keys() >= FIELDS
    assert found["smallest_detectable"]["percentage_points"] > 0
    assert "Underlaget räcker inte" in ended.out


def test_no_link_is_an_answer_with_all_its_traces(project):
    ended, folder = project(noise())
    found = result_of(folder)
    assert (ended.status, found["verdict"], found["tests"]) == (0, "no_association_found", 1)
    files = {path.name for path in folder.iterdir()}
    assert {"result.json", "spec.json", "log.jsonl", "analysis.R", "page.html", "page.pdf"} <= files
    assert {"exposure.csv", "trust.csv"} <= files
    spec = json.loads((folder / "spec.json").read_text("utf-8"))
    assert spec["inputs"].keys() == {"data.csv"}
    assert [entry["event"] for entry in log_of(folder)] == ["lock", "result"]
    assert log_of(folder)[1]["result_sha256"] == spec["result_sha256"]


def test_the_page_is_written_in_english_too(project):
    _, folder = project(FIVE, language="en")
    page = (folder / "page.en.html").read_text("utf-8")
    assert '<html lang="en"' in page


def test_the_same_plan_and_data_give_the_same_bytes_in_another_project(project):
    _, first = project(noise(), output="ett")
    _, second = project(noise(), output="två")
    for name in ("result.json", "spec.json", "trust.csv", "exposure.csv", "analysis.R"):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_a_later_run_in_the_same_folder_is_exploratory_and_counted(project):
    _, folder = project(noise())
    assert not result_of(folder)["exploratory"]
    project(noise(), lags=[1, 2, 3])
    found = result_of(folder)
    assert (found["exploratory"], found["tests"]) == (True, 4)
    assert [entry["event"] for entry in log_of(folder)] == ["lock", "result"] * 2


def test_a_confounder_is_answered_with_the_odds_ratios_side_by_side(project):
    random = np.random.default_rng(8)
    week = np.repeat(np.arange(30), 80)
    party = random.random(len(week)) < 0.4
    share = 1 / (1 + np.exp(1.4 * party - 0.3))
    persons = pd.DataFrame(
        {
            "id": range(len(week)),
            "date": (pd.Timestamp("2026-01-05") + pd.to_timedelta(7 * week, "D")).strftime("%F"),
            "exposure": random.normal(0, 1, len(week)) + 1.2 * party,
            "trust": (random.random(len(week)) < share).astype(int),
            "weight": 1.5,
            "party": np.where(party, "X", "Y"),
        }
    )
    ended, folder = project(persons, design="persons", covariates=["party:individual"])
    found = result_of(folder)
    assert ended.status == 0, ended.told
    assert (found["verdict"], found["explained_by"]) == ("explained_by", "party")
    assert found["crude"]["odds_ratio"] < 0.85 < found["adjusted"]["odds_ratio"]
    assert "party" not in (folder / "trust.csv").read_text("utf-8")
    assert not (folder / "model.csv").exists()  # persons' answers stay where they are


def test_trust_that_moves_in_every_institution_is_not_specific(project):
    random = np.random.default_rng(2)
    data = noise(n=100)
    data["trust"] = 50 - data["exposure"] + random.normal(0, 0.5, 100)
    data["polisen"] = data["trust"] + random.normal(0, 0.3, 100)
    _, folder = project(data, negative_control="polisen")
    assert result_of(folder)["verdict"] == "association_not_specific"


def test_a_changed_wording_breaks_the_series(project):
    data = noise(question=["socialarbetare"] * 30 + ["personal inom socialtjänsten"] * 30)
    _, folder = project(data)
    found = result_of(folder)
    assert (found["verdict"], found["data"]["breaks"][0]["time"]) == ("design_violated", "30")


def test_each_replicate_has_a_line_without_correction_between_them(project):
    parts = [noise(seed=seed).assign(rep=f"r{seed}") for seed in range(12)]
    _, folder = project(pd.concat(parts), by="rep")
    with (folder / "results.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["rep"] for row in rows] == [f"r{seed}" for seed in range(12)]
    assert all(row["p"] == row["q"] for row in rows)
    told = result_of(folder)
    assert told["rejected"] == sum(float(row["p"]) <= 0.05 for row in rows)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"lag": 1}, "lag = 1: väntade en av nycklarna"),
        ({"exposure": "saknas.csv"}, "saknas.csv: kan inte läsas"),
        ({"negative_control": "polisen"}, "kolumnen polisen, som planen namnger, finns inte"),
        ({"by": "rep"}, "kolumnen rep saknas"),
    ],
)
def test_a_wrong_plan_ends_with_2_and_leaves_no_result(project, keys, told):
    ended, folder = project(noise(), **keys)
    assert ended.status == 2
    assert told in ended.told
    assert not (folder / "result.json").exists()


def test_a_plan_that_was_refused_does_not_make_the_next_one_exploratory(project):
    project(noise(), negative_control="polisen")
    _, folder = project(noise())
    assert not result_of(folder)["exploratory"]


def test_the_calibration_is_told_as_json_and_moves_with_the_seed():
    first, second = (json.loads(invoke("--calibrate", "--json", "--seed", s).out) for s in (1, 2))
    assert first["draws"] == 400
    assert first.keys() == {"seed", "draws", "cases"}
    assert all(case.keys() == {"case", "draws", "rejected", "rate"} for case in first["cases"])
    assert [c["rejected"] for c in first["cases"]] != [c["rejected"] for c in second["cases"]]


def test_plan_and_calibration_are_not_asked_for_together(tmp_path):
    assert invoke("--calibrate", "--plan", tmp_path / "p.toml").status == 2
    assert invoke("--full").status == 2
    assert invoke("--plan", tmp_path / "p.toml").status == 2

"""`link`: a plan and CSV files go in, a verdict and its traces come out; no settings are needed."""

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from reports.trust.link.calibration import EFFECTS, HARDER, NULLS, CalibrationCase
from reports.trust.link.csv_table import parse_csv_table
from reports.trust.link.joining import join
from reports.trust.link.plan import read_plan
from store.errors import VardkaseError
from vardkase.commands.link import link
from vardkase.commands.link_cases import CASES, conclusion, told_cases

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


def test_the_folder_says_how_many_must_stand_behind_a_wave(project, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VARDKASE_CONFIG", raising=False)
    (tmp_path / "vardkase.toml").write_text("[privacy]\nmin_cell_respondents = 50\n")
    _, folder = project(FIVE.assign(n=[900, 900, 900, 900, 30], trust=FIVE["trust"] + 0.125))
    found = result_of(folder)
    assert [wave["wave"] for wave in found["data"]["waves"]] == ["2018", "2019", "2020", "2021"]
    assert len(found["diagnostics"]["differences"]) == 3
    written = [path.read_bytes() for path in folder.iterdir() if path.suffix != ".pdf"]
    assert len(written) > 4
    assert not any(b"42.125" in content or b"42,1" in content for content in written)


def test_no_link_is_an_answer_with_all_its_traces(project):
    ended, folder = project(noise())
    found = result_of(folder)
    assert (ended.status, found["verdict"], found["tests"]) == (0, "no_association_found", 2)
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
    assert (found["exploratory"], found["tests"]) == (True, 6)
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


def test_the_tests_of_replicates_count_for_what_the_project_asks_afterwards(project):
    parts = [noise(seed=seed).assign(rep=f"r{seed}") for seed in range(8)]
    _, folder = project(pd.concat(parts), by="rep")
    assert result_of(folder)["tests"] == 8
    assert log_of(folder)[1]["tests"][0]["name"].startswith("rep = r0: ")
    project(noise(seed=9))
    assert result_of(folder)["tests"] == 8 + 2


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"lag": 1}, "lag = 1: väntade en av nycklarna"),
        ({"exposure": "saknas.csv"}, "saknas.csv: kan inte läsas (filen finns inte)"),
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


def test_the_first_page_is_kept_and_the_next_one_says_what_was_changed(project):
    _, folder = project(noise())
    first = {name: (folder / name).read_bytes() for name in ("page.html", "result.json")}
    ended, _ = project(noise(), primary_lag=3)
    assert (folder / "page.html").read_bytes() == first["page.html"]
    assert (folder / "korning-1" / "result.json").read_bytes() == first["result.json"]
    assert "page-2.html" in ended.out and "korning-1" in ended.out
    assert "Ändrat sedan den första planen i mappen: primary_lag: – → 3." in ended.out
    assert "primary_lag: – → 3" in (folder / "page-2.html").read_text("utf-8")
    project(noise(), primary_lag=2)
    assert (folder / "page-3.html").exists()
    assert (folder / "korning-1" / "result.json").read_bytes() == first["result.json"]


def test_other_data_in_a_later_run_are_told(project):
    project(noise())
    ended, folder = project(noise(seed=2))
    assert "data.csv: sha256 " in ended.out
    assert [one["key"] for one in result_of(folder)["data"]["changes"]] == ["data.csv"]


def test_a_file_in_the_place_of_the_folder_ends_with_2(tmp_path, project):
    (tmp_path / "fil").write_text("x")
    ended, _ = project(noise(), output="fil")
    assert ended.status == 2
    assert "är en fil; väntade en mapp" in ended.told


def test_a_plan_that_is_not_there_is_told_in_swedish(tmp_path):
    ended = invoke("--plan", tmp_path / "p.toml", "--output", tmp_path / "ut")
    assert ended.status == 2
    assert "filen finns inte" in ended.told


def test_the_calibration_is_told_in_words_with_what_was_expected():
    cases = [CalibrationCase("white", 400, 20, 0.05), CalibrationCase("ar_0.8", 400, 18, 0.045)]
    told = "\n".join(told_cases(cases, 1))
    assert "Väntat: 5,0 %" in told and "± 2,1 procentenheter" in told
    assert "100 tider utan mönster" in told and "white" not in told
    assert "alla slag ligger inom 2,5–8,0 %" in told
    bad = [*cases, CalibrationCase("campaign", 400, 60, 0.15)]
    assert "för ofta sedda samband för kampanj med jämförelsegrupp" in conclusion(bad)


def test_every_kind_of_simulated_data_has_a_name():
    assert {*NULLS, *HARDER, *EFFECTS} <= CASES.keys()


GUIDE = Path(__file__).parents[2] / "docs" / "anvandarguide.md"


@pytest.mark.skipif(not GUIDE.exists(), reason="the guide is not part of the wheel")
@pytest.mark.parametrize("design", ["series", "groups", "campaign"])
def test_the_plans_and_files_of_the_guide_fit_together(design):
    text = GUIDE.read_text("utf-8")
    found = re.findall(r"```csv\n(.*?)```\s+```toml\n(.*?)```", text, re.DOTALL)
    table, plan = next(pair for pair in found if f'design = "{design}"' in pair[1])
    read = read_plan(plan, "plan.toml")
    trust = parse_csv_table(table.encode(), read.trust)
    weekly = parse_csv_table(b"time,exposure\n2026-W01,3\n2026-W02,4\n", "exponering.csv")
    exposure = weekly if read.exposure == "exponering.csv" else trust
    assert len(join(read, exposure, trust).joined) == table.count("\n") - 1
    if read.comparison:
        assert {read.group, *read.comparison} == set(trust.text("group"))

"""The R script makes the page's number again, from the exported files alone."""

import re
import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest

from reports.trust.link.log import Locked
from reports.trust.link.plan import read_plan
from reports.trust.link.run import analyse
from reports.trust.link.tables import load_tables
from reports.trust.page.exports import exported
from reports.trust.page.rscript import r_script, r_value

needs_r = pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")

LOCKED = Locked("2026-11-21T10:00:00+00:00", False, (), 0, False)


def analysed(folder, plan, frame):
    frame.to_csv(folder / "data.csv", index=False)
    text = 'question = "Hör de ihop?"\nexposure = "data.csv"\ntrust = "data.csv"\n' + plan
    found = read_plan(text, "plan.toml")
    return analyse(found, *load_tables(found, folder), LOCKED)


def printed_by_r(folder, analysis):
    for name, content in exported(analysis.result, analysis.tables).items():
        (folder / name).write_bytes(content)
    done = subprocess.run(
        ["Rscript", "--vanilla", "analysis.R"],
        cwd=folder, capture_output=True, text=True, timeout=120,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "LC_ALL": "C"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (folder / "figure.pdf").stat().st_size > 1000
    return {name: float(value) for name, value in re.findall(r"(?m)^(\w+) (\S+)$", done.stdout)}


def weekly(count, seed, **columns):
    draw = np.random.default_rng(seed)
    exposure = 30 + 5 * draw.standard_normal(count).cumsum() / 3
    trust = 0.4 - 0.002 * np.roll(exposure, 1) + 0.02 * draw.standard_normal(count)
    labels = [
        f"{day.isocalendar().year}-W{day.isocalendar().week:02d}"
        for day in pd.date_range("2021-01-04", periods=count, freq="7D")
    ]
    frame = pd.DataFrame({"time": labels, "exposure": exposure, "trust": trust, "n": 900})
    return frame.assign(**{name: draw.standard_normal(count) for name in columns})


@needs_r
@pytest.mark.parametrize(
    ("plan", "columns"),
    [
        ("lags = [1]", {}),
        ("lags = [0]\ncovariates = { 'arbetslöshet' = 'society' }", {"arbetslöshet": 0}),
        ("lags = ['1-4']", {}),
        ("lags = [0, 1, 2, 3]", {}),
        ("lags = [0, 1, 2]\nprimary_lag = 1", {}),
    ],
    ids=["lag", "covariate", "window", "which lag", "primary lag"],
)
def test_a_series_is_the_same_in_r(tmp_path, plan, columns):
    frame = weekly(120, 3, **columns)
    frame.loc[[40, 41], "exposure"] = np.nan
    analysis = analysed(tmp_path, f'design = "series"\n{plan}', frame)
    found = printed_by_r(tmp_path, analysis)
    for name in ("estimate", "low", "high"):
        assert found[name] == pytest.approx(getattr(analysis.result, name), rel=1e-6, abs=1e-12)


@needs_r
def test_groups_are_the_same_in_r(tmp_path):
    draw = np.random.default_rng(5)
    rows = [
        {"time": f"{2015 + wave}", "group": group, "exposure": draw.normal(wave, 2),
         "trust": draw.normal(0.4, 0.03), "n": 300}
        for group in "ABCDEF" for wave in range(6)
    ]  # fmt: skip
    analysis = analysed(tmp_path, 'design = "groups"\ngroup = "group"', pd.DataFrame(rows))
    found = printed_by_r(tmp_path, analysis)
    for name in ("estimate", "low", "high"):
        assert found[name] == pytest.approx(getattr(analysis.result, name), rel=1e-6)


@needs_r
def test_a_campaign_is_the_same_in_r(tmp_path):
    draw = np.random.default_rng(6)
    labels = weekly(60, 1)["time"]
    rows = [
        {"time": label, "group": group, "n": 400,
         "high": draw.binomial(400, 0.4 - 0.1 * (group == "target" and 40 <= place < 52))}
        for place, label in enumerate(labels) for group in ("target", "rest")
    ]  # fmt: skip
    plan = (
        f'design = "campaign"\ngroup = "target"\ncomparison = ["rest"]\n'
        f'campaign = ["{labels[40]}", "{labels[51]}"]'
    )
    analysis = analysed(tmp_path, plan, pd.DataFrame(rows))
    found = printed_by_r(tmp_path, analysis)
    for name in ("estimate", "low", "high"):
        assert found[name] == pytest.approx(getattr(analysis.result, name), rel=1e-6)


@needs_r
def test_a_result_that_is_not_the_page_s_ends_in_an_error(tmp_path):
    analysis = analysed(tmp_path, 'design = "series"\nlags = [1]', weekly(60, 3))
    for name, content in exported(analysis.result, analysis.tables).items():
        (tmp_path / name).write_bytes(content)
    model = pd.read_csv(tmp_path / "model.csv")
    model.loc[30, "trust"] += 0.05
    model.to_csv(tmp_path / "model.csv", index=False)
    done = subprocess.run(
        ["Rscript", "--vanilla", "analysis.R"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "the page has" in done.stderr


@needs_r
def test_without_an_estimate_the_script_draws_the_figure_alone(tmp_path):
    analysis = analysed(tmp_path, 'design = "series"', weekly(8, 3))
    assert analysis.result.estimate is None
    assert printed_by_r(tmp_path, analysis) == {}


def test_rows_behind_a_hidden_figure_are_not_exported(tmp_path):
    frame = weekly(40, 3)
    frame.loc[7, "n"] = 9
    analysis = analysed(tmp_path, 'design = "series"\nlags = [1]', frame)
    files = exported(analysis.result, analysis.tables)
    assert sorted(files) == ["analysis.R", "exposure.csv", "trust.csv"]
    hidden = files["trust.csv"].decode().splitlines()[8]
    assert str(frame["trust"][7])[:6] not in hidden
    assert hidden.endswith("min_cell")


def test_the_script_is_ascii_and_quotes_what_it_is_told(with_verdict):
    odd = with_verdict(data={"covariates": [{"name": 'å"); quit(); c("'}]})
    script = r_script(odd)
    assert script.isascii()
    assert r"\u00e5\"); quit(); c(\"" in script


def test_values_are_written_as_r_reads_them():
    assert r_value(0.1 + 0.2) == "0.30000000000000004"
    assert r_value("\U0001f600\n") == r'"\U0001f600 "'
    assert r_value(float("nan")) == "NaN"
    assert r_value([]) == "c()"

"""Means, totals, shares, ratios, quantiles and their errors, against R's package survey.

The golden values were printed by tests/reports/trust/golden/survey_estimates.R; R's version and
that of the package stand in the JSON.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reports.trust.survey.design import build_design
from reports.trust.survey.estimates import (
    difference,
    mean,
    means_by,
    quantile,
    ratio,
    share,
    total,
)
from reports.trust.survey.intervals import interval
from reports.trust.survey.replicates import jackknife, replicates_of

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "survey_estimates.json").read_text(encoding="utf-8")
)
SAME = {"rel": 1e-8, "abs": 1e-10}
"""Tighter than the 1e-6 that is promised, so that a loss of digits is seen before it matters."""


@cache
def frame(name):
    return pd.DataFrame(GOLDEN["data"][name])


def names(given):
    return [given] if isinstance(given, str) else list(given or [])


def design_of(spec):
    data = frame(spec["data"])
    made = build_design(
        data,
        weight=spec.get("weight"),
        strata=names(spec.get("strata")),
        psu=names(spec.get("psu")),
        fpc=names(spec.get("fpc")),
        nest=spec.get("nest", False),
        lonely_psu=spec.get("lonely_psu", "fail"),
    )
    if "columns" in spec:
        replicates = replicates_of(
            data[spec["columns"]].to_numpy(dtype=float),
            spec["type"],
            combined=spec["combined"],
            scale=spec.get("scale"),
            rscales=spec.get("rscales"),
            rho=spec.get("rho"),
            mse=spec.get("mse", False),
        )
        return type(made)(made.weights, replicates=replicates)
    return jackknife(made, mse=spec.get("mse", False)) if spec.get("jackknife") else made


def column(data, name):
    return pd.to_numeric(data[name]).to_numpy(dtype=float)


def domain_of(case, data):
    domain = case.get("domain")
    if not domain:
        return None
    values = domain["values"]
    return data[domain["column"]].isin(values if isinstance(values, list) else [values]).to_numpy()


def estimate(case):
    design, data = design_of(case["design"]), frame(case["design"]["data"])
    domain, name = domain_of(case, data), names(case["variable"])[0]
    match case["kind"]:
        case "mean" | "total" as kind:
            function = mean if kind == "mean" else total
            return lambda deff: function(design, column(data, name), domain, deff=deff)
        case "ratio":
            above, below = column(data, name), column(data, case["denominator"])
            return lambda deff: ratio(design, above, below, domain, deff=deff)
        case "share":
            hit = np.where(data[name].isna(), np.nan, data[name] == case["level"])
            return lambda deff: share(design, hit, domain, deff=deff)
        case "quantile":
            return lambda _: quantile(
                design,
                column(data, name),
                case["q"],
                domain,
                rule=case["rule"],
                method=case["method"],
            )
        case "difference":
            a, b = ((data[case["by"]].astype(str) == case[side]).to_numpy() for side in "ab")
            return lambda _: difference(design, column(data, name), a, b)
    raise ValueError(case["kind"])


def labelled(cases):
    return [
        pytest.param(
            case,
            id=f"{i}-{case['design_name']}-{case['kind']}-{case['variable']}".replace(" ", "_"),
        )
        for i, case in cases
    ]


NUMBERED = list(enumerate(GOLDEN["cases"]))


@pytest.mark.parametrize("case", labelled(c for c in NUMBERED if c[1]["kind"] != "by"))
def test_an_estimate_equals_that_of_r(case):
    expected = case["expect"]
    function = estimate(case)
    got = function("replace")
    assert got.estimate == pytest.approx(expected["estimate"], **SAME)
    assert got.se == pytest.approx(_number(expected["se"]), nan_ok=True, **SAME)
    assert got.df == expected["df"]
    if "low" in expected:
        assert got.low == pytest.approx(_number(expected["low"]), nan_ok=True, **SAME)
        assert got.high == pytest.approx(_number(expected["high"]), nan_ok=True, **SAME)
    if "deff" in expected:
        assert got.deff == pytest.approx(_number(expected["deff"]), nan_ok=True, **SAME)
        without = function("without").deff
        assert without == pytest.approx(_number(expected["deff_without"]), nan_ok=True, **SAME)
    for method, ends in expected.get("intervals", {}).items():
        assert interval(got, method) == pytest.approx(tuple(ends), **SAME), method


@pytest.mark.parametrize("case", labelled(c for c in NUMBERED if c[1]["kind"] == "by"))
def test_means_by_groups_and_their_covariance_equal_those_of_r(case):
    data, expected = frame(case["design"]["data"]), case["expect"]
    variables = names(case["variable"])
    values = np.column_stack([column(data, name) for name in variables])
    got = means_by(design_of(case["design"]), values, data[case["by"]].astype(str))
    assert list(got.groups) == expected["groups"]
    assert got.estimates.T.ravel() == pytest.approx(np.array(expected["estimate"]), **SAME)
    variables_outside = np.arange(got.estimates.size).reshape(got.estimates.shape).T.ravel()
    covariance = got.covariance[np.ix_(variables_outside, variables_outside)]
    assert covariance == pytest.approx(np.array(expected["covariance"]), **SAME)
    assert got.df == expected["df"]


def _number(value):
    return float("nan") if value is None or value == "NaN" or value == "NA" else value

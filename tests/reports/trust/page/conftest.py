"""Results and tables to render: a series, groups, a campaign and persons, made from a seed."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from reports.trust.link.result import LinkResult, Verdict

BASE = LinkResult(
    verdict=Verdict.NO_ASSOCIATION_FOUND,
    design="series",
    question="Följer förtroendet för socialtjänsten mängden texter som sprider narrativen?",
    plan_sha256="ab" * 32,
    locked_at="2026-11-21T10:00:00+00:00",
    exploratory=False,
    tests=3,
    lag=1,
    estimate=-0.00012,
    low=-0.0006,
    high=0.00036,
    p=0.62,
    q=0.81,
    n=60,
    n_effective=41.3,
    smallest_detectable={"estimate": 0.0007, "power": 0.8, "alpha": 0.05},
    controls={
        "negative_control:polisen": {
            "estimate": 0.0001, "low": -0.0003, "high": 0.0005, "p": 0.6, "n": 60,
        },
        "reverse": {"estimate": 2.0, "low": -3.0, "high": 7.0, "p": 0.4, "n": 60},
        "leave_one_out": {"low": -0.0003, "high": 0.0001, "passed": True},
        "second_opinion": {"estimate": -0.05, "low": -0.3, "high": 0.2, "p": 0.7, "n": 60},
    },
    crude={"estimate": -0.0002, "low": -0.0007, "high": 0.0003, "p": 0.4, "n": 60},
    adjusted=None,
    adjusted_with_party=None,
    explained_by=None,
    flags=("no_party", "question_changed"),
    diagnostics={"order": 2, "ljung_box_p": 0.44, "season": False},
    data={
        "exposure": {
            "name": "Berättelser som sprider narrativ", "unit": "berättelser i veckan",
            "change": 10, "documents": 4120, "sources": 31, "coverage": 0.93,
            "gaps": ["2025-W20", "2025-W21"], "precision": 0.94, "precision_n": 120,
            "recall": 0.9, "recall_n": 118, "attenuation": 0.88,
        },
        "trust": {"name": "Stort förtroende", "unit": "share"},
        "waves": [
            {
                "wave": "V1", "start": "2025-01-06", "end": "2025-02-16", "n": 1039,
                "base": "with_opinion", "mode": "webbpanel", "population": "18 år och äldre",
                "question": "Hur stort förtroende har du för <socialtjänsten>?", "weighted": True,
            },
            {"wave": "V2", "start": "2025-08-04", "end": "2025-09-28", "n": 5482},
        ],
        "breaks": [{"time": "2025-W32", "reason": "question"}],
        "sha256": {"exponering.csv": "cd" * 32},
        "seed": 1,
        "versions": {"vardkase": "0.1.0"},
    },
)  # fmt: skip


def weeks(count: int) -> list[str]:
    return [
        f"{day.isocalendar().year}-W{day.isocalendar().week:02d}"
        for day in pd.date_range("2025-01-06", periods=count, freq="7D")
    ]


def weekly_tables(count: int = 60, seed: int = 7) -> dict[str, pd.DataFrame]:
    draw = np.random.default_rng(seed)
    exposure = draw.poisson(30, count).astype(float)
    exposure[19:21] = np.nan
    trust = 0.31 + 0.02 * draw.standard_normal(count)
    return {
        "exposure": pd.DataFrame(
            {"time": weeks(count), "exposure": exposure, "coverage": draw.uniform(0.8, 1, count)}
        ),
        "trust": pd.DataFrame({"time": weeks(count), "trust": trust, "trust_se": 0.015, "n": 900}),
    }


def wave_tables() -> dict[str, pd.DataFrame]:
    return {
        "exposure": weekly_tables()["exposure"],
        "trust": pd.DataFrame(
            [
                {"wave": "V1", "start": "2025-01-06", "end": "2025-02-16", "trust": 0.31,
                 "trust_se": 0.018, "n": 1039},
                {"wave": "V2", "start": "2025-08-04", "end": "2025-09-28", "trust": 0.28,
                 "trust_se": 0.009, "n": 5482},
                {"wave": "V3", "start": "2025-11-03", "end": "2025-11-16", "trust": 0.6,
                 "trust_se": 0.2, "n": 7},
            ]
        ),
    }  # fmt: skip


@pytest.fixture
def result():
    return BASE


@pytest.fixture
def tables():
    return wave_tables()


@pytest.fixture
def with_verdict():
    """A result with another verdict or other fields."""

    def make(verdict=Verdict.NO_ASSOCIATION_FOUND, **changes):
        return replace(BASE, verdict=Verdict(verdict), **changes)

    return make

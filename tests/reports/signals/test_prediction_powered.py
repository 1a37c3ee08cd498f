"""Prediction-powered means: golden values of ppi_py (golden/ppi_mean.py), and strata."""

import json
from pathlib import Path

import numpy as np
import pytest

from reports.signals.prediction_powered import Stratum, power, prediction_powered

GOLDEN = json.loads((Path(__file__).parent / "golden" / "ppi_mean.json").read_text("utf-8"))


@pytest.mark.parametrize(("name", "tuning"), [("tuned", None), ("classical", 0), ("untuned", 1)])
def test_means_and_intervals_are_those_of_ppi_py(name, tuning):
    stratum = Stratum(*(np.array(GOLDEN[key]) for key in ("truth", "predicted", "others")))
    found = prediction_powered([stratum], tuning)
    assert list(found) == pytest.approx(
        GOLDEN["expected"][name], abs=1e-4 if tuning is None else 1e-9
    )


def test_documents_that_were_likelier_to_be_drawn_count_less():
    truth = np.array([1.0, 1.0, 0.0])
    found = prediction_powered(
        [Stratum(truth, np.zeros(3), np.zeros(97), np.array([0.5, 0.5, 0.1]))]
    )
    assert found.estimate == pytest.approx(4 / 14)


def test_strata_are_added_by_their_size():
    """900 documents of which half, and 100 of which none, by what people say."""
    many = Stratum(np.array([1.0, 0.0] * 5), np.zeros(10), np.zeros(890))
    few = Stratum(np.zeros(10), np.zeros(10), np.zeros(90))
    assert prediction_powered([many, few]).estimate == pytest.approx(0.45)


def test_predictions_that_never_vary_have_no_weight():
    assert power(Stratum(np.array([1.0, 0.0]), np.zeros(2), np.zeros(50))) == 0

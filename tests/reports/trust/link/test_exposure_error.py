"""Classifier errors: exposure in true documents, and how much of a link they hide."""

import numpy as np
import pytest

from reports.trust.link.exposure_error import correct, error_of_sample, without_attenuation
from reports.trust.link.plan import ClassifierError


def counted(random, true, precision, recall):
    """Documents that got the label: misses, and as many false alarms as the precision says."""
    false = random.poisson(recall * true.mean() * (1 - precision) / precision, len(true))
    return random.binomial(true, recall) + false


def test_a_perfect_classifier_changes_nothing():
    counts = np.array([3.0, 9.0, 4.0, np.nan])
    found = correct(counts, ClassifierError(1.0, 1.0))
    np.testing.assert_array_equal(found.exposure, counts)
    assert found.reliability == 1.0


def test_rogan_gladen_gives_back_the_true_share():
    error = ClassifierError(0.5, 0.8, specificity=0.9)
    shares, documents = np.array([0.05, 0.10, 0.40]), np.full(3, 1000.0)
    seen = documents * (0.8 * shares + 0.1 * (1 - shares))
    found = correct(seen, error, documents)
    np.testing.assert_allclose(found.exposure / documents, shares)
    assert (found.variance > 0).all()


def test_the_reliability_is_what_a_slope_keeps():
    random = np.random.default_rng(5)
    true = random.poisson(np.exp(random.normal(2.5, 0.6, 4000)))
    trust = -0.5 * true + random.normal(0, 3, len(true))
    error = ClassifierError(0.7, 0.6)
    found = correct(counted(random, true, 0.7, 0.6).astype(float), error)
    inside = np.abs(np.corrcoef(true, trust)[0, 1])
    seen = np.abs(np.corrcoef(found.exposure, trust)[0, 1])
    assert found.reliability is not None
    assert np.sqrt(found.reliability) == pytest.approx(seen / inside, abs=0.03)


def test_the_corrected_estimate_is_larger_and_less_certain():
    found = correct(np.array([4.0, 30.0, 6.0, 22.0]), ClassifierError(0.8, 0.7, 50, 60))
    true = without_attenuation(-0.5, 0.1, 1.96, found)
    assert true is not None
    assert true["estimate"] < -0.5
    assert true["high"] - true["low"] > 2 * 1.96 * 0.1


def test_exposure_that_is_all_but_noise_is_not_corrected():
    found = correct(np.array([10.0, 11.0, 10.0, 9.0]), ClassifierError(0.5, 0.5))
    assert without_attenuation(-0.5, 0.1, 1.96, found) is None


def test_a_sample_is_weighted_by_how_likely_each_document_was_drawn():
    human = [True, True, False, False]
    model = [True, False, True, False]
    found = error_of_sample(human, model, [0.5, 0.1, 1.0, 0.1])
    assert found is not None
    assert found.recall == pytest.approx(2 / 12)
    assert found.precision == pytest.approx(2 / 3)
    assert found.specificity == pytest.approx(10 / 11)
    assert (found.precision_n, found.recall_n) == (2, 2)


def test_a_sample_without_the_label_says_nothing():
    assert error_of_sample([False, False], [False, True], [0.5, 0.5]) is None

"""The simple correction: closed forms, and what its interval holds."""

import math

import numpy as np
import pytest

from reports.signals.rogan_gladen import CorrectionError, rogan_gladen, wald_variance


def test_a_perfect_model_needs_no_correction():
    assert rogan_gladen(30, 1000, 1.0, 10**7, 1.0, 10**7).estimate == pytest.approx(0.03)


def test_the_estimate_is_the_published_formula():
    """0.116 seen, recall 0.8 and specificity 0.9: (0.116 + 0.9 - 1) / 0.7."""
    assert rogan_gladen(116, 1000, 0.8, 50, 0.9, 60).estimate == pytest.approx(0.016 / 0.7)


def test_the_interval_is_the_published_formula():
    """Lang & Reiczigel 2014, equations 6 to 17, by hand: 40 of 100, 18 of 20 and 27 of 30."""
    z = 1.959963984540054
    n, share = 100 + z**2, (40 + z**2 / 2) / (100 + z**2)
    true = (share + 28 / 32 - 1) / (19 / 22 + 28 / 32 - 1)
    missed, false = 19 / 22 * 3 / 22 / 22, 28 / 32 * 4 / 32 / 32
    variance = share * (1 - share) / n + true**2 * missed + (1 - true) ** 2 * false
    half = z * math.sqrt(variance) / (19 / 22 + 28 / 32 - 1)
    shift = 2 * z**2 * (true * missed - (1 - true) * false)
    found = rogan_gladen(40, 100, 0.9, 20, 0.9, 30)
    assert (found.low, found.high) == pytest.approx((true + shift - half, true + shift + half))


def test_the_variance_is_the_binomial_one_for_a_perfect_model():
    assert wald_variance(0.2, 100, 1.0, 50, 1.0, 50) == pytest.approx(0.2 * 0.8 / 100)


def test_a_model_no_better_than_chance_cannot_be_corrected():
    with pytest.raises(CorrectionError, match=r"recall 0\.400"):
        rogan_gladen(30, 100, 0.4, 50, 0.6, 50)
    with pytest.raises(CorrectionError, match="minst ett"):
        rogan_gladen(0, 0, 0.4, 50, 0.9, 50)


def test_the_interval_holds_the_truth_where_the_share_is_small():
    random = np.random.default_rng(2)
    held = []
    for _ in range(600):
        recall, specificity = random.binomial(80, 0.7) / 80, random.binomial(600, 0.97) / 600
        given = int(random.binomial(2000, 0.02 * 0.7 + 0.98 * 0.03))
        found = rogan_gladen(given, 2000, recall, 80, specificity, 600)
        held.append(found.low <= 0.02 <= found.high)
    assert 0.93 <= np.mean(held) <= 0.99

"""Expected counts and bounds against R's surveillance::farringtonFlexible.

The golden values were printed by golden/farrington.R; R's version and that of the package stand in
the JSON.
"""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from reports.signals.farrington import farrington_flexible
from reports.signals.reference_weeks import reference_weeks, years_back

GOLDEN = json.loads(
    (Path(__file__).parent / "golden" / "farrington.json").read_text(encoding="utf-8")
)["series"]


def column(values):
    return np.array([np.nan if value in (None, "NA") else value for value in values], float)[
        :, None
    ]


def computed(series):
    coverage = column(series["coverage"]) if series["coverage"] else None
    monday = date.fromisoformat(series["monday"]) if series["monday"] else None
    return farrington_flexible(column(series["counts"]), coverage, monday)


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("figure", ["expected", "upper_bound", "p_value"])
def test_figures_are_those_of_r(name, figure):
    np.testing.assert_allclose(
        getattr(computed(GOLDEN[name]), figure),
        column(GOLDEN[name][figure]),
        rtol=1e-8,
        atol=1e-9,
        equal_nan=True,
    )


def test_series_computed_together_are_as_alone():
    names = [n for n, s in GOLDEN.items() if len(s["counts"]) == 286]
    together = farrington_flexible(np.hstack([column(GOLDEN[n]["counts"]) for n in names]))
    for number, name in enumerate(names):
        alone = computed(GOLDEN[name])
        np.testing.assert_allclose(together.expected[:, number], alone.expected[:, 0], rtol=1e-10)


def test_a_series_that_begins_later_is_as_if_the_weeks_before_were_not_there():
    late = column(GOLDEN["mean 3, dispersion 2"]["counts"])
    both = np.full((300, 2), 4.0)
    both[14:, 1:] = late
    found = farrington_flexible(both, begins=np.array([0, 14]))
    np.testing.assert_allclose(found.expected[14:, 1:], farrington_flexible(late).expected)


def test_coverage_that_is_always_one_changes_nothing():
    counts = column(GOLDEN["mean 10, dispersion 2"]["counts"])
    full = farrington_flexible(counts, np.ones_like(counts))
    np.testing.assert_array_equal(full.expected, farrington_flexible(counts).expected)


def test_a_week_without_coverage_is_not_judged():
    counts = column(GOLDEN["mean 10, dispersion 2"]["counts"])
    coverage = np.ones_like(counts)
    coverage[270] = 0
    found = farrington_flexible(counts, coverage)
    assert np.isnan(found.expected[270, 0])
    assert np.isfinite(found.expected[271, 0])


def test_iso_years_are_as_long_as_they_are():
    assert years_back(date(2026, 11, 16), 5) == (52, 104, 157, 209, 261)
    assert years_back(None, 2) == (52, 104)
    assert years_back(date(2016, 2, 29), 1) == (52,)


def test_the_weeks_between_two_windows_are_cut_into_nine_parts():
    found = reference_weeks([52], half_window=3, periods=10, left_out=26)
    assert found.offsets[0] == -55
    assert found.offsets[-1] == -27
    assert list(found.periods[:7]) == [0] * 7
    assert list(found.periods[7:]) == [1] * 5 + [2] * 5 + [3] * 5 + [4] * 5 + [5, 5]

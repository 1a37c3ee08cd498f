"""Designs that contradict themselves are refused, and what matters not changes nothing."""

import numpy as np
import pandas as pd
import pytest

from reports.trust.survey.design import Design, DesignError, LonelyUnitError, build_design
from reports.trust.survey.estimates import mean


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "stratum": ["a", "a", "a", "a", "b", "b", "b", "b"],
            "cluster": [1, 1, 2, 2, 1, 1, 2, 2],
            "weight": [1.0, 2.0, 1.5, 1.0, 3.0, 2.0, 2.5, 1.0],
            "size": [10.0] * 4 + [20.0] * 4,
            "y": [1.0, 4.0, 2.0, 6.0, 3.0, 5.0, 7.0, 2.0],
        }
    )


def test_clusters_numbered_afresh_in_each_stratum_need_nest(frame):
    with pytest.raises(DesignError, match=r"rad 5.*nest = true"):
        build_design(frame, weight="weight", strata="stratum", psu="cluster")
    nested = build_design(frame, weight="weight", strata="stratum", psu="cluster", nest=True)
    assert nested.df == 2


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("weight", -1.0, "'weight', rad 3: vikten är negativ"),
        ("weight", np.inf, "'weight', rad 3"),
        ("weight", np.nan, "'weight', rad 3: tomt"),
        ("stratum", None, "'stratum', rad 3: tomt"),
        ("size", np.nan, "'size', rad 3: tomt"),
        ("size", 0.0, "fpc"),
        ("size", 0.5, "fpc.*antingen"),
        ("size", 1.0, "rad 3: populationen är 1 och urvalet 4"),
        ("size", 11.0, "rad 3: 11 där stratumets andra rader har 10"),
    ],
)
def test_a_wrong_value_is_refused_with_column_and_row(frame, column, value, message):
    frame.loc[2, column] = value
    with pytest.raises(DesignError, match=message):
        build_design(frame, weight="weight", strata="stratum", fpc="size")


def test_a_column_that_is_absent_is_named(frame):
    with pytest.raises(DesignError, match=r"'vikt' finns inte.*weight"):
        build_design(frame, weight="vikt")


def test_a_sample_of_one_cluster_is_refused(frame):
    frame["cluster"] = 1
    with pytest.raises(DesignError, match="ett enda kluster"):
        build_design(frame, weight="weight", psu="cluster")


def test_weights_that_are_all_zero_are_refused(frame):
    frame["weight"] = 0.0
    with pytest.raises(DesignError, match="ingen vikt"):
        build_design(frame, weight="weight")


def test_more_strata_than_stages_are_refused_rather_than_dropped(frame):
    with pytest.raises(DesignError, match="2 stratumkolumner för 1 urvalssteg"):
        build_design(frame, weight="weight", strata=["stratum", "size"])


def test_one_population_size_for_two_stages_is_refused(frame):
    frame["row"] = range(8)
    with pytest.raises(DesignError, match="1 kolumner i fpc för 2 urvalssteg"):
        build_design(frame, weight="weight", psu=["cluster", "row"], fpc="size")


def test_an_unknown_rule_for_lonely_units_is_refused(frame):
    with pytest.raises(DesignError, match="lonely_psu = 'ignore'"):
        build_design(frame, weight="weight", lonely_psu="ignore")


def test_a_lonely_unit_is_an_error_that_names_its_row_unless_it_is_outside_the_domain(frame):
    frame["stratum"] = ["a"] * 7 + ["c"]
    design = build_design(frame, weight="weight", strata="stratum")
    with pytest.raises(LonelyUnitError, match=r"steg 1.*rad 8") as caught:
        mean(design, frame["y"])
    assert (caught.value.row, caught.value.stage) == (8, 1)
    assert mean(design, frame["y"], frame["stratum"] == "a").df == 6


def test_average_needs_a_stratum_to_take_the_average_of():
    design = Design(np.ones(3), strata=(np.arange(3),), lonely_psu="average")
    with pytest.raises(LonelyUnitError):
        mean(design, np.array([1.0, 2.0, 3.0]))


def test_the_scale_of_the_weights_changes_no_mean_and_no_error(frame):
    plain = mean(build_design(frame, weight="weight"), frame["y"])
    frame["weight"] *= 1234.5
    scaled = mean(build_design(frame, weight="weight"), frame["y"])
    assert scaled.estimate == pytest.approx(plain.estimate, rel=1e-12)
    assert scaled.se == pytest.approx(plain.se, rel=1e-12)
    assert scaled.deff == pytest.approx(plain.deff, rel=1e-12)


def test_the_order_of_rows_and_the_names_of_codes_change_nothing(frame):
    design = {"weight": "weight", "strata": "stratum", "psu": "cluster", "nest": True}
    plain = mean(build_design(frame, **design), frame["y"])
    shuffled = frame.iloc[[5, 2, 7, 0, 3, 6, 1, 4]].replace({"cluster": {1: 90, 2: -4}})
    again = mean(build_design(shuffled, **design), shuffled["y"])
    assert again.se == pytest.approx(plain.se, rel=1e-12)
    assert again.df == plain.df


def test_without_weights_they_follow_from_the_population_sizes(frame):
    assert build_design(frame, weight=None).weights.tolist() == [1.0] * 8
    implied = build_design(frame, weight=None, strata="stratum", fpc="size")
    assert implied.weights.tolist() == [2.5] * 4 + [5.0] * 4


def test_an_infinite_population_is_none_and_a_whole_one_has_no_error(frame):
    frame["infinite"], frame["whole"] = np.inf, 4.0
    endless = build_design(frame, weight="weight", strata="stratum", fpc="infinite")
    plain = build_design(frame, weight="weight", strata="stratum")
    assert mean(endless, frame["y"]).se == mean(plain, frame["y"]).se
    everyone = build_design(frame, weight="weight", strata="stratum", fpc="whole")
    assert mean(everyone, frame["y"]).se == 0


def test_rows_without_weight_count_for_no_degree_of_freedom(frame):
    frame.loc[[0, 1], "weight"] = 0.0
    design = build_design(frame, weight="weight", strata="stratum", psu="cluster", nest=True)
    assert design.df == 1
    assert design.subset_df(frame["stratum"] == "b") == 1

"""Replicate weights: scales are never guessed, and the jackknife agrees with the design."""

import numpy as np
import pytest

from reports.trust.survey.design import Design
from reports.trust.survey.estimates import mean, total
from reports.trust.survey.replicates import ReplicateError, jackknife, replicates_of

COLUMNS = np.array([[2.0, 0.0, 1.0], [0.0, 2.0, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 0.0]])
VALUES = np.array([1.0, 5.0, 2.0, 7.0])


@pytest.mark.parametrize(
    ("kind", "missing"), [("JKn", "rscales"), ("JK1", "scale"), ("Fay", "rho"), ("other", "scale")]
)
def test_a_scale_that_the_kind_needs_is_asked_for(kind, missing):
    with pytest.raises(ReplicateError, match=f"{kind}: {missing} saknas"):
        replicates_of(COLUMNS, kind)


def test_an_unknown_kind_is_refused():
    with pytest.raises(ReplicateError, match="'SDR' är okänt"):
        replicates_of(COLUMNS, "SDR")


def test_a_missing_replicate_weight_is_refused():
    with pytest.raises(ReplicateError, match="tomma värden"):
        replicates_of(np.where(COLUMNS == 2, np.nan, COLUMNS), "BRR")


def test_the_jackknife_of_a_total_is_that_of_the_design():
    generator = np.random.default_rng(3)
    design = Design(
        generator.uniform(1, 4, 40),
        strata=(np.repeat([0, 1], 20),),
        psu=(np.repeat(range(10), 4),),
        fpc=(np.repeat([9.0, 30.0], 20),),
    )
    values = generator.normal(size=40)
    for mse in (False, True):
        replicated = jackknife(design, mse=mse)
        assert total(replicated, values).se == pytest.approx(total(design, values).se, rel=1e-12)
        assert replicated.df == design.df == 8


def test_a_lonely_unit_stops_the_jackknife():
    with pytest.raises(ReplicateError, match="rad 3"):
        jackknife(Design(np.ones(3), strata=(np.array([0, 0, 1]),)))


def test_a_whole_population_has_nothing_to_leave_out():
    with pytest.raises(ReplicateError, match="hela populationen"):
        jackknife(Design(np.ones(4), fpc=(np.full(4, 4.0),)))


def test_a_jackknife_of_very_many_units_is_refused():
    with pytest.raises(ReplicateError, match="högst 5000"):
        jackknife(Design(np.ones(6000)))


def test_a_replicate_in_which_nobody_of_the_domain_is_left_is_not_counted():
    replicates = replicates_of(COLUMNS, "BRR", combined=False)
    design = Design(np.ones(4), replicates=replicates)
    found = mean(design, VALUES, np.array([True, False, False, False]))
    assert (found.estimate, found.se) == (1.0, 0.0)


def test_an_estimate_that_no_replicate_gives_is_an_error():
    nowhere = Design(np.ones(4), replicates=replicates_of(np.zeros((4, 3)), "BRR"))
    with pytest.raises(ReplicateError, match="inte att räkna i något replikat"):
        mean(nowhere, VALUES)

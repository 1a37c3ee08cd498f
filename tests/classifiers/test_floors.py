"""On the held-out texts the embedded model may not be worse than its floors, but for noise."""

import json

import pytest

from classifiers.classifier import EMBEDDED_FOLDER
from classifiers.examples import corpus_hash
from classifiers.heldout.floors import FLOORED, MARGIN, failures, figures_of, floors_of


@pytest.fixture(scope="module")
def floors() -> dict:
    return json.loads((EMBEDDED_FOLDER / "floors.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def found(shipped) -> dict[str, float]:
    return figures_of(*shipped)


@pytest.mark.slow
def test_no_figure_is_below_its_floor(found, floors):
    assert not failures(found, floors["figures"])


@pytest.mark.slow
@pytest.mark.parametrize("name", FLOORED)
def test_a_figure_that_gets_worse_by_more_than_noise_is_named(found, floors, name):
    floor = floors["figures"][name]
    worse = floor["value"] + (1 if name.startswith("criticism") else -1) * (
        MARGIN * floor["se"] + 0.001
    )
    (line,) = failures(found | {name: worse}, floors["figures"])
    assert line.startswith(f"{name}: found {worse:.3f}")


@pytest.mark.slow
def test_the_floors_are_of_the_texts_that_ship(shipped, floors):
    assert floors["texts_sha256"] == corpus_hash(shipped[0])


def test_a_worse_figure_within_the_noise_passes():
    floors = {"stance_f1": {"value": 0.8, "se": 0.02}}
    assert not failures({"stance_f1": 0.77}, floors)
    assert failures({"stance_f1": 0.76}, floors)
    assert failures({"stance_f1": float("nan")}, floors), "what cannot be measured is no pass"


def test_of_errors_more_is_worse():
    floors = {"criticism_endorses": {"value": 0.02, "se": 0.01}}
    assert not failures({"criticism_endorses": 0.0}, floors)
    assert failures({"criticism_endorses": 0.05}, floors)


def test_floors_hold_what_was_measured(evaluation):
    found = floors_of(evaluation)
    assert set(found["figures"]) == set(FLOORED)
    assert found["figures"]["narratives_f1"]["value"] == 1.0
    values = {name: floor["value"] for name, floor in found["figures"].items()}
    assert not failures(values, found["figures"])


def test_one_error_after_none_is_noise_and_three_are_not(evaluation):
    floors = floors_of(evaluation)["figures"]
    right = {name: floor["value"] for name, floor in floors.items()}
    assert floors["criticism_endorses"] == {"value": 0.0, "se": 1 / 20}
    assert not failures(right | {"criticism_endorses": 1 / 20}, floors)
    assert failures(right | {"criticism_endorses": 3 / 20}, floors)

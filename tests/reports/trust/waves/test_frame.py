"""Respondents as a table for estimation, and what of a file is kept at all."""

import dataclasses

import numpy as np
import pytest

from reports.trust.waves.frame import in_base, respondents


@pytest.fixture
def prepared(desk):
    frame = desk.people()
    frame.loc[7, "q1_soc"] = np.nan
    return desk.prepare(desk.sav(frame))


def test_only_the_columns_that_the_specification_names_are_kept(prepared):
    kept = dataclasses.asdict(prepared.respondents[0])
    assert kept == {
        "wave_id": "V2026",
        "row": 1,
        "weight": 0.6,
        "interviewed_on": prepared.wave.fieldwork_start,
        "answers": {"soc": "1"},
        "groups": {"parti": "1", "alder": 18.0},
        "design": {"stratum": "1", "kluster": "1"},
    }
    assert "1000" not in str(kept)  # the id
    assert "intresse" not in str(prepared.wave) and "q1_skola" not in str(prepared.wave)


def test_dont_know_and_wont_say_are_codes_of_their_own(prepared):
    frame = respondents(prepared.wave, prepared.respondents)
    assert frame["soc"].tolist()[:8] == ["1", "2", "3", "4", "5", "8", "9", None]
    assert frame["soc_kind"].tolist()[:8] == [
        "high", "high", "middle", "low", "low", "dont_know", "wont_say", None,
    ]  # fmt: skip
    assert frame["soc_score"].tolist()[:5] == [1, 2, 3, 4, 5]
    assert frame["soc_score"][5:8].isna().all()
    assert frame["parti"].tolist()[:5] == ["V", "S", "M", "Vet ej", "Vill inte svara"]
    assert frame["alder"].tolist()[:2] == [18, 21]
    assert frame["weight"].dtype == float and len(frame) == 24
    assert {"stratum", "kluster", "date", "row"} <= set(frame)


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("with_opinion", [1, 1, 1, 1, 1, 0, 0, 0]),
        ("all", [1, 1, 1, 1, 1, 1, 1, 0]),
        ("all_excl_vill_inte_svara", [1, 1, 1, 1, 1, 1, 0, 0]),
    ],
)
def test_a_base_is_a_domain(prepared, base, expected):
    frame = respondents(prepared.wave, prepared.respondents)
    assert in_base(frame["soc_kind"], base)[:8].astype(int).tolist() == expected


def test_who_was_not_asked_is_outside_every_base(desk):
    changes = (("wont_say = [9]", "not_asked = [9]"), ('"with_opinion"', '"all"'))
    prepared = desk.prepare(desk.sav(), *changes)
    frame = respondents(prepared.wave, prepared.respondents)
    assert frame["soc"][6] is None and frame["soc_kind"][6] is None
    assert not in_base(frame["soc_kind"], "all")[6]


def test_an_unweighted_wave_has_weights_of_one(desk):
    prepared = desk.prepare(desk.sav(), ('column = "vikt"', "unweighted = true"))
    assert prepared.wave.weight is None
    assert {each.weight for each in prepared.respondents} == {1.0}


def test_missing_codes_of_a_group_are_no_group(desk):
    prepared = desk.prepare(
        desk.sav(), ('sensitive = "party"', 'sensitive = "party"\nmissing = [9]')
    )
    frame = respondents(prepared.wave, prepared.respondents)
    assert frame["parti"].tolist()[3:5] == ["Vet ej", None]


def test_weights_keep_every_digit(desk, prepared):
    weights = respondents(prepared.wave, prepared.respondents)["weight"].to_numpy()
    assert (weights == desk.people()["vikt"].to_numpy()).all()

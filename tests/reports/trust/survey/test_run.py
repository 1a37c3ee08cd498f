"""A specification run on a file: who counts, what is hidden, and what is told."""

import json

import numpy as np
import pandas as pd
import pytest

from reports.trust.survey.asked import Answers
from reports.trust.survey.comparisons import paired_t, wald_test
from reports.trust.survey.design import Design
from reports.trust.survey.disclosure import SECONDARY, DisclosureError
from reports.trust.survey.frame import SurveyFrame
from reports.trust.survey.keys import SpecError
from reports.trust.survey.regression import compare_models
from reports.trust.survey.run import FIXED_WEIGHTS, NO_WEIGHTS, estimates_json, run
from reports.trust.survey.spec import read_spec

ROWS = pd.DataFrame(
    {
        "fortroende": [1.0, 5, 4, 8, 9, 5, 2, None] * 20,
        "kon": ["kvinna", "man"] * 80,
        "grupp": ["a"] * 75 + ["b"] * 76 + ["c"] * 9,
        "vikt": np.linspace(0.5, 1.5, 160),
        "parti": [1.0, 2, 3, 4, 5] * 32,
    }
)
SHARE = """
[[estimate]]
name = "stort"
kind = "share"
variable = "fortroende"
levels = [4, 5]
"""
ANSWERS = "[answers.fortroende]\ndont_know = 8\nwont_say = 9\n"


def estimates(text, rows=ROWS, **about):
    return run(SurveyFrame(rows, **about), read_spec("spec.toml", text.encode())).estimates


def only(text, rows=ROWS, **about):
    (found,) = estimates(text, rows, **about)
    return found


def test_the_base_says_who_counts():
    with_opinion, everyone, who_say = (
        only(ANSWERS + SHARE + base)
        for base in ("", 'base = "all"', 'base = "all_excl_vill_inte_svara"')
    )
    assert (with_opinion.base, with_opinion.n, with_opinion.estimate) == ("with_opinion", 100, 0.6)
    assert (everyone.base, everyone.n) == ("all", 140)
    assert everyone.estimate == pytest.approx(60 / 140)
    assert (who_say.base, who_say.n) == ("all_excl_vill_inte_svara", 120)


def test_codes_that_the_file_declares_missing_are_sorted_by_their_words():
    declared = {"fortroende": Answers(("8",), ("9",), ())}
    assert only(SHARE, declared=declared).n == 100


def test_words_that_nobody_confirmed_count_only_where_the_base_asks_for_it():
    proposed = {"fortroende": Answers(("8",), ("9",))}
    frame = SurveyFrame(ROWS, proposed=proposed)
    silent = run(frame, read_spec("s", SHARE.encode()))
    asked = run(frame, read_spec("s", (SHARE + 'base = "with_opinion"').encode()))
    assert (silent.estimates[0].n, asked.estimates[0].n) == (140, 100)
    assert any("8, 9" in note and "[answers.fortroende]" in note for note in silent.notes)
    assert any("bekräfta" in note for note in asked.notes)


def test_a_mean_over_dont_know_codes_is_refused():
    asked = SHARE.replace('"share"', '"mean"').replace("levels = [4, 5]", 'base = "all"')
    with pytest.raises(SpecError, match="vet ej"):
        estimates(ANSWERS + asked)


def test_a_level_may_be_named_by_its_words():
    labels = {"fortroende": {"4": "Ganska stort", "5": "Mycket stort", "8": "Vet ej"}}
    named = SHARE.replace("[4, 5]", '["ganska stort", "Mycket stort"]')
    assert only(ANSWERS + named, labels=labels).estimate == only(ANSWERS + SHARE).estimate


def test_a_level_that_nobody_answered_is_refused():
    with pytest.raises(SpecError, match=r"levels: '7' finns inte"):
        estimates(SHARE.replace("5]", "7]"))


def test_a_group_below_the_least_number_is_hidden_with_another_and_no_figure_is_left():
    found = estimates(SHARE + 'by = "grupp"')
    assert [one.group for one in found] == ["a", "b", "c"]
    assert "färre än 10" in found[2].suppressed
    assert [one.suppressed for one in found].count(SECONDARY) == 1
    for one in found:
        if one.suppressed:
            assert {one.n, one.estimate, one.se, one.df, one.low, one.high, one.deff} == {None}


def test_a_hidden_group_stays_hidden_in_every_kind_of_figure():
    kinds = ["mean", "total", "quantile"]
    text = "".join(
        f'[[estimate]]\nname = "{kind}"\nkind = "{kind}"\nvariable = "parti"\nby = "grupp"\n'
        for kind in kinds
    )
    text += '[[estimate]]\nname = "skillnad"\nkind = "difference"\nvariable = "parti"\n'
    text += 'by = "grupp"\ncompare = ["b", "c"]\n'
    found = estimates(text)
    shown = [(one.name, one.group) for one in found if one.suppressed is None]
    assert len({group for _, group in shown}) == 1
    assert len(shown) == len(kinds)


def test_a_regression_does_not_tell_the_mean_of_a_small_group():
    text = '[[estimate]]\nname = "r"\nkind = "regression"\nvariable = "parti"\nterms = "grupp"\n'
    found = {one.group: one for one in estimates(text)}
    assert found["gruppc"].suppressed
    assert found["(Intercept)"].suppressed


def test_a_share_of_everyone_in_a_small_group_is_hidden():
    rows = ROWS.assign(grupp=["a"] * 140 + ["b"] * 20)
    rows.loc[140:, "fortroende"] = 5.0
    found = estimates(SHARE + 'by = "grupp"', rows)
    assert "0 eller 100 procent" in found[1].suppressed


def test_without_levels_every_answer_has_its_share_and_they_add_up():
    found = estimates(ANSWERS + SHARE.replace("levels = [4, 5]", ""))
    assert [one.group for one in found] == ["1", "2", "4", "5"]
    assert sum(one.estimate for one in found) == pytest.approx(1)


def test_answers_of_the_respondents_own_are_told_neither_as_groups_nor_in_errors():
    rows = ROWS.assign(eget=[f"hemlig{number}" for number in range(148)] + ["samma"] * 12)
    text = '[[estimate]]\nname = "s"\nkind = "share"\nvariable = "eget"\n'
    by = SHARE + 'by = "eget"'
    for found in (estimates(text, rows), estimates(by, rows)):
        assert "hemlig" not in str(found)
        assert "samma" in [one.group for one in found]
    for wrong in (
        f'{text}levels = ["x"]',
        by.replace('"share"', '"difference"'),
        '[[weighting]]\nkind = "calibrate"\nmargins.eget = { x = 160 }\n' + SHARE,
        '[[weighting]]\nkind = "poststratify"\nmargins.eget = { x = 160 }\n' + SHARE,
        '[[estimate]]\nname = "r"\nkind = "regression"\nvariable = "parti"\nterms = "eget"\n'
        'reference = { eget = "x" }\n',
    ):
        with pytest.raises(SpecError) as refused:
            estimates(wrong, rows)
        assert "hemlig" not in str(refused.value)


def test_the_models_stand_beside_each_other():
    text = """
[[estimate]]
name = "m"
kind = "regression"
variable = "fortroende"
levels = [4, 5]
terms = "vikt"
adjust = "kon"
party = "parti"
factors = "parti"
"""
    mixed = ROWS.assign(kon=np.random.default_rng(1).permutation(ROWS["kon"]))
    found = [one.group for one in estimates(ANSWERS + text, mixed)]
    assert found[:5] == [
        "crude: (Intercept)",
        "crude: p((Intercept))",
        "crude: vikt",
        "crude: OR(vikt)",
        "crude: p(vikt)",
    ]
    assert "adjusted: konman" in found
    assert "adjusted_with_party: OR(parti5)" in found


def test_the_scale_of_the_weights_does_not_matter():
    design = '[design]\nweight = "vikt"\n'
    scaled = ROWS.assign(vikt=ROWS["vikt"] * 7e4)
    one, other = only(design + SHARE), only(design + SHARE, scaled)
    for name in ("estimate", "se", "low", "high", "deff", "df"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-12)


def test_fixed_weights_are_told_and_known_totals_change_the_error():
    weighted = '[design]\nweight = "vikt"\n'
    margins = '[[weighting]]\nkind = "poststratify"\nmargins.kon = { kvinna = 80, man = 80 }\n'
    frame = SurveyFrame(ROWS)
    fixed = run(frame, read_spec("s", (weighted + SHARE).encode()))
    known = run(frame, read_spec("s", (weighted + margins + SHARE).encode()))
    assert fixed.notes == (FIXED_WEIGHTS,)
    assert known.notes == ()
    assert run(frame, read_spec("s", SHARE.encode())).notes == (NO_WEIGHTS,)
    assert known.estimates[0].se < fixed.estimates[0].se


def test_margins_that_contradict_each_other_are_refused():
    text = """
[[weighting]]
kind = "calibrate"
margins.kon = { kvinna = 80, man = 80 }
margins.grupp = { a = 100, b = 70, c = 10 }
"""
    with pytest.raises(SpecError, match="summerar till 160, 180"):
        estimates(text + SHARE)


def test_post_stratification_takes_cells_of_several_columns():
    cells = ROWS.assign(half=["x", "x", "y", "y"] * 40)
    lines = "".join(
        f'{{ kon = "{kon}", half = "{half}", total = {total} }},'
        for (kon, half), total in {
            ("kvinna", "x"): 10, ("kvinna", "y"): 20, ("man", "x"): 30, ("man", "y"): 40
        }.items()
    )  # fmt: skip
    text = f'[[weighting]]\nkind = "poststratify"\ncells = [{lines}]\n'
    text += '[[estimate]]\nname = "n"\nkind = "total"\nvariable = "kon"\nlevels = "man"\n'
    assert only(text, cells).estimate == pytest.approx(70)


def test_an_empty_group_is_told_and_is_no_zero():
    found = only(SHARE + "domain = 'fortroende > 100'")
    assert (found.estimate, found.suppressed) == (None, "ingen svarande")


def test_a_weekly_table_by_municipality_and_group_is_refused_and_nothing_is_given():
    rows = ROWS.assign(vecka=1, kommun="Ekvik")
    with pytest.raises(DisclosureError, match=r"spec\.toml, .*kommun"):
        estimates(SHARE + 'by = ["vecka", "kommun"]\ndomain = { kon = "man" }', rows)


def test_the_same_file_gives_the_same_bytes_and_no_nan():
    text = SHARE + 'by = "grupp"'
    one, other = estimates_json(estimates(text)), estimates_json(estimates(text))
    assert one == other
    assert list(json.loads(one)[0]) == [
        "name", "kind", "group", "n", "base", "estimate", "se", "df", "low", "high", "ci_method",
        "deff", "suppressed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SHARE.replace('"fortroende"', '"tillit"'), "tillit: kolumnen finns inte"),
        ('[design]\nweight = "kon"\n' + SHARE, "[design]"),
        (SHARE.replace('"share"', '"mean"').replace("levels = [4, 5]", "").replace(
            '"fortroende"', '"kon"'), "kolumnen har text"),
        (SHARE.replace('"share"', '"difference"') + 'by = "grupp"', "väntade två grupper"),
    ],
)  # fmt: skip
def test_what_cannot_be_computed_is_said_with_its_place(text, told):
    with pytest.raises(SpecError) as refused:
        estimates(text)
    assert told in str(refused.value)
    assert "spec.toml" in str(refused.value)


def test_a_regression_tells_whether_a_variable_of_several_categories_matters():
    rows = ROWS.assign(grupp=["a", "b", "c", "d"] * 40)
    text = '[[estimate]]\nname = "r"\nkind = "regression"\nvariable = "parti"\nterms = "grupp"\n'
    found = {one.group: one for one in estimates(text, rows)}
    design = Design(np.ones(len(rows)))
    model = compare_models(
        design, rows[["grupp"]], rows["parti"], {"crude": ["grupp"]}, kind="linear"
    )["crude"]
    wald = wald_test(model, ["grupp"])
    assert found["wald(grupp)"].estimate == pytest.approx(wald.statistic)
    assert (found["wald(grupp)"].df, found["p(wald(grupp))"].df) == (3, wald.denominator_df)
    assert found["p(wald(grupp))"].estimate == pytest.approx(wald.p)
    two = estimates(text.replace("grupp", "kon"), rows)  # that is the coefficient's own test
    assert not any("wald" in one.group for one in two)


def test_a_wald_test_with_a_small_group_is_hidden():
    text = '[[estimate]]\nname = "r"\nkind = "regression"\nvariable = "parti"\nterms = "grupp"\n'
    found = {one.group: one for one in estimates(text)}
    assert found["wald(grupp)"].suppressed


PAIRED = '[[estimate]]\nname = "t"\nkind = "ttest"\nvariable = "nu"\nless = "forr"\n'


def test_a_paired_test_is_of_the_differences_of_the_same_respondents():
    random = np.random.default_rng(2)
    rows = ROWS.assign(forr=random.integers(1, 6, 160), nu=random.integers(1, 6, 160))
    rows["nu"] = rows["nu"].astype(float)
    rows.loc[:9, "nu"] = None
    found = {one.group: one for one in estimates(PAIRED, rows)}
    paired = paired_t(Design(np.ones(160)), rows["nu"], rows["forr"])
    assert found["nu − forr"].estimate == pytest.approx(paired.estimate)
    assert found["nu − forr"].n == 150
    assert found["t"].estimate == pytest.approx(paired.t)
    assert found["p"].estimate == pytest.approx(paired.p)


def test_a_paired_test_has_no_groups():
    with pytest.raises(SpecError, match="väntade en kolumn"):
        estimates(PAIRED + 'by = "kon"\n', ROWS.assign(forr=1, nu=2))

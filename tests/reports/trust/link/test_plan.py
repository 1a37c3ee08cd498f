"""plan.toml: every key is checked, and an error says what to write instead."""

import pytest

from reports.trust.link.plan import Design, FactorKind, PlanError, Window, read_plan

SERIES = """
question = "Följs mer exponering av lägre förtroende?"
design = "series"
exposure = "exponering.csv"
trust = "matning.csv"
"""


def test_a_short_plan_has_the_usual_values():
    plan = read_plan(SERIES, "plan.toml")
    assert plan.design is Design.SERIES
    assert (plan.alpha, plan.direction, plan.lags, plan.primary_lag) == (
        0.05,
        "two-sided",
        (),
        None,
    )


def test_lags_may_be_windows():
    plan = read_plan(SERIES + 'lags = [0, "1-4", [5, 13]]\nprimary_lag = "1-4"\n', "plan.toml")
    assert plan.lags == (Window(0, 0), Window(1, 4), Window(5, 13))
    assert plan.primary_lag == Window(1, 4)


@pytest.mark.parametrize(
    "written",
    [
        'covariates = [{ name = "party", kind = "individual" }]',
        'covariates = { party = "individual" }',
        'covariates = ["party:individual"]',
        '[[covariates]]\nname = "party"\nkind = "individual"',
    ],
)
def test_covariates_say_their_kind_of_factor_in_any_usual_form(written):
    (covariate,) = read_plan(SERIES + written, "plan.toml").covariates
    assert (covariate.name, covariate.kind) == ("party", FactorKind.INDIVIDUAL)
    assert covariate.is_party


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("parti", True), ("Partisympati", True), ("party_id", True), ("party", True),
        ("basta_parti", True), ("röstade_2022", True), ("rostade", True), ("sympati", True),
        ("participation", False), ("partial", False), ("departing", False), ("prostata", False),
        ("partner", False), ("age", False),
    ],
)  # fmt: skip
def test_party_is_known_by_its_own_words(name, party):
    (covariate,) = read_plan(SERIES + f'covariates = ["{name}"]', "p.toml").covariates
    assert covariate.is_party is party


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("delay = 3", "plan.toml, delay = 3: väntade en av nycklarna question"),
        ("lags = [-1]", "plan.toml, lags = -1: väntade hela steg, minst 0"),
        ("lags = [1, 1]", "varje fördröjning en gång"),
        ("lags = [0, 1]\nprimary_lag = 2", "primary_lag = '2': väntade en av lags (0, 1)"),
        ("alpha = 1", "alpha = 1: väntade ett tal mellan 0 och 0.5"),
        ('direction = "down"', "direction = 'down': väntade two-sided, negative eller positive"),
        ('covariates = { party = "person" }', "individual, services, channels, society"),
        ('campaign = ["2022-01", "2022-02"]', 'väntade bara när design = "campaign"'),
        ("classifier = { precision = 0.9 }", "väntade en tabell med precision, recall"),
        (
            "classifier = { precision = 0.5, recall = 0.04, specificity = 0.97 }",
            "väntade recall + specificity över 1.05",
        ),
        (
            "classifier = { precision = 2, recall = 1 }",
            "classifier.precision = 2: väntade en andel",
        ),
    ],
)
def test_a_wrong_key_is_refused_with_what_was_expected(line, told):
    with pytest.raises(PlanError, match=r"^plan\.toml") as refused:
        read_plan(SERIES + line, "plan.toml")
    assert told in str(refused.value)
    assert refused.value.exit_status == 2


@pytest.mark.parametrize("key", ["question", "design", "exposure"])
def test_a_missing_key_is_named(key):
    lines = [line for line in SERIES.splitlines() if not line.startswith(key)]
    with pytest.raises(PlanError, match=f"plan.toml, {key} saknas"):
        read_plan("\n".join(lines), "plan.toml")


def test_a_campaign_needs_a_comparison_group():
    text = SERIES.replace('"series"', '"campaign"') + 'campaign = ["2022-W03", "2022-W12"]\n'
    with pytest.raises(PlanError, match="comparison saknas"):
        read_plan(text, "plan.toml")


def test_the_hash_is_of_what_the_plan_says_not_of_how_it_is_written():
    plan = read_plan(SERIES, "plan.toml")
    turned = "\n".join(reversed(SERIES.strip().splitlines())) + "\n# en kommentar\n"
    assert read_plan(turned, "annan.toml").sha256 == plan.sha256
    assert read_plan(SERIES + "lags = 1", "plan.toml").sha256 != plan.sha256


def test_broken_toml_is_told_as_such():
    with pytest.raises(PlanError, match="är inte giltig TOML"):
        read_plan("question = ", "plan.toml")


def test_all_missing_keys_are_told_at_once():
    with pytest.raises(PlanError, match="nycklarna question och design saknas") as told:
        read_plan('exposure = "x.csv"', "plan.toml")
    assert 'design = "persons"' in str(told.value)
    with pytest.raises(PlanError, match="nycklarna trust, campaign och comparison saknas"):
        read_plan('question = "?"\ndesign = "campaign"\n', "plan.toml")
    with pytest.raises(PlanError, match="nycklarna exposure och trust saknas"):
        read_plan('question = "?"\ndesign = "series"\n', "plan.toml")

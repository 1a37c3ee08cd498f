"""spec.toml: what it may say, and how it is told what is wrong with it."""

import pytest

from reports.trust.survey.spec import SpecError, read_spec

WHOLE = """
[design]
weight = "vikt"
strata = "region"
psu = ["kommun", "hushall"]
fpc = ["n1", "n2"]
nest = true
lonely_psu = "adjust"

[answers.fortroende]
dont_know = 8
wont_say = [9]

[[weighting]]
kind = "rake"
margins.kon = { kvinna = 10, man = 12 }

[[estimate]]
name = "stort"
kind = "share"
variable = "fortroende"
levels = [4, 5]
by = ["kon", "alder"]
domain = { region = "syd" }
ci = "beta"
base = "all"
"""


def read(text):
    return read_spec("spec.toml", text.encode())


def test_every_key_is_read():
    spec = read(WHOLE)
    assert spec.design.strata == ("region",)
    assert spec.design.psu == ("kommun", "hushall")
    assert (spec.design.nest, spec.design.lonely_psu) == (True, "adjust")
    assert spec.answers["fortroende"].dont_know == (8,)
    assert spec.weightings[0].margins == {"kon": {"kvinna": 10.0, "man": 12.0}}
    (estimate,) = spec.estimates
    assert estimate.by == ("kon", "alder")
    assert (estimate.levels, estimate.ci, estimate.base) == ((4, 5), "beta", "all")
    assert estimate.domain.text == "region = syd"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("weight =", "vikt =", "[design], vikt: okänd nyckel"),
        ("[design]", "[urval]", "spec.toml, urval: okänd nyckel"),
        ("nest = true", "nest = 1", "nest = 1: väntade true eller false"),
        ('"adjust"', '"keep"', "fail, remove, certainty, adjust, average"),
        ('kind = "share"', 'kind = "andel"', "nr 1, kind = 'andel': väntade ett av mean"),
        ('name = "stort"', "", "nr 1, name: saknas"),
        ('variable = "fortroende"', 'variable = ["a", "b"]', "väntade en kolumn"),
        ('ci = "beta"', 'ci = "wilson"', "(stort), ci = 'wilson'"),
        (
            'domain = { region = "syd" }\nci = "beta"\nbase = "all"',
            'base = "kontakt"',
            "den domain",
        ),
        ('domain = { region = "syd" }', 'domain = "region = syd"', "tecken 10"),
        ('base = "all"', "q = 0.5", "q: okänd nyckel här"),
        ("kvinna = 10", 'kvinna = "tio"', "kvinna = 'tio': väntade ett tal"),
        ('kind = "rake"', 'kind = "poststratify"\nbounds = [0, 2]', "bounds: okänd nyckel"),
        ("[answers.fortroende]", "[answers.fortroende]\nx = 1", "[answers.fortroende], x"),
        ("nest = true", "nest = = true", "är inte giltig TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(old, new, told):
    assert old in WHOLE
    with pytest.raises(SpecError) as refused:
        read(WHOLE.replace(old, new, 1))
    assert told in str(refused.value)


def test_a_ratio_takes_two_columns_in_either_way():
    first = read('[[estimate]]\nname="a"\nkind="ratio"\nvariable=["x", "y"]')
    second = read('[[estimate]]\nname="a"\nkind="ratio"\nvariable="x"\ndenominator="y"')
    assert first.estimates[0].variable == second.estimates[0].variable == ("x", "y")


def test_two_estimates_of_one_name_are_refused():
    one = '[[estimate]]\nname="a"\nkind="mean"\nvariable="x"\n'
    with pytest.raises(SpecError, match="namnet finns redan"):
        read(one + one)


def test_a_file_without_an_estimate_is_refused():
    with pytest.raises(SpecError, match=r"ingen \[\[estimate\]\]"):
        read("[design]\n")


def test_a_file_that_is_not_utf_8_is_refused():
    with pytest.raises(SpecError, match="UTF-8"):
        read_spec("spec.toml", "name = 'förtroende'".encode("cp1252"))

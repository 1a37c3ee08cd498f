"""No sentence that can be printed, in either language, tells why trust and exposure go together."""

import ast
import importlib.resources
import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest

import reports.trust
from reports.trust import published
from reports.trust.link.result import LinkEstimate, Verdict
from reports.trust.page.diagnostics_part import CONTROLS
from reports.trust.page.flags import FLAGS
from reports.trust.page.page import document_of, render
from reports.trust.page.sentences import CAMPAIGN_ONLY, MEANINGS, VERDICTS, may_tell_cause
from reports.trust.page.typeset import markup
from reports.weekly.words import catalogue

FOLDER = Path(str(importlib.resources.files(reports.trust)))

CAUSAL = re.compile(
    r"""orsak|led(er|de|a|t)?\s+till|påverk|\bbero[rdt]|beroende\s+på|gör\s+att|gjorde\s+att
    |\w*effekt(en|er|erna|s)?\b|på\s+grund\s+av|till\s+följd|följd\s+av|tack\s+vare|resulter
    |bidr(ar|og|agit)|förklarar|framkall|utlös|medför|skapar|driver|\bdrar\b|sänker|höjer|skadar
    |minskar\s+förtroende|ökar\s+förtroende|inverka|konsekvens|verkan\b
    |caus(e|al|ing)|lead(s|ing)?\s+to|\bled\s+to|affect|\beffects?\b|due\s+to|impact|influenc
    |because|thanks\s+to|result(s|ed|ing)?\s+(in|from)|contribut|explains|driv(es|en)|lower(s|ed)\b
    |reduces|raises|erod|undermin|consequence|trigger|produces|responsible\s+for|\bmakes?\s+trust
    |owing\s+to|damag|harms""",
    re.IGNORECASE | re.VERBOSE,
)


def told_by_programs(path):
    """Every text of a file that is not a docstring: errors, advice, what a command prints. Fields
    of an f-string are left out."""
    tree = ast.parse(path.read_text("utf-8"))
    seen = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            seen |= {id(part) for part in node.values}
            yield "".join(getattr(part, "value", "") for part in node.values if text_in(part))
        elif text_in(node) and id(node) not in seen:
            yield node.value


def text_in(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def sentences():
    """Every message in code of the page and of the published waves, with its plural."""
    for folder in ("page", "published"):
        for path in sorted((FOLDER / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                name = ""
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in ("t", "mark", "n"):
                    for text in node.args:
                        if isinstance(text, ast.Constant) and isinstance(text.value, str):
                            yield text.value


EVERY = sorted(set(sentences()))


def test_the_words_that_are_looked_for_are_found():
    told = [
        "Texterna orsakar lägre förtroende.", "Det leder till misstro.", "Kampanjens effekt.",
        "Trust fell because of the campaign.", "Exposure affects trust.", "Förtroendet beror på X.",
        "The impact of news", "Det gör att förtroendet faller.", "due to coverage",
    ]  # fmt: skip
    assert all(CAUSAL.search(text) for text in told)


def test_no_sentence_is_causal_in_either_language():
    assert len(EVERY) > 250
    english = catalogue("en", "reports.trust")
    found = [
        text
        for message in EVERY
        if message not in CAMPAIGN_ONLY
        for text in (message, *english.get(message, ()))
        if CAUSAL.search(text)
    ]
    assert found == []


COMMANDS = ("link*.py", "wave*.py", "estimate.py")


def test_no_error_and_no_command_is_causal():
    """Weights have a design effect: a term of its own."""
    paths = [path for folder in ("link", "survey", "waves") for path in (FOLDER / folder).glob("*")]
    commands = Path(str(importlib.resources.files("vardkase"))) / "commands"
    paths += [path for pattern in COMMANDS for path in sorted(commands.glob(pattern))]
    told = [text for p in paths if p.suffix == ".py" for text in told_by_programs(p)]
    assert "Utan jämförelsegrupp går kampanjen inte att skilja från det som berör alla." in told
    texts = [text.replace("designeffekt", "") for text in told if " " in text.strip()]
    assert len(texts) > 500
    assert [text for text in texts if CAUSAL.search(text)] == []


def test_the_sentences_kept_for_campaigns_are_the_causal_ones():
    english = catalogue("en", "reports.trust")
    for message in CAMPAIGN_ONLY:
        assert CAUSAL.search(message) and CAUSAL.search(english[message][0])


DESIGNS = ("series", "groups", "campaign", "persons")
PASSED = {"placebo": {"passed": True, "p": 0.01, "dates": 30}, "pre_trend": {"passed": True}}


def every_result(base):
    """Each verdict in each design, of both signs, with controls that held and controls that did
    not, with every warning."""
    for verdict, design, sign, held in itertools.product(Verdict, DESIGNS, (-1, 1), (False, True)):
        controls = {
            name: {"estimate": 0.1, "low": -0.1, "high": 0.3, "p": 0.4, "n": 40, "passed": held}
            for name in CONTROLS
        }
        yield replace(
            base, verdict=verdict, design=design, estimate=sign * 0.001, low=-0.01, high=0.01,
            exploratory=False, controls=controls, flags=tuple(FLAGS),
            explained_by="party" if verdict is Verdict.EXPLAINED_BY else None,
            all_lags=[LinkEstimate(lag, 0.1, 0.1, 20, -0.1, 0.3, 0.4, 40, 30) for lag in (0, 1)],
        )  # fmt: skip


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_page_is_causal_but_a_campaign_s_that_passed(language, result, tables):
    tables = {name: table.head(3) for name, table in tables.items()}
    told = 0
    for one in every_result(result):
        text = markup(document_of(one, tables, language))
        allowed = may_tell_cause(one)
        told += allowed
        assert bool(CAUSAL.search(text)) == allowed, (one.verdict, one.design)
    assert told == 2  # both signs


@pytest.mark.parametrize(
    "changes",
    [
        {"design": "series"},
        {"exploratory": True},
        {"controls": {"placebo": {"passed": False}}},
        {"controls": {"placebo": {"passed": None}}},
        {"controls": {}},
        {"controls": {**PASSED, "pre_trend": {"passed": False}}},
        {"verdict": Verdict.ASSOCIATION_NOT_SPECIFIC},
    ],
    ids=str,
)
def test_a_campaign_that_did_not_pass_tells_no_cause(with_verdict, changes):
    passed = with_verdict("association", design="campaign", controls=PASSED)
    assert may_tell_cause(passed)
    assert not may_tell_cause(replace(passed, **changes))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_published_waves_are_told_without_a_cause(language):
    found = published.table(language)
    ours = [cell for row in found.rows for cell in (row[1], *row[4:])]  # not what was asked about
    texts = [*found.notes, *itertools.chain(*found.traps), *ours]
    texts += [sentence for one in found.comparisons for sentence in one.sentences]
    assert [text for text in texts if CAUSAL.search(text)] == []


def test_every_verdict_has_its_own_answer():
    assert set(VERDICTS) == set(MEANINGS) == set(Verdict)
    assert len(set(VERDICTS.values())) == len(Verdict)


def test_a_null_has_the_smallest_detectable_association_beside_it(result, tables):
    head = render(result, tables, "sv").split("<nav")[0]
    assert "Inget samband hittades." in head
    assert "Det minsta samband som dessa data kunde ha visat är 0,70\u00a0" not in head
    assert "kunde ha visat är 0,70 procentenheter per 10\u00a0berättelser i veckan" in head
    assert "styrka 80\u00a0%" in head


def test_what_explains_is_named_with_its_printed_name(with_verdict, tables):
    one = with_verdict("explained_by", explained_by="party")
    named = replace(one, data={**one.data, "names": {"party": "partisympati"}})
    assert "När ”partisympati” räknas in" in render(named, tables, "sv")

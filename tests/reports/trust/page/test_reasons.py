"""Why there is no test is told in the language of the page."""

import ast
import importlib.resources
import re
from pathlib import Path

import numpy as np
import pytest

import reports.trust
from reports.trust.link.inference import InsufficientData, require
from reports.trust.link.series import link_series
from reports.trust.page.reasons import PARTS, REASONS, reason_in
from reports.trust.page.sentences import replicates_text, run_text
from reports.trust.page.units import page_words

LINK = Path(str(importlib.resources.files(reports.trust))) / "link"


def calls(name):
    for path in sorted(LINK.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name and node.args:
                yield node.args


def template(node):
    if isinstance(node, ast.Constant):
        return node.value
    return "".join(
        part.value if isinstance(part, ast.Constant) else f"{{{part.value.id}}}"
        for part in node.values
    )


def test_every_reason_of_the_analysis_has_its_words():
    assert {template(args[0]) for args in calls("InsufficientData")} == set(REASONS)
    parts = {args[i].value for args in calls("require") for i in (2, 3)}
    assert len(parts) > 10
    assert parts <= set(PARTS)


def test_a_reason_is_told_in_english_with_its_figures():
    with pytest.raises(InsufficientData) as refused:
        link_series(np.arange(5.0), np.arange(5.0))
    told = reason_in(page_words("en"), str(refused.value))
    assert re.match(r"the series: \d points in time; at least 12 are needed for a test", told)
    assert reason_in(page_words("sv"), str(refused.value)) == str(refused.value)


def test_a_reason_of_other_words_is_not_told_half_in_each_language():
    with pytest.raises(InsufficientData) as refused:
        require(1, 2, "katter", "serien")
    assert reason_in(page_words("en"), str(refused.value)) is None


def test_what_a_run_was_is_told_in_the_language_of_the_page(result):
    assert run_text(page_words("en"), result, "p.html") == (
        "The run is the first one after the plan was locked. 3 tests in the project. Page: p.html"
    )
    assert "Körningen är" in run_text(page_words("sv"), result, "p.html")
    assert replicates_text(page_words("en"), 12, "r.csv") == "12 rows: r.csv"

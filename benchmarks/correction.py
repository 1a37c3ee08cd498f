"""How often corrected intervals hold the truth, and how wide they are, against the naive ones.

    python benchmarks/correction.py [--draws 400] [--seed 1] [--labels groundless,kidnapping]
        [--prevalence 0.005,0.01,0.02,0.05] [--sizes 100,200,400] [--documents 4000] [--burst 1]

Each draw makes eight weeks of documents with this prevalence of a label, lets a model label them
with the recall, the false alarms and the abstentions of its card, draws a sample as `label sample`
does (`equal`: as many from each thing that the model says; `none`: without strata), lets people
label it without error, and corrects. The truth is the share among these documents: of the eight
weeks (`frame`), of the last one (`week`), and how much higher it is in the last four than in the
first four (`change`). Other ways, for the frame: the naive share, the prediction-powered mean with
Wald's interval (`ppi`), and Rogan–Gladen with recall and specificity from a test of the card's size
(`rg`). With --burst 3 the prevalence of the last week is three times the others': then the model's
errors within a class are not those of the frame, and the week's interval shows what that costs.
A width is the median, in percentage points.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path[0] = str(Path(__file__).parent.parent)

from reports.coding.sampling import EQUAL, draw  # noqa: E402
from reports.signals.correction import (  # noqa: E402
    Coded,
    Interval,
    corrected_change,
    corrected_counts,
    critical_of,
    naive_share,
)
from reports.signals.prediction_powered import Stratum, prediction_powered  # noqa: E402
from reports.signals.rogan_gladen import CorrectionError, rogan_gladen  # noqa: E402

CARD = Path(__file__).parent.parent / "classifiers" / "model" / "evaluation.json"
WEEKS = 8
RELEVANT = 0.4
"""The share of stored documents that are relevant; where sources are chosen well it is higher."""
YES, WITHHELD, RELEVANT_NO, OTHER = range(4)
WAYS = ("frame", "week", "change", "naive", "ppi", "rg")


@dataclass(frozen=True)
class Errors:
    """Of the model, for one label, and how many texts with and without it measured them."""

    recall: float
    recall_n: int
    false_alarms: float
    without_n: int
    abstained: float


def errors_of(label: str) -> Errors:
    card = json.loads(CARD.read_text("utf-8"))
    figures, texts = card["labels"]["narratives"][label], card["texts"]["count"]
    right = figures["value"] * (figures["n"] + figures["given"]) / 2
    without = texts - figures["n"]
    return Errors(
        right / figures["n"],
        figures["n"],
        (figures["given"] - right) / without,
        without,
        card["abstained"]["narrative"]["value"],
    )


@dataclass(frozen=True)
class Documents:
    """(documents,) each: whether it has the label, what the model says, and the week."""

    truth: np.ndarray
    said: np.ndarray
    week: np.ndarray


def make(
    random: np.random.Generator, count: int, prevalence: float, errors: Errors, burst: float
) -> Documents:
    week = np.arange(count) % WEEKS
    truth = random.random(count) < prevalence * np.where(week == WEEKS - 1, burst, 1.0)
    relevant = truth | (random.random(count) < RELEVANT)
    false_alarms = errors.false_alarms / RELEVANT  # only relevant documents can get the label
    given = random.random(count) < np.where(truth, errors.recall, false_alarms)
    withheld = relevant & (random.random(count) < errors.abstained / RELEVANT)
    said = np.where(relevant, np.where(given, YES, RELEVANT_NO), OTHER)
    return Documents(truth, np.where(withheld, WITHHELD, said), week)


def sample(random: np.random.Generator, documents: Documents, size: int, design: str) -> np.ndarray:
    """Which documents are coded, as a mask."""
    strata = [str(said) if design == EQUAL else "all" for said in documents.said]
    drawn = draw(strata, size, int(random.integers(2**31)))
    coded = np.zeros(len(strata), bool)
    coded[[one.index for one in drawn]] = True
    return coded


def counts(documents: Documents, which: np.ndarray) -> np.ndarray:
    return np.bincount(documents.said[which], minlength=4).astype(float)


def intervals(
    random: np.random.Generator, documents: Documents, coded: np.ndarray, errors: Errors
) -> Iterator[tuple[str, Interval, float]]:
    """Each way's interval and the truth; a way that can give none is left out."""
    truth, count = documents.truth, len(documents.truth)
    found = Coded(counts(documents, coded), counts(documents, coded & truth))
    share = truth.mean()
    last, late = documents.week == WEEKS - 1, documents.week >= WEEKS // 2
    critical = critical_of(found, counts(documents, ~coded))
    for name, weeks in (("frame", np.ones(count, bool)), ("week", last)):
        known = np.array([(truth & coded & weeks).sum()])
        uncoded = counts(documents, weeks & ~coded)[None]
        (corrected,) = corrected_counts(found, uncoded, known, critical)
        of = weeks.sum()
        yield name, Interval(*(float(value / of) for value in corrected)), truth[weeks].mean()
    change = corrected_change(
        found,
        counts(documents, ~late & ~coded),
        counts(documents, late & ~coded),
        (float((truth & coded & ~late).sum()), float((truth & coded & late).sum())),
        (float((~late).sum()), float(late.sum())),
    )
    yield "change", change, float(truth[late].mean() - truth[~late].mean())
    yield "naive", naive_share(int((documents.said == YES).sum()), count), share
    yield "ppi", prediction_powered(list(_strata(documents, coded))), share
    with_label = random.binomial(errors.recall_n, errors.recall * (1 - errors.abstained))
    spared = random.binomial(errors.without_n, 1 - errors.false_alarms * (1 - errors.abstained))
    try:
        simple = rogan_gladen(
            int((documents.said == YES).sum()),
            count,
            with_label / errors.recall_n,
            errors.recall_n,
            spared / errors.without_n,
            errors.without_n,
        )
    except CorrectionError:
        return
    yield "rg", simple, share


def _strata(documents: Documents, coded: np.ndarray) -> Iterator[Stratum]:
    """What the model says as strata where each has two coded documents; else all in one."""
    given = (documents.said == YES).astype(float)
    alone = [documents.said == said for said in range(4)]
    enough = all(not part.any() or (part & coded).sum() > 1 for part in alone)
    for part in alone if enough else [np.ones(len(coded), bool)]:
        if part.any():
            yield Stratum(
                documents.truth[part & coded].astype(float),
                given[part & coded],
                given[part & ~coded],
            )


def measure(
    label: str, prevalence: float, size: int, design: str, options: argparse.Namespace
) -> dict[str, tuple[float, float]]:
    """Coverage (0..1) and median width (percentage points) of each way."""
    errors = errors_of(label)
    random = np.random.default_rng([options.seed, size, round(prevalence * 1e4)])
    held: dict[str, list[bool]] = {name: [] for name in WAYS}
    widths: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(options.draws):
        documents = make(random, options.documents, prevalence, errors, options.burst)
        coded = sample(random, documents, size, design)
        for name, one, true in intervals(random, documents, coded, errors):
            held[name].append(one.low - 1e-9 <= true <= one.high + 1e-9)
            widths[name].append(100 * (one.high - one.low))
    return {
        name: (float(np.mean(held[name])), float(np.median(widths[name])))
        for name in WAYS
        if held[name]
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Coverage and width of corrected intervals.")
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--labels", default="groundless,kidnapping")
    parser.add_argument("--prevalence", default="0.005,0.01,0.02,0.05")
    parser.add_argument("--sizes", default="100,200,400")
    parser.add_argument("--designs", default="equal,none")
    parser.add_argument("--documents", type=int, default=4000)
    parser.add_argument("--burst", type=float, default=1.0)
    options = parser.parse_args()
    print("coverage in per cent (median width in percentage points)")
    print(f"{'label':12} design  share    n  " + "".join(f"{name:>15}" for name in WAYS))
    started = time.process_time()
    for label in options.labels.split(","):
        for design in options.designs.split(","):
            for prevalence in map(float, options.prevalence.split(",")):
                for size in map(int, options.sizes.split(",")):
                    found = measure(label, prevalence, size, design, options)
                    cells = "".join(f"{100 * c:7.1f} ({w:5.2f})" for c, w in found.values())
                    print(f"{label:12} {design:6} {prevalence:6.3f} {size:4} {cells}", flush=True)
    print(f"{options.draws} draws a case, CPU s: {time.process_time() - started:.0f}")


if __name__ == "__main__":
    main()

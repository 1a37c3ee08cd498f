"""How fast the embedded model labels beside plain transformers, and how often labels are equal.

    python benchmarks/classify.py [--work .training] [--texts 300] [--rounds 5] [--threads 2]

Both read the same texts of the corpus, drawn once. `ours` is the product's own path: language,
windows, ONNX Runtime one document at a time, calibration and labels. `original` is the network that
was trained, with the same weights in 32 bits, in PyTorch by batches of 32 texts sorted by length;
its tokens are made beforehand. Contestants take turns; ratios are of pairs within a round, by the
clock and by CPU seconds, and the median counts. The mixed stream is the same with relevant texts as
a tenth. Needs the checkpoint `network-*.pt` of the run that made the model (`make train`).
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parent.parent))  # before this folder's own store.py

from classifiers.classifier import NetworkClassifier, load_classifier
from classifiers.decisions import Decision
from classifiers.examples import Example, read_corpus
from classifiers.heldout.texts import HELDOUT
from classifiers.network import DocumentNetwork, Shape
from classifiers.outputs import WIDTH
from classifiers.torch_scorer import load_encoder
from classifiers.windows import Windows
from store.records import Frame, Narrative

BATCH = 32
GOAL = 1.8
"""Least ratio by the clock, on texts of all kinds."""


def original(work: Path, classifier: NetworkClassifier) -> DocumentNetwork:
    """The trained network in 32 bits, from the run's only checkpoint; the share of equal labels
    shows whether it is this model's."""
    checkpoints = list(work.glob("network-*.pt"))
    if len(checkpoints) != 1:
        sys.exit(
            f"{work}: {len(checkpoints)} checkpoints network-*.pt; expected that of make train"
        )
    (checkpoint,) = checkpoints
    encoder = load_encoder(str(work / "encoder"))
    network = DocumentNetwork(encoder, Shape(**classifier.folder.shape))
    state = torch.load(checkpoint, weights_only=True)["network"]
    network.load_state_dict(state, strict=False)
    return network.eval()


def run_original(network: DocumentNetwork, documents: Sequence[Windows]) -> np.ndarray:
    """Logits, (documents, WIDTH), by sorted batches of BATCH."""
    rows = np.zeros((len(documents), WIDTH), np.float32)
    with torch.inference_mode():
        for chosen in batches(documents):
            longest = max(documents[i].ids.shape[1] for i in chosen)
            arrays = [
                np.stack([padded(getattr(documents[i], name), longest, fill) for i in chosen])
                for name, fill in (("ids", 1), ("mask", 0), ("segments", 0))
            ]
            rows[chosen] = network(*map(torch.from_numpy, arrays)).numpy()
    return rows


def batches(documents: Sequence[Windows]) -> Iterator[list[int]]:
    """At most BATCH documents of like length and equally many windows."""
    ranked = sorted(range(len(documents)), key=lambda i: documents[i].ids.shape)
    batch: list[int] = []
    for i in ranked:
        same = batch and documents[batch[0]].ids.shape[0] == documents[i].ids.shape[0]
        if batch and (not same or len(batch) == BATCH):
            yield batch
            batch = []
        batch.append(i)
    yield batch


def padded(array: np.ndarray, length: int, fill: int) -> np.ndarray:
    return np.pad(array, ((0, 0), (0, length - array.shape[1])), constant_values=fill)


def single_labels(decision: Decision) -> list:
    """Each label that a document was given or not: the unit of the comparison."""
    return [
        decision.relevant,
        decision.tone,
        decision.stance,
        *(narrative in decision.narratives for narrative in Narrative),
        *(frame in decision.frames for frame in Frame),
    ]


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """What `work` takes by the clock and in CPU seconds."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - cpu


def compare(
    classifier: NetworkClassifier,
    network: DocumentNetwork,
    examples: Sequence[Example],
    rounds: int,
) -> dict:
    """Ratios original / ours of the time for all examples, per round and their median."""
    texts = [example.text for example in examples]
    documents = [classifier.windower.windows(text) for text in texts]
    contestants = {
        "ours": lambda: classifier.classify(texts),
        "original": lambda: run_original(network, documents),
    }
    ratios: dict[str, list[float]] = {"clock": [], "cpu": []}
    for number in range(rounds):
        names = list(contestants)[:: 1 if number % 2 else -1]
        spent = {name: seconds(contestants[name]) for name in names}
        for place, measure in enumerate(ratios):
            ratios[measure].append(spent["original"][place] / spent["ours"][place])
        print(f"round {number + 1}: {spent}", file=sys.stderr, flush=True)
    return {
        "texts": len(texts),
        "mean_tokens": round(float(np.mean([d.mask.sum() for d in documents])), 1),
        "ratios": {name: [round(r, 2) for r in found] for name, found in ratios.items()},
        "median": {name: round(statistics.median(found), 2) for name, found in ratios.items()},
    }


def agreement(
    classifier: NetworkClassifier, network: DocumentNetwork, examples: Sequence[Example]
) -> dict:
    """Share of single labels, and of whole documents, that are equal."""
    documents = [classifier.windower.windows(example.text) for example in examples]
    small = [single_labels(classifier.decide(classifier.scorer.logits(d))) for d in documents]
    full = [single_labels(classifier.decide(row)) for row in run_original(network, documents)]
    pairs = list(zip(small, full, strict=True))
    equal = [[a == b for a, b in zip(*pair, strict=True)] for pair in pairs]
    return {
        "single_labels_equal": round(float(np.mean(equal)), 4),
        "documents_equal": round(float(np.mean([all(row) for row in equal])), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, default=Path(".training"))
    parser.add_argument("--texts", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    classifier = load_classifier("embedded")
    if not isinstance(classifier, NetworkClassifier):
        sys.exit("the embedded model has no network of its own")
    network = original(options.work, classifier)
    pool = read_corpus(HELDOUT)
    Random(1).shuffle(pool)
    every = pool[: options.texts]
    relevant = [e for e in pool if e.relevant]
    others = [e for e in pool if not e.relevant]
    stream = [*others[:135], *relevant[: len(others[:135]) // 9]]
    result = {
        "all": compare(classifier, network, every, options.rounds)
        | agreement(classifier, network, every),
        "a tenth relevant": compare(classifier, network, stream, options.rounds),
        "goal": GOAL,
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()

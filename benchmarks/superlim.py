"""What the encoder can do elsewhere: two Swedish tasks of SuperLim 2, a fine-tuning run for each.

    python benchmarks/superlim.py --data FOLDER [--work FOLDER] [--task absabank-imm] [--threads 2]

FOLDER holds `absabank-imm_{train,test}.jsonl` and `argumentation-sentences_{train,test}.jsonl`
(Språkbanken Text, CC BY 4.0). The network, its reading of texts and its training are those of the
product, with one head for the task. ABSAbank-Imm is attitude towards immigration, 1 to 5: a
regression, Spearman's correlation. Argumentation sentences are for, against or neither towards a
topic, which is read as the title: three classes, macro F1. Nothing is chosen on the test sets.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from scipy.stats import spearmanr
from sklearn.metrics import f1_score
from tokenizers import Tokenizer
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parent.parent))  # before this folder's own store.py

from classifiers.fit import FitSettings, compute_samples, fit, predict
from classifiers.network import DocumentNetwork, Shape
from classifiers.pretrained.encoder import build_encoder
from classifiers.text import Text
from classifiers.torch_scorer import load_encoder
from classifiers.windows import Windower

STANCES = ("pro", "con", "non")
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Task:
    """Texts and targets, (texts, outputs) in float32, of training and test."""

    name: str
    outputs: int
    training: tuple[list[Text], np.ndarray]
    test: tuple[list[Text], np.ndarray]

    def loss(self, logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        """Squared error of a regression, cross-entropy of classes."""
        if self.outputs == 1:
            return functional.mse_loss(logits, target)
        return functional.cross_entropy(logits, target)

    def figure(self, logits: np.ndarray, target: np.ndarray) -> float:
        """Spearman's correlation of a regression, macro F1 of classes."""
        if self.outputs == 1:
            return float(spearmanr(logits[:, 0], target[:, 0]).statistic)
        return float(f1_score(target.argmax(1), logits.argmax(1), average="macro"))


def absabank(folder: Path) -> Task:
    """Attitude towards immigration, 1..5 centred at 3."""

    def read(part: str) -> tuple[list[Text], np.ndarray]:
        rows = _rows(folder / f"absabank-imm_{part}.jsonl")
        labels = np.array([[row["label"] - 3] for row in rows], np.float32)
        return [Text("", row["text"]) for row in rows], labels

    return Task("absabank-imm", 1, read("train"), read("test"))


def argumentation(folder: Path) -> Task:
    """For, against or neither, by sentence and topic."""

    def read(part: str) -> tuple[list[Text], np.ndarray]:
        rows = _rows(folder / f"argumentation-sentences_{part}.jsonl")
        chosen = [STANCES.index(row["label"]) for row in rows]
        return [Text(row["topic"], row["sentence"]) for row in rows], np.eye(3, dtype="f4")[chosen]

    return Task("argumentation-sentences", 3, read("train"), read("test"))


TASKS = {"absabank-imm": absabank, "argumentation-sentences": argumentation}


def _rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def run(task: Task, encoder: Path, settings: FitSettings) -> dict:
    """Fine-tune on the task's training texts and measure on its test."""
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    windower = Windower(tokenizer)
    torch.manual_seed(settings.seed)
    network = DocumentNetwork(load_encoder(str(encoder)), Shape(), {"task": task.outputs})

    def samples(texts: list[Text], target: np.ndarray):
        return compute_samples(network, [windower.windows(t) for t in texts], target, settings)

    fit(network, samples(*task.training), settings, print, loss=task.loss)
    texts, target = task.test
    logits = predict(network, samples(texts, target), settings)
    draws = np.random.default_rng(settings.seed).integers(0, len(texts), (RESAMPLES, len(texts)))
    low, high = np.quantile([task.figure(logits[d], target[d]) for d in draws], (0.025, 0.975))
    return {
        "task": task.name,
        "measure": "spearman" if task.outputs == 1 else "macro F1",
        "value": round(task.figure(logits, target), 4),
        "interval": [round(float(low), 4), round(float(high), 4)],
        "training": len(task.training[0]),
        "test": len(texts),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".training"))
    parser.add_argument("--task", choices=TASKS, action="append")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    encoder = build_encoder(options.work / "encoder", options.work / "downloads")
    for name in options.task or TASKS:
        print(
            json.dumps(run(TASKS[name](options.data), encoder, FitSettings(epochs=4))), flush=True
        )


if __name__ == "__main__":
    main()

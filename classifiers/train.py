"""`vardkase train`: from labelled texts to a model folder (extra `train`).

Figures are honest because every text is judged by a network that saw no text by its writer: one
network is fitted for each hand left out, calibration and thresholds are fitted to their answers,
and then one more network, the one that is kept, is fitted to everything. Each step leaves its
result in the work folder, and a run that was stopped goes on from there.
"""

from __future__ import annotations

import copy
import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from classifiers.calibrate import calibrate, choose_thresholds
from classifiers.decisions import Calibration, Thresholds
from classifiers.evaluate import write_metrics
from classifiers.examples import Example, corpus_hash, read_corpus, targets
from classifiers.export import export
from classifiers.fit import FitSettings, Sample, compute_samples, fit, predict
from classifiers.model_card import write_papers
from classifiers.model_folder import write_labels
from classifiers.network import DocumentNetwork, Shape
from classifiers.outputs import WIDTH
from classifiers.torch_scorer import load_encoder, save_network
from classifiers.windows import Windower
from store.errors import ModelError

EMBEDDED = "embedded"
CORPUS = Path(__file__).parent / "corpus"
MAX_HANDS = 4
"""Up to so many hands each is left out in turn; more are put into so many groups."""


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """What to train from and where to. `encoder` is `embedded`, a folder or a name on the hub that
    is in the local cache; `work` keeps downloads and unfinished steps."""

    output: Path
    work: Path
    corpus: Path = CORPUS
    encoder: str = EMBEDDED
    shape: Shape = field(default_factory=Shape)
    fit: FitSettings = field(default_factory=FitSettings)
    device: str = "cpu"
    threads: int = 1


@dataclass(frozen=True, slots=True)
class TrainResult:
    """Where the model is, what it is called, and where its figures are."""

    output: Path
    metrics: Path
    texts: int


def train(settings: TrainSettings, log: Callable[[str], None]) -> TrainResult:
    """Train, calibrate, export and measure; see the module's description.

    Raises ModelError where corpus or encoder cannot be had.
    """
    torch.set_num_threads(settings.threads)
    torch.use_deterministic_algorithms(True, warn_only=True)
    settings.work.mkdir(parents=True, exist_ok=True)
    examples = read_corpus(settings.corpus)
    source = _encoder_source(settings)
    reading, tokenizer = _reading(source, settings)
    windower = Windower(tokenizer, **reading)
    encoder = load_encoder(str(source)).to(settings.device)
    log(f"{len(examples)} texts, encoder {settings.encoder}")
    network = _network(encoder, settings)
    documents = [windower.windows(example.text) for example in examples]
    samples = compute_samples(network, documents, targets(examples), settings.fit)
    log("states of the frozen layers are computed")
    logits = held_out_logits(encoder, examples, samples, settings, log)
    calibration = calibrate(logits, examples)
    thresholds = choose_thresholds(logits, examples, calibration)
    log(f"thresholds: {thresholds}")
    network = _final(encoder, samples, settings, _run_key(examples, settings), log)
    _save(network, tokenizer, settings)
    _describe(settings, examples, reading, calibration, thresholds)
    metrics = settings.output / "metrics.json"
    write_metrics(metrics, examples, logits, calibration, thresholds, corpus_hash(examples))
    if settings.encoder == EMBEDDED:
        write_papers(settings.output)
    return TrainResult(settings.output, metrics, len(examples))


def held_out_logits(
    encoder: torch.nn.Module,
    examples: Sequence[Example],
    samples: Sequence[Sample],
    settings: TrainSettings,
    log: Callable[[str], None],
) -> np.ndarray:
    """Logits of each example from a network that saw nothing by its hand, (examples, WIDTH)."""
    logits = np.zeros((len(examples), WIDTH), np.float32)
    key = _run_key(examples, settings)
    folds = folds_by_hand(examples)
    for number in range(max(folds) + 1):
        inside = [i for i, fold in enumerate(folds) if fold == number]
        outside = [i for i, fold in enumerate(folds) if fold != number]
        kept = settings.work / f"heldout-{key}-{number}.npy"
        if not kept.exists():
            log(f"fold {number + 1} of {max(folds) + 1}: {len(inside)} of {len(examples)} held out")
            network = _network(encoder, settings)
            fit(network, [samples[i] for i in outside], settings.fit, log)
            np.save(kept, predict(network, [samples[i] for i in inside], settings.fit))
        logits[inside] = np.load(kept)
    return logits


def folds_by_hand(examples: Sequence[Example]) -> list[int]:
    """The fold of each example. All texts by one hand share a fold; where one hand wrote all, texts
    are spread by a digest of their id."""
    hands = sorted({example.hand for example in examples})
    if len(hands) == 1:
        return [_digest(example.example_id) % 4 for example in examples]
    ranked = sorted(hands, key=lambda h: (-sum(e.hand == h for e in examples), h))
    fold = {hand: i % MAX_HANDS for i, hand in enumerate(ranked)}
    return [fold[example.hand] for example in examples]


def _encoder_source(settings: TrainSettings) -> Path | str:
    if settings.encoder != EMBEDDED:
        return settings.encoder
    from classifiers.pretrained.encoder import build_encoder

    return build_encoder(settings.work / "encoder", settings.work / "downloads")


def _reading(source: Path | str, settings: TrainSettings) -> tuple[dict, Tokenizer]:
    """How texts are cut for this encoder, and its tokenizer."""
    if settings.encoder == EMBEDDED:
        return {"prefix": "query: ", "max_tokens": 384}, Tokenizer.from_file(
            str(Path(source) / "tokenizer.json")
        )
    from transformers import AutoTokenizer

    try:
        fast = AutoTokenizer.from_pretrained(str(source), local_files_only=True)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"--encoder {settings.encoder}: ingen modell med tokenizer; väntade en mapp eller en "
            f"hämtad modell; hämta med hf download {settings.encoder}"
        ) from error
    special = {
        "begin": fast.cls_token or fast.bos_token,
        "end": fast.sep_token or fast.eos_token,
        "pad": fast.pad_token,
    }
    longest = min(384, fast.model_max_length)
    prefix = "query: " if "e5" in settings.encoder.lower() else ""
    return {"prefix": prefix, "max_tokens": longest, **special}, fast.backend_tokenizer


def _network(encoder: torch.nn.Module, settings: TrainSettings) -> DocumentNetwork:
    torch.manual_seed(settings.fit.seed)
    return DocumentNetwork(copy.deepcopy(encoder), settings.shape).to(settings.device)


def _final(
    encoder: torch.nn.Module,
    samples: Sequence[Sample],
    settings: TrainSettings,
    key: str,
    log: Callable[[str], None],
) -> DocumentNetwork:
    """The network that is fitted to everything."""
    network = _network(encoder, settings)
    kept = settings.work / f"final-{key}.pt"
    if kept.exists():
        network.load_state_dict(torch.load(kept, weights_only=True), strict=False)
        return network.eval()
    log(f"final network: {len(samples)} texts")
    fit(network, samples, settings.fit, log)
    trained = {n for n, p in network.named_parameters() if p.requires_grad}
    state = network.state_dict()
    torch.save({n: t for n, t in state.items() if n in trained or "encoder." not in n}, kept)
    return network


def _save(network: DocumentNetwork, tokenizer: Tokenizer, settings: TrainSettings) -> None:
    settings.output.mkdir(parents=True, exist_ok=True)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    if settings.encoder == EMBEDDED:
        source = settings.work / "encoder" / "tokenizer.json"
        (settings.output / "tokenizer.json").write_bytes(source.read_bytes())
        export(network.cpu(), settings.output / "model.onnx")
    else:
        tokenizer.save(str(settings.output / "tokenizer.json"))
        save_network(network.cpu(), settings.output)


def _describe(
    settings: TrainSettings,
    examples: Sequence[Example],
    reading: dict,
    calibration: Calibration,
    thresholds: Thresholds,
) -> None:
    origin = {
        "encoder": settings.encoder,
        "corpus_sha256": corpus_hash(examples),
        "texts": len(examples),
        "fit": dataclasses.asdict(settings.fit),
    }
    name = settings.encoder.rstrip("/").split("/")[-1]
    shape = dataclasses.asdict(settings.shape)
    write_labels(settings.output, name, calibration, thresholds, reading, shape, origin)


def _run_key(examples: Sequence[Example], settings: TrainSettings) -> str:
    """Names what a step's result depends on, so that a changed corpus is never mixed with an old
    one's results."""
    made_of = repr((corpus_hash(examples), settings.encoder, settings.shape, settings.fit))
    return hashlib.sha256(made_of.encode()).hexdigest()[:12]


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")

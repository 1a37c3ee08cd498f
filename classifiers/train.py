"""`vardkase train`: from labelled texts to a model folder (extra `train`).

Three sets of texts are kept apart, and texts by one hand never straddle them: the network is fitted
to the training texts, calibration and thresholds to the answers that the finished model (as it is
shipped, with its small numbers) gives on the calibration texts, and `evaluate` measures it on
held-out texts that are not read here. A run that was stopped goes on from its last whole epoch.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from classifiers.calibrate import calibrate, choose_thresholds
from classifiers.classifier import EMBEDDED
from classifiers.decisions import Calibration, Thresholds
from classifiers.evaluate import write_metrics
from classifiers.examples import Example, corpus_hash, read_corpus, targets
from classifiers.export import export
from classifiers.fit import FitSettings, compute_samples, fit, is_finished
from classifiers.heldout.texts import CORPUS, refuse_heldout
from classifiers.model_card import write_papers
from classifiers.model_folder import write_labels
from classifiers.network import DocumentNetwork, Shape
from classifiers.onnx_scorer import OnnxScorer
from classifiers.perturbations import perturbed
from classifiers.real_texts import REAL, read_real_texts
from classifiers.torch_scorer import TorchScorer, load_encoder, save_network
from classifiers.windows import Windower, Windows
from store.errors import ModelError

CALIBRATION = "calibration"
"""Folder of a corpus with the texts that calibration and thresholds are fitted to."""

CALIBRATION_SHARE = 0.15
"""Least share of the texts that is put aside for calibration where a corpus has no such folder."""

REWRITTEN_EACH = 6
"""Of every so many training texts one is learned a second time, as typed in haste or shouted."""

MAX_TRAINING_WINDOWS = 2
"""Of longer texts only the first windows and the last are learned from."""


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """What to train from and where to. `encoder` is `embedded`, a folder or a name on the hub that
    is in the local cache; `work` keeps downloads and unfinished steps; `extra_examples` are
    trained on beside those of `corpus`; `real_texts` is a folder with the texts that
    `corpus/real/` has labels of."""

    output: Path
    work: Path
    corpus: Path = CORPUS
    extra_examples: Sequence[Example] = ()
    real_texts: Path | None = None
    encoder: str = EMBEDDED
    shape: Shape = field(default_factory=Shape)
    fit: FitSettings = field(default_factory=FitSettings)
    device: str = "cpu"
    threads: int = 1


@dataclass(frozen=True, slots=True)
class TrainResult:
    """Where the model and its figures are, and how many texts it was trained on."""

    output: Path
    metrics: Path
    texts: int


def train(settings: TrainSettings, log: Callable[[str], None]) -> TrainResult:
    """Train, export, calibrate and measure; see the module's description.

    Raises ModelError where corpus or encoder cannot be had.
    """
    torch.set_num_threads(settings.threads)
    torch.use_deterministic_algorithms(True, warn_only=True)
    settings.work.mkdir(parents=True, exist_ok=True)
    texts = _read_texts(settings)
    source = _encoder_source(settings)
    reading, tokenizer = _reading(source, settings)
    windower = Windower(tokenizer, **reading)
    log(f"{len(texts.training)} texts to train on, encoder {settings.encoder}")
    network = _fitted(load_encoder(str(source)), texts.training, windower, settings, log)
    _save(network, tokenizer, settings)
    scorer = _scorer(network, settings)
    logits = np.stack([scorer(windower.windows(e.text)) for e in texts.calibration])
    calibration = calibrate(logits, texts.calibration)
    thresholds = choose_thresholds(logits, texts.calibration, calibration)
    log(f"thresholds: {thresholds}")
    _describe(settings, texts, reading, calibration, thresholds)
    metrics = settings.output / "metrics.json"
    sha256 = corpus_hash(texts.training)
    write_metrics(metrics, texts.calibration, logits, calibration, thresholds, sha256)
    if settings.encoder == EMBEDDED:
        write_papers(settings.output)
    return TrainResult(settings.output, metrics, len(texts.training))


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts to train on and to calibrate on, and how many of the former come from where: `corpus`,
    `store` (labelled by users) and `published`."""

    training: list[Example]
    calibration: list[Example]
    sources: dict[str, int]


def _read_texts(settings: TrainSettings) -> Texts:
    training = read_corpus(settings.corpus)
    if (settings.corpus / CALIBRATION).is_dir():
        calibration = read_corpus(settings.corpus / CALIBRATION)
        both = {e.hand for e in training} & {e.hand for e in calibration}
        if both:
            raise ModelError(
                f"{settings.corpus}: texter av {', '.join(sorted(both))} finns både bland dem som "
                f"tränas och i {CALIBRATION}; väntade att var och en skrivit bara på ena stället; "
                "flytta dem"
            )
    else:
        training, calibration = split_by_hand(training)
    published = []
    if settings.real_texts:
        published = read_real_texts(settings.corpus / REAL, settings.real_texts)
    sources = {
        "corpus": len(training),
        "store": len(settings.extra_examples),
        "published": len(published),
    }
    training = [*training, *settings.extra_examples, *published]
    refuse_heldout([*training, *calibration])
    return Texts(training, calibration, sources)


def split_by_hand(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """Examples to train on, and at least CALIBRATION_SHARE of them to calibrate on.

    All texts by one hand are on one side; where one hand wrote all, a digest of the id decides.
    """
    one_hand = len({example.hand for example in examples}) == 1
    name = "example_id" if one_hand else "hand"
    aside: set[str] = set()
    for value in sorted({getattr(e, name) for e in examples}, key=_digest):
        if sum(getattr(e, name) in aside for e in examples) >= CALIBRATION_SHARE * len(examples):
            break
        aside.add(value)
    training = [e for e in examples if getattr(e, name) not in aside]
    return training, [e for e in examples if getattr(e, name) in aside]


def _fitted(
    encoder: torch.nn.Module,
    training: Sequence[Example],
    windower: Windower,
    settings: TrainSettings,
    log: Callable[[str], None],
) -> DocumentNetwork:
    torch.manual_seed(settings.fit.seed)
    network = DocumentNetwork(encoder, settings.shape).to(settings.device)
    learned = [*training, *rewritten(training)]
    documents = [windower.windows(e.text).shortened(MAX_TRAINING_WINDOWS) for e in learned]
    wanted = targets(learned)
    checkpoint = settings.work / f"network-{_run_key(documents, wanted, settings)}.pt"
    if is_finished(checkpoint, network, settings.fit):
        return network
    samples = compute_samples(network, documents, wanted, settings.fit)
    log("states of the frozen layers are computed")
    fit(network, samples, settings.fit, log, checkpoint)
    return network


def rewritten(examples: Sequence[Example]) -> list[Example]:
    """One in REWRITTEN_EACH examples, as people write in haste or to be loud; labels stay. Every
    second of them loses its title: a post has one in one feed and none in the next.

    The rewritings that `text.clean` undoes teach nothing and are left out.
    """
    ways = ("typing_errors", "missing_diacritics", "emoji_and_hashtags")
    copies = []
    for example in examples:
        digest = _digest(example.example_id)
        if digest % REWRITTEN_EACH:
            continue
        text = perturbed(example.text, ways[digest // 7 % len(ways)])
        if digest // 31 % 2:
            text = dataclasses.replace(text, title="")
        copies.append(dataclasses.replace(example, text=text))
    return copies


def _scorer(network: DocumentNetwork, settings: TrainSettings) -> Callable[[Windows], np.ndarray]:
    """Logits of one document by the model as it was written."""
    if settings.encoder == EMBEDDED:
        return OnnxScorer(settings.output / "model.onnx").logits
    return TorchScorer(network.cpu()).logits


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
    texts: Texts,
    reading: dict,
    calibration: Calibration,
    thresholds: Thresholds,
) -> None:
    origin = {
        "encoder": settings.encoder,
        "hands": sorted({e.hand for e in [*texts.training, *texts.calibration]}),
        "corpus_sha256": corpus_hash(texts.training),
        "texts": texts.sources,
        "fit": dataclasses.asdict(settings.fit),
    }
    name = settings.encoder.rstrip("/").split("/")[-1]
    shape = dataclasses.asdict(settings.shape)
    write_labels(settings.output, name, calibration, thresholds, reading, shape, origin)


def _run_key(documents: Sequence[Windows], wanted: np.ndarray, settings: TrainSettings) -> str:
    """Names what the network's weights depend on, so that a run never goes on from another's."""
    made_of = hashlib.sha256(repr((settings.encoder, settings.shape, settings.fit)).encode())
    made_of.update(wanted.tobytes())
    for document in documents:
        for array in (document.ids, document.mask, document.segments):
            made_of.update(array.tobytes())
    return made_of.hexdigest()[:12]


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")

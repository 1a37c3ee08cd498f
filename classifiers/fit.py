"""Fits a DocumentNetwork to examples on frozen states that are computed once (extra `train`)."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from classifiers.network import DocumentNetwork
from classifiers.outputs import LABELS, PLACES
from classifiers.windows import BODY, TITLE, Windows
from store.records import LabelGroup

GROUP_WEIGHTS = {
    LabelGroup.RELEVANT: 1.0,
    LabelGroup.TONE: 1.0,
    LabelGroup.NARRATIVE: 4.0,
    LabelGroup.STANCE: 1.5,
    LabelGroup.FRAME: 3.0,
}
"""Weights of the groups' mean losses. Most single labels of the two lists are absent in most texts,
so that their mean losses are several times smaller than those of a choice among classes."""

MIX_PACE = 20
"""How much faster the mix of layers learns than the heads: at their pace its few numbers hardly
move from an even mix before training ends."""

STANDARD_SAMPLES = 200
"""Samples from which centre and scale of the layers are taken: some 20,000 tokens."""


@dataclass(frozen=True, slots=True)
class FitSettings:
    """How long and how fast to train. `batch_tokens` bounds a batch with its padding; `bfloat16`
    runs the products in 16 bits, in about half of the time."""

    epochs: int = 3
    batch_documents: int = 16
    batch_tokens: int = 4096
    head_rate: float = 1e-3
    encoder_rate: float = 1.5e-4
    weight_decay: float = 0.02
    warmup_share: float = 0.1
    bfloat16: bool = True
    seed: int = 20221


@dataclass(frozen=True, slots=True)
class Sample:
    """One document: states (k, windows, tokens, hidden) in float16, mask, segments, and targets."""

    states: torch.Tensor
    mask: torch.Tensor
    segments: torch.Tensor
    target: torch.Tensor


def compute_samples(
    network: DocumentNetwork,
    documents: Sequence[Windows],
    targets: np.ndarray,
    settings: FitSettings,
) -> list[Sample]:
    """Run the frozen part over each document once."""
    network.eval()
    samples = []
    with torch.inference_mode(), _precision(network, settings):
        for document, target in zip(documents, targets, strict=True):
            ids, mask = torch.from_numpy(document.ids), torch.from_numpy(document.mask)
            states = network.lower(ids.to(_device(network)), mask.to(_device(network)))
            segments = torch.from_numpy(document.segments)
            sample = Sample(states.half().cpu(), mask, segments, torch.from_numpy(target))
            samples.append(sample)
    return samples


def fit(
    network: DocumentNetwork,
    samples: Sequence[Sample],
    settings: FitSettings,
    log: Callable[[str], None],
    checkpoint: Path | None = None,
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor] | None = None,
) -> None:
    """Train the network in place. The same samples and settings give the same weights on the same
    machine and number of threads.

    With a `checkpoint` a run that was stopped goes on from the last whole epoch. `loss` takes
    logits and targets of a batch; without it, it is `joint_loss`.
    """
    standardise(network, samples[:STANDARD_SAMPLES])
    positive = _positive_weights(samples).to(_device(network))
    loss = loss or functools.partial(joint_loss, positive=positive)
    optimiser = _optimiser(network, settings)
    steps = sum(1 for _ in batches(samples, settings, np.random.default_rng(0)))
    total = steps * settings.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: _rate(step, total, settings.warmup_share)
    )
    kept = (network, optimiser, schedule)
    done = _restore(checkpoint, *kept)
    for epoch in range(done, settings.epochs):
        torch.manual_seed(settings.seed + epoch)
        order = np.random.default_rng((settings.seed, epoch))
        network.train()
        losses = []
        for chosen in batches(samples, settings, order):
            states, mask, segments, target = collate([samples[i] for i in chosen], network)
            with _precision(network, settings):
                logits = network.upper(states, mask, segments)
            value = loss(logits.float(), target)
            optimiser.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(float(value.detach()))
        log(f"epoch {epoch + 1} of {settings.epochs}: loss {np.mean(losses):.4f}")
        if checkpoint:
            _keep(checkpoint, epoch + 1, *kept)
    network.eval()


def _keep(path: Path, epochs: int, network: DocumentNetwork, *others) -> None:
    """Write what a run needs to go on after so many epochs; the file is whole or the former one."""
    trained = {n for n, p in network.named_parameters() if p.requires_grad}
    state = network.state_dict()
    weights = {n: t for n, t in state.items() if n in trained or not n.startswith("encoder.")}
    whole = {"epochs": epochs, "network": weights, "others": [o.state_dict() for o in others]}
    new = path.with_suffix(".new")
    torch.save(whole, new)
    new.replace(path)


def is_finished(checkpoint: Path, network: DocumentNetwork, settings: FitSettings) -> bool:
    """Whether all epochs are done; their weights are then in `network`, ready to run."""
    finished = _restore(checkpoint, network) >= settings.epochs
    network.eval()
    return finished


def _restore(path: Path | None, network: DocumentNetwork, *others) -> int:
    """Load what `_keep` wrote, if there is any; the number of epochs that are done."""
    if path is None or not path.exists():
        return 0
    whole = torch.load(path, weights_only=True, map_location=_device(network))
    network.load_state_dict(whole["network"], strict=False)
    for other, state in zip(others, whole["others"], strict=False):
        other.load_state_dict(state)
    return whole["epochs"]


def predict(
    network: DocumentNetwork, samples: Sequence[Sample], settings: FitSettings
) -> np.ndarray:
    """Logits of each sample alone, (samples, outputs)."""
    network.eval()
    rows = []
    with torch.inference_mode(), _precision(network, settings):
        for sample in samples:
            states, mask, segments, _ = collate([sample], network)
            rows.append(network.upper(states, mask, segments)[0].float().cpu().numpy())
    return np.stack(rows)


def standardise(network: DocumentNetwork, samples: Sequence[Sample]) -> None:
    """Set centre and scale of the mixed layers from the samples' own tokens: e5's states share a
    large common part, which would hide what tells texts apart."""
    network.centre.zero_()
    network.scale.fill_(1.0)
    with torch.inference_mode():
        states = torch.cat([_own_states(network, sample) for sample in samples], 1)
    network.centre.copy_(states.mean(1))
    network.scale.copy_(states.std(1).clamp(min=1e-3))


def _own_states(network: DocumentNetwork, sample: Sample) -> torch.Tensor:
    """States of all mixed layers at the document's own tokens, (layers, tokens, hidden)."""
    states, mask, segments, _ = collate([sample], network)
    layers = network.layers(states, mask, segments)
    own = (segments == TITLE) | (segments == BODY)
    return layers[:, own.reshape(-1, own.shape[-1])]


def collate(
    samples: Sequence[Sample], network: DocumentNetwork
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """One batch of samples with equally many windows, padded to the longest."""
    length = max(sample.mask.shape[-1] for sample in samples)

    def padded(tensor: torch.Tensor, axis: int) -> torch.Tensor:
        missing = length - tensor.shape[axis]
        return functional.pad(tensor, (0, 0) * (tensor.dim() - 1 - axis) + (0, missing))

    states = torch.cat([padded(sample.states.float(), 2) for sample in samples], 1)
    mask = torch.stack([padded(sample.mask, 1) for sample in samples])
    segments = torch.stack([padded(sample.segments, 1) for sample in samples])
    target = torch.stack([sample.target for sample in samples])
    device = _device(network)
    return states.to(device), mask.to(device), segments.to(device), target.to(device)


def batches(
    samples: Sequence[Sample], settings: FitSettings, order: np.random.Generator
) -> Iterator[list[int]]:
    """Indices of batches in random order: samples of like length together, windows equal."""
    sizes = [(s.mask.shape[0], s.mask.shape[1] * order.uniform(0.8, 1.25)) for s in samples]
    ranked = sorted(range(len(samples)), key=lambda i: sizes[i])
    found: list[list[int]] = [[]]
    longest = 0
    for i in ranked:
        windows, tokens = samples[i].mask.shape
        batch = found[-1]
        longest = max(longest, tokens)
        full = (len(batch) + 1) * windows * longest > settings.batch_tokens
        other = bool(batch) and samples[batch[0]].mask.shape[0] != windows
        if batch and (full or other or len(batch) == settings.batch_documents):
            found.append([])
            longest = tokens
        found[-1].append(i)
    for number in order.permutation(len(found)):
        yield found[number]


def joint_loss(logits: torch.Tensor, target: torch.Tensor, positive: torch.Tensor) -> torch.Tensor:
    """Sum of the groups' losses. Tone and stance count on relevant documents alone: on others they
    are filled in by rule, not judged."""
    relevant = target[:, PLACES[LabelGroup.RELEVANT]][:, 0]
    total = logits.new_zeros(())
    for group in LABELS:
        place = PLACES[group]
        if group in (LabelGroup.TONE, LabelGroup.STANCE):
            losses = functional.cross_entropy(
                logits[:, place], target[:, place], reduction="none", label_smoothing=0.05
            )
            loss = (losses * relevant).sum() / relevant.sum().clamp(min=1)
        else:
            loss = functional.binary_cross_entropy_with_logits(
                logits[:, place], target[:, place], pos_weight=positive[place]
            )
        total = total + GROUP_WEIGHTS[group] * loss
    return total


def _positive_weights(samples: Sequence[Sample]) -> torch.Tensor:
    """For each output the square root of negatives over positives, within 1..4."""
    share = torch.stack([s.target for s in samples]).mean(0).clamp(1e-3, 0.999)
    return ((1 - share) / share).sqrt().clamp(1.0, 4.0)


def _optimiser(network: DocumentNetwork, settings: FitSettings) -> torch.optim.Optimizer:
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    known = {id(p) for p in network.encoder.parameters()}
    known.add(id(network.mix))
    heads = [p for p in network.parameters() if id(p) not in known]
    groups = [
        {"params": heads, "lr": settings.head_rate},
        {"params": [network.mix], "lr": MIX_PACE * settings.head_rate, "weight_decay": 0.0},
    ]
    if encoder:
        groups.append({"params": encoder, "lr": settings.encoder_rate})
    return torch.optim.AdamW(groups, weight_decay=settings.weight_decay)


def _rate(step: int, total: int, warmup_share: float) -> float:
    """Share of the peak rate: rises linearly, then falls along half a cosine."""
    warmup = max(1, round(total * warmup_share))
    if step < warmup:
        return (step + 1) / warmup
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warmup) / max(1, total - warmup))))


def _precision(network: DocumentNetwork, settings: FitSettings) -> torch.autocast:
    return torch.autocast(_device(network).type, torch.bfloat16, enabled=settings.bfloat16)


def _device(network: DocumentNetwork) -> torch.device:
    return next(network.parameters()).device

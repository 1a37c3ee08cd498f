"""The network that is trained: an encoder with a head for each group of labels (extra `train`).

Each head mixes the encoder's upper layers by learned weights of its own (stance stands in the
middle ones, topic in the last), pools the document's own tokens over all its windows at once, by
the mean and by learned attention, and gives its logits. Pooling over windows, not averaging their
answers, lets one sentence of a long text decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from classifiers.outputs import LABELS
from classifiers.windows import BODY, TITLE

SEGMENTS = 4
OUTPUTS = {group.value: len(labels) for group, labels in LABELS.items()}


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides the network's size beside the encoder.

    `mixed_layers` upper layers enter the mix; the top `trained_layers` of the encoder are trained
    (0: none), all below are frozen; `pools` attention queries a head; `width` hidden units a head.
    """

    mixed_layers: int = 7
    trained_layers: int = 6
    pools: int = 3
    width: int = 96
    dropout: float = 0.2


class Head(nn.Module):
    """Logits of one group from its mixed tokens (documents, tokens, hidden) and the mask of own
    tokens (documents, tokens)."""

    def __init__(self, hidden: int, outputs: int, shape: Shape) -> None:
        super().__init__()
        self.query = nn.Linear(hidden, shape.pools)
        nn.init.zeros_(self.query.weight)
        features = hidden * (1 + shape.pools)
        self.layers = nn.Sequential(
            nn.LayerNorm(features),
            nn.Dropout(shape.dropout),
            nn.Linear(features, shape.width),
            nn.GELU(),
            nn.Dropout(shape.dropout),
            nn.Linear(shape.width, outputs),
        )

    def forward(self, tokens: torch.Tensor, own: torch.Tensor) -> torch.Tensor:
        """Mean and attentions are weights over own tokens, applied in one product."""
        scores = self.query(tokens).masked_fill(own[..., None] == 0, -1e4)
        mean = own / own.sum(1, keepdim=True).clamp(min=1)
        weights = torch.cat([mean[..., None].to(tokens.dtype), torch.softmax(scores, 1)], 2)
        return self.layers((weights.transpose(1, 2) @ tokens).flatten(1))


class DocumentNetwork(nn.Module):
    """Encoder and heads. `encoder` is a transformers model of BERT's or RoBERTa's build: it has
    `embeddings` and `encoder.layer`.

    Inputs have the shape (documents, windows, tokens); a batch holds documents with equally many
    windows. The result is (documents, outputs.WIDTH).
    """

    encoder: Any
    centre: torch.Tensor
    scale: torch.Tensor

    def __init__(
        self, encoder: nn.Module, shape: Shape, outputs: Mapping[str, int] = OUTPUTS
    ) -> None:
        """`outputs` names the heads and says how many logits each gives, in the result's order."""
        super().__init__()
        self.encoder = encoder
        self.shape = shape
        hidden = int(self.encoder.config.hidden_size)
        self.depth = len(self.encoder.encoder.layer)
        self.mixed = min(shape.mixed_layers, self.depth + 1)
        self.frozen = self.depth - min(shape.trained_layers, self.depth)
        self.segment = nn.Embedding(SEGMENTS, hidden)
        nn.init.zeros_(self.segment.weight)
        self.register_buffer("centre", torch.zeros(self.mixed, hidden))
        self.register_buffer("scale", torch.ones(self.mixed, hidden))
        self.heads = nn.ModuleDict({n: Head(hidden, k, shape) for n, k in outputs.items()})
        self.mix = nn.Parameter(torch.zeros(len(self.heads), self.mixed))
        for name, parameter in encoder.named_parameters():
            parameter.requires_grad = self._is_trained(name)
        for name, module in encoder.named_modules():
            if name.endswith("attention.self.dropout") and isinstance(module, nn.Dropout):
                module.p = 0.0  # one draw for each pair of tokens: dear on a CPU

    def _is_trained(self, name: str) -> bool:
        parts = name.split(".")
        return parts[:2] == ["encoder", "layer"] and int(parts[2]) >= self.frozen

    def lower(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """States of the frozen part that the rest needs, (states, windows, tokens, hidden): those
        of the mixed layers up to the last frozen one. Inputs are (windows, tokens)."""
        hidden = self.encoder.embeddings(input_ids=ids)
        states = [hidden]
        for number in range(self.frozen):
            layer = self.encoder.encoder.layer[number]
            hidden = layer(hidden, attention_mask=_additive(mask, hidden.dtype))[0]
            states.append(hidden)
        return torch.stack(states[-self.kept_states :])

    @property
    def kept_states(self) -> int:
        """How many states `lower` gives: at least one, the input of the trained layers."""
        return max(1, self.mixed - (self.depth - self.frozen))

    def layers(
        self, states: torch.Tensor, mask: torch.Tensor, segments: torch.Tensor
    ) -> torch.Tensor:
        """Standardised states of the mixed layers, (layers, windows, tokens, hidden), from those of
        `lower`; mask and segments are (documents, windows, tokens)."""
        flat = mask.reshape(-1, mask.shape[-1])
        layers = list(states)
        hidden = states[-1] + self.segment(segments.reshape(-1, mask.shape[-1]))
        for number in range(self.frozen, self.depth):
            layer = self.encoder.encoder.layer[number]
            hidden = layer(hidden, attention_mask=_additive(flat, hidden.dtype))[0]
            layers.append(hidden)
        mixed = torch.stack(layers[-self.mixed :])
        return (mixed - self.centre[:, None, None]) / self.scale[:, None, None]

    def upper(
        self, states: torch.Tensor, mask: torch.Tensor, segments: torch.Tensor
    ) -> torch.Tensor:
        """Logits, (documents, outputs.WIDTH), from the same arguments as `layers`."""
        documents, windows, tokens = mask.shape
        layers = self.layers(states, mask, segments)
        mixed = torch.softmax(self.mix, 1) @ layers.reshape(self.mixed, -1)
        mixed = mixed.reshape(len(self.heads), documents, windows * tokens, -1)
        own = ((segments == TITLE) | (segments == BODY)).reshape(documents, windows * tokens)
        own = own.to(mixed.dtype)
        heads = self.heads.values()
        return torch.cat([head(part, own) for head, part in zip(heads, mixed, strict=True)], 1)

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, segments: torch.Tensor
    ) -> torch.Tensor:
        """Logits, float (documents, outputs.WIDTH), of inputs (documents, windows, tokens)."""
        tokens = ids.shape[-1]
        states = self.lower(ids.reshape(-1, tokens), mask.reshape(-1, tokens))
        return self.upper(states, mask, segments)


def _additive(mask: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """A 0/1 mask (windows, tokens) as the summand that eager attention takes."""
    return (1.0 - mask[:, None, None, :].to(dtype)) * -1e4

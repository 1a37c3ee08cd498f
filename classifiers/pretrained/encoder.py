"""Turns the weights file into a Hugging Face folder: BertModel, configuration and tokenizer.

`build_encoder(folder)` is what training calls. The model is post-layer-norm BERT with erf-GELU and
positions from 0, and the original averages over all tokens.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from transformers import BertConfig, BertModel

from classifiers.pretrained.package import TOKENIZER, WEIGHTS, fetch
from classifiers.pretrained.q4 import Weights, read_weights
from classifiers.pretrained.vocabulary import kept_ids, read_charsmap, tokenizer_json

_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def build_encoder(folder: Path, downloads: Path) -> Path:
    """Write the trimmed pretrained encoder to `folder`, unless it is there, and return `folder`.

    `downloads` keeps the two package members between builds (90 MB).
    """
    if (folder / "model.safetensors").exists():
        return folder
    weights = read_weights(fetch(WEIGHTS, downloads))
    charsmap = read_charsmap(fetch(TOKENIZER, downloads))
    kept = kept_ids(weights.vocabulary)
    folder.mkdir(parents=True, exist_ok=True)
    text = tokenizer_json(weights.vocabulary, kept, charsmap)
    (folder / "tokenizer.json").write_text(text, "utf-8")
    to_bert(weights, kept).save_pretrained(folder)
    return folder


def to_bert(weights: Weights, kept: np.ndarray) -> BertModel:
    """A BertModel in float32 whose embedding rows are the kept ones, in their order."""
    sizes = weights.sizes
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.intermediate,
        max_position_embeddings=sizes.positions,
        type_vocab_size=sizes.types,
        layer_norm_eps=sizes.layer_norm_eps,
        hidden_act="gelu",
        pad_token_id=weights.vocabulary.pad,
        attn_implementation="eager",
    )
    model = BertModel(config, add_pooling_layer=False)
    state = model.state_dict()
    values = dict(_bert_tensors(weights, kept))
    for name, tensor in state.items():
        if name not in values:
            continue  # buffers that BertModel computes itself, such as position_ids
        state[name] = torch.from_numpy(values[name].reshape(tensor.shape))
    missing = {n for n, _ in model.named_parameters()} - values.keys()
    if missing:
        raise KeyError(f"not in the weights file: {sorted(missing)}")
    model.load_state_dict(state)
    return model.eval()


def _bert_tensors(weights: Weights, kept: np.ndarray):
    """Pairs of the name in BertModel and the flat float32 weights."""
    tensors = weights.tensors
    words = tensors["emb.word"].weights().reshape(-1, weights.sizes.hidden)
    yield "embeddings.word_embeddings.weight", words[kept]
    yield "embeddings.position_embeddings.weight", tensors["emb.pos"].weights()
    yield "embeddings.token_type_embeddings.weight", tensors["emb.type"].weights()
    yield "embeddings.LayerNorm.weight", tensors["emb.ln.w"].weights()
    yield "embeddings.LayerNorm.bias", tensors["emb.ln.b"].weights()
    for layer in range(weights.sizes.layers):
        for short, long in _LAYER_NAMES.items():
            for suffix, part in (("w", "weight"), ("b", "bias")):
                value = tensors[f"l{layer}.{short}.{suffix}"].weights()
                yield f"encoder.layer.{layer}.{long}.{part}", value

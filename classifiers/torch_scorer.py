"""Runs a network of any BERT-like encoder in PyTorch (extra `train`)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModel

from classifiers.model_folder import ModelFolder
from classifiers.network import DocumentNetwork, Shape
from classifiers.windows import Windows


class TorchScorer:
    """A network that is ready to run. PyTorch divides the work of one document among threads."""

    workers = 1

    def __init__(self, network: DocumentNetwork) -> None:
        self._network = network.eval()

    def logits(self, windows: Windows) -> np.ndarray:
        """Logits of one document, float32 (outputs.WIDTH,), as `OnnxScorer` gives them."""
        arrays = (windows.ids, windows.mask, windows.segments)
        with torch.inference_mode():
            return self._network(*(torch.from_numpy(a)[None] for a in arrays))[0].numpy()


def load_encoder(source: str) -> torch.nn.Module:
    """A transformers encoder without pooling layer, from a folder or the local hub cache."""
    return AutoModel.from_pretrained(
        source, add_pooling_layer=False, attn_implementation="eager", local_files_only=True
    ).float()


def load_network(folder: ModelFolder) -> DocumentNetwork:
    """The whole network, ready to run."""
    network = DocumentNetwork(load_encoder(str(folder.path)), Shape(**folder.shape))
    heads = load_file(folder.path / "heads.safetensors")
    network.load_state_dict(_state(network, encoder=True) | heads)
    return network.eval()


def save_network(network: DocumentNetwork, folder: Path) -> None:
    """Write the encoder as transformers does, and all else as `heads.safetensors`."""
    network.encoder.save_pretrained(folder)
    save_file(_state(network, encoder=False), folder / "heads.safetensors")


def _state(network: DocumentNetwork, encoder: bool) -> dict[str, torch.Tensor]:
    state = network.state_dict().items()
    return {n: t.contiguous() for n, t in state if n.startswith("encoder.") is encoder}

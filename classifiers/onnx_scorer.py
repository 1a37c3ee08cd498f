"""Runs a network in ONNX Runtime, on the CPU, one document at a time."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import onnxruntime

from classifiers.windows import Windows

MAX_WORKERS = 4
"""Documents at a time at most: each takes up to a few hundred megabytes while it runs."""


class OnnxScorer:
    """A loaded `model.onnx`.

    Each document runs on one thread, several documents side by side: on short texts that is faster
    than several threads on one document, and no result depends on how work was divided.
    """

    def __init__(self, path: Path) -> None:
        self.workers = min(MAX_WORKERS, os.cpu_count() or 1)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3  # its warnings about the graph are for its own developers
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )

    def logits(self, windows: Windows) -> np.ndarray:
        """Logits of one document, float32 (outputs.WIDTH,)."""
        feeds = {
            "ids": windows.ids[None],
            "mask": windows.mask[None],
            "segments": windows.segments[None],
        }
        return np.asarray(self._session.run(["logits"], feeds)[0])[0]

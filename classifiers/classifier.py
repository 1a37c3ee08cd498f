"""Labels texts by the codebook: loads a model and turns texts into predictions, one by one.

The embedded model needs ONNX Runtime and tokenizers alone; a folder that `train` wrote for another
encoder needs the extra `train`. Each document is run by itself, so that its labels do not depend on
what else is classified, on the order or on the number of texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from classifiers.decisions import Decision, decide, probabilities
from classifiers.language import identify_language
from classifiers.measured import measured
from classifiers.model_folder import ModelFolder, read_model_folder
from classifiers.text import Text
from classifiers.windows import Windower, Windows
from store.errors import ModelError
from store.records import Frame, LabelGroup, Narrative, Stance, Tone

__all__ = ["Classifier", "Prediction", "Text", "load_classifier"]

EMBEDDED = "embedded"
EMBEDDED_FOLDER = Path(__file__).parent / "model"
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model says of one text. All labels are None or empty where the language is not
    supported; `scores` are calibrated probabilities."""

    language: str
    language_supported: bool
    relevant: bool | None = None
    tone: Tone | None = None
    narratives: tuple[Narrative, ...] = ()
    stance: Stance | None = None
    frames: tuple[Frame, ...] = ()
    abstained: tuple[LabelGroup, ...] = ()
    scores: dict = field(default_factory=dict)


class Classifier(Protocol):
    """Gives predictions in the order of the texts; equal texts get equal predictions."""

    @property
    def name(self) -> str:
        """Names this very model: another content has another name."""
        ...

    @property
    def measured(self) -> dict[str, str]:
        """Its measured quality, name of the figure to the figure with its n; empty if unknown."""
        ...

    def classify(self, texts: Sequence[Text]) -> list[Prediction]:
        """One prediction per text, in the same order; any string is a text, also an empty one."""
        ...


class Scorer(Protocol):
    """A network that is ready to run. `logits` may be called from `workers` threads at a time."""

    @property
    def workers(self) -> int:
        """How many threads may call `logits` at a time, at least 1."""
        ...

    def logits(self, windows: Windows) -> np.ndarray:
        """Logits of one document, float32 (outputs.WIDTH,)."""
        ...


@dataclass(frozen=True, slots=True)
class NetworkClassifier:
    """The one Classifier of the project, over any Scorer."""

    name: str
    folder: ModelFolder
    windower: Windower
    scorer: Scorer

    @property
    def measured(self) -> dict[str, str]:
        """The figures that `evaluate` or `train` wrote beside the model."""
        return measured(self.folder.path)

    def classify(self, texts: Sequence[Text]) -> list[Prediction]:
        """Predict each text. Any string is a text: empty, very long, or invalid as Unicode."""
        with ThreadPoolExecutor(self.scorer.workers) as pool:
            return list(pool.map(self._predict, texts))

    def _predict(self, text: Text) -> Prediction:
        language, supported = identify_language(f"{text.title}\n{text.text}", text.language)
        if not supported:
            return Prediction(language, language_supported=False)
        decision = self.decide(self.scorer.logits(self.windower.windows(text)))
        return Prediction(
            language,
            True,
            decision.relevant,
            decision.tone,
            decision.narratives,
            decision.stance,
            decision.frames,
            decision.abstained,
            decision.scores,
        )

    def decide(self, logits: np.ndarray) -> Decision:
        """Labels from logits by this model's calibration and thresholds."""
        return decide(probabilities(logits, self.folder.calibration), self.folder.thresholds)


def load_classifier(model: str) -> Classifier:
    """The classifier that `[classify] model` names: `embedded`, a folder that `train` wrote, or the
    hub id of such a folder in the local cache of huggingface_hub (nothing is downloaded).

    Raises ModelError when there is no such model, or it is broken or needs the extra `train`.
    """
    folder = read_model_folder(locate(model))
    if folder.is_onnx:
        from classifiers.onnx_scorer import OnnxScorer

        scorer: Scorer = OnnxScorer(folder.path / "model.onnx")
    else:
        scorer = _torch_scorer(folder)
    return NetworkClassifier(folder.name, folder, folder.windower(), scorer)


def locate(model: str) -> Path:
    """The folder of a model as `load_classifier` names it. Raises ModelError as that does."""
    if model == EMBEDDED:
        return EMBEDDED_FOLDER
    path = Path(model)
    if path.exists() or not _HUB_ID.fullmatch(model):
        return path
    return _cached_hub_folder(model)


def _cached_hub_folder(model: str) -> Path:
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError
    except ImportError as error:
        raise _missing_extra(model) from error
    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise ModelError(
            f"[classify] model = {model!r}: finns varken som mapp eller bland hämtade modeller; "
            "väntade ”embedded”, en mapp från vardkase train eller ett hämtat namn på Hugging "
            f"Face; hämta med hf download {model} eller rätta namnet"
        ) from error


def _torch_scorer(folder: ModelFolder) -> Scorer:
    try:
        from classifiers.torch_scorer import TorchScorer, load_network
    except ImportError as error:
        raise _missing_extra(str(folder.path)) from error
    return TorchScorer(load_network(folder))


def _missing_extra(model: str) -> ModelError:
    return ModelError(
        f"[classify] model = {model!r}: modellen behöver torch och transformers, som inte är "
        "installerade; väntade tillägget train; installera med pip install 'vardkase[train]' eller "
        'välj model = "embedded"'
    )

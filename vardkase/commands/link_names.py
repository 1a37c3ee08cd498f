"""What a plan names in the store: exposure by label, trust by outcome, and the model's errors."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from classifiers.classifier import locate
from classifiers.model_folder import read_model_folder
from reports.trust.link.csv_table import CsvTable
from reports.trust.link.plan import ClassifierError, Plan
from reports.trust.link.store_exposure import measured_error, sampled_error, stored_exposure
from reports.trust.link.store_trust import stored_trust
from vardkase.config import Settings

EVALUATION = "evaluation.json"


class StoreNames:
    """The names of one folder's store, read with its model and its least cells."""

    def __init__(self, found: Settings, now: datetime) -> None:
        self._settings = found
        self._now = now

    def exposure(self, name: str) -> CsvTable | None:
        """The weeks of a label, as the model that is set has found them."""
        found = self._settings
        return stored_exposure(found.store(), self._model(), name, self._now, found.min_cell)

    def trust(self, name: str, plan: Plan) -> CsvTable | None:
        """The waves or respondents of an outcome."""
        found = self._settings
        return stored_trust(found.store(), name, plan, found.min_cell_respondents)

    def error(self, name: str) -> ClassifierError | None:
        """From people's labels of a sample of this store; where those are few, from the model's
        own measurement on texts that it had not seen."""
        sampled = sampled_error(self._settings.store(), self._model(), name)
        if sampled is not None:
            return sampled
        path = Path(locate(self._settings.model)) / EVALUATION
        try:
            evaluation = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return measured_error(evaluation, name)

    def _model(self) -> str:
        return read_model_folder(locate(self._settings.model)).name

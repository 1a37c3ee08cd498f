"""What the classifier's errors do to exposure, and so to a link with it.

Of the documents that got the label a share `precision` is right; of those that should have it a
share `recall` got it. From that follow an exposure in true documents (Rogan & Gladen 1978, Am. J.
Epidemiol. 107:71) and the part of its variation that is nothing but error, which draws every
estimate towards zero (Scharkow & Bachl 2017, Polit. Commun. 34:323).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports.trust.link.csv_table import TableError
from reports.trust.link.plan import LEAST_GAIN, ClassifierError

LEAST_RELIABILITY = 0.05
"""Below this exposure is all but noise, and a correction would only blow it up."""


@dataclass(frozen=True)
class CorrectedExposure:
    """Exposure in true documents (n,) and the variance of each point.

    `variance` holds the chance in which documents got the label; what is not known of precision and
    recall is common to all points and stands in `relative_se`, of their ratio.
    """

    exposure: np.ndarray
    variance: np.ndarray
    relative_se: float

    @property
    def reliability(self) -> float | None:
        """The part of the variation that is not error, 1 − mean variance / variance of exposure: an
        estimate keeps about that part of its size. None where exposure does not vary."""
        known = np.isfinite(self.exposure) & np.isfinite(self.variance)
        spread = float(np.var(self.exposure[known], ddof=1)) if known.sum() > 2 else 0.0
        if not spread > 0:
            return None
        return float(np.clip(1 - self.variance[known].mean() / spread, 0.0, 1.0))


def correct(
    counted: np.ndarray, error: ClassifierError, documents: np.ndarray | None = None
) -> CorrectedExposure:
    """Correct counts (n,) of labelled documents; NaN stays.

    With `documents` (n,), all that were classified, and a specificity, this is Rogan–Gladen:
    (counted − (1 − specificity) documents) / (recall + specificity − 1), each a binomial count.
    Without, counts are scaled by precision / recall, misses are binomial and false alarms Poisson.

    Raises TableError where a label with so many errors is hardly better than chance.
    """
    if documents is not None and error.specificity is not None:
        return _rogan_gladen(counted, documents, error, error.specificity)
    ratio = error.precision / error.recall
    noise = counted * (1 - error.precision * error.recall)
    return CorrectedExposure(counted * ratio, noise * ratio**2, relative_se_of(error, False))


def _rogan_gladen(
    counted: np.ndarray, documents: np.ndarray, error: ClassifierError, specificity: float
) -> CorrectedExposure:
    gain = error.recall + specificity - 1
    if gain <= LEAST_GAIN:
        raise TableError(
            f"exponeringens fel: recall + specificity = {1 + gain:.2f}; väntade över "
            f"{1 + LEAST_GAIN:.2f}, annars är märkningen knappast bättre än slumpen. Skriv mätta "
            "värden i planens classifier."
        )
    true = (counted - (1 - specificity) * documents) / gain
    shares = np.clip(true / documents, 0, 1)
    noise = documents * (
        shares * error.recall * (1 - error.recall) + (1 - shares) * specificity * (1 - specificity)
    )
    return CorrectedExposure(true, noise / gain**2, relative_se_of(error, True))


def relative_se_of(error: ClassifierError, documents_known: bool) -> float:
    """What is not known of the factor that all points were corrected by, as a share of it."""
    if not documents_known or error.specificity is None:
        spread = _relative(error.precision, error.precision_n) + _relative_recall(error)
        return float(np.sqrt(spread))
    spread = _relative_recall(error) * error.recall**2
    spread += _binomial(error.specificity, error.specificity_n)
    return float(np.sqrt(spread) / (error.recall + error.specificity - 1))


def _binomial(share: float, n: int | None) -> float:
    return share * (1 - share) / n if n else 0.0


def _relative(share: float, n: int | None) -> float:
    return (1 - share) / (share * n) if n else 0.0


def _relative_recall(error: ClassifierError) -> float:
    return _relative(error.recall, error.recall_n)


def in_true_documents(rows: pd.DataFrame, error: ClassifierError | None) -> pd.DataFrame:
    """The rows with exposure and its variance corrected, in the steps that were counted."""
    if error is None:
        return rows
    documents = rows["documents"].to_numpy(float) if "documents" in rows.columns else None
    found = correct(rows["exposure"].to_numpy(float), error, documents)
    return rows.assign(exposure=found.exposure, exposure_variance=found.variance)


def in_longer_steps(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Steps made longer: documents add up, a mean of k counts has a k²-th of their variance
    together, and the rest are means."""
    by = rows.groupby(keys)
    found = by.mean(numeric_only=True)
    if "documents" in rows.columns:
        found["documents"] = by["documents"].sum(min_count=1)
    if "exposure_variance" in rows.columns:
        found["exposure_variance"] /= by["exposure_variance"].count()
    return found.reset_index()


def without_attenuation(
    estimate: float, se: float, critical: float, corrected: CorrectedExposure
) -> dict[str, float] | None:
    """The estimate divided by the reliability, its interval widened by what is not known of the
    label's precision and recall; None where the exposure is all but noise."""
    reliability = corrected.reliability
    if reliability is None or reliability < LEAST_RELIABILITY:
        return None
    true = estimate / reliability
    spread = critical * np.hypot(se / reliability, true * corrected.relative_se)
    return {"estimate": true, "low": float(true - spread), "high": float(true + spread)}


def error_of_sample(
    human: Sequence[bool], model: Sequence[bool], inclusion: Sequence[float]
) -> ClassifierError | None:
    """Precision, recall and specificity from a probability sample that people labelled.

    One element a document: whether it has the label by the person and by the model, and how likely
    it was to be drawn (Horvitz & Thompson 1952). None where no document has the label by either.
    """
    truth, given = np.array(human, bool), np.array(model, bool)
    weights = 1 / np.array(inclusion, float)
    both = weights[truth & given].sum()
    if not len(truth) or not weights[truth].sum() > 0 or not weights[given].sum() > 0 or not both:
        return None
    false = ~truth
    return ClassifierError(
        precision=float(both / weights[given].sum()),
        recall=float(both / weights[truth].sum()),
        precision_n=int(given.sum()),
        recall_n=int(truth.sum()),
        specificity=float(weights[false & ~given].sum() / weights[false].sum())
        if false.any()
        else None,
        specificity_n=int(false.sum()) or None,
    )

"""The simple correction: a share, given how often the model errs either way.

Rogan & Gladen (1978), Am. J. Epidemiol. 107:71: of a true share P the model gives the label to
P recall + (1 - P) (1 - specificity), and this is solved for P. The interval is that of Lang &
Reiczigel (2014), Prev. Vet. Med. 113:13, for a recall and a specificity that are themselves
estimates: cases are added to each share, and the middle is moved. It needs recall and specificity
from texts drawn by what is true of them, such as a test set rich in rare labels. Its interval may
then be shorter than that of a small sample (`correction.py`), and is right only where the model
errs on the store's documents as often as on those texts, which nothing in it can show.
"""

from __future__ import annotations

import math

from scipy.stats import norm

from reports.signals.correction import Interval
from reports.signals.profile import ALPHA
from store.errors import VardkaseError


class CorrectionError(VardkaseError):
    """A figure that cannot be corrected with what is known of the model's error."""


def rogan_gladen(
    given: int,
    documents: int,
    recall: float,
    recall_n: int,
    specificity: float,
    specificity_n: int,
) -> Interval:
    """The true share of `documents`, of which the model gave the label to `given`.

    `recall` is the share of `recall_n` coded documents with the label that got it, `specificity`
    the share of `specificity_n` without it that did not. All results are in 0..1.
    Raises CorrectionError where the model is no better than chance, or nothing was counted.
    """
    if documents <= 0 or recall_n <= 0 or specificity_n <= 0:
        raise CorrectionError(
            f"Rogan–Gladen: {documents} dokument, {recall_n} kodade med etiketten och "
            f"{specificity_n} utan; väntade minst ett av varje. Koda fler dokument."
        )
    z = float(norm.ppf(1 - ALPHA / 2))
    share = given / documents
    middle, documents_z = (given + z**2 / 2) / (documents + z**2), documents + z**2
    found, found_n = (recall_n * recall + 1) / (recall_n + 2), recall_n + 2
    spared, spared_n = (specificity_n * specificity + 1) / (specificity_n + 2), specificity_n + 2
    gain, gain_z = recall + specificity - 1, found + spared - 1
    if gain <= 0 or gain_z <= 0:
        raise CorrectionError(
            f"Rogan–Gladen: recall {recall:.3f} och specificitet {specificity:.3f}; väntade en "
            "summa över 1, annars säger etiketten inget. Koda fler dokument, eller träna om."
        )
    true = (middle + spared - 1) / gain_z
    missed, false = found * (1 - found) / found_n, spared * (1 - spared) / spared_n
    shift = 2 * z**2 * (true * missed - (1 - true) * false)
    variance = middle * (1 - middle) / documents_z + true**2 * missed + (1 - true) ** 2 * false
    half = z * math.sqrt(variance) / gain_z
    return Interval(
        _in_unit((share + specificity - 1) / gain),
        _in_unit(true + shift - half),
        _in_unit(true + shift + half),
    )


def wald_variance(
    share: float,
    documents: int,
    recall: float,
    recall_n: int,
    specificity: float,
    specificity_n: int,
) -> float:
    """The variance of the corrected share (Rogan & Gladen 1978, equation 4), where `share` of the
    documents got the label. Without any correction for small samples."""
    gain = recall + specificity - 1
    true = (share + specificity - 1) / gain
    spread = (
        share * (1 - share) / documents
        + true**2 * recall * (1 - recall) / recall_n
        + (1 - true) ** 2 * specificity * (1 - specificity) / specificity_n
    )
    return spread / gain**2


def _in_unit(value: float) -> float:
    return min(1.0, max(0.0, value))

"""The second baseline: weighted words and letters, and logistic regression (extra `train`).

Terms are weighted by tf–idf (Spärck Jones 1972, *J. Doc.* 28:11), with one logistic regression for
each narrative and each stance. The threshold of each narrative is the one with the highest F1
inside the training texts, where each text is judged by a regression that saw no text by its writer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from classifiers.examples import Example
from classifiers.heldout.marks import LABELS, Marks, marks
from classifiers.text import Text, clean

FOLDS = 3
STRENGTH = 10.0
"""C of the regression. Inside the training texts 1 was worse and 100 the same to a hundredth, for
narratives as for stance."""

MOST_TERMS = 100_000
SEED = 20221


def tfidf_marks(training: Sequence[Example], texts: Sequence[Text]) -> Marks:
    """Narratives and stance of `texts` as learned from `training`; matrices (texts, labels).

    As in the product, a text without a narrative has no stance.
    """
    gold = marks(training)
    claiming = gold["stance"].any(1)
    read = np.array([_line(example.text) for example in training], object)
    asked = [_line(text) for text in texts]
    thresholds = _thresholds(read, gold["narratives"], [example.hand for example in training])
    learned = _pipeline().fit(read, gold["narratives"])
    narratives = learned.predict_proba(asked) >= thresholds
    sides = _pipeline().fit(read[claiming], gold["stance"][claiming].argmax(1))
    stance = sides.predict(asked)[:, None] == np.arange(len(LABELS["stance"]))
    return {"narratives": narratives, "stance": stance & narratives.any(1, keepdims=True)}


def _thresholds(read: np.ndarray, wanted: np.ndarray, hands: Sequence[str]) -> np.ndarray:
    """The best threshold of each label, float (labels,), by regressions that saw nothing by the
    hand (nothing of the fold, where one hand wrote all); `wanted` is bool (texts, labels)."""
    groups = hands if len(set(hands)) > 1 else range(len(read))
    folds = GroupKFold(min(FOLDS, len(set(groups))))
    found = cross_val_predict(
        _pipeline(), read, wanted, groups=groups, cv=folds, method="predict_proba"
    )
    return np.array([best_threshold(*pair) for pair in zip(wanted.T, found.T, strict=True)])


def best_threshold(wanted: np.ndarray, found: np.ndarray) -> float:
    """The probability from which on marking texts gives the highest F1, infinite where no
    text has the label; both (texts,)."""
    if not wanted.any():
        return math.inf
    precision, recall, thresholds = precision_recall_curve(wanted, found)
    total = precision + recall
    f1 = np.divide(2 * precision * recall, total, out=np.zeros_like(total), where=total > 0)
    return float(thresholds[f1[:-1].argmax()])


def _pipeline() -> Pipeline:
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    letters = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(2, 5),
        min_df=2,
        sublinear_tf=True,
        max_features=MOST_TERMS,
    )
    regression = LogisticRegression(
        C=STRENGTH, class_weight="balanced", solver="liblinear", random_state=SEED
    )
    return make_pipeline(make_union(words, letters), OneVsRestClassifier(regression))


def _line(text: Text) -> str:
    return clean(f"{text.title}\n{text.text}").lower()

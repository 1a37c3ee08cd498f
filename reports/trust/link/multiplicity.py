"""Many tests: the Benjamini–Hochberg correction over all of a family."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def q_values(p_values: Sequence[float] | np.ndarray) -> np.ndarray:
    """The q-value of each p-value (m,), as R's `p.adjust(p, "BH")`.

    Calling all with q < 0.05 lets at most 5 % of what is called be false, on average, where tests
    are independent or positively dependent (Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57:289;
    Benjamini & Yekutieli 2001, Ann. Stat. 29:1165). A missing p-value (NaN) is no test: it stays
    NaN and is not counted. Raises ValueError for values outside 0..1.

    >>> q_values([0.01, 0.02, 0.5])
    array([0.03, 0.03, 0.5 ])
    """
    p = np.asarray(p_values, dtype=float)
    tested = np.flatnonzero(np.isfinite(p))
    if ((p[tested] < 0) | (p[tested] > 1)).any():
        raise ValueError(f"p-values {p[tested].min()}..{p[tested].max()}; expected within 0..1")
    q = np.full(len(p), np.nan)
    falling = tested[np.argsort(-p[tested], kind="stable")]
    ranks = np.arange(len(falling), 0, -1)
    q[falling] = np.minimum(1.0, np.minimum.accumulate(p[falling] * len(falling) / ranks))
    return q

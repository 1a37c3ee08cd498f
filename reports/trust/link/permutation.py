"""A handful of waves: the exact rank of their correlation among all orders of the waves.

Shown only beside `insufficient`. It is exact for independent waves, no p-value can be smaller than
about 2/n!, and waves that resemble their neighbours make it too small (5.9 % false alarms for five
waves with an autocorrelation of 0.6), so it decides nothing.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np

MOST_WAVES = 8
"""8! = 40,320 orders; with more waves there is little to gain by listing them all."""


def exact_permutation_p(exposure: np.ndarray, trust: np.ndarray) -> float:
    """The share of all orders of the waves with a correlation at least as far from 0; 3–8 waves.

    Both are (n,), complete. Raises ValueError for other sizes.

    >>> exact_permutation_p(np.array([1.0, 2, 3, 4]), np.array([4.0, 3, 2, 1]))
    0.08333333333333333
    """
    n = len(exposure)
    if not 3 <= n <= MOST_WAVES or len(trust) != n:
        raise ValueError(f"{n} and {len(trust)} waves; expected 3–{MOST_WAVES}, equally many")
    x, y = exposure - np.mean(exposure), trust - np.mean(trust)
    products = np.abs(y[np.array(list(permutations(range(n))))] @ x)
    return float((products >= abs(float(x @ y)) - 1e-12 * np.abs(x * y).sum()).mean())

"""Golden values of ppi_py (Python package ppi-python 0.2.3) for prediction-powered means.

pip install ppi-python==0.2.3 && python ppi_mean.py > ppi_mean.json
"""

import json

import numpy as np
from ppi_py import ppi_mean_ci

random = np.random.default_rng(11)
truth = (random.random(60) < 0.3).astype(float)
guess = np.where(random.random(60) < 0.2, 1 - truth, truth)
predicted = np.clip(0.9 * guess + 0.1 * random.random(60), 0, 1).round(4)
others = np.clip(0.9 * (random.random(400) < 0.4) + 0.1 * random.random(400), 0, 1).round(4)
found = {}
for name, tuning in (("tuned", None), ("classical", 0.0), ("untuned", 1.0)):
    low, high = ppi_mean_ci(truth, predicted, others, alpha=0.05, lam=tuning)
    # The point estimate of the same tuning is the middle of the interval.
    found[name] = [float((low[0] + high[0]) / 2), float(low[0]), float(high[0])]
print(
    json.dumps(
        {
            "truth": truth.tolist(),
            "predicted": predicted.tolist(),
            "others": others.tolist(),
            "expected": found,
        }
    )
)

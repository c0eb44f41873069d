# Regression scores by scikit-learn 1.9 and scipy; writes tests/fixtures/parity/regression-metrics.json.
import json

import numpy as np
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

rng = np.random.default_rng(5)


def scores(truth, said):
    return {
        "mse": mean_squared_error(truth, said),
        "rmse": float(np.mean(np.sqrt(np.mean((truth - said) ** 2, axis=0)))),
        "mae": mean_absolute_error(truth, said),
        "r2": r2_score(truth, said),
        "pearson": float(np.mean([pearsonr(t, s).statistic for t, s in zip(truth.T, said.T)])),
        "spearman": float(np.mean([spearmanr(t, s).statistic for t, s in zip(truth.T, said.T)])),
    }


cases = []
for name, truth in {
    "one target": rng.normal(5, 2, (40, 1)),
    "three targets of different size": rng.normal(0, 1, (25, 3)) * [1, 100, 0.01],
    "ties": rng.integers(0, 4, (30, 2)).astype(float),
    "two rows": np.array([[1.0], [3.0]]),
}.items():
    said = truth + rng.normal(0, 0.5, truth.shape) * truth.std(axis=0)
    if name == "ties":
        said = np.round(said)
    cases.append(
        {
            "name": name,
            "targets": truth.shape[1],
            "truth": truth.ravel().tolist(),
            "said": said.ravel().tolist(),
            "scores": scores(truth, said),
        }
    )
with open("tests/fixtures/parity/regression-metrics.json", "w") as file:
    json.dump(cases, file)

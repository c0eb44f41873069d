"""Metrics of predicted values against scikit-learn and scipy.

    python tests/parity/regression_metrics.py       (scikit-learn 1.9.1, scipy 1.17.1, numpy)

Writes tests/fixtures/parity/regression-metrics.json: predictions and targets, [rows][targets], 32-bit
values, and what the libraries say of each target and of their uniform average. Null stands where
there is no spread, or are too few rows, and scikit-learn and scipy warn.
"""

import json
import os
import warnings

import numpy as np
from scipy import stats
from sklearn import metrics as sk

OUT = os.path.join(os.path.dirname(__file__), "..", "fixtures", "parity", "regression-metrics.json")


def drawn(seed, rows, targets, noise, scale=1.0, shift=0.0):
    rng = np.random.default_rng(seed)
    wanted = rng.normal(0, 1, (rows, targets)) * scale + shift
    return wanted + rng.normal(0, noise * scale, wanted.shape), wanted


def cases():
    yield "one target", drawn(1, 40, 1, 0.5)
    yield "rents far from 0", drawn(2, 30, 1, 0.3, 400, 1000)
    yield "three targets of different size", tuple(np.hstack(parts) for parts in zip(drawn(3, 25, 1, 0.5), drawn(4, 25, 1, 0.1, 1000, -5e4), drawn(5, 25, 1, 2.0, 1e-3)))
    yield "many ties", tuple(x.round(0) for x in drawn(6, 50, 2, 1.0))
    yield "a constant target", (drawn(7, 12, 1, 1)[0], np.full((12, 1), 3.5))
    yield "a constant prediction", (np.full((12, 1), 2.5), drawn(8, 12, 1, 1)[1])
    yield "all right", (drawn(9, 10, 1, 1)[1],) * 2
    yield "the other way round", (-drawn(10, 10, 1, 1)[1], drawn(10, 10, 1, 1)[1])
    yield "two rows", drawn(11, 2, 1, 0.5)
    yield "a single row", drawn(12, 1, 1, 0.5)
    yield "one of two targets constant", (drawn(13, 15, 2, 0.4)[0], drawn(13, 15, 2, 0.4)[1] * [[1, 0]])


def scores(p, t):
    few, still, flat = len(t) < 2, np.ptp(t) == 0, np.ptp(p) == 0
    related = not (few or still or flat)
    return {
        "mse": sk.mean_squared_error(t, p),
        "rmse": sk.root_mean_squared_error(t, p),
        "mae": sk.mean_absolute_error(t, p),
        "r2": None if few or still else sk.r2_score(t, p),
        "pearson": stats.pearsonr(p, t).statistic if related else None,
        "spearman": stats.spearmanr(p, t).statistic if related else None,
    }


def record(name, predictions, targets):
    p, t = (np.asarray(x, np.float32).round(4).astype(np.float32) for x in (predictions, targets))
    wide_p, wide_t = p.astype(np.float64), t.astype(np.float64)
    each = [scores(a, b) for a, b in zip(wide_p.T, wide_t.T)]
    mean = {}
    for key in each[0]:
        values = [one[key] for one in each if one[key] is not None]
        mean[key] = float(np.mean(values)) if values else None
    for key, how in [("mse", sk.mean_squared_error), ("rmse", sk.root_mean_squared_error), ("mae", sk.mean_absolute_error), ("r2", sk.r2_score)]:
        if all(one[key] is not None for one in each):
            assert np.isclose(mean[key], how(wide_t, wide_p, multioutput="uniform_average"), rtol=1e-12, atol=0)
    as_lists = lambda x: [[float(str(value)) for value in row] for row in x]
    return {"name": name, "predictions": as_lists(p), "targets": as_lists(t), "perTarget": each, "scores": mean}


def main():
    warnings.simplefilter("ignore")
    with open(OUT, "w") as file:
        json.dump({"cases": [record(name, *case) for name, case in cases()]}, file)


main()

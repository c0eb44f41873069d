"""Metrics of several labels a row against scikit-learn, with zero_division 0.

    python tests/parity/label_metrics.py       (scikit-learn 1.9.1, torch 2.13.0, numpy)

Writes tests/fixtures/parity/label-metrics.json: logits, targets, thresholds (any number, tuned or not)
and what scikit-learn says; the best F1 of each label over all its scores as thresholds.
"""

import json
import os
import warnings

import numpy as np
import torch
from sklearn import metrics as sk

OUT = os.path.join(os.path.dirname(__file__), "..", "fixtures", "parity", "label-metrics.json")


def drawn(seed, rows, labels, pull, share=0.35):
    rng = np.random.default_rng(seed)
    targets = (rng.random((rows, labels)) < share).astype(int)
    logits = rng.normal(-0.5, 1.2, (rows, labels)) + pull * targets
    return logits.round(1), targets


def cases():
    yield "five labels", drawn(1, 40, 5, 1.5), [0.5] * 5
    yield "a threshold for each", drawn(2, 30, 4, 1.0), [0.3, 0.5, 0.71, 0.05]
    logits, targets = drawn(3, 20, 4, 1.0)
    targets[:, 1], targets[:, 2] = 0, 1
    yield "a label that no row has, one that every row has", (logits, targets), [0.5, 0.5, 0.5, 0.5]
    yield "no label given", drawn(4, 12, 3, 0.5), [1.0, 1.0, 1.0]
    yield "rows without any label", (np.array([[-2, -1.5], [1.5, -1], [-1, 2]]), np.array([[0, 0], [0, 0], [0, 1]])), [0.5, 0.5]
    yield "all right", (np.array([[-2, 2], [2, -2], [2, 2]]), np.array([[0, 1], [1, 0], [1, 1]])), [0.5, 0.5]
    yield "one label", drawn(5, 15, 1, 1.0), [0.5]


def best_f1(truth, scores):
    return max(sk.f1_score(truth, scores >= threshold) for threshold in scores) if truth.any() else None


def record(name, data, thresholds):
    logits, targets = np.asarray(data[0], np.float32), data[1]
    p = 1 / (1 + np.exp(-logits.astype(np.float64)))
    given = (p >= thresholds).astype(int)
    scores = {"subset_accuracy": sk.accuracy_score(targets, given), "hamming_loss": sk.hamming_loss(targets, given)}
    binary = targets.shape[1] == 1
    for kind in ["micro", "macro", "weighted", "samples"]:
        # One column is a binary problem to scikit-learn; a second one that is never true makes it labels.
        wide = lambda x: np.hstack([x, np.zeros_like(x)]) if binary else x
        only = {"labels": [0]} if binary and kind != "samples" else {}
        found = sk.precision_recall_fscore_support(wide(targets), wide(given), average=kind, **only)
        scores.update(zip([f"precision_{kind}", f"recall_{kind}", f"f1_{kind}"], found[:3]))
    each = [sk.precision_recall_fscore_support(t, g, labels=[1]) for t, g in zip(targets.T, given.T)]
    area = lambda how, lacks: [None if lacks(t) else how(t, s) for t, s in zip(targets.T, p.T)]
    return {
        "name": name,
        "logits": np.round(logits.astype(np.float64), 1).tolist(),
        "targets": targets.tolist(),
        "thresholds": thresholds,
        "given": given.tolist(),
        "scores": scores,
        "perLabel": {key: [float(one[i][0]) for one in each] for i, key in enumerate(["precision", "recall", "f1", "support"])},
        "rocAuc": area(sk.roc_auc_score, lambda t: t.min() == t.max()),
        "prAuc": area(sk.average_precision_score, lambda t: t.max() == 0),
        "bestF1": [best_f1(t, s) for t, s in zip(targets.T, p.T)],
        "loss": torch.nn.functional.binary_cross_entropy_with_logits(torch.from_numpy(logits.astype(np.float64)), torch.from_numpy(targets.astype(np.float64))).item(),
    }


def main():
    warnings.simplefilter("ignore")
    with open(OUT, "w") as file:
        json.dump({"cases": [record(*case) for case in cases()]}, file)


main()

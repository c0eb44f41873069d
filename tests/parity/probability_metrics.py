"""Metrics of probabilities against scikit-learn: AUCs, curves, log loss, Brier, calibration.

    python tests/parity/probability_metrics.py       (scikit-learn 1.9.1, scipy 1.17.1, numpy)

Writes tests/fixtures/parity/probability-metrics.json: logits, labels (-100: no label) and what
scikit-learn says of their softmax. Null stands where scikit-learn warns that a score is not defined.
Expected calibration error is Guo et al. 2017, eq. 3, over the bins of scikit-learn's calibration_curve.
"""

import json
import os
import warnings

import numpy as np
from scipy.special import softmax
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve

OUT = os.path.join(os.path.dirname(__file__), "..", "fixtures", "parity", "probability-metrics.json")
BINS = 15


def drawn(seed, rows, classes, pull):
    rng = np.random.default_rng(seed)
    labels = np.minimum(rng.geometric(0.3, rows) - 1, classes - 1)
    logits = rng.normal(0, 1.5, (rows, classes))
    logits[np.arange(rows), labels] += pull
    return logits.round(2).tolist(), labels.tolist()


def cases():
    logits, labels = drawn(4, 30, 4, 1.0)
    labels[2] = labels[7] = labels[29] = -100
    yield "two classes", drawn(1, 40, 2, 0.8)
    yield "four classes", drawn(2, 60, 4, 1.0)
    yield "rows without a label", (logits, labels)
    yield "a class without rows", ([[1, 0, 2], [0.5, 2, 1], [2, 1, 1.5], [0, 1, 0.5]], [0, 1, 0, 1])
    yield "two classes, one in the labels", ([[1, 0], [0, 2], [0.5, 0.25]], [1, 1, 1])
    yield "two classes, the other in the labels", ([[1, 0], [0, 2], [0.5, 0.25]], [0, 0, 0])
    yield "every score the same", ([[0, 0], [0, 0], [0, 0], [0, 0]], [0, 1, 1, 0])
    yield "ranked perfectly", ([[2, 0], [1, 0], [0, 1], [0, 2]], [0, 0, 1, 1])
    yield "ranked backwards", ([[0, 2], [0, 1], [1, 0], [2, 0]], [0, 0, 1, 1])
    yield "sure and wrong", ([[20, 0, 0], [0, 20, 0], [0, 0, 20]], [1, 2, 0])


def area(how, truth, scores, needs_negative):
    has_both = truth.any() and (not needs_negative or not truth.all())
    return how(truth, scores) if has_both else None


def mean(values, weights):
    kept = [(value, weight) for value, weight in zip(values, weights) if value is not None and weight > 0]
    values, weights = zip(*kept) if kept else ([], [])
    return float(np.average(values, weights=weights)) if kept else None


def areas(labels, p):
    """Of the second class, or one against the rest, averaged over the classes that have a value."""
    found = {}
    for name, how, needs_negative in [("roc_auc", sk.roc_auc_score, True), ("pr_auc", sk.average_precision_score, False)]:
        each = [area(how, labels == c, p[:, c], needs_negative) for c in range(p.shape[1])]
        if p.shape[1] == 2:
            found[name] = each[1]
            continue
        support = [(labels == c).sum() for c in range(p.shape[1])]
        found[f"{name}_macro"] = mean(each, [1] * len(each))
        found[f"{name}_weighted"] = mean(each, support)
        if name == "roc_auc" and len(set(labels)) == p.shape[1]:
            for kind in ["macro", "weighted"]:
                theirs = sk.roc_auc_score(labels, p, multi_class="ovr", average=kind)
                assert abs(found[f"roc_auc_{kind}"] - theirs) < 1e-12
    return found


def reliability(confidence, right):
    true, said = calibration_curve(right, confidence, n_bins=BINS)
    edges = np.linspace(0, 1, BINS + 1)
    rows = np.bincount(np.searchsorted(edges[1:-1], confidence), minlength=BINS)
    used = rows[rows > 0]
    return {
        "error": float((used * np.abs(true - said)).sum() / len(right)),
        "rows": rows.tolist(),
        "accuracy": true.tolist(),
        "confidence": said.tolist(),
    }


def on_edges(rng):
    """Confidences that lie on the edges of bins, as decimals and as fractions."""
    confidence = np.array([0, 1, 0.2, 0.4, 0.6, 0.8] + [k / BINS for k in range(1, BINS)])
    right = rng.random(len(confidence)) < confidence
    return {"confidences": confidence.tolist(), "right": right.tolist(), **reliability(confidence, right)}


def curve(truth, scores):
    precision, recall, thresholds = sk.precision_recall_curve(truth, scores)
    return {"scores": scores.tolist(), "truth": truth.astype(int).tolist(), "precision": precision.tolist(), "recall": recall.tolist(), "thresholds": thresholds.tolist()}


def record(name, logits, labels):
    logits, every = np.asarray(logits, np.float32), np.asarray(labels)
    kept = every >= 0
    p, labels = softmax(logits.astype(np.float64), axis=1)[kept], every[kept]
    classes = list(range(p.shape[1]))
    bars = reliability(p.max(1), p.argmax(1) == labels)
    return {
        "name": name,
        "logits": np.round(logits.astype(np.float64), 2).tolist(),
        "labels": every.tolist(),
        "scores": {
            "log_loss": sk.log_loss(labels, p, labels=classes),
            "brier": sk.brier_score_loss(labels, p if len(classes) > 2 else p[:, 1], labels=classes),
            "ece": bars["error"],
            **areas(labels, p),
        },
        "reliability": bars,
    }


def main():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(9)
    tied = rng.random(50).round(1)
    with open(OUT, "w") as file:
        json.dump({"cases": [record(name, *case) for name, case in cases()], "curve": curve(rng.random(50) < tied, tied), "edges": on_edges(rng)}, file)


main()

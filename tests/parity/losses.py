"""Losses that weigh classes, smooth labels, focus on what is hard or weigh positives, by value and gradient.

    python tests/parity/losses.py       (torch 2.13.0, scikit-learn)

Writes tests/fixtures/parity/losses.json. Inputs are 32-bit floats, torch computes in 64 bits. Weights and
smoothing are torch's own cross_entropy and its mean; the focal loss is −w·(1 − p)^γ·ln p (Lin et al. 2017,
https://arxiv.org/abs/1708.02002), its mean over the same Σ w as the weighted cross-entropy, of which it is
the case γ = 0; with smoothing each class is weighed by its share of the target, as Keras'
CategoricalFocalCrossentropy does. Balanced weights are compute_class_weight's and negatives / positives.
"""

import json
import os

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.utils.class_weight import compute_class_weight

OUT = os.path.join(os.path.dirname(__file__), "..", "fixtures", "parity")
ROWS, CLASSES = 7, 5
generator = torch.Generator().manual_seed(11)


def flat(x):
    return [float(v) for v in x.detach().flatten()]


def drawn(spread):
    return (spread * torch.randn(ROWS, CLASSES, generator=generator)).double().requires_grad_()


def focal(logits, labels, weights, smoothing, gamma):
    """Its sum over rows with a label, divided by Σ w[label]."""
    rows = labels >= 0
    x, y = logits[rows], labels[rows]
    w = torch.ones(CLASSES, dtype=torch.float64) if weights is None else weights
    target = (1 - smoothing) * F.one_hot(y, CLASSES).double() + smoothing / CLASSES
    log_p = torch.log_softmax(x, 1)
    missing = -torch.expm1(log_p)
    return -(w * target * missing**gamma * log_p).sum() / w[y].sum()


def cross_entropy_case(name, *, weighted=False, smoothing=0.0, gamma=0.0, spread=2.0):
    logits = drawn(spread)
    labels = torch.tensor([0, 3, -100, 4, 1, -100, 3])
    weights = torch.tensor([0.5, 2.0, 1.0, 0.25, 3.0], dtype=torch.float64) if weighted else None
    if gamma:
        loss = focal(logits, labels, weights, smoothing, gamma)
    else:
        loss = F.cross_entropy(logits, labels, weight=weights, label_smoothing=smoothing)
        by_formula = focal(logits, labels, weights, smoothing, 0.0)
        assert abs(float((loss - by_formula).detach())) < 1e-12, name
    loss.backward()
    return {
        "name": name,
        "logits": flat(logits),
        "labels": labels.tolist(),
        "weights": [] if weights is None else flat(weights),
        "smoothing": smoothing,
        "gamma": gamma,
        "loss": float(loss),
        "gradient": flat(logits.grad),
    }


def binary_case(name, *, weighted, spread=2.0):
    logits = drawn(spread)
    targets = (torch.rand(ROWS, CLASSES, generator=generator) > 0.6).double()
    weights = torch.tensor([0.5, 2.0, 1.0, 0.25, 30.0], dtype=torch.float64) if weighted else None
    loss = F.binary_cross_entropy_with_logits(logits, targets, pos_weight=weights)
    loss.backward()
    return {
        "name": name,
        "logits": flat(logits),
        "targets": flat(targets),
        "weights": [] if weights is None else flat(weights),
        "loss": float(loss),
        "gradient": flat(logits.grad),
    }


def balanced_case():
    labels = np.array([0] * 17 + [1] * 4 + [2] * 9 + [3])
    given = (torch.rand(40, 3, generator=generator) > torch.tensor([0.5, 0.9, 0.2])).int()
    positives = given.sum(0).double()
    return {
        "labels": labels.tolist(),
        "classWeights": compute_class_weight("balanced", classes=np.arange(4), y=labels).tolist(),
        "given": given.tolist(),
        "positiveWeights": ((len(given) - positives) / positives).tolist(),
    }


cases = {
    "classes": CLASSES,
    "crossEntropy": [
        cross_entropy_case("plain"),
        cross_entropy_case("class weights", weighted=True),
        cross_entropy_case("label smoothing", smoothing=0.1),
        cross_entropy_case("class weights and label smoothing", weighted=True, smoothing=0.3),
        cross_entropy_case("focal", gamma=2.0),
        cross_entropy_case("focal, fraction of a power", gamma=0.5),
        cross_entropy_case("focal with class weights", weighted=True, gamma=2.0),
        cross_entropy_case("focal with all", weighted=True, smoothing=0.1, gamma=1.5),
        cross_entropy_case("focal, sure rows", gamma=2.0, spread=30.0),
    ],
    "binary": [
        binary_case("plain", weighted=False),
        binary_case("positive weights", weighted=True),
        binary_case("positive weights, sure rows", weighted=True, spread=40.0),
    ],
    "balanced": balanced_case(),
}
with open(os.path.join(OUT, "losses.json"), "w") as file:
    json.dump(cases, file)

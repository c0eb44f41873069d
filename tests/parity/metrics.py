"""Classification metrics against scikit-learn, log loss against torch, on hostile cases.

    python tests/parity/metrics.py       (scikit-learn 1.9.1, torch 2.13.0, numpy)

Writes tests/fixtures/parity/metrics.json: logits, labels (-100: no label) and what
scikit-learn says of the argmax, with its defaults (a ratio without denominator is 0).
"""

import json
import os
import warnings

import numpy as np
import torch
from sklearn import metrics as sk

OUT = os.path.join(os.path.dirname(__file__), "..", "fixtures", "parity")
RESAMPLES, STREAM = 1000, 0xB007
MASK = 0xFFFFFFFF


def sure(labels, predicted, classes):
    """Logits whose argmax is `predicted`."""
    rows = np.tile(np.linspace(-1, 0, classes), (len(labels), 1))
    rows[np.arange(len(labels)), predicted] = 1.5
    return rows.round(2), labels


def noisy(seed, rows, classes, pull):
    """Skewed labels, logits that lean to them."""
    rng = np.random.default_rng(seed)
    labels = np.minimum(rng.geometric(0.25, rows) - 1, classes - 1)
    logits = rng.normal(0, 1.5, (rows, classes))
    logits[np.arange(rows), labels] += pull
    return logits.round(2), labels.tolist()


def cases():
    ignored, some = noisy(4, 25, 4, 1.0)
    some[3] = some[11] = some[24] = -100
    yield "three classes, some right", noisy(1, 40, 3, 1.0)
    yield "twenty classes, few rows", noisy(2, 60, 20, 1.5)
    yield "binary", noisy(3, 31, 2, 0.7)
    yield "rows without a label", (ignored, some)
    yield "a class in neither truth nor prediction", sure([0, 0, 3, 3, 1], [0, 3, 3, 3, 0], 5)
    yield "a class only predicted", sure([0, 0, 1, 1], [0, 2, 1, 2], 3)
    yield "a class never predicted", sure([0, 1, 2, 2], [0, 1, 1, 0], 3)
    yield "one class, all right", sure([2, 2, 2], [2, 2, 2], 3)
    yield "one class, all wrong", sure([2, 2, 2], [0, 0, 0], 3)
    yield "a head of one class", sure([0, 0], [0, 0], 1)
    yield "always the same answer", sure([0, 1, 2, 0], [1, 1, 1, 1], 3)
    yield "everything wrong", sure([0, 1, 0, 1], [1, 0, 1, 0], 2)
    yield "a single row", sure([1], [1], 2)
    yield "equal logits: the first wins", ([[0.5, 0.5, 0.5], [0, 2, 2], [1, 0, 1]], [0, 2, 2])
    yield "logits far apart", ([[88, -88, 0], [-1000, 1000, 999], [0, 0, -30]], [1, 2, 2])


def scores(labels, predicted):
    average = lambda kind, how: how(labels, predicted, average=kind)
    return {
        "accuracy": sk.accuracy_score(labels, predicted),
        **{
            f"{name}_{kind}": average(kind, how)
            for kind in ["micro", "macro", "weighted"]
            for name, how in [("precision", sk.precision_score), ("recall", sk.recall_score), ("f1", sk.f1_score)]
        },
        "mcc": sk.matthews_corrcoef(labels, predicted),
    }


def record(name, logits, labels):
    logits = np.asarray(logits, np.float32)
    classes = logits.shape[1]
    predicted = logits.argmax(1)
    truth = np.asarray(labels)
    kept = truth >= 0
    every = list(range(classes))
    one = sk.precision_recall_fscore_support(truth[kept], predicted[kept], labels=every)
    exact = torch.from_numpy(logits.astype(np.float64))
    return {
        "name": name,
        "logits": np.round(logits.astype(np.float64), 2).tolist(),
        "labels": list(map(int, labels)),
        "predicted": predicted.tolist(),
        "scores": scores(truth[kept], predicted[kept]),
        "perClass": {key: np.asarray(values).tolist() for key, values in zip(["precision", "recall", "f1", "support"], one)},
        "confusion": sk.confusion_matrix(truth[kept], predicted[kept], labels=every).tolist(),
        "logLoss": torch.nn.functional.cross_entropy(exact, torch.from_numpy(truth), ignore_index=-100).item(),
        "probabilities": torch.softmax(exact, 1).tolist() if len(labels) < 10 else None,
    }


def mix32(x):
    """core/rng.ts: the finalizer of MurmurHash3."""
    x = ((x ^ (x >> 16)) * 0x85EBCA6B) & MASK
    x = ((x ^ (x >> 13)) * 0xC2B2AE35) & MASK
    return x ^ (x >> 16)


def uniforms(seed, stream):
    """core/rng.ts: createRandom(seed, stream).uniform(), again and again."""
    golden = 0x9E3779B9
    key = mix32(mix32(seed ^ (stream * golden & MASK)))
    counter = 0
    while True:
        counter = (counter + 1) & MASK
        yield mix32(mix32((key + counter * golden) & MASK) ^ key) / 2**32


def intervals(seed, logits, labels):
    """2.5th and 97.5th percentile (the lower of two neighbours) over the engine's own resamples."""
    predicted, truth = np.asarray(logits, np.float32).argmax(1), np.asarray(labels)
    draws = uniforms(seed, STREAM)
    samples = []
    for _ in range(RESAMPLES):
        rows = [int(next(draws) * len(truth)) for _ in truth]
        samples.append(scores(truth[rows], predicted[rows]))
    ends = lambda key: np.percentile([sample[key] for sample in samples], [2.5, 97.5], method="lower").tolist()
    return {"seed": seed, "labels": truth.tolist(), "predicted": predicted.tolist(), "intervals": {key: ends(key) for key in samples[0]}}


def main():
    warnings.simplefilter("ignore")
    found = {"cases": [record(name, *case) for name, case in cases()], "bootstrap": intervals(42, *noisy(5, 24, 4, 1.0))}
    with open(os.path.join(OUT, "metrics.json"), "w") as file:
        json.dump(found, file)


main()

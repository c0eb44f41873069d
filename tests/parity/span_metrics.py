"""Entities of tags and their scores against seqeval, in default and strict mode.

    python tests/parity/span_metrics.py       (seqeval 1.2.2, numpy)

Writes tests/fixtures/parity/span-metrics.json: sentences of tags, most of them not well formed, with
the entities that seqeval reads in them, [type, start, end] with the end exclusive; and true and
predicted tags with seqeval's scores. Null stands where there is no entity in either.
"""

import json
import os
import warnings

import numpy as np
from seqeval.metrics import accuracy_score
from seqeval.metrics.sequence_labeling import get_entities, precision_recall_fscore_support as default_scores
from seqeval.metrics.v1 import precision_recall_fscore_support as strict_scores
from seqeval.scheme import BILOU, IOB1, IOB2, IOBES, Tokens

OUT = os.path.join(os.path.dirname(__file__), "..", "fixtures", "parity", "span-metrics.json")
SCHEMES = {"IOB1": (IOB1, "BIO"), "IOB2": (IOB2, "BIO"), "BIOES": (IOBES, "BIOES"), "BILOU": (BILOU, "BILOU")}
TYPES = ["PER", "LOC", "A-B"]


def hostile(rng, letters, length):
    """Any tags one after the other."""
    tags = [str(rng.choice(list(letters))) for _ in range(length)]
    return [tag if tag == "O" or rng.random() < 0.05 else f"{tag}-{rng.choice(TYPES, p=[0.6, 0.3, 0.1])}" for tag in tags]


def written(rng, scheme, length):
    """Well-formed tags."""
    tags, token, before = ["O"] * length, 0, None
    while token < length:
        size, kind = int(rng.integers(1, 4)), str(rng.choice(TYPES))
        if rng.random() < 0.5 or token + size > length:
            token, before = token + 1, None
            continue
        middle = {"IOB1": "BI" if before == kind else "II", "IOB2": "BI"}.get(scheme)
        last, single = ("E", "S") if scheme == "BIOES" else ("L", "U")
        letters = middle[0] + middle[1] * (size - 1) if middle else (single if size == 1 else "B" + "I" * (size - 2) + last)
        tags[token : token + size] = [f"{letter}-{kind}" for letter in letters]
        token, before = token + size, kind
    return tags


def changed(rng, tags, letters):
    """A tagger's answer: most of it right."""
    return [hostile(rng, letters, 1)[0] if rng.random() < 0.2 else tag for tag in tags]


def strict_entities(tags, scheme):
    return [[e.tag, e.start, e.end] for e in Tokens(tags, scheme).entities]


def readings(rng):
    for name, (scheme, letters) in SCHEMES.items():
        for _ in range(40):
            tags = hostile(rng, letters, int(rng.integers(1, 9)))
            lenient = None if name == "BILOU" else [[kind, start, end + 1] for kind, start, end in get_entities(tags)]
            yield {"scheme": name, "tags": tags, "default": lenient, "strict": strict_entities(tags, scheme)}


def scored(truth, predicted, mode):
    def found(average):
        if mode == "default":
            return default_scores(truth, predicted, average=average)
        return strict_scores(truth, predicted, average=average, scheme=SCHEMES[mode][0])

    each = found(None)
    scores = {"accuracy": accuracy_score(truth, predicted)}
    for average, ending in [("micro", ""), ("macro", "_macro"), ("weighted", "_weighted")]:
        values = found(average)[:3] if len(each[0]) else [None] * 3
        scores.update(zip([f"{name}{ending}" for name in ["precision", "recall", "f1"]], values))
    return {"reading": mode, "scores": scores, "perType": {key: np.asarray(values).tolist() for key, values in zip(["precision", "recall", "f1", "support"], each)}}


def corpora(rng):
    for name, (_, letters) in SCHEMES.items():
        truth = [written(rng, name, int(rng.integers(1, 13))) for _ in range(15)]
        predicted = [changed(rng, tags, letters) for tags in truth]
        modes = [name] if name == "BILOU" else ["default", name]
        yield {"name": name, "scheme": name, "truth": truth, "predicted": predicted, "scored": [scored(truth, predicted, mode) for mode in modes]}
    pairs = {
        "no entity anywhere": ([["O", "O"], ["O"]], [["O", "O"], ["O"]]),
        "none predicted": ([["B-PER", "I-PER"], ["O"]], [["O", "O"], ["O"]]),
        "none true": ([["O", "O"], ["O"]], [["B-PER", "O"], ["B-LOC"]]),
        "I without B, a type that changes": ([["O", "I-PER", "I-PER"], ["B-PER", "I-LOC"]], [["O", "B-PER", "I-PER"], ["B-PER", "B-LOC"]]),
        "an entity across two sentences is two": ([["B-PER"], ["I-PER"]], [["B-PER"], ["I-PER"]]),
    }
    for name, (truth, predicted) in pairs.items():
        yield {"name": name, "scheme": "IOB2", "truth": truth, "predicted": predicted, "scored": [scored(truth, predicted, mode) for mode in ["default", "IOB2"]]}


def main():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(6)
    with open(OUT, "w") as file:
        json.dump({"readings": list(readings(rng)), "corpora": list(corpora(rng))}, file)


main()

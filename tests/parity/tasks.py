"""Every task but classification on the tiny BERT against transformers' classes: logits, loss, gradients, 20 steps.

    python tests/parity/tasks.py        (torch 2.13.0, transformers; after tiny_bert.py)

Writes tests/fixtures/parity/tasks.json. Token classification with a CRF has no class in transformers: its
loss is pytorch-crf's formula over the tokens with a label (crf.py), its start drawn here. Runs whose losses
weigh or smooth take them from torch.nn.functional, and the focal one from its formula (losses.py).
"""

import json
import os

import torch
import torch.nn.functional as F
from crf import log_partition, score
from tiny_bert import collate, make_rows
from transformers import BertConfig, BertForSequenceClassification, BertForTokenClassification

OUT = os.path.join(os.path.dirname(__file__), "..", "fixtures", "parity")
STEPS, BATCH, RATE, TAGS = 20, 4, 1e-3, 5
base = BertForSequenceClassification.from_pretrained(os.path.join(OUT, "tiny-bert"))
rows = make_rows()
generator = torch.Generator().manual_seed(9)


def flat(x):
    return [float(v) for v in x.detach().flatten()]


def model_of(cls, outputs, **settings):
    config = BertConfig.from_pretrained(os.path.join(OUT, "tiny-bert"), num_labels=outputs, **settings)
    model = cls(config)
    model.bert.load_state_dict(base.bert.state_dict(), strict=False)
    with torch.no_grad():
        for p in model.classifier.parameters():
            p.copy_(0.2 * torch.randn(p.shape, generator=generator))
    return model.train()


def run(name, model, targets, chain=None, loss_of=None):
    """targets[i]: a row's numbers, or a tag for each of its tokens (-100: none). loss_of(logits, labels)."""
    parameters = [p for n, p in model.named_parameters()] + list((chain or {}).values())
    optimizer = torch.optim.Adam(parameters, lr=RATE)
    start = {n: flat(p) for n, p in {**dict(model.classifier.named_parameters())}.items()}
    start = {f"classifier.{n}": v for n, v in start.items()} | {n: flat(p) for n, p in (chain or {}).items()}
    found = {"name": name, "start": start, "targets": targets, "losses": []}
    for step in range(STEPS):
        at = [(step * BATCH + i) % len(rows) for i in range(BATCH)]
        batch = collate([rows[i] for i in at])
        own = [targets[i] for i in at]
        if name.startswith("token"):
            longest = batch["input_ids"].shape[1]
            labels = torch.tensor([t + [-100] * (longest - len(t)) for t in own])
        else:
            labels = torch.tensor(own, dtype=torch.long if name.startswith("sequence") else torch.float32)
        batch["labels"] = labels
        if chain is None:
            out = model(**batch)
            logits = out.logits
            loss = loss_of(logits, labels) if loss_of else out.loss
        else:
            logits = model(**{k: v for k, v in batch.items() if k != "labels"}).logits
            sums, tagged = 0, 0
            for e, tags in zip(logits, labels):
                places = [i for i, t in enumerate(tags.tolist()) if t >= 0]
                tagged += len(places)
                if places:
                    args = [chain["crf.transitions"], chain["crf.start_transitions"], chain["crf.end_transitions"]]
                    own_tags = [int(tags[i]) for i in places]
                    sums = sums + log_partition(e[places], *args) - score(e[places], own_tags, *args)
            loss = sums / tagged
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            units = logits[labels != -100] if name.startswith("token") else logits
            found["logits"] = flat(units)
            deep = dict(model.named_parameters())["bert.encoder.layer.0.attention.self.query.weight"]
            found["gradients"] = {
                "classifier.weight": flat(model.classifier.weight.grad),
                "bert.encoder.layer.0.attention.self.query.weight": flat(deep.grad),
                **{n: flat(p.grad) for n, p in (chain or {}).items()},
            }
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        found["losses"].append(float(loss))
    return found


def numbers(width):
    return [[float(v) for v in torch.randn(width, generator=generator)] for _ in rows]


tags = [
    [-100 if i in (0, len(r["ids"]) - 1) or i % 3 == 2 else int(torch.randint(TAGS, (1,), generator=generator)) for i in range(len(r["ids"]))]
    for r in rows
]
chain = {
    n: torch.nn.Parameter(torch.empty(s).uniform_(-0.1, 0.1, generator=generator))
    for n, s in {"crf.transitions": (TAGS, TAGS), "crf.start_transitions": (TAGS,), "crf.end_transitions": (TAGS,)}.items()
}
labels = [[float(v > 0.5) for v in row] for row in numbers(4)]
runs = [
    run("regression", model_of(BertForSequenceClassification, 2, problem_type="regression"), numbers(2)),
    run("multi-label", model_of(BertForSequenceClassification, 4, problem_type="multi_label_classification"), labels),
    run("token-classification", model_of(BertForTokenClassification, TAGS), tags),
    run("token-classification, crf", model_of(BertForTokenClassification, TAGS), tags, chain),
]
WEIGHTS = torch.tensor([0.5, 2.0, 1.0, 0.25, 3.0])


def weighted(smoothing):
    return lambda logits, labels: F.cross_entropy(
        logits.flatten(0, -2), labels.flatten(), weight=WEIGHTS[: logits.shape[-1]], label_smoothing=smoothing
    )


def focal(logits, labels):
    log_p = torch.log_softmax(logits, 1).gather(1, labels[:, None])[:, 0]
    return (-((1 - log_p.exp()) ** 2) * log_p).mean()


def positive(logits, labels):
    return F.binary_cross_entropy_with_logits(logits, labels, pos_weight=WEIGHTS[:4])


classes = [int(torch.randint(3, (1,), generator=generator)) for _ in rows]
single = {"problem_type": "single_label_classification"}
runs += [
    run("multi-label, weighted", model_of(BertForSequenceClassification, 4, problem_type="multi_label_classification"), labels, loss_of=positive),
    run("token-classification, weighted", model_of(BertForTokenClassification, TAGS), tags, loss_of=weighted(0.1)),
    run("sequence-classification, weighted", model_of(BertForSequenceClassification, 3, **single), classes, loss_of=weighted(0.2)),
    run("sequence-classification, focal", model_of(BertForSequenceClassification, 3, **single), classes, loss_of=focal),
]
for found in runs[-2:]:
    found["targets"] = [[label] for label in classes]
with open(os.path.join(OUT, "tasks.json"), "w") as file:
    json.dump({"rows": [{"ids": r["ids"], "typeIds": r["typeIds"]} for r in rows], "batch": BATCH, "rate": RATE, "runs": runs}, file)

"""Layers that learn apart: rates that fall from layer to layer, and gradual unfreezing, in torch.optim.

    python tests/parity/layerwise.py        (torch 2.13.0, transformers, peft, safetensors)

Writes tests/fixtures/parity/layerwise.json: 20-step runs of the tiny BERT of tiny_bert.py. A parameter that
does not move yet has no gradient (requires_grad is False), so that its moments and their age begin when it does.
"""

import json
import os

import torch
from tiny_bert import BATCH, OUT, STEPS, WARMUP, collate, make_model, make_rows
from transformers import get_linear_schedule_with_warmup

LAYERS = 3


def depth(name):
    """Layers between a parameter and the top; None above them."""
    if name.startswith("bert.embeddings."):
        return LAYERS
    if name.startswith("bert.encoder.layer."):
        return LAYERS - 1 - int(name.split(".")[3])
    return None


def excluded(name):
    return "bias" in name.lower() or "layernorm" in name.lower()


def run(method, config, kind, rows, accumulation=1):
    model = make_model()
    model.train()
    frozen = config.get("layers", 0)
    named = [(n, p) for n, p in model.named_parameters()
             if method == "full" or (depth(n) is None or depth(n) < LAYERS - frozen)]
    decay, every = config["layerDecay"], config["unfreezeEvery"]
    for _, p in model.named_parameters():
        p.requires_grad = False
    groups = [{"params": [p], "lr": (1e-3 if kind != "sgd" else 0.05) * decay ** (depth(n) or 0),
               "weight_decay": 0.01 if kind == "adamw" and not excluded(n) else 0.0} for n, p in named]
    make = {"adamw": torch.optim.AdamW, "sgd": lambda g: torch.optim.SGD(g, momentum=0.9, nesterov=True)}[kind]
    optimizer = make(groups)
    scheduler = get_linear_schedule_with_warmup(optimizer, WARMUP, STEPS)
    losses, norms, rates = [], [], []
    size = BATCH * accumulation
    steps_per_epoch = len(rows) // size
    for step in range(STEPS):
        for n, p in named:
            p.requires_grad = depth(n) is None or step >= every * (1 + depth(n)) * steps_per_epoch
        place = (step * size) % len(rows)
        optimizer.zero_grad()
        total = 0.0
        for i in range(accumulation):
            batch = collate(rows[place + i * BATCH: place + (i + 1) * BATCH])
            loss = model(**batch).loss / accumulation
            loss.backward()
            total += loss.item()
        norms.append(torch.nn.utils.clip_grad_norm_([p for _, p in named if p.requires_grad], 1.0).item())
        rates.append((1e-3 if kind != "sgd" else 0.05) * scheduler.lr_lambdas[0](step))
        optimizer.step()
        scheduler.step()
        losses.append(total)
    checks = {n: float(p.detach().double().abs().sum()) for n, p in named}
    return {"method": method, "config": config, "optimizer": kind, "schedule": "linear", "accumulation": accumulation,
            "stepsPerEpoch": steps_per_epoch, "losses": losses, "gradNorms": norms, "learningRates": rates,
            "absSums": checks}


def main():
    torch.set_num_threads(2)
    rows = make_rows()
    runs = [
        run("full", {"layerDecay": 0.8, "unfreezeEvery": 0}, "adamw", rows),
        run("full", {"layerDecay": 1, "unfreezeEvery": 0.5}, "adamw", rows),
        run("full", {"layerDecay": 0.9, "unfreezeEvery": 1}, "adamw", rows, accumulation=2),
        run("full", {"layerDecay": 0.7, "unfreezeEvery": 0.5}, "sgd", rows),
        run("freeze", {"layers": 1, "embeddings": True, "layerDecay": 0.8, "unfreezeEvery": 0.5}, "adamw", rows),
    ]
    with open(os.path.join(OUT, "layerwise.json"), "w") as f:
        json.dump({"runs": runs}, f)


if __name__ == "__main__":
    main()

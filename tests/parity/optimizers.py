"""Optimizers, clipping and schedules step by step: torch.optim, clip_grad_norm_, transformers.get_scheduler.

    python tests/parity/optimizers.py       (torch 2.13.0, transformers 5.23, peft 0.21)

Writes tests/fixtures/parity/optimizers.json. Weights and gradients are drawn once, as 32-bit floats;
torch then computes in 64 bits, so that what differs is the engine's own rounding.
"""

import json
import math
import os
from types import SimpleNamespace

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments, get_scheduler

OUT = os.path.join(os.path.dirname(__file__), "..", "fixtures", "parity")
STEPS, RATE = 10, 0.01
SHAPES = {
    "encoder.query.weight": [3, 5],
    "encoder.query.bias": [5],
    "encoder.LayerNorm.weight": [1],
    "encoder.query.lora_A.weight": [2, 9],
}
EXCLUDED = ["encoder.query.bias", "encoder.LayerNorm.weight"]
ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
CASES = [
    ("adamw", {**ADAM, "weightDecay": 0}, 0, "constant", 0),
    ("adamw", {**ADAM, "weightDecay": 0.1}, 1, "linear", 0),
    ("adamw", {"beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3, "weightDecay": 0.3}, 0.5, "cosine", 3),
    ("adam", {**ADAM, "weightDecay": 0}, 0, "linear", STEPS),
    ("adam", {**ADAM, "weightDecay": 0.1}, 1, "cosine", 0),
    ("sgd", {"momentum": 0, "nesterov": False, "weightDecay": 0}, 0, "constant", 4),
    ("sgd", {"momentum": 0, "nesterov": False, "weightDecay": 0.1}, 1, "linear", 0.2),
    ("sgd", {"momentum": 0.9, "nesterov": False, "weightDecay": 0.1}, 1, "cosine", 1),
    ("sgd", {"momentum": 0.9, "nesterov": True, "weightDecay": 0}, 0, "constant", 0),
    ("sgd", {"momentum": 0.5, "nesterov": True, "weightDecay": 0.1}, 2, "linear", 0.35),
]


def draw():
    rng = np.random.default_rng(9)
    make = lambda scale: {name: np.float32(rng.normal(0, scale, math.prod(shape))).round(3) for name, shape in SHAPES.items()}
    gradients = [make(10.0 ** rng.integers(-2, 2)) for _ in range(STEPS)]
    for step, found in enumerate(gradients):
        found["encoder.query.weight"][:4] = [0, 1e-8, 50 if step == 4 else 0, -2e-4]
    return make(0.5), gradients


def optimizer_of(kind, config, parameters):
    groups = [{"params": [p for n, p in parameters.items() if n not in EXCLUDED], "weight_decay": config["weightDecay"]},
              {"params": [p for n, p in parameters.items() if n in EXCLUDED], "weight_decay": 0.0}]
    if kind == "sgd":
        return torch.optim.SGD(groups, lr=RATE, momentum=config["momentum"], nesterov=config["nesterov"])
    make = torch.optim.AdamW if kind == "adamw" else torch.optim.Adam
    return make(groups, lr=RATE, betas=(config["beta1"], config["beta2"]), eps=config["epsilon"])


def warmup_steps(warmup, total):
    return TrainingArguments.get_warmup_steps(SimpleNamespace(warmup_steps=warmup), total)


def scheduler_of(name, optimizer, warmup, total):
    steps = warmup_steps(warmup, total)
    name = "constant_with_warmup" if name == "constant" and steps > 0 else name
    return get_scheduler(name, optimizer, num_warmup_steps=steps, num_training_steps=total)


def run(start, gradients, kind, config, max_norm, schedule, warmup):
    parameters = {n: torch.nn.Parameter(torch.tensor(v, dtype=torch.float64)) for n, v in start.items()}
    optimizer = optimizer_of(kind, config, parameters)
    scheduler = scheduler_of(schedule, optimizer, warmup, STEPS)
    norms, rates, values = [], [], []
    for step in range(STEPS):
        for name, p in parameters.items():
            p.grad = torch.tensor(gradients[step][name], dtype=torch.float64)
        norms.append(torch.nn.utils.clip_grad_norm_(parameters.values(), max_norm or math.inf).item())
        rates.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
        values.append([float(f"{x:.9g}") for p in parameters.values() for x in p.tolist()])
    return {"optimizer": kind, "config": config, "maxGradNorm": max_norm, "schedule": schedule, "warmup": warmup,
            "norms": norms, "learningRates": rates, "values": values}


def schedules():
    """Multipliers after 0, 1, … completed steps."""
    for name in ["constant", "linear", "cosine"]:
        for total, warmup in [(1, 0), (12, 0), (12, 1), (12, 5), (12, 12), (12, 30), (12, 0.1), (12, 0.5), (7, 0.99)]:
            optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
            scheduler = scheduler_of(name, optimizer, warmup, total)
            found = []
            for _ in range(total):
                found.append(scheduler.get_last_lr()[0])
                optimizer.step()
                scheduler.step()
            yield {"schedule": name, "total": total, "warmup": warmup, "multipliers": found}


def wave(count, seed):
    """The same numbers in the test: whole numbers from −1001 to 1001, over 512."""
    return torch.tensor([((i * 7919 + seed * 104729) % 2003 - 1001) / 512 for i in range(count)], dtype=torch.float64)


def clipping(sizes, max_norm, scale):
    """Large tensors, whose squares the kernels add in parts."""
    tensors = [torch.nn.Parameter(torch.zeros(size, dtype=torch.float64)) for size in sizes]
    for seed, p in enumerate(tensors):
        p.grad = wave(len(p), seed) * scale
    norm = torch.nn.utils.clip_grad_norm_(tensors, max_norm or math.inf).item()
    return {"sizes": sizes, "maxGradNorm": max_norm, "scale": scale, "norm": norm,
            "firsts": [p.grad[0].item() for p in tensors], "lasts": [p.grad[-1].item() for p in tensors]}


def decayed_names():
    """Which of a model's parameters transformers' Trainer decays."""
    config = BertConfig(vocab_size=9, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8, num_labels=2)
    model = get_peft_model(BertForSequenceClassification(config), LoraConfig(task_type="SEQ_CLS", target_modules=["query"]))
    decayed = set(Trainer.get_decay_parameter_names(None, model))
    names = [name for name, _ in model.named_parameters()]
    return {name.replace("base_model.model.", "").replace(".default", ""): name in decayed for name in names}


def main():
    start, gradients = draw()
    listed = lambda tensors: {name: values.astype(float).tolist() for name, values in tensors.items()}
    found = {"learningRate": RATE, "shapes": SHAPES, "start": listed(start), "gradients": list(map(listed, gradients)),
             "runs": [run(start, gradients, *case) for case in CASES],
             "schedules": list(schedules()),
             "clips": [clipping([20001, 3, 40007], *how) for how in [(1, 1), (0, 1), (1000, 1), (0.5, 2.0 ** -12), (1, 2.0 ** 40)]],
             "decayed": decayed_names()}
    with open(os.path.join(OUT, "optimizers.json"), "w") as file:
        json.dump(found, file)


main()

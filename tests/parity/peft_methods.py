"""Methods of tuning on the tiny BERT against PEFT: logits, gradients, 20-step runs, adapter folders.

    python tests/parity/peft_methods.py        (torch 2.13.0, transformers, peft, safetensors)

Writes tests/fixtures/methods/: cases.json, and for each case start/ and trained/ (PEFT folders) and
gradients.safetensors. What PEFT has no type for is a dozen lines of PyTorch here.
"""

import json
import os
import shutil

import torch
from peft import IA3Config, LNTuningConfig, LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import get_linear_schedule_with_warmup

from tiny_bert import BATCH, STEPS, WARMUP, collate, make_model, make_rows

OUT = os.path.join(os.path.dirname(__file__), "..", "fixtures", "methods")
RATE, RATIO = 3e-3, 4.0
ALL = ["query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense"]


def lora(**more):
    return lambda: LoraConfig(**{"task_type": "SEQ_CLS", "r": 4, "lora_alpha": 8, "lora_dropout": 0.0, "target_modules": ["query", "value"], **more})


CASES = {
    "lora-everywhere": lora(target_modules=ALL, use_rslora=True),
    "lora-biases": lora(bias="all"),
    "lora-own-biases": lora(bias="lora_only"),
    "lora-patterns": lora(rank_pattern={"layer.1.attention.self.query": 2, "value": 3}, alpha_pattern={"layer.0.attention.self.value": 5}),
    "lora-plus": lora(),
    "dora": lora(use_dora=True),
    "dora-rslora": lora(use_dora=True, use_rslora=True, target_modules=ALL),
    "ia3": lambda: IA3Config(task_type="SEQ_CLS", target_modules=["key", "value", "output.dense"], feedforward_modules=["output.dense"]),
    "layer-norm": lambda: LNTuningConfig(task_type="SEQ_CLS", target_modules=["LayerNorm"]),
    "bitfit": None,
}


def ours(name):
    for part in ["base_model.model.", ".default", "modules_to_save.", ".base_layer", ".ln_tuning_layers"]:
        name = name.replace(part, "")
    return name.replace("lora_magnitude_vector.weight", "lora_magnitude_vector")


def prepare(case):
    """The model with what trains moved a little, so that no gradient is zero by construction."""
    make = CASES[case]
    torch.manual_seed(11)
    if make is None:
        model = make_model()
        for name, p in model.named_parameters():
            p.requires_grad = name.endswith(".bias") or name.startswith("classifier.")
        return model
    model = get_peft_model(make_model(), make())
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.requires_grad and "classifier" not in name:
                p.add_(torch.randn_like(p) * 0.05)
    return model


def trainable(model):
    return [(n, p) for n, p in model.named_parameters() if p.requires_grad]


def optimizer_of(case, model):
    fast = lambda n: case == "lora-plus" and "lora_B" in n
    skip = lambda n: "bias" in n.lower() or "layernorm" in n.lower()
    groups = [{"params": [p], "lr": RATE * (RATIO if fast(n) else 1.0), "weight_decay": 0.0 if skip(n) else 0.01}
              for n, p in trainable(model)]
    return torch.optim.AdamW(groups)


def save(model, folder):
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    for name in ["README.md"]:
        if os.path.exists(os.path.join(folder, name)):
            os.remove(os.path.join(folder, name))


def record(case, rows):
    model = prepare(case)
    folder = os.path.join(OUT, case)
    os.makedirs(folder, exist_ok=True)
    is_peft = CASES[case] is not None
    if is_peft:
        save(model, os.path.join(folder, "start"))
    model.eval()
    batch = collate(rows[:7])
    result = model(**batch)
    result.loss.backward()
    found = {"logits": result.logits.tolist(), "loss": result.loss.item(),
             "trainable": sum(p.numel() for _, p in trainable(model))}
    save_file({ours(n): p.grad for n, p in trainable(model)}, os.path.join(folder, "gradients.safetensors"))
    optimizer = optimizer_of(case, model)
    scheduler = get_linear_schedule_with_warmup(optimizer, WARMUP, STEPS)
    losses, norms = [], []
    for step in range(STEPS):
        place = (step * BATCH) % len(rows)
        optimizer.zero_grad()
        loss = model(**collate(rows[place: place + BATCH])).loss
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_([p for _, p in trainable(model)], 1.0).item())
        optimizer.step()
        scheduler.step()
        losses.append(loss.item())
    with torch.no_grad():
        trained = model(**batch).logits.tolist()
    if is_peft:
        save(model, os.path.join(folder, "trained"))
    return {**found, "losses": losses, "gradNorms": norms, "trainedLogits": trained}


def main():
    torch.set_num_threads(2)
    rows = make_rows()
    cases = {case: record(case, rows) for case in CASES}
    carrier = get_peft_model(make_model(), LoraConfig(task_type="SEQ_CLS", r=1, target_modules=["bert.encoder.layer.0.attention.self.query"], bias="all"))
    save(carrier, os.path.join(OUT, "bitfit", "layout"))
    with open(os.path.join(OUT, "cases.json"), "w") as f:
        json.dump({"learningRate": RATE, "loraPlusRatio": RATIO, "cases": cases}, f)


if __name__ == "__main__":
    main()

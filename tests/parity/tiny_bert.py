"""Tiny BERT against transformers and PEFT: folder, logits, gradients, 20-step runs, a PEFT adapter.

    python tests/parity/tiny_bert.py        (torch 2.13.0, transformers, peft, safetensors)

Writes tests/fixtures/parity/: tiny-bert/ (a Hugging Face folder), cases.json (batches, logits, runs),
gradients.safetensors, adapter/ (a PEFT folder trained for a few steps).
"""

import json
import os

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import BertConfig, BertForSequenceClassification, get_cosine_schedule_with_warmup, get_linear_schedule_with_warmup

OUT = os.path.join(os.path.dirname(__file__), "..", "fixtures", "parity")
STEPS, BATCH, WARMUP = 20, 4, 3


def make_model():
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=60, hidden_size=32, num_hidden_layers=3, num_attention_heads=4, intermediate_size=48,
        max_position_embeddings=40, type_vocab_size=2, num_labels=3, hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0, pad_token_id=0,
    )
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        for name, p in model.named_parameters():
            p.add_(torch.randn_like(p) * (0.1 if p.dim() == 1 else 0.12))
    return model


def make_rows(count=24):
    rng = np.random.default_rng(3)
    rows = []
    for i in range(count):
        a, b = int(rng.integers(1, 9)), int(rng.integers(1, 7))
        ids = [2, *rng.integers(5, 60, a).tolist(), 3]
        types = [0] * len(ids)
        if i % 3 == 0:
            ids += [*rng.integers(5, 60, b).tolist(), 3]
            types += [1] * (b + 1)
        rows.append({"ids": ids, "typeIds": types, "label": int(rng.integers(0, 3))})
    return rows


def collate(rows):
    longest = max(len(r["ids"]) for r in rows)
    pad = lambda key: torch.tensor([r[key] + [0] * (longest - len(r[key])) for r in rows])
    mask = torch.tensor([[1] * len(r["ids"]) + [0] * (longest - len(r["ids"])) for r in rows])
    return {"input_ids": pad("ids"), "token_type_ids": pad("typeIds"), "attention_mask": mask,
            "labels": torch.tensor([r["label"] for r in rows])}


def mean_logits(model, batch):
    hidden = model.bert(batch["input_ids"], batch["attention_mask"], batch["token_type_ids"]).last_hidden_state
    mask = batch["attention_mask"].unsqueeze(-1).float()
    return model.classifier((hidden * mask).sum(1) / mask.sum(1))


def lora_config():
    return LoraConfig(task_type="SEQ_CLS", r=4, lora_alpha=8, lora_dropout=0.0, target_modules=["query", "value"])


def prepare(method, model):
    """The model as the method trains it, and a function that gives our name of a parameter."""
    if method == "lora":
        torch.manual_seed(11)
        peft = get_peft_model(model, lora_config())
        def ours(name):
            name = name.replace("base_model.model.", "").replace(".default", "").replace("modules_to_save.", "")
            return name.replace(".base_layer", "")
        return peft, ours
    for name, p in model.named_parameters():
        frozen = {
            "full": False,
            "freeze": name.startswith("bert.embeddings.") or name.startswith(("bert.encoder.layer.0.", "bert.encoder.layer.1.")),
            "head-only": not name.startswith("classifier."),
        }[method]
        p.requires_grad = not frozen
    return model, lambda name: name


def optimizer_of(kind, model):
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    if kind == "adam":
        return torch.optim.Adam([p for _, p in named], lr=1e-3)
    if kind == "adamw":
        skip = lambda n: "bias" in n.lower() or "layernorm" in n.lower()
        groups = [{"params": [p for n, p in named if not skip(n)], "weight_decay": 0.01},
                  {"params": [p for n, p in named if skip(n)], "weight_decay": 0.0}]
        return torch.optim.AdamW(groups, lr=1e-3)
    if kind == "sgd":
        return torch.optim.SGD([p for _, p in named], lr=0.05, momentum=0.9, nesterov=True)
    raise ValueError(kind)


def run(method, kind, rows, accumulation=1, schedule="linear"):
    model, ours = prepare(method, make_model())
    model.train()
    start = {ours(n): p.detach().clone() for n, p in model.named_parameters() if p.requires_grad} if method == "lora" else {}
    optimizer = optimizer_of(kind, model)
    make = get_linear_schedule_with_warmup if schedule == "linear" else get_cosine_schedule_with_warmup
    scheduler = make(optimizer, WARMUP, STEPS)
    losses, norms, rates = [], [], []
    size = BATCH * accumulation
    for step in range(STEPS):
        place = (step * size) % len(rows)
        optimizer.zero_grad()
        total = 0.0
        for i in range(accumulation):
            batch = collate(rows[place + i * BATCH: place + (i + 1) * BATCH])
            loss = model(**batch).loss / accumulation
            loss.backward()
            total += loss.item()
        trained = [p for p in model.parameters() if p.requires_grad]
        norms.append(torch.nn.utils.clip_grad_norm_(trained, 1.0).item())
        rates.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
        losses.append(total)
    last = {ours(n): p.detach() for n, p in model.named_parameters() if p.requires_grad}
    checks = {n: float(p.double().abs().sum()) for n, p in last.items()}
    record = {"method": method, "optimizer": kind, "schedule": schedule, "accumulation": accumulation,
              "losses": losses, "gradNorms": norms, "learningRates": rates, "absSums": checks}
    return record, start, model


def main():
    torch.set_num_threads(2)
    os.makedirs(OUT, exist_ok=True)
    rows = make_rows()
    model = make_model().eval()
    model.save_pretrained(os.path.join(OUT, "tiny-bert"))
    batch = collate(rows[:7])
    result = model(**batch)
    result.loss.backward()
    save_file({n: p.grad for n, p in model.named_parameters()}, os.path.join(OUT, "gradients.safetensors"))
    cases = {"rows": rows, "batch": 7, "logits": result.logits.tolist(), "loss": result.loss.item(),
             "meanLogits": mean_logits(model, batch).tolist(), "batchSize": BATCH, "warmup": WARMUP, "steps": STEPS, "runs": []}
    for method in ["full", "freeze", "head-only", "lora"]:
        for kind in ["adam", "adamw", "sgd"]:
            record, start, tuned = run(method, kind, rows)
            cases["runs"].append(record)
            if method == "lora" and kind == "adamw":
                save_file({n: t.contiguous() for n, t in start.items()}, os.path.join(OUT, "lora-start.safetensors"))
                tuned.eval().save_pretrained(os.path.join(OUT, "adapter"))
                with torch.no_grad():
                    cases["adapterLogits"] = tuned(**batch).logits.tolist()
                    cases["mergedLogits"] = tuned.merge_and_unload()(**batch).logits.tolist()
    cases["runs"].append(run("full", "adamw", rows, accumulation=2)[0])
    cases["runs"].append(run("full", "sgd", rows, schedule="cosine")[0])
    with open(os.path.join(OUT, "cases.json"), "w") as f:
        json.dump(cases, f)
    for name in ["README.md"]:
        path = os.path.join(OUT, "adapter", name)
        if os.path.exists(path):
            os.remove(path)


if __name__ == "__main__":
    main()

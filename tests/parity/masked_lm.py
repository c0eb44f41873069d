"""Hidden words on the tiny BERT against transformers' BertForMaskedLM: logits, gradients, 20 steps.

    python tests/parity/masked_lm.py        (torch 2.13.0, transformers, peft; after tiny_bert.py)

Writes tests/fixtures/parity/masked-lm.json: all weights trained, where the tied word vectors learn as table
and as decoder, and PEFT's LoRA, where they stay and the head beside them learns.
"""

import json
import os

import torch
from peft import LoraConfig, get_peft_model
from tiny_bert import collate, make_rows
from transformers import BertConfig, BertForMaskedLM, BertForSequenceClassification

OUT = os.path.join(os.path.dirname(__file__), "..", "fixtures", "parity")
STEPS, BATCH, RATE, MASK = 20, 4, 1e-3, 4
base = BertForSequenceClassification.from_pretrained(os.path.join(OUT, "tiny-bert"))
generator = torch.Generator().manual_seed(11)


def flat(x):
    return [float(f"{float(v):.8g}") for v in x.detach().flatten()]


def hide(row):
    """A row with some of its tokens hidden: as the mask, as another token, or as they are."""
    ids, labels = list(row["ids"]), [-100] * len(row["ids"])
    places = [i for i, token in enumerate(ids) if token > 4]
    for n, i in enumerate(torch.tensor(places)[torch.randperm(len(places), generator=generator)][:3].tolist()):
        labels[i] = ids[i]
        ids[i] = [MASK, 5 + int(torch.randint(55, (1,), generator=generator)), ids[i]][n]
    return {**row, "ids": ids, "targets": labels}


def model_of():
    model = BertForMaskedLM(BertConfig.from_pretrained(os.path.join(OUT, "tiny-bert")))
    model.bert.load_state_dict(base.bert.state_dict(), strict=False)
    model.tie_weights()
    with torch.no_grad():
        for name, p in model.cls.predictions.named_parameters():
            if not name.startswith("decoder"):
                p.add_(0.2 * torch.randn(p.shape, generator=generator))
    assert model.cls.predictions.decoder.weight is model.bert.embeddings.word_embeddings.weight
    return model.train()


def name_of(name):
    return name.removeprefix("base_model.model.").replace(".base_layer", "").replace(".default", "")


def run(name, model, watched):
    parameters = {name_of(n): p for n, p in model.named_parameters() if p.requires_grad}
    added = {n: p for n, p in parameters.items() if n.startswith("cls.") or ".lora_" in n}
    optimizer = torch.optim.Adam(parameters.values(), lr=RATE)
    found = {"name": name, "start": {n: flat(p) for n, p in added.items()}, "losses": []}
    found["targets"] = [r["targets"] for r in rows]
    for step in range(STEPS):
        own = [rows[(step * BATCH + i) % len(rows)] for i in range(BATCH)]
        batch = collate(own)
        longest = batch["input_ids"].shape[1]
        batch["labels"] = torch.tensor([r["targets"] + [-100] * (longest - len(r["ids"])) for r in own])
        out = model(**batch)
        optimizer.zero_grad()
        out.loss.backward()
        if step == 0:
            found["logits"] = flat(out.logits[batch["labels"] != -100])
            found["gradients"] = {n: flat(parameters[n].grad) for n in watched}
        torch.nn.utils.clip_grad_norm_(parameters.values(), 1.0)
        optimizer.step()
        found["losses"].append(float(out.loss))
    return found


rows = [hide(r) for r in make_rows()]
head = ["cls.predictions.bias", "cls.predictions.transform.dense.weight", "cls.predictions.transform.LayerNorm.weight"]
query = "bert.encoder.layer.0.attention.self.query"
lora = get_peft_model(model_of(), LoraConfig(r=2, lora_alpha=4, target_modules=["query", "value"], lora_dropout=0.0))
for n, p in lora.named_parameters():
    if ".cls." in n and "decoder" not in n:
        p.requires_grad_(True)
    if ".lora_" in n:
        with torch.no_grad():
            p.copy_(0.1 * torch.randn(p.shape, generator=generator))
runs = [
    run("masked-lm", model_of(), [*head, "bert.embeddings.word_embeddings.weight", f"{query}.weight"]),
    run("masked-lm, lora", lora, [*head, f"{query}.lora_A.weight", f"{query}.lora_B.weight"]),
]
with open(os.path.join(OUT, "masked-lm.json"), "w") as file:
    json.dump({"rows": [{"ids": r["ids"], "typeIds": r["typeIds"]} for r in rows], "batch": BATCH, "rate": RATE, "runs": runs}, file)

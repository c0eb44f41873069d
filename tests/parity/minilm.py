"""all-MiniLM-L6-v2 against transformers: token ids, pooled vectors and logits of eight texts.

    python tests/parity/minilm.py      (torch 2.13.0, transformers)

Writes tests/fixtures/parity-minilm/cases.json. The classifier is drawn from a seed and written along.
"""

import json
import os

import torch
from transformers import AutoTokenizer, BertForSequenceClassification

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")
MODEL = os.path.join(ROOT, "public", "models", "all-minilm-l6-v2")
OUT = os.path.join(ROOT, "tests", "fixtures", "parity-minilm")

TEXTS = [
    "Where is my parcel?",
    "I was charged twice for the March invoice and nobody answers my mail.",
    "ok",
    "我想退货，但是找不到发票。",
    "The lamp's app crashes 😡😡 every time I open it!!",
    "Naïve café owners re-ordered 12,500 units @ €3.50 each.",
    " ".join(["The tent leaks at the seam above the door and the poles are bent."] * 12),
    "def f(x): return x**2  # code, too",
]


def main():
    torch.set_num_threads(2)
    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    model = BertForSequenceClassification.from_pretrained(MODEL, num_labels=4, dtype=torch.float32).eval()
    torch.manual_seed(5)
    with torch.no_grad():
        model.classifier.weight.normal_(0, 0.05)
        model.classifier.bias.normal_(0, 0.05)
    cases = []
    for text in TEXTS:
        inputs = tokenizer(text, return_tensors="pt", truncation=True, max_length=128, padding=False)
        with torch.no_grad():
            hidden = model.bert(**inputs).last_hidden_state[0]
            logits = model(**inputs).logits[0]
        cases.append({
            "text": text,
            "ids": inputs["input_ids"][0].tolist(),
            "meanHead": hidden.mean(0)[:16].tolist(),
            "logits": logits.tolist(),
            "meanLogits": model.classifier(hidden.mean(0)).tolist(),
        })
    os.makedirs(OUT, exist_ok=True)
    head = {"weight": model.classifier.weight.flatten().tolist(), "bias": model.classifier.bias.tolist()}
    with open(os.path.join(OUT, "cases.json"), "w") as f:
        json.dump({"head": head, "cases": cases}, f)


main()

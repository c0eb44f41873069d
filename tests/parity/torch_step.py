"""Seconds of a full fine-tuning step in PyTorch on the CPU: rows of `npm run bench`.

    python tests/parity/torch_step.py [threads] [steps] [minilm | base]      (torch 2.13.0, transformers)

all-MiniLM-L6-v2 with 8 sequences of 64 tokens, or BERT-base with drawn weights and 4; 6 classes, AdamW,
no dropout, clipping at 1; prints JSON with the milliseconds of every step after two of warm-up.
"""

import json
import os
import sys
import time

import torch
from transformers import BertConfig, BertForSequenceClassification

MODEL = os.path.join(os.path.dirname(__file__), "..", "..", "public", "models", "all-minilm-l6-v2")


def main():
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    base = len(sys.argv) > 3 and sys.argv[3] == "base"
    plain = {"num_labels": 6, "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    if base:
        model = BertForSequenceClassification(BertConfig(**plain))
    else:
        model = BertForSequenceClassification.from_pretrained(MODEL, dtype=torch.float32, **plain)
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
    rows = 4 if base else 8
    ids = torch.randint(0, 30522, (rows, 64))
    mask = torch.ones_like(ids)
    labels = torch.randint(0, 6, (rows,))
    times = []
    for step in range(steps + 2):
        begin = time.perf_counter()
        loss = model(input_ids=ids, attention_mask=mask, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        loss.item()
        if step >= 2:
            times.append(1000 * (time.perf_counter() - begin))
    print(json.dumps({"torch": torch.__version__, "threads": threads, "milliseconds": times}))


main()

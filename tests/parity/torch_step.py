"""Seconds of a full fine-tuning step of all-MiniLM-L6-v2 in PyTorch on the CPU: a row of `npm run bench`.

    python tests/parity/torch_step.py [threads] [steps]      (torch 2.13.0, transformers)

8 sequences of 64 tokens, 6 classes, AdamW, no dropout, clipping at 1; prints JSON with the
milliseconds of every step after two of warm-up.
"""

import json
import os
import sys
import time

import torch
from transformers import BertForSequenceClassification

MODEL = os.path.join(os.path.dirname(__file__), "..", "..", "public", "models", "all-minilm-l6-v2")


def main():
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = BertForSequenceClassification.from_pretrained(
        MODEL, num_labels=6, dtype=torch.float32, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
    ids = torch.randint(0, 30522, (8, 64))
    mask = torch.ones_like(ids)
    labels = torch.randint(0, 6, (8,))
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

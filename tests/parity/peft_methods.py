"""Methods of tuning on the tiny BERT against PEFT: logits, gradients, 20-step runs, adapter folders.

    python tests/parity/peft_methods.py        (torch 2.13.0, transformers 5.18.0, peft 0.21.2)

Later transformers have no cache in BERT, without which PEFT cannot run prefix tuning there.

Writes tests/fixtures/methods/: cases.json, and for each case start/ and trained/ (PEFT folders) and
gradients.safetensors. What PEFT has no type for is a dozen lines of PyTorch here.
"""

import json
import os
import shutil

import torch
from peft import IA3Config, LNTuningConfig, LoraConfig, PrefixTuningConfig, PromptEncoderConfig, PromptTuningConfig, get_peft_model
from safetensors.torch import save_file
from transformers import get_linear_schedule_with_warmup

from tiny_bert import BATCH, STEPS, WARMUP, collate, make_model, make_rows

OUT = os.path.join(os.path.dirname(__file__), "..", "fixtures", "methods")
RATE, RATIO, TOKENS = 3e-3, 4.0, 5
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
    "adapter-houlsby": None,
    "adapter-pfeiffer": None,
    "adapter-parallel": None,
    "prompt": lambda: PromptTuningConfig(task_type="SEQ_CLS", num_virtual_tokens=TOKENS),
    "p-tuning": lambda: PromptEncoderConfig(task_type="SEQ_CLS", num_virtual_tokens=TOKENS, encoder_hidden_size=24),
    "p-tuning-lstm": lambda: PromptEncoderConfig(task_type="SEQ_CLS", num_virtual_tokens=TOKENS, encoder_reparameterization_type="LSTM", encoder_hidden_size=10),
    "prefix": lambda: PrefixTuningConfig(task_type="SEQ_CLS", num_virtual_tokens=TOKENS),
    "prefix-mlp": lambda: PrefixTuningConfig(task_type="SEQ_CLS", num_virtual_tokens=TOKENS, prefix_projection=True, encoder_hidden_size=20),
    "p-tuning-v2": lambda: PrefixTuningConfig(task_type="SEQ_CLS", num_virtual_tokens=TOKENS),
}
PREFIXES = ["prefix", "prefix-mlp", "p-tuning-v2"]


class Bottleneck(torch.nn.Module):
    """A of `adapters` (methods/modeling.py): up(f(down(x))), times a scale."""

    def __init__(self, inner, activation, scale):
        super().__init__()
        self.adapter_down = torch.nn.Sequential(torch.nn.Linear(32, inner), activation)
        self.adapter_up = torch.nn.Linear(inner, 32)
        self.scale = scale

    def forward(self, x):
        return self.scale * self.adapter_up(self.adapter_down(x))


def add_bottlenecks(model, kind):
    inner, activation, scale = {"houlsby": (2, torch.nn.SiLU(), 1.0), "pfeiffer": (2, torch.nn.ReLU(), 1.0), "parallel": (16, torch.nn.ReLU(), 4.0)}[kind]
    for p in model.parameters():
        p.requires_grad = False
    for layer in model.bert.encoder.layer:
        for output in ([layer.attention.output] if kind == "houlsby" else []) + [layer.output]:
            output.adapters = torch.nn.ModuleDict({"default": Bottleneck(inner, activation, scale)})
            def forward(hidden, given, output=output):
                h, norm, a = output.dropout(output.dense(hidden)), output.LayerNorm, output.adapters["default"]
                read = {"houlsby": lambda: h, "pfeiffer": lambda: norm(h + given), "parallel": lambda: given}[kind]()
                return norm(a(read) + h + given)
            output.forward = forward
    for p in model.classifier.parameters():
        p.requires_grad = True


def ours(name):
    if ".adapters." in name:
        return name
    for part in ["base_model.model.", "base_model.", ".default", "modules_to_save.", ".base_layer", ".ln_tuning_layers"]:
        name = name.replace(part, "")
    return name.replace("lora_magnitude_vector.weight", "lora_magnitude_vector")


def split(case, tensors):
    """Our names and shapes: what PEFT keeps side by side for all layers we keep layer by layer."""
    if case == "prompt":
        return {n.replace("prompt_encoder.embedding.weight", "prompt_embeddings"): t for n, t in tensors.items()}
    if case not in PREFIXES:
        return tensors
    last = "prompt_encoder.transform.2." if case == "prefix-mlp" else "prompt_encoder.embedding."
    found = {n: t for n, t in tensors.items() if not n.startswith(last)}
    for name, tensor in tensors.items():
        if not name.startswith(last):
            continue
        whole = tensor if case == "prefix-mlp" else tensor.T
        width = 32
        for i in range(whole.shape[0] // width):
            block = whole[i * width:(i + 1) * width]
            end = name[len(last) - 1:] if case == "prefix-mlp" else ""
            ours = f"prompt_encoder.layer.{i // 2}.{['key', 'value'][i % 2]}{end}"
            found[ours] = (block if case == "prefix-mlp" else block.T).contiguous()
    return found


def prepare(case):
    """The model with what trains moved a little, so that no gradient is zero by construction."""
    make = CASES[case]
    torch.manual_seed(11)
    if case.startswith("adapter-"):
        model = make_model()
        add_bottlenecks(model, case.split("-")[1])
        return model
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
    start = {ours(n): p.detach().clone() for n, p in trainable(model)}
    if "prompt_encoder" in " ".join(start) or case.startswith("adapter-"):
        save_file(split(case, start), os.path.join(folder, "start.safetensors"))
    model.eval()
    batch = collate(rows[:7])
    result = model(**batch)
    result.loss.backward()
    found = {"logits": result.logits.tolist(), "loss": result.loss.item(),
             "trainable": sum(p.numel() for _, p in trainable(model))}
    gradients = {ours(n): p.grad for n, p in trainable(model)}
    save_file(split(case, gradients), os.path.join(folder, "gradients.safetensors"))
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

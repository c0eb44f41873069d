"""Writes tests/fixtures/safetensors with the safetensors library, as the oracle of our writer.

Run from the repository root: python tests/parity/safetensors_files.py
Needs numpy, torch and safetensors (made with safetensors 0.8.0, torch 2.13.0).
"""

import json
import pathlib

import torch
from safetensors.torch import save

OUT = pathlib.Path("tests/fixtures/safetensors")

HALVES = [0.0, -0.0, 1.0, -2.5, 6.103515625e-05, 5.960464477539063e-08, 65504.0, 0.333251953125]

FILES = {
    # widest dtype first, then name; a scalar, an empty tensor, names beyond ASCII
    "mixed": (
        {
            "b.weight": torch.tensor([[1.5, -2.0, 3.25], [0.1, 1e-38, -0.0]], dtype=torch.float32),
            "a.half": torch.tensor(HALVES, dtype=torch.float16),
            "a.brain": torch.tensor([1.0, -3.5, 1e38, 2.0**-130], dtype=torch.bfloat16),
            "ids": torch.tensor([1, -2, 9007199254740993], dtype=torch.int64),
            "small": torch.tensor([7, -8], dtype=torch.int32),
            "bytes": torch.tensor([0, 1, 255], dtype=torch.uint8),
            "flags": torch.tensor([True, False, True]),
            "double": torch.tensor([0.1], dtype=torch.float64),
            "scalar": torch.tensor(4.0),
            "empty": torch.zeros(0, 3),
            "名字 \"quoted\"\n": torch.tensor([1.0]),
            "\U0001f600": torch.tensor([2.0]),
            "\uffee": torch.tensor([3.0]),
        },
        {"format": "pt"},
    ),
    "no_metadata": ({"w": torch.arange(6, dtype=torch.float32).reshape(2, 3)}, None),
    "empty": ({}, {"format": "pt"}),
}


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for name, (tensors, metadata) in FILES.items():
        (OUT / f"{name}.safetensors").write_bytes(save(tensors, metadata))
    values = {
        name: tensor.flatten().tolist()
        for name, tensor in FILES["mixed"][0].items()
        if tensor.dtype != torch.int64
    }
    values["ids"] = [str(v) for v in FILES["mixed"][0]["ids"].tolist()]
    text = json.dumps(values, indent=1, ensure_ascii=False, sort_keys=True)
    (OUT / "mixed.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

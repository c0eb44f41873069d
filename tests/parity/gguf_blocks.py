"""Writes tests/fixtures/gguf/blocks.json: values, GGUF's bytes for them and what those bytes mean.

Run from the repository root: python tests/parity/gguf_blocks.py
Needs numpy and gguf (made with numpy 2.4.6, gguf 0.19.0).
"""

import base64
import json
import pathlib

import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf.quants import dequantize, quantize

OUT = pathlib.Path("tests/fixtures/gguf/blocks.json")

random = np.random.default_rng(7)
ROWS = [
    random.normal(0, 0.04, 64),
    random.normal(0.5, 2, 64),
    # one-sided, either way
    np.abs(random.normal(0, 1, 64)),
    -np.abs(random.normal(0, 1, 64)),
    # zeros, then one value alone
    np.concatenate([np.zeros(32), np.eye(1, 32, 5)[0]]),
    np.concatenate([np.full(32, -3.25), np.full(32, 3.25)]),
    # scales below the normal halves, and far above one
    random.normal(0, 2e-5, 64),
    random.normal(0, 1e4, 64),
]


def text(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


values = np.array(ROWS, dtype=np.float32)
blocks = {}
for kind in (Type.Q8_0, Type.Q4_0, Type.Q4_1):
    data = quantize(values, kind)
    meaning = dequantize(data, kind).astype(np.float32)
    blocks[kind.name.lower()] = {"bytes": text(data), "values": text(meaning)}

OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text(
    json.dumps({"shape": list(values.shape), "values": text(values), "blocks": blocks}, indent=1)
    + "\n"
)

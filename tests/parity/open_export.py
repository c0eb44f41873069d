"""Opens an exported folder with Hugging Face's libraries and holds its logits against the runner's.

    python tests/parity/open_export.py run/model "Where is my parcel?" "The lamp is broken."
    python tests/parity/open_export.py run/adapter --base public/models/all-minilm-l6-v2 --texts texts.csv

A folder with adapter_config.json is opened with PEFT on --base (default: the model it names), one with
modules.json with sentence-transformers, any other with transformers. Prints one JSON object: how the
folder was opened, the logits of every text, those of `graft predict`, and the largest difference.
Exit code 1 where that is above --tolerance.  (torch 2.13.0, transformers 5.23, peft 0.21, sentence-transformers 6.2)
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import load_file
from sentence_transformers import SentenceTransformer
from transformers import AutoModel, AutoModelForSequenceClassification, AutoTokenizer

ROOT = Path(__file__).resolve().parents[2]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="what was exported")
    parser.add_argument("text", nargs="*", help="texts to score")
    parser.add_argument("--texts", type=Path, help="a CSV whose column `text` is scored too")
    parser.add_argument("--base", help="the adapter's base model: a folder or a Hugging Face id")
    parser.add_argument("--tolerance", type=float, default=1e-4)
    given = parser.parse_args()
    if given.texts:
        with open(given.texts, newline="", encoding="utf-8") as file:
            given.text += [row["text"] for row in csv.DictReader(file)]
    if not given.text:
        parser.error("give at least one text")
    return given


def read_json(path):
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def encode(tokenizer, texts, folder):
    """A padded batch, cut where the run cut (graft.json), so that masks are tested too."""
    limit = read_json(folder / "graft.json").get("maxTokens", tokenizer.model_max_length)
    return tokenizer(texts, padding=True, truncation=True, max_length=limit, return_tensors="pt")


def score_model(folder, texts):
    model, report = AutoModelForSequenceClassification.from_pretrained(folder, output_loading_info=True)
    strangers = [*report["missing_keys"], *report["unexpected_keys"], *report["mismatched_keys"]]
    if strangers:
        sys.exit(f"{folder}: transformers finds tensors missing or left over: {strangers}")
    return model.eval()(**encode(AutoTokenizer.from_pretrained(folder), texts, folder)).logits


def score_sentences(folder, texts):
    return SentenceTransformer(str(folder), device="cpu").encode(texts, convert_to_tensor=True)


def score_adapter(folder, base, texts):
    """Logits by PEFT; a FEATURE_EXTRACTION adapter has its head beside it, on the mean of the tokens."""
    batch = encode(AutoTokenizer.from_pretrained(base), texts, folder)
    if read_json(folder / "adapter_config.json")["task_type"] == "SEQ_CLS":
        saved = load_file(folder / "adapter_model.safetensors")
        head = next(tensor for name, tensor in saved.items() if name.endswith("classifier.weight"))
        model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=len(head), dtype=torch.float32)
        return PeftModel.from_pretrained(model, folder).eval()(**batch).logits
    model = PeftModel.from_pretrained(AutoModel.from_pretrained(base, dtype=torch.float32), folder).eval()
    hidden, mask = model(**batch).last_hidden_state, batch["attention_mask"].unsqueeze(-1)
    dense = load_file(folder / "2_Dense" / "model.safetensors")
    own = hidden[:, -mask.shape[1]:]  # behind the virtual tokens of a prompt
    mean = (own * mask).sum(1) / mask.sum(1)
    return torch.nn.functional.linear(mean, dense["linear.weight"], dense["linear.bias"])


def open_folder(folder, base, texts):
    if (folder / "adapter_config.json").exists():
        return "peft", score_adapter(folder, base, texts)
    if (folder / "modules.json").exists():
        return "sentence-transformers", score_sentences(folder, texts)
    return "transformers", score_model(folder, texts)


def find_base(name):
    """A folder, a bundled model by its id or its published name, else a Hugging Face id."""
    models = ROOT / "public" / "models"
    bundled = [model["id"] for model in read_json(models / "index.json")["models"] if name in (model["id"], model["source"])]
    places = [Path(name), *(models / id for id in bundled)]
    return str(next((place.resolve() for place in places if place.exists()), name))


def graft_logits(model, texts):
    """What `graft predict` says of the same texts, in their order."""
    with tempfile.TemporaryDirectory() as place:
        data = os.path.join(place, "texts.csv")
        with open(data, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([["text"], *([text] for text in texts)])
        command = ["npm", "run", "--silent", "graft", "--", "predict", *model]
        command += ["--task", "sequence-classification", "--data", data, "--columns", "text=text"]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
    if [row["row"] for row in rows] != list(range(1, len(texts) + 1)):
        sys.exit("graft predict left texts out; none may be empty")
    return torch.tensor([row["logits"] for row in rows])


def main():
    given = arguments()
    folder = given.folder.resolve()
    base = find_base(given.base or read_json(folder / "adapter_config.json").get("base_model_name_or_path", ""))
    with torch.no_grad():
        opened, found = open_folder(folder, base, given.text)
    is_adapter = opened == "peft"
    runner = graft_logits(["--model", base, "--adapter", str(folder)] if is_adapter else ["--model", str(folder)], given.text)
    largest = (found - runner).abs().max().item()
    rows = [{"text": t, "logits": a, "graft": b} for t, a, b in zip(given.text, found.tolist(), runner.tolist())]
    print(json.dumps({"opened": opened, "largestDifference": largest, "rows": rows}, ensure_ascii=False, indent=2))
    sys.exit(0 if largest <= given.tolerance else 1)


main()

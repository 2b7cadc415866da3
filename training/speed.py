"""Marked sentences a second on the same weights, texts and cores: PyTorch against `legation relate`.

`speed.py --weights coder.pt --base MINILM --legation ../target/release/legation`
"""

import argparse
import json
import os
import subprocess
import tempfile
import time

import torch

import data
import sentences
from model import Coder
from train import predict


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weights", required=True)
    parser.add_argument("--base", required=True)
    parser.add_argument("--legation", required=True)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--count", type=int, default=1000)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    threads = {**os.environ, "RAYON_NUM_THREADS": str(options.threads)}
    saved = torch.load(options.weights)
    coder = Coder(saved["config"])
    coder.load_state_dict(saved["state"])
    vocabulary = data.Vocabulary(options.base, saved["config"])
    rows = [r for r in sentences.generate(2 * options.count, seed=5) if len(r["text"]) > 60][: options.count]
    tokens = sum(len(vocabulary.encode(r["text"], r["actor"], r["recipient"])[0]) for r in rows) / len(rows)
    print(f"{len(rows)} sentences of {tokens:.1f} tokens, {torch.get_num_threads()} threads")
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for i, r in enumerate(rows):
            file.write(json.dumps({"id": i, "text": r["text"], "actor": r["actor"], "recipient": r["recipient"]}) + "\n")
        file.flush()
        for size in (16, 32, 64):
            predict(coder.eval(), vocabulary, rows[:64], size)
            began = time.time()
            predict(coder, vocabulary, rows, size)
            print(f"PyTorch {torch.__version__}, f32, batches of {size}: {len(rows) / (time.time() - began):.0f} a second")

        def run(path):
            began = time.time()
            subprocess.run([options.legation, "relate", path], stdout=subprocess.DEVNULL, check=True, env=threads)
            return time.time() - began

        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as one:
            one.write(json.dumps({"id": 0, "text": "Mali thanked Togo.", "actor": [[0, 4]], "recipient": [[13, 17]]}))
            one.flush()
            start = min(run(one.name) for _ in range(3))
        whole = min(run(file.name) for _ in range(3))
        print(f"legation relate: {len(rows) / (whole - start):.0f} a second, {start * 1000:.0f} ms to start")


if __name__ == "__main__":
    main()

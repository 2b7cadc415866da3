"""Writes model/: weights as bytes with a scale a row, the config, the vocabulary; and the fixture that ties Rust to training.

The fixture's logits are those of this model with the rounded weights, so that it tests the arithmetic, not the rounding; how
much the rounding changes is printed.
"""

import argparse
import json
import shutil
import struct
from pathlib import Path

import torch

import acts
import windows
import data
import raw
import sentences
from labels import ACTS, EVENTS, MODALITIES, MODES
from model import SIGNS, Coder
from train import predict


def rounded(tensor):
    """Bytes and the scale of each row."""
    scale = tensor.abs().amax(1).clamp(min=1e-8) / 127
    return (tensor / scale[:, None]).round().clamp(-127, 127).to(torch.int8), scale


def write(path, tensors):
    header, blobs, at = {}, [], 0
    for name, tensor in tensors.items():
        blob = tensor.contiguous().numpy().tobytes()
        kind = "I8" if tensor.dtype == torch.int8 else "F32"
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [at, at + len(blob)]}
        blobs.append(blob)
        at += len(blob)
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    Path(path).write_bytes(struct.pack("<Q", len(head)) + head + b"".join(blobs))


@torch.no_grad()
def as_it_stands(row, coder, vocabulary):
    """A sentence with what the heads say of its words and pairs."""
    told = raw.run(coder, raw.collate([row], vocabulary))
    _, firsts, _ = row["coded"]
    rounded = lambda numbers: [round(x, 5) for x in numbers.flatten().tolist()]
    pairs = [
        {"actor": p["actor"], "recipient": p["recipient"], **{k: rounded(told[k][i]) for k in ("event", "mode", "modality", "acts")}}
        for i, p in enumerate(row["pairs"])
    ]  # fmt: skip
    return {"text": row["text"], "tags": [rounded(t) for t in told["tags"][0][firsts]], "pairs": pairs}


@torch.no_grad()
def told_acts(coder, vocabulary):
    """The passages below with what the heads say of some of their pairs."""
    out = []
    for before, here, *names in PASSAGES:
        text = before + here
        raw_text = text.encode()
        spans = lambda name: [[at, at + len(name.encode())] for at in range(len(raw_text)) if raw_text.startswith(name.encode(), at)]
        entities = {name: spans(name) for name in names}
        row = {"raw": raw_text, "before": 0, "start": len(before.encode()), "end": len(raw_text), "entities": entities, "pairs": {},
               "unknown": set(), "again": []}  # fmt: skip
        batch = acts.collate([row], vocabulary)
        x, y, which = acts.run(coder, batch)
        act = torch.arange(len(y)) % len(ACTS)
        _, modality = coder.act.tellings(x, batch["here"], y, act, batch["of"])
        judged, judged_modality = acts.judged(coder, acts.collate_marked([(row, (a, b)) for _, a, b in batch["names"]], vocabulary))
        place = {name: i for i, name in enumerate(names)}
        rounded = lambda numbers: [round(x, 5) for x in numbers.tolist()]
        pairs = [
            {"actor": place.get(a), "other": place.get(b), "acts": rounded(which[k]), "act": int(act[k]), "modality": rounded(modality[k]),
             "judged": rounded(judged[k]), "judged_modality": rounded(judged_modality[k])}
            for k, (_, a, b) in enumerate(batch["names"])
        ]  # fmt: skip
        out.append({"text": text, "begin": row["start"], "entities": list(entities.values()), "pairs": pairs})
    return out


PASSAGES = [
    ("", "Mongolia expelled two diplomats of Chad on Monday.", "Mongolia", "Chad"),
    ("Peru and Fiji had been close for years. ", "It recalled its ambassador, and Tonga followed.", "Peru", "Fiji", "Tonga"),
    ("", "S\u00e3o Tom\u00e9 may recognise \u201cKosovo\u201d.", "S\u00e3o Tom\u00e9", "Kosovo"),
    ("Word after word stands before it. " * 30 + "Oman said so. ", "Nepal did not close its embassy there. " * 2, "Oman", "Nepal"),
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weights", required=True)
    parser.add_argument("--base", required=True)
    parser.add_argument("--out", default="../model")
    parser.add_argument("--small", action="store_true", help="write the small coder beside the one whose embeddings it has")
    parser.add_argument("--fixture", default="../crates/legation-encoder/tests/logits.json")
    options = parser.parse_args()
    saved = torch.load(options.weights)
    config, state = saved["config"], saved["state"]
    length = data.MAX_TOKENS if options.small else windows.LENGTH
    state["encoder.positions.weight"] = state["encoder.positions.weight"][:length].clone()
    if options.small:
        # It was not taught the acts.
        state = {name: tensor for name, tensor in state.items() if not name.startswith("act.") and name != "encoder.before"}
    tensors, restored = {}, {}
    for name, tensor in state.items():
        tensor = tensor.float()
        if tensor.ndim == 2 and name.startswith(("encoder.", "mix.", "query.", "pair.", "act.query.", "act.pair.", "act.look.", "act.told.")) and "positions" not in name:
            small, scale = rounded(tensor)
            tensors[name], tensors[name + ".scale"] = small, scale
            restored[name] = small.float() * scale[:, None]
        else:
            tensors[name] = restored[name] = tensor
    out = Path(options.out)
    out.mkdir(exist_ok=True)
    name = "small" if options.small else "coder"
    if options.small:
        tensors = {key: tensor for key, tensor in tensors.items() if not key.startswith("encoder.words.")}
    write(out / f"{name}.safetensors", tensors)
    shutil.copy(f"{options.base}/vocab.txt", out / "vocab.txt")
    measures = {
        "ids": config["vocab_size"] + SIGNS, "length": data.MAX_TOKENS, "width": config["hidden_size"],
        "inner": config["intermediate_size"], "heads": config["num_attention_heads"], "layers": config["num_hidden_layers"],
        "epsilon": config["layer_norm_eps"],
    }  # fmt: skip
    whole = {"measures": measures, "events": EVENTS, "modes": MODES, "modalities": MODALITIES}
    if not options.small:
        measures["passage"] = windows.LENGTH
        whole["acts"] = ACTS
    (out / ("small.json" if options.small else "config.json")).write_text(json.dumps(whole, indent=1) + "\n")
    if options.small:
        print(f"{(out / 'small.safetensors').stat().st_size / 1e6:.1f} MB")
        return

    small = dict(config, max_position_embeddings=windows.LENGTH)
    vocabulary = data.Vocabulary(options.base, config)
    rows = sentences.generate(36, seed=4242)
    long = sentences.generate(6, seed=77)
    joined = " ".join(r["text"] for r in long) + " S\u00e3o Tom\u00e9\u2019s \u201cenvoy\u201d \u2014 \u5317\u4eac."
    rows.append(data.row(joined + " " + joined, long[3]["actor"], [[len(joined.encode()) - 9, len(joined.encode()) - 3]]))
    rows.append(data.row("Ghana mobilized reservists.", [[0, 5]], []))
    told = []
    for state_dict in (restored, dict(state)):
        coder = Coder(small)
        coder.load_state_dict(state_dict)
        told.append(predict(coder.eval(), vocabulary, rows, size=1))
    change = (told[0]["event"].softmax(-1) - told[1]["event"].softmax(-1)).abs().max()
    print(f"{(out / 'coder.safetensors').stat().st_size / 1e6:.1f} MB; rounding moves a probability by at most {change:.4f}")
    fixture = [
        {
            "text": r["text"], "actor": r["actor"], "recipient": r["recipient"],
            **{k: [round(x, 5) for x in told[0][k][i].flatten().tolist()] for k in ("event", "modality", "acts")},
            "mode": [round(x, 5) for x in told[0]["mode"][i].tolist()],
        }
        for i, r in enumerate(rows)
    ]  # fmt: skip
    coder = Coder(small)
    coder.load_state_dict(restored)
    unmarked = [as_it_stands(r, coder.eval(), vocabulary) for r in raw.own(14, seed=4243)]
    Path(options.fixture).with_name("acts.json").write_text("[\n" + ",\n".join(json.dumps(f) for f in told_acts(coder, vocabulary)) + "\n]\n")
    Path(options.fixture).with_name("raw.json").write_text("[\n" + ",\n".join(json.dumps(f) for f in unmarked) + "\n]\n")
    Path(options.fixture).write_text("[\n" + ",\n".join(json.dumps(f) for f in fixture) + "\n]\n")


if __name__ == "__main__":
    main()

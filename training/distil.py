"""The teacher's opinion on text without labels: `distil.py --teacher teacher.pt --base MPNET --out soft.jsonl`.

The text is the shared span sentences, and sentences of the synthetic stories in which two names are marked by list.
"""

import argparse
import gzip
import json
import random
import re
from pathlib import Path

import torch

import data
import entities
from model import Coder
from train import predict

HEADS = "government|authorities|police|troops|forces|army|military|soldiers|officials|parliament|president|prime minister|foreign minister|court|rebels|navy|workers|students|opposition|people|refugees|citizens|ambassador|diplomats|embassy|journalists"


def names():
    states = sorted((re.escape(s[0]) for s in entities.STATES), key=len, reverse=True)
    adjectives = sorted((re.escape(s[1]) for s in entities.STATES), key=len, reverse=True)
    others = sorted((re.escape(n) for n in entities.ORGS + entities.REBELS[:14]), key=len, reverse=True)
    return re.compile(rf"\b(?:(?:[Tt]he )?(?:{'|'.join(adjectives)}) (?:{HEADS})|{'|'.join(others)}|{'|'.join(states)}|protesters|demonstrators|police|militants|rebels)\b")


def story_pairs(shared, per_event, seed):
    pick = random.Random(seed)
    found = names()
    by_event = {}
    for line in gzip.open(Path(shared) / "synthetic-stories.jsonl.gz", "rt", encoding="utf-8"):
        r = json.loads(line)
        taken = 0
        for sentence in re.split(r"(?<=[a-z\"]\.)\s+", r["text"])[:8]:
            at = [m.span() for m in found.finditer(sentence)]
            if len(at) >= 2 and 40 < len(sentence) < 260 and sentence[at[0][0] : at[0][1]] != sentence[at[1][0] : at[1][1]]:
                spans = [[len(sentence[:s].encode()), len(sentence[:e].encode())] for s, e in at[:2]]
                by_event.setdefault(r["event"], []).append(data.row(sentence, spans[:1], spans[1:], weight=0.5))
                taken += 1
                if taken == 2:
                    break
    out = []
    for event in sorted(by_event):
        some = by_event[event]
        out += pick.sample(some, min(per_event, len(some)))
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--teacher", required=True)
    parser.add_argument("--base", required=True)
    parser.add_argument("--shared", default="../../shared/data")
    parser.add_argument("--out", required=True)
    parser.add_argument("--stories", type=int, default=450, help="story sentences an event")
    parser.add_argument("--few", type=int, default=0, help="only so many rows: a trial of the way")
    parser.add_argument("--held", type=int, nargs="*", default=[0], help="folds of the dyads that the teacher never saw")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    saved = torch.load(options.teacher)
    teacher = Coder(saved["config"])
    teacher.load_state_dict(saved["state"])
    vocabulary = data.Vocabulary(options.base, saved["config"])
    rows = [r for r in data.spans(options.shared, weight=0.5)] + story_pairs(options.shared, options.stories, options.seed)
    if options.few:
        rows = rows[:: max(1, len(rows) // options.few)]
    held = [r for r, f in zip(data.dyads(options.shared), data.folds(data.dyads(options.shared))) if f in options.held]
    kept = data.without_twins(rows, held)
    with torch.autocast(device_type="cpu", dtype=torch.bfloat16):
        soft = predict(teacher, vocabulary, kept)["event"].softmax(-1)
    with open(options.out, "w", encoding="utf-8") as out:
        for r, p in zip(kept, soft):
            r["soft"] = [round(x, 4) for x in p.tolist()]
            # The quad class still narrows the teacher's choice; its opinion is what counts within.
            out.write(json.dumps(r) + "\n")
    print(len(rows), "rows,", len(kept), "kept; sure of", sum(float(p.max()) > 0.7 for p in soft))


if __name__ == "__main__":
    main()

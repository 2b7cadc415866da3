"""Training rows: marked text with what is known about it. Reads the shared sets where they lie; nothing is copied."""

import gzip
import json
import random
import re
from pathlib import Path

import torch

from labels import EVENTS, MODALITIES, MODES, MODES_OF, QUADS
from wordpiece import WordPiece, mark

MAX_TOKENS = 96
IGNORE = -100


class Vocabulary:
    """WordPiece ids as the base model numbers them; MPNet shifts BERT's by its own special tokens."""

    def __init__(self, folder, config):
        self.mpnet = config["model_type"] == "mpnet"
        self.pieces = WordPiece(f"{folder}/vocab.txt")
        ids = self.pieces.ids
        self.start, self.end = (ids["<s>"], ids["</s>"]) if self.mpnet else (ids["[CLS]"], ids["[SEP]"])
        self.pad = ids["<pad>"] if self.mpnet else ids["[PAD]"]
        self.signs = config["vocab_size"]

    def encode(self, text, actor, recipient):
        """Ids, and the positions of the opening marks of actor and recipient."""
        ids, opened = [self.start], ([], [])
        for piece, sign in mark(text, actor, recipient):
            ids += self.pieces.encode(piece)
            if sign is not None:
                if sign in (0, 2):
                    opened[sign // 2].append(len(ids))
                ids.append(self.signs + sign)
        ids, keep = window(ids[1:], [o - 1 for o in opened[0] + opened[1]], MAX_TOKENS - 2)
        ids = [self.start] + ids + [self.end]
        opened = [[o - keep for o in side if keep < o <= keep + MAX_TOKENS - 2] or [0] for side in opened]
        return ids, opened[0], opened[1]


def window(ids, opened, room):
    """At most `room` ids around the marks, and how many were cut off in front."""
    if len(ids) <= room:
        return ids, 0
    first = min(opened, default=0)
    start = max(0, min(first - room // 4, len(ids) - room))
    return ids[start : start + room], start


def row(text, actor, recipient, event=(), mode=None, modality=None, acts=None, weight=1.0):
    return {
        "text": text, "actor": actor, "recipient": recipient, "event": list(event), "mode": mode,
        "modality": modality, "acts": acts, "weight": weight,
    }  # fmt: skip


def dyads(shared):
    """The marked dyads, in a fixed order."""
    out = []
    for line in open(Path(shared) / "dyads-train.jsonl", encoding="utf-8"):
        r = json.loads(line)
        out.append(row(r["text"], r["actor"], r["recipient"], r["event"], acts=1))
        out[-1]["id"] = r["id"]
    return out


def spans(shared, weight=0.3):
    """News sentences with their quad class: any event of the class is right."""
    out = []
    for line in open(Path(shared) / "spans-train.jsonl", encoding="utf-8"):
        r = json.loads(line)
        if r["quad"] in QUADS and r["actor"] and r["recipient"]:
            out.append(row(r["text"], r["actor"], r["recipient"], QUADS[r["quad"]], weight=weight))
    return out


STORY_MODES = {"ban": "restrict", "sieze": "seize", "primative": "primitive", "assassinate": "targeted"}


def stories(shared, per_class=80, seed=0, weight=0.15):
    """Leads of the synthetic stories, unmarked, with the event of the whole story."""
    leads = {}
    for line in gzip.open(Path(shared) / "synthetic-stories.jsonl.gz", "rt", encoding="utf-8"):
        r = json.loads(line)
        lead = re.split(r"(?<=[a-z\"]\.)\s", r["text"].strip(), maxsplit=1)[0]
        mode = STORY_MODES.get(r["mode"].lower(), r["mode"].lower())
        mode = f"{r['event']}:{mode}" if mode in MODES_OF.get(r["event"], []) else None
        if 30 < len(lead) < 400:
            leads.setdefault(r["event"], []).append(row(lead, [], [], [r["event"]], mode, weight=weight))
    picker = random.Random(seed)
    return [r for some in leads.values() for r in picker.sample(some, min(per_class, len(some)))]


def without_twins(rows, others):
    """The rows that share no text, or most of its words, with one of the others."""
    words = lambda r: frozenset(re.findall(r"[a-z]{3,}", r["text"].lower()))
    bags = [words(r) for r in others]
    twin = lambda bag: any(len(bag & other) > 0.6 * min(len(bag), len(other)) for other in bags)
    return [r for r in rows if not twin(words(r))]


def folds(rows, count=5, seed=1):
    """A fold for each row, events spread evenly, near-twins together."""
    picker = random.Random(seed)
    order = sorted(range(len(rows)), key=lambda i: (rows[i]["event"], picker.random()))
    out = [0] * len(rows)
    for place, i in enumerate(order):
        out[i] = place % count
    # Sentences that share most of their words would leak from fold to fold.
    bags = [frozenset(re.findall(r"[a-z]{3,}", r["text"].lower())) for r in rows]
    for i, bag in enumerate(bags):
        for j in range(i):
            if len(bag & bags[j]) > 0.7 * min(len(bag), len(bags[j])) and min(len(bag), len(bags[j])) > 5:
                out[i] = out[j]
                break
    return out


def collate(rows, vocabulary):
    coded = [vocabulary.encode(r["text"], r["actor"], r["recipient"]) for r in rows]
    length = max(len(ids) for ids, _, _ in coded)
    ids = torch.full((len(rows), length), vocabulary.pad)
    keep = torch.zeros(len(rows), length, dtype=torch.bool)
    sides = torch.zeros(2, len(rows), length)
    for i, (some, actor, recipient) in enumerate(coded):
        ids[i, : len(some)] = torch.tensor(some)
        keep[i, : len(some)] = True
        for side, opened in enumerate((actor, recipient)):
            sides[side, i, opened] = 1 / len(opened)
    event = torch.zeros(len(rows), len(EVENTS))
    for i, r in enumerate(rows):
        for e in r["event"]:
            event[i, EVENTS.index(e)] = 1
    return {
        "ids": ids, "keep": keep, "actor": sides[0], "recipient": sides[1], "event": event,
        "mode": torch.tensor([MODES.index(r["mode"]) if r["mode"] else IGNORE for r in rows]),
        "modality": torch.tensor([MODALITIES.index(r["modality"]) if r["modality"] else IGNORE for r in rows]),
        "acts": torch.tensor([-1.0 if r["acts"] is None else float(r["acts"]) for r in rows]),
        "weight": torch.tensor([r["weight"] for r in rows]),
    }  # fmt: skip

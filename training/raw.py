"""Sentences as they stand: who in them is an actor, who a recipient, and what each ordered pair does, which mostly is nothing.

A row has the text, its pairs (actor span, recipient span or None, and what is known of them), and whether its actors and recipients
are all known, so that the tags can be learned from it.
"""

import json
import random
import re

import torch
from torch.nn import functional as F

import data
import sentences
from labels import EVENTS, MODALITIES, MODES
from wordpiece import placed_words

ONE_WAY = {"ACCUSE", "COERCE", "ASSAULT", "AID", "SANCTION", "THREATEN", "REQUEST", "REJECT", "RETREAT", "CONCEDE", "MOBILIZE", "PROTEST"}
UNSURE = re.compile(r"\b(will|would|may|might|could|not|never|no|deny|denied|denies|plan|plans|planned|if|to be)\b")
NAME = re.compile(r"(?:[A-Z][\w.'’-]*)(?: (?:of|the|and|for|al|bin) (?=[A-Z])| (?=[A-Z]))?(?:[A-Z][\w.'’-]*)?")


def pair(actor, recipient, event=(), mode=None, modality=None, acts=None, weight=1.0, soft=None):
    return {
        "actor": actor, "recipient": recipient, "event": list(event), "mode": mode, "modality": modality, "acts": acts,
        "weight": weight, "soft": soft,
    }  # fmt: skip


def names(text, taken):
    """Spans that look like a name and touch none of those taken."""
    out = []
    for found in NAME.finditer(text):
        start = len(text[: found.start()].encode())
        end = start + len(found.group().encode())
        if found.start() > 0 and len(found.group()) > 2 and all(end <= s or start >= e for s, e in taken):
            out.append([start, end])
    return out


def bystanders(text, actor, recipient, pick, weight):
    """Pairs of which one at least is a name that has no part."""
    others = names(text, actor + recipient)
    out = []
    for other in pick.sample(others, min(2, len(others))):
        side = pick.choice(actor + recipient) if actor + recipient else None
        if side:
            two = (side, other) if pick.random() < 0.5 else (other, side)
            out.append(pair(*two, acts=0, weight=weight))
        if len(others) > 1 and pick.random() < 0.3:
            second = pick.choice([o for o in others if o != other])
            out.append(pair(other, second, acts=0, weight=weight))
    return out


def of_row(r, pick, source):
    """A row of `data` with a marked dyad, as a sentence as it stands."""
    known = dict(event=r["event"], mode=r["mode"], modality=r["modality"], acts=r["acts"], soft=r.get("soft"), weight=r["weight"])
    pairs = [pair(a, b, **known) for a in r["actor"] for b in (r["recipient"] or [None])]
    if not r["actor"]:
        pairs = []
    one_way = set(r["event"]) <= ONE_WAY and r["event"]
    if one_way and r["recipient"]:
        pairs += [pair(b, a, acts=0) for a in r["actor"][:1] for b in r["recipient"][:1]]
        pairs += [pair(b, None, acts=0, weight=0.5) for b in r["recipient"][:1]]
    if source == "news":
        pairs += bystanders(r["text"], r["actor"], r["recipient"], pick, 0.5)
    return {
        "text": r["text"], "pairs": pairs, "tags": (r["actor"], r["recipient"]) if r.get("complete", True) else None,
        "source": source, "sure": r.get("sure", 1.0),
    }  # fmt: skip


def dyads(rows, seed=0):
    pick = random.Random(seed)
    out = []
    for r in rows:
        modality = None if UNSURE.search(r["text"]) else "asserted"
        out.append(of_row({**r, "modality": modality}, pick, "news"))
    return out


def spans(rows, soft, seed=0):
    """The span sentences, with the teacher's opinion where there is one. Those who do a thing together are actor and recipient."""
    pick = random.Random(seed)
    out = []
    for r in rows:
        actor, recipient = r["actor"], r["recipient"]
        if not actor and len(r["related"]) > 1:
            actor, recipient = r["related"][:1], r["related"][1:2]
        event = data.QUADS.get(r["quad"], [])
        opinion = soft.get(r["text"])
        acts = 1 if r["quad"] else None
        row = data.row(r["text"], actor, recipient, event, acts=acts, weight=0.5 if event or opinion else 0.0)
        row["soft"] = opinion
        out.append(of_row(row, pick, "news"))
    return out


def read_spans(shared):
    return [json.loads(line) for line in open(f"{shared}/spans-train.jsonl", encoding="utf-8")]


def own(count, seed):
    """Own sentences with all that is known of their pairs; of one sentence several rows are one row here."""
    pick = random.Random(seed)
    by_text = {}
    for r in sentences.generate(count, seed=seed, bystanders=True, alone=True):
        by_text.setdefault(r["text"], []).append(r)
    out = []
    for text, rows in by_text.items():
        first = rows[0]
        pairs = []
        for r in rows:
            for a in r["actor"][:3]:
                for b in (r["recipient"][:3] or [None]):
                    pairs.append(pair(a, b, r["event"], r["mode"], r["modality"], r["acts"]))
        taken = [s for r in rows for s in r["actor"] + r["recipient"]]
        if first["acts"] == 1 and pick.random() < 0.3 and names(text, taken):
            pairs += bystanders(text, first["actor"], first["recipient"], pick, 0.3)
        # A sentence without an event, too, has names: they are nobody's actors.
        tags = (first["actor"], first["recipient"]) if first["event"] or first["modality"] else ([], [])
        out.append({"text": text, "pairs": pairs, "tags": tags, "source": "own", "sure": 0.5})
    return out


def stories(soft, seed=0):
    """Sentences of the stories: the teacher's opinion of a pair, and no more."""
    pick = random.Random(seed)
    out = []
    for r in soft:
        if max(r["soft"]) > 0.6:
            row = of_row({**r, "complete": False, "weight": 0.5}, pick, "story")
            out.append(row)
    return out


def code(row, vocabulary):
    """Ids of the sentence, the first token of each word, and the words' bytes; kept in the row."""
    if "coded" not in row:
        ids, firsts, places = [vocabulary.start], [], []
        for word, start, end in placed_words(row["text"]):
            pieces = vocabulary.pieces.word(word)
            if len(ids) + len(pieces) > data.MAX_TOKENS - 1:
                break
            firsts.append(len(ids))
            places.append((start, end))
            ids += pieces
        row["coded"] = (ids + [vocabulary.end], firsts, places)
    return row["coded"]


def positions(span, firsts, places, length):
    """The tokens of a span; of none, the first token of the sentence."""
    if span is None:
        return [0]
    out = []
    for i, (start, end) in enumerate(places):
        if start < span[1] and end > span[0]:
            stop = firsts[i + 1] if i + 1 < len(firsts) else length - 1
            out += range(firsts[i], stop)
    return out


def narrower(span, text, pick):
    """Part of a span, as a list of names would give it: the name within "the Dutch foreign minister, Wopke Hoekstra"."""
    inside = names("x" + text.encode()[span[0] : span[1]].decode(errors="ignore"), [])
    if not inside:
        return span
    start, end = pick.choice(inside)
    return [span[0] + start - 1, span[0] + end - 1]


def collate(rows, vocabulary, pick=None):
    coded = [code(r, vocabulary) for r in rows]
    length = max(len(ids) for ids, _, _ in coded)
    ids = torch.full((len(rows), length), vocabulary.pad)
    keep = torch.zeros(len(rows), length, dtype=torch.bool)
    tags = torch.full((2, len(rows), length), data.IGNORE)
    sure = torch.tensor([r["sure"] for r in rows])
    flat, of, sides = [], [], []
    for i, (r, (some, firsts, places)) in enumerate(zip(rows, coded)):
        ids[i, : len(some)] = torch.tensor(some)
        keep[i, : len(some)] = True
        if r["tags"] is not None:
            for side, spans_ in enumerate(r["tags"]):
                tags[side, i, firsts] = 0
                for span in spans_:
                    inside = [f for f, (s, e) in zip(firsts, places) if s < span[1] and e > span[0]]
                    if inside:
                        tags[side, i, inside] = 2
                        tags[side, i, inside[0]] = 1
        for p in r["pairs"]:
            spans_ = [p["actor"], p["recipient"]]
            if pick:
                spans_ = [narrower(s, r["text"], pick) if s and pick.random() < 0.25 else s for s in spans_]
            where = [positions(s, firsts, places, len(some)) for s in spans_]
            if all(where):
                flat.append(p)
                of.append(i)
                sides.append(where)
    slots = [sum(o == i for o in of[:k]) for k, i in enumerate(of)]
    most = max(slots, default=-1) + 1
    weights = torch.zeros(2, len(rows), most, length)
    asked = torch.zeros(len(rows), most, dtype=torch.bool)
    for i, slot, where in zip(of, slots, sides):
        asked[i, slot] = True
        for side in range(2):
            weights[side, i, slot, where[side]] = 1 / len(where[side])
    event = torch.zeros(len(flat), len(EVENTS))
    for k, p in enumerate(flat):
        for e in p["event"]:
            event[k, EVENTS.index(e)] = 1
    none = [0.0] * len(EVENTS)
    return {
        "ids": ids, "keep": keep, "asked": asked, "actor": weights[0], "recipient": weights[1],
        "tags": tags, "sure": sure, "event": event,
        "soft": torch.tensor([p["soft"] or none for p in flat]).view(-1, len(EVENTS)),
        "mode": torch.tensor([MODES.index(p["mode"]) if p["mode"] else data.IGNORE for p in flat]),
        "modality": torch.tensor([MODALITIES.index(p["modality"]) if p["modality"] else data.IGNORE for p in flat]),
        "acts": torch.tensor([-1.0 if p["acts"] is None else float(p["acts"]) for p in flat]),
        "weight": torch.tensor([p["weight"] for p in flat]),
    }  # fmt: skip


def run(model, batch):
    device = next(model.parameters()).device
    return model.raw(*(batch[name].to(device) for name in ("ids", "keep", "asked", "actor", "recipient")))


def tag_loss(out, batch):
    told = 0
    for side in range(2):
        logits = out["tags"][..., 3 * side : 3 * side + 3]
        loss = F.cross_entropy(logits.flatten(0, 1), batch["tags"][side].flatten(), ignore_index=data.IGNORE, reduction="none")
        loss = loss.view(batch["ids"].shape).sum(1) * batch["sure"]
        words = (batch["tags"][side] >= 0).sum(1) * batch["sure"]
        told = told + loss.sum() / words.sum().clamp(min=1)
    return told


def decode(logits, places, bias=0.0):
    """Spans of one side: runs of words that are more likely within a name than outside."""
    out = []
    for (a, b, c), (start, end) in zip(logits, places):
        inside = max(b, c) + bias > a
        if inside and (b > c or not out or out[-1][2]):
            out.append([start, end, False])
        elif inside:
            out[-1][1] = end
        elif out:
            out[-1][2] = True
    return [[s, e] for s, e, _ in out]


@torch.no_grad()
def tagged(model, vocabulary, rows, size=32, bias=0.0):
    """The actors and recipients of each row as the model sees them."""
    model.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]["text"]))
    out = [None] * len(rows)
    for at in range(0, len(order), size):
        some = [dict(text=rows[i]["text"], pairs=[], tags=None, sure=1.0) for i in order[at : at + size]]
        tags = run(model, collate(some, vocabulary))["tags"].cpu()
        for i, r, t in zip(order[at : at + size], some, tags):
            _, firsts, places = r["coded"]
            logits = t[firsts].tolist()
            out[i] = [decode([l[3 * side : 3 * side + 3] for l in logits], places, bias) for side in range(2)]
    return out


def span_scores(truth, told):
    """F1 of spans, exactly and by overlap."""
    out = []
    for same in (lambda a, b: a == b, lambda a, b: a[0] < b[1] and b[0] < a[1]):
        right = sum(any(same(a, b) for b in p) for t, p in zip(truth, told) for a in t)
        found = sum(any(same(a, b) for a in t) for t, p in zip(truth, told) for b in p)
        precision = found / max(1, sum(len(p) for p in told))
        recall = right / max(1, sum(len(t) for t in truth))
        out.append(2 * precision * recall / max(1e-9, precision + recall))
    return out

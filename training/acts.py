"""Sentences that tell acts of the codebook, in what stands before them: which act, of whom toward whom, in which words and modality.

The passages (`passages/*.tsv`) have three columns: date of publication, text, and the acts it tells, separated by " ; ", each
`act|actors|others|modality|when|words`; "-" where it tells none. Who stands where is asked of the program itself
(`cargo run -p legation-coder --example names`), so that training sees the names that reading will see.

`acts.py` goes on from a trained coder: it learns the acts, and goes on saying what that coder says of everything else.
"""

import argparse
import json
import random
import subprocess
import time
import tomllib
from pathlib import Path

import torch
from torch.nn import functional as F

import data
import raw
import train
from labels import ACTS, MODALITIES
from shrink import start
from wordpiece import placed_words

# Tokens of a sentence with what stands before it, sentences before it, and entities that are looked at.
LENGTH = 160
BEFORE = 2
ENTITIES = 12
PROGRAM = ["cargo", "run", "--quiet", "--release", "-p", "legation-coder", "--example", "names"]
FORCE = {"annex", "occupy", "invade", "declare-war", "cease-fire", "make-peace"}
STANCE = {"condemn", "protest-note", "support", "welcome", "apologise", "appeal", "threaten", "warn"}
# Who is told to do these do them together, each with the others.
MUTUAL = {a for a in ACTS if a.endswith("-relations") and not a.startswith("keep")} | {"sign-treaty", "ratify-treaty", "suspend-treaty",
          "withdraw-treaty", "cease-fire", "make-peace", "keep-consular-relations"}  # fmt: skip


def read(path):
    """Passages of one file, and what they tell: (act, actors, others, modality, when, words)."""
    for n, line in enumerate(open(path, encoding="utf-8")):
        date, text, gold = line.rstrip("\n").split("\t")
        told = [] if gold == "-" else [e.split("|") for e in gold.split(" ; ")]
        part = lambda names: [name for name in names.split(",") if name]
        yield {"id": f"{Path(path).stem}-{n + 1}", "date": date, "text": text,
               "told": [(a, part(x), part(o), m, when, words) for a, x, o, m, when, words in told]}  # fmt: skip


def reports(paths):
    """Annotated reports (`../evaluation/README.md`) as passages: of acts that are told several times one telling is known."""
    for path in paths:
        with open(path, "rb") as file:
            r = tomllib.load(file)
        told = [(e["act"], e["actor"], e["recipient"] + e["object"], e["modality"], e["date"], e["evidence"]) for e in r.get("event", [])]
        yield {"id": r["id"], "date": r["date"], "text": r["text"], "told": told, "report": True}


def named(passages, program):
    """The passages with their sentences and names as the program sees them, and what they tell by ids (None: of somebody unknown)."""
    def line(p):
        parties = sorted({x for _, actors, others, *_ in p["told"] for x in actors + others} - {"?"})
        return json.dumps({"id": p["id"], "date": p["date"], "text": p["text"], "parties": parties})

    lines = "".join(line(p) + "\n" for p in passages)
    out = subprocess.run(program, input=lines, capture_output=True, text=True, check=True).stdout
    for p, answer in zip(passages, map(json.loads, out.splitlines()), strict=True):
        p["text"], p["sentences"] = answer["text"], answer["sentences"]
        ids = lambda names: [answer["ids"].get(name) for name in names]
        p["told"] = [(act, ids(actors), ids(others), *rest) for act, actors, others, *rest in p["told"]]
    return passages


def windows(passages):
    """A row a sentence: its text with that of the sentences before it, entities with their spans, and the pairs that do something."""
    out = []
    for p in passages:
        raw = p["text"].encode()
        places = [s["span"] for s in p["sentences"]]
        events = {}
        # A report is annotated with its main points, each in one place.
        elsewhere = {act for act, *_ in p["told"]} | STANCE | FORCE if p.get("report") else set()
        for act, actors, others, modality, when, words in p["told"]:
            at = raw.find(words.encode())
            s = next((i for i, (a, b) in enumerate(places) if a <= at < b), None)
            if s is not None and act in ACTS and modality in MODALITIES:
                events.setdefault(s, []).append((act, actors, others, modality, [at, at + len(words.encode())]))
        for s, (start, end) in enumerate(places):
            first = max(0, s - BEFORE)
            entities = {}
            for i in range(first, s + 1):
                for a, b, ids in p["sentences"][i]["names"]:
                    for one in ids:
                        entities.setdefault(one, []).append([a, b])
            pairs = {}
            # An act of whom nobody is known is neither asked nor denied.
            unknown = set()
            for act, a, o, modality, words in events.get(s, []):
                if None in a + o:
                    unknown.add(act)
                here = lambda some: [x for x in some if x in entities]
                if not o and act in MUTUAL and len(a) > 1:
                    two = [(x, y) for x in here(a) for y in here(a) if x != y]
                    if not two:
                        two = [(x, None) for x in here(a)]
                else:
                    two = [(x, y) for x in here(a) or [None] for y in here(o) or [None]]
                for pair in two:
                    if pair != (None, None):
                        pairs.setdefault(pair, {}).setdefault(act, (modality, words))
            unknown |= (elsewhere & set(ACTS)) - {act for acts in pairs.values() for act in acts}
            out.append({"id": p["id"], "s": s, "date": p["date"], "raw": raw, "before": places[first][0], "start": start, "end": end,
                        "entities": entities, "pairs": pairs, "unknown": unknown})  # fmt: skip
    return out


def code(row, vocabulary):
    """Ids, the first token of each word with its bytes, and the token at which the sentence itself begins."""
    if "coded" in row:
        return row["coded"]
    words = lambda a, b: [(vocabulary.pieces.word(w), s + a, e + a) for w, s, e in placed_words(row["raw"][a:b].decode(errors="replace"))]
    before, here = words(row["before"], row["start"]), words(row["start"], row["end"])
    room = LENGTH - 3
    kept = []
    for pieces, a, b in here:
        if room < len(pieces):
            break
        room -= len(pieces)
        kept.append((pieces, a, b))
    told = []
    for pieces, a, b in reversed(before):
        if room < len(pieces):
            break
        room -= len(pieces)
        told.insert(0, (pieces, a, b))
    ids, places = [vocabulary.start], []
    for some in (told, kept):
        for pieces, a, b in some:
            places.append((len(ids), len(ids) + len(pieces), a, b))
            ids += pieces
        ids.append(vocabulary.end)
        if some is told:
            begin = len(ids)
    row["coded"] = (ids, places, begin)
    return row["coded"]


def tokens(spans, places):
    return [t for first, last, a, b in places if any(a < y and b > x for x, y in spans) for t in range(first, last)]


def collate(rows, vocabulary):
    coded = [code(r, vocabulary) for r in rows]
    length = max(len(ids) for ids, _, _ in coded)
    ids = torch.full((len(rows), length), vocabulary.pad)
    keep = torch.zeros(len(rows), length, dtype=torch.bool)
    before = torch.zeros(len(rows), length)
    sides, of, pairs, names = [], [], [], []
    told = {"pair": [], "act": [], "modality": [], "words": []}
    target, sure = [], []
    for i, (r, (some, places, begin)) in enumerate(zip(rows, coded)):
        ids[i, : len(some)] = torch.tensor(some)
        keep[i, : len(some)] = True
        before[i, 1:begin] = 1
        entities = [(e, where) for e, spans in r["entities"].items() if (where := tokens(spans, places))][-ENTITIES:]
        entities.append((None, [0]))
        base = len(sides)
        for _, where in entities:
            sides.append((i, where))
        for a, (x, _) in enumerate(entities):
            for b, (y, _) in enumerate(entities):
                if a == b:
                    continue
                acts = r["pairs"].get((x, y), {})
                row = torch.zeros(len(ACTS))
                weight = torch.ones(len(ACTS))
                for act in r["unknown"]:
                    weight[ACTS.index(act)] = 0
                for act, (modality, words) in acts.items():
                    row[ACTS.index(act)] = 1
                    weight[ACTS.index(act)] = 1
                    where = tokens([words], places)
                    if where:
                        told["pair"].append(len(pairs))
                        told["act"].append(ACTS.index(act))
                        told["modality"].append(MODALITIES.index(modality))
                        told["words"].append((i, where))
                pairs.append((base + a, base + b))
                of.append(i)
                names.append((i, x, y))
                target.append(row)
                sure.append(weight)
    # Of each row its pairs side by side: places among `sides`.
    most = max(of.count(i) for i in range(len(rows)))
    slots, asked = torch.zeros(len(rows), most, 2, dtype=torch.long), torch.zeros(len(rows), most, dtype=torch.bool)
    free = [0] * len(rows)
    for i, two in zip(of, pairs):
        slots[i, free[i]] = torch.tensor(two)
        asked[i, free[i]] = True
        free[i] += 1
    pool = torch.zeros(len(sides), length)
    for k, (_, where) in enumerate(sides):
        pool[k, where] = 1 / len(where)
    words = torch.zeros(len(told["words"]), length)
    for k, (_, where) in enumerate(told["words"]):
        words[k, where] = 1
    here = keep & (before == 0)
    here[:, 0] = False
    return {
        "ids": ids, "keep": keep, "before": before, "here": here, "pool": pool, "row": torch.tensor([i for i, _ in sides]),
        "of": torch.tensor(of), "names": names,
        "asked": asked, "slots": slots,
        "target": torch.stack(target), "sure": torch.stack(sure),
        "told": torch.tensor(told["pair"]), "act": torch.tensor(told["act"]), "modality": torch.tensor(told["modality"]), "words": words,
    }  # fmt: skip


def run(model, batch):
    x = model.encoder(batch["ids"], batch["keep"], batch["before"])
    side = torch.einsum("el,elw->ew", batch["pool"].to(x.dtype), x[batch["row"]])
    y = model.act.pairs(x, batch["keep"], side[batch["slots"]].flatten(2), batch["asked"])
    return x, y, model.act(y)


def loss_of(model, batch, weigh=3.0):
    x, y, which = run(model, batch)
    each = F.binary_cross_entropy_with_logits(which, batch["target"], reduction="none") * batch["sure"]
    each = each * (1 + (weigh - 1) * batch["target"])
    loss = each.sum() / len(batch["ids"])
    if len(batch["told"]):
        at = batch["told"]
        share, modality = model.act.tellings(x, batch["here"], y[at], batch["act"], batch["of"][at])
        loss = loss + F.cross_entropy(modality, batch["modality"]) - 0.3 * (share * batch["words"]).sum(1).clamp(min=1e-6).log().mean()
    return loss


@torch.no_grad()
def predict(model, vocabulary, rows, floor=0.05, size=24):
    """What each sentence tells: (act, actor, other, modality, chance, byte span of the word that tells it)."""
    model.eval()
    out = [[] for _ in rows]
    order = sorted(range(len(rows)), key=lambda i: rows[i]["end"] - rows[i]["before"])
    for at in range(0, len(order), size):
        some = [rows[i] for i in order[at : at + size]]
        batch = collate(some, vocabulary)
        x, y, which = run(model, batch)
        chance = which.sigmoid()
        pair, act = (chance > floor).nonzero(as_tuple=True)
        if not len(pair):
            continue
        share, modality = model.act.tellings(x, batch["here"], y[pair], act, batch["of"][pair])
        for k, (p, a) in enumerate(zip(pair.tolist(), act.tolist())):
            i, actor, other = batch["names"][p]
            _, places, _ = some[i]["coded"]
            best = share[k].argmax().item()
            words = next(((s, e) for first, last, s, e in places if first <= best < last), (some[i]["start"], some[i]["end"]))
            out[order[at + i]].append(
                (ACTS[a], actor, other, MODALITIES[modality[k].argmax()], chance[p, a].item(), words)
            )
    return out


def gold_of(row):
    return {(act, a, o, m) for (a, o), acts in row["pairs"].items() for act, (m, _) in acts.items()}


def scores(rows, told, cut, only=lambda fact: True):
    """Precision and recall of (act, actor, other, modality), stance aside."""
    right = said = true = 0
    for r, some in zip(rows, told):
        gold = {g for g in gold_of(r) if g[0] not in STANCE and only(g)}
        mine = {t[:4] for t in some if t[4] >= cut and t[0] not in STANCE and t[0] not in r["unknown"] and only(t)}
        right += len(gold & mine)
        said += len(mine)
        true += len(gold)
    return right / max(1, said), right / max(1, true), true


def fit(model, elder, rows, marked, unmarked, vocabulary, options, log=print):
    """Trains on all windows each epoch, and on a fresh sample of the other rows, of which the elder tells what to say."""
    torch.manual_seed(options.seed)
    pick = random.Random(options.seed)
    batch, half = options.batch, options.others // 2
    steps = options.epochs * (len(rows) // batch + 1 + 2 * (half // batch + 1))
    groups = train.parameters(model, options)
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    warm = max(1, int(0.08 * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.03, (steps - s) / max(1, steps - warm)))
    )
    for epoch in range(options.epochs):
        model.train()
        began, total = time.time(), 0.0
        order = sorted(range(len(rows)), key=lambda i: rows[i]["end"] - rows[i]["before"] + pick.random() * 60)
        turns = [[rows[i] for i in order[at : at + batch]] for at in range(0, len(order), batch)]
        for some in (marked, unmarked):
            turns += train.batches(pick.sample(some, min(half, len(some))), batch, pick)
        pick.shuffle(turns)
        for some in turns:
            with torch.autocast(**train.AUTOCAST, enabled=options.bf16):
                if "entities" in some[0]:
                    loss = loss_of(model, collate(some, vocabulary))
                else:
                    other = raw.collate(some, vocabulary, pick) if "pairs" in some[0] else train.collate(some, vocabulary)
                    with torch.no_grad():
                        example = train.run(elder, other)
                    if "event" not in example:
                        continue
                    loss = train.follow(train.run(model, other), example, other)
            train.step(loss, model, optimizer, schedule)
            total += loss.item()
        log(f"epoch {epoch} loss {total:.2f} {time.time() - began:.0f}s", flush=True)
    return model.eval()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--start", required=True, help="the trained coder to go on from")
    parser.add_argument("--shared", default="../../shared/data")
    parser.add_argument("--passages", default="passages")
    parser.add_argument("--reports", nargs="*", default=[], help="annotated reports to learn from as well")
    parser.add_argument("--out", default="coder-acts.pt")
    parser.add_argument("--begin", action="store_true", help="the coder has not been taught acts before")
    parser.add_argument("--hold", type=int, default=0, help="keep every so manieth passage for the figures, which are printed")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--head", type=float, default=4.0)
    parser.add_argument("--decay", type=float, default=0.9)
    parser.add_argument("--others", type=int, default=2600, help="other rows an epoch")
    parser.add_argument("--own", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--few", type=int, default=0)
    parser.add_argument("--bf16", action="store_true")
    options = parser.parse_args()
    passages = [p for path in sorted(Path(options.passages).glob("*.tsv")) for p in read(path)]
    if options.few:
        passages = passages[:: max(1, len(passages) // options.few)]
    kept = [p for i, p in enumerate(passages) if options.hold and i % options.hold == 0]
    learned = [p for p in passages if p not in kept]
    # Between fewer than two entities nothing is done.
    rows = [r for r in windows(named(learned, PROGRAM)) if len(r["entities"]) > 1]
    if options.reports:
        pick = random.Random(options.seed)
        # Half of the many sentences that tell nothing are enough.
        more = windows(named(list(reports(options.reports)), PROGRAM))
        rows += [r for r in more if len(r["entities"]) > 1 and (r["pairs"] or pick.random() < 0.5)]
    saved = torch.load(options.start)
    model, elder = start(saved), start(saved).eval()
    if options.begin:
        # Most pairs do nothing to each other.
        torch.nn.init.constant_(model.act.which.bias, -5)
    vocabulary = data.Vocabulary(options.base, model.encoder.config)
    options.soft = None
    (dyads, extra, news, more), _, _ = train.sources(options)
    fit(model, elder, rows, dyads + extra, news + more, vocabulary, options)
    torch.save({"config": model.encoder.config, "state": model.state_dict()}, options.out)
    if kept:
        rows = windows(named(kept, PROGRAM))
        told = predict(model, vocabulary, rows)
        for cut in (0.3, 0.5, 0.7, 0.9):
            precision, recall, count = scores(rows, told, cut)
            print(f"at {cut}: precision {precision:.3f} recall {recall:.3f} of {count}", flush=True)


if __name__ == "__main__":
    main()

"""Teaches a trained coder the acts of the codebook, from the sentences of `windows`, while it goes on saying what it said of everything else.

Of a sentence as it stands it tells what each pair of entities does (`collate`); of a pair that is marked in the text it judges the
same once more (`collate_marked`), which sees better who does what to whom, and costs a reading a pair.
"""

import argparse
import random
import time
from pathlib import Path

import torch
from torch.nn import functional as F

import data
import raw
import train
import windows
from labels import ACTS, MODALITIES
from shrink import start
from windows import STANCE, code, numbers, tokens

# Entities that are looked at in a sentence.
ENTITIES = 12


def known(row, pair):
    """What is known of a pair: its acts with modality and words, and the acts of which nothing is known."""
    acts = row["pairs"].get(pair, {})
    again = {act for act, some in row["again"] if pair[0] in some and pair[1] in some}
    return acts, (row["unknown"] | again) - set(acts)


def collate(rows, vocabulary):
    coded = [code(r, vocabulary) for r in rows]
    length = max(len(ids) for ids, _, _ in coded)
    ids = torch.full((len(rows), length), vocabulary.pad)
    keep = torch.zeros(len(rows), length, dtype=torch.bool)
    before = torch.zeros(len(rows), length)
    sides, of, pairs, names = [], [], [], []
    told = {"pair": [], "act": [], "modality": [], "words": []}
    unsure = []
    for i, (r, (some, places, begin)) in enumerate(zip(rows, coded)):
        ids[i, : len(some)] = torch.tensor(some)
        keep[i, : len(some)] = True
        before[i, 1:begin] = 1
        named = {e: tokens(sorted({n for place in some for n in place}), places) for e, some in r["names"].items()}
        entities = [(e, where) for e, where in named.items() if where][-ENTITIES:]
        entities.append((None, [0]))
        base = len(sides)
        for _, where in entities:
            sides.append((i, where))
        for a, (x, _) in enumerate(entities):
            for b, (y, _) in enumerate(entities):
                if a == b:
                    continue
                acts, unknown = known(r, (x, y))
                unsure += [(len(pairs), ACTS.index(act)) for act in unknown]
                for act, (modality, words) in acts.items():
                    told["pair"].append(len(pairs))
                    told["act"].append(ACTS.index(act))
                    told["modality"].append(MODALITIES.index(modality))
                    told["words"].append((i, tokens(numbers(r["words"], words), places)))
                pairs.append((base + a, base + b))
                of.append(i)
                names.append((i, x, y))
    target, sure = torch.zeros(len(pairs), len(ACTS)), torch.ones(len(pairs), len(ACTS))
    if told["pair"]:
        target[told["pair"], told["act"]] = 1
    if unsure:
        sure[tuple(zip(*unsure))] = 0
    # Of each row its pairs side by side: places among `sides`.
    count = [0] * len(rows)
    place = []
    for i in of:
        place.append(count[i])
        count[i] += 1
    slots, asked = torch.zeros(len(rows), max(count), 2, dtype=torch.long), torch.zeros(len(rows), max(count), dtype=torch.bool)
    slots[of, place] = torch.tensor(pairs)
    asked[of, place] = True
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
        "of": torch.tensor(of), "names": names, "asked": asked, "slots": slots, "target": target, "sure": sure,
        "told": torch.tensor(told["pair"], dtype=torch.long), "act": torch.tensor(told["act"], dtype=torch.long),
        "modality": torch.tensor(told["modality"], dtype=torch.long), "words": words,
    }  # fmt: skip


def collate_marked(some, vocabulary):
    """Rows each with a pair of its entities, who stand between marks."""
    coded = [code(r, vocabulary, pair) for r, pair in some]
    length = max(len(ids) for ids, *_ in coded)
    ids = torch.full((len(some), length), vocabulary.pad)
    keep = torch.zeros(len(some), length, dtype=torch.bool)
    before, sides = torch.zeros(len(some), length), torch.zeros(2, len(some), length)
    target, sure = torch.zeros(len(some), len(ACTS)), torch.ones(len(some), len(ACTS))
    of, modality = [], []
    for i, ((r, pair), (some_ids, _, begin, marks)) in enumerate(zip(some, coded)):
        ids[i, : len(some_ids)] = torch.tensor(some_ids)
        keep[i, : len(some_ids)] = True
        before[i, 1:begin] = 1
        for side, opened in enumerate(marks):
            opened = opened or [0]
            sides[side, i, opened] = 1 / len(opened)
        acts, unknown = known(r, pair)
        for act, (kind, _) in acts.items():
            target[i, ACTS.index(act)] = 1
            of.append(i)
            modality.append(MODALITIES.index(kind))
        for act in unknown:
            sure[i, ACTS.index(act)] = 0
    return {
        "ids": ids, "keep": keep, "before": before, "actor": sides[0], "other": sides[1], "target": target, "sure": sure,
        "told": torch.tensor(of, dtype=torch.long), "modality": torch.tensor(modality, dtype=torch.long),
    }  # fmt: skip


def asked(row, pick, others=3):
    """Pairs of a row to be judged: those who do something, and some who do not, most of them of one who does."""
    said = [pair for pair in row["pairs"] if all(one is None or one in row["entities"] for one in pair)]
    names = [*row["entities"]][-ENTITIES:]
    sides = [one for pair in said for one in pair if one is not None]
    out, near = set(), []
    for a in names:
        for b in names:
            if a != b and (a, b) not in row["pairs"]:
                near += [(a, b)] * (4 if a in sides or b in sides else 1)
    near += [(b, a) for a, b in said if None not in (a, b) and (b, a) not in row["pairs"]] * 4
    for _ in range(others if said else 1):
        if near:
            out.add(pick.choice(near))
    return [(row, pair) for pair in pick.sample(said, min(4, len(said))) + sorted(out, key=str)]


def run(model, batch):
    x = model.encoder(batch["ids"], batch["keep"], batch["before"])
    side = torch.einsum("el,elw->ew", batch["pool"].to(x.dtype), x[batch["row"]])
    y = model.act.pairs(x, batch["keep"], side[batch["slots"]].flatten(2), batch["asked"])
    return x, y, model.act(y)


def judged(model, batch):
    """Of each marked pair a logit an act, and those of the modality."""
    y = model.mixed(batch["ids"], batch["keep"], batch["actor"], batch["other"], batch["before"])
    y = F.dropout(y, 0.2, model.training)
    return model.act.judge(y).float(), model.modality(y).float()


def loss_marked(model, batch, weigh=2.0):
    which, modality = judged(model, batch)
    each = F.binary_cross_entropy_with_logits(which, batch["target"], reduction="none") * batch["sure"]
    loss = 3 * (each * (1 + (weigh - 1) * batch["target"])).sum() / len(batch["ids"])
    if len(batch["told"]):
        loss = loss + F.cross_entropy(modality[batch["told"]], batch["modality"])
    return loss


def loss_of(model, batch, weigh=3.0, compete=0.5):
    x, y, which = run(model, batch)
    each = F.binary_cross_entropy_with_logits(which, batch["target"], reduction="none") * batch["sure"]
    each = each * (1 + (weigh - 1) * batch["target"])
    loss = each.sum() / len(batch["ids"])
    if len(batch["told"]):
        at, act = batch["told"], batch["act"]
        # Of all pairs of the sentence those who do an act must be likelier than the others.
        same = (batch["of"][None] == batch["of"][at][:, None]) & (batch["sure"][:, act].T > 0)
        other = same & (batch["target"][:, act].T == 0)
        other[torch.arange(len(at)), at] = True
        rivals = which[:, act].T.masked_fill(~other, -1e4)
        loss = loss + compete * F.cross_entropy(rivals, at)
        share, modality = model.act.tellings(x, batch["here"], y[at], act, batch["of"][at])
        words = (share * batch["words"]).sum(1).clamp(min=1e-6).log() * (batch["words"].sum(1) > 0)
        loss = loss + F.cross_entropy(modality, batch["modality"]) - 0.3 * words.mean()
    return loss


@torch.no_grad()
def predict(model, vocabulary, rows, floor=0.05, size=24):
    """What each sentence tells: (act, actor, other, modality, chance, byte span of the word that tells it)."""
    model.eval()
    out = [[] for _ in rows]
    order = sorted(range(len(rows)), key=lambda i: rows[i]["end"] - rows[i]["before"])
    for at in range(0, len(order), size):
        some = [rows[i] for i in order[at : at + size]]
        batch = train.moved(collate(some, vocabulary), model)
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
            words = next((some[i]["words"][n][1:] for n, where in places.items() if best in where), (some[i]["start"], some[i]["end"]))
            out[order[at + i]].append(
                (ACTS[a], actor, other, MODALITIES[modality[k].argmax()], chance[p, a].item(), words)
            )
    return out


def gold_of(row):
    return {(act, a, o, m) for (a, o), acts in row["pairs"].items() for act, (m, _) in acts.items()}


def scores(rows, told, cut, chance):
    """Precision and recall of (act, actor, other, modality), stance aside."""
    right = said = true = 0
    for r, some in zip(rows, told):
        gold = {g for g in gold_of(r) if g[0] not in STANCE}
        mine = {t[:4] for t in some if chance(t) >= cut and t[0] not in STANCE and t[0] not in known(r, t[1:3])[1]}
        right += len(gold & mine)
        said += len(mine)
        true += len(gold)
    return right / max(1, said), right / max(1, true), true


@torch.no_grad()
def judge(model, vocabulary, rows, told, size=48):
    """What was told, each with the chance and the modality that a second reading finds, in which its two are marked."""
    model.eval()
    pairs = sorted({(i, t[1], t[2]) for i, some in enumerate(told) for t in some}, key=lambda p: rows[p[0]]["end"] - rows[p[0]]["before"])
    seen = {}
    for at in range(0, len(pairs), size):
        some = pairs[at : at + size]
        which, modality = judged(model, train.moved(collate_marked([(rows[i], (a, o)) for i, a, o in some], vocabulary), model))
        for pair, chances, kind in zip(some, which.sigmoid().tolist(), modality.argmax(-1).tolist()):
            seen[pair] = (chances, MODALITIES[kind])
    return [[(*t, seen[i, t[1], t[2]][0][ACTS.index(t[0])], seen[i, t[1], t[2]][1]) for t in some] for i, some in enumerate(told)]


class Turns(torch.utils.data.Dataset):
    """The batches of an epoch, made ready side by side."""

    def __init__(self, turns, vocabulary, forms, swap, seed):
        self.turns, self.vocabulary, self.forms, self.swap, self.seed = turns, vocabulary, forms, swap, seed

    def __len__(self):
        return len(self.turns)

    def __getitem__(self, at):
        kind, some = self.turns[at]
        pick = random.Random(f"{self.seed} {at}")
        swap = lambda row: windows.swapped(row, self.forms, self.vocabulary, pick) if pick.random() < self.swap else row
        if kind == "raw":
            return kind, raw.collate(some, self.vocabulary, pick)
        if kind == "marked":
            return kind, train.collate(some, self.vocabulary)
        if kind == "acts":
            return kind, collate([swap(r) for r in some], self.vocabulary)
        return kind, collate_marked([one for r in some for one in asked(swap(r), pick)], self.vocabulary)


def fit(model, elder, rows, marked, unmarked, vocabulary, forms, options, log=print):
    """Trains on all windows each epoch, twice, and on a fresh sample of the other rows, of which the elder tells what to say."""
    torch.manual_seed(options.seed)
    pick = random.Random(options.seed)
    batch, half = options.batch, options.others // 2
    steps = options.epochs * (3 * len(rows) // batch + 2 * (half // batch) + 4)
    optimizer = torch.optim.AdamW(train.parameters(model, options), betas=(0.9, 0.98), fused=train.DEVICE.type == "cuda")
    start = time.time()
    # How much of the steps, or of the time, is over.
    gone = lambda s: max(s / steps, (time.time() - start) / options.seconds)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: max(0.02, min(gone(s) / 0.08, (1 - gone(s)) / 0.92)))
    for r in rows:
        windows.placed(r, vocabulary)
    done = 0
    for epoch in range(options.epochs):
        model.train()
        began, total = time.time(), {}
        turns = []
        for kind, size in (("acts", batch), ("judge", batch // 2)):
            order = sorted(range(len(rows)), key=lambda i: rows[i]["end"] - rows[i]["before"] + pick.random() * 60)
            turns += [(kind, [rows[i] for i in order[at : at + size]]) for at in range(0, len(order), size)]
        for kind, some in (("marked", marked), ("raw", unmarked)):
            turns += [(kind, turn) for turn in train.batches(pick.sample(some, min(half, len(some))), batch, pick)]
        pick.shuffle(turns)
        ready = torch.utils.data.DataLoader(
            Turns(turns, vocabulary, forms, options.swap, f"{options.seed} {epoch}"), batch_size=None, num_workers=options.workers
        )
        for kind, made in ready:
            if gone(done) >= 1:
                break
            made = train.moved(made, model)
            with torch.autocast(train.DEVICE.type, torch.bfloat16, enabled=options.bf16):
                if kind == "acts":
                    loss = loss_of(model, made, compete=options.compete)
                elif kind == "judge":
                    loss = loss_marked(model, made)
                else:
                    with torch.no_grad():
                        example = train.run(elder, made)
                    if "event" not in example:
                        continue
                    loss = train.follow(train.run(model, made), example, made)
            train.step(loss, model, optimizer, schedule)
            done += 1
            total[kind] = total.get(kind, 0) + loss.detach()
        note = " ".join(f"{kind} {value.item():.1f}" for kind, value in sorted(total.items()))
        log(f"epoch {epoch} loss {note} {time.time() - began:.0f}s", flush=True)
        if gone(done) >= 1:
            break
    return model.eval()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--start", required=True, help="the trained coder to go on from")
    parser.add_argument("--shared", default="../../shared/data")
    parser.add_argument("--passages", default="passages")
    parser.add_argument("--reports", nargs="*", default=[], help="annotated reports to learn from as well")
    parser.add_argument("--out", default="coder-acts.pt")
    parser.add_argument("--hold", type=int, default=0, help="keep every so manieth passage of a file for the figures, which are printed")
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches ready")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after so long")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--head", type=float, default=3.0)
    parser.add_argument("--decay", type=float, default=0.9)
    parser.add_argument("--others", type=int, default=8000, help="other rows an epoch")
    parser.add_argument("--own", type=int, default=8000)
    parser.add_argument("--swap", type=float, default=0.6, help="share of the sentences that are read with other states in them")
    parser.add_argument("--compete", type=float, default=0.5, help="weight of the pairs' competition for an act")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--few", type=int, default=0)
    parser.add_argument("--bf16", action="store_true")
    options = parser.parse_args()
    passages = [p for path in sorted(Path(options.passages).glob("*.tsv")) for p in windows.read(path)]
    if options.few:
        passages = passages[:: max(1, len(passages) // options.few)]
    # By the line in its file.
    is_kept = lambda p: options.hold and (int(p["id"].rsplit("-", 1)[1]) - 1) % options.hold == 0
    kept = [p for p in passages if is_kept(p)]
    learned = [p for p in passages if not is_kept(p)]
    sentences = lambda some: windows.windows(windows.named(some, windows.PROGRAM))
    # Between fewer than two entities nothing is done.
    rows = [r for r in sentences(learned) if len(r["entities"]) > 1]
    if options.reports:
        pick = random.Random(options.seed)
        # Half of the many sentences that tell nothing are enough.
        more = sentences(list(windows.reports(options.reports)))
        rows += [r for r in more if len(r["entities"]) > 1 and (r["pairs"] or pick.random() < 0.5)]
    saved = torch.load(options.start, map_location="cpu")
    model, elder = start(saved).to(train.DEVICE), start(saved).eval().to(train.DEVICE)
    vocabulary = data.Vocabulary(options.base, model.encoder.config)
    options.soft = None
    (dyads, extra, news, more), _, _ = train.sources(options)
    fit(model, elder, rows, dyads + extra, news + more, vocabulary, windows.forms(windows.PROGRAM), options)
    train.save(model, options.out)
    if kept:
        rows = sentences(kept)
        told = judge(model, vocabulary, rows, predict(model, vocabulary, rows))
        for name, chance in (("sentence as it stands", lambda t: t[4]), ("pair marked", lambda t: t[6])):
            for cut in (0.3, 0.5, 0.7, 0.9):
                precision, recall, count = scores(rows, told, cut, chance)
                print(f"{name}, at {cut}: precision {precision:.3f} recall {recall:.3f} of {count}", flush=True)


if __name__ == "__main__":
    main()

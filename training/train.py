"""Fine-tunes the coder: `train.py cv` scores by cross-validation, `train.py fit` makes the weights for `export.py`."""

import argparse
import json
import math
import random
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import data
import raw
from labels import EVENTS, MODES
from model import load_base
from shrink import shrunk, start

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def moved(batch, model):
    """The batch where the model is."""
    device = next(model.parameters()).device
    return {name: value.to(device, non_blocking=True) if torch.is_tensor(value) else value for name, value in batch.items()}


def batches(rows, size, picker):
    """Rows of like length together, in a random order."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]["text"]) + picker.random() * 60)
    out = [[rows[i] for i in order[at : at + size]] for at in range(0, len(order), size)]
    picker.shuffle(out)
    return out


def event_loss(logits, accepted, smooth):
    """Cross-entropy where any of the accepted events is right; rows without any count nothing."""
    logp = logits.log_softmax(-1)
    known = accepted.sum(1) > 0
    hit = torch.logsumexp(logp.masked_fill(accepted == 0, -1e4), -1)
    loss = -(1 - smooth) * hit - smooth * logp.mean(-1)
    return torch.where(known, loss, torch.zeros_like(loss))


def loss_of(out, batch, options):
    if "tags" in batch:
        tags = raw.tag_loss(out, batch)
        return tags + (pair_loss(out, batch, options) if "event" in out else 0)
    return pair_loss(out, batch, options)


def pair_loss(out, batch, options):
    weight = batch["weight"]
    loss = event_loss(out["event"], batch["event"], options.smooth) * weight
    loss = loss.sum() / weight.sum().clamp(min=1e-6)
    if "soft" in batch:
        told = batch["soft"].sum(1) > 0
        if told.any():
            soft = batch["soft"][told]
            logp = out["event"][told].log_softmax(-1)
            loss = loss + options.distil * (F.kl_div(logp, soft, reduction="none").sum(-1) * weight[told]).sum() / weight.sum()
    for name, share in (("mode", 0.3), ("modality", 0.3)):
        if (batch[name] >= 0).any():
            loss = loss + share * F.cross_entropy(out[name], batch[name], ignore_index=data.IGNORE)
    told = batch["acts"] >= 0
    if told.any():
        own = weight if "tags" in batch else torch.ones_like(weight)
        wrong = F.binary_cross_entropy_with_logits(out["acts"][told], batch["acts"][told], reduction="none") * own[told]
        loss = loss + (0.5 if "tags" in batch else 0.2) * wrong.sum() / own[told].sum().clamp(min=1e-6)
    return loss


def follow(out, example, batch):
    """How far the heads are from those of the elder coder."""
    loss = 0
    for name in ("event", "mode", "modality"):
        if name in out:
            loss = loss + F.kl_div(out[name].log_softmax(-1), example[name].softmax(-1), reduction="batchmean")
    if "acts" in out:
        loss = loss + F.binary_cross_entropy_with_logits(out["acts"], example["acts"].sigmoid())
    if "tags" in out:
        for side in range(2):
            part = slice(3 * side, 3 * side + 3)
            told, aim = out["tags"][batch["keep"]][:, part], example["tags"][batch["keep"]][:, part]
            loss = loss + F.kl_div(told.log_softmax(-1), aim.softmax(-1), reduction="batchmean")
    return loss


def run(model, batch):
    if "tags" in batch:
        return raw.run(model, batch)
    return model(batch["ids"], batch["keep"], batch["actor"], batch["recipient"])


def parameters(model, options):
    """The parameters that are trained, deeper layers slower, heads faster."""
    groups = {}
    depth = len(model.encoder.layers)
    for name, parameter in model.named_parameters():
        rate = options.rate
        if name.startswith("encoder."):
            level = int(name.split(".")[2]) + 1 if ".layers." in name else 0
            rate *= options.decay ** (depth - level)
        else:
            rate *= options.head
        if parameter.requires_grad:
            groups.setdefault((rate, 0.01 if parameter.ndim > 1 else 0.0), []).append(parameter)
    return [{"params": some, "lr": rate, "weight_decay": decay} for (rate, decay), some in groups.items()]


def step(loss, model, optimizer, schedule):
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    schedule.step()


def fit(rows, extra, news, more, options, seed, judge=None, log=print):
    """Trains on the marked `rows` and the raw `news` each epoch, and on fresh samples of the marked `extra` and of the raw `more`.

    Returns the mean of the last epochs' weights.
    """
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    picker = random.Random(seed)
    model = start(torch.load(options.start, map_location="cpu")) if options.start else load_base(options.base, options.drop)
    elder = start(torch.load(options.elder, map_location="cpu")).eval().to(DEVICE) if options.elder else None
    if options.layers:
        model = shrunk(model, options.layers, options.inner)
    model.to(DEVICE)
    vocabulary = data.Vocabulary(options.base, model.encoder.config)
    share = min(len(extra), int(options.extra * len(rows)))
    raw_share = min(len(more), int(options.more * len(news)))
    steps = options.epochs * (math.ceil((len(rows) + share) / options.batch) + math.ceil((len(news) + raw_share) / options.batch))
    groups = parameters(model, options)
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    warm = max(1, int(0.1 * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.05, (steps - s) / max(1, steps - warm)))
    )
    mean, kept = None, 0
    for epoch in range(options.epochs):
        model.train()
        began, total = time.time(), 0.0
        mixed = rows + picker.sample(extra, share)
        turns = batches(mixed, options.batch, picker) + batches(news + picker.sample(more, raw_share), options.batch, picker)
        picker.shuffle(turns)
        for some in turns:
            batch = raw.collate(some, vocabulary, picker) if "pairs" in some[0] else collate(some, vocabulary)
            batch = moved(batch, model)
            with torch.autocast(DEVICE.type, torch.bfloat16, enabled=options.bf16):
                out = run(model, batch)
                loss = loss_of(out, batch, options)
                if elder:
                    with torch.no_grad():
                        example = run(elder, batch)
                    loss = loss / 2 + follow(out, example, batch)
                if options.rdrop:
                    other = run(model, batch)
                    loss = (loss + loss_of(other, batch, options)) / 2
                    p, q = out["event"].log_softmax(-1), other["event"].log_softmax(-1)
                    both = F.kl_div(p, q, log_target=True, reduction="batchmean") + F.kl_div(
                        q, p, log_target=True, reduction="batchmean"
                    )
                    loss = loss + options.rdrop * both / 2
            step(loss, model, optimizer, schedule)
            total += loss.item()
        if epoch >= options.epochs - options.soup:
            state = {k: v.detach().clone() for k, v in model.state_dict().items()}
            kept += 1
            mean = state if mean is None else {k: mean[k] + (state[k] - mean[k]) / kept for k in state}
        note = f"seed {seed} epoch {epoch} loss {total:.2f} {time.time() - began:.0f}s"
        if judge and options.verbose:
            note += " " + judge(model, vocabulary)
        log(note, flush=True)
    model.load_state_dict(mean)
    return model.eval(), vocabulary


def save(model, path):
    torch.save({"config": model.encoder.config, "state": {k: v.cpu() for k, v in model.state_dict().items()}}, path)


def collate(rows, vocabulary):
    batch = data.collate(rows, vocabulary)
    if any("soft" in r for r in rows):
        none = [0.0] * len(EVENTS)
        batch["soft"] = torch.tensor([r.get("soft", none) for r in rows])
    return batch


@torch.no_grad()
def predict(model, vocabulary, rows, size=32):
    """Logits of each head, in the order of the rows."""
    model.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]["text"]))
    out = {}
    for at in range(0, len(order), size):
        some = order[at : at + size]
        for name, value in run(model, moved(collate([rows[i] for i in some], vocabulary), model)).items():
            out.setdefault(name, []).append(value.cpu())
    back = torch.tensor(order).argsort()
    return {name: torch.cat(values)[back] for name, values in out.items()}


def merged(event):
    """The dyads do not tell CONCEDE from RETREAT."""
    return "CONCEDE/RETREAT" if event in ("CONCEDE", "RETREAT") else event


def scores(truth, told):
    """F1 by class over the 15 classes of the dyads."""
    out = {}
    for event in sorted({merged(e) for e in EVENTS}):
        right = sum(t == p == event for t, p in zip(truth, told))
        told_so, is_so = told.count(event), truth.count(event)
        if is_so or told_so:
            out[event] = 2 * right / (told_so + is_so)
    return out


def best(logits):
    p = logits.softmax(-1)
    # CONCEDE and RETREAT compete as one class where they are scored as one; the order of the rest is unchanged.
    return [merged(EVENTS[i]) for i in p.argmax(-1).tolist()]


def macro(model, vocabulary, rows):
    told = best(predict(model, vocabulary, rows)["event"])
    per = scores([merged(r["event"][0]) for r in rows], told)
    return sum(per.values()) / len(per)


def sources(options, held=()):
    """Marked rows, raw rows of news and raw others, without the folds `held`; and the held-out dyads and span sentences."""
    rows, spans = data.dyads(options.shared), raw.read_spans(options.shared)
    soft = [json.loads(line) for line in open(options.soft)] if options.soft else []
    if options.few:
        rows, spans, soft = (some[:: max(1, len(some) // options.few)] for some in (rows, spans, soft))
    for r in spans:
        r["event"] = str(r["quad"])
    fold, span_fold = data.folds(rows), data.folds(spans)
    test = [r for r, f in zip(rows, fold) if f in held]
    test_spans = [r for r, f in zip(spans, span_fold) if f in held]
    rows = [r for r, f in zip(rows, fold) if f not in held]
    spans = [r for r, f in zip(spans, span_fold) if f not in held]
    # The two sets tell many of the same sentences: nothing is learned of those that are held out, nor scored of those that are learned.
    spans, soft = data.without_twins(spans, test), data.without_twins(soft, test)
    test_spans = data.without_twins(test_spans, rows + spans)
    soft = data.without_twins(soft, test_spans)
    from_spans = {r["text"] for r in spans}
    opinions = {r["text"]: r["soft"] for r in soft if r["text"] in from_spans}
    extra, more = list(soft), raw.stories([r for r in soft if r["text"] not in from_spans])
    if options.own:
        import sentences

        extra += sentences.generate(options.own, seed=options.seed)
        more += raw.own(options.own, options.seed + 1)
    news = raw.dyads(rows, options.seed) + raw.spans(spans, opinions, options.seed)
    return (rows, extra, news, more), test, test_spans


def judged(model, vocabulary, test, test_spans):
    """How the held-out dyads and span sentences are read: marked, raw between the given spans, and the spans."""
    told = raw_events(model, vocabulary, test)
    per = scores([merged(r["event"][0]) for r in test], told)
    note = f"macro-F1 {macro(model, vocabulary, test):.3f}, unmarked {sum(per.values()) / max(1, len(per)):.3f}"
    for name, some in (("span", test_spans), ("dyad", test)):
        seen = raw.tagged(model, vocabulary, some)
        for side, key in enumerate(("actor", "recipient")):
            exact, touching = raw.span_scores([r[key] for r in some], [s[side] for s in seen])
            note += f"; {name} {key}s {exact:.3f}/{touching:.3f}"
    return note


@torch.no_grad()
def raw_events(model, vocabulary, rows, size=32):
    model.eval()
    out = []
    for at in range(0, len(rows), size):
        first = lambda spans: spans[0] if spans else None
        some = [dict(text=r["text"], pairs=[raw.pair(first(r["actor"]), first(r["recipient"]))], tags=None, sure=1.0)
                for r in rows[at : at + size]]  # fmt: skip
        out += best(raw.run(model, moved(raw.collate(some, vocabulary), model))["event"])
    return out


def together(folds):
    return tuple(int(fold) for fold in folds.split("+"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["cv", "fit"])
    parser.add_argument("--base", required=True)
    parser.add_argument("--shared", default="../../shared/data")
    parser.add_argument("--out", default="coder.pt")
    parser.add_argument("--folds", type=together, nargs="*", default=[(0,), (1,), (2,), (3,), (4,)], help="3+4: both held out at once")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=1, help="runs whose logits are averaged (cv) or of which the last is kept")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--head", type=float, default=5.0)
    parser.add_argument("--decay", type=float, default=0.9)
    parser.add_argument("--drop", type=float, default=0.1)
    parser.add_argument("--smooth", type=float, default=0.05)
    parser.add_argument("--rdrop", type=float, default=0.0)
    parser.add_argument("--distil", type=float, default=1.0)
    parser.add_argument("--soup", type=int, default=3)
    parser.add_argument("--extra", type=float, default=1.0, help="extra rows an epoch, as a share of the dyads")
    parser.add_argument("--more", type=float, default=1.5, help="other raw rows an epoch, as a share of those of news")
    parser.add_argument("--own", type=int, default=0, help="own sentences to make")
    parser.add_argument("--soft", help="rows with a teacher's opinion")
    parser.add_argument("--few", type=int, default=0, help="only so many rows of each set: a trial of the way, not of the coder")
    parser.add_argument("--start", help="a coder to go on from, in place of the base weights")
    parser.add_argument("--elder", help="a coder to follow")
    parser.add_argument("--layers", type=int, help="keep so many layers of the coder that is started from")
    parser.add_argument("--inner", type=int, default=384, help="keep so many feed-forward numbers of each")
    parser.add_argument("--save", action="store_true", help="keep the last fold's weights too")
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if options.what == "fit":
        train, _, _ = sources(options)
        print([len(some) for some in train], flush=True)
        model, _ = fit(*train, options, options.seed)
        save(model, options.out)
        return
    truth, told = [], []
    for one in options.folds:
        train, test, test_spans = sources(options, one)
        print([len(some) for some in (*train, test, test_spans)], flush=True)
        logits = 0
        for seed in range(options.seed, options.seed + options.seeds):
            model, vocabulary = fit(*train, options, seed, lambda m, v: judged(m, v, test, test_spans))
            logits = logits + predict(model, vocabulary, test)["event"].softmax(-1) / options.seeds
        now = [merged(e) for e in best(logits.log())]
        if options.save:
            save(model, options.out)
        per = scores([merged(r["event"][0]) for r in test], now)
        name = "+".join(map(str, one))
        print(f"fold {name}: macro-F1 {sum(per.values()) / len(per):.4f}", flush=True)
        print(f"fold {name}: {judged(model, vocabulary, test, test_spans)}", flush=True)
        truth += [merged(r["event"][0]) for r in test]
        told += now
    per = scores(truth, told)
    for event, f1 in per.items():
        print(f"  {event:16} {f1:.3f}  of {truth.count(event)}")
    right = sum(a == b for a, b in zip(truth, told)) / len(truth)
    print(f"all folds: macro-F1 {sum(per.values()) / len(per):.4f} accuracy {right:.4f}")
    print(Counter((a, b) for a, b in zip(truth, told) if a != b).most_common(12))


if __name__ == "__main__":
    main()

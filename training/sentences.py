"""Makes marked sentences from templates.txt: every event and mode, constructions, modalities, and pairs that do nothing to each other."""

import random
import re
import sys
from pathlib import Path

import data
import entities

PARTS = re.compile(r"\{([^}]*)\}|<([^>]*)>|\[([^\]]*)\]")
IRREGULAR = {
    "send": "sent", "give": ("gave", "given"), "hold": "held", "meet": "met", "withdraw": ("withdrew", "withdrawn"), "seek": "sought",
    "hear": "heard", "tell": "told", "build": "built", "break off": ("broke off", "broken off"), "cut": "cut", "beat": ("beat", "beaten"),
    "shoot": "shot", "blow": ("blew", "blown"), "take": ("took", "taken"), "leave": "left", "lend": "lent", "shut down": "shut down",
    "burn down": "burned down", "call on": "called on", "turn down": "turned down", "free": "freed", "round up": "rounded up",
    "begin": ("began", "begun"),
}  # fmt: skip
DOUBLED = {"abet", "kidnap", "stop", "ban", "star", "confer", "deter", "plan", "commit", "admit", "rob", "stab", "expel", "rebel"}


def past(verb):
    """Past tense and past participle."""
    if verb in IRREGULAR:
        forms = IRREGULAR[verb]
        return forms if isinstance(forms, tuple) else (forms, forms)
    head, *rest = verb.split(" ")
    if head in DOUBLED:
        head += head[-1]
    if head.endswith("e"):
        head += "d"
    elif head.endswith("y") and head[-2] not in "aeou":
        head = head[:-1] + "ied"
    else:
        head += "ed"
    form = " ".join([head, *rest])
    return form, form


def present(verb):
    head, *rest = verb.split(" ")
    if head.endswith(("s", "sh", "ch", "x")):
        head += "es"
    elif head.endswith("y") and head[-2] not in "aeou":
        head = head[:-1] + "ies"
    else:
        head += "s"
    return " ".join([head, *rest])


def plural(name):
    first, last = name.split(" ")[0].lower(), name.split(" ")[-1]
    return first in ("two", "three", "six", "dozens", "hundreds", "some", "14", "more", "at", "thousands", "tens", "police", "prosecutors") or (
        last.endswith("s") and not last.endswith("ss") and last[0].islower()
    ) or last in ("troops", "police", "Nations", "people", "women")


def verb_phrase(verb, force, many, pick):
    """The verb as a report would put it: done, or not, or not yet."""
    did, done = past(verb)
    has = "have" if many else "has"
    is_ = "are" if many else "is"
    if force == "asserted":
        return pick.choice([did, did, did, f"{has} {done}", verb if many else present(verb), f"{has} reportedly {done}"])
    if force == "historical":
        return pick.choice([did, f"had {done}"])
    if force == "negated":
        return pick.choice([f"did not {verb}", f"{has} not {done}", f"denied that {'they' if many else 'it'} had {done}", f"never {did}",
                            f"failed to {verb}", f"{has} denied plans to {verb}", f"{is_} not going to {verb}"])  # fmt: skip
    if force == "future":
        return pick.choice([f"will {verb}", f"{is_} to {verb}", f"plan{'' if many else 's'} to {verb}", f"{is_} due to {verb}", f"will {verb}",
                            f"{is_} expected to {verb}", f"announced that {'they' if many else 'it'} would {verb}"])  # fmt: skip
    return pick.choice([f"may {verb}", f"might {verb}", f"could {verb}", f"{is_} considering whether to {verb}", f"would {verb}", f"{has} been asked to {verb}"])


LONG_AGO = ["In 1979, ", "In 1994, ", "In the 1980s, ", "Decades ago, ", "During the Cold War, ", "In 2003, ", "A century ago, "]
OPENINGS = ["", "", "", "", "On Thursday, ", "Earlier, ", "Meanwhile, ", "Last week, ", "In a statement, ", "{city} (AP) -- ", "{CITY} -- ",
            "According to {third}, ", "Officials said ", "Hours after the vote, ", "In response, ", "Despite the talks, "]  # fmt: skip
ENDINGS = ["", "", "", "", ", state media reported", ", officials said {when past}", ", a spokesman for {third} said", " as {third} looked on",
           ", while {third} kept silent", ", weeks after {third} left the talks", ", the ministry said"]  # fmt: skip


def load(path):
    out, label = [], None
    for line in open(path, encoding="utf-8"):
        line = line.strip()
        if line.startswith("== "):
            event, _, mode = line[3:].partition(":")
            label = (event, mode)
        elif line and not line.startswith("#"):
            out.append((label, line))
    return out


BYSTANDERS = ("third", "third org", "leader", "state")


def fill(template, force, pick):
    """A sentence with the places of its actor, its recipient and of those who only stand by, in bytes."""
    spans = {"A": [], "R": [], "": []}
    names = []
    text = ""
    subject = ""
    at = 0
    for found in PARTS.finditer(template):
        text += template[at : found.start()]
        at = found.end()
        slot, verbs, words = found.groups()
        if slot is not None:
            side, _, kind = slot.partition(" ")
            if side not in ("A", "R"):
                name = entities.kinds(slot, pick) if slot != "CITY" else entities.kinds("city", pick).upper()
                start = len(text.encode())
                text += name
                if slot in BYSTANDERS:
                    spans[""].append([start, start + len(name.encode())])
                continue
            name = entities.kinds(kind, pick)
            while name in names:
                name = entities.kinds(kind, pick)
            names.append(name)
            subject = name if side == "A" else subject
            if not text or text.endswith(("-- ", ": ")):
                name = name[0].upper() + name[1:]
            start = len(text.encode())
            text += name
            spans[side].append([start, start + len(name.encode())])
        elif verbs is not None:
            text += verb_phrase(pick.choice(verbs.split("|")), force, plural(subject), pick)
        else:
            inner = pick.choice(words.split("|"))
            # Slots within alternatives are bystanders.
            text += re.sub(r"\{([^}]*)\}", lambda m: entities.kinds(m.group(1), pick), inner)
    text += template[at:]
    return text, spans["A"], spans["R"], spans[""]


def tidy(text, *sides):
    """Without double spaces and spaces before stops; spans follow."""
    out, where = [], {}
    data_ = text.encode()
    kept = bytearray()
    for i, byte in enumerate(data_):
        where[i] = len(kept)
        if byte == 32 and (not kept or kept[-1] == 32 or data_[i + 1 : i + 2] in (b" ", b".", b",")):
            continue
        kept.append(byte)
    where[len(data_)] = len(kept)
    move = lambda spans: [[where[s], where[e]] for s, e in spans]
    return kept.decode(), *(move(spans) for spans in sides)


def split_alternatives(template):
    """Alternatives first, so that actors and recipients within them are seen; verbs and names later."""
    return re.compile(r"\[([^\[\]]*)\]")


def generate(count, seed=0, folder=Path(__file__).parent, bystanders=False, alone=False):
    """`count` own sentences: events in equal parts, one in five in another modality, and a fifth as many pairs turned round.

    With `alone`, also events without a recipient and sentences without an event. With `bystanders`, also pairs of which one only stands by: in an opening or an ending of the sentence, never in its middle,
    where a third party may well have a part.
    """
    pick = random.Random(seed)
    by_event = {}
    for label, template in load(folder / "templates.txt"):
        if alone or ("{A" in template and "{R" in template and label[0] in data.EVENTS):
            by_event.setdefault(label[0], {}).setdefault(label, []).append(template)
    brackets = split_alternatives("")
    out = []
    for i in range(count):
        event = "NONE" if alone and pick.random() < 0.1 else pick.choice(data.EVENTS)
        labels = by_event[event]
        label = pick.choices(list(labels), [len(t) for t in labels.values()])[0]
        template = pick.choice(labels[label])
        force = pick.choices(data.MODALITIES, [0.78, 0.06, 0.05, 0.05, 0.06])[0] if "<" in template else "asserted"
        template = brackets.sub(lambda m: pick.choice(m.group(1).split("|")), template)
        opening = pick.choice(LONG_AGO) if force == "historical" else pick.choice(OPENINGS)
        if force == "historical":
            template = re.sub(r"\{(when past|tail)\}", "", template)
        ending = pick.choice(ENDINGS)
        if template.endswith("."):
            template = template[:-1] + ending + "."
        text, actor, recipient, others = tidy(*fill(opening + template, force, pick))
        if event == "NONE":
            out.append(data.row(text, actor, recipient, [], None, None, 0))
            continue
        told = force in ("asserted", "historical")
        mode = f"{label[0]}:{label[1]}" if label[0] in data.MODES_OF else None
        # A verb that is only ahead or only possible is often another PLOVER event (AGREE, THREATEN): it teaches the modality only.
        out.append(data.row(text, actor, recipient, [event] if told else [], mode if told else None, force, 1 if told else None))
        if pick.random() < 0.2 and told:
            out.append(data.row(text, recipient, actor, [], None, None, reverse_acts(event, text)))
        if bystanders and told and others:
            # Only what stands before the template proper or after it.
            first, last = min(actor + recipient)[0], max(actor + recipient)[1]
            outside = [o for o in others if o[1] < first or (o[0] > last and "{third}" in ending)]
            for other in outside[:1]:
                side = pick.choice([actor, recipient])
                pair = [side, [other]] if pick.random() < 0.5 else [[other], side]
                out.append(data.row(text, *pair, [], None, None, 0))
    return [r for r in out if alone or (r["actor"] and r["recipient"])]


def reverse_acts(event, text):
    """Whether the pair turned round has an event too: talks and agreements go both ways."""
    both = event in ("CONSULT", "COOPERATE") or " and " in text or "between" in text
    return None if both else 0


if __name__ == "__main__":
    for r in generate(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0):
        raw = r["text"].encode()
        print(r["event"], r["mode"], r["modality"], r["acts"], [raw[s:e].decode() for s, e in r["actor"]], [raw[s:e].decode() for s, e in r["recipient"]], r["text"])

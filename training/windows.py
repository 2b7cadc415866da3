"""Sentences that tell acts of the codebook, in what stands before them: which act, of whom toward whom, in which words and modality.

The passages (`passages/*.tsv`) have three columns: date of publication, text, and the acts it tells, separated by " ; ", each
`act|actors|others|modality|when|words`; "-" where it tells none. Who stands where is asked of the program itself
(`cargo run -p legation-coder --example names`), so that training sees the names that reading will see.
"""

import json
import subprocess
import tomllib
from pathlib import Path

import entities
from labels import ACTS, MODALITIES
from wordpiece import placed_words

# Tokens of a sentence with what stands before it, and sentences before it.
LENGTH = 160
BEFORE = 2
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
        # A report is annotated with its main points.
        beside = (STANCE | FORCE) & set(ACTS) if p.get("report") else set()
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
            unknown |= beside - {act for acts in pairs.values() for act in acts}
            # What is told of them in another sentence may be told again in this one.
            again = [(act, {*a, *o, None}) for act, a, o, *_ in p["told"] if act in ACTS]
            out.append({"id": p["id"], "s": s, "date": p["date"], "raw": raw, "before": places[first][0], "start": start, "end": end,
                        "entities": entities, "pairs": pairs, "unknown": unknown, "again": again})  # fmt: skip
    return out


def forms(program):
    """Of each state of `entities` its forms: what it is called, its adjective, its capital; by the id of the entity."""
    lines = json.dumps({"id": "", "text": "", "date": "2015-06-01", "parties": [name for name, *_ in entities.STATES]})
    ids = json.loads(subprocess.run(program, input=lines + "\n", capture_output=True, text=True, check=True).stdout)["ids"]
    return {ids[some[0]]: [form.removeprefix("the ") for form in some] for some in entities.STATES if some[0] in ids}


def placed(row, vocabulary):
    """The row's words as lists of ids with their bytes, how many stand before the sentence itself, and the words of each name."""
    if "words" not in row:
        words = lambda a, b: [(vocabulary.pieces.word(w), s + a, e + a) for w, s, e in placed_words(row["raw"][a:b].decode(errors="replace"))]
        told, here = words(row["before"], row["start"]), words(row["start"], row["end"])
        row["words"], row["begin"] = told + here, len(told)
        row["names"] = {one: [n for span in spans if (n := numbers(row["words"], span))] for one, spans in row["entities"].items()}
    return row["words"], row["begin"], row["names"]


def numbers(words, span):
    """The words of a span, by number."""
    return [n for n, (_, a, b) in enumerate(words) if a < span[1] and b > span[0]]


def swapped(row, forms, vocabulary, pick):
    """The row with other states in place of some of its own, wherever they are named by one of their forms."""
    words, _, names = placed(row, vocabulary)
    free = [one for one in forms if one not in row["entities"]]
    new, put = {}, {}
    for one, spans in row["entities"].items():
        if one not in forms or pick.random() > 0.7:
            continue
        texts = [row["raw"][a:b].decode(errors="replace") for a, b in spans]
        known = [forms[one].index(text) if text in forms[one] else None for text in texts]
        if len(spans) != len(names[one]) or 2 * known.count(None) >= len(known):
            continue
        new[one] = free.pop(pick.randrange(len(free)))
        for place, form in zip(names[one], known):
            if form is not None:
                put[place[0]] = vocabulary.pieces.encode(forms[new[one]][form])
                put.update((n, []) for n in place[1:])
    if not put:
        return row
    of = lambda one: new.get(one, one)
    return {
        **{k: v for k, v in row.items() if k != "coded"},
        # The new names stand at the places of the old.
        "words": [(put.get(n, ids), a, b) for n, (ids, a, b) in enumerate(words)],
        "entities": {of(one): spans for one, spans in row["entities"].items()},
        "names": {of(one): places for one, places in names.items()},
        "pairs": {(of(a), of(o)): acts for (a, o), acts in row["pairs"].items()},
        "again": [(act, {of(one) for one in some}) for act, some in row["again"]],
    }  # fmt: skip


def code(row, vocabulary, pair=None):
    """Ids, the tokens of each word that has room, and the token at which the sentence itself begins.

    With a `pair` of entities each of their names stands between marks, and the places of the opening marks are told as well.
    """
    if pair is None and "coded" in row:
        return row["coded"]
    words, begin, names = placed(row, vocabulary)
    opens, closes = {}, {}
    for side, one in enumerate(pair or ()):
        for place in names.get(one, ()):
            opens.setdefault(place[0], []).append(vocabulary.signs + 2 * side)
            closes.setdefault(place[-1], []).insert(0, vocabulary.signs + 2 * side + 1)
    size = lambda n: len(words[n][0]) + len(opens.get(n, ())) + len(closes.get(n, ()))
    room, last, first = LENGTH - 3, begin, begin
    while last < len(words) and size(last) <= room:
        room -= size(last)
        last += 1
    while last == len(words) and first > 0 and size(first - 1) <= room:
        first -= 1
        room -= size(first)
    ids, places, marks = [vocabulary.start], {}, ([], [])
    for n in range(first, last):
        if n == begin:
            ids.append(vocabulary.end)
            start = len(ids)
        for sign in opens.get(n, ()):
            marks[(sign - vocabulary.signs) // 2].append(len(ids))
            ids.append(sign)
        places[n] = range(len(ids), len(ids) + len(words[n][0]))
        ids += words[n][0]
        ids += closes.get(n, ())
    if last == begin:
        ids.append(vocabulary.end)
        start = len(ids)
    ids.append(vocabulary.end)
    if pair is not None:
        return ids, places, start, marks
    row["coded"] = (ids, places, start)
    return row["coded"]


def tokens(numbers, places):
    """The tokens of words, of those that had room."""
    return [t for n in numbers if n in places for t in places[n]]

"""PLOVER 0.8's events and modes and the codebook's acts, in the order of the heads' outputs."""

import tomllib
from pathlib import Path

EVENTS = [
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip

MODES_OF = {
    "CONSULT": ["visit", "third-party", "multilateral", "phone"],
    "RETREAT": ["withdraw", "release", "disarm", "ceasefire", "access", "resign"],
    "REQUEST": ["assist", "change", "yield", "meet"],
    "ACCUSE": ["disapprove", "investigate", "allege"],
    "REJECT": ["assist", "change", "yield", "meet"],
    "THREATEN": ["restrict", "arrest", "relations", "expel", "territory", "violence"],
    "PROTEST": ["demo", "riot", "strike", "hunger", "boycott", "obstruct"],
    "SANCTION": ["convict", "expel", "withdraw", "discontinue"],
    "MOBILIZE": ["troops", "weapons", "police", "militia"],
    "COERCE": [
        "seize", "restrict", "arrest", "deport", "withhold", "cyber", "censor", "curfew", "misinformation", "martial-law",
    ],
    "ASSAULT": [
        "abduct", "torture", "sexual", "destroy", "beat", "crowd-control", "primitive", "firearms", "explosives",
        "targeted", "suicide-attack", "aerial", "drone", "heavy-weapons", "unconventional",
    ],
}  # fmt: skip

# Each event with modes has them in the mode head, and before them one output for "no mode, or not told".
MODES = [f"{event}:{mode}" for event, modes in MODES_OF.items() for mode in [""] + modes]

MODALITIES = ["asserted", "negated", "future", "hypothetical", "historical"]

# What a word is to the actors, and, with the same three again, to the recipients: outside, first of a name, within one.
TAGS = ["actor:out", "actor:first", "actor:within", "recipient:out", "recipient:first", "recipient:within"]

QUADS = {
    1: ["AGREE", "CONSULT", "SUPPORT", "CONCEDE"],
    2: ["COOPERATE", "AID", "RETREAT"],
    3: ["REQUEST", "ACCUSE", "REJECT", "THREATEN"],
    4: ["PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"],
}

# The acts of ../codebook/acts.toml, in its order.
with open(Path(__file__).resolve().parent / "../codebook/acts.toml", "rb") as codebook:
    ACTS = [act["id"] for act in tomllib.load(codebook)["act"]]

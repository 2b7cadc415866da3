"""BERT's uncased WordPiece, with marks around spans. The Rust side (legation-encoder/src/wordpiece.rs) does the same."""

import unicodedata

MAX_WORD = 100


def _is_space(c):
    return c in " \t\n\r" or unicodedata.category(c) == "Zs"


def _is_control(c):
    return c not in "\t\n\r" and unicodedata.category(c)[0] == "C"


def _is_punctuation(c):
    o = ord(c)
    if 33 <= o <= 47 or 58 <= o <= 64 or 91 <= o <= 96 or 123 <= o <= 126:
        return True
    return unicodedata.category(c)[0] == "P"


def _is_cjk(c):
    o = ord(c)
    return (
        0x4E00 <= o <= 0x9FFF
        or 0x3400 <= o <= 0x4DBF
        or 0x20000 <= o <= 0x2CEAF
        or 0xF900 <= o <= 0xFAFF
        or 0x2F800 <= o <= 0x2FA1F
    )


def words(text):
    """The words and punctuation marks of a text, lower case and without accents."""
    return [word for word, _, _ in placed_words(text)]


def placed_words(text):
    """Each word with its bytes [start, end) in the text."""
    out, word, at, start = [], [], 0, 0

    def end():
        if word:
            out.append(("".join(word), start, at))
            word.clear()

    for raw in text:
        size = len(raw.encode(errors="ignore"))
        if raw in "\0\ufffd" or _is_control(raw):
            at += size
            continue
        if _is_space(raw):
            end()
            at += size
            continue
        for c in unicodedata.normalize("NFD", raw.lower()):
            if unicodedata.category(c) == "Mn":
                continue
            if _is_punctuation(c) or _is_cjk(c):
                end()
                out.append((c, at, at + size))
            else:
                if not word:
                    start = at
                word.append(c)
        at += size
    end()
    return out


class WordPiece:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.pieces = [line.rstrip("\n") for line in file]
        self.ids = {piece: i for i, piece in enumerate(self.pieces)}
        self.unknown = self.ids["[UNK]"]
        self.cache = {}

    def word(self, word):
        """The ids of one word's pieces, longest first."""
        if word not in self.cache:
            self.cache[word] = self._word(word)
        return self.cache[word]

    def _word(self, word):
        if len(word) > MAX_WORD:
            return [self.unknown]
        out, start = [], 0
        while start < len(word):
            end = len(word)
            while end > start:
                piece = ("##" if start else "") + word[start:end]
                if piece in self.ids:
                    break
                end -= 1
            if end == start:
                return [self.unknown]
            out.append(self.ids[piece])
            start = end
        return out

    def encode(self, text):
        return [i for word in words(text) for i in self.word(word)]


def mark(text, actor, recipient):
    """Cuts a text at its spans (byte offsets): pairs of a piece of text and the mark after it, or None at the end.

    Marks are 0 and 1 (actor begins, ends), 2 and 3 (recipient begins, ends).
    """
    data = text.encode()
    cuts = []
    for opens, closes, spans in ((0, 1, actor), (2, 3, recipient)):
        for start, end in spans:
            cuts.append((start, 1, -end, opens))
            cuts.append((end, 0, -start, closes))
    out, at = [], 0
    for position, _, _, sign in sorted(cuts):
        out.append((data[at:position].decode(errors="ignore"), sign))
        at = max(at, position)
    out.append((data[at:].decode(errors="ignore"), None))
    return out

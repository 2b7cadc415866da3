"""The encoder (BERT, or MPNet for the teacher) and its heads, written out so that the Rust side can be read beside it."""

import json
import math

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

from labels import ACTS, EVENTS, MODALITIES, MODES, TAGS

SIGNS = 4


class Layer(nn.Module):
    def __init__(self, width, inner, heads, drop, epsilon):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=epsilon)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=epsilon)
        self.drop = drop

    def forward(self, x, bias):
        batch, length, width = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        drop = self.drop if self.training else 0.0
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype), dropout_p=drop)
        y = self.out(y.transpose(1, 2).reshape(batch, length, width))
        x = self.norm1(x + F.dropout(y, self.drop, self.training))
        y = self.down(F.gelu(self.up(x)))
        return self.norm2(x + F.dropout(y, self.drop, self.training))


class Encoder(nn.Module):
    """Tokens to states, with marks as four own embeddings behind the vocabulary."""

    def __init__(self, config):
        super().__init__()
        self.config = config
        width, epsilon = config["hidden_size"], config["layer_norm_eps"]
        self.mpnet = config["model_type"] == "mpnet"
        self.words = nn.Embedding(config["vocab_size"] + SIGNS, width)
        self.positions = nn.Embedding(config["max_position_embeddings"], width)
        self.before = nn.Parameter(torch.zeros(width))
        self.norm = nn.LayerNorm(width, eps=epsilon)
        self.drop = config.get("drop", 0.1)
        self.layers = nn.ModuleList(
            Layer(width, config["intermediate_size"], config["num_attention_heads"], self.drop, epsilon)
            for _ in range(config["num_hidden_layers"])
        )
        if self.mpnet:
            self.relative = nn.Embedding(32, config["num_attention_heads"])

    def forward(self, ids, keep, before=None):
        """States of all tokens. `before` tells which belong to what stands before the sentence that is asked about."""
        length = ids.shape[1]
        where = torch.arange(length, device=ids.device) + (2 if self.mpnet else 0)
        x = self.words(ids) + self.positions(where)
        if before is not None:
            x = x + before[..., None] * self.before
        x = self.norm(x)
        x = F.dropout(x, self.drop, self.training)
        bias = torch.zeros(keep.shape, dtype=x.dtype, device=ids.device).masked_fill(~keep, -1e4)[:, None, None, :]
        if self.mpnet:
            bias = bias + self.relative(relative_buckets(length).to(ids.device)).permute(2, 0, 1)[None]
        for layer in self.layers:
            x = layer(x, bias)
        return x


def relative_buckets(length):
    at = torch.arange(length)
    n = at[:, None] - at[None, :]
    out = (n < 0).long() * 16
    n = n.abs()
    far = 8 + (torch.log(n.clamp(min=1).float() / 8) / math.log(128 / 8) * 8).long()
    return out + torch.where(n < 8, n, far.clamp(max=15))


class Acts(nn.Module):
    """Which acts of the codebook a sentence tells of a pair of entities, and of each act its words and its modality.

    `judge` tells the acts of a pair that is marked in the text, of what the coder reads of such a pair.
    """

    def __init__(self, width, drop):
        super().__init__()
        self.query = nn.Linear(2 * width, width)
        self.pair = nn.Linear(3 * width, width)
        self.which = nn.Linear(width, len(ACTS))
        self.kind = nn.Embedding(len(ACTS), width)
        self.look = nn.Linear(width, width)
        self.told = nn.Linear(2 * width, width)
        self.modality = nn.Linear(width, len(MODALITIES))
        self.judge = nn.Linear(width, len(ACTS))
        # Most pairs do nothing to each other.
        nn.init.constant_(self.which.bias, -5)
        nn.init.constant_(self.judge.bias, -4)
        self.drop = drop

    def pairs(self, x, keep, sides, asked):
        """What the heads read of each pair: `sides` has the states of its two, side by side, for each row of `x` as many pairs as
        the one with most has; `asked` tells which of them are pairs."""
        sides = F.dropout(sides, self.drop, self.training)
        score = self.query(sides) @ x.transpose(1, 2) / math.sqrt(x.shape[-1])
        share = score.float().masked_fill(~keep[:, None, :], -1e4).softmax(-1).to(x.dtype)
        seen = F.dropout(share @ x, self.drop, self.training)
        return torch.tanh(self.pair(torch.cat([seen, sides], 2)[asked]))

    def forward(self, y):
        """A logit an act of each pair."""
        return self.which(F.dropout(y, 0.2, self.training)).float()

    def tellings(self, x, here, y, act, of):
        """Of pairs and acts: how much each token of the sentence itself tells it, and the modality."""
        y = y + self.kind(act).to(y.dtype)
        seen, share = looked(self.look(y), x, here, of)
        z = F.dropout(torch.cat([seen, y], 1), self.drop, self.training)
        return share, self.modality(torch.tanh(self.told(z))).float()


def looked(query, x, keep, of):
    """What each query sees in its row of `x`, and how much of it at each token."""
    score = torch.einsum("pw,plw->pl", query, x[of]) / math.sqrt(x.shape[-1])
    share = score.float().masked_fill(~keep[of], -1e4).softmax(-1)
    return torch.einsum("pl,plw->pw", share.to(x.dtype), x[of]), share


class Coder(nn.Module):
    """States to event, mode and modality of an actor and a recipient, and whether there is an event at all.

    The two are marked in the text (`forward`), or, in a sentence as it stands, any number of pairs of spans (`raw`); then it also
    tags the spans of actors and recipients.
    """

    def __init__(self, config, drop=0.1):
        super().__init__()
        self.encoder = Encoder(config)
        width = config["hidden_size"]
        self.mix = nn.Linear(3 * width, width)
        self.tags = nn.Linear(width, len(TAGS))
        self.query = nn.Linear(2 * width, width)
        self.pair = nn.Linear(3 * width, width)
        self.event = nn.Linear(width, len(EVENTS))
        self.mode = nn.Linear(width, len(MODES))
        self.modality = nn.Linear(width, len(MODALITIES))
        self.acts = nn.Linear(width, 1)
        self.act = Acts(width, drop)
        self.drop = drop

    def mixed(self, ids, keep, actor, recipient, before=None):
        """What the heads read. `actor` and `recipient` are weights over positions that sum to one: the opening marks, or [CLS]."""
        x = self.encoder(ids, keep, before)
        mean = (keep / keep.sum(1, keepdim=True)).to(x.dtype)
        pooled = torch.stack([mean, actor.to(x.dtype), recipient.to(x.dtype)], 1) @ x
        return torch.tanh(self.mix(F.dropout(pooled.flatten(1), self.drop, self.training)))

    def forward(self, ids, keep, actor, recipient):
        return self.heads(self.mixed(ids, keep, actor, recipient))

    def raw(self, ids, keep, asked, actor, recipient):
        """Tags of every token, and the heads of each pair.

        `actor` and `recipient` are weights over the positions of a sentence, for each sentence as many as the one with most pairs
        has; `asked` tells which of them are pairs.
        """
        x = self.encoder(ids, keep)
        tags = self.tags(F.dropout(x, self.drop, self.training)).float()
        if not asked.any():
            return {"tags": tags}
        both = torch.cat([actor.to(x.dtype) @ x, recipient.to(x.dtype) @ x], 2)
        both = F.dropout(both, self.drop, self.training)
        # What the pair looks at in the sentence: the words that tell what the one does to the other.
        score = self.query(both) @ x.transpose(1, 2) / math.sqrt(x.shape[-1])
        share = score.float().masked_fill(~keep[:, None, :], -1e4).softmax(-1).to(x.dtype)
        seen = F.dropout(share @ x, self.drop, self.training)
        y = torch.tanh(self.pair(torch.cat([seen, both], 2)[asked]))
        return {"tags": tags, **self.heads(y)}

    def heads(self, y):
        if self.training:
            heads = [F.dropout(y, 0.3, True) for _ in range(4)]
            apply = lambda head: sum(head(z) for z in heads) / 4
        else:
            apply = lambda head: head(y)
        return {
            "event": apply(self.event).float(),
            "mode": apply(self.mode).float(),
            "modality": apply(self.modality).float(),
            "acts": apply(self.acts).float()[:, 0],
        }


def load_base(folder, drop=0.1, layers=None):
    """A coder upon base weights in the layout of Hugging Face."""
    config = json.load(open(f"{folder}/config.json"))
    if layers:
        config["num_hidden_layers"] = layers
    config["drop"] = drop
    try:
        base = load_file(f"{folder}/model.safetensors")
    except FileNotFoundError:
        base = torch.load(f"{folder}/pytorch_model.bin", map_location="cpu")
    mpnet = config["model_type"] == "mpnet"
    coder = Coder(config)
    with torch.no_grad():
        encoder = coder.encoder
        words = base["embeddings.word_embeddings.weight"].float()
        if not mpnet:
            words = words + base["embeddings.token_type_embeddings.weight"][0].float()
        encoder.words.weight[:-SIGNS] = words
        encoder.words.weight[-SIGNS:] = words.mean(0) + torch.randn(SIGNS, words.shape[1]) * words.std(0)
        encoder.positions.weight.copy_(base["embeddings.position_embeddings.weight"])
        copy_norm(encoder.norm, base, "embeddings.LayerNorm")
        if mpnet:
            encoder.relative.weight.copy_(base["encoder.relative_attention_bias.weight"])
        for i, layer in enumerate(encoder.layers):
            at = f"encoder.layer.{i}."
            qkv = [at + n for n in (("attention.attn.q", "attention.attn.k", "attention.attn.v") if mpnet else
                   ("attention.self.query", "attention.self.key", "attention.self.value"))]
            out = at + ("attention.attn.o" if mpnet else "attention.output.dense")
            norm = at + ("attention.LayerNorm" if mpnet else "attention.output.LayerNorm")
            for kind in ("weight", "bias"):
                getattr(layer.qkv, kind).copy_(torch.cat([base[f"{n}.{kind}"] for n in qkv]))
                getattr(layer.out, kind).copy_(base[f"{out}.{kind}"])
                getattr(layer.up, kind).copy_(base[f"{at}intermediate.dense.{kind}"])
                getattr(layer.down, kind).copy_(base[f"{at}output.dense.{kind}"])
            copy_norm(layer.norm1, base, norm)
            copy_norm(layer.norm2, base, at + "output.LayerNorm")
    return coder


def copy_norm(norm, base, name):
    norm.weight.copy_(base[name + ".weight"])
    norm.bias.copy_(base[name + ".bias"])

"""A smaller coder from a trained one: some of its layers, the feed-forward numbers that matter most, the same embeddings."""

import torch

from model import Coder


def start(saved):
    coder = Coder(saved["config"])
    coder.load_state_dict(saved["state"])
    return coder


@torch.no_grad()
def shrunk(coder, layers, inner):
    """`layers` of the coder's, evenly spread, each with the `inner` feed-forward numbers of the largest weights. Embeddings stay as they are."""
    config = dict(coder.encoder.config, num_hidden_layers=layers, intermediate_size=inner)
    small = Coder(config)
    deep = len(coder.encoder.layers)
    state = {name: tensor for name, tensor in coder.state_dict().items() if ".layers." not in name}
    for i in range(layers):
        layer = coder.encoder.layers[round(i * (deep - 1) / (layers - 1)) if layers > 1 else 0]
        matter = layer.up.weight.norm(dim=1) * layer.down.weight.norm(dim=0)
        kept = matter.topk(inner).indices.sort().values
        for name, tensor in layer.state_dict().items():
            if name.startswith("up."):
                tensor = tensor[kept]
            elif name == "down.weight":
                tensor = tensor[:, kept]
            state[f"encoder.layers.{i}.{name}"] = tensor
    small.load_state_dict(state)
    small.encoder.words.weight.requires_grad_(False)
    return small

"""Attention: the product as PyTorch 2 has it, by its formula, and the layer of several heads."""

import math

import torch
from torch.nn import MultiheadAttention

from fixture import case, draw, layer


def attention(query, key, value, mask=None, bias=0, causal=False, scale=None):
    scores = query @ key.transpose(-2, -1) * (scale or 1 / math.sqrt(query.shape[-1])) + bias
    seen = torch.ones(scores.shape[-2:], dtype=torch.bool)
    if causal:
        seen = seen.tril()
    if mask is not None:
        seen = seen & mask
    weights = scores.exp() * seen
    total = weights.sum(-1, keepdim=True)
    return weights / torch.where(total == 0, torch.ones_like(total), total) @ value


def product(name, query, key, value, mask=None, bias=None, **options):
    inputs = {"query": draw(*query), "key": draw(*key), "value": draw(*value)}
    if bias is not None:
        inputs["bias"] = draw(*bias)
    constants = {} if mask is None else {"mask": mask}
    case("product " + name, lambda **given: attention(**given, **options), inputs, constants)


KEYS = torch.tensor([True, False, True, True, False])
PAIRS = torch.tensor([[[True], [False]], [[False], [True]]]) ^ KEYS
NONE = torch.ones(2, 3, 4, dtype=torch.bool)
NONE[1, 2] = False

product("plain", (3, 4), (5, 4), (5, 2))
product("batches", (2, 3, 4), (2, 5, 4), (2, 5, 3))
product("heads that share keys", (2, 2, 3, 4), (2, 1, 5, 4), (2, 1, 5, 4), scale=0.3)
product("causal", (2, 4, 3), (2, 4, 3), (2, 4, 3), causal=True)
product("causal fewer queries", (1, 3, 2), (1, 5, 2), (1, 5, 2), causal=True)
product("causal more queries", (1, 5, 2), (1, 3, 2), (1, 3, 2), causal=True, scale=1.5)
product("mask of keys", (2, 3, 4), (2, 5, 4), (2, 5, 4), KEYS)
product("mask of pairs", (2, 2, 4), (2, 5, 4), (2, 5, 4), PAIRS)
product("mask of all keys", (2, 3, 4), (2, 4, 4), (2, 4, 4), NONE)
product("mask and causal", (2, 5, 3), (2, 5, 3), (2, 5, 3), ~KEYS, causal=True)
product("bias", (2, 2, 3, 4), (2, 2, 5, 4), (2, 2, 5, 4), bias=(2, 3, 5))
product("bias and mask", (2, 3, 4), (2, 5, 4), (2, 5, 4), KEYS, bias=(3, 5))


def heads(name, module, query, key=None, value=None, weights=True, **masks):
    """The output of the layer, and the weights of its heads; a key stands for the value too, and a query for all."""

    def call(run, query, key=None, value=None):
        key = query if key is None else key
        value = key if value is None else value
        outputs = run(query, key, value, average_attn_weights=False, **masks)
        return outputs if weights else outputs[0]

    layer("heads " + name, module, *[shape for shape in (query, key, value) if shape], call=call)


def module(features, count, **options):
    return MultiheadAttention(features, count, batch_first=True, **options)


FUTURE = torch.ones(3, 3, dtype=torch.bool).triu(1)
DISTANCE = -0.25 * (torch.arange(3)[:, None] - torch.arange(3)).abs().to(torch.float64)
PADDING = torch.tensor([[False, False, True, True], [False, False, False, True]])

heads("self", module(4, 2), (2, 3, 4))
heads("self one no bias", module(4, 1, bias=False), (2, 3, 4))
heads("self causal", module(4, 2), (2, 3, 4), attn_mask=FUTURE)
heads("self distance", module(6, 3), (1, 3, 6), attn_mask=DISTANCE)
heads("cross", module(4, 2), (2, 3, 4), (2, 5, 4))
heads("cross key and value", module(4, 2), (2, 3, 4), (2, 5, 4), (2, 5, 4))
heads("cross padding", module(4, 4), (2, 3, 4), (2, 4, 4), key_padding_mask=PADDING)
heads("kdim vdim padding", module(4, 2, kdim=3, vdim=5), (2, 3, 4), (2, 4, 3), (2, 4, 5), key_padding_mask=PADDING)
heads("kdim no bias", module(4, 2, bias=False, kdim=3), (2, 3, 4), (2, 4, 3), (2, 4, 4))
heads("zero", module(4, 2, add_zero_attn=True), (2, 3, 4), weights=False)
heads("zero causal", module(4, 2, add_zero_attn=True), (2, 3, 4), weights=False, attn_mask=FUTURE)

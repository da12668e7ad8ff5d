"""Weights that are made of others, and how weights start."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import _SpectralNorm

from fixture import case, draw


def weight_norm(name, function, x, v, g, dim):
    """By parts: the second derivative of torch._weight_norm takes the norms for constants, and is wrong."""
    case(
        "weightNorm " + name,
        lambda x, v, g: function(x, v * (g / torch.norm_except_dim(v, 2, dim))),
        {"x": draw(*x), "v": draw(*v), "g": draw(*g)},
    )


weight_norm("linear", F.linear, (4, 3), (2, 3), (2, 1), 0)
weight_norm("linear along 1", F.linear, (4, 3), (2, 3), (1, 3), 1)
weight_norm("conv1d whole", F.conv1d, (2, 3, 5), (2, 3, 2), (), -1)
weight_norm("conv2d", F.conv2d, (2, 3, 3, 3), (2, 3, 2, 2), (2, 1, 1, 1), 0)
weight_norm("convTranspose1d along 1", F.conv_transpose1d, (2, 3, 3), (3, 2, 2), (1, 2, 1), 1)


def spectral_norm(name, function, x, shape, dim=0, training=True, **options):
    def forward(x, weight, u, v):
        norm = _SpectralNorm(weight.detach(), dim=dim, **options)
        norm.train(training)
        norm._u, norm._v = u.clone(), v.clone()
        return function(x, norm(weight)), norm._u, norm._v

    weight = draw(*shape)
    outputs = shape[dim]
    case(
        "spectralNorm " + name,
        forward,
        {"x": draw(*x), "weight": weight},
        {"u": draw(outputs), "v": draw(weight.numel() // outputs)},
    )


spectral_norm("linear", F.linear, (4, 3), (2, 3))
spectral_norm("linear predicting", F.linear, (4, 3), (2, 3), training=False)
spectral_norm("conv2d three iterations", F.conv2d, (2, 3, 3, 3), (2, 3, 2, 2), n_power_iterations=3)
spectral_norm("conv1d epsilon 20", F.conv1d, (2, 3, 4), (4, 3, 2), eps=20.0)
spectral_norm("convTranspose1d", F.conv_transpose1d, (2, 3, 3), (3, 2, 2), dim=1)

case("identity", lambda: nn.init.eye_(torch.empty(3, 5)), {}, order=0)
for name, shape, groups in (
    ("signals", (2, 3, 3), 1),
    ("pictures, groups", (6, 2, 3, 4), 2),
    ("volumes", (3, 2, 1, 3, 2), 1),
):
    case("dirac " + name, lambda s=shape, g=groups: nn.init.dirac_(torch.empty(*s), g), {}, order=0)

"""Normalisations by the statistics of each example."""

import torch
import torch.nn.functional as F

from fixture import case, draw

case(
    "layerNorm",
    lambda x, weight, bias: F.layer_norm(x, (5,), weight, bias),
    {"x": draw(3, 4, 5), "weight": draw(5), "bias": draw(5)},
)
case(
    "layerNorm two axes epsilon 0.1",
    lambda x, weight, bias: F.layer_norm(x, (4, 3), weight, bias, 0.1),
    {"x": draw(3, 4, 3), "weight": draw(4, 3), "bias": draw(4, 3)},
)
case("layerNorm plain", lambda x: F.layer_norm(x, (5,)), {"x": draw(4, 5)})
for name, shape in (("rows", (3, 6)), ("pictures", (2, 6, 3, 2)), ("volumes", (2, 6, 1, 2, 3))):
    case(
        "groupNorm " + name,
        lambda x, weight, bias: F.group_norm(x, 2, weight, bias, 0.01),
        {"x": draw(*shape), "weight": draw(6), "bias": draw(6)},
    )
case("groupNorm plain", lambda x: F.group_norm(x, 3), {"x": draw(2, 6, 4)})
case(
    "instanceNorm",
    lambda x, weight, bias: F.instance_norm(x, weight=weight, bias=bias),
    {"x": draw(2, 3, 4, 2), "weight": draw(3), "bias": draw(3)},
)
case(
    "rmsNorm epsilon 0.01",
    lambda x, weight: x / torch.sqrt((x * x).mean(-1, keepdim=True) + 0.01) * weight,
    {"x": draw(3, 4, 5), "weight": draw(5)},
)

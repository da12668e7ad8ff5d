"""Linear maps, convolutions and borders."""

import torch
import torch.nn.functional as F

from fixture import case, draw

FUNCTIONS = {
    "conv1d": F.conv1d,
    "conv2d": F.conv2d,
    "conv3d": F.conv3d,
    "convTranspose1d": F.conv_transpose1d,
    "convTranspose2d": F.conv_transpose2d,
    "convTranspose3d": F.conv_transpose3d,
}


def convolution(layer, name, x, weight, bias=True, **options):
    transposed = layer.startswith("convTranspose")
    inputs = {"x": draw(*x), "weight": draw(*weight)}
    if bias:
        channels = weight[1] * options.get("groups", 1) if transposed else weight[0]
        inputs["bias"] = draw(channels)
    case(f"{layer} {name}", lambda x, weight, bias=None: FUNCTIONS[layer](x, weight, bias, **options), inputs)


def bordered(layer, mode, x, weight, padding):
    sides = [p for side in reversed(padding) for p in (side, side)]

    def function(x, weight, bias):
        return FUNCTIONS[layer](F.pad(x, sides, mode=mode), weight, bias)

    inputs = {"x": draw(*x), "weight": draw(*weight), "bias": draw(weight[0])}
    case(f"{layer} {mode}", function, inputs)


convolution("conv1d", "plain", (2, 3, 7), (4, 3, 3))
convolution("conv1d", "stride 2 padding 2 no bias", (2, 3, 7), (4, 3, 3), False, stride=2, padding=2)
convolution("conv1d", "dilation 2 groups 2", (2, 4, 9), (6, 2, 3), dilation=2, groups=2)
convolution("conv1d", "same", (2, 2, 6), (3, 2, 4), padding="same", dilation=3)
convolution("conv2d", "same", (1, 2, 5, 6), (3, 2, 2, 3), padding="same", dilation=(1, 2))
convolution("conv2d", "depthwise", (1, 3, 4, 5), (3, 1, 3, 3), padding=1, groups=3)
convolution("conv2d", "pointwise", (2, 3, 3, 4), (5, 3, 1, 1))
convolution("conv3d", "plain", (1, 2, 4, 5, 4), (3, 2, 2, 3, 3))
convolution("conv3d", "stride 2 padding 1 no bias", (2, 2, 5, 4, 5), (2, 2, 3, 3, 3), False, stride=2, padding=1)
convolution(
    "conv3d",
    "mixed groups 2",
    (1, 4, 5, 6, 5),
    (4, 2, 2, 1, 3),
    stride=(1, 2, 1),
    padding=(1, 0, 2),
    dilation=(2, 1, 2),
    groups=2,
)
convolution("conv3d", "same", (1, 2, 3, 4, 3), (2, 2, 2, 3, 2), padding="same")
for mode in ("reflect", "replicate", "circular"):
    bordered("conv1d", mode, (2, 2, 5), (3, 2, 3), (2,))
    bordered("conv2d", mode, (1, 2, 4, 5), (2, 2, 3, 2), (1, 2))
    bordered("conv3d", mode, (1, 2, 3, 3, 4), (2, 2, 2, 3, 3), (1, 2, 1))

convolution("convTranspose1d", "plain", (2, 3, 4), (3, 2, 3))
convolution("convTranspose1d", "mixed", (1, 4, 4), (4, 2, 3), stride=3, padding=1, output_padding=2, groups=2)
convolution(
    "convTranspose1d",
    "output padding below dilation",
    (1, 2, 4),
    (2, 2, 3),
    stride=2,
    padding=1,
    output_padding=3,
    dilation=4,
)
convolution(
    "convTranspose1d",
    "output padding at the end",
    (1, 2, 4),
    (2, 2, 3),
    stride=2,
    output_padding=3,
    dilation=4,
)
convolution("convTranspose2d", "plain no bias", (2, 3, 3, 4), (3, 2, 3, 2), False)
convolution("convTranspose2d", "stride 2 padding 1", (2, 2, 3, 4), (2, 3, 4, 4), stride=2, padding=1)
convolution("convTranspose2d", "dilation 2 groups 2", (1, 4, 3, 4), (4, 3, 3, 2), dilation=2, groups=2)
convolution(
    "convTranspose2d",
    "mixed",
    (1, 2, 3, 4),
    (2, 2, 3, 2),
    stride=(2, 3),
    padding=(1, 0),
    output_padding=(1, 2),
    dilation=(1, 2),
)
convolution("convTranspose3d", "plain", (1, 2, 2, 3, 3), (2, 2, 2, 3, 2))
convolution(
    "convTranspose3d",
    "mixed groups 2",
    (1, 2, 3, 2, 3),
    (2, 2, 2, 3, 2),
    stride=(2, 1, 2),
    padding=(1, 1, 0),
    output_padding=(1, 0, 1),
    dilation=(1, 2, 1),
    groups=2,
)

case("linear", lambda x, weight, bias: F.linear(x, weight, bias), {"x": draw(2, 3, 4), "weight": draw(5, 4), "bias": draw(5)})
case("linear no bias", lambda x, weight: F.linear(x, weight), {"x": draw(3, 4), "weight": draw(5, 4)})
case(
    "bilinear",
    lambda a, b, weight, bias: F.bilinear(a, b, weight, bias),
    {"a": draw(2, 3, 4), "b": draw(2, 3, 2), "weight": draw(5, 4, 2), "bias": draw(5)},
)
case(
    "bilinear no bias",
    lambda a, b, weight: F.bilinear(a, b, weight),
    {"a": draw(3, 2), "b": draw(3, 3), "weight": draw(2, 2, 3)},
)
index = torch.tensor([[1, 3, 1], [0, 2, 3]])
case("embedding", lambda weight, index: F.embedding(index, weight), {"weight": draw(5, 3)}, {"index": index})
case(
    "embedding padding",
    lambda weight, index: F.embedding(index, weight, padding_idx=1),
    {"weight": draw(5, 3)},
    {"index": index},
)
case(
    "embedding norm",
    # in place, in PyTorch: so of a copy, which the gradient goes through
    lambda weight, index: F.embedding(index, weight * 1.0, max_norm=1.5),
    {"weight": draw(5, 3)},
    {"index": index},
)
case("unfold", lambda x: F.unfold(x, (3, 2), (2, 1), (1, 2), (1, 3)), {"x": draw(2, 2, 5, 5)})

for mode in ("reflect", "replicate", "circular"):
    case(f"pad {mode} 1", lambda x: F.pad(x, (2, 1), mode=mode), {"x": draw(2, 2, 4)})
    case(f"pad {mode} 2", lambda x: F.pad(x, (2, 0, 1, 3), mode=mode), {"x": draw(2, 2, 4, 4)})
    case(f"pad {mode} 3", lambda x: F.pad(x, (2, 1, 0, 2, 1, 1), mode=mode), {"x": draw(1, 2, 3, 3, 4)})
case("pad zeros cut", lambda x: F.pad(x, (2, -1, -1, 3)), {"x": draw(2, 2, 4, 4)})
case("pad constant 1", lambda x: F.pad(x, (2, 1), value=0.75), {"x": draw(2, 2, 4)})
case("pad constant 3", lambda x: F.pad(x, (2, 1, 0, 1, 1, 1), value=-1.5), {"x": draw(1, 2, 2, 2, 3)})

"""The operations that the others are made of."""

import torch
import torch.nn.functional as F

from fixture import case, draw, spread


def convolution(name, x, k, **options):
    case("conv2d " + name, lambda x, k: F.conv2d(x, k, **options), {"x": draw(*x), "k": draw(*k)})


convolution("plain", (2, 3, 5, 6), (4, 3, 3, 3))
convolution("stride 2 padding 1", (2, 3, 7, 6), (4, 3, 3, 3), stride=2, padding=1)
convolution("dilation 2", (1, 2, 7, 7), (3, 2, 3, 3), dilation=2)
convolution("groups 2", (2, 4, 5, 5), (6, 2, 3, 3), groups=2, padding=1)
convolution("depthwise stride 2", (1, 4, 6, 6), (4, 1, 3, 3), groups=4, stride=2)
convolution(
    "2x3 stride 2,1 padding 1,2 dilation 1,2",
    (2, 2, 6, 7),
    (3, 2, 2, 3),
    stride=(2, 1),
    padding=(1, 2),
    dilation=(1, 2),
)

case("maxPool 2 stride 2", lambda x: F.max_pool2d(x, 2), {"x": spread(2, 2, 5, 6)})
case("maxPool 3 stride 2 padding 1", lambda x: F.max_pool2d(x, 3, 2, 1), {"x": spread(2, 2, 7, 6)})
case("avgPool 2 stride 2", lambda x: F.avg_pool2d(x, 2), {"x": draw(2, 2, 5, 6)})
case("avgPool 3 stride 2 padding 1", lambda x: F.avg_pool2d(x, 3, 2, 1), {"x": draw(2, 2, 7, 6)})
case(
    "avgPool 3 stride 2 padding 1 without padding",
    lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False),
    {"x": draw(2, 2, 7, 6)},
)
case(
    "batchNorm",
    lambda x, weight, bias: F.batch_norm(x, None, None, weight, bias, training=True, eps=1e-3),
    {"x": draw(3, 4, 3, 2), "weight": draw(4, low=8), "bias": draw(4)},
)
labels = torch.tensor([0, 3, 6, 3, 1])
case(
    "crossEntropy",
    lambda x, labels: F.cross_entropy(x, labels.long(), reduction="none"),
    {"x": draw(5, 7)},
    {"labels": labels},
)
case("softmax 1", lambda x: F.softmax(x, 1), {"x": draw(4, 7)})
case("softmax 0", lambda x: F.softmax(x, 0), {"x": draw(4, 7)})
case("logSoftmax 1", lambda x: F.log_softmax(x, 1), {"x": draw(4, 7)})
case("gelu", lambda x: F.gelu(x), {"x": draw(5, 7, low=-64, high=64)})
case("erf", lambda x: torch.erf(x), {"x": draw(5, 7, low=-64, high=64)})
case("sigmoid", lambda x: torch.sigmoid(x), {"x": draw(5, 7, low=-96, high=96)})
case("tanh", lambda x: torch.tanh(x), {"x": draw(5, 7)})
case("expm1", lambda x: torch.expm1(x), {"x": draw(5, 7)})
case("log1p", lambda x: torch.log1p(x), {"x": draw(5, 7, low=-15)})
case("atan", lambda x: torch.atan(x), {"x": draw(5, 7)})
case("rsqrt", lambda x: torch.rsqrt(x), {"x": draw(5, 7, low=1)})
case("pow", lambda x, k: torch.pow(x, k), {"x": draw(4, 5, low=1), "k": draw(4, 5)})
case("prod", lambda x: torch.prod(x, 1, keepdim=True), {"x": draw(4, 5)})
zeros = draw(4, 5)
zeros[1, 2] = 0
zeros[2, 0] = 0
zeros[2, 4] = 0
case("prod zeros", lambda x: torch.prod(x, 1, keepdim=True), {"x": zeros})
case("max", lambda x: torch.amax(x, 1, keepdim=True), {"x": spread(4, 5)})
case("max two axes", lambda x: torch.amax(x, (0, 2), keepdim=True), {"x": spread(3, 4, 2)})
tied = torch.tensor([[1.0, 3.0, 3.0, 0.5], [2.0, 2.0, 2.0, 1.0]])
case("max ties", lambda x: torch.amax(x, 1, keepdim=True), {"x": tied})
case("min", lambda x: torch.amin(x, 0, keepdim=True), {"x": spread(4, 5)})
case("matmul", lambda x, k: torch.matmul(x, k), {"x": draw(2, 3, 4), "k": draw(2, 4, 5)})
case("matmul stretched", lambda x, k: torch.matmul(x, k), {"x": draw(2, 1, 3, 4), "k": draw(3, 4, 2)})
index = torch.tensor([2, 0, 2, 1])
case(
    "gather 1",
    lambda x, index: torch.index_select(x, 1, index.long()),
    {"x": draw(3, 4, 2)},
    {"index": index},
)
case(
    "scatterAdd 0",
    lambda x, index: torch.zeros(5, 3).index_add(0, index.long(), x),
    {"x": draw(4, 3)},
    {"index": index},
)

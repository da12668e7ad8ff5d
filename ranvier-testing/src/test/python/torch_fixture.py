"""Writes numbers that PyTorch computed, for TorchTest to compare with.

    python3 torch_fixture.py > ../resources/io/ranvier/testing/torch.txt

Format: one line for each case, "case NAME", and below it one line for each tensor,
"NAME DIM,DIM,... NUMBER NUMBER ...". Inputs are multiples of 1/16, so that they print short and are
exact; results are float64 with 12 digits. Gradients are those of sum(y * dy), named d followed by the
input; dd names the second order: the gradients of sum(dx * ddx), over all inputs.
"""

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20260101)


def draw(*shape, low=-32, high=32):
    return torch.randint(low, high, shape).to(torch.float64) / 16


def spread(*shape):
    """No two equal: maxima are unique."""
    count = 1
    for dim in shape:
        count *= dim
    return ((torch.randperm(count) - count // 2).to(torch.float64) / 16).reshape(shape)


def emit(name, tensor):
    shape = ",".join(str(dim) for dim in tensor.shape) or "-"
    values = " ".join(repr(float(f"{v:.12g}")) for v in tensor.detach().flatten().tolist())
    print(name, shape, values)


def case(name, function, inputs, constants=None):
    """First and second order gradients of function at the inputs."""
    print("case", name)
    inputs = {key: value.requires_grad_() for key, value in inputs.items()}
    for key, value in {**inputs, **(constants or {})}.items():
        emit(key, value)
    y = function(**inputs, **(constants or {}))
    emit("y", y)
    dy = draw(*y.shape)
    emit("dy", dy)
    gradients = torch.autograd.grad(y, list(inputs.values()), dy, create_graph=True)
    total = 0
    for key, gradient in zip(inputs, gradients):
        emit("d" + key, gradient)
        direction = draw(*gradient.shape)
        emit("v" + key, direction)
        total = total + (gradient * direction).sum()
    if not total.requires_grad:
        return
    seconds = torch.autograd.grad(total, list(inputs.values()), allow_unused=True)
    for key, second in zip(inputs, seconds):
        if second is not None:
            emit("dd" + key, second)


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

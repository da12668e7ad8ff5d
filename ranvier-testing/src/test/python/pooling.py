"""Pooling."""

import torch
import torch.nn.functional as F

from fixture import case, draw, spread

MAX = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVERAGE = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}


def maximum(name, x, *arguments, **options):
    pool = MAX[len(x) - 2]
    case(f"max {name}", lambda x: pool(x, *arguments, return_indices=True, **options), {"x": spread(*x)})


def average(name, x, *arguments, **options):
    pool = AVERAGE[len(x) - 2]
    case(f"average {name}", lambda x: pool(x, *arguments, **options), {"x": draw(*x)})


maximum("1d overlapping", (2, 2, 7), 3, 2)
maximum("1d dilation 2 padding 1 ceil", (2, 2, 8), 3, 2, padding=1, dilation=2, ceil_mode=True)
maximum("2d dilation 2", (2, 2, 6, 7), (2, 3), 1, dilation=2)
maximum("2d ceil", (2, 2, 6, 7), 3, 2, ceil_mode=True)
maximum("2d padding 1 ceil", (1, 2, 6, 5), 3, 2, padding=1, ceil_mode=True)
maximum("2d stride 3 ceil begins in padding", (1, 2, 4, 5), 2, 3, padding=1, ceil_mode=True)
maximum("3d", (1, 2, 4, 5, 6), 2)
maximum("3d mixed ceil", (2, 2, 5, 4, 6), (3, 2, 3), (2, 1, 2), padding=(1, 0, 1), dilation=(1, 2, 1), ceil_mode=True)

average("1d overlapping", (2, 2, 7), 3, 2)
average("1d padding ceil", (2, 2, 8), 3, 2, padding=1, ceil_mode=True)
average("1d padding ceil uncounted", (2, 2, 8), 3, 2, padding=1, ceil_mode=True, count_include_pad=False)
average("2d ceil", (1, 2, 6, 7), (3, 2), 2, ceil_mode=True)
average("2d padding ceil", (1, 2, 6, 8), 3, 2, padding=1, ceil_mode=True)
average("2d padding ceil uncounted", (1, 2, 6, 8), 3, 2, padding=1, ceil_mode=True, count_include_pad=False)
average("3d", (1, 2, 4, 5, 6), 2)
average("3d padding ceil", (1, 2, 4, 5, 6), (2, 3, 3), 2, padding=1, ceil_mode=True)
average("3d padding uncounted", (1, 2, 4, 5, 6), 3, 2, padding=1, count_include_pad=False)

positive = draw(1, 2, 5, 6, low=4, high=40)
case("lp 1d 2 ceil", lambda x: F.lp_pool1d(x, 2, 3, 2, ceil_mode=True), {"x": draw(2, 2, 6, low=4, high=40)})
case("lp 2d 2", lambda x: F.lp_pool2d(x, 2, 2), {"x": positive})
case("lp 2d 3 ceil", lambda x: F.lp_pool2d(x, 3.0, (2, 3), 2, ceil_mode=True), {"x": positive})
case("lp 2d 1", lambda x: F.lp_pool2d(x, 1, 2), {"x": draw(1, 2, 4, 4)})

case("adaptive average 1d", lambda x: F.adaptive_avg_pool1d(x, 3), {"x": draw(2, 2, 7)})
case("adaptive average 2d", lambda x: F.adaptive_avg_pool2d(x, (3, 2)), {"x": draw(1, 2, 7, 5)})
case("adaptive average 2d larger", lambda x: F.adaptive_avg_pool2d(x, (5, 3)), {"x": draw(1, 2, 3, 3)})
case("adaptive average 3d", lambda x: F.adaptive_avg_pool3d(x, (2, 3, 1)), {"x": draw(1, 2, 3, 4, 2)})
case("adaptive max 1d", lambda x: F.adaptive_max_pool1d(x, 3, True), {"x": spread(2, 2, 7)})
case("adaptive max 2d", lambda x: F.adaptive_max_pool2d(x, (3, 2), True), {"x": spread(2, 2, 7, 5)})
case("adaptive max 2d even", lambda x: F.adaptive_max_pool2d(x, (3, 2), True), {"x": spread(1, 2, 6, 4)})
case("adaptive max 3d", lambda x: F.adaptive_max_pool3d(x, (2, 3, 1), True), {"x": spread(1, 2, 3, 4, 2)})

for axes in (1, 2, 3):
    shape = (2, 2) + (4, 6, 4)[:axes]
    x = spread(*shape)
    y, index = MAX[axes](x, 2, return_indices=True)
    unpool = {1: F.max_unpool1d, 2: F.max_unpool2d, 3: F.max_unpool3d}[axes]
    # PyTorch's own derivative of it ends with the first.
    case(f"unpool {axes}d", lambda x, index, unpool=unpool: unpool(x, index.long(), 2), {"x": y}, {"index": index}, 1)

samples = torch.tensor([[[0.2, 0.7], [0.9, 0.4]], [[0.05, 0.55], [0.65, 0.3]]])


def fractional(x, samples):
    return F.fractional_max_pool2d(x, (2, 3), (4, 3), return_indices=True, _random_samples=samples)


case("fractional 2d", fractional, {"x": spread(2, 2, 7, 8)}, {"samples": samples}, 1)
samples = torch.tensor([[[0.2, 0.7, 0.4], [0.9, 0.4, 0.1]]])
case(
    "fractional 3d",
    lambda x, samples: F.fractional_max_pool3d(x, 2, (3, 2, 3), return_indices=True, _random_samples=samples),
    {"x": spread(1, 2, 5, 4, 5)},
    {"samples": samples},
    1,
)

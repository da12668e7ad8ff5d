"""Batch and instance normalisation, with running statistics before and after; local response normalisation."""

import torch
import torch.nn.functional as F
from torch import nn

from fixture import case, draw


def forward(module, training, x, weight=None, bias=None, mean=None, var=None, count=None):
    """What the module makes of x with these parameters and statistics, and the statistics afterwards."""
    module.train(training)
    if weight is not None:
        del module.weight, module.bias
        module.weight, module.bias = weight, bias
    if mean is None:
        return module(x)
    module.running_mean, module.running_var = mean.clone(), var.clone()
    if count is None:
        return module(x), module.running_mean, module.running_var
    module.num_batches_tracked = count.clone()
    return module(x), module.running_mean, module.running_var, module.num_batches_tracked


def normalization(name, module, shape, training=True):
    channels = shape[1]
    inputs, constants = {"x": draw(*shape)}, {}
    if module.affine:
        inputs |= {"weight": draw(channels), "bias": draw(channels)}
    if module.track_running_stats:
        constants |= {"mean": draw(channels), "var": draw(channels, low=8)}
        if module.momentum is None:
            constants["count"] = torch.tensor(3)
    case(name, lambda **given: forward(module, training, **given), inputs, constants)


SIGNALS, PICTURES, VOLUMES = (4, 3, 5), (3, 4, 3, 2), (2, 3, 2, 1, 3)

normalization("batchNorm1d rows", nn.BatchNorm1d(3), (5, 3))
normalization("batchNorm1d signals momentum 0.3 epsilon 0.01", nn.BatchNorm1d(3, 0.01, 0.3), SIGNALS)
normalization("batchNorm1d cumulative", nn.BatchNorm1d(3, momentum=None), SIGNALS)
normalization("batchNorm1d cumulative predicting", nn.BatchNorm1d(3, momentum=None), (5, 3), False)
normalization("batchNorm2d", nn.BatchNorm2d(4), PICTURES)
normalization("batchNorm2d momentum 1", nn.BatchNorm2d(4, momentum=1.0), PICTURES)
normalization("batchNorm2d untracked", nn.BatchNorm2d(4, track_running_stats=False), PICTURES)
normalization("batchNorm2d untracked predicting", nn.BatchNorm2d(4, track_running_stats=False), PICTURES, False)
normalization("batchNorm2d plain predicting", nn.BatchNorm2d(4, affine=False), PICTURES, False)
normalization("batchNorm3d plain", nn.BatchNorm3d(3, affine=False), VOLUMES)
normalization("batchNorm3d epsilon 0.1 predicting", nn.BatchNorm3d(3, 0.1), VOLUMES, False)
normalization("instanceNorm1d", nn.InstanceNorm1d(3), SIGNALS)
normalization("instanceNorm1d affine predicting", nn.InstanceNorm1d(3, affine=True), SIGNALS, False)
normalization("instanceNorm2d affine epsilon 0.01", nn.InstanceNorm2d(4, 0.01, affine=True), PICTURES)
normalization("instanceNorm2d running", nn.InstanceNorm2d(4, track_running_stats=True), PICTURES)
normalization("instanceNorm2d running predicting", nn.InstanceNorm2d(4, track_running_stats=True), PICTURES, False)
normalization("instanceNorm3d all", nn.InstanceNorm3d(3, 0.1, 0.3, True, True), VOLUMES)

for name, shape, options in (
    ("size 5 alpha 0.5 k 2", (2, 7, 3, 2), (5, 0.5, 0.75, 2.0)),
    ("even size, signals", (2, 5, 4), (4, 0.3, 1.5, 1.0)),
    ("size 3 beta 1, volumes", (1, 4, 2, 1, 3), (3, 0.4, 1.0, 1.0)),
    ("more than channels", (2, 2, 3, 2), (9, 2.0, 0.5, 0.5)),
):
    case(
        "localResponseNorm " + name,
        lambda x, options=options: F.local_response_norm(x, *options),
        {"x": draw(*shape)},
    )

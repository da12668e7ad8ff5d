"""Blocks of convolutional networks, as plain modules with the names that our layers have."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.stateless import functional_call

from fixture import case, draw, layer


def hard_sigmoid(x):
    """PyTorch's own has no second derivative."""
    return F.relu6(x + 3) / 6


def hard_swish(x):
    return x * hard_sigmoid(x)


class Call(nn.Module):
    """A function as a module."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


class Parallel(nn.ModuleList):
    def __init__(self, *branches, join=lambda ys: torch.cat(ys, 1)):
        super().__init__(branches)
        self.join = join

    def forward(self, x):
        return self.join([branch(x) for branch in self])


class Residual(nn.Module):
    def __init__(self, body, shortcut=None):
        super().__init__()
        self.body = body
        self.shortcut = shortcut or nn.Identity()

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


class ConvNorm(nn.Module):
    def __init__(self, ins, outs, size, activation=F.relu, epsilon=1e-5, **options):
        super().__init__()
        self.conv = nn.Conv2d(ins, outs, size, bias=False, **options)
        self.bn = nn.BatchNorm2d(outs, eps=epsilon)
        self.activation = Call(activation)

    def forward(self, x):
        return self.activation(self.bn(self.conv(x)))


class NinBlock(nn.Module):
    def __init__(self, ins, outs, size, **options):
        super().__init__()
        self.conv = nn.Conv2d(ins, outs, size, **options)
        self.mlp1 = nn.Conv2d(outs, outs, 1)
        self.mlp2 = nn.Conv2d(outs, outs, 1)

    def forward(self, x):
        return F.relu(self.mlp2(F.relu(self.mlp1(F.relu(self.conv(x))))))


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, squeezed, gate=torch.sigmoid):
        super().__init__()
        self.fc1 = nn.Conv2d(channels, squeezed, 1)
        self.fc2 = nn.Conv2d(squeezed, channels, 1)
        self.gate = gate

    def forward(self, x):
        return x * self.gate(self.fc2(F.relu(self.fc1(F.adaptive_avg_pool2d(x, 1)))))


def around(ins, outs, stride):
    if stride == 1 and ins == outs:
        return None
    return nn.Sequential(nn.Conv2d(ins, outs, 1, stride, bias=False), nn.BatchNorm2d(outs))


class BasicBlock(nn.Module):
    def __init__(self, ins, width, stride, squeezed=None):
        super().__init__()
        self.conv1 = nn.Conv2d(ins, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.se = SqueezeExcitation(width, squeezed) if squeezed else nn.Identity()
        self.downsample = around(ins, width, stride)

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(self.se(y) + (self.downsample(x) if self.downsample else x))


class Bottleneck(nn.Module):
    def __init__(self, ins, width, stride, squeezed=None):
        super().__init__()
        self.conv1 = nn.Conv2d(ins, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.se = SqueezeExcitation(4 * width, squeezed) if squeezed else nn.Identity()
        self.downsample = around(ins, 4 * width, stride)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return F.relu(self.se(y) + (self.downsample(x) if self.downsample else x))


class PreActivation(nn.Module):
    def __init__(self, ins, outs, stride, *body):
        super().__init__()
        self.bn = nn.BatchNorm2d(ins)
        self.body = nn.Sequential(*body)
        self.shortcut = None if stride == 1 and ins == outs else nn.Conv2d(ins, outs, 1, stride, bias=False)

    def forward(self, x):
        active = F.relu(self.bn(x))
        return self.body(active) + (self.shortcut(active) if self.shortcut else x)


def basic_pre_activation(ins, width, stride):
    body = (
        nn.Conv2d(ins, width, 3, stride, 1, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(),
        nn.Conv2d(width, width, 3, 1, 1, bias=False),
    )
    return PreActivation(ins, width, stride, *body)


def bottleneck_pre_activation(ins, width, stride):
    body = (
        nn.Conv2d(ins, width, 1, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(),
        nn.Conv2d(width, width, 3, stride, 1, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(),
        nn.Conv2d(width, 4 * width, 1, bias=False),
    )
    return PreActivation(ins, 4 * width, stride, *body)


class DenseLayer(nn.Module):
    def __init__(self, ins, growth):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(ins)
        self.conv1 = nn.Conv2d(ins, 4 * growth, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(4 * growth)
        self.conv2 = nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False)

    def forward(self, x):
        return self.conv2(F.relu(self.norm2(self.conv1(F.relu(self.norm1(x))))))


class DenseBlock(nn.ModuleDict):
    def __init__(self, ins, growth, layers):
        super().__init__({f"denselayer{i + 1}": DenseLayer(ins + growth * i, growth) for i in range(layers)})

    def forward(self, x):
        for block in self.values():
            x = torch.cat([x, block(x)], 1)
        return x


class Transition(nn.Module):
    def __init__(self, ins, outs):
        super().__init__()
        self.norm = nn.BatchNorm2d(ins)
        self.conv = nn.Conv2d(ins, outs, 1, bias=False)

    def forward(self, x):
        return F.avg_pool2d(self.conv(F.relu(self.norm(x))), 2)


class InvertedResidual(nn.Module):
    def __init__(self, ins, outs, expanded, size, stride, activation=F.relu6, epsilon=1e-5, squeezed=None):
        super().__init__()
        common = {"activation": activation, "epsilon": epsilon}
        self.expand = ConvNorm(ins, expanded, 1, **common) if expanded != ins else nn.Identity()
        self.depthwise = ConvNorm(
            expanded, expanded, size, stride=stride, padding=size // 2, groups=expanded, **common
        )
        self.squeeze = SqueezeExcitation(expanded, squeezed, hard_sigmoid) if squeezed else nn.Identity()
        self.project = ConvNorm(expanded, outs, 1, activation=lambda x: x, epsilon=epsilon)
        self.adds = stride == 1 and ins == outs

    def forward(self, x):
        y = self.project(self.squeeze(self.depthwise(self.expand(x))))
        return x + y if self.adds else y


class ChannelAttention(nn.Module):
    def __init__(self, channels, squeezed):
        super().__init__()
        self.fc1 = nn.Linear(channels, squeezed)
        self.fc2 = nn.Linear(squeezed, channels)

    def forward(self, x):
        mean, largest = ((self.fc2(F.relu(self.fc1(v)))) for v in (x.mean((2, 3)), x.amax((2, 3))))
        return x * torch.sigmoid(mean + largest)[:, :, None, None]


class SpatialAttention(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.conv = nn.Conv2d(2, 1, size, padding=size // 2, bias=False)

    def forward(self, x):
        maps = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], 1)
        return x * torch.sigmoid(self.conv(maps))


class Cbam(nn.Module):
    def __init__(self, channels, squeezed):
        super().__init__()
        self.channel = ChannelAttention(channels, squeezed)
        self.spatial = SpatialAttention(7)

    def forward(self, x):
        return self.spatial(self.channel(x))


def plain_inception(ins, one, three, five, pooled):
    return Parallel(
        nn.Sequential(nn.Conv2d(ins, one, 1), nn.ReLU()),
        nn.Sequential(nn.Conv2d(ins, three[0], 1), nn.ReLU(), nn.Conv2d(*three, 3, padding=1), nn.ReLU()),
        nn.Sequential(nn.Conv2d(ins, five[0], 1), nn.ReLU(), nn.Conv2d(*five, 5, padding=2), nn.ReLU()),
        nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(ins, pooled, 1), nn.ReLU()),
    )


def conv(ins, outs, size, **options):
    return ConvNorm(ins, outs, size, epsilon=1e-3, **options)


def means(ins, outs):
    return nn.Sequential(nn.AvgPool2d(3, 1, 1), conv(ins, outs, 1))


def inception_a(ins, pooled):
    return Parallel(
        conv(ins, 64, 1),
        nn.Sequential(conv(ins, 48, 1), conv(48, 64, 5, padding=2)),
        nn.Sequential(conv(ins, 64, 1), conv(64, 96, 3, padding=1), conv(96, 96, 3, padding=1)),
        means(ins, pooled),
    )


def inception_b(ins):
    return Parallel(
        conv(ins, 384, 3, stride=2),
        nn.Sequential(conv(ins, 64, 1), conv(64, 96, 3, padding=1), conv(96, 96, 3, stride=2)),
        nn.MaxPool2d(3, 2),
    )


WIDE = {"size": (1, 7), "padding": (0, 3)}
HIGH = {"size": (7, 1), "padding": (3, 0)}


def inception_c(ins, narrow):
    return Parallel(
        conv(ins, 192, 1),
        nn.Sequential(conv(ins, narrow, 1), conv(narrow, narrow, **WIDE), conv(narrow, 192, **HIGH)),
        nn.Sequential(
            conv(ins, narrow, 1),
            conv(narrow, narrow, **HIGH),
            conv(narrow, narrow, **WIDE),
            conv(narrow, narrow, **HIGH),
            conv(narrow, 192, **WIDE),
        ),
        means(ins, 192),
    )


def inception_d(ins):
    return Parallel(
        nn.Sequential(conv(ins, 192, 1), conv(192, 320, 3, stride=2)),
        nn.Sequential(conv(ins, 192, 1), conv(192, 192, **WIDE), conv(192, 192, **HIGH), conv(192, 192, 3, stride=2)),
        nn.MaxPool2d(3, 2),
    )


def row_and_column():
    return Parallel(conv(384, 384, (1, 3), padding=(0, 1)), conv(384, 384, (3, 1), padding=(1, 0)))


def inception_e(ins):
    return Parallel(
        conv(ins, 320, 1),
        nn.Sequential(conv(ins, 384, 1), row_and_column()),
        nn.Sequential(conv(ins, 448, 1), conv(448, 384, 3, padding=1), row_and_column()),
        means(ins, 192),
    )


def wide(name, module, *shape):
    """Every 16th channel of what a module with too many parameters to write makes of x, and its gradient."""
    module.train()
    patterns = {key: tuple(parameter.shape) for key, parameter in module.named_parameters()}

    def function(x, **parameters):
        return functional_call(module, parameters, x)[:, ::16]

    case(name, function, {"x": draw(*shape)}, order=1, patterns=patterns)


PICTURES = (2, 4, 4, 3)

layer("sum", Parallel(nn.Conv2d(4, 2, 1), nn.Conv2d(4, 2, 3, padding=1), join=sum), PICTURES)
layer("residual", Residual(nn.Conv2d(4, 4, 3, padding=1)), PICTURES)
layer("residual shortcut", Residual(nn.Conv2d(4, 3, 3, padding=1), nn.Conv2d(4, 3, 1)), PICTURES)
layer("convNorm", ConvNorm(4, 3, 3, padding=1), PICTURES)
layer("convNorm inference", ConvNorm(4, 3, 3, padding=1), PICTURES, training=False)
layer("convNorm grouped hardSwish epsilon", ConvNorm(4, 6, 1, hard_swish, 0.1, groups=2), PICTURES)
layer("nin", NinBlock(4, 3, 3, stride=2, padding=1), PICTURES)
layer("inception v1", plain_inception(4, 2, (2, 3), (1, 2), 2), PICTURES)
wide("inception a", inception_a(4, 32), 2, 4, 3, 3)
wide("inception b", inception_b(4), 2, 4, 5, 5)
wide("inception c", inception_c(4, 64), 2, 4, 3, 3)
wide("inception d", inception_d(4), 2, 4, 5, 5)
wide("inception e", inception_e(4), 2, 4, 2, 2)
layer("basic", BasicBlock(4, 4, 1), PICTURES)
layer("basic stride 2", BasicBlock(4, 3, 2), PICTURES)
layer("basic stride 2 inference", BasicBlock(4, 3, 2), PICTURES, training=False)
layer("basic squeezing", BasicBlock(4, 4, 1, 2), PICTURES)
layer("bottleneck", Bottleneck(8, 2, 1), (2, 8, 3, 3))
layer("bottleneck stride 2 squeezing", Bottleneck(4, 2, 2, 3), PICTURES)
layer("preActivation basic", basic_pre_activation(4, 4, 1), PICTURES)
layer("preActivation basic stride 2", basic_pre_activation(4, 3, 2), PICTURES)
layer("preActivation bottleneck", bottleneck_pre_activation(8, 2, 1), (2, 8, 3, 3))
layer("preActivation bottleneck stride 2", bottleneck_pre_activation(4, 2, 2), PICTURES)
layer("dense", DenseBlock(4, 2, 3), PICTURES)
layer("transition", Transition(4, 2), PICTURES)
layer("squeezeExcitation", SqueezeExcitation(4, 2), PICTURES)
layer("squeezeExcitation hardSigmoid", SqueezeExcitation(4, 2, hard_sigmoid), PICTURES)
layer("invertedResidual", InvertedResidual(4, 4, 6, 3, 1), PICTURES)
layer("invertedResidual stride 2", InvertedResidual(4, 6, 8, 3, 2), PICTURES)
layer("invertedResidual not expanded", InvertedResidual(4, 4, 4, 3, 1), PICTURES)
layer("invertedResidual squeezing", InvertedResidual(4, 4, 6, 5, 1, hard_swish, 1e-3, 2), PICTURES)
layer("invertedResidual inference", InvertedResidual(4, 4, 6, 3, 1), PICTURES, training=False)
layer("channelAttention", ChannelAttention(4, 2), PICTURES)
layer("spatialAttention 3", SpatialAttention(3), PICTURES)
layer("cbam", Cbam(4, 2), PICTURES)

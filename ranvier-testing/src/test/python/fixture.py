"""Writes numbers that PyTorch computed, for TorchParity to compare with.

Each other script of this folder is a family of cases, which writes one file; all of them again:

    for family in [a-eg-z]*.py; do python3 $family; done

Format: one line for each case, "case NAME", and below it one line for each tensor, "NAME DIM,DIM,...
NUMBER NUMBER ...": the inputs that are differentiated, the constants, the outputs y, y2, y3, ..., the
cotangent dy of the first, and for each differentiated input x its gradient dx, a direction vx, and ddx, the
gradient of the sum of all (dx * vx). Where there is no ddx, it is zero. Inputs are multiples of 1/16, so that
they print short and are exact in every type; results are float64 with 12 digits. Labels and indices are
integers, masks booleans: their names end in ":i" and ":b". A name that ends in ":p" is that of a constant which
is not written: pattern() tells its numbers by the seed that stands there.
"""

import atexit
import os
import sys

import torch
from torch.nn.utils.stateless import functional_call

torch.set_default_dtype(torch.float64)
torch.manual_seed(20260101)

_lines = []


def draw(*shape, low=-32, high=32):
    """Multiples of 1/16 in [low / 16, high / 16)."""
    return torch.randint(low, high, shape).to(torch.float64) / 16


def spread(*shape):
    """No two equal, so that maxima are unique, and none zero."""
    count = 1
    for dim in shape:
        count *= dim
    return ((torch.randperm(count) - count // 2).to(torch.float64) / 16 + 1 / 32).reshape(shape)


def pattern(seed, *shape):
    """Multiples of 1/16 in [-1/2, 1/2) that are known by a seed: for parameters that are too many to write."""
    count = 1
    for dim in shape:
        count *= dim
    drawn = (torch.arange(count) + 1000003 * seed) * 2654435761 % 2**32 // 2**28
    return ((drawn - 8).to(torch.float64) / 16).reshape(shape)


def emit(name, tensor):
    shape = ",".join(str(dim) for dim in tensor.shape) or "-"
    tensor = tensor.detach()
    if tensor._is_zerotensor():
        tensor = torch.zeros(tensor.shape)
    if tensor.dtype in (torch.int32, torch.int64):
        name += ":i"
    elif tensor.dtype == torch.bool:
        name += ":b"
    values = " ".join(_number(v) for v in tensor.flatten().tolist())
    _lines.append(f"{name} {shape} {values}".rstrip())


def _number(value):
    text = repr(float(f"{value:.12g}"))
    return text[:-2] if text.endswith(".0") else text


def case(name, function, inputs, constants=None, order=2, patterns=None):
    """The outputs of function, and its gradients to this order at the inputs.

    function takes the inputs, the constants and the patterns, which are told by their shapes, by name, and gives a tensor or several, of which the first is
    differentiated.
    """
    _lines.append("case " + name)
    inputs = {key: value.detach().requires_grad_(order > 0) for key, value in inputs.items()}
    constants = constants or {}
    for key, value in {**inputs, **constants}.items():
        emit(key, value)
    patterns = patterns or {}
    for seed, (key, shape) in enumerate(patterns.items()):
        _lines.append(f"{key}:p {','.join(str(dim) for dim in shape)} {seed}")
    known = {key: pattern(seed, *shape) for seed, (key, shape) in enumerate(patterns.items())}
    ys = function(**inputs, **constants, **known)
    ys = ys if isinstance(ys, (tuple, list)) else (ys,)
    for i, y in enumerate(ys):
        emit("y" + (str(i + 1) if i else ""), y)
    if order == 0:
        return
    y = ys[0]
    dy = draw(*y.shape)
    emit("dy", dy)
    gradients = torch.autograd.grad(y, list(inputs.values()), dy, create_graph=order > 1, allow_unused=True)
    total = 0
    for key, gradient in zip(inputs, gradients):
        if gradient is None:
            gradient = torch.zeros_like(inputs[key])
        emit("d" + key, gradient)
        if order > 1:
            direction = draw(*gradient.shape)
            emit("v" + key, direction)
            total = total + (gradient * direction).sum()
    if order == 1 or not total.requires_grad:
        return
    seconds = torch.autograd.grad(total, list(inputs.values()), allow_unused=True)
    for key, second in zip(inputs, seconds):
        if second is not None:
            emit("dd" + key, second)


def layer(name, module, *shapes, training=True, call=None):
    """What a module makes of inputs x, x2, ... of these shapes, whose parameters have their names in the module.

    Where it is not training, the running statistics are constants. call makes the outputs of the module and
    these inputs, if it is not the plain call.
    """
    module.train(training)
    inputs = {"x" + (str(i + 1) if i else ""): draw(*shape) for i, shape in enumerate(shapes)}
    xs = list(inputs)
    for key, parameter in module.named_parameters():
        inputs[key] = draw(*parameter.shape, low=-8, high=9)
    constants = {}
    for key, buffer in module.named_buffers():
        if not training and key.endswith("running_mean"):
            constants[key] = draw(*buffer.shape, low=-8, high=9)
        elif not training and key.endswith("running_var"):
            constants[key] = draw(*buffer.shape, low=8, high=32)

    def function(**given):
        leaves = {key: value for key, value in given.items() if key not in xs}
        arguments = tuple(given[x] for x in xs)
        if call is None:
            return functional_call(module, leaves, arguments)
        return call(lambda *a, **options: functional_call(module, leaves, a, options), *arguments)

    case(name, function, inputs, constants)


@atexit.register
def _write():
    name = os.path.splitext(os.path.basename(sys.argv[0]))[0]
    folder = os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), "../resources/io/ranvier/testing/torch")
    with open(os.path.join(folder, name + ".txt"), "w") as file:
        file.write("\n".join(_lines) + "\n")

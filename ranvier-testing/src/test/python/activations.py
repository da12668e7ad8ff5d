"""Functions that make networks more than linear, at their kinks too."""

import torch
import torch.nn.functional as F

from fixture import case, draw

# The kinks of every function here are among these.
kinks = torch.tensor([-6, -3, -2, -1, -0.75, -0.5, 0, 0.5, 0.75, 1, 2, 3, 6])
everywhere = torch.cat([kinks, draw(17, low=-96, high=128), torch.tensor([-60.0, -25, 25, 60])])

smooth = everywhere[everywhere != 0]


def function(name, f, order=2, x=everywhere):
    case(name, lambda x: f(x), {"x": x}, order=order)


function("relu6", F.relu6)
function("leakyRelu", F.leaky_relu)
function("leakyRelu 0.3", lambda x: F.leaky_relu(x, 0.3))
case("prelu one", lambda x, weight: F.prelu(x, weight), {"x": draw(3, 4), "weight": torch.tensor([0.25])})
case("prelu channels", lambda x, weight: F.prelu(x, weight), {"x": draw(3, 4, 2), "weight": draw(4)})
function("rrelu inference", lambda x: F.rrelu(x, 0.1, 0.4))
# Where it has a kink, the second derivative is anything.
function("elu at 0", lambda x: F.elu(x, 0.5), order=1)
function("elu", F.elu, x=smooth)
function("elu 0.5", lambda x: F.elu(x, 0.5), x=smooth)
function("selu", F.selu, x=smooth)
function("celu", F.celu, x=smooth)
function("celu 2", lambda x: F.celu(x, 2.0), x=smooth)
function("gelu", F.gelu)
function("geluTanh", lambda x: F.gelu(x, approximate="tanh"))
function("silu", F.silu)
function("mish", F.mish)
function("hardSwish", F.hardswish, order=1)
function("logSigmoid", F.logsigmoid)
# F.hardsigmoid multiplies by the sixth of a float, in float64 too.
function("hardSigmoid", lambda x: F.relu6(x + 3) / 6)
function("hardTanh", F.hardtanh)
function("hardTanh -0.5 2", lambda x: F.hardtanh(x, -0.5, 2.0))
function("tanhShrink", F.tanhshrink)
function("softsign", F.softsign)
function("softplus", F.softplus)
function("softplus beta 2 threshold 3", lambda x: F.softplus(x, 2, 3))
function("softplus beta 0.5", lambda x: F.softplus(x, 0.5))
function("softShrink", F.softshrink)
function("softShrink 0.75", lambda x: F.softshrink(x, 0.75))
function("hardShrink", F.hardshrink)
function("hardShrink 2", lambda x: F.hardshrink(x, 2))
function("threshold", lambda x: F.threshold(x, 0.5, -2))
function("glu 1", lambda x: F.glu(x, 1), x=draw(3, 6, 2))
function("glu last", F.glu, x=draw(3, 6))
function("softmin 0", lambda x: F.softmin(x, 0), x=draw(4, 3))

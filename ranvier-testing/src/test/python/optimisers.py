"""20 steps of each optimiser: a trajectory of all parameters of a small net, whose batch changes."""

import torch
from torch import optim

from fixture import case, draw

STEPS = 20

START = {"weight": draw(3, 4, low=-16, high=16), "bias": draw(3, low=-8, high=8)}
DATA = {"x": draw(5, 6, 4), "target": draw(5, 6, 3, low=-16, high=16)}


def loss(weight, bias, x, target, step):
    k = step % 5
    return ((torch.tanh(x[k] @ weight.T + bias) - target[k]) ** 2).sum() / 8


def trajectory(make, clip=None, averages=None):
    def run(weight, bias, x, target):
        parameters = [weight.detach().clone().requires_grad_(), bias.detach().clone().requires_grad_()]
        optimizer = make(parameters)
        rows = []
        for step in range(STEPS):
            optimizer.zero_grad()

            def closure():
                optimizer.zero_grad()
                value = loss(*parameters, x, target, 0)
                value.backward()
                return value

            if isinstance(optimizer, optim.LBFGS):
                optimizer.step(closure)
            else:
                value = loss(*parameters, x, target, step)
                value.backward()
                if clip:
                    clip(parameters)
                optimizer.step()
            rows.append(torch.cat([p.detach().flatten().clone() for p in parameters]))
        return torch.stack(rows)

    return run


def add(name, make, **options):
    case(name, trajectory(make, **options), START, DATA, order=0)


add("sgd", lambda p: optim.SGD(p, lr=0.1))
add("sgd momentum", lambda p: optim.SGD(p, lr=0.05, momentum=0.9))
add("sgd dampening", lambda p: optim.SGD(p, lr=0.1, momentum=0.8, dampening=0.4))
add("sgd dampening 1", lambda p: optim.SGD(p, lr=0.1, momentum=0.8, dampening=1))
add("sgd nesterov decay", lambda p: optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.1))
add("sgd dampening decay", lambda p: optim.SGD(p, lr=0.05, momentum=0.9, dampening=0.2, weight_decay=0.2))
add("sgd maximize", lambda p: optim.SGD(p, lr=0.01, momentum=0.5, weight_decay=0.1, maximize=True))
add("adagrad", lambda p: optim.Adagrad(p, lr=0.1))
add("adagrad options", lambda p: optim.Adagrad(p, lr=0.2, lr_decay=0.1, weight_decay=0.05, initial_accumulator_value=0.3, eps=1e-3))
add("adagrad maximize", lambda p: optim.Adagrad(p, lr=0.01, maximize=True))
add("adadelta", lambda p: optim.Adadelta(p))
add("adadelta options", lambda p: optim.Adadelta(p, lr=2, rho=0.7, eps=1e-4, weight_decay=0.1))
add("rmsprop", lambda p: optim.RMSprop(p, lr=0.01))
add("rmsprop centered", lambda p: optim.RMSprop(p, lr=0.01, alpha=0.9, centered=True, eps=1e-3))
add("rmsprop momentum", lambda p: optim.RMSprop(p, lr=0.005, momentum=0.8, weight_decay=0.1))
add("rmsprop all", lambda p: optim.RMSprop(p, lr=0.005, alpha=0.95, momentum=0.6, centered=True, weight_decay=0.2, eps=1e-4))
add("rprop", lambda p: optim.Rprop(p, lr=0.01))
add("rprop options", lambda p: optim.Rprop(p, lr=0.02, etas=(0.3, 1.5), step_sizes=(1e-3, 0.05)))
add("adam", lambda p: optim.Adam(p, lr=0.05))
add("adam options", lambda p: optim.Adam(p, lr=0.05, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1))
add("adam amsgrad", lambda p: optim.Adam(p, lr=0.1, betas=(0.5, 0.6), amsgrad=True))
add("adam maximize", lambda p: optim.Adam(p, lr=0.01, maximize=True))
add("adam beta1 0", lambda p: optim.Adam(p, lr=0.05, betas=(0.0, 0.9)))
add("adamw", lambda p: optim.AdamW(p, lr=0.05))
add("adamw options", lambda p: optim.AdamW(p, lr=0.05, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.3))
add("adamw amsgrad", lambda p: optim.AdamW(p, lr=0.1, betas=(0.5, 0.6), amsgrad=True, weight_decay=0.1))
add("adamax", lambda p: optim.Adamax(p, lr=0.02))
add("adamax options", lambda p: optim.Adamax(p, lr=0.05, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1))
add("nadam", lambda p: optim.NAdam(p, lr=0.02))
add("nadam options", lambda p: optim.NAdam(p, lr=0.05, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1, momentum_decay=0.2))
add("nadam momentum decay 0", lambda p: optim.NAdam(p, lr=0.05, momentum_decay=0))
add("radam", lambda p: optim.RAdam(p, lr=0.05))
add("radam options", lambda p: optim.RAdam(p, lr=0.05, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1))
add("radam short", lambda p: optim.RAdam(p, lr=0.02, betas=(0.9, 0.7)))
add("groups", lambda p: optim.SGD([{"params": [p[0]]}, {"params": [p[1]], "lr": 0.02, "momentum": 0.5}], lr=0.1))
add("frozen", lambda p: optim.SGD([{"params": [p[0]], "lr": 0}, {"params": [p[1]]}], lr=0.1))
add("clip norm", lambda p: optim.SGD(p, lr=0.1), clip=lambda p: torch.nn.utils.clip_grad_norm_(p, 0.3))
add("clip norm 1", lambda p: optim.SGD(p, lr=0.1), clip=lambda p: torch.nn.utils.clip_grad_norm_(p, 0.5, norm_type=1))
add("clip norm 3", lambda p: optim.SGD(p, lr=0.1), clip=lambda p: torch.nn.utils.clip_grad_norm_(p, 0.2, norm_type=3))
add("clip norm infinite", lambda p: optim.SGD(p, lr=0.1), clip=lambda p: torch.nn.utils.clip_grad_norm_(p, 0.1, norm_type=float("inf")))
add("clip value", lambda p: optim.SGD(p, lr=0.1), clip=lambda p: torch.nn.utils.clip_grad_value_(p, 0.1))
add("lbfgs", lambda p: optim.LBFGS(p, lr=0.5, max_iter=1, history_size=5))
add("lbfgs iterations", lambda p: optim.LBFGS(p, lr=0.5, max_iter=2, history_size=3))
add("lbfgs strong wolfe", lambda p: optim.LBFGS(p, max_iter=2, history_size=4, line_search_fn="strong_wolfe"))

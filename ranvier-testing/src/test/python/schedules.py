"""The learning rates of 100 steps."""

import warnings

import torch
from torch import optim
from torch.optim import lr_scheduler as schedulers

from fixture import case, draw

warnings.filterwarnings("ignore")

STEPS = 100


def rates(make, lr=0.1):
    def run():
        optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr, momentum=0.9)
        scheduler = make(optimizer)
        found = []
        for _ in range(STEPS):
            found.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        return torch.tensor(found)

    return run


def add(name, make, lr=0.1):
    case(name, rates(make, lr), {}, order=0)


add("step", lambda o: schedulers.StepLR(o, 30, gamma=0.2))
add("multiStep", lambda o: schedulers.MultiStepLR(o, [10, 35, 80], gamma=0.3))
add("exponential", lambda o: schedulers.ExponentialLR(o, 0.95))
add("polynomial", lambda o: schedulers.PolynomialLR(o, total_iters=80, power=2.5))
add("polynomial 1", lambda o: schedulers.PolynomialLR(o, total_iters=60))
add("constant factor", lambda o: schedulers.ConstantLR(o, factor=0.25, total_iters=15))
add("linear", lambda o: schedulers.LinearLR(o, start_factor=0.1, end_factor=0.8, total_iters=40))
add("cosine", lambda o: schedulers.CosineAnnealingLR(o, 40, eta_min=0.01))
add("warmRestarts", lambda o: schedulers.CosineAnnealingWarmRestarts(o, 20, eta_min=0.001))
add("warmRestarts 2", lambda o: schedulers.CosineAnnealingWarmRestarts(o, 10, T_mult=2, eta_min=0.02))
add("oneCycle", lambda o: schedulers.OneCycleLR(o, 0.5, total_steps=101, cycle_momentum=False))
add("oneCycle linear", lambda o: schedulers.OneCycleLR(o, 0.5, total_steps=101, pct_start=0.4, anneal_strategy="linear", div_factor=10, final_div_factor=100, cycle_momentum=False))
add("oneCycle three phases", lambda o: schedulers.OneCycleLR(o, 0.2, total_steps=101, pct_start=0.35, three_phase=True, cycle_momentum=False))
add("triangular", lambda o: schedulers.CyclicLR(o, 0.01, 0.1, step_size_up=10, step_size_down=15, cycle_momentum=False))
add("triangular halved", lambda o: schedulers.CyclicLR(o, 0.01, 0.1, step_size_up=12, mode="triangular2", cycle_momentum=False))
add("chained", lambda o: schedulers.ChainedScheduler([schedulers.ConstantLR(o, factor=0.1, total_iters=12), schedulers.ExponentialLR(o, 0.97)]))
add("sequence", lambda o: schedulers.SequentialLR(o, [schedulers.ConstantLR(o, factor=0.1, total_iters=200), schedulers.ExponentialLR(o, 0.9)], [25]))

SCORES = [2.0 / (1 + step) ** 0.5 if step % 3 else 1.0 for step in range(40)] + [0.4] * 30 + [0.3] * 30


def plateau(sign=1, **options):
    def run(scores):
        optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
        scheduler = schedulers.ReduceLROnPlateau(optimizer, **options)
        found = []
        for score in scores.tolist():
            scheduler.step(sign * score)
            found.append(optimizer.param_groups[0]["lr"])
        return torch.tensor(found)

    return run


def add_plateau(name, **options):
    case(name, plateau(**options), {}, {"scores": torch.tensor(SCORES)}, order=0)


add_plateau("plateau", factor=0.5, patience=3)
add_plateau("plateau cooldown", factor=0.3, patience=2, cooldown=4, threshold=0.1, min_lr=0.002)
add_plateau("plateau absolute", factor=0.5, patience=4, threshold=0.2, threshold_mode="abs")
add_plateau("plateau highest", sign=-1, mode="max", factor=0.5, patience=4, threshold=0.05, threshold_mode="abs")

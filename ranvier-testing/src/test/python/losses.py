"""Losses, each with every option and every reduction somewhere."""

import torch
import torch.nn.functional as F

from fixture import case, draw

REDUCTIONS = ("none", "mean", "sum")


def each(name, f, inputs, constants=None, order=2, reductions=REDUCTIONS):
    for reduction in reductions:
        case(
            f"{name} {reduction}",
            lambda **given: f(reduction=reduction, **given),
            inputs,
            constants,
            order,
        )


def off(*shape, low=-32, high=32):
    """Never a multiple of 1/16, so that no kink is hit."""
    return draw(*shape, low=low, high=high) + 1 / 64


def probabilities(*shape):
    return draw(*shape, low=1, high=16)


labels = torch.tensor([0, 3, 2, 3, 1])
ignoring = torch.tensor([0, -1, 2, -1, 1])
pixels = torch.randint(0, 3, (2, 2, 3))
weight = torch.tensor([0.5, 1, 2, 0.25])

# Classes
plain = {"x": draw(5, 4)}
each("crossEntropy", lambda x, labels, reduction: F.cross_entropy(x, labels, reduction=reduction), plain, {"labels": labels})
each(
    "crossEntropy weight ignore smoothing",
    lambda x, labels, weight, reduction: F.cross_entropy(
        x, labels, weight, ignore_index=-1, reduction=reduction, label_smoothing=0.2
    ),
    plain,
    {"labels": ignoring, "weight": weight},
)
each(
    "crossEntropy smoothing",
    lambda x, labels, reduction: F.cross_entropy(x, labels, reduction=reduction, label_smoothing=0.1),
    plain,
    {"labels": labels},
    reductions=("mean",),
)
each(
    "crossEntropy weight",
    lambda x, labels, weight, reduction: F.cross_entropy(x, labels, weight, reduction=reduction),
    plain,
    {"labels": labels, "weight": weight},
    reductions=("mean",),
)
each(
    "crossEntropy pixels",
    lambda x, labels, reduction: F.cross_entropy(x, labels, reduction=reduction, label_smoothing=0.1),
    {"x": draw(2, 3, 2, 3)},
    {"labels": pixels},
)
each(
    "crossEntropy one",
    lambda x, labels, reduction: F.cross_entropy(x, labels, reduction=reduction),
    {"x": draw(4)},
    {"labels": torch.tensor(2)},
    reductions=("mean",),
)
each(
    "crossEntropy probabilities",
    lambda x, target, weight, reduction: F.cross_entropy(x, target, weight, reduction=reduction, label_smoothing=0.2),
    {"x": draw(2, 4, 3), "target": probabilities(2, 4, 3)},
    {"weight": weight},
)
each("nll", lambda x, labels, reduction: F.nll_loss(x, labels, reduction=reduction), plain, {"labels": labels})
each(
    "nll weight ignore pixels",
    lambda x, labels, weight, reduction: F.nll_loss(x, labels, weight, ignore_index=0, reduction=reduction),
    {"x": draw(2, 3, 2, 3)},
    {"labels": pixels, "weight": weight[:3]},
)
each(
    "multiMargin",
    lambda x, labels, reduction: F.multi_margin_loss(x, labels, reduction=reduction),
    {"x": off(5, 4) + torch.arange(4) / 100},
    {"labels": labels},
    order=1,
)
each(
    "multiMargin power 2 margin 0.5 weight",
    lambda x, labels, weight, reduction: F.multi_margin_loss(x, labels, 2, 0.5, weight, reduction=reduction),
    {"x": off(5, 4) + torch.arange(4) / 100},
    {"labels": labels, "weight": weight},
    order=1,
)

# Two classes
zeros = torch.tensor([[0.0, 1, 1, 0], [1, 0, 1, 1], [0, 0, 1, 0]])
each(
    "binaryCrossEntropy",
    lambda x, target, reduction: F.binary_cross_entropy(x, target, reduction=reduction),
    {"x": probabilities(3, 4), "target": probabilities(3, 4)},
)
each(
    "binaryCrossEntropy weight",
    lambda x, target, weight, reduction: F.binary_cross_entropy(x, target, weight, reduction=reduction),
    {"x": probabilities(3, 4)},
    {"target": zeros, "weight": weight.expand(3, 4)},
    reductions=("mean",),
)
case(
    "binaryCrossEntropy certain",
    lambda x, target: F.binary_cross_entropy(x, target, reduction="none"),
    {"x": torch.tensor([0.0, 1, 0, 1])},
    {"target": torch.tensor([0.0, 0, 1, 1])},
    order=0,
)
each(
    "binaryCrossEntropyWithLogits",
    lambda x, target, reduction: F.binary_cross_entropy_with_logits(x, target, reduction=reduction),
    {"x": draw(3, 4), "target": probabilities(3, 4)},
)
each(
    "binaryCrossEntropyWithLogits weights",
    lambda x, target, weight, positive, reduction: F.binary_cross_entropy_with_logits(
        x, target, weight, pos_weight=positive, reduction=reduction
    ),
    {"x": draw(3, 4, low=-320, high=320)},
    {"target": zeros, "weight": draw(3, 4, low=1), "positive": weight},
)
each(
    "multiLabelSoftMargin",
    lambda x, target, weight, reduction: F.multilabel_soft_margin_loss(x, target, weight, reduction=reduction),
    {"x": draw(3, 4)},
    {"target": zeros, "weight": weight},
)

# Distributions
each(
    "kl",
    lambda x, target, reduction: F.kl_div(x, target, reduction=reduction),
    {"x": draw(3, 4), "target": probabilities(3, 4)},
    reductions=("none", "mean", "sum", "batchmean"),
)
case("kl zeros", lambda x, target: F.kl_div(x, target, reduction="none"), {"x": draw(3, 4)}, {"target": zeros})
each(
    "klOfLogs",
    lambda x, target, reduction: F.kl_div(x, target, reduction=reduction, log_target=True),
    {"x": draw(3, 4), "target": draw(3, 4)},
    reductions=("none", "batchmean"),
)
counts = torch.randint(0, 6, (3, 4)).to(torch.float64)
each(
    "poissonNll",
    lambda x, target, reduction: F.poisson_nll_loss(x, target, reduction=reduction),
    {"x": draw(3, 4)},
    {"target": counts},
)
each(
    "poissonNll full",
    lambda x, target, reduction: F.poisson_nll_loss(x, target, full=True, reduction=reduction),
    {"x": draw(3, 4)},
    {"target": counts},
    reductions=("mean",),
)
each(
    "poissonNllOfRates full",
    lambda x, target, reduction: F.poisson_nll_loss(x, target, log_input=False, full=True, reduction=reduction),
    {"x": draw(3, 4, low=4)},
    {"target": counts},
)
each(
    "gaussianNll",
    lambda x, target, variance, reduction: F.gaussian_nll_loss(x, target, variance, reduction=reduction),
    {"x": draw(3, 4), "target": draw(3, 4), "variance": draw(3, 4, low=4)},
)
each(
    "gaussianNll full one variance",
    lambda x, target, variance, reduction: F.gaussian_nll_loss(x, target, variance, full=True, reduction=reduction),
    {"x": draw(3, 4), "target": draw(3, 4), "variance": draw(3, 1, low=4)},
)

# Distances
for name, loss in (("mse", F.mse_loss), ("l1", F.l1_loss)):
    each(
        name,
        lambda x, target, reduction, loss=loss: loss(x, target, reduction=reduction),
        {"x": draw(3, 4), "target": draw(3, 4)},
    )
for beta in (1, 0.5, 0):
    each(
        f"smoothL1 {beta}",
        lambda x, target, reduction: F.smooth_l1_loss(x, target, beta=beta, reduction=reduction),
        {"x": off(3, 4), "target": draw(3, 4)},
        order=2,
    )
for delta in (1, 0.5):
    each(
        f"huber {delta}",
        lambda x, target, reduction: F.huber_loss(x, target, delta=delta, reduction=reduction),
        {"x": off(3, 4), "target": draw(3, 4)},
    )

# Margins
signs = torch.tensor([1.0, -1, -1, 1, 1, -1])
each(
    "softMargin",
    lambda x, target, reduction: F.soft_margin_loss(x, target, reduction=reduction),
    {"x": draw(6)},
    {"target": signs},
)
for margin in (1, 0.5):
    each(
        f"hingeEmbedding {margin}",
        lambda x, target, reduction: F.hinge_embedding_loss(x, target, margin, reduction=reduction),
        {"x": off(6)},
        {"target": signs},
    )
    each(
        f"marginRanking {margin}",
        lambda x, second, target, reduction: F.margin_ranking_loss(x, second, target, margin, reduction=reduction),
        {"x": off(6), "second": draw(6)},
        {"target": signs},
    )
for margin in (0, 0.25):
    each(
        f"cosineEmbedding {margin}",
        lambda x, second, target, reduction: F.cosine_embedding_loss(x, second, target, margin, reduction=reduction),
        {"x": draw(6, 5), "second": draw(6, 5)},
        {"target": signs},
    )
triple = {"x": off(5, 4), "positive": draw(5, 4), "negative": draw(5, 4)}
each(
    "triplet",
    lambda x, positive, negative, reduction: F.triplet_margin_loss(x, positive, negative, reduction=reduction),
    triple,
)
each(
    "triplet 0.5 power 3 swap",
    lambda x, positive, negative, reduction: F.triplet_margin_loss(
        x, positive, negative, 0.5, p=3, swap=True, reduction=reduction
    ),
    triple,
)
each(
    "triplet power 1",
    lambda x, positive, negative, reduction: F.triplet_margin_loss(x, positive, negative, p=1, reduction=reduction),
    triple,
    reductions=("mean",),
)

# Sequences
lengths = {"inputs": torch.tensor([7, 6, 7]), "lengths": torch.tensor([3, 2, 0])}
targets = torch.tensor([[1, 1, 2], [3, 1, 2], [1, 1, 1]])


def ctc(x, targets, inputs, lengths, reduction, blank=0, zero=False):
    return F.ctc_loss(F.log_softmax(x, 2), targets, inputs, lengths, blank, reduction, zero)


each("ctc", ctc, {"x": draw(7, 3, 4)}, {"targets": targets, **lengths}, order=1)
each(
    "ctc blank 3",
    lambda **given: ctc(blank=3, **given),
    {"x": draw(7, 3, 4)},
    {"targets": targets % 3, **lengths},
    order=1,
    reductions=("mean",),
)
each(
    "ctc impossible",
    lambda **given: ctc(zero=True, **given),
    {"x": draw(3, 3, 4)},
    {"targets": targets, "inputs": torch.tensor([3, 3, 3]), "lengths": torch.tensor([3, 2, 1])},
    order=1,
)

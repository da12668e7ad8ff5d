"""What the functions of torchvision make of pictures, written in plain torch: see AugmentationParityTest."""

import math

import torch
from torch.nn.functional import affine_grid, conv2d, grid_sample, interpolate, pad

from fixture import case

CORNERS = [(0, 0), (9, 0), (9, 7), (0, 7)]
"""Of the pictures below."""


def picture(*shape):
    return torch.randint(0, 256, shape).to(torch.float64)


def unchanged(name, function, **inputs):
    """A case without gradients: constants are handed to the test alone."""
    case(name, lambda x, **_: function(x), {"x": inputs.pop("x")}, inputs, order=0)


def resizing():
    kinds = {
        "nearest": {"mode": "nearest-exact"},
        "bilinear": {"mode": "bilinear", "antialias": True},
        "bicubic": {"mode": "bicubic", "antialias": True},
        "bilinear_aliased": {"mode": "bilinear"},
        "bicubic_aliased": {"mode": "bicubic"},
        "area": {"mode": "area"},
    }
    for kind, options in kinds.items():
        for size in ((4, 5), (13, 20), (3, 17), (1, 1)):
            unchanged(
                f"resize_{kind}_{size[0]}x{size[1]}",
                lambda x: interpolate(x[None], size, **options)[0],
                x=picture(2, 7, 9),
            )
    # As resized_crop: cut first, so that nothing outside of the region shows.
    unchanged(
        "resized_crop",
        lambda x: interpolate(x[None, :, 2:7, 1:7], (3, 9), mode="bilinear", antialias=True)[0],
        x=picture(2, 7, 9),
    )


def warp(x, matrix, mode="bilinear", border="zeros"):
    """x with each place moved by matrix: [3, 3], which is not normalised."""
    _, height, width = x.shape
    back = torch.linalg.inv(matrix)
    xs = torch.arange(width) + 0.5
    ys = torch.arange(height) + 0.5
    places = torch.stack(
        [xs.expand(height, -1), ys[:, None].expand(-1, width), torch.ones(height, width)], -1
    ) @ back.T
    grid = places[..., :2] / places[..., 2:] / torch.tensor([width / 2, height / 2]) - 1
    return grid_sample(x[None], grid[None], mode, border, align_corners=False)[0]


def by_affine_grid(x, matrix):
    """As warp, by torch's own grid."""
    _, height, width = x.shape
    scale = torch.tensor([[width / 2, 0, width / 2], [0, height / 2, height / 2], [0, 0, 1]])
    theta = (torch.linalg.inv(scale) @ torch.linalg.inv(matrix) @ scale)[None, :2]
    grid = affine_grid(theta, [1, *x.shape], align_corners=False)
    return grid_sample(x[None], grid, "bilinear", "zeros", align_corners=False)[0]


def sampling():
    affine = torch.tensor([[0.9, -0.45, 2.2], [0.35, 1.15, -1.4], [0, 0, 1]])
    projective = torch.tensor([[0.9, -0.2, 1.3], [0.1, 0.8, 0.7], [0.03, -0.02, 1]])
    for mode in ("nearest", "bilinear", "bicubic"):
        for border in ("zeros", "border", "reflection"):
            unchanged(
                f"warp_{mode}_{border}",
                lambda x: warp(x, affine, mode, border),
                x=picture(2, 7, 9),
                matrix=affine,
            )
    unchanged("affine_grid", lambda x: by_affine_grid(x, affine), x=picture(2, 7, 9), matrix=affine)
    unchanged("projective", lambda x: warp(x, projective), x=picture(2, 7, 9), matrix=projective)
    unchanged(
        "fill", lambda x: warp(x - 128, affine) + 128, x=picture(2, 7, 9), matrix=affine
    )
    moved = torch.tensor([(1.0, 0.5), (8.25, 1), (7.5, 6.75), (0.25, 5.5)])
    unchanged("perspective", lambda x: warp(x, perspective(moved)), x=picture(2, 7, 9), corners=moved)
    field = torch.randint(-32, 32, (2, 7, 9)).to(torch.float64) / 16
    unchanged("displacement", lambda x: displaced(x, field), x=picture(2, 7, 9), field=field)


def perspective(moved):
    """What moves CORNERS there: the solution of eight equations."""
    rows, right = [], []
    for (x, y), (u, v) in zip(CORNERS, moved.tolist()):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
        right += [u, v]
    solution = torch.linalg.solve(torch.tensor(rows, dtype=torch.float64), torch.tensor(right))
    return torch.cat([solution, torch.ones(1)]).reshape(3, 3)


def displaced(x, field):
    _, height, width = x.shape
    xs = torch.arange(width) + 0.5 + field[0]
    ys = (torch.arange(height) + 0.5)[:, None] + field[1]
    grid = torch.stack([xs / (width / 2), ys / (height / 2)], -1) - 1
    return grid_sample(x[None], grid[None], "bilinear", "zeros", align_corners=False)[0]


def torchvision_affine(x, angle, scale, shear):
    """torchvision.transforms.functional.affine."""
    rot, sx, sy = (math.radians(degrees) for degrees in (angle, *shear))
    a = math.cos(rot - sy) / math.cos(sy)
    b = -math.cos(rot - sy) * math.tan(sx) / math.cos(sy) - math.sin(rot)
    c = math.sin(rot - sy) / math.cos(sy)
    d = -math.sin(rot - sy) * math.tan(sx) / math.cos(sy) + math.cos(rot)
    theta = torch.tensor([[[d, -b, 0], [-c, a, 0]]]) / scale
    _, height, width = x.shape
    base = torch.empty(1, height, width, 3)
    base[..., 0] = torch.linspace(-width / 2 + 0.5, width / 2 - 0.5, width)
    base[..., 1] = torch.linspace(-height / 2 + 0.5, height / 2 - 0.5, height)[:, None]
    base[..., 2] = 1
    rescaled = theta.transpose(1, 2) / torch.tensor([width / 2, height / 2])
    grid = base.view(1, height * width, 3).bmm(rescaled).view(1, height, width, 2)
    return grid_sample(x[None], grid, "bilinear", "zeros", align_corners=False)[0]


def affine():
    for name, angle, scale, shear in (
        ("affine_turn", 30, 1, (0, 0)),
        ("affine_scale", 0, 1.3, (0, 0)),
        ("affine_shear", 0, 1, (12, 0)),
        ("affine_all", -50, 0.8, (10, -15)),
    ):
        unchanged(name, lambda x: torchvision_affine(x, angle, scale, shear), x=picture(2, 7, 9))


def blur(x, size, sigma):
    places = torch.arange(size) - size // 2
    bell = torch.exp(-0.5 * (places / sigma) ** 2)
    bell = bell / bell.sum()
    kernel = (bell[:, None] * bell)[None, None]
    mirrored = pad(x[:, None], [size // 2] * 4, mode="reflect")
    return conv2d(mirrored, kernel)[:, 0]


def blend(x, other, factor):
    return (factor * x + (1 - factor) * other).clamp(0, 255)


def grey(x):
    return (0.299 * x[0] + 0.587 * x[1] + 0.114 * x[2])[None]


def hue(x, shift):
    """torchvision.transforms.functional.adjust_hue, whose levels are 0 to 1."""
    x = x / 255
    r, g, b = x
    high, low = x.max(0).values, x.min(0).values
    chroma = high - low
    divisor = torch.where(chroma == 0, torch.ones_like(chroma), chroma)
    s = chroma / torch.where(high == 0, torch.ones_like(high), high)
    rc, gc, bc = ((high - channel) / divisor for channel in (r, g, b))
    is_red, is_green = high == r, (high == g) & (high != r)
    h = is_red * (bc - gc) + is_green * (2 + rc - bc) + (~is_red & ~is_green) * (4 + gc - rc)
    h = (h / 6 + 1 + shift) % 1
    i = torch.floor(h * 6)
    f = h * 6 - i
    p, q, t = high * (1 - s), high * (1 - s * f), high * (1 - s * (1 - f))
    sector = i.to(torch.int64) % 6
    v = high
    table = torch.stack(
        [torch.stack(row) for row in ((v, q, p, p, t, v), (t, v, v, q, p, p), (p, p, t, v, v, q))]
    )
    return torch.gather(table, 1, sector.expand(3, 1, -1, -1))[:, 0] * 255


def colours():
    for size, sigma in ((3, 0.5), (7, 1.7)):
        unchanged(f"blur_{size}", lambda x: blur(x, size, sigma), x=picture(3, 5, 6))
    for factor in (0.3, 1.8):
        name = str(factor).replace(".", "")
        unchanged(f"brightness_{name}", lambda x: blend(x, 0, factor), x=picture(3, 5, 6))
        unchanged(f"contrast_{name}", lambda x: blend(x, grey(x).mean(), factor), x=picture(3, 5, 6))
        unchanged(f"saturation_{name}", lambda x: blend(x, grey(x), factor), x=picture(3, 5, 6))
    unchanged("contrast_of_grey", lambda x: blend(x, x.mean(), 0.4), x=picture(1, 5, 6))
    for name, shift in (("left", -0.4), ("right", 0.15)):
        unchanged(f"hue_{name}", lambda x: hue(x, shift), x=picture(3, 5, 6))


resizing()
sampling()
affine()
colours()

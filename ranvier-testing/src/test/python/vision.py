"""Other sizes of pictures, and pictures read at other places."""

import torch
import torch.nn.functional as F

from fixture import case, draw


def resize(name, x, mode, size, aligned=None, antialias=False):
    options = {} if aligned is None else {"align_corners": aligned}
    if antialias:
        options["antialias"] = True
    case(f"resize {name}", lambda x: F.interpolate(x, size=size, mode=mode, **options), {"x": draw(*x)})


def upsample(name, x, mode, factor, aligned=None):
    options = {} if aligned is None else {"align_corners": aligned}

    def function(x):
        return F.interpolate(x, scale_factor=factor, mode=mode, recompute_scale_factor=False, **options)

    case(f"upsample {name}", function, {"x": draw(*x)})


resize("nearest 1", (2, 2, 5), "nearest", 7)
resize("nearest 2 whole", (1, 2, 2, 3), "nearest", (4, 9))
resize("nearest 2 smaller", (1, 2, 5, 6), "nearest", (3, 2))
resize("nearest 3", (1, 2, 2, 3, 2), "nearest", (3, 2, 4))
resize("nearest exact", (1, 2, 4, 5), "nearest-exact", (7, 3))
resize("linear", (2, 2, 5), "linear", 8, False)
resize("linear aligned", (2, 2, 5), "linear", 8, True)
resize("bilinear", (1, 2, 4, 5), "bilinear", (7, 3), False)
resize("bilinear aligned", (1, 2, 4, 5), "bilinear", (7, 3), True)
resize("bilinear aligned to one", (1, 2, 4, 5), "bilinear", (1, 6), True)
resize("trilinear", (1, 2, 3, 4, 2), "trilinear", (5, 2, 3), False)
resize("trilinear aligned", (1, 2, 3, 4, 2), "trilinear", (5, 2, 3), True)
resize("bicubic", (1, 2, 4, 5), "bicubic", (7, 3), False)
resize("bicubic aligned", (1, 2, 4, 5), "bicubic", (7, 3), True)
resize("bilinear antialiased", (1, 2, 7, 5), "bilinear", (3, 8), False, True)
resize("bilinear antialiased aligned", (1, 2, 7, 5), "bilinear", (3, 8), True, True)
resize("bicubic antialiased", (1, 2, 9, 5), "bicubic", (4, 7), False, True)
resize("bicubic antialiased aligned", (1, 2, 9, 5), "bicubic", (4, 7), True, True)
resize("area", (1, 2, 5, 6), "area", (3, 4))
upsample("nearest", (1, 2, 4, 5), "nearest", (1.6, 2.0))
upsample("bilinear", (1, 2, 4, 5), "bilinear", (1.6, 0.7), False)
upsample("bilinear aligned", (1, 2, 4, 5), "bilinear", (1.6, 0.7), True)
upsample("bicubic", (1, 2, 4, 5), "bicubic", (1.6, 2.0), False)

case("pixelShuffle", lambda x: F.pixel_shuffle(x, 2), {"x": draw(2, 8, 2, 3)})
case("pixelUnshuffle", lambda x: F.pixel_unshuffle(x, 3), {"x": draw(2, 2, 3, 6)})

for aligned in (False, True):
    corners = " aligned" if aligned else ""
    for mode in ("nearest", "bilinear", "bicubic"):
        for border in ("zeros", "border", "reflection"):
            # off the places where neighbours change
            grid = draw(2, 2, 3, 2, low=-30, high=30) + 0.01

            def function(x, grid, mode=mode, border=border, aligned=aligned):
                return F.grid_sample(x, grid, mode=mode, padding_mode=border, align_corners=aligned)

            # Its second derivative is not there for nearest and bicubic.
            order = 1
            case(f"gridSample {mode} {border}{corners}", function, {"x": draw(2, 2, 4, 5), "grid": grid}, order=order)
    for border in ("zeros", "border", "reflection"):
        grid = draw(1, 2, 2, 2, 3, low=-30, high=30) + 0.01

        def volume(x, grid, border=border, aligned=aligned):
            return F.grid_sample(x, grid, padding_mode=border, align_corners=aligned)

        case(f"gridSample volume {border}{corners}", volume, {"x": draw(1, 2, 3, 2, 4), "grid": grid}, order=1)
    case(
        f"affineGrid{corners}",
        lambda theta, aligned=aligned: F.affine_grid(theta, (2, 1, 3, 4), align_corners=aligned),
        {"theta": draw(2, 2, 3)},
    )
    case(
        f"affineGrid volume{corners}",
        lambda theta, aligned=aligned: F.affine_grid(theta, (2, 1, 2, 3, 1), align_corners=aligned),
        {"theta": draw(2, 3, 4)},
    )

#!/usr/bin/env python3
"""Times PyTorch where `ranvier scale` times Ranvier, and prints the same lines of JSON.

    python3 scale.py [train|infer] [--threads N] > pytorch.jsonl
    ./ranvier scale --peer pytorch.jsonl

Needs PyTorch, such as Debian's python3-torch. Each point is run channels-first and channels-last, and the
faster of the two counts.
"""

import argparse
import json
import os
import time

import torch
from torch import nn

AXES = {"batch": (8, 16), "width": (16, 32), "depth": (2, 4), "side": (16, 32)}  # first of four, usual
WARMUP_SECONDS, SECONDS, FEWEST = 2.0, 2.0, 5


def network(width, depth):
    layers = []
    for i in range(depth):
        layers += [nn.Conv2d(width if i else 3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 10))


def median_ms(size, train, memory_format):
    torch.manual_seed(1)
    model = network(size["width"], size["depth"]).to(memory_format=memory_format).train(train)
    images = torch.rand(size["batch"], 3, size["side"], size["side"]).contiguous(memory_format=memory_format)
    labels = torch.randint(10, (size["batch"],))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

    def training_step():
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    def inference_step():
        with torch.inference_mode():
            return model(images)[0, 0].item()

    def times_of(seconds):
        times, end = [], time.perf_counter() + seconds
        while len(times) < FEWEST or time.perf_counter() < end:
            start = time.perf_counter()
            (training_step if train else inference_step)()
            times.append(time.perf_counter() - start)
        return sorted(times)

    times_of(WARMUP_SECONDS)
    times = times_of(SECONDS)
    return 1000 * times[(len(times) - 1) // 2]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mode", nargs="?", choices=["train", "infer"], default="train")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    for axis, (first, _) in AXES.items():
        for i in range(4):
            size = {name: usual for name, (_, usual) in AXES.items()}
            size[axis] = first << i
            formats = [torch.contiguous_format, torch.channels_last]
            ms = min(median_ms(size, arguments.mode == "train", f) for f in formats)
            line = {
                "system": "pytorch",
                "version": torch.__version__,
                "axis": axis,
                "value": size[axis],
                "mode": arguments.mode,
                "batch": size["batch"],
                "threads": arguments.threads,
                "median_ms": round(ms, 4),
                "items_per_s": round(1000 * size["batch"] / ms, 2),
            }
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()

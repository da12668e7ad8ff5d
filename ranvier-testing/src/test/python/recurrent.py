"""Recurrent networks. The output is everything that comes out, in one row: the outputs, then the last states."""

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from fixture import case, draw

N, T, IN, HIDDEN = 3, 4, 3, 2
GATES = {"tanh": 1, "relu": 1, "lstm": 4, "gru": 3, "mgu": 2}
FUNCTIONS = {"tanh": torch._VF.rnn_tanh, "relu": torch._VF.rnn_relu, "lstm": torch._VF.lstm, "gru": torch._VF.gru}


def weights(kind, layers=1, directions=1, bias=True, projection=0):
    size = projection or HIDDEN
    made = {}
    for layer in range(layers):
        for side in range(directions):
            end = f"_l{layer}" + ("_reverse" if side else "")
            rows = GATES[kind] * HIDDEN
            made["weight_ih" + end] = draw(rows, IN if layer == 0 else directions * size)
            made["weight_hh" + end] = draw(rows, size)
            if bias:
                made["bias_ih" + end] = draw(rows)
                made["bias_hh" + end] = draw(rows)
            if projection:
                made["weight_hr" + end] = draw(projection, HIDDEN)
    return made


def recurrent(kind, options="", layers=1, directions=1, bias=True, projection=0, lengths=None):
    def run(x, h0, c0=None, **w):
        states = (h0, c0) if c0 is not None else h0
        settings = (list(w.values()), bias, layers, 0.0, False, directions == 2)
        if lengths is None:
            y, *last = FUNCTIONS[kind](x, states, *settings, True)
        else:
            packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
            order = packed.sorted_indices
            states = tuple(s[:, order] for s in states) if c0 is not None else states[:, order]
            y, *last = FUNCTIONS[kind](packed.data, packed.batch_sizes, states, *settings)
            last = [s[:, packed.unsorted_indices] for s in last]
            y, _ = pad_packed_sequence(packed._replace(data=y), batch_first=True, total_length=T)
        return torch.cat([part.flatten() for part in [y, *last]])

    inputs = {"x": draw(N, T, IN), "h0": draw(layers * directions, N, projection or HIDDEN)}
    if kind == "lstm":
        inputs["c0"] = draw(layers * directions, N, HIDDEN)
    inputs.update(weights(kind, layers, directions, bias, projection))
    case((kind + " " + options).strip(), run, inputs)


for kind in FUNCTIONS:
    recurrent(kind)
    recurrent(kind, "plain", bias=False)
    recurrent(kind, "both", directions=2)
    recurrent(kind, "layers", layers=2)
    recurrent(kind, "layers both lengths", layers=2, directions=2, lengths=torch.tensor([2, 4, 1]))
recurrent("lstm", "projected", projection=1)
recurrent("lstm", "layers both projected", layers=2, directions=2, projection=1)


def peepholes(x, h0, c0, weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, weight_peephole_l0):
    h, c, hs = h0[0], c0[0], []
    for t in range(T):
        z = x[:, t] @ weight_ih_l0.T + bias_ih_l0 + h @ weight_hh_l0.T + bias_hh_l0
        i, f, g, o = z.chunk(4, 1)
        i = torch.sigmoid(i + weight_peephole_l0[0] * c)
        f = torch.sigmoid(f + weight_peephole_l0[1] * c)
        c = f * c + i * torch.tanh(g)
        o = torch.sigmoid(o + weight_peephole_l0[2] * c)
        h = o * torch.tanh(c)
        hs.append(h)
    return torch.cat([torch.stack(hs, 1).flatten(), h.flatten(), c.flatten()])


states = {"h0": draw(1, N, HIDDEN), "c0": draw(1, N, HIDDEN)}
case(
    "lstm peepholes",
    peepholes,
    {"x": draw(N, T, IN), **states, **weights("lstm"), "weight_peephole_l0": draw(3, HIDDEN)},
)


def mgu(x, h0, weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0):
    h, hs = h0[0], []
    wf, wn = weight_hh_l0.chunk(2)
    for t in range(T):
        f, n = (x[:, t] @ weight_ih_l0.T + bias_ih_l0 + bias_hh_l0).chunk(2, 1)
        f = torch.sigmoid(f + h @ wf.T)
        n = torch.tanh(n + (f * h) @ wn.T)
        h = (1 - f) * h + f * n
        hs.append(h)
    return torch.cat([torch.stack(hs, 1).flatten(), h.flatten()])


case("mgu", mgu, {"x": draw(N, T, IN), "h0": draw(1, N, HIDDEN), **weights("mgu")})

CELLS = {"tanh": torch._VF.rnn_tanh_cell, "relu": torch._VF.rnn_relu_cell, "lstm": torch._VF.lstm_cell, "gru": torch._VF.gru_cell}
for kind, cell in CELLS.items():

    def step(x, h0, c0=None, cell=cell, **w):
        made = cell(x, (h0, c0) if c0 is not None else h0, *w.values())
        return torch.cat([part.flatten() for part in (made if c0 is not None else [made])])

    inputs = {"x": draw(N, IN), "h0": draw(N, HIDDEN)}
    if kind == "lstm":
        inputs["c0"] = draw(N, HIDDEN)
    inputs.update({name[:-3]: w for name, w in weights(kind).items()})
    case(kind + " cell", step, inputs)

package io.ranvier.train;

import io.ranvier.tensor.Variable;
import java.util.SequencedMap;

/// A moment between two steps, as a [Trainer] hands it out: read what you want to keep before you
/// return, for the variables move on.
///
/// To resume, make model, optimizer and trainer as before, [Variable#load] the bytes of each
/// variable back into the variables of the same names, and give the progress to [Trainer#from].
///
/// @param model the parameters and states by path: [io.ranvier.nn.Variables#of]
/// @param optimizer what the optimizer remembers by name: [io.ranvier.optim.Optimizer#state]
/// @param progress how far the training has come
public record Checkpoint(
    SequencedMap<String, Variable> model,
    SequencedMap<String, Variable> optimizer,
    Progress progress) {}

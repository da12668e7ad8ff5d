package io.ranvier.cli;

import io.ranvier.io.FormatException;
import io.ranvier.io.SafeTensors;
import io.ranvier.io.Weights;
import io.ranvier.nn.Layer;
import java.nio.file.Files;
import java.nio.file.Path;

/// A network with the weights of a run.
record SavedModel(Provenance provenance, Layer model) {

  /// @param run the folder of a run, or its `model.safetensors`
  /// @throws FormatException if there are no weights, or not those of the network
  static SavedModel read(Path run) {
    var file = Files.isDirectory(run) ? new RunFolder(run).weights() : run;
    var tensors = SafeTensors.read(file);
    var provenance = Provenance.of(file, tensors.metadata());
    var model = provenance.unfitted();
    Weights.load(file, tensors, model);
    return new SavedModel(provenance, model);
  }
}

package io.ranvier.cli;

import io.ranvier.optim.Rule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// What a training depends on, besides its data: the same settings give the same bits.
///
/// @param learningRate that of the first epoch
/// @param decay what an epoch's learning rate is of the one before: it does not depend on the
///   number of epochs to come, so that a training can be resumed for more of them
record Settings(
    Network network,
    Whitening whitening,
    long seed,
    int batch,
    Method method,
    double learningRate,
    double decay) {
  Rule rule() {
    return method.rule(learningRate);
  }

  /// The learning rate of an epoch, from 1.
  double learningRate(int epoch) {
    return learningRate * Math.pow(decay, epoch - 1);
  }

  SequencedMap<String, String> toMetadata() {
    var map = new LinkedHashMap<String, String>();
    map.put("model", network.toString());
    map.put("whitening", whitening.toString());
    map.put("seed", Long.toString(seed));
    map.put("batch", Integer.toString(batch));
    map.put("optimizer", method.toString());
    map.put("learning_rate", Double.toString(learningRate));
    map.put("decay", Double.toString(decay));
    return map;
  }

  /// @throws IllegalArgumentException if something is missing or not as [#toMetadata] wrote it
  static Settings of(Map<String, String> metadata) {
    return new Settings(
        Metadata.choice(metadata, "model", Network.values()),
        Metadata.choice(metadata, "whitening", Whitening.values()),
        Metadata.number(metadata, "seed", Long::parseLong),
        Metadata.number(metadata, "batch", Integer::parseInt),
        Metadata.choice(metadata, "optimizer", Method.values()),
        Metadata.number(metadata, "learning_rate", Double::parseDouble),
        Metadata.number(metadata, "decay", Double::parseDouble));
  }
}

package io.ranvier.data;

import java.util.List;

/// A labelled set of pictures, divided into what one learns from and what one is examined on.
///
/// @param classes the name of each label
/// @param normalisation that of the training pictures
/// @param contentHash SHA-256 in hexadecimal, a function of the pictures and labels alone: it says
///   in a run's record what was learned from
public record Dataset(
    String name,
    List<String> classes,
    Split train,
    Split test,
    Normalisation normalisation,
    String contentHash) {

  public Dataset {
    classes = List.copyOf(classes);
    if (!train.picture().equals(test.picture())) {
      throw new DataException(
          "%s: training pictures are %s, test pictures %s: both must be alike"
              .formatted(name, train.picture(), test.picture()));
    }
  }
}

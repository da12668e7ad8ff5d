package io.ranvier.data.mnist;

import io.ranvier.data.Normalisation;
import java.util.List;

/// The data sets known by name, all in MNIST's format: 60,000 + 10,000 grey pictures of 28 × 28 in
/// ten classes.
public enum MnistSet {
  /// Handwritten digits (LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to
  /// document recognition", 1998).
  MNIST("mnist"),

  /// Pieces of clothing (Xiao, Rasul and Vollgraf, "Fashion-MNIST", 2017).
  FASHION_MNIST("fashion-mnist");

  private final String id;

  MnistSet(String id) {
    this.id = id;
  }

  /// The name by which people ask for it: `mnist`, `fashion-mnist`.
  public String id() {
    return id;
  }

  /// The name of each label.
  public List<String> classes() {
    return switch (this) {
      case MNIST -> List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
      case FASHION_MNIST ->
          List.of(
              "T-shirt/top",
              "trouser",
              "pullover",
              "dress",
              "coat",
              "sandal",
              "shirt",
              "sneaker",
              "bag",
              "ankle boot");
    };
  }

  /// That of the 60,000 training pictures, to four digits, as everybody uses it.
  public Normalisation normalisation() {
    return switch (this) {
      case MNIST -> new Normalisation(0.1307, 0.3081);
      case FASHION_MNIST -> new Normalisation(0.2860, 0.3530);
    };
  }

  /// What its authors published, and where it is kept.
  Publication publication() {
    return switch (this) {
      case MNIST -> Publication.MNIST;
      case FASHION_MNIST -> Publication.FASHION_MNIST;
    };
  }
}

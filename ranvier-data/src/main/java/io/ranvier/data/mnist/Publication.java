package io.ranvier.data.mnist;

import java.net.URI;
import java.util.List;

/// A data set as it was published.
///
/// @param contentHash that of the [io.ranvier.data.Dataset] made of it
/// @param mirrors folders on the network that hold the four files gzipped, to be tried in this
///   order
/// @param pins the four files
record Publication(String contentHash, List<URI> mirrors, List<Pin> pins) {
  static final Publication MNIST =
      new Publication(
          "e9914cff2ade526da2ab1ac60c072f9173cc53e35b9411692de8207cb1b9009d",
          List.of(
              URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
              URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
          List.of(
              new Pin(
                  MnistFile.TRAIN_IMAGES.gzipName(),
                  9_912_422,
                  "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
              new Pin(
                  MnistFile.TRAIN_LABELS.gzipName(),
                  28_881,
                  "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
              new Pin(
                  MnistFile.TEST_IMAGES.gzipName(),
                  1_648_877,
                  "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
              new Pin(
                  MnistFile.TEST_LABELS.gzipName(),
                  4_542,
                  "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")));

  static final Publication FASHION_MNIST =
      new Publication(
          "4d8e31d2057f6f938ff47097ba334038e7aafbaf24b67665d2dd1ecda01730a3",
          List.of(
              URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
              URI.create(
                  "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/")),
          List.of(
              new Pin(
                  MnistFile.TRAIN_IMAGES.gzipName(),
                  26_421_880,
                  "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
              new Pin(
                  MnistFile.TRAIN_LABELS.gzipName(),
                  29_515,
                  "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
              new Pin(
                  MnistFile.TEST_IMAGES.gzipName(),
                  4_422_102,
                  "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
              new Pin(
                  MnistFile.TEST_LABELS.gzipName(),
                  5_148,
                  "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")));
}

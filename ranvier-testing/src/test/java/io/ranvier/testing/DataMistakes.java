package io.ranvier.testing;

import io.ranvier.data.Batches;
import io.ranvier.data.Normalisation;
import io.ranvier.data.Order;
import io.ranvier.data.Partition;
import io.ranvier.data.Split;
import io.ranvier.data.augment.Turn;
import io.ranvier.data.cifar.Cifar10;
import io.ranvier.data.folder.PictureFolder;
import io.ranvier.data.folder.PictureForm;
import io.ranvier.data.picture.Picture;
import io.ranvier.data.picture.Pictures;
import io.ranvier.data.preprocessing.Pca;
import io.ranvier.data.table.Delimited;
import io.ranvier.data.table.Numbers;
import io.ranvier.data.table.Table;
import io.ranvier.nn.Projection;
import io.ranvier.nn.Scaling;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Wrong arguments of what data come from, and of what is fitted to them.
final class DataMistakes {
  private static final Path NOWHERE = Path.of("no", "such", "folder");

  private DataMistakes() {}

  static List<Mistake> all() {
    return Stream.of(pictures(), tables(), scalings(), components()).flatMap(List::stream).toList();
  }

  private static List<Mistake> pictures() {
    var split = new Split(Shape.of(1, 2, 3), new byte[12], new byte[2], 1);
    var plain = new Normalisation(0.5, 1);
    var order = new Order.Stored();
    return List.of(
        new Mistake(
            "Batches.augmented",
            () -> new Batches(split, plain, 0, order).augmented(Turn.HALF, 1, 1),
            "batches of 0: wants at least 1"),
        new Mistake(
            "Batches.augmented",
            () -> new Split(Shape.of(1, 2, 3), new byte[0], new byte[0], 1),
            "no pictures: at least one is needed"),
        new Mistake(
            "Partition",
            () -> Partition.random(10, 1, 0),
            "partition: testShare is 1.0, and must be in (0, 1)"),
        new Mistake(
            "Partition",
            () -> Partition.random(1, 0.5, 0),
            "a share of 0.5 of 1 examples leaves 0 to learn from and 1 to test"),
        new Mistake(
            "Cifar10", () -> Cifar10.read(NOWHERE), NOWHERE + ": no such folder: wants one that"),
        new Mistake(
            "PictureFolder",
            () -> new PictureFolder(PictureForm.colour(2, 3), Double.NaN, 0),
            "pictureFolder: testShare is NaN, and must be in (0, 1)"),
        new Mistake(
            "PictureFolder",
            () -> new PictureFolder(PictureForm.colour(2, 3)).read(NOWHERE),
            NOWHERE + ": no such folder: wants one that"),
        new Mistake(
            "Pictures",
            () -> Pictures.read(NOWHERE),
            NOWHERE + ": no such file: wants a picture file, such as PNG or JPEG"),
        new Mistake(
            "Picture.grey",
            () -> new Picture(2, 3, new byte[17]).grey(),
            "a picture of 2 x 3 has 3 bytes a pixel, not 17 in all"));
  }

  private static List<Mistake> tables() {
    return List.of(
        new Mistake(
            "Delimited",
            () -> Delimited.csv().skip(-1),
            "delimited: skip is -1, and must be at least 0"),
        new Mistake(
            "Delimited",
            () -> Delimited.by('"'),
            "delimited: separator is QUOTATION MARK, and must be neither a quote nor the end of a"
                + " line"),
        new Mistake("Table", Table::of, "a table without columns: wants at least one"),
        new Mistake(
            "Table",
            () -> Table.of(new Numbers("a", 1, 2), new Numbers("a", 3, 4)),
            "two columns are called 'a': each wants a name of its own"),
        new Mistake(
            "Table",
            () -> Table.of(new Numbers("a", 1, 2)).column("b"),
            "no column is called 'b': there are [a]"),
        new Mistake(
            "Table.input",
            () -> Table.of(new Numbers("a", 1, Double.NaN)).input(),
            "row 1 has no value in column 'a', one of 1 that are missing"));
  }

  private static List<Mistake> scalings() {
    var x = Tensor.of(Shape.of(2, 2), 1.0, 2, 3, 4);
    return List.of(
        new Mistake(
            "Scaling.zScore",
            () -> Scaling.zScore(Tensor.zeros(0, 3)),
            "fit: x is f32[0, 3], and must be [n, features…] of floating point, n and features from"
                + " 1"),
        new Mistake(
            "Scaling.meanRemoval",
            () -> Scaling.meanRemoval(Tensor.zeros(3)),
            "fit: x is f32[3], and must be [n, features…] of floating point"),
        new Mistake(
            "Scaling.robust",
            () -> Scaling.robust(x.log().sub(x.log()).div(0)),
            "fit: feature 0 of example 0 is NaN; all must be finite"),
        new Mistake(
            "Scaling.minMax",
            () -> Scaling.minMax(x, 1, 1),
            "minMax: low is 1.0 and high 1.0; both must be finite, and low below high"),
        new Mistake(
            "Scaling", () -> new Scaling(3).forward(x), "scaling wants x: […, 3], got f64[2, 2]"),
        new Mistake(
            "Scaling",
            () -> new Scaling(new Scaling(3).shift(), new Scaling(2).scale()),
            "scaling: shift is f32[3] and scale f32[2]; they must be of one type"));
  }

  private static List<Mistake> components() {
    var pca = Pca.fit(Tensor.of(Shape.of(3, 2), 1.0, 2, 3, 5, 4, 0));
    return List.of(
        new Mistake(
            "Pca",
            () -> Pca.fit(Tensor.zeros(1, 3)),
            "pca: x is f32[1, 3], and must be [n, features] with n of at least 2"),
        new Mistake(
            "Pca",
            () -> pca.components(3),
            "pca: 3 components of 2 features; they start at 1, and features are the most"),
        new Mistake("Pca", () -> pca.varianceShare(0), "pca: share is 0.0, and must be in (0, 1]"),
        new Mistake(
            "Pca.whitening",
            () -> pca.whitening(-1),
            "whitening: epsilon is -1.0, and must be finite and at least 0"),
        new Mistake(
            "Pca.zcaWhitening",
            () -> pca.zcaWhitening(Double.NaN),
            "whitening: epsilon is NaN, and must be finite and at least 0"),
        new Mistake(
            "Projection",
            () -> new Projection(3, 4, 1),
            "projection: 3 features to 4 by 1 components; all start at 1, and features are the"
                + " most"),
        new Mistake(
            "Projection",
            () -> pca.projection().forward(Tensor.zeros(2, 4)),
            "projection wants x: […, 2], got f32[2, 4]"));
  }
}

package io.ranvier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Networks learn from tables and from folders of pictures; what stands before them is kept with
/// them.
class TableRunTest {
  @TempDir Path folder;

  /// Three clouds of points, one feature a thousand times the other, and one that never varies.
  private Path table() throws IOException {
    var random = new Random(1);
    var text = new StringBuilder("length,width,height,kind\n");
    for (int i = 0; i < 90; i++) {
      double x = 1000 * (i % 3 + 0.1 * random.nextGaussian());
      double y = i % 3 - 1 + 0.1 * random.nextGaussian();
      text.append("%s,%s,7,%s%n".formatted(x, y, "abc".charAt(i % 3)));
    }
    return Files.writeString(folder.resolve("points.csv"), text);
  }

  private Call train(String network, Path data, Object... more) {
    var arguments = new Object[6 + more.length];
    System.arraycopy(
        new Object[] {"train", network, "--data", data, "--decay", 1}, 0, arguments, 0, 6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    return Call.ranvier(arguments);
  }

  @ParameterizedTest
  @CsvSource({"softmax, none", "dropout_mlp, pca", "small_cnn, zca"})
  void rowsAreToldApartWhateverTheirUnits(String network, String whitening) throws IOException {
    var run = folder.resolve("run");
    var call =
        train(
            network,
            table(),
            "--whiten",
            whitening,
            "--epochs",
            12,
            "--batch",
            8,
            "--lr",
            0.03,
            "--out",
            run,
            "--json");
    assertThat(call.code()).as(call.err()).isZero();
    assertThat(call.out()).contains("test accuracy 100.00 %").contains("on 18 examples");
    assertThat(call.lastLine()).startsWith("{\"model\":\"" + network + "\",\"data\":\"points\"");
    assertThat(run.resolve("run.json")).content().contains("\"whitening\" : \"" + whitening);
    var evaluated = Call.ranvier("evaluate", run);
    assertThat(evaluated.out()).contains("test accuracy 100.00 %");
    assertThat(evaluated.out().lines().findFirst()).isEqualTo(call.out().lines().findFirst());
  }

  /// Columns in another order, names with characters of all kinds, one column too many; with the
  /// classes and without.
  @Test
  void rowsOfATableArePredicted() throws IOException {
    var text = new StringBuilder("size\tthe & ward\tcolour, or so\n");
    for (int i = 0; i < 60; i++) {
      text.append(i % 7).append(i % 2 == 0 ? "\ta=b&c\t=&,%\n" : "\tü,+%41\té\n");
    }
    var data = Files.writeString(folder.resolve("wards.tsv"), text);
    var run = folder.resolve("run");
    train("softmax", data, "--epochs", 20, "--batch", 8, "--lr", 0.1, "--out", run);

    var rows = "the & ward,size,other\na=b&c,3,x\na=b&c,,y\n\"ü,+%41\",5,z\n";
    var some = Files.writeString(folder.resolve("some.csv"), rows);
    var call = Call.ranvier("predict", run, some, "--json");
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.errorLines())
        .containsExactly("ranvier: " + some + ": row 1 has no value in column 'size'");
    assertThat(call.out())
        .containsPattern("some.csv:0 +=&,% +9\\d")
        .containsPattern("some.csv:2 +é +9\\d");
    assertThat(call.lastLine())
        .startsWith("[{\"file\":\"" + some + "\",\"row\":0,\"label\":\"=&,%\",\"probability\":0.9")
        .contains("\"row\":2,\"label\":\"é\"");

    var all = Call.ranvier("predict", run, data, "--json");
    assertThat(all.code()).as(all.err()).isZero();
    assertThat(all.out().lines()).hasSize(62);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          size,ward;3,w1           | no column is called 'length': there are [size, ward]
          length,width;3,w1        | no column is called 'height'
          length,width,height;3,a,1| column 'width' holds names, such as 'a': wants numbers
          length,width,height;3    | line 2: 1 values: wants 3
          length,width,height      | nothing follows the header
          """)
  void tablesOfAnotherFormAreRefused(String rows, String reason) throws IOException {
    var run = folder.resolve("run");
    train("softmax", table(), "--epochs", 1, "--out", run);
    var other = Files.writeString(folder.resolve("other.csv"), rows.replace(";", "\n"));
    var call = Call.ranvier("predict", run, other);
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.errorLines()).hasSize(1);
    assertRefused(call, reason);
  }

  @Test
  void aResumedRunEndsInTheSameBits() throws IOException {
    var data = table();
    var straight = folder.resolve("straight");
    var halved = folder.resolve("halved");
    train("dropout_mlp", data, "--whiten", "pca", "--epochs", 4, "--out", straight);
    train("dropout_mlp", data, "--whiten", "pca", "--epochs", 2, "--out", halved);
    assertThat(Call.ranvier("train", "--resume", halved, "--epochs", 4).code()).isZero();
    assertThat(Files.readAllBytes(halved.resolve("model.safetensors")))
        .isEqualTo(Files.readAllBytes(straight.resolve("model.safetensors")));
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    var data = table();
    var run = folder.resolve("run");
    train("softmax", data, "--epochs", 1, "--out", run);
    assertRefused(
        train("lenet5", data), "lenet5 reads pictures of [1, 28, 28], but those of points are [3]");
    assertRefused(
        train("softmax", data, "--augment", "flip"),
        "--augment changes pictures, but points is a table");
    assertRefused(Call.ranvier("predict", run, folder.resolve("x.csv")), "x.csv: no such file");
    var other =
        Files.writeString(folder.resolve("other.csv"), "1,2,a\n".repeat(9) + "1,2,b\n".repeat(9));
    assertRefused(
        Call.ranvier("evaluate", run, "--data", other),
        "examples of [2] in 2 classes: the network has learned from [3] in 3");
    var broken = Files.writeString(folder.resolve("broken.csv"), "x,kind\n1,a\ny,b\n");
    assertRefused(train("softmax", broken), "line 3, column 'x': 'y': wants a number");
  }

  @Test
  void picturesInFoldersAreToldApart() throws IOException {
    for (int i = 0; i < 10; i++) {
      picture("red", i, 0xE02010 + i);
      picture("blue", i, 0x1020E0 + i);
    }
    var run = folder.resolve("run");
    var data = folder.resolve("pictures");
    var call = train("softmax", data, "--epochs", 4, "--batch", 4, "--out", run);
    assertThat(call.out()).as(call.err()).contains("test accuracy 100.00 %");
    assertThat(Call.ranvier("predict", run, data.resolve("red/3.png")).out())
        .containsPattern("3.png +red ");
  }

  private void picture(String kind, int number, int rgb) throws IOException {
    var image = new BufferedImage(40, 34, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 34; y++) {
      for (int x = 0; x < 40; x++) image.setRGB(x, y, rgb);
    }
    var file = folder.resolve("pictures").resolve(kind).resolve(number + ".png");
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private static void assertRefused(Call call, String reason) {
    assertThat(call.code()).isNotZero();
    assertThat(call.err()).startsWith("ranvier: ").contains(reason);
    assertThat(call.out()).isEmpty();
  }
}

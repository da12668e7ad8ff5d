package io.ranvier.data.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ranvier.data.DataException;
import io.ranvier.data.Dataset;
import io.ranvier.data.Normalisation;
import io.ranvier.data.SharedData;
import io.ranvier.data.Split;
import io.ranvier.data.idx.IdxBytes;
import io.ranvier.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistFolderTest {
  private static final int U8 = 0x08;

  @TempDir Path folder;

  @Test
  void readsPlainAndZippedFilesAlike() throws IOException {
    write(folder.resolve("plain"), false);
    write(folder.resolve("zipped"), true);
    var plain = Mnist.read(folder.resolve("plain"));
    var zipped = Mnist.read(folder.resolve("zipped"));
    assertThat(plain.contentHash()).isEqualTo(zipped.contentHash()).hasSize(64);
    assertThat(plain.name()).isEqualTo("plain");
    assertThat(plain.train().count()).isEqualTo(3);
    assertThat(plain.test().count()).isEqualTo(2);
    assertThat(plain.train().picture()).isEqualTo(Shape.of(1, 28, 28));
    assertThat(plain.train().label(2)).isEqualTo(2);
    assertThat(plain.classes()).hasSize(10).startsWith("0");
  }

  @Test
  void theFoldersNameTellsTheClasses() throws IOException {
    write(folder.resolve("Fashion_MNIST"), false);
    var dataset = Mnist.read(folder.resolve("Fashion_MNIST"));
    assertThat(dataset.name()).isEqualTo("fashion-mnist");
    assertThat(dataset.classes()).isEqualTo(MnistSet.FASHION_MNIST.classes());
  }

  @Test
  void namesWhatIsMissing() throws IOException {
    assertRefused(folder.resolve("none"), "no such folder");
    assertRefused(folder, "holds neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz");
    write(folder.resolve("some"), true);
    assertRefused(folder, "did you mean " + folder.resolve("some") + "?");
    Files.delete(folder.resolve("some").resolve("t10k-labels-idx1-ubyte.gz"));
    assertRefused(folder.resolve("some"), "t10k-labels-idx1-ubyte");
  }

  @Test
  void refusesPicturesAndLabelsThatDifferInNumber() throws IOException {
    write(folder, false);
    Files.write(folder.resolve("train-labels-idx1-ubyte"), labels(1, 2));
    assertRefused(folder, "holds 3 pictures, but");
    assertRefused(folder, "holds 2 labels");
  }

  @Test
  void refusesLabelsOutOfRange() throws IOException {
    write(folder, false);
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(9, 10));
    assertRefused(folder, "t10k-labels-idx1-ubyte: label 10 of picture 1 is out of range");
  }

  @Test
  void refusesOtherShapesAndTypes() throws IOException {
    write(folder, false);
    Path images = folder.resolve("train-images-idx3-ubyte");
    Files.write(images, IdxBytes.of(U8, new int[] {3, 32, 32}, new byte[3 * 32 * 32]));
    assertRefused(folder, "pictures of 32 x 32: wants 28 x 28");
    Files.write(images, labels(1, 2, 3));
    assertRefused(folder, "wants unsigned bytes of rank 3");
    Files.write(images, IdxBytes.of(0x09, new int[] {3, 28, 28}, new byte[3 * 784]));
    assertRefused(folder, "holds SIGNED_BYTE");
    Files.write(images, IdxBytes.of(U8, new int[] {0, 28, 28}, new byte[0]));
    Files.write(folder.resolve("train-labels-idx1-ubyte"), labels());
    assertRefused(folder, "no pictures");
  }

  @Test
  void readsMnist() {
    var dataset = Mnist.read(SharedData.folder("mnist"));
    assertThat(dataset.name()).isEqualTo("mnist");
    assertThat(dataset.contentHash()).isEqualTo(MnistSet.MNIST.publication().contentHash());
    assertThat(counts(dataset.test()))
        .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    assertMeans(dataset.train(), 60_000, 33.3184);
    assertMeans(dataset.test(), 10_000, 33.7912);
    assertNormalisation(dataset);
  }

  @Test
  void readsFashionMnist() {
    var dataset = Mnist.read(SharedData.folder("fashion-mnist"));
    assertThat(dataset.name()).isEqualTo("fashion-mnist");
    assertThat(dataset.classes()).startsWith("T-shirt/top").endsWith("ankle boot");
    assertThat(dataset.contentHash()).isEqualTo(MnistSet.FASHION_MNIST.publication().contentHash());
    assertThat(counts(dataset.train())).containsOnly(6000);
    assertThat(counts(dataset.test())).containsOnly(1000);
    assertMeans(dataset.train(), 60_000, 72.9404);
    assertMeans(dataset.test(), 10_000, 73.1466);
    assertNormalisation(dataset);
  }

  private static void assertNormalisation(Dataset dataset) {
    var measured = Normalisation.of(dataset.train());
    assertThat(dataset.normalisation().mean().getFirst())
        .isCloseTo(measured.mean().getFirst(), Offset.offset(5e-5));
    assertThat(dataset.normalisation().std().getFirst())
        .isCloseTo(measured.std().getFirst(), Offset.offset(5e-5));
  }

  private static void assertMeans(Split split, int count, double mean) {
    assertThat(split.count()).isEqualTo(count);
    long sum = 0;
    for (int i = 0; i < count; i++) {
      for (byte pixel : split.image(i)) {
        sum += Byte.toUnsignedInt(pixel);
      }
    }
    assertThat(sum / (784.0 * count)).isCloseTo(mean, Offset.offset(5e-5));
  }

  private static int[] counts(Split split) {
    var counts = new int[10];
    for (int i = 0; i < split.count(); i++) {
      counts[split.label(i)]++;
    }
    return counts;
  }

  private static void assertRefused(Path folder, String why) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Mnist.read(folder))
        .withMessageContaining(why)
        .withMessageContaining(folder.toString());
  }

  private static void write(Path folder, boolean gzip) throws IOException {
    Files.createDirectories(folder);
    write(folder, "train-images-idx3-ubyte", images(3), gzip);
    write(folder, "train-labels-idx1-ubyte", labels(0, 1, 2), gzip);
    write(folder, "t10k-images-idx3-ubyte", images(2), gzip);
    write(folder, "t10k-labels-idx1-ubyte", labels(8, 9), gzip);
  }

  private static void write(Path folder, String name, byte[] content, boolean gzip)
      throws IOException {
    Files.write(
        folder.resolve(gzip ? name + ".gz" : name), gzip ? IdxBytes.gzip(content) : content);
  }

  private static byte[] images(int count) {
    var pixels = new byte[count * 784];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 7);
    }
    return IdxBytes.of(U8, new int[] {count, 28, 28}, pixels);
  }

  private static byte[] labels(int... labels) {
    var bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return IdxBytes.of(U8, new int[] {labels.length}, bytes);
  }
}

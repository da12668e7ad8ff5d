package io.ranvier.data.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ranvier.data.DataException;
import io.ranvier.data.SharedData;
import io.ranvier.data.Split;
import io.ranvier.data.idx.IdxBytes;
import io.ranvier.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
  private static final int RECORD = 3073;

  @TempDir Path folder;

  /// Pictures whose pixels are all `10 · label + 1`.
  private static byte[] records(int... labels) {
    var records = new byte[labels.length * RECORD];
    for (int i = 0; i < labels.length; i++) {
      Arrays.fill(records, i * RECORD, (i + 1) * RECORD, (byte) (10 * labels[i] + 1));
      records[i * RECORD] = (byte) labels[i];
    }
    return records;
  }

  private static int[] labels(Split split, int count) {
    var labels = new int[count];
    for (int i = 0; i < count; i++) labels[i] = split.label(i);
    return labels;
  }

  @Test
  void readsAllTrainingFilesByName() throws IOException {
    Files.write(folder.resolve("data_batch_2.bin"), records(5));
    Files.write(folder.resolve("data_batch_1.bin.gz"), IdxBytes.gzip(records(3, 4)));
    Files.write(folder.resolve("data_batch_1.bin"), records(3, 4));
    Files.write(folder.resolve("test_batch.bin"), records(9));
    assertThat(Cifar10.isIn(folder)).isTrue();
    var set = Cifar10.read(folder);
    assertThat(set.name()).isEqualTo("cifar10");
    assertThat(set.classes()).hasSize(10).startsWith("airplane").endsWith("truck");
    assertThat(set.train().picture()).isEqualTo(Shape.of(3, 32, 32));
    assertThat(labels(set.train(), set.train().count())).containsExactly(3, 4, 5);
    assertThat(labels(set.test(), set.test().count())).containsExactly(9);
    assertThat(set.train().image(1)).hasSize(3072).containsOnly(41);
    assertThat(set.contentHash()).hasSize(64);
  }

  @Test
  void theFolderNamesTheClasses() throws IOException {
    Files.write(folder.resolve("data_batch_1.bin"), records(0));
    Files.write(folder.resolve("test_batch.bin"), records(1));
    Files.writeString(folder.resolve("batches.meta.txt"), "cat\ndog\n\n");
    assertThat(Cifar10.read(folder).classes()).containsExactly("cat", "dog");
    Files.write(folder.resolve("test_batch.bin"), records(2));
    assertRefused("label 2 of picture 0 is out of range");
  }

  @Test
  void refusesWhatIsMissingOrCutShort() throws IOException {
    assertThat(Cifar10.isIn(folder)).isFalse();
    assertThat(Cifar10.isIn(folder.resolve("none"))).isFalse();
    assertRefused("holds neither data_batch_1.bin nor data_batch_1.bin.gz");
    Files.write(folder.resolve("data_batch_1.bin"), records(0));
    assertRefused("holds neither test_batch.bin nor test_batch.bin.gz");
    Files.write(folder.resolve("test_batch.bin"), Arrays.copyOf(records(1), 3000));
    assertRefused("test_batch.bin: 3000 bytes: wants 3073 for each picture");
    Files.write(folder.resolve("test_batch.bin"), new byte[0]);
    assertRefused("no pictures");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Cifar10.read(folder.resolve("none")))
        .withMessageContaining("no such folder");
  }

  @Test
  void readsThePicturesBesideTheCheckout() {
    var set = Cifar10.read(SharedData.folder("cifar10-subset"));
    assertThat(set.train().count()).isEqualTo(5000);
    assertThat(set.test().count()).isEqualTo(1000);
    assertThat(labels(set.train(), 10)).containsExactly(6, 9, 9, 4, 1, 1, 2, 7, 8, 3);
    assertThat(labels(set.test(), 10)).containsExactly(3, 8, 8, 0, 6, 6, 1, 6, 3, 1);
    assertThat(set.classes().get(6)).isEqualTo("frog");
    var counts = new int[10];
    for (int label : labels(set.test(), 1000)) counts[label]++;
    assertThat(counts).containsExactly(103, 89, 100, 103, 90, 86, 112, 102, 106, 109);
  }

  private void assertRefused(String reason) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Cifar10.read(folder))
        .withMessageContaining(reason)
        .withMessageContaining(folder.toString());
  }
}

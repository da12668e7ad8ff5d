package io.ranvier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.data.Example;
import io.ranvier.data.Raster;
import io.ranvier.data.random.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Augmentation from the command.
class VariationTest {
  private static final String ALL =
      Arrays.stream(Variation.values()).map(Variation::toString).collect(Collectors.joining(","));

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void picturesKeepTheirSize(Variation variation) {
    for (int channels : new int[] {1, 3}) {
      var levels = new float[channels * 9 * 14];
      for (int i = 0; i < levels.length; i++) levels[i] = i * 37 % 256;
      var example = new Example(new Raster(channels, 9, 14, levels), 0);
      for (int i = 0; i < 20; i++) {
        var random = new CounterRandom(1, 2, i);
        var change = variation.ofPicture(9, 14);
        if (change.isEmpty()) continue;
        var changed = change.get().apply(example, random).picture();
        assertThat(changed.shape()).isEqualTo(example.picture().shape());
        for (float level : changed.levels()) assertThat(level).isBetween(-1f, 256f);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"flip,crop,randaugment", "mixup,cutmix", "all"})
  void neitherThreadsNorAPauseMakeADifference(String names) throws IOException {
    var data = TinyData.write(folder.resolve("tiny"));
    var variations = names.equals("all") ? ALL : names;
    train(data, "straight", 3, "--augment", variations);
    train(data, "one", 3, "--augment", variations, "--threads", 1);
    train(data, "plain", 3);
    train(data, "halved", 1, "--augment", variations);
    var resumed = Call.ranvier("train", "--resume", folder.resolve("halved"), "--epochs", 3);

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(weights("halved")).isEqualTo(weights("straight"));
    assertThat(weights("one")).isEqualTo(weights("straight"));
    assertThat(weights("plain")).isNotEqualTo(weights("straight"));
  }

  @Test
  void theRunSaysHowPicturesWereChanged() throws IOException {
    var data = TinyData.write(folder.resolve("tiny"));
    train(data, "run", 1, "--augment", "flip,mixup");

    assertThat(folder.resolve("run/run.json"))
        .content()
        .containsPattern("\"augment\" : \\[ \"flip\", \"mixup\" \\]");
  }

  private void train(Path data, String name, int epochs, Object... more) {
    var arguments = new ArrayList<Object>(List.of("--epochs", epochs, "--batch", 16));
    arguments.addAll(List.of("--out", folder.resolve(name)));
    arguments.addAll(List.of(more));
    var call = Call.train(data, arguments.toArray());
    assertThat(call.code()).as(call.err()).isZero();
  }

  private byte[] weights(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name).resolve("model.safetensors"));
  }
}

package io.ranvier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.io.SafeTensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wrong input gets one line and exit code 2, and nothing is lost.
class BadInputTest {
  private static final String IMAGES = "train-images-idx3-ubyte";
  private static final String LABELS = "train-labels-idx1-ubyte";

  @TempDir Path folder;

  private Path data = Path.of("");

  @BeforeEach
  void makeData() throws IOException {
    data = TinyData.write(folder.resolve("tiny"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          trian                          | Unmatched argument at index 0: 'trian'; did you mean
          train resnet                   | expected one of [lenet5, mlp, softmax, dropout_mlp,
          train --epoch 3                | Unknown option
          train --epochs                 | Missing required parameter for option '--epochs'
          train --epochs 0               | --epochs is 0, and must be positive
          train --epochs x               | 'x' is not an int
          train --batch -1               | --batch is -1, and must be positive
          train --lr 0                   | --lr is 0.0, and must be positive
          train --lr NaN                 | --lr is NaN, and must be positive
          train --optimizer sdg          | expected one of [sgd, momentum, nesterov, adagrad, adadelta, rmsprop, rprop, adam, adamw, adamax, nadam, radam, lion, lamb, muon]
          train --augment flip,twist     | expected one of [flip, vertical_flip, turn, crop,
          train --resume run --augment flip | --augment cannot go with --resume
          train --schedule x             | expected one of [decay, constant, linear, cosine, restarts, one_cycle]
          train --schedule linear --decay 1 | --decay goes with --schedule decay, not linear
          train --resume run --schedule linear | --schedule cannot go with --resume
          train --threads 0              | --threads is 0, and must be 1 to
          train --data imagenet          | --data imagenet: neither a folder, nor a file, nor a data set
          train --resume nowhere         | nowhere/checkpoint.safetensors: no such file
          train --resume run --lr 1      | --lr cannot go with --resume
          train --decay 0                | --decay is 0.0, and must be positive
          train --whiten x               | expected one of [none, pca, zca]
          train --resume run --whiten pca | --whiten cannot go with --resume
          train --resume run --seed 1    | --seed cannot go with --resume
          train --resume run --out x     | --out cannot go with --resume
          evaluate                       | Missing required parameter: 'RUN'
          evaluate nowhere               | nowhere: no such file
          predict nowhere                | Missing required parameter: 'FILE'
          predict nowhere x.png          | nowhere: no such file
          summary resnet                 | expected one of [lenet5, mlp,
          bench resnet_b16               | expected one of [lenet_b64, lenet_b1, mlp_b100,
          bench lenet_b1 --steps 0       | --steps is 0, and must be positive
          bench lenet_b1 --memory        | --memory goes with --steps
          scale --peer nowhere           | nowhere: cannot be read
          explain mlp --batch 0          | --batch is 0, and must be positive
          """)
  void wrongArgumentsAreRefused(String arguments, String reason) {
    assertRefused(Call.ranvier((Object[]) arguments.split(" ")), reason);
  }

  @Test
  void aScheduleWithoutRoomLeavesNoRun() {
    var run = folder.resolve("run");
    var call =
        Call.train(data, "--schedule", "one_cycle", "--epochs", 3, "--batch", 60, "--out", run);
    assertRefused(call, "--schedule one_cycle wants at least 4 steps, but 3 epochs have 3");
    assertThat(run).doesNotExist();
  }

  @Test
  void dataOfAnotherShapeIsRefusedAndLeavesNoRun() {
    var run = folder.resolve("run");
    var call = Call.ranvier("train", "resnet18", "--data", data, "--out", run);
    assertRefused(call, "resnet18 reads pictures of [3, 224, 224], but those of tiny are [1, 28,");
    assertThat(run).doesNotExist();
  }

  @Test
  void wrongDataIsRefusedAndLeavesNoRun() throws IOException {
    refuseData("no such folder", "", new byte[0]);
    byte[] images = Files.readAllBytes(data.resolve(IMAGES));
    byte[] labels = Files.readAllBytes(data.resolve(LABELS));
    refuseData(IMAGES, IMAGES, Arrays.copyOf(images, images.length - 1));
    refuseData(LABELS, LABELS, Arrays.copyOf(labels, 5));
    refuseData(IMAGES, IMAGES, changed(images, 0, 9));
    refuseData("labels", LABELS, changed(Arrays.copyOf(labels, labels.length - 1), 7, 59));
    refuseData("label 10", LABELS, changed(labels, 20, 10));
    Files.delete(data.resolve(IMAGES));
    byte[] gzip = gzip(images);
    refuseData(IMAGES, IMAGES + ".gz", Arrays.copyOf(gzip, gzip.length / 2));
    refuseData(IMAGES, IMAGES + ".gz", changed(gzip, gzip.length / 2, ~gzip[gzip.length / 2]));
  }

  private void refuseData(String reason, String file, byte[] content) throws IOException {
    var path = data.resolve(file);
    byte[] before = file.isEmpty() || !Files.exists(path) ? new byte[0] : Files.readAllBytes(path);
    if (!file.isEmpty()) Files.write(path, content);
    var out = folder.resolve("out");
    var from = file.isEmpty() ? folder.resolve("no-data") : data;
    assertRefused(Call.train(from, "--out", out), file.isEmpty() ? "neither a folder" : reason);
    assertThat(out).doesNotExist();
    if (!file.isEmpty()) Files.write(path, before);
  }

  @Test
  void aFolderThatCannotBeMadeIsRefused() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "precious");

    assertRefused(Call.train(data, "--out", file.resolve("run")), "cannot make the folder");
    assertRefused(Call.train(data, "--out", file), "cannot make the folder");
    assertThat(file).hasContent("precious");
  }

  @Test
  void aRunIsNotWrittenOver() throws IOException {
    var run = folder.resolve("run");
    Call.train(data, "--epochs", 1, "--out", run);
    byte[] before = Files.readAllBytes(run.resolve("model.safetensors"));

    assertRefused(Call.train(data, "--seed", 5, "--out", run), run + ": holds a run already");
    assertThat(Files.readAllBytes(run.resolve("model.safetensors"))).isEqualTo(before);
  }

  @Test
  void aRunWhoseFilesAreDamagedIsRefused() throws IOException {
    var run = folder.resolve("run");
    Call.train(data, "--epochs", 1, "--out", run);
    for (var name : new String[] {"checkpoint.safetensors", "model.safetensors"}) {
      var file = run.resolve(name);
      byte[] whole = Files.readAllBytes(file);
      for (int length = 0; length < whole.length; length += whole.length / 40) {
        Files.write(file, Arrays.copyOf(whole, length));
        var call =
            name.startsWith("model")
                ? Call.ranvier("evaluate", run)
                : Call.ranvier("train", "--resume", run);
        assertRefused(call, file + ": the file is cut short");
        assertThat(Files.size(file)).isEqualTo(length);
      }
      Files.write(file, whole);
    }
    assertThat(Call.ranvier("evaluate", run).code()).isZero();
  }

  @Test
  void filesThatAreNotOfARunAreRefused() throws IOException {
    var run = folder.resolve("run");
    Call.train(data, "--epochs", 1, "--out", run);
    var weights = run.resolve("model.safetensors");

    var stored = SafeTensors.read(weights);
    var metadata = new LinkedHashMap<>(stored.metadata());
    metadata.put("model", "lenet5");
    new SafeTensors(metadata, stored.tensors()).write(weights);
    assertRefused(
        Call.ranvier("evaluate", run), "the weights do not fit the model: it needs 'conv");
    metadata.put("model", "vgg");
    new SafeTensors(metadata, stored.tensors()).write(weights);
    assertRefused(Call.ranvier("evaluate", run), "its 'model' is none that this version knows");
    metadata.clear();
    new SafeTensors(metadata, stored.tensors()).write(weights);
    assertRefused(Call.ranvier("evaluate", run), "it does not say its 'model'");

    assertRefused(Call.ranvier("train", "--resume", run, "lenet5"), "the run trains mlp");
    assertRefused(Call.ranvier("evaluate", data.resolve(IMAGES)), "not a safetensors file");
  }

  @Test
  void aRunDoesNotGoOnWithOtherData() throws IOException {
    var run = folder.resolve("run");
    Call.train(data, "--epochs", 1, "--out", run);
    var labels = data.resolve(LABELS);
    Files.write(labels, changed(Files.readAllBytes(labels), 30, 0));

    assertRefused(
        Call.ranvier("train", "--resume", run, "--epochs", 2),
        "tiny is not the data that the run began with");
  }

  private static void assertRefused(Call call, String reason) {
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.errorLines()).hasSize(1);
    assertThat(call.err()).startsWith("ranvier: ").contains(reason);
    assertThat(call.out()).isEmpty();
  }

  private static byte[] changed(byte[] bytes, int at, int value) {
    var copy = bytes.clone();
    copy[at] = (byte) value;
    return copy;
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}

package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.data.Split;
import io.ranvier.data.digits.DrawnDigits;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import javax.imageio.ImageIO;

/// Plays the command through in small, in silence, in a folder of its own that it removes: trains,
/// evaluates, predicts, explains.
///
/// The launcher has the JVM watch this once after a build and keep what it then knows about our
/// classes (JEP 483 and 514), so that every later start finds them parsed and linked.
final class Rehearsal {
  private static final int PICTURES = 640;
  private static final int SEED = 1;

  private final Console nowhere;
  private final Path folder;

  private Rehearsal(Path folder) {
    var silence = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    nowhere = new Console(silence, silence, OptionalInt.of(80));
    this.folder = folder;
  }

  static void main(String[] arguments) throws IOException {
    var folder = Files.createTempDirectory("ranvier-rehearsal");
    try {
      new Rehearsal(folder).play();
    } finally {
      remove(folder);
    }
  }

  private void play() throws IOException {
    var digits = DrawnDigits.dataset(PICTURES, PICTURES / 10, SEED);
    var data = Files.createDirectory(folder.resolve("digits"));
    write(digits.train(), data, "train");
    write(digits.test(), data, "t10k");
    var picture = folder.resolve("digit.png");
    ImageIO.write(image(digits.test()), "png", picture.toFile());
    var run = folder.resolve("run");
    command("train", "lenet5", "--data", data, "--epochs", 1, "--out", run, "--json");
    command("train", "--resume", run, "--epochs", 2);
    command("evaluate", run, "--json");
    command("predict", run, picture);
    command("predict", run, picture, "--json");
    command("summary", "lenet5");
    command("summary", "--help");
    command("bench", "lenet_b1", "infer", "--warmup", 0.1);
  }

  private void command(Object... arguments) {
    var texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) texts[i] = arguments[i].toString();
    Main.run(nowhere, texts);
  }

  private static void write(Split split, Path folder, String name) throws IOException {
    int count = split.count();
    int side = split.picture().dim(1);
    var images = ByteBuffer.allocate(16 + count * side * side);
    images.putInt(0x803).putInt(count).putInt(side).putInt(side);
    var labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      images.put(split.image(i));
      labels.put((byte) split.label(i));
    }
    Files.write(folder.resolve(name + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve(name + "-labels-idx1-ubyte"), labels.array());
  }

  private static BufferedImage image(Split split) {
    int side = split.picture().dim(1);
    var image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, side, side, split.image(0));
    return image;
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.toList().reversed()) Files.delete(file);
    }
  }
}

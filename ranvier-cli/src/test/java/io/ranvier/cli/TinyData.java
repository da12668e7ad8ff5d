package io.ranvier.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// A data set that a network learns in no time: class `c` is a bright bar in the rows from `2 +
/// 2c`.
final class TinyData {
  static final int SIDE = 28;
  static final int TRAINING = 60;
  static final int TEST = 20;

  private TinyData() {}

  static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    writeSplit(folder, "train", TRAINING);
    writeSplit(folder, "t10k", TEST);
    return folder;
  }

  private static void writeSplit(Path folder, String name, int count) throws IOException {
    var images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
    images.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
    var labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      for (int at = 0; at < SIDE * SIDE; at++) images.put((byte) level(i % 10, i, at / SIDE, at));
      labels.put((byte) (i % 10));
    }
    Files.write(folder.resolve(name + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve(name + "-labels-idx1-ubyte"), labels.array());
  }

  /// The bar, and a little that differs from picture to picture.
  private static int level(int label, int picture, int row, int at) {
    boolean bar = row / 2 - 1 == label;
    return (bar ? 200 : 0) + (picture * 31 + at * 17) % 40;
  }

  static Path picture(Path file, int label) throws IOException {
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        image.getRaster().setSample(x, y, 0, level(label, 3, y, y * SIDE + x));
      }
    }
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}

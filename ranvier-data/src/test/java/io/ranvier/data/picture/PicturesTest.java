package io.ranvier.data.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.ranvier.data.DataException;
import io.ranvier.data.SharedData;
import io.ranvier.data.hash.Sha256;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {
  /// Pillow, which wrote the means, drops the alpha channel; we lay the picture on white.
  private static final List<String> TRANSPARENT =
      List.of(
          "pillow/pil123rgba.png",
          "pillow/uncompressed_la.png",
          "pillow/pil123p.png",
          "pillow/i_trns.png");

  @TempDir Path folder;

  @Test
  void decodesRealPicturesAsPillowDoes() throws IOException {
    Path images = SharedData.folder("images");
    var lines = Files.readAllLines(images.resolve("expected.csv"));
    assertAll(lines.stream().skip(1).map(line -> () -> assertAsExpected(images, line)));
  }

  private static void assertAsExpected(Path images, String line) {
    // The second field is quoted and may hold commas.
    String[] fields = line.replaceAll("\"[^\"]*\"", "kind").split(",", -1);
    Path file = images.resolve(fields[0]);
    if (fields[4].startsWith("TRUNCATED")) {
      assertThatExceptionOfType(DataException.class)
          .as(line)
          .isThrownBy(() -> Pictures.read(file))
          .withMessageContaining(fields[0]);
      return;
    }
    var picture = Pictures.read(file);
    boolean turned = !fields[5].isEmpty() && Integer.parseInt(fields[5]) >= 5;
    assertThat(List.of(picture.width(), picture.height()))
        .as(line)
        .containsExactly(
            Integer.parseInt(fields[turned ? 3 : 2]), Integer.parseInt(fields[turned ? 2 : 3]));
    if (TRANSPARENT.contains(fields[0])) {
      return;
    }
    for (int channel = 0; channel < 3; channel++) {
      assertThat(mean(picture, channel))
          .as("%s, channel %d", line, channel)
          .isCloseTo(Double.parseDouble(fields[6 + channel]), within(1.0));
    }
    if (!fields[9].isEmpty()) {
      assertThat(sha256(picture)).as(line).isEqualTo(fields[9]);
    }
  }

  @Test
  void turnsPicturesUpright() {
    Path images = SharedData.folder("images");
    var upright = Pictures.read(images.resolve("pillow/hopper.jpg"));
    for (int orientation = 2; orientation <= 8; orientation++) {
      var turned =
          Pictures.read(images.resolve("pillow/hopper_orientation_" + orientation + ".jpg"));
      double difference = 0;
      for (int y = 0; y < 128; y++) {
        for (int x = 0; x < 128; x++) {
          difference += Math.abs(upright.channel(x, y, 1) - turned.channel(x, y, 1));
        }
      }
      assertThat(difference / (128 * 128)).as("orientation %d", orientation).isLessThan(5);
    }
  }

  @Test
  void laysTransparencyOnWhite() throws IOException {
    var image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00000000);
    image.setRGB(1, 0, 0x80000000);
    var picture = Pictures.read(write("png", image));
    assertThat(picture.channel(0, 0, 0)).isEqualTo(255);
    assertThat(picture.channel(1, 0, 2)).isEqualTo(127);
  }

  @Test
  void keepsGreyLevels() throws IOException {
    var image = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 256; x++) {
      image.getRaster().setSample(x, 0, 0, x);
    }
    var picture = Pictures.read(write("png", image));
    for (int x = 0; x < 256; x++) {
      assertThat(picture.channel(x, 0, 1)).isEqualTo(x);
      assertThat(picture.grey().at(x, 0)).isEqualTo(x);
    }
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    var image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
    var random = new Random(1);
    for (int i = 0; i < 63; i++) {
      image.setRGB(i % 9, i / 9, random.nextInt(1 << 24));
    }
    // The last 12 bytes of a PNG are a mark without content, which nobody misses.
    assertTruncationsRefused("png", image, 12);
    assertTruncationsRefused("jpg", image, 0);
  }

  private void assertTruncationsRefused(String format, BufferedImage image, int needless)
      throws IOException {
    byte[] whole = Files.readAllBytes(write(format, image));
    for (int length = 0; length < whole.length - needless; length++) {
      assertRefused(Arrays.copyOf(whole, length), "");
    }
  }

  @Test
  void refusesWhatIsNoPicture() throws IOException {
    assertRefused("hello".getBytes(StandardCharsets.UTF_8), "of no known format");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Pictures.read(folder))
        .withMessageContaining("not a file");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Pictures.read(folder.resolve("none.png")))
        .withMessageContaining("none.png: no such file");
  }

  @Test
  void refusesHugePicturesBeforeDecodingThem() throws IOException {
    var out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    var header = ByteBuffer.allocate(17);
    header.put(new byte[] {'I', 'H', 'D', 'R'}).putInt(60_000).putInt(60_000);
    header.put(new byte[] {8, 2, 0, 0, 0});
    var crc = new CRC32();
    crc.update(header.array());
    out.write(ByteBuffer.allocate(4).putInt(13).array());
    out.write(header.array());
    out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    assertRefused(out.toByteArray(), "60000 x 60000 pixels: wants at most");
  }

  private void assertRefused(byte[] bytes, String why) throws IOException {
    Path file = Files.write(folder.resolve("bad.png"), bytes);
    assertThatExceptionOfType(DataException.class)
        .as("%d bytes", bytes.length)
        .isThrownBy(() -> Pictures.read(file))
        .withMessageContaining("bad.png")
        .withMessageContaining(why);
  }

  private Path write(String format, BufferedImage image) throws IOException {
    Path file = folder.resolve("picture." + format);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }

  private static double mean(Picture picture, int channel) {
    long sum = 0;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        sum += picture.channel(x, y, channel);
      }
    }
    return (double) sum / picture.width() / picture.height();
  }

  private static String sha256(Picture picture) {
    var digest = Sha256.digest();
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        for (int channel = 0; channel < 3; channel++) {
          digest.update((byte) picture.channel(x, y, channel));
        }
      }
    }
    return Sha256.hex(digest);
  }
}

package io.ranvier.data.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ranvier.data.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetpbmTest {
  @TempDir Path folder;

  /// `;` is the end of a line, and `~` stands for bytes: a sample of one or two.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          P2;2 1;255;0 200;            | 0 0 0 200 200 200
          P2 2 1 255 0 200             | 0 0 0 200 200 200
          P2;#by hand;2#wide;1;#;15;7 15 | 119 119 119 255 255 255
          P2;2 1;65535;32768 257       | 128 128 128 1 1 1
          P3;1 2;255;1 2 3;4 5 6;      | 1 2 3 4 5 6
          P3;1 1;1;1 0 1 P3            | 255 0 255
          P5;2 1;255;~00 c8            | 0 0 0 200 200 200
          P5 2 1 15 ~07 0f             | 119 119 119 255 255 255
          P5;2 1;65535;~8000 0101      | 128 128 128 1 1 1
          P5;1 1;256;~0080             | 128 128 128
          P6;1 2;255;~01 02 03 04 05 06 | 1 2 3 4 5 6
          P6;1 1;255;~0a 23 20         | 10 35 32
          """)
  void picturesAreReadSampleBySample(String file, String levels) throws IOException {
    var picture = Pictures.read(write(file));
    var read = new StringBuilder();
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        for (int c = 0; c < 3; c++) read.append(picture.channel(x, y, c)).append(' ');
      }
    }
    assertThat(read.toString().strip()).isEqualTo(levels);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          P7;2 1;255;0 200             | of no known format
          P5                           | cut short
          P5;2 1;255;~00               | cut short
          P5;2 1;256;~00 01 00         | cut short
          P3;1 1;255;1 2               | cut short
          P2;3 1;255;10 20             | cut short
          P5;0 1;255;~                 | 0 x 1 pixels of 0 to 255, and all must be at least 1
          P5;1 1;0;~00                 | 1 x 1 pixels of 0 to 0, and all must be at least 1
          P5;1 1;65536;~00 00          | the largest sample is 65536, and must be at most 65535
          P5;-1 1;255;~00              | the width holds a byte 45, and must be digits
          P5;1 1.5;255;~00             | the height holds a byte 46, and must be digits
          P5;99999999999999999999 1    | the width is 9999999999, and must be at most 2147483647
          P5;2000000000 2000000000;255;~00 | 2000000000 x 2000000000 pixels: wants at most
          P6;3000 3000;255;~00         | cut short
          P2;1 1;15;16                 | the sample is 16, and must be at most 15
          P5;1 1;15;~10                | the sample is 16, and must be at most 15
          P2;1 1;15;x                  | the sample holds a byte 120
          """)
  void whatIsNotAsItMustBeIsRefused(String file, String reason) throws IOException {
    var path = write(file);
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Pictures.read(path))
        .withMessageContaining("picture.ppm: ")
        .withMessageContaining(reason);
  }

  @Test
  void bytesOfAllKindsAreAPictureOrRefused() throws IOException {
    var random = new Random(3);
    var file = folder.resolve("random.ppm");
    byte[] whole = Files.readAllBytes(write("P6;3 2;255;~" + "7f".repeat(18)));
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatExceptionOfType(DataException.class).isThrownBy(() -> Pictures.read(file));
    }
    for (int i = 0; i < 2000; i++) {
      byte[] changed = whole.clone();
      for (int k = 0; k < 2; k++) changed[2 + random.nextInt(12)] = (byte) random.nextInt(64);
      Files.write(file, changed);
      try {
        assertThat(Pictures.read(file).width()).isPositive();
      } catch (DataException e) {
        assertThat(e).hasMessageContaining("random.ppm: ");
      }
    }
  }

  private Path write(String text) throws IOException {
    int end = text.indexOf('~');
    byte[] head =
        (end < 0 ? text : text.substring(0, end))
            .replace(';', '\n')
            .getBytes(StandardCharsets.US_ASCII);
    var samples = end < 0 ? "" : text.substring(end + 1).replace(" ", "");
    byte[] tail = HexFormat.of().parseHex(samples);
    byte[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return Files.write(folder.resolve("picture.ppm"), all);
  }
}

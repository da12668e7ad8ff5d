package io.ranvier.cli.report;

import io.ranvier.data.Raster;
import io.ranvier.io.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/// Pictures in rows, each in a square of its own.
public final class ContactSheet {
  private static final int GAP = 4;
  private static final int PAPER = 0xFFFFFF;

  private final int side;
  private final List<List<Raster>> rows = new ArrayList<>();

  /// @param side how many pixels a picture has at most along each side; what is larger is cut off
  public ContactSheet(int side) {
    this.side = side;
  }

  public void add(List<Raster> row) {
    rows.add(List.copyOf(row));
  }

  /// Writes it to `file`, as PNG.
  public void write(Path file) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    var image =
        new BufferedImage(
            GAP + columns * (side + GAP),
            GAP + rows.size() * (side + GAP),
            BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) image.setRGB(x, y, PAPER);
    }
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < rows.get(row).size(); column++) {
        var picture = rows.get(row).get(column);
        draw(picture, image, GAP + column * (side + GAP), GAP + row * (side + GAP));
      }
    }
    var png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    AtomicFile.write(
        file,
        channel -> {
          var bytes = ByteBuffer.wrap(png.toByteArray());
          while (bytes.hasRemaining()) channel.write(bytes);
        });
  }

  private void draw(Raster picture, BufferedImage image, int left, int top) {
    for (int y = 0; y < Math.min(side, picture.height()); y++) {
      for (int x = 0; x < Math.min(side, picture.width()); x++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          float level = picture.at(Math.min(channel, picture.channels() - 1), y, x);
          rgb = rgb << 8 | Math.clamp(Math.round(level), 0, 255);
        }
        image.setRGB(left + x, top + y, rgb);
      }
    }
  }
}

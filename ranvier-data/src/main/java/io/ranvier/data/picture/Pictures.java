package io.ranvier.data.picture;

import io.ranvier.data.DataException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;

/// Reads picture files: PNG, JPEG (CMYK too), GIF (the first frame), BMP and whatever else the
/// JVM's ImageIO has a reader for; and PGM and PPM.
public final class Pictures {
  private static final int BUFFER = 1 << 16;
  private static final long MOST_PIXELS = 100_000_000;

  /// What decoding takes at its peak.
  private static final long BYTES_PER_PIXEL = 12;

  /// The one way in which ImageIO says that it made up what the file did not hold.
  private static final Pattern DAMAGE =
      Pattern.compile("truncated|premature|corrupt|bogus", Pattern.CASE_INSENSITIVE);

  private Pictures() {}

  /// The picture, turned upright as its EXIF data asks, transparent parts laid on white.
  ///
  /// @throws DataException if the file is missing, of no known format, damaged, cut short, or has
  ///   more than 100 million pixels or than memory holds
  public static Picture read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          "%s: %s: wants a picture file, such as PNG or JPEG"
              .formatted(file, Files.exists(file) ? "not a file" : "no such file"));
    }
    try {
      var portable = portable(file);
      return portable.isPresent() ? portable.get() : readByImageIo(file);
    } catch (IOException e) {
      throw undecodable(file, e);
    }
  }

  /// The picture, if the file is PGM or PPM.
  private static Optional<Picture> portable(Path file) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      if (in.read() != 'P') return Optional.empty();
      int format = in.read();
      if (!Netpbm.isFormat(format)) return Optional.empty();
      var picture = new Netpbm((char) format, in, Files.size(file) - 2);
      requireRoom(file, picture.width(), picture.height());
      return Optional.of(picture.read());
    }
  }

  private static Picture readByImageIo(Path file) throws IOException {
    try (var in = new FileImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new DataException(
            "%s: of no known format: wants PNG, JPEG, GIF, BMP, PGM or PPM".formatted(file));
      }
      var reader = readers.next();
      try {
        reader.setInput(in, true, false);
        return decode(file, reader);
      } finally {
        reader.dispose();
      }
    }
  }

  private static void requireRoom(Path file, int width, int height) {
    long most = Math.min(MOST_PIXELS, Runtime.getRuntime().maxMemory() / BYTES_PER_PIXEL);
    if ((long) width * height > most) {
      throw new DataException(
          "%s: %d x %d pixels: wants at most %d million in all"
              .formatted(file, width, height, most / 1_000_000));
    }
  }

  private static Picture decode(Path file, ImageReader reader) throws IOException {
    try {
      requireRoom(file, reader.getWidth(0), reader.getHeight(0));
      var damage = new StringBuilder();
      reader.addIIOReadWarningListener(
          (_, warning) -> {
            if (damage.isEmpty() && DAMAGE.matcher(warning).find()) {
              damage.append(warning);
            }
          });
      var image = reader.read(0, asStored(reader));
      if (!damage.isEmpty()) {
        throw new IOException(damage.toString());
      }
      return upright(image, Orientation.of(reader.getImageMetadata(0)));
    } catch (RuntimeException e) {
      // Readers answer damage with all kinds of exceptions.
      throw e instanceof DataException ? e : undecodable(file, e);
    }
  }

  /// Asks for the samples as they are, with no colour profile applied: so do the tools that made
  /// the pictures that networks have learned from.
  private static ImageReadParam asStored(ImageReader reader) throws IOException {
    var how = reader.getDefaultReadParam();
    var raw = reader.getRawImageType(0);
    if (raw != null
        && raw.getNumComponents() == 3
        && raw.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_RGB) {
      how.setDestinationType(raw);
    }
    return how;
  }

  private static DataException undecodable(Path file, Exception cause) {
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new DataException(
        "%s: cannot be decoded (%s): is the file damaged?"
            .formatted(file, reason.replaceAll("\\s+", " ")),
        cause);
  }

  private static Picture upright(BufferedImage image, Orientation orientation) {
    int storedWidth = image.getWidth();
    int storedHeight = image.getHeight();
    int width = orientation.swapsSides() ? storedHeight : storedWidth;
    int height = orientation.swapsSides() ? storedWidth : storedHeight;
    var pixels = Pixels.of(image);
    var rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int argb =
            pixels.argb(
                orientation.storedX(x, y, storedWidth), orientation.storedY(x, y, storedHeight));
        int alpha = argb >>> 24;
        int at = 3 * (y * width + x);
        rgb[at] = onWhite(argb >> 16 & 0xFF, alpha);
        rgb[at + 1] = onWhite(argb >> 8 & 0xFF, alpha);
        rgb[at + 2] = onWhite(argb & 0xFF, alpha);
      }
    }
    return new Picture(width, height, rgb);
  }

  private static byte onWhite(int level, int alpha) {
    return (byte) ((level * alpha + 255 * (255 - alpha) + 127) / 255);
  }

  /// A sample of 0 to `max` in eight bits.
  static int eightBits(int sample, int max) {
    return (sample * 255 + max / 2) / max;
  }

  /// The pixels of an image, eight bits a channel.
  private interface Pixels {
    int argb(int x, int y);

    /// Samples as the file has them, where they are samples: Java would take grey for linear light
    /// and brighten it. Palettes and packed pixels are looked up.
    static Pixels of(BufferedImage image) {
      if (!(image.getColorModel() instanceof ComponentColorModel model)) {
        return image::getRGB;
      }
      var raster = image.getRaster();
      int max = (1 << model.getComponentSize(0)) - 1;
      int colours = model.getNumColorComponents();
      return (x, y) -> {
        int argb = model.hasAlpha() ? eightBits(raster.getSample(x, y, colours), max) : 255;
        for (int channel = 0; channel < 3; channel++) {
          int sample = raster.getSample(x, y, Math.min(channel, colours - 1));
          argb = argb << 8 | eightBits(sample, max);
        }
        return argb;
      };
    }
  }
}

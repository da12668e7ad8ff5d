package io.ranvier.data.picture;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// Reads PGM and PPM, grey and coloured, as numbers in text (P2, P3) or in one or two bytes (P5,
/// P6). Of several pictures in a file it is the first.
///
/// The header is the format, the width, the height and the largest sample, in text, with blanks or
/// ends of lines between; from a `#` to the end of its line is a comment. One such character
/// separates it from the samples.
final class Netpbm {
  private static final int LARGEST = 65_535;
  private static final int END = -1;

  private final InputStream in;
  private final boolean isText;
  private final boolean isGrey;
  private final int width;
  private final int height;
  private final int max;

  /// How many bytes the file has left.
  private long left;

  /// Reads the header.
  ///
  /// @param format the digit of the magic number, already read
  /// @param left how many bytes follow it
  /// @throws IOException if it is not as it must be
  Netpbm(char format, InputStream in, long left) throws IOException {
    this.in = in;
    this.left = left;
    isText = format < '5';
    isGrey = format == '2' || format == '5';
    width = number("width", Integer.MAX_VALUE);
    height = number("height", Integer.MAX_VALUE);
    max = number("largest sample", LARGEST);
    if (width == 0 || height == 0 || max == 0) {
      throw new IOException(
          "%d x %d pixels of 0 to %d, and all must be at least 1".formatted(width, height, max));
    }
  }

  /// Whether this is the format of a picture, the second character of a file; the first is `P`.
  static boolean isFormat(int character) {
    return character == '2' || character == '3' || character == '5' || character == '6';
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /// The picture, once, if memory holds it.
  ///
  /// @throws IOException if it is cut short, or a sample is not as it must be
  Picture read() throws IOException {
    long samples = (isGrey ? 1L : 3L) * width * height;
    // At least a digit and what separates it from the next.
    long least = isText ? 2 * samples - 1 : max > 255 ? 2 * samples : samples;
    if (left < least) throw cutShort();
    var rgb = new byte[Math.multiplyExact(3 * width, height)];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = level();
      rgb[i + 1] = isGrey ? rgb[i] : level();
      rgb[i + 2] = isGrey ? rgb[i] : level();
    }
    return new Picture(width, height, rgb);
  }

  private byte level() throws IOException {
    if (isText) return (byte) Pictures.eightBits(number("sample", max), max);
    int sample = max > 255 ? required() << 8 | required() : required();
    if (sample > max) throw tooLarge("sample", sample, max);
    return (byte) Pictures.eightBits(sample, max);
  }

  /// The next number in text, and the character behind it.
  private int number(String what, int most) throws IOException {
    int character = character();
    while (isSpace(character)) character = character();
    if (character == END) throw cutShort();
    long number = 0;
    for (; !isSpace(character) && character != END; character = character()) {
      if (character < '0' || character > '9') {
        throw new IOException(
            "the %s holds a byte %d, and must be digits".formatted(what, character));
      }
      number = 10 * number + character - '0';
      if (number > most) throw tooLarge(what, number, most);
    }
    return (int) number;
  }

  /// The next character of text; a comment is the end of its line.
  private int character() throws IOException {
    int character = next();
    if (character != '#') return character;
    while (character != '\n' && character != END) character = next();
    return character;
  }

  private static boolean isSpace(int character) {
    return character == ' ' || character >= '\t' && character <= '\r';
  }

  private int required() throws IOException {
    int read = next();
    if (read == END) throw cutShort();
    return read;
  }

  private int next() throws IOException {
    left--;
    return in.read();
  }

  private static IOException cutShort() {
    return new EOFException("cut short");
  }

  private static IOException tooLarge(String what, long number, int most) {
    return new IOException("the %s is %d, and must be at most %d".formatted(what, number, most));
  }
}

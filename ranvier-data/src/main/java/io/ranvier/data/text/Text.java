package io.ranvier.data.text;

import io.ranvier.data.DataException;
import io.ranvier.data.hash.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// A text as numbers, one for each character. Immutable.
public final class Text {
  private final String name;
  private final Alphabet alphabet;
  private final int[] numbers;
  private final String contentHash;

  private Text(String name, Alphabet alphabet, int[] numbers, String contentHash) {
    this.name = name;
    this.alphabet = alphabet;
    this.numbers = numbers;
    this.contentHash = contentHash;
  }

  /// Reads a file in UTF-8.
  ///
  /// @throws DataException if there is no such file, it is empty, or not in UTF-8
  public static Text read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DataException(
          "%s: %s: wants a text file"
              .formatted(file, Files.exists(file) ? "cannot be read" : "no such file"),
          e);
    }
    var text = decode(file, bytes);
    if (text.isEmpty()) throw new DataException("%s: is empty".formatted(file));
    var alphabet = Alphabet.of(text);
    var digest = Sha256.digest();
    digest.update(bytes);
    return new Text(
        String.valueOf(file.getFileName()), alphabet, alphabet.encode(text), Sha256.hex(digest));
  }

  private static String decode(Path file, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new DataException("%s: is not a text in UTF-8".formatted(file), e);
    }
  }

  /// The file's name.
  public String name() {
    return name;
  }

  public Alphabet alphabet() {
    return alphabet;
  }

  /// SHA-256 of the file, in hexadecimal.
  public String contentHash() {
    return contentHash;
  }

  /// How many characters it has.
  public int length() {
    return numbers.length;
  }

  /// The number of the character at `place`.
  public int number(int place) {
    return numbers[place];
  }

  void copy(int from, int[] to, int at, int count) {
    System.arraycopy(numbers, from, to, at, count);
  }

  /// All but the last `share` of the text.
  public Text head(double share) {
    return part(0, border(share));
  }

  /// The last `share` of the text.
  public Text tail(double share) {
    return part(border(share), numbers.length);
  }

  private Text part(int from, int to) {
    return new Text(name, alphabet, Arrays.copyOfRange(numbers, from, to), contentHash);
  }

  private int border(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "text: the share is %s, and must be in (0, 1)".formatted(share));
    }
    return (int) Math.round(numbers.length * (1 - share));
  }
}

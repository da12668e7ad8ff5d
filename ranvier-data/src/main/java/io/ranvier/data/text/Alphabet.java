package io.ranvier.data.text;

import io.ranvier.data.DataException;
import java.util.Arrays;

/// The characters of a text, by code point; a character's number is its place.
///
/// @param characters each once, ascending
public record Alphabet(String characters) {

  /// The characters that occur in `text`.
  static Alphabet of(String text) {
    int[] points = text.codePoints().sorted().distinct().toArray();
    return new Alphabet(new String(points, 0, points.length));
  }

  /// How many there are.
  public int size() {
    return characters.codePointCount(0, characters.length());
  }

  /// The numbers of the characters of `text`.
  ///
  /// @throws DataException if one is not in the alphabet
  public int[] encode(String text) {
    int[] points = characters.codePoints().toArray();
    return text.codePoints()
        .map(
            point -> {
              int at = Arrays.binarySearch(points, point);
              if (at >= 0) return at;
              throw new DataException(
                  "the character '%s' is none of the %d that the text has"
                      .formatted(Character.toString(point), points.length));
            })
        .toArray();
  }

  /// The character with this number.
  public String decode(int number) {
    return Character.toString(characters.codePointAt(characters.offsetByCodePoints(0, number)));
  }
}

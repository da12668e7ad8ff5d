package io.ranvier.data.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GreyRuleTest {

  @ParameterizedTest
  @CsvSource({
    "RED, 200",
    "GREEN, 100",
    "BLUE, 50",
    "MAXIMUM, 200",
    "MEAN, 116.66667",
    "BT601, 124.2",
    "BT709, 117.65"
  })
  void ofOnePixel(GreyRule rule, float level) {
    var picture = new Picture(1, 1, new byte[] {(byte) 200, 100, 50});
    assertThat(picture.grey(rule).at(0, 0)).isCloseTo(level, within(1e-4f));
  }

  /// All rules leave grey alone: a weighting whose weights do not add up to 1 would not.
  @Property(tries = 50)
  void ofGreyIsItself(@ForAll GreyRule rule, @ForAll @IntRange(min = 0, max = 255) int level) {
    var picture = new Picture(1, 1, new byte[] {(byte) level, (byte) level, (byte) level});
    assertThat(picture.grey(rule).at(0, 0)).isEqualTo(level);
  }
}

package io.ranvier.testing;

import static io.ranvier.type.Interpolation.AREA;
import static io.ranvier.type.Interpolation.CUBIC;
import static io.ranvier.type.Interpolation.LINEAR;
import static io.ranvier.type.Interpolation.NEAREST;
import static io.ranvier.type.Interpolation.NEAREST_EXACT;

import io.ranvier.tensor.Tensor;
import io.ranvier.testing.TorchParity.Given;
import io.ranvier.type.Interpolation;
import io.ranvier.type.PaddingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Other sizes of pictures, and pictures read at other places, against PyTorch.
final class VisionParityTest {
  private static final Map<String, Function<Given, Tensor>> FUNCTIONS = new LinkedHashMap<>();

  static {
    nearest();
    weighed();
    upsampled();
    moved();
  }

  private static void nearest() {
    resize("nearest 1", NEAREST, 7);
    resize("nearest 2 whole", NEAREST, 4, 9);
    resize("nearest 2 smaller", NEAREST, 3, 2);
    resize("nearest 3", NEAREST, 3, 2, 4);
    resize("nearest exact", NEAREST_EXACT, 7, 3);
  }

  private static void weighed() {
    resize("linear", LINEAR, 8);
    resize("linear aligned", LINEAR.aligned(), 8);
    resize("bilinear", LINEAR, 7, 3);
    resize("bilinear aligned", LINEAR.aligned(), 7, 3);
    resize("bilinear aligned to one", LINEAR.aligned(), 1, 6);
    resize("trilinear", LINEAR, 5, 2, 3);
    resize("trilinear aligned", LINEAR.aligned(), 5, 2, 3);
    resize("bicubic", CUBIC, 7, 3);
    resize("bicubic aligned", CUBIC.aligned(), 7, 3);
    resize("bilinear antialiased", LINEAR.antialiased(), 3, 8);
    resize("bilinear antialiased aligned", LINEAR.aligned().antialiased(), 3, 8);
    resize("bicubic antialiased", CUBIC.antialiased(), 4, 7);
    resize("bicubic antialiased aligned", CUBIC.aligned().antialiased(), 4, 7);
    resize("area", AREA, 3, 4);
  }

  private static void upsampled() {
    FUNCTIONS.put("upsample nearest", given -> given.get("x").upsample(NEAREST, 1.6, 2));
    FUNCTIONS.put("upsample bilinear", given -> given.get("x").upsample(LINEAR, 1.6, 0.7));
    FUNCTIONS.put(
        "upsample bilinear aligned", given -> given.get("x").upsample(LINEAR.aligned(), 1.6, 0.7));
    FUNCTIONS.put("upsample bicubic", given -> given.get("x").upsample(CUBIC, 1.6, 2));
    FUNCTIONS.put("pixelShuffle", given -> given.get("x").pixelShuffle(2));
    FUNCTIONS.put("pixelUnshuffle", given -> given.get("x").pixelUnshuffle(3));
  }

  private static void moved() {
    for (boolean aligned : new boolean[] {false, true}) {
      var corners = aligned ? " aligned" : "";
      var borders =
          Map.of(
              "zeros", PaddingMode.ZEROS,
              "border", PaddingMode.REPLICATE,
              "reflection", PaddingMode.REFLECT);
      borders.forEach(
          (border, mode) -> {
            var end = " " + border + corners;
            sample("nearest" + end, NEAREST, mode, aligned);
            sample("bilinear" + end, LINEAR, mode, aligned);
            sample("bicubic" + end, CUBIC, mode, aligned);
            sample("volume" + end, LINEAR, mode, aligned);
          });
      FUNCTIONS.put("affineGrid" + corners, in -> in.get("theta").affineGrid(aligned, 3, 4));
      FUNCTIONS.put(
          "affineGrid volume" + corners, in -> in.get("theta").affineGrid(aligned, 2, 3, 1));
    }
  }

  private static void resize(String name, Interpolation interpolation, int... size) {
    FUNCTIONS.put("resize " + name, given -> given.get("x").resize(interpolation, size));
  }

  private static void sample(
      String name, Interpolation interpolation, PaddingMode border, boolean aligned) {
    var kernel = aligned ? interpolation.aligned() : interpolation;
    FUNCTIONS.put(
        "gridSample " + name,
        given -> given.get("x").gridSample(given.get("grid"), kernel, border));
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTorch() {
    return TorchParity.tests("vision", FUNCTIONS);
  }
}

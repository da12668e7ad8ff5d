package io.ranvier.data.augment;

import io.ranvier.data.Example;
import io.ranvier.data.Raster;
import java.util.Arrays;

/// A mapping that is carried out, on a picture and all that is known about it.
record Warp(Mapping mapping, Sampling sampling) {

  Example apply(Example example) {
    return new Example(
        render(example.picture(), sampling),
        example.label(),
        example.boxes().stream()
            .map(mapping::forward)
            .flatMap(
                box -> box.within(mapping.width(), mapping.height(), sampling.visible()).stream())
            .toList(),
        example.mask().map(mask -> render(mask, sampling.ofMask())),
        example.points().stream().map(mapping::forward).toList());
  }

  private Raster render(Raster source, Sampling how) {
    return switch (mapping) {
      case Region region when region.isCut() -> cut(source, region, how);
      case Region region -> Resampling.resize(source, region, how);
      case Projection projection when projection.keepsPixels() ->
          new Sampler(source, projection, how.interpolation(Interpolation.NEAREST))
              .sample(projection::sources);
      case Projection projection ->
          new Sampler(source, projection, how).sample(projection::sources);
      case Displacement displacement ->
          new Sampler(source, displacement, how).sample(displacement::sources);
    };
  }

  private static Raster cut(Raster source, Region region, Sampling sampling) {
    var border = sampling.border();
    int width = region.width();
    var levels = new float[source.channels() * region.height() * width];
    // The columns of the new picture that show the old one.
    int first = Math.clamp(-(long) region.left(), 0, width);
    int last = Math.clamp((long) source.width() - region.left(), first, width);
    for (int channel = 0; channel < source.channels(); channel++) {
      for (int y = 0; y < region.height(); y++) {
        int to = (channel * region.height() + y) * width;
        int row = border.index(region.top() + y, source.height());
        if (row == Border.OUTSIDE) {
          Arrays.fill(levels, to, to + width, sampling.fill());
          continue;
        }
        int from = (channel * source.height() + row) * source.width();
        for (int x = 0; x < first; x++) {
          levels[to + x] = beside(source, from, region.left() + x, sampling);
        }
        if (first < last) {
          int start = from + region.left() + first;
          System.arraycopy(source.levels(), start, levels, to + first, last - first);
        }
        for (int x = last; x < width; x++) {
          levels[to + x] = beside(source, from, region.left() + x, sampling);
        }
      }
    }
    return new Raster(source.channels(), region.height(), width, levels);
  }

  /// The level at a column outside of the row that begins at `from`.
  private static float beside(Raster source, int from, int column, Sampling sampling) {
    int inside = sampling.border().index(column, source.width());
    return inside == Border.OUTSIDE ? sampling.fill() : source.levels()[from + inside];
  }
}

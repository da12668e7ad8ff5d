package io.ranvier.backend.cpu;

/// How the output of a product is cut into tiles, by its shape alone.
sealed interface Tiles permits Tiling, StretchConvolution {

  int tiles();

  int firstRow(int tile);

  int height(int tile);

  int firstColumn(int tile);

  int width(int tile);

  /// The most elements of a tile.
  long elements();

  /// Scratch memory of one worker.
  long workerBytes();
}

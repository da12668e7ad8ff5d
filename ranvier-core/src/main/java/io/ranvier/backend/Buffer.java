package io.ranvier.backend;

/// A stretch of memory on a backend.
public interface Buffer {

  long byteSize();

  /// The part of this buffer from `offset`, `size` bytes long, over the same memory.
  Buffer slice(long offset, long size);
}

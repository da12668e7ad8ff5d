package io.ranvier.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;

/// A disk with room for a few more bytes.
final class FullChannel implements WritableByteChannel {
  private final WritableByteChannel channel;
  private int room;

  FullChannel(WritableByteChannel channel, int room) {
    this.channel = channel;
    this.room = room;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    if (room == 0) throw new FileSystemException("x", null, "No space left on device");
    int count = Math.min(room, bytes.remaining());
    channel.write(bytes.slice(bytes.position(), count));
    bytes.position(bytes.position() + count);
    room -= count;
    return count;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

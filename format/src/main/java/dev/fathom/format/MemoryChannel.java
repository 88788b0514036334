package dev.fathom.format;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/// Memory that is written like a file, from its first byte on.
final class MemoryChannel implements WritableByteChannel {
  private final MemorySegment memory;
  private long position;

  MemoryChannel(MemorySegment memory) {
    this.memory = memory;
  }

  MemorySegment memory() {
    return memory;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int bytes = source.remaining();
    if (bytes > memory.byteSize() - position) {
      throw new IOException(
          "%,d bytes from byte %,d on, but there are %,d"
              .formatted(bytes, position, memory.byteSize()));
    }
    memory.asSlice(position, bytes).copyFrom(MemorySegment.ofBuffer(source));
    source.position(source.limit());
    position += bytes;
    return bytes;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}

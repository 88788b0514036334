package dev.fathom.format;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/// Writes little-endian values one after another and knows how many bytes they took. Owns nothing:
/// whoever made the channel closes it, after {@link #flush}.
final class LittleEndianOutput {
  private static final long LARGEST_WRITE = 1L << 30;

  /// A vocabulary is many short strings; not each of them is worth a system call.
  private static final long SMALL = 4096;

  private final WritableByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private long position;

  LittleEndianOutput(WritableByteChannel channel) {
    this.channel = channel;
  }

  long position() {
    return position;
  }

  void i8(int value) throws IOException {
    room(1).put((byte) value);
  }

  void i16(int value) throws IOException {
    room(2).putShort((short) value);
  }

  void i32(int value) throws IOException {
    room(4).putInt(value);
  }

  void i64(long value) throws IOException {
    room(8).putLong(value);
  }

  /// A string as in GGUF: 64-bit length, UTF-8.
  void text(String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    i64(utf8.length);
    bytes(MemorySegment.ofArray(utf8));
  }

  void bytes(MemorySegment bytes) throws IOException {
    if (bytes.byteSize() <= SMALL) {
      room((int) bytes.byteSize()).put(bytes.asByteBuffer());
      return;
    }
    flush();
    for (long done = 0; done < bytes.byteSize(); ) {
      long count = Math.min(LARGEST_WRITE, bytes.byteSize() - done);
      writeAll(bytes.asSlice(done, count).asByteBuffer());
      done += count;
    }
    position += bytes.byteSize();
  }

  /// Zero bytes up to the next multiple of `alignment`.
  void padTo(long alignment) throws IOException {
    while (position % alignment != 0) {
      i8(0);
    }
  }

  void flush() throws IOException {
    writeAll(buffer.flip());
    buffer.clear();
  }

  private ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    position += bytes;
    return buffer;
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}

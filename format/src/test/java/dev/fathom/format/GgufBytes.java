package dev.fathom.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;

/// A GGUF file written field by field, as right or wrong as a test wants it.
final class GgufBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final LittleEndianOutput out = new LittleEndianOutput(Channels.newChannel(bytes));

  /// One step of writing.
  interface Step {
    void run(LittleEndianOutput out) throws IOException;
  }

  /// A file of version 3 up to its first key.
  static GgufBytes v3(long tensors, long keys) {
    return new GgufBytes().i32(GgufFile.MAGIC).i32(3).i64(tensors).i64(keys);
  }

  GgufBytes write(Step step) {
    try {
      step.run(out);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  GgufBytes i8(int value) {
    return write(out -> out.i8(value));
  }

  GgufBytes i32(int value) {
    return write(out -> out.i32(value));
  }

  GgufBytes i64(long value) {
    return write(out -> out.i64(value));
  }

  GgufBytes text(String text) {
    return write(out -> out.text(text));
  }

  /// A string that may be no UTF-8: each character one byte.
  GgufBytes rawText(String latin1) {
    byte[] raw = latin1.getBytes(StandardCharsets.ISO_8859_1);
    return i64(raw.length).write(out -> out.bytes(MemorySegment.ofArray(raw)));
  }

  /// A key and the number of its value's type.
  GgufBytes key(String key, GgufValueType type) {
    return text(key).i32(type.id());
  }

  /// A line of the directory; lengths as in the file, the contiguous axis first.
  GgufBytes tensor(String name, int type, long offset, long... lengths) {
    text(name).i32(lengths.length);
    for (long length : lengths) {
      i64(length);
    }
    return i32(type).i64(offset);
  }

  /// Padding to the default alignment, then `count` zero bytes.
  GgufBytes data(int count) {
    return write(out -> out.padTo(32))
        .write(out -> out.bytes(MemorySegment.ofArray(new byte[count])));
  }

  byte[] toBytes() {
    write(LittleEndianOutput::flush);
    return bytes.toByteArray();
  }

  /// The file as `x.gguf`; throws if it is refused.
  GgufCheckpoint open() {
    return GgufCheckpoint.open("x.gguf", offHeap(toBytes()));
  }

  static MemorySegment offHeap(byte[] bytes) {
    return Arena.ofAuto()
        .allocate(Math.max(1, bytes.length), 64)
        .asSlice(0, bytes.length)
        .copyFrom(MemorySegment.ofArray(bytes));
  }
}

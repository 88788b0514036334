package dev.fathom.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Where the lengths, counts, types, axes and offsets of a correct GGUF file lie: the places at
/// which a lie does most. A second, naive reading of the format.
final class GgufFields {
  /// A little-endian number of `width` bytes at byte `at`.
  record Field(int at, int width) {}

  private static final int[] VALUE_BYTES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

  private final ByteBuffer bytes;
  private final List<Field> fields = new ArrayList<>();

  private GgufFields(byte[] file) {
    this.bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  static List<Field> of(byte[] file) {
    GgufFields reading = new GgufFields(file);
    reading.read();
    return reading.fields;
  }

  private void read() {
    number(4);
    number(4);
    long tensors = number(8);
    long keys = number(8);
    for (long i = 0; i < keys; i++) {
      text();
      value((int) number(4));
    }
    for (long i = 0; i < tensors; i++) {
      text();
      long axes = number(4);
      for (long axis = 0; axis < axes; axis++) {
        number(8);
      }
      number(4);
      number(8);
    }
  }

  private void value(int type) {
    switch (type) {
      case 8 -> text();
      case 9 -> {
        int element = (int) number(4);
        long count = number(8);
        for (long i = 0; i < count; i++) {
          value(element);
        }
      }
      default -> number(VALUE_BYTES[type]);
    }
  }

  private void text() {
    int length = (int) number(8);
    bytes.position(bytes.position() + length);
  }

  private long number(int width) {
    fields.add(new Field(bytes.position(), width));
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= (bytes.get() & 0xFFL) << (8 * i);
    }
    return value;
  }
}

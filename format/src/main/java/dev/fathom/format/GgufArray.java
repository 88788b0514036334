package dev.fathom.format;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A checked array in GGUF metadata, left in the mapped pages until somebody asks for it: a
/// vocabulary is large, and most questions are about something else.
///
/// @param file for messages
/// @param type of the elements
/// @param length number of elements
/// @param bytes the elements as in the file
record GgufArray(String file, GgufValueType type, int length, MemorySegment bytes) {
  /// The elements as `int[]` (up to 32 bits signed), `long[]` (wider), `float[]`, `double[]`,
  /// `boolean[]`, or a list of strings or arrays.
  Object toJava() {
    ByteCursor cursor = new ByteCursor(file, bytes);
    return switch (type) {
      case UINT8, INT8, UINT16, INT16, INT32 -> ints(cursor);
      case UINT32, UINT64, INT64 -> longs(cursor);
      case FLOAT32 -> floats(cursor);
      case FLOAT64 -> doubles(cursor);
      case BOOL -> booleans(cursor);
      case STRING, ARRAY -> objects(cursor);
    };
  }

  private int[] ints(ByteCursor cursor) {
    int[] values = new int[length];
    for (int i = 0; i < length; i++) {
      values[i] =
          switch (type) {
            case UINT8 -> cursor.i8("") & 0xFF;
            case INT8 -> cursor.i8("");
            case UINT16 -> cursor.i16("") & 0xFFFF;
            case INT16 -> cursor.i16("");
            default -> cursor.i32("");
          };
    }
    return values;
  }

  private long[] longs(ByteCursor cursor) {
    long[] values = new long[length];
    for (int i = 0; i < length; i++) {
      values[i] = type == GgufValueType.UINT32 ? cursor.u32("") : cursor.i64("");
      if (type == GgufValueType.UINT64 && values[i] < 0) {
        throw new FormatException(
            file + ": an array element is " + Quoted.number(values[i]) + ", more than 63 bits");
      }
    }
    return values;
  }

  private float[] floats(ByteCursor cursor) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = cursor.f32("");
    }
    return values;
  }

  private double[] doubles(ByteCursor cursor) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = cursor.f64("");
    }
    return values;
  }

  private boolean[] booleans(ByteCursor cursor) {
    boolean[] values = new boolean[length];
    for (int i = 0; i < length; i++) {
      values[i] = cursor.i8("") != 0;
    }
    return values;
  }

  private List<Object> objects(ByteCursor cursor) {
    List<Object> values = new ArrayList<>(length);
    GgufMetadataReader nested = new GgufMetadataReader(file, cursor);
    for (int i = 0; i < length; i++) {
      Object value = nested.value(type, 0);
      values.add(value instanceof GgufArray array ? array.toJava() : value);
    }
    return Collections.unmodifiableList(values);
  }
}

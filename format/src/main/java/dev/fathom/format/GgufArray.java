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
    return elements(new ByteCursor(file, bytes), type, length);
  }

  private Object elements(ByteCursor cursor, GgufValueType each, int count) {
    return switch (each) {
      case UINT8, INT8, UINT16, INT16, INT32 -> ints(cursor, each, count);
      case UINT32, UINT64, INT64 -> longs(cursor, each, count);
      case FLOAT32 -> floats(cursor, count);
      case FLOAT64 -> doubles(cursor, count);
      case BOOL -> booleans(cursor, count);
      case STRING, ARRAY -> objects(cursor, each, count);
    };
  }

  private static int[] ints(ByteCursor cursor, GgufValueType each, int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (each) {
            case UINT8 -> cursor.i8("") & 0xFF;
            case INT8 -> cursor.i8("");
            case UINT16 -> cursor.i16("") & 0xFFFF;
            case INT16 -> cursor.i16("");
            default -> cursor.i32("");
          };
    }
    return values;
  }

  private long[] longs(ByteCursor cursor, GgufValueType each, int count) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = each == GgufValueType.UINT32 ? cursor.u32("") : cursor.i64("");
      if (each == GgufValueType.UINT64 && values[i] < 0) {
        throw new FormatException(
            file + ": an array element is " + Quoted.number(values[i]) + ", more than 63 bits");
      }
    }
    return values;
  }

  private static float[] floats(ByteCursor cursor, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = cursor.f32("");
    }
    return values;
  }

  private static double[] doubles(ByteCursor cursor, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = cursor.f64("");
    }
    return values;
  }

  private static boolean[] booleans(ByteCursor cursor, int count) {
    boolean[] values = new boolean[count];
    for (int i = 0; i < count; i++) {
      values[i] = cursor.i8("") != 0;
    }
    return values;
  }

  private List<Object> objects(ByteCursor cursor, GgufValueType each, int count) {
    List<Object> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(
          each == GgufValueType.STRING ? Utf8.decode(cursor.text("a string")) : inner(cursor));
    }
    return Collections.unmodifiableList(values);
  }

  private Object inner(ByteCursor cursor) {
    GgufValueType each = GgufValueType.ofId(cursor.u32("")).orElseThrow();
    return elements(cursor, each, (int) cursor.i64(""));
  }
}

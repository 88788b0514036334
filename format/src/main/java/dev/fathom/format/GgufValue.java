package dev.fathom.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A metadata value on its way into a file: its type, and for an array its elements.
///
/// @param type ARRAY for arrays
/// @param element type of an array's elements; that of the value itself otherwise
/// @param values the elements; the value alone otherwise
record GgufValue(GgufValueType type, GgufValueType element, List<?> values) {
  GgufValue {
    for (Object value : values) {
      if (!fits(element, value)) {
        throw new IllegalArgumentException(value + " is no value of type " + element);
      }
    }
  }

  static GgufValue of(GgufValueType type, Object value) {
    if (type == GgufValueType.ARRAY) {
      throw new IllegalArgumentException("an array needs the type of its elements");
    }
    return new GgufValue(type, type, List.of(value));
  }

  static GgufValue ofList(GgufValueType element, List<?> values) {
    return new GgufValue(GgufValueType.ARRAY, element, List.copyOf(values));
  }

  static GgufValue ofInts(int... values) {
    List<Integer> list = new ArrayList<>(values.length);
    for (int value : values) {
      list.add(value);
    }
    return ofList(GgufValueType.INT32, list);
  }

  static GgufValue ofFloats(float... values) {
    List<Float> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(value);
    }
    return ofList(GgufValueType.FLOAT32, list);
  }

  /// Type, then length of an array, then the bytes.
  void writeTo(LittleEndianOutput out) throws IOException {
    out.i32(type.id());
    if (type == GgufValueType.ARRAY) {
      out.i32(element.id());
      out.i64(values.size());
    }
    for (Object value : values) {
      write(value, out);
    }
  }

  private void write(Object value, LittleEndianOutput out) throws IOException {
    switch (element) {
      case UINT8, INT8 -> out.i8(((Number) value).intValue());
      case UINT16, INT16 -> out.i16(((Number) value).intValue());
      case UINT32, INT32 -> out.i32(((Number) value).intValue());
      case UINT64, INT64 -> out.i64(((Number) value).longValue());
      case FLOAT32 -> out.i32(Float.floatToRawIntBits(((Number) value).floatValue()));
      case FLOAT64 -> out.i64(Double.doubleToRawLongBits(((Number) value).doubleValue()));
      case BOOL -> out.i8((Boolean) value ? 1 : 0);
      case STRING -> out.text((String) value);
      case ARRAY -> writeStrings((List<?>) value, out);
    }
  }

  private static void writeStrings(List<?> strings, LittleEndianOutput out) throws IOException {
    out.i32(GgufValueType.STRING.id());
    out.i64(strings.size());
    for (Object text : strings) {
      out.text((String) text);
    }
  }

  private static boolean fits(GgufValueType type, Object value) {
    return switch (type) {
      case UINT8 -> within(value, 0, 0xFF);
      case INT8 -> within(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case UINT16 -> within(value, 0, 0xFFFF);
      case INT16 -> within(value, Short.MIN_VALUE, Short.MAX_VALUE);
      case UINT32 -> within(value, 0, 0xFFFF_FFFFL);
      case INT32 -> within(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case UINT64, INT64 -> within(value, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT32, FLOAT64 -> value instanceof Number;
      case BOOL -> value instanceof Boolean;
      case STRING -> value instanceof String;
      case ARRAY ->
          value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
    };
  }

  private static boolean within(Object value, long least, long most) {
    boolean whole =
        value instanceof Byte
            || value instanceof Short
            || value instanceof Integer
            || value instanceof Long;
    return whole && ((Number) value).longValue() >= least && ((Number) value).longValue() <= most;
  }
}

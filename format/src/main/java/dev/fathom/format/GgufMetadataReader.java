package dev.fathom.format;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads the key/value section of a GGUF file. Everything is checked; arrays stay where they are.
final class GgufMetadataReader {
  private final String file;
  private final ByteCursor cursor;
  private final Map<String, MemorySegment> raw = new LinkedHashMap<>();
  private long objects;

  GgufMetadataReader(String file, ByteCursor cursor) {
    this.file = file;
    this.cursor = cursor;
  }

  /// Reads `count` pairs, in the file's order.
  Map<String, Object> read(long count) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      long at = cursor.position();
      String key = string("a key");
      if (key.isEmpty()) {
        throw cursor.failure(at, "an empty key");
      }
      if (values.containsKey(key)) {
        throw cursor.failure(at, "key " + Quoted.name(key) + " is there twice");
      }
      long start = cursor.position();
      values.put(key, value(valueType(key), 0));
      raw.put(key, cursor.since(start));
      checkSize();
    }
    return values;
  }

  /// What {@link #read} has read as it lies in the file: the value's type, then the value.
  Map<String, MemorySegment> raw() {
    return raw;
  }

  /// One value of type `type`; `depth` counts the arrays around it.
  Object value(GgufValueType type, int depth) {
    return switch (type) {
      case UINT8 -> cursor.i8("a value") & 0xFFL;
      case INT8 -> (long) cursor.i8("a value");
      case UINT16 -> cursor.i16("a value") & 0xFFFFL;
      case INT16 -> (long) cursor.i16("a value");
      case UINT32 -> cursor.u32("a value");
      case INT32 -> (long) cursor.i32("a value");
      case INT64 -> cursor.i64("a value");
      case UINT64 -> unsigned(cursor.i64("a value"));
      case FLOAT32 -> (double) cursor.f32("a value");
      case FLOAT64 -> cursor.f64("a value");
      case BOOL -> bool();
      case STRING -> string("a string");
      case ARRAY -> array(depth + 1);
    };
  }

  private GgufValueType valueType(String owner) {
    long at = cursor.position();
    long id = cursor.u32("a value type");
    return GgufValueType.ofId(id)
        .orElseThrow(
            () ->
                cursor.failure(
                    at,
                    "the value type of " + Quoted.name(owner) + " is " + id + ", want 0 to 12"));
  }

  /// Beyond 63 bits a double is the nearest that {@link Metadata} knows.
  private static Object unsigned(long bits) {
    return bits >= 0 ? (Object) bits : (Object) ((bits >>> 1) * 2.0);
  }

  private boolean bool() {
    long at = cursor.position();
    byte value = cursor.i8("a bool");
    if (value != 0 && value != 1) {
      throw cursor.failure(at, "a bool is " + (value & 0xFF) + ", want 0 or 1");
    }
    return value == 1;
  }

  private String string(String what) {
    MemorySegment text = cursor.text(what);
    checkSize();
    return Utf8.decode(text);
  }

  private GgufArray array(int depth) {
    long at = cursor.position();
    if (depth > Limits.ARRAY_DEPTH) {
      throw cursor.failure(at, "arrays are nested deeper than " + Limits.ARRAY_DEPTH);
    }
    GgufValueType type = valueType("an array");
    long length = cursor.count("the length of an array", type.leastBytes());
    checkLength(at, type, length);
    long start = cursor.position();
    skipElements(type, length, depth);
    return new GgufArray(file, type, (int) length, cursor.since(start));
  }

  private void checkLength(long at, GgufValueType type, long length) {
    objects += type.isFixed() ? 0 : length;
    if (length > Limits.ARRAY_NUMBERS || objects > Limits.METADATA_OBJECTS) {
      String limit =
          type.isFixed()
              ? Quoted.number(Limits.ARRAY_NUMBERS) + " numbers in an array"
              : Quoted.number(Limits.METADATA_OBJECTS) + " strings and arrays in all arrays";
      throw cursor.failure(
          at, "an array of " + Quoted.number(length) + " elements; Fathom reads at most " + limit);
    }
  }

  private void skipElements(GgufValueType type, long length, int depth) {
    if (type.isFixed() && type != GgufValueType.BOOL) {
      cursor.slice(length * type.leastBytes(), "an array");
      return;
    }
    for (long i = 0; i < length; i++) {
      switch (type) {
        case BOOL -> bool();
        case STRING -> cursor.text("a string in an array");
        default -> array(depth + 1);
      }
    }
  }

  private void checkSize() {
    if (cursor.position() > Limits.METADATA_BYTES) {
      throw cursor.failure(
          cursor.position(),
          "the metadata is longer than " + Quoted.number(Limits.METADATA_BYTES) + " bytes");
    }
  }
}

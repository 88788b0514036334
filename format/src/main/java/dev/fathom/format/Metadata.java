package dev.fathom.format;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonToken;

/// Typed look-ups in key/value data of a file (GGUF's keys, a JSON object), failing with the file's
/// and the key's name. `find` variants are empty where the key is absent or JSON null, and fail
/// where it has another type. Integers widen from any integer width; numbers from integers too.
public sealed interface Metadata permits KeyValues {
  /// The keys in the file's order.
  Set<String> keys();

  /// The value as a plain Java object: Boolean, Long, Double (integers beyond 64 bits too), String,
  /// List, Map (JSON objects) or, for GGUF arrays of numbers, `int[]` (up to 32 bits signed),
  /// `long[]` (wider), `float[]`, `double[]`, `boolean[]`; empty where absent. GGUF arrays are read
  /// from the mapped pages at every look-up: ask before the checkpoint is closed, and once.
  Optional<Object> find(String key);

  Optional<String> findString(String key);

  Optional<Long> findLong(String key);

  Optional<Double> findDouble(String key);

  Optional<Boolean> findBoolean(String key);

  Optional<List<String>> findStrings(String key);

  Optional<int[]> findInts(String key);

  Optional<float[]> findFloats(String key);

  /// A nested JSON object; GGUF has none.
  Optional<Metadata> findObject(String key);

  String string(String key);

  long integer(String key);

  /// As {@link #integer}, checked to fit an int.
  int intValue(String key);

  double number(String key);

  /// Reads one JSON object (`config.json`), with limits on depth and size; no key may be there
  /// twice. `file` stands in the messages.
  static Metadata ofJson(String file, byte[] json) {
    try (JsonText text = JsonText.of(file, MemorySegment.ofArray(json))) {
      text.expect(JsonToken.START_OBJECT, "a JSON object");
      Metadata object = new KeyValues(file, text.object());
      text.expectEnd();
      return object;
    }
  }
}

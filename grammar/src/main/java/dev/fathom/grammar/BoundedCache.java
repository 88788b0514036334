package dev.fathom.grammar;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What was computed last, as far as it fits into a number of bytes; what was used longest ago goes
/// first. For many threads.
final class BoundedCache<K, V> {
  private final long capacity;
  private final ToLongFunction<V> size;
  private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  BoundedCache(long capacity, ToLongFunction<V> size) {
    this.capacity = capacity;
    this.size = size;
  }

  synchronized @Nullable V find(K key) {
    return values.get(key);
  }

  synchronized void keep(K key, V value) {
    V old = values.put(key, value);
    bytes += size.applyAsLong(value) - (old == null ? 0 : size.applyAsLong(old));
    var eldest = values.entrySet().iterator();
    while (bytes > capacity && values.size() > 1) {
      bytes -= size.applyAsLong(eldest.next().getValue());
      eldest.remove();
    }
  }

  /// How many bytes are kept.
  synchronized long bytes() {
    return bytes;
  }
}

package dev.fathom.tensor;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The activations of a pass, laid out once and used again: one f32 buffer a name, grown when a
/// pass needs more rows. Contents do not survive from one pass to the next. Not for several
/// threads.
public final class Scratch implements AutoCloseable {
  private record Buffer(Arena arena, Tensor tensor) {}

  private final Map<String, Buffer> buffers = new HashMap<>();

  /// The buffer `name` as `[rows, columns]`, with whatever it held before.
  public Tensor get(String name, long rows, long columns) {
    Buffer buffer = buffers.get(name);
    if (buffer == null || buffer.tensor.columns() != columns || buffer.tensor.rows() < rows) {
      buffer = replace(name, buffer, rows, columns);
    }
    return buffer.tensor.rows(0, rows);
  }

  private Buffer replace(String name, @Nullable Buffer old, long rows, long columns) {
    if (old != null) {
      old.arena.close();
    }
    Arena arena = Arena.ofShared();
    Buffer buffer = new Buffer(arena, Tensor.allocate(arena, rows, columns));
    buffers.put(name, buffer);
    return buffer;
  }

  /// Frees every buffer.
  @Override
  public void close() {
    buffers.values().forEach(buffer -> buffer.arena.close());
    buffers.clear();
  }
}

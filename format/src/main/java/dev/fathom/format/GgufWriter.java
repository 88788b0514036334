package dev.fathom.format;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Writes a GGUF v3 file: name the metadata and the tensors, then {@link #writeTo}. What ggml would
/// refuse is refused here, where it is named.
///
/// ```java
/// new GgufWriter()
///     .string("general.architecture", "llama")
///     .uint32("llama.block_count", 3)
///     .tensor("token_embd.weight", tensor)
///     .writeTo(path);
/// ```
public final class GgufWriter {
  private static final long ALIGNMENT = GgufFile.DEFAULT_ALIGNMENT;

  /// A metadata value with its type, on its way into the file.
  @FunctionalInterface
  private interface Value {
    void writeTo(LittleEndianOutput out) throws IOException;
  }

  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Map<String, TensorSource> tensors = new LinkedHashMap<>();

  public GgufWriter string(String key, String value) {
    return value(key, GgufValueType.STRING, value);
  }

  public GgufWriter bool(String key, boolean value) {
    return value(key, GgufValueType.BOOL, value);
  }

  /// The type in which ggml's tools look for counts and ids.
  public GgufWriter uint32(String key, long value) {
    return value(key, GgufValueType.UINT32, value);
  }

  public GgufWriter float32(String key, float value) {
    return value(key, GgufValueType.FLOAT32, value);
  }

  public GgufWriter strings(String key, List<String> values) {
    return array(key, GgufValueType.STRING, values);
  }

  /// An array of INT32.
  public GgufWriter int32s(String key, int... values) {
    return put(key, GgufValue.ofInts(values)::writeTo);
  }

  /// An array of FLOAT32.
  public GgufWriter float32s(String key, float... values) {
    return put(key, GgufValue.ofFloats(values)::writeTo);
  }

  /// A value of any type but ARRAY: a Boolean, a String, or a Number that fits (UINT64 as the bits
  /// of a long).
  public GgufWriter value(String key, GgufValueType type, Object value) {
    return put(key, GgufValue.of(type, value)::writeTo);
  }

  /// An array of any type; with the type ARRAY its elements are lists of strings.
  public GgufWriter array(String key, GgufValueType type, List<?> elements) {
    return put(key, GgufValue.ofList(type, elements)::writeTo);
  }

  /// The metadata of another file, types and all, but for its alignment and the keys that `except`
  /// names; that file must stay open until this one is written.
  public GgufWriter metadataOf(GgufCheckpoint source, Predicate<String> except) {
    source
        .rawValues()
        .forEach(
            (key, raw) -> {
              if (!key.equals("general.alignment") && !except.test(key)) {
                put(key, out -> out.bytes(raw));
              }
            });
    return this;
  }

  /// A tensor, whose memory must live until the file is written.
  public GgufWriter tensor(String name, Tensor tensor) {
    return tensor(name, tensor.type(), tensor.shape(), TensorSource.bytesOf(name, tensor));
  }

  /// A tensor whose bytes are made when their turn comes, so that a large model need not be in
  /// memory at once. They may be on the heap.
  public GgufWriter tensor(
      String name, ElementType type, Shape shape, Supplier<MemorySegment> data) {
    return tensor(name, type, shape, TensorSource.whole(data));
  }

  /// A tensor whose bytes come piece by piece.
  public GgufWriter tensor(String name, ElementType type, Shape shape, TensorContent content) {
    if (type == ElementType.F8_E4M3) {
      throw new IllegalArgumentException(
          "tensor " + name + " is of type F8_E4M3, which GGUF has not; convert it, to BF16 say");
    }
    return tensor(name, GgmlType.valueOf(type.name()), shape, content);
  }

  GgufWriter tensor(String name, GgmlType type, Shape shape, Supplier<MemorySegment> data) {
    return tensor(name, type, shape, TensorSource.whole(data));
  }

  private GgufWriter tensor(String name, GgmlType type, Shape shape, TensorContent content) {
    checkName(name);
    checkShape(name, type, shape);
    long bytes = Math.multiplyExact(shape.elements() / type.blockLength(), type.blockBytes());
    TensorSource source = new TensorSource(name, type.name(), shape, bytes, content);
    if (tensors.putIfAbsent(name, source) != null) {
      throw new IllegalArgumentException("tensor " + name + " is there already");
    }
    return this;
  }

  private GgufWriter put(String key, Value value) {
    if (key.isEmpty() || key.equals("general.alignment")) {
      throw new IllegalArgumentException("key '" + key + "' cannot be set");
    }
    if (values.putIfAbsent(key, value) != null) {
      throw new IllegalArgumentException("key " + key + " is there already");
    }
    return this;
  }

  /// Bytes of all tensors together; the file is larger by metadata, directory and padding.
  public long tensorBytes() {
    return tensors.values().stream().mapToLong(TensorSource::bytes).sum();
  }

  /// Writes the file under a temporary name beside `path` and then renames it.
  public void writeTo(Path path) throws IOException {
    NewFile.write(path, this::writeTo);
  }

  void writeTo(WritableByteChannel channel) throws IOException {
    LittleEndianOutput out = new LittleEndianOutput(channel);
    out.i32(GgufFile.MAGIC);
    out.i32(3);
    out.i64(tensors.size());
    out.i64(values.size());
    for (var entry : values.entrySet()) {
      out.text(entry.getKey());
      entry.getValue().writeTo(out);
    }
    writeDirectory(out);
    for (TensorSource source : tensors.values()) {
      out.padTo(ALIGNMENT);
      source.writeTo(out);
    }
    // llama.cpp wants the last tensor padded too
    out.padTo(ALIGNMENT);
    out.flush();
  }

  private void writeDirectory(LittleEndianOutput out) throws IOException {
    long offset = 0;
    for (TensorSource source : tensors.values()) {
      out.text(source.name());
      out.i32(source.shape().rank());
      for (int axis = source.shape().rank() - 1; axis >= 0; axis--) {
        out.i64(source.shape().length(axis));
      }
      out.i32((int) GgmlType.valueOf(source.type()).id());
      out.i64(offset);
      offset = (offset + source.bytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
  }

  private static void checkName(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    // llama.cpp keeps a zero byte in its 64
    if (bytes < 1 || bytes >= Limits.GGUF_NAME_BYTES) {
      throw new IllegalArgumentException(
          "tensor name '" + name + "' has " + bytes + " bytes, want 1 to 63");
    }
  }

  private static void checkShape(String name, GgmlType type, Shape shape) {
    boolean axes = shape.rank() >= 1 && shape.rank() <= Limits.GGUF_AXES;
    if (!axes || shape.elements() == 0 || shape.rowLength() % type.blockLength() != 0) {
      throw new IllegalArgumentException(
          ("tensor " + name + " is " + type + " " + shape + ", want 1 to 4 axes, none of them 0,")
              + (" and rows of whole blocks of " + type.blockLength()));
    }
  }
}

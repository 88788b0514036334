package dev.fathom.format;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes a safetensors file: name the tensors, then {@link #writeTo}. The tensors with the widest
/// elements come first, so that each begins at a multiple of its element's size.
///
/// ```java
/// new SafetensorsWriter().note("format", "pt").tensor("lm_head.weight", tensor).writeTo(path);
/// ```
public final class SafetensorsWriter {
  private static final String NOTES = "__metadata__";

  private static final Comparator<TensorSource> WIDEST_FIRST =
      Comparator.comparingInt(source -> -SafetensorsType.valueOf(source.type()).bits());

  private final Map<String, String> notes = new LinkedHashMap<>();
  private final Map<String, TensorSource> tensors = new LinkedHashMap<>();

  /// A string in `__metadata__`.
  public SafetensorsWriter note(String key, String value) {
    if (notes.putIfAbsent(key, value) != null) {
      throw new IllegalArgumentException("note " + key + " is there already");
    }
    return this;
  }

  /// A tensor, whose memory must live until the file is written. The scales of an FP8 tensor follow
  /// as `NAME_scale_inv`.
  public SafetensorsWriter tensor(String name, Tensor tensor) {
    Tensor scales = tensor.scales();
    if (scales != null) {
      tensor(name + "_scale_inv", scales);
    }
    return tensor(name, tensor.type(), tensor.shape(), TensorSource.bytesOf(name, tensor));
  }

  /// A tensor whose bytes are made when their turn comes, so that a large model need not be in
  /// memory at once. They may be on the heap.
  public SafetensorsWriter tensor(
      String name, ElementType type, Shape shape, Supplier<MemorySegment> data) {
    return tensor(name, type, shape, TensorSource.whole(data));
  }

  /// A tensor whose bytes come piece by piece.
  public SafetensorsWriter tensor(
      String name, ElementType type, Shape shape, TensorContent content) {
    SafetensorsType dtype =
        SafetensorsType.ofName(type.name())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "tensor " + name + " is of type " + type + ", which safetensors has not"));
    return tensor(name, dtype, shape, content);
  }

  SafetensorsWriter tensor(
      String name, SafetensorsType type, Shape shape, Supplier<MemorySegment> data) {
    return tensor(name, type, shape, TensorSource.whole(data));
  }

  private SafetensorsWriter tensor(
      String name, SafetensorsType type, Shape shape, TensorContent content) {
    boolean named =
        !name.isEmpty()
            && !name.equals(NOTES)
            && name.length() <= Limits.SAFETENSORS_NAME_CHARACTERS;
    if (!named || shape.rank() > Limits.SAFETENSORS_AXES) {
      throw new IllegalArgumentException(
          "tensor '" + name + "' " + shape + ": want a name of 1 to 256 characters, up to 8 axes");
    }
    long bytes = Math.multiplyExact(shape.elements(), (long) type.bits()) / 8;
    TensorSource source = new TensorSource(name, type.name(), shape, bytes, content);
    if (tensors.putIfAbsent(name, source) != null) {
      throw new IllegalArgumentException("tensor " + name + " is there already");
    }
    return this;
  }

  /// Bytes of all tensors together; the file is larger by its header.
  public long tensorBytes() {
    return tensors.values().stream().mapToLong(TensorSource::bytes).sum();
  }

  /// Writes the file under a temporary name beside `path` and then renames it.
  public void writeTo(Path path) throws IOException {
    NewFile.write(path, this::writeTo);
  }

  /// The file's bytes in memory of `arena`, as {@link Checkpoint#ofSafetensors} reads them.
  public MemorySegment toMemory(Arena arena) {
    try {
      List<TensorSource> ordered = ordered();
      long bytes = Math.addExact(Long.BYTES, header(ordered).length);
      for (TensorSource source : ordered) {
        bytes = Math.addExact(bytes, source.bytes());
      }
      MemoryChannel channel = new MemoryChannel(arena.allocate(bytes, 64));
      writeTo(channel);
      return channel.memory();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private List<TensorSource> ordered() {
    List<TensorSource> ordered = new ArrayList<>(tensors.values());
    ordered.sort(WIDEST_FIRST);
    return ordered;
  }

  void writeTo(WritableByteChannel channel) throws IOException {
    List<TensorSource> ordered = ordered();
    LittleEndianOutput out = new LittleEndianOutput(channel);
    byte[] header = header(ordered);
    out.i64(header.length);
    out.bytes(MemorySegment.ofArray(header));
    for (TensorSource source : ordered) {
      source.writeTo(out);
    }
    out.flush();
  }

  /// The JSON object, with spaces to a multiple of eight bytes.
  private byte[] header(List<TensorSource> ordered) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), header)) {
      json.writeStartObject();
      writeNotes(json);
      long offset = 0;
      for (TensorSource source : ordered) {
        write(json, source, offset);
        offset = Math.addExact(offset, source.bytes());
      }
      json.writeEndObject();
    }
    header.write(" ".repeat(-header.size() & 7).getBytes(StandardCharsets.UTF_8));
    if (header.size() > Limits.SAFETENSORS_HEADER_BYTES) {
      throw new IllegalArgumentException("the header is longer than 100,000,000 bytes");
    }
    return header.toByteArray();
  }

  private void writeNotes(JsonGenerator json) {
    if (!notes.isEmpty()) {
      json.writeObjectPropertyStart(NOTES);
      notes.forEach(json::writeStringProperty);
      json.writeEndObject();
    }
  }

  private static void write(JsonGenerator json, TensorSource source, long offset) {
    json.writeObjectPropertyStart(source.name());
    json.writeStringProperty("dtype", source.type());
    json.writeArrayPropertyStart("shape");
    for (long length : source.shape().toArray()) {
      json.writeNumber(length);
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("data_offsets");
    json.writeNumber(offset);
    json.writeNumber(offset + source.bytes());
    json.writeEndArray();
    json.writeEndObject();
  }
}

package dev.fathom.model;

import dev.fathom.format.GgufWriter;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A very small Llama as GGUF, to be spoilt in one place.
final class GgufFixture {
  private final Map<String, Object> keys = new LinkedHashMap<>();
  private final Map<String, Shape> tensors = new LinkedHashMap<>();
  private float fill = 0.01f;

  GgufFixture() {
    keys.put("general.architecture", "llama");
    keys.put("llama.block_count", 1L);
    keys.put("llama.context_length", 32L);
    keys.put("llama.embedding_length", 8L);
    keys.put("llama.feed_forward_length", 12L);
    keys.put("llama.attention.head_count", 2L);
    keys.put("llama.attention.head_count_kv", 1L);
    keys.put("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    keys.put("tokenizer.ggml.tokens", List.of("a", "b", "c", "d", "e"));
    tensors.put("token_embd.weight", Shape.of(5, 8));
    tensors.put("output_norm.weight", Shape.of(8));
    tensors.put("blk.0.attn_norm.weight", Shape.of(8));
    tensors.put("blk.0.attn_q.weight", Shape.of(8, 8));
    tensors.put("blk.0.attn_k.weight", Shape.of(4, 8));
    tensors.put("blk.0.attn_v.weight", Shape.of(4, 8));
    tensors.put("blk.0.attn_output.weight", Shape.of(8, 8));
    tensors.put("blk.0.ffn_norm.weight", Shape.of(8));
    tensors.put("blk.0.ffn_gate.weight", Shape.of(12, 8));
    tensors.put("blk.0.ffn_up.weight", Shape.of(12, 8));
    tensors.put("blk.0.ffn_down.weight", Shape.of(8, 12));
  }

  GgufFixture key(String key, Object value) {
    keys.put(key, value);
    return this;
  }

  GgufFixture withoutKey(String key) {
    keys.remove(key);
    return this;
  }

  GgufFixture tensor(String name, long... shape) {
    tensors.put(name, Shape.of(shape));
    return this;
  }

  GgufFixture withoutTensor(String name) {
    tensors.remove(name);
    return this;
  }

  GgufFixture filledWith(float value) {
    this.fill = value;
    return this;
  }

  Path writeTo(Path folder) throws IOException {
    GgufWriter writer = new GgufWriter();
    for (var entry : keys.entrySet()) {
      switch (entry.getValue()) {
        case Long number -> writer.uint32(entry.getKey(), number);
        case Float number -> writer.float32(entry.getKey(), number);
        case String text -> writer.string(entry.getKey(), text);
        case List<?> list ->
            writer.strings(entry.getKey(), list.stream().map(Object::toString).toList());
        default -> throw new AssertionError(entry);
      }
    }
    tensors.forEach(
        (name, shape) -> writer.tensor(name, ElementType.F32, shape, () -> data(shape)));
    Path file = folder.resolve("small.gguf");
    writer.writeTo(file);
    return file;
  }

  private MemorySegment data(Shape shape) {
    MemorySegment data = Arena.ofAuto().allocate(shape.elements() * Float.BYTES, Float.BYTES);
    for (long i = 0; i < shape.elements(); i++) {
      data.setAtIndex(ValueLayout.JAVA_FLOAT, i, fill);
    }
    return data;
  }
}

package dev.fathom.format;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/// Small correct files by our writers, from which mutants are bred.
final class SeedFiles {
  private SeedFiles() {}

  /// Something that writes a whole file.
  interface Source {
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  static byte[] bytes(Source source) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      source.writeTo(Channels.newChannel(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static GgufWriter withEveryValueType() {
    return new GgufWriter()
        .value("uint8", GgufValueType.UINT8, 255)
        .value("int8", GgufValueType.INT8, -128)
        .value("uint16", GgufValueType.UINT16, 65535)
        .value("int16", GgufValueType.INT16, -32768)
        .uint32("uint32", 4294967295L)
        .value("int32", GgufValueType.INT32, Integer.MIN_VALUE)
        .value("uint64", GgufValueType.UINT64, 1L << 62)
        .value("int64", GgufValueType.INT64, Long.MIN_VALUE)
        .float32("float32", 0.1f)
        .value("float64", GgufValueType.FLOAT64, 0.1)
        .bool("bool", true)
        .string("string", "Grüße, 世界 🙂")
        .strings("strings", List.of("", "a", "ß"))
        .int32s("int32s", -1, 0, 1)
        .float32s("float32s", 0.5f, -2f)
        .array("bools", GgufValueType.BOOL, List.of(true, false))
        .array("float64s", GgufValueType.FLOAT64, List.of(1e300))
        .array("nested", GgufValueType.ARRAY, List.of(List.of("x"), List.of()));
  }

  static byte[] ggufWithEveryValueType() {
    GgufWriter writer = withEveryValueType();
    add(writer, "token_embd.weight", ElementType.F32, 4, 8);
    add(writer, "blk.0.attn_norm.weight", ElementType.F16, 8);
    return bytes(writer::writeTo);
  }

  /// Version 2 differs from 3 in its number only.
  static byte[] ggufVersionTwo() {
    GgufWriter writer =
        new GgufWriter()
            .string("general.architecture", "llama")
            .uint32("llama.block_count", 1)
            .strings("tokenizer.ggml.tokens", List.of("<s>", "a", "b"))
            .int32s("tokenizer.ggml.token_type", 3, 1, 1);
    for (int i = 0; i < 8; i++) {
      add(writer, "blk." + i + ".ffn_up.weight", ElementType.BF16, 2, 2, 8);
    }
    byte[] bytes = bytes(writer::writeTo);
    bytes[4] = 2;
    return bytes;
  }

  static byte[] ggufWithQuantisedTensors() {
    GgufWriter writer = new GgufWriter().string("general.architecture", "deepseek2");
    for (GgmlType type : GgmlType.values()) {
      Shape shape = Shape.of(1, type.blockLength());
      byte[] data = new byte[type.blockBytes()];
      writer.tensor(type.name(), type, shape, () -> MemorySegment.ofArray(data));
    }
    return bytes(writer::writeTo);
  }

  private static void add(GgufWriter writer, String name, ElementType type, long... lengths) {
    Shape shape = Shape.of(lengths);
    byte[] data = new byte[(int) type.bytes(shape.elements())];
    writer.tensor(name, type, shape, () -> MemorySegment.ofArray(data));
  }

  static byte[] safetensorsBrain() {
    SafetensorsWriter writer = new SafetensorsWriter().note("format", "pt").note("ü", "\"\\");
    for (int i = 0; i < 6; i++) {
      add(writer, "model.layers." + i + ".mlp.up_proj.weight", ElementType.BF16, i + 1, 8);
    }
    add(writer, "scalar", ElementType.F32);
    add(writer, "empty", ElementType.F16, 0, 3);
    return bytes(writer::writeTo);
  }

  static byte[] safetensorsEightBit() {
    SafetensorsWriter writer = new SafetensorsWriter();
    for (int i = 0; i < 4; i++) {
      String name = "model.layers." + i + ".mlp.down_proj.weight";
      add(writer, name, ElementType.F8_E4M3, 129, 2);
      add(writer, name + "_scale_inv", ElementType.F32, 2, 1);
    }
    return bytes(writer::writeTo);
  }

  private static void add(
      SafetensorsWriter writer, String name, ElementType type, long... lengths) {
    Shape shape = Shape.of(lengths);
    byte[] data = new byte[(int) type.bytes(shape.elements())];
    writer.tensor(name, type, shape, () -> MemorySegment.ofArray(data));
  }
}

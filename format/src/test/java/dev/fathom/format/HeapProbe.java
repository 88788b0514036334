package dev.fathom.format;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Runs in a JVM of its own with 256 MB of heap: writes the largest files that the limits allow
/// straight to disk, opens them, and looks up what takes the most memory.
final class HeapProbe {
  private HeapProbe() {}

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    System.out.println(
        switch (arguments[1]) {
          case "strings" -> strings(file);
          case "tensors" -> tensors(file);
          case "header" -> header(file);
          default -> notes(file);
        });
  }

  /// As many strings as may be, in as many bytes as may be, of the kind that takes most heap.
  private static String strings(Path file) throws IOException {
    long count = Limits.METADATA_OBJECTS;
    int letters = (int) ((Limits.METADATA_BYTES - 1000) / count) - 8;
    byte[] text = ("ß".repeat(1) + "x".repeat(letters - 2)).getBytes(StandardCharsets.UTF_8);
    NewFile.write(
        file,
        channel -> {
          LittleEndianOutput out = new LittleEndianOutput(channel);
          head(out, 0, 1);
          out.text("k");
          out.i32(GgufValueType.ARRAY.id());
          out.i32(GgufValueType.STRING.id());
          out.i64(count);
          for (long i = 0; i < count; i++) {
            out.i64(text.length);
            for (byte each : text) {
              out.i8(each);
            }
          }
          out.flush();
        });
    try (Checkpoint open = Checkpoint.open(file)) {
      return open.metadata().findStrings("k").orElseThrow().size() + " strings";
    }
  }

  /// As many tensors as may be, with names as long as may be.
  private static String tensors(Path file) throws IOException {
    NewFile.write(
        file,
        channel -> {
          LittleEndianOutput out = new LittleEndianOutput(channel);
          head(out, Limits.TENSORS, 0);
          for (long i = 0; i < Limits.TENSORS; i++) {
            out.text("%064d".formatted(i));
            out.i32(4);
            for (int axis = 0; axis < 4; axis++) {
              out.i64(1);
            }
            out.i32(0);
            out.i64(32 * i);
          }
          out.flush();
          out.bytes(MemorySegment.ofArray(new byte[32 << 18]));
          out.flush();
        });
    try (Checkpoint open = Checkpoint.open(file)) {
      return open.entries().size() + " tensors";
    }
  }

  /// A safetensors header of almost 100,000,000 bytes full of tensors.
  private static String header(Path file) throws IOException {
    String entry = "\"%0256d\":{\"dtype\":\"U8\",\"shape\":[1,1,1,1,0],\"data_offsets\":[0,0]}";
    write(file, Limits.TENSORS, entry, "{", "}");
    try (Checkpoint open = Checkpoint.open(file)) {
      return open.entries().size() + " tensors";
    }
  }

  /// As many notes as may be.
  private static String notes(Path file) throws IOException {
    String note = "\"%01000d\":\"" + "x".repeat(500) + "\"";
    write(file, Limits.METADATA_KEYS, note, "{\"__metadata__\":{", "}}");
    try (Checkpoint open = Checkpoint.open(file)) {
      return open.entries().size() + " tensors beside notes";
    }
  }

  private static void write(Path file, long count, String entry, String start, String end)
      throws IOException {
    NewFile.write(
        file,
        channel -> {
          LittleEndianOutput out = new LittleEndianOutput(channel);
          long length =
              start.length() + end.length() - 1 + count * (entry.formatted(0).length() + 1);
          out.i64(length);
          raw(out, start);
          for (long i = 0; i < count; i++) {
            raw(out, (i == 0 ? "" : ",") + entry.formatted(i));
          }
          raw(out, end);
          out.flush();
        });
    if (Files.size(file) > Limits.SAFETENSORS_HEADER_BYTES + 8) {
      throw new AssertionError("the probe's header is too long");
    }
  }

  private static void raw(LittleEndianOutput out, String ascii) throws IOException {
    for (byte each : ascii.getBytes(StandardCharsets.US_ASCII)) {
      out.i8(each);
    }
  }

  private static void head(LittleEndianOutput out, long tensors, long keys) throws IOException {
    out.i32(GgufFile.MAGIC);
    out.i32(3);
    out.i64(tensors);
    out.i64(keys);
  }
}

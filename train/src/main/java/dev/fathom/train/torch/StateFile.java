package dev.fathom.train.torch;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.FormatException;
import dev.fathom.format.SafetensorsWriter;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.train.TrainingException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// Everything a run needs to go on, in a safetensors file that appears whole or not at all.
///
/// @param parts the memory, by name; every part is whole f32 words
record StateFile(Map<String, MemorySegment> parts) {
  StateFile {
    parts = new LinkedHashMap<>(parts);
  }

  long bytes() {
    return parts.values().stream().mapToLong(MemorySegment::byteSize).sum();
  }

  void save(Path file) {
    SafetensorsWriter writer = new SafetensorsWriter().note("format", "fathom trainee");
    parts.forEach(
        (name, memory) ->
            writer.tensor(name, ElementType.F32, Shape.of(words(memory)), () -> memory));
    try {
      writer.writeTo(file);
    } catch (IOException unwritable) {
      throw new TrainingException(
          file + ": cannot be written: " + unwritable.getMessage(), unwritable);
    }
  }

  /// Overwrites all parts, or nothing where the file is not of the same make.
  ///
  /// @param identity the name of the part that must be equal already
  void restore(Path file, String identity) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      parts.forEach((name, memory) -> check(file, checkpoint, name, memory));
      MemorySegment found = checkpoint.tensor(identity).data();
      if (found.mismatch(parts.get(identity)) >= 0) {
        throw new TrainingException(
            file + ": was saved by a run of another configuration; nothing was restored");
      }
      parts.forEach((name, memory) -> memory.copyFrom(checkpoint.tensor(name).data()));
    } catch (FormatException invalid) {
      throw new TrainingException(String.valueOf(invalid.getMessage()), invalid);
    }
  }

  private static void check(Path file, Checkpoint checkpoint, String name, MemorySegment memory) {
    if (!checkpoint.entries().containsKey(name)) {
      throw new TrainingException(file + ": has no '" + name + "'; it is not a saved run");
    }
    long bytes = checkpoint.tensor(name).data().byteSize();
    if (bytes != memory.byteSize()) {
      throw new TrainingException(
          "%s: '%s' has %,d bytes, wanted %,d; it was saved by a run of another configuration"
              .formatted(file, name, bytes, memory.byteSize()));
    }
  }

  private static long words(MemorySegment memory) {
    return memory.byteSize() / Float.BYTES;
  }

  /// SHA-256 over all parts, in order.
  String hash() {
    MessageDigest digest = sha256();
    for (MemorySegment memory : parts.values()) {
      // a buffer holds at most 2 GB
      for (long at = 0; at < memory.byteSize(); at += 1 << 30) {
        long bytes = Math.min(1 << 30, memory.byteSize() - at);
        digest.update(memory.asSlice(at, bytes).asByteBuffer());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

package dev.fathom.model;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.FormatException;
import dev.fathom.format.TensorEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Tells models apart without reading all their bytes: three samples of every tensor, since a model
/// that was trained on differs nearly everywhere.
final class Fingerprint {
  private static final int SAMPLE = 256;

  private Fingerprint() {}

  static String of(String name, ModelConfig config, Checkpoint checkpoint) {
    MessageDigest digest = sha256();
    add(digest, name);
    add(digest, config.toString());
    for (TensorEntry entry : checkpoint.entries().values()) {
      add(digest, entry.toString());
      sample(digest, entry, checkpoint);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void sample(MessageDigest digest, TensorEntry entry, Checkpoint checkpoint) {
    MemorySegment data;
    try {
      data = checkpoint.tensor(entry.name()).data();
    } catch (FormatException unreadable) {
      // no weight of ours: the directory's line must do
      return;
    }
    long length = Math.min(SAMPLE, data.byteSize());
    for (long at : new long[] {0, (data.byteSize() - length) / 2, data.byteSize() - length}) {
      digest.update(data.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  private static void add(MessageDigest digest, String text) {
    digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

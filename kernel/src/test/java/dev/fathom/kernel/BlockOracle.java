package dev.fathom.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/// What gguf-py and torch made of random blocks; see `blocks/README.md` in the resources.
final class BlockOracle {
  private BlockOracle() {}

  static ByteBuffer read(String name) {
    try (InputStream in = BlockOracle.class.getResourceAsStream("blocks/" + name + ".bin")) {
      byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static float[] floats(ByteBuffer from, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = from.getFloat();
    }
    return values;
  }

  static byte[] bytes(ByteBuffer from, long count) {
    byte[] bytes = new byte[Math.toIntExact(count)];
    from.get(bytes);
    return bytes;
  }
}

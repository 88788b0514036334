package dev.fathom.kernel;

import static dev.fathom.kernel.BlockTile.LANES;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns rows of weights into another type with the least weighted squared error that a search
/// finds, where {@link BlockEncoder} rounds as ggml does. For one thread at a time.
///
/// For a matrix whose inputs have mean squares `s[k]`, the squared error of column k counts `s[k]`
/// times: then the error of the product is least.
public final class WeightEncoder {
  private static final Set<ElementType> QUANTISED =
      EnumSet.of(
          ElementType.Q4_0,
          ElementType.Q4_1,
          ElementType.Q5_0,
          ElementType.Q5_1,
          ElementType.Q8_0,
          ElementType.Q2_K,
          ElementType.Q3_K,
          ElementType.Q4_K,
          ElementType.Q5_K,
          ElementType.Q6_K,
          ElementType.IQ4_NL);

  /// Weights that are decoded before they are encoded: as many as stay in the first cache.
  private static final int TOGETHER = 4096;

  private final ElementType type;
  private final @Nullable TileCoder coder;
  private final LevelSearch search;
  private final BlockTile tile;
  private final byte[] packed;
  private final VectorScratch scratch = new VectorScratch();
  private final boolean vectors = Kernels.refusal("vector").isEmpty();
  private float[] values = new float[0];
  private byte[] eight = new byte[0];
  private boolean counted = true;

  /// An encoder to `type`, which must be one of {@link #encodes}.
  public WeightEncoder(ElementType type) {
    this(type, LevelSearch.best());
  }

  WeightEncoder(ElementType type, LevelSearch search) {
    if (!encodes(type)) {
      throw new IllegalArgumentException("cannot encode " + type);
    }
    this.type = type;
    this.search = search;
    this.coder = coder(type, search);
    boolean short16 =
        type == ElementType.Q2_K || type == ElementType.Q3_K || type == ElementType.Q6_K;
    this.tile = new BlockTile(short16 ? 16 : 32);
    int weights = LANES * tile.length;
    this.packed = new byte[type.isQuantized() ? (int) type.bytes(weights) : 0];
  }

  /// Whether weights can be turned into `type`.
  public static boolean encodes(ElementType type) {
    return !type.isQuantized() || QUANTISED.contains(type);
  }

  private static @Nullable TileCoder coder(ElementType type, LevelSearch search) {
    return switch (type) {
      case Q4_0, Q5_0, Q8_0, IQ4_NL -> new SingleScaleCoder(search, type);
      case Q4_1, Q5_1 -> new SingleMinimumCoder(search, type);
      case Q3_K, Q6_K -> new SuperScaleCoder(search, type);
      case Q2_K, Q4_K, Q5_K -> new SuperMinimumCoder(search, type);
      default -> null;
    };
  }

  /// Encodes `rows` of `source` (any type) one behind the other to the start of `out`.
  ///
  /// @param importance how much the squared error of each column counts, as long as a row; null for
  ///   all alike
  public void rows(Tensor source, Rows rows, float @Nullable [] importance, MemorySegment out) {
    int columns = source.columns();
    int together = Math.max(1, TOGETHER / columns);
    int room = together * columns + VectorLanes.STEP;
    if (values.length < room) {
      values = new float[room];
    }
    long bytes = type.bytes(columns);
    for (int i = 0; i < rows.count(); i += together) {
      int count = Math.min(together, rows.count() - i);
      for (int row = 0; row < count; row++) {
        decode(source, rows.from() + i + row, row * columns);
      }
      requireFinite(count * columns);
      encode(values, count * columns, importance, out.asSlice(i * bytes, count * bytes));
    }
  }

  /// A range of rows.
  public record Rows(long from, int count) {}

  private void decode(Tensor source, long row, int to) {
    if (vectors) {
      VectorDecoder.row(source, row, scratch, values, to);
      return;
    }
    float[] one = new float[source.columns()];
    BlockDecoder.row(source, row, one);
    System.arraycopy(one, 0, values, to, one.length);
  }

  private void requireFinite(int count) {
    int largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & 0x7FFF_FFFF);
    }
    if (largest >= 0x7F80_0000) {
      throw new ArithmeticException("a weight is not a finite number");
    }
  }

  /// Encodes the first `count` of `from`, whole blocks, in rows as long as `importance`.
  void encode(float[] from, int count, float @Nullable [] importance, MemorySegment out) {
    if (coder == null) {
      BlockEncoder.encode(type, from, count, out, 0);
      return;
    }
    if (type == ElementType.Q8_0 && importance == null) {
      eightBits(from, count, out);
      return;
    }
    int whole = LANES * tile.length;
    for (int at = 0; at < count; at += whole) {
      int weights = Math.min(whole, count - at);
      tile.load(from, at, weights / tile.length);
      weigh(importance, at);
      coder.encode(tile, packed);
      MemorySegment.copy(
          packed, 0, out, ValueLayout.JAVA_BYTE, type.bytes(at), (int) type.bytes(weights));
    }
  }

  private void eightBits(float[] from, int count, MemorySegment out) {
    int bytes = (int) type.bytes(count);
    if (eight.length < bytes) {
      eight = new byte[bytes];
    }
    search.eightBits(from, count, eight);
    MemorySegment.copy(eight, 0, out, ValueLayout.JAVA_BYTE, 0, bytes);
  }

  private void weigh(float @Nullable [] importance, int at) {
    if (importance != null) {
      tile.count(importance, at % importance.length);
      counted = true;
    } else if (counted) {
      tile.countEvenly();
      counted = false;
    }
  }
}

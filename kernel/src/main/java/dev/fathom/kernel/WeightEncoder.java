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

  private final ElementType type;
  private final @Nullable TileCoder coder;
  private final BlockTile tile;
  private final byte[] packed;
  private final VectorScratch scratch = new VectorScratch();
  private float[] row = new float[0];
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

  /// Encodes rows `from .. from + count` of `source` (any type) one behind the other to the start of
  /// `out`.
  ///
  /// @param importance how much the squared error of each column counts, as long as a row; null for
  ///   all alike
  public void rows(
      Tensor source, Rows rows, float @Nullable [] importance, MemorySegment out) {
    int columns = source.columns();
    if (row.length < VectorLanes.padded(columns)) {
      row = new float[VectorLanes.padded(columns)];
    }
    long bytes = type.bytes(columns);
    for (int i = 0; i < rows.count(); i++) {
      if (Kernels.refusal("vector").isEmpty()) {
        VectorDecoder.row(source, rows.from() + i, scratch, row, 0);
      } else {
        BlockDecoder.row(source, rows.from() + i, row);
      }
      requireFinite(columns);
      encode(row, columns, importance, out.asSlice(i * bytes, bytes));
    }
  }

  /// A range of rows.
  public record Rows(long from, int count) {}

  private void requireFinite(int columns) {
    float sum = 0;
    for (int i = 0; i < columns; i++) {
      // zero for every finite number, NaN for the others
      sum += row[i] * 0;
    }
    if (sum != 0) {
      throw new ArithmeticException("a weight is not a finite number");
    }
  }

  /// Encodes `count` values, whole blocks.
  void encode(float[] values, int count, float @Nullable [] importance, MemorySegment out) {
    if (coder == null) {
      BlockEncoder.encode(type, values, count, out, 0);
      return;
    }
    int whole = LANES * tile.length;
    for (int from = 0; from < count; from += whole) {
      int weights = Math.min(whole, count - from);
      tile.load(values, from, weights / tile.length);
      weigh(importance, from);
      coder.encode(tile, packed);
      MemorySegment.copy(
          packed, 0, out, ValueLayout.JAVA_BYTE, type.bytes(from), (int) type.bytes(weights));
    }
  }

  private void weigh(float @Nullable [] importance, int from) {
    if (importance != null) {
      tile.count(importance, from);
      counted = true;
    } else if (counted) {
      tile.countEvenly();
      counted = false;
    }
  }
}

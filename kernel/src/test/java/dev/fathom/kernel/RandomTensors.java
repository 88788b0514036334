package dev.fathom.kernel;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Fresh random tensors of every type. The run's seed is printed; `-Dseed=N` repeats it.
@SuppressWarnings("IntLongMath") // sizes are small here
final class RandomTensors implements AutoCloseable {
  private static final long SEED = announcedSeed();

  private final Arena arena = Arena.ofShared();
  private final Random random;

  private RandomTensors(long seed) {
    random = new Random(seed);
  }

  /// Tensors from the run's seed: the same in every test of a run, others in the next run.
  static RandomTensors fresh() {
    return new RandomTensors(SEED);
  }

  private static long announcedSeed() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("random tensors from seed " + seed + "; -Dsurefire.extra=-Dseed=" + seed);
    return seed;
  }

  /// A number of `0 .. bound - 1`.
  int below(int bound) {
    return random.nextInt(bound);
  }

  /// One of `choices`.
  int oneOf(int... choices) {
    return choices[below(choices.length)];
  }

  /// Normally distributed f32, contiguous.
  Tensor f32(long... lengths) {
    Tensor tensor = Tensor.allocate(arena, lengths);
    fill(tensor);
    return tensor;
  }

  /// As {@link #f32}, cut out of wider rows that hold NaN elsewhere.
  Tensor strided(long... lengths) {
    Shape shape = Shape.of(lengths);
    Tensor wide = Tensor.allocate(arena, shape.rows(), shape.rowLength() + 7);
    float[] nothing = new float[wide.columns()];
    Arrays.fill(nothing, Float.NaN);
    for (int row = 0; row < wide.rows(); row++) {
      wide.setRow(row, nothing);
    }
    Tensor tensor = wide.columns(3, shape.rowLength()).reshape(shape);
    fill(tensor);
    return tensor;
  }

  /// Contiguous or strided, by chance.
  Tensor activations(long... lengths) {
    return random.nextBoolean() ? f32(lengths) : strided(lengths);
  }

  /// A tensor for results, contiguous or strided, full of values that must be overwritten.
  Tensor results(long... lengths) {
    return activations(lengths);
  }

  /// An f32 copy, contiguous.
  Tensor copy(Tensor x) {
    Tensor copy = Tensor.allocate(arena, x.shape().toArray());
    for (int row = 0; row < x.rows(); row++) {
      copy.setRow(row, x.row(row));
    }
    return copy;
  }

  /// Rows of a cache, zeros.
  Tensor zeros(ElementType type, long... lengths) {
    return Tensor.allocate(arena, type, lengths);
  }

  private void fill(Tensor tensor) {
    for (int row = 0; row < tensor.rows(); row++) {
      tensor.setRow(row, normal(tensor.columns()));
    }
  }

  private float[] normal(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /// A weight of any type: normal values for the plain types, random blocks for the others.
  Tensor weight(ElementType type, int rows, int columns) {
    if (type.isQuantized()) {
      return blocks(type, rows, columns);
    }
    return BlockEncoder.encode(arena, type, normal(rows * columns), rows, columns);
  }

  /// `count` weights of one type and shape; views of one tensor for plain types without scales.
  List<Tensor> weights(ElementType type, int count, int rows, int columns) {
    Tensor all = weight(type, count * rows, columns).reshape(Shape.of(count, rows, columns));
    return IntStream.range(0, count).mapToObj(all::slice).toList();
  }

  /// An FP8 weight with a scale for every 128 by 128 block.
  Tensor scaledFp8(int rows, int columns) {
    Tensor scales = f32((rows + 127) / 128, (columns + 127) / 128);
    return weight(ElementType.F8_E4M3, rows, columns).withScales(scales);
  }

  private Tensor blocks(ElementType type, int rows, int columns) {
    Tensor tensor = Tensor.allocate(arena, type, rows, columns);
    MemorySegment data = tensor.data();
    byte[] bytes = new byte[Math.toIntExact(data.byteSize())];
    random.nextBytes(bytes);
    MemorySegment.copy(bytes, 0, data, ValueLayout.JAVA_BYTE, 0, bytes.length);
    for (long at = 0; at < data.byteSize(); at += type.blockBytes()) {
      if (type == ElementType.MXFP4) {
        data.set(ValueLayout.JAVA_BYTE, at, (byte) (118 + below(8)));
      }
      for (int half : halves(type)) {
        float scale = (0.005f + 0.01f * random.nextFloat()) * (random.nextBoolean() ? 1 : -1);
        data.set(ValueLayout.JAVA_SHORT_UNALIGNED, at + half, Float.floatToFloat16(scale));
      }
    }
    return tensor;
  }

  /// Every byte of a quantised weight becomes `pattern`, except for the f16 scales.
  static void fill(Tensor weight, int pattern) {
    MemorySegment data = weight.data();
    int[] halves = halves(weight.type());
    for (long at = 0; at < data.byteSize(); at++) {
      long place = at % weight.type().blockBytes();
      if (Arrays.stream(halves).noneMatch(half -> half == place || half + 1 == place)) {
        data.set(ValueLayout.JAVA_BYTE, at, (byte) pattern);
      }
    }
  }

  /// Where the f16 scales of a block lie.
  private static int[] halves(ElementType type) {
    return switch (type) {
      case F32, F16, BF16, F8_E4M3, MXFP4 -> new int[0];
      case Q4_0, Q5_0, Q8_0, IQ4_NL, IQ4_XS -> new int[] {0};
      case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
      case Q2_K -> new int[] {80, 82};
      case Q3_K -> new int[] {108};
      case Q6_K -> new int[] {208};
    };
  }

  /// Random experts (each token's differ) and weights.
  ExpertRouting routing(int tokens, int topK, int experts) {
    int[] chosen = new int[tokens * topK];
    float[] weights = normal(tokens * topK);
    for (int a = 0; a < chosen.length; a++) {
      chosen[a] = a % topK == 0 ? below(experts) : (chosen[a - 1] + 1 + below(2)) % experts;
    }
    return new ExpertRouting(topK, chosen, weights);
  }

  /// A cache for `positions` positions whose pages lie in random order, full of random numbers.
  CacheRows cache(ElementType type, int positions, int width, int pageSize) {
    int pages = (positions + pageSize - 1) / pageSize;
    List<Integer> order = new ArrayList<>(IntStream.range(0, pages + 2).boxed().toList());
    Collections.shuffle(order, random);
    int[] table = order.stream().mapToInt(page -> page).limit(pages).toArray();
    // a part of wider rows, as the latent part of DeepSeek's
    int margin = Math.max(8, type.blockLength());
    Tensor wide = weight(type, (pages + 2) * pageSize, width + 2 * margin);
    return new CacheRows(wide.columns(margin, width), table, pageSize);
  }

  @Override
  public void close() {
    arena.close();
  }
}

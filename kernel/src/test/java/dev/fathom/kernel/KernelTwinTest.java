package dev.fathom.kernel;

import static dev.fathom.kernel.Closeness.assertSame;
import static dev.fathom.kernel.Closeness.assertWithin;
import static dev.fathom.kernel.Closeness.norm;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Seats a kernel set beside {@link ScalarKernels}: every operation, every type, ugly sizes, fresh
/// random inputs. A subclass says which sets. Errors of a product are relative to the norms of the
/// two vectors.
abstract class KernelTwinTest {
  /// Relative error of f32 arithmetic.
  static final double TOLERANCE = 1e-5;

  private static final int[] UGLY = {1, 31, 32, 33, 255, 256, 257, 4096};
  private static final int[] TOKENS = {1, 2, 3, 7, 16, 33};

  private final List<Runnable> opened = new ArrayList<>();
  private RandomTensors random;
  private KernelSet twin;
  private KernelSet truth;

  /// A new set of the kernels under test.
  abstract KernelSet open(int threads);

  /// The scalar kernels that round activations as those do.
  abstract KernelSet openTruth(int threads);

  @BeforeEach
  void open() {
    random = RandomTensors.fresh();
    opened.add(random::close);
    twin = open(2);
    opened.add(twin::close);
    truth = openTruth(2);
    opened.add(truth::close);
  }

  /// Closes what was opened: where a machine cannot run the kernels, that is not all.
  @AfterEach
  void close() {
    opened.reversed().forEach(Runnable::run);
  }

  /// Row lengths to try: the ugly ones, or ugly numbers of blocks.
  private static int[] lengths(ElementType type) {
    int block = type.blockLength();
    return block == 1
        ? UGLY
        : new int[] {block, 2 * block, 3 * block, 7 * block, 4096 / block * block};
  }

  @ParameterizedTest
  @EnumSource
  void multipliesEveryType(ElementType type) {
    for (int columns : lengths(type)) {
      for (int tokens : TOKENS) {
        multiply(random.weight(type, random.oneOf(1, 3, 8, 17, 33), columns), tokens);
      }
    }
  }

  @Test
  void multipliesFp8WithScales() {
    for (int columns : UGLY) {
      for (int rows : new int[] {1, 127, 128, 129, 300}) {
        multiply(random.scaledFp8(rows, columns), random.oneOf(TOKENS));
      }
    }
  }

  private void multiply(Tensor w, int tokens) {
    Tensor x = random.activations(tokens, w.columns());
    Tensor out = random.results(tokens, w.rows());
    Tensor wanted = random.results(tokens, w.rows());
    twin.matmul(out, x, w);
    truth.matmul(wanted, x, w);
    double bound = TOLERANCE * norm(x) * norm(w);
    assertWithin(bound, out, wanted, w + " by " + x);
  }

  @ParameterizedTest
  @EnumSource
  void multipliesHeads(ElementType type) {
    for (int tokens : TOKENS) {
      int columns = random.oneOf(lengths(type));
      int rows = random.oneOf(1, 5, 64);
      int count = random.oneOf(1, 3, 4);
      List<Tensor> heads = random.weights(type, count, rows, columns);
      Tensor x = random.activations(tokens, count, columns);
      Tensor out = random.results(tokens, count, rows);
      Tensor wanted = random.results(tokens, count, rows);
      twin.matmulHeads(out, x, heads);
      truth.matmulHeads(wanted, x, heads);
      assertWithin(TOLERANCE * norm(x) * norm(heads), out, wanted, heads + " by " + x);
    }
  }

  @ParameterizedTest
  @EnumSource
  void multipliesTransposedHeads(ElementType type) {
    for (int tokens : TOKENS) {
      int columns = random.oneOf(lengths(type));
      int rows = random.oneOf(1, 31, 64, 128);
      int count = random.oneOf(1, 3, 4);
      List<Tensor> heads = random.weights(type, count, rows, columns);
      Tensor x = random.activations(tokens, count, rows);
      Tensor out = random.results(tokens, count, columns);
      Tensor wanted = random.results(tokens, count, columns);
      twin.matmulHeadsTransposed(out, x, heads);
      truth.matmulHeadsTransposed(wanted, x, heads);
      double norms = norm(x) * heads.stream().mapToDouble(Closeness::columnNorm).max().orElse(0);
      assertWithin(TOLERANCE * norms, out, wanted, heads + " transposed by " + x);
    }
  }

  @ParameterizedTest
  @EnumSource
  void multipliesExperts(ElementType type) {
    for (int tokens : TOKENS) {
      int columns = random.oneOf(lengths(type));
      int rows = random.oneOf(1, 5, 33);
      int topK = random.oneOf(1, 2, 4);
      ExpertRouting routing = random.routing(tokens, topK, 9);
      List<Tensor> experts = random.weights(type, 9, rows, columns);
      for (int inputs : new int[] {tokens, tokens * topK}) {
        Tensor x = random.activations(inputs, columns);
        Tensor out = random.results((long) tokens * topK, rows);
        Tensor wanted = random.results((long) tokens * topK, rows);
        twin.matmulExperts(out, x, experts, routing);
        truth.matmulExperts(wanted, x, experts, routing);
        double bound = TOLERANCE * norm(x) * norm(experts);
        assertWithin(bound, out, wanted, "experts " + experts.getFirst() + " by " + x);
      }
    }
  }

  @Test
  void combinesExperts() {
    for (int columns : UGLY) {
      ExpertRouting routing = random.routing(random.oneOf(TOKENS), random.oneOf(1, 2, 6), 8);
      Tensor y = random.activations(routing.experts().length, columns);
      Tensor out = random.activations(routing.tokens(), columns);
      Tensor wanted = random.copy(out);
      twin.combineExperts(out, y, routing);
      truth.combineExperts(wanted, y, routing);
      assertWithin(TOLERANCE * 10, out, wanted, "combine " + y);
    }
  }

  @ParameterizedTest
  @EnumSource
  void gathersRows(ElementType type) {
    for (int columns : lengths(type)) {
      Tensor table = random.weight(type, 11, columns);
      gather(table);
    }
    if (type == ElementType.F8_E4M3) {
      gather(random.scaledFp8(300, 257));
    }
  }

  private void gather(Tensor table) {
    int[] ids = {0, table.rows() - 1, random.below(table.rows()), 5, 5};
    Tensor out = random.results(ids.length, table.columns());
    Tensor wanted = random.results(ids.length, table.columns());
    twin.gather(out, table, ids);
    truth.gather(wanted, table, ids);
    assertWithin(1e-6 * norm(table), out, wanted, "rows of " + table);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void normalizesRows(ElementType type) {
    for (int columns : UGLY) {
      Tensor x = random.activations(random.oneOf(TOKENS), columns);
      Tensor weight = random.weight(type, 1, columns);
      Tensor wanted = random.results(x.rows(), columns);
      truth.rmsNorm(wanted, x, weight, 1e-6f);
      Tensor out = random.results(x.rows(), columns);
      twin.rmsNorm(out, x, weight, 1e-6f);
      assertWithin(TOLERANCE * norm(wanted), out, wanted, "norm of " + x);
      twin.rmsNorm(x, x, weight, 1e-6f);
      assertSame(x, out, "norm in place of " + x);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rotatesPairs(RopeLayout layout) {
    for (int columns : new int[] {2, 6, 32, 34, 64, 254, 256}) {
      Tensor x = random.activations(random.oneOf(TOKENS), random.oneOf(1, 3), columns);
      Tensor rotation = random.activations(x.shape().length(0), columns);
      Tensor wanted = random.copy(x);
      truth.rope(wanted, rotation, layout);
      twin.rope(x, rotation, layout);
      assertWithin(TOLERANCE * norm(wanted), x, wanted, layout + " " + x);
    }
  }

  @Test
  void gates() {
    for (int columns : UGLY) {
      Tensor gate = random.activations(random.oneOf(TOKENS), columns);
      gate.set(0, 0, random.oneOf(-200, -80, 80, 200, 0));
      Tensor up = random.activations(gate.rows(), columns);
      Tensor wanted = random.copy(gate);
      truth.swiglu(wanted, up);
      twin.swiglu(gate, up);
      assertWithin(TOLERANCE * Math.max(1, norm(wanted)), gate, wanted, "swiglu " + gate);
    }
  }

  @Test
  void adds() {
    for (int columns : UGLY) {
      Tensor x = random.activations(random.oneOf(TOKENS), columns);
      Tensor y = random.activations(x.rows(), columns);
      Tensor bias =
          random.weight(random.below(2) == 0 ? ElementType.F32 : ElementType.BF16, 1, columns);
      Tensor wanted = random.copy(x);
      truth.add(wanted, y);
      truth.addBias(wanted, bias);
      twin.add(x, y);
      twin.addBias(x, bias);
      assertSame(x, wanted, "sum of " + x);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "Q8_0"})
  void attends(ElementType type) {
    for (int tokens : TOKENS) {
      int keyHeads = random.oneOf(1, 2, 3);
      int heads = keyHeads * random.oneOf(1, 2, 5);
      int keyWidth = width(type, random.oneOf(1, 16, 33, 64, 192, 576));
      int valueWidth = width(type, random.oneOf(1, 16, 33, 64, 128, 512));
      int position = random.oneOf(0, 1, 15, 16, 31, 100, 300);
      int pageSize = random.oneOf(1, 16, 64);
      CacheRows keys = random.cache(type, position + tokens, keyHeads * keyWidth, pageSize);
      CacheRows values = random.cache(type, position + tokens, keyHeads * valueWidth, pageSize);
      Tensor q = random.activations(tokens, heads, keyWidth);
      Tensor out = random.results(tokens, heads, valueWidth);
      Tensor wanted = random.results(tokens, heads, valueWidth);
      float scale = (float) (random.oneOf(1, 3) / Math.sqrt(keyWidth));
      twin.attention(out, q, keys, values, position, scale);
      truth.attention(wanted, q, keys, values, position, scale);
      String what = "attention of " + q + " at " + position + ", pages of " + pageSize;
      assertWithin(TOLERANCE * 10, out, wanted, what);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "Q8_0"})
  void storesAndLoadsRows(ElementType type) {
    for (int some : new int[] {1, 31, 33, 576}) {
      int width = width(type, some);
      int pageSize = random.oneOf(1, 4, 64);
      int position = random.below(40);
      Tensor x = random.activations(random.oneOf(TOKENS), width);
      CacheRows rows = random.cache(type, position + x.rows(), width, pageSize);
      twin.store(rows, position, x);
      Tensor wanted = random.results(x.rows(), width);
      truth.load(wanted, rows, position);
      Tensor out = random.results(x.rows(), width);
      twin.load(out, rows, position);
      assertSame(out, wanted, "rows loaded " + type + " " + width);
      truth.store(rows, position, x);
      truth.load(wanted, rows, position);
      assertSame(out, wanted, "rows stored " + type + " " + width);
    }
  }

  @Test
  void storesWhatIsNotFiniteInBlocksOf32() {
    float[] odd = {
      Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e7f, -0f, Float.MIN_VALUE
    };
    for (float value : odd) {
      Tensor x = random.f32(1, 96);
      x.set(0, 40, value);
      CacheRows rows = random.cache(ElementType.Q8_0, 1, 96, 1);
      Tensor wanted = random.results(1, 96);
      truth.store(rows, 0, x);
      truth.load(wanted, rows, 0);
      Tensor out = random.results(1, 96);
      twin.store(rows, 0, x);
      twin.load(out, rows, 0);
      assertSame(out, wanted, "a row with " + value);
    }
  }

  /// `wanted`, or what holds as much in whole blocks.
  private static int width(ElementType type, int wanted) {
    return Math.ceilDiv(wanted, type.blockLength()) * type.blockLength();
  }
}

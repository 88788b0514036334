package dev.fathom.kernel;

import static dev.fathom.kernel.Closeness.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The truth itself, against hand-made numbers and against the formulas of {@link KernelSet} spelt
/// out element by element. Results may differ from the formula in double by one rounding to f32.
class ScalarKernelsTest {
  private RandomTensors random;
  private KernelSet kernels;

  @BeforeEach
  void open() {
    random = RandomTensors.fresh();
    kernels = Kernels.open("scalar-f32", 2);
  }

  @AfterEach
  void close() {
    kernels.close();
    random.close();
  }

  /// The formula of one element of a result.
  @FunctionalInterface
  private interface Formula {
    double at(int row, int column);
  }

  private static void assertFormula(Tensor got, Formula formula, String what) {
    for (int row = 0; row < got.rows(); row++) {
      for (int column = 0; column < got.columns(); column++) {
        double wanted = formula.at(row, column);
        double bound = Math.ulp((float) wanted) + 1e-12;
        double error = Math.abs(got.at(row, column) - wanted);
        assertThat(error).as("%s [%d, %d] of %s", what, row, column, wanted).isLessThan(bound);
      }
    }
  }

  private static float[] decoded(Tensor tensor, int row) {
    float[] values = new float[tensor.columns()];
    BlockDecoder.row(tensor, row, values);
    return values;
  }

  private static float[][] decoded(Tensor tensor) {
    return IntStream.range(0, tensor.rows())
        .mapToObj(row -> decoded(tensor, row))
        .toArray(float[][]::new);
  }

  private Tensor of(int rows, int columns, double... values) {
    Tensor tensor = random.strided(rows, columns);
    for (int i = 0; i < values.length; i++) {
      tensor.set(i / columns, i % columns, (float) values[i]);
    }
    return tensor;
  }

  private static void assertRows(Tensor got, double... wanted) {
    for (int i = 0; i < wanted.length; i++) {
      float value = got.at(i / got.columns(), i % got.columns());
      assertThat(value).as("element %d", i).isEqualTo((float) wanted[i]);
    }
    assertThat(got.shape().elements()).isEqualTo(wanted.length);
  }

  @Test
  void multipliesByHand() {
    Tensor x = of(2, 3, 1, 2, 3, 4, 5, 6);
    Tensor w = of(2, 3, 1, 0, -1, 2, 2, 2);
    Tensor out = random.results(2, 2);
    kernels.matmul(out, x, w);
    assertRows(out, -2, 12, -2, 30);
  }

  @ParameterizedTest
  @EnumSource
  void multipliesByRowsOfAnyType(ElementType type) {
    int[] lengths = type.isQuantized() ? new int[] {1, 3, 5} : new int[] {1, 31, 33, 257};
    for (int length : lengths) {
      int columns = length * type.blockLength();
      multiply(random.weight(type, 19, columns), random.activations(3, columns));
    }
  }

  @Test
  void multipliesByScaledFp8() {
    multiply(random.scaledFp8(130, 260), random.activations(3, 260));
  }

  private void multiply(Tensor w, Tensor x) {
    float[][] weights = decoded(w);
    Tensor out = random.results(x.rows(), w.rows());
    kernels.matmul(out, x, w);
    assertFormula(out, (t, n) -> sum(x.row(t), weights[n]), "matmul " + w);
  }

  private static double sum(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
  }

  @Test
  void multipliesEachHeadByItsOwnWeight() {
    List<Tensor> heads =
        List.of(
            random.weight(ElementType.F32, 5, 64),
            random.weight(ElementType.Q8_0, 5, 64),
            random.weight(ElementType.F16, 5, 64));
    Tensor x = random.strided(4, 3, 64);
    Tensor out = random.strided(4, 3, 5);
    kernels.matmulHeads(out, x, heads);
    assertFormula(out, (row, n) -> sum(x.row(row), decoded(heads.get(row % 3), n)), "heads");
  }

  @Test
  void multipliesEachHeadByItsTransposedWeight() {
    List<Tensor> heads =
        List.of(random.weight(ElementType.Q4_0, 7, 96), random.weight(ElementType.BF16, 7, 96));
    List<float[][]> weights = heads.stream().map(ScalarKernelsTest::decoded).toList();
    Tensor x = random.strided(3, 2, 7);
    Tensor out = random.strided(3, 2, 96);
    kernels.matmulHeadsTransposed(out, x, heads);
    assertFormula(
        out,
        (row, n) ->
            IntStream.range(0, 7)
                .mapToDouble(k -> (double) x.at(row, k) * weights.get(row % 2)[k][n])
                .sum(),
        "transposed heads");
  }

  @Test
  void sendsEveryAssignmentThroughItsExpert() {
    for (int topK : new int[] {1, 3}) {
      ExpertRouting routing = random.routing(5, topK, 4);
      List<Tensor> experts = random.weights(ElementType.Q5_K, 4, 6, 256);
      Tensor tokens = random.strided(5, 256);
      Tensor out = random.results(5L * topK, 6);
      kernels.matmulExperts(out, tokens, experts, routing);
      assertFormula(
          out,
          (a, n) -> sum(tokens.row(a / topK), decoded(experts.get(routing.experts()[a]), n)),
          "experts of tokens");
      Tensor assignments = random.strided(5L * topK, 256);
      kernels.matmulExperts(out, assignments, experts, routing);
      assertFormula(
          out,
          (a, n) -> sum(assignments.row(a), decoded(experts.get(routing.experts()[a]), n)),
          "experts of assignments");
    }
  }

  @Test
  void addsExpertsByWeight() {
    ExpertRouting routing =
        new ExpertRouting(2, new int[] {0, 1, 1, 0}, new float[] {0.5f, 2, -1, 3});
    Tensor y = of(4, 2, 2, 4, 10, 20, 1, 1, 7, 8);
    Tensor out = of(2, 2, 100, 200, 300, 400);
    kernels.combineExperts(out, y, routing);
    assertRows(out, 121, 242, 320, 423);
  }

  @Test
  void gathersRowsOfATable() {
    Tensor table = random.weight(ElementType.Q6_K, 9, 512);
    int[] ids = {8, 0, 3, 3};
    Tensor out = random.strided(4, 512);
    kernels.gather(out, table, ids);
    for (int t = 0; t < ids.length; t++) {
      assertThat(out.row(t)).isEqualTo(decoded(table, ids[t]));
    }
  }

  @Test
  void normalizesByRootMeanSquare() {
    Tensor x = of(2, 4, 1, -1, 1, -1, 6, 0, 0, 8);
    Tensor weight = of(1, 4, 1, 2, 3, 4);
    Tensor out = random.results(2, 4);
    kernels.rmsNorm(out, x, weight, 0);
    assertRows(out, 1, -2, 3, -4, 1.2, 0, 0, 6.4);
    kernels.rmsNorm(x, x, weight, 0);
    assertSame(x, out, "in place");
    Tensor tiny = of(1, 4, 0, 0, 0, 0);
    kernels.rmsNorm(tiny, tiny, weight, 1e-6f);
    assertRows(tiny, 0, 0, 0, 0);
  }

  @Test
  void normalizesLongRowsWithWeightsOfPlainTypes() {
    for (ElementType type : List.of(ElementType.BF16, ElementType.F16, ElementType.F8_E4M3)) {
      Tensor x = random.strided(3, 2, 1001);
      Tensor weight = random.weight(type, 1, 1001);
      Tensor out = random.results(6, 1001);
      kernels.rmsNorm(out, x, weight, 0.5f);
      float[] weights = decoded(weight, 0);
      assertFormula(
          out,
          (row, i) ->
              (double) x.at(row, i)
                  * weights[i]
                  / Math.sqrt(sum(x.row(row), x.row(row)) / 1001 + 0.5),
          "norm");
    }
  }

  @Test
  void rotatesNeighboursOrHalves() {
    // a quarter turn of the first pair, the second stays
    Tensor rotation = of(1, 4, 0, 1, 1, 0);
    Tensor x = of(1, 4, 1, 2, 3, 4).reshape(Shape.of(1, 1, 4));
    kernels.rope(x, rotation, RopeLayout.INTERLEAVED);
    assertRows(x, -2, 1, 3, 4);
    Tensor y = of(1, 4, 1, 2, 3, 4).reshape(Shape.of(1, 1, 4));
    kernels.rope(y, rotation, RopeLayout.HALVES);
    assertRows(y, -3, 2, 1, 4);
  }

  @Test
  void rotatesAllHeadsOfATokenAlike() {
    Tensor x = random.strided(3, 5, 34);
    Tensor before = random.copy(x);
    Tensor rotation = random.strided(3, 34);
    kernels.rope(x, rotation, RopeLayout.HALVES);
    assertFormula(
        x,
        (row, i) -> {
          double cosine = rotation.at(row / 5, i % 17);
          double sine = rotation.at(row / 5, 17 + i % 17);
          double other = before.at(row, (i + 17) % 34);
          return before.at(row, i) * cosine + (i < 17 ? -other : other) * sine;
        },
        "rope");
  }

  @Test
  void gatesBySiluTimesUp() {
    Tensor gate = of(1, 4, 0, 1, -1, -2000);
    Tensor up = of(1, 4, 5, 2, 2, 3);
    kernels.swiglu(gate, up);
    assertRows(gate, 0, 2 / (1 + Math.exp(-1)), -2 / (1 + Math.exp(1)), -0.0);
  }

  @Test
  void addsRowsAndBias() {
    Tensor x = of(2, 2, 1, 2, 3, 4);
    kernels.add(x, of(2, 2, 10, 20, 30, 40));
    kernels.addBias(x, of(1, 2, 0.5, -1));
    assertRows(x, 11.5, 21, 33.5, 43);
  }

  @Test
  void attendsToTheOnlyPosition() {
    Tensor keys = of(1, 2, 3, 4);
    Tensor values = of(1, 3, 7, 8, 9);
    Tensor q = of(2, 2, 1, 1, -5, 2).reshape(Shape.of(1, 2, 2));
    Tensor out = random.results(1, 2, 3);
    kernels.attention(out, q, CacheRows.contiguous(keys), CacheRows.contiguous(values), 0, 0.1f);
    assertRows(out, 7, 8, 9, 7, 8, 9);
  }

  @Test
  void weighsPositionsByTheirScores() {
    // equal scores: the mean; a score of ln 3 more: three quarters
    Tensor keys = of(2, 1, 0, Math.log(3));
    Tensor values = of(2, 1, 4, 8);
    Tensor q = of(2, 1, 0, 1).reshape(Shape.of(1, 2, 1));
    Tensor out = random.results(1, 2, 1);
    kernels.attention(out, q, CacheRows.contiguous(keys), CacheRows.contiguous(values), 1, 1);
    assertRows(out, 6, 7);
  }

  @Test
  void seesNothingOfTheFuture() {
    Tensor keys = of(3, 1, 1, 1, Float.NaN);
    Tensor values = of(3, 1, 2, 4, Float.NaN);
    Tensor q = of(2, 1, 1, 1).reshape(Shape.of(2, 1, 1));
    Tensor out = random.results(2, 1, 1);
    kernels.attention(out, q, CacheRows.contiguous(keys), CacheRows.contiguous(values), 0, 1);
    assertRows(out, 2, 3);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "Q8_0"})
  void attendsOverScatteredPagesWithSharedKeyHeads(ElementType type) {
    int tokens = 5;
    int position = 37;
    int wide = type.isQuantized() ? 64 : 24;
    int narrow = type.isQuantized() ? 32 : 10;
    CacheRows keys = random.cache(type, position + tokens, 2 * wide, 8);
    CacheRows values = random.cache(type, position + tokens, 2 * narrow, 8);
    Tensor q = random.strided(tokens, 6, wide);
    Tensor out = random.strided(tokens, 6, narrow);
    kernels.attention(out, q, keys, values, position, 0.3f);
    assertFormula(
        out,
        (row, i) -> {
          int keyHead = row % 6 / 3;
          double sum = 0;
          double mean = 0;
          for (int p = 0; p <= position + row / 6; p++) {
            double score = 0;
            for (int k = 0; k < wide; k++) {
              score += (double) q.at(row, k) * cached(keys, p)[keyHead * wide + k];
            }
            double weight = Math.exp(score * 0.3f);
            sum += weight;
            mean += weight * cached(values, p)[keyHead * narrow + i];
          }
          return mean / sum;
        },
        "attention");
  }

  private static float[] cached(CacheRows rows, int position) {
    return decoded(rows.storage(), Math.toIntExact(rows.rowOf(position)));
  }

  @Test
  void storesRowsInTheirPagesOnly() {
    Tensor storage = random.zeros(ElementType.F32, 16, 3);
    CacheRows rows = new CacheRows(storage, new int[] {3, 1}, 4);
    Tensor x = of(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    kernels.store(rows, 3, x); // row 15 of page 3, then rows 4 and 5 of page 1
    assertThat(storage.row(15)).containsExactly(1, 2, 3);
    assertThat(storage.row(4)).containsExactly(4, 5, 6);
    assertThat(storage.row(5)).containsExactly(7, 8, 9);
    for (int row : new int[] {0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14}) {
      assertThat(storage.row(row)).containsOnly(0);
    }
    Tensor loaded = random.results(2, 3);
    kernels.load(loaded, rows, 4);
    assertRows(loaded, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void roundsStoredRowsToNearestEvenHalf() {
    CacheRows rows = CacheRows.contiguous(random.zeros(ElementType.F16, 1, 4));
    Tensor x = of(1, 4, 2049, 2051, 70000, 0x1p-25);
    kernels.store(rows, 0, x);
    Tensor out = random.results(1, 4);
    kernels.load(out, rows, 0);
    assertRows(out, 2048, 2052, Float.POSITIVE_INFINITY, 0);
  }
}

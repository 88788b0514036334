package dev.fathom.kernel;

import static dev.fathom.kernel.Closeness.assertSame;
import static dev.fathom.kernel.Closeness.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.kernel.x86.ProcessorRequirement;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// {@link MachineAttention} beside {@link ScalarAttention}. Skipped where there is no AVX-512.
class MachineAttentionTest {
  private static final double TOLERANCE = 1e-4;
  private static final int[] TOKENS = {1, 2, 3, 7, 16, 33};
  private static final int[] POSITIONS = {0, 1, 15, 255, 256, 257, 700};

  /// Key and value widths.
  private static final int[][] WIDTHS = {
    {16, 16}, {64, 64}, {128, 128}, {192, 128}, {576, 512}, {48, 80}, {16, 112}
  };

  private RandomTensors random;
  private final List<WorkerTeam> teams = IntStream.of(1, 2, 8).mapToObj(WorkerTeam::new).toList();
  private final List<MachineAttention> attentions =
      teams.stream().map(MachineAttention::new).toList();

  @BeforeEach
  void requireProcessor() {
    ProcessorRequirement.requireAvx512();
    random = RandomTensors.fresh();
  }

  @AfterEach
  void close() {
    attentions.forEach(MachineAttention::close);
    teams.forEach(WorkerTeam::close);
    if (random != null) {
      random.close();
    }
  }

  /// A call's inputs.
  private record Case(Tensor q, CacheRows keys, CacheRows values, int position, int valueWidth) {
    float scale() {
      return (float) (1 / Math.sqrt(q.columns()));
    }

    int heads() {
      return (int) q.shape().length(1);
    }

    @Override
    public String toString() {
      return "attention of %s at %d over %s and %s, pages of %d"
          .formatted(q, position, keys.storage(), values.storage(), keys.pageSize());
    }

    /// Tokens `from .. to`.
    Case tokens(int from, int to) {
      Tensor part =
          q.rows((long) from * heads(), (long) (to - from) * heads())
              .reshape(Shape.of(to - from, heads(), q.columns()));
      return new Case(part, keys, values, position + from, valueWidth);
    }
  }

  private Case random(ElementType type, int tokens, int position, int[] widths) {
    int keyHeads = widths[0] == 576 ? 1 : random.oneOf(1, 2, 3);
    int heads = keyHeads * random.oneOf(1, 2, 5, 6, 7, 16);
    return random(type, tokens, position, widths, keyHeads, heads);
  }

  private Case random(
      ElementType type, int tokens, int position, int[] widths, int keyHeads, int heads) {
    int pageSize = random.oneOf(1, 2, 16, 64, 1024);
    return new Case(
        random.activations(tokens, heads, widths[0]),
        random.cache(type, position + tokens, keyHeads * widths[0], pageSize),
        random.cache(type, position + tokens, keyHeads * widths[1], pageSize),
        position,
        widths[1]);
  }

  private Tensor run(MachineAttention attention, Case c) {
    Tensor out = random.results(c.q.shape().length(0), c.heads(), c.valueWidth);
    assertThat(attention.handles(out, c.q, c.keys, c.values)).as("handles " + c).isTrue();
    attention.run(out, c.q, c.keys, c.values, c.position, c.scale());
    return out;
  }

  private Tensor scalar(Case c) {
    Tensor out = random.results(c.q.shape().length(0), c.heads(), c.valueWidth);
    new ScalarAttention(out, c.q, c.keys, c.values, c.position, c.scale()).run(teams.get(1));
    return out;
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16"})
  void equalsScalarAttention(ElementType type) {
    for (int tokens : TOKENS) {
      for (int position : POSITIONS) {
        Case c = random(type, tokens, position, WIDTHS[random.below(WIDTHS.length)]);
        assertWithin(TOLERANCE, run(attentions.get(random.below(3)), c), scalar(c), c.toString());
      }
    }
  }

  @Test
  void readsRowsOfQ8() {
    for (int position : new int[] {0, 250, 700}) {
      Case c = random(ElementType.Q8_0, 5, position, new int[] {96, 160}, 2, 8);
      Tensor whole = run(attentions.get(0), c);
      // random blocks hold numbers up to 2
      assertWithin(2 * TOLERANCE, whole, scalar(c), c.toString());
      assertSame(run(attentions.get(1), c.tokens(4, 5)), whole.rows(32, 8), c.toString());
    }
  }

  @Test
  void mixesTypesOfKeysAndValues() {
    Case a = random(ElementType.F16, 3, 270, new int[] {64, 64}, 2, 8);
    Case b = random(ElementType.F32, 3, 270, new int[] {64, 64}, 2, 8);
    Case c = new Case(a.q, a.keys, b.values, 270, 64);
    assertWithin(TOLERANCE, run(attentions.get(0), c), scalar(c), c.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 250, 700})
  void doesNotDependOnChunksOrThreads(int position) {
    for (int[] widths : WIDTHS) {
      Case c = random(ElementType.F16, 33, position, widths);
      Tensor whole = run(attentions.get(0), c);
      assertSame(run(attentions.get(1), c), whole, c + " on 2 threads");
      assertSame(run(attentions.get(2), c), whole, c + " on 8 threads");
      for (int size : new int[] {1, 2, 7, 16}) {
        for (int from = 0; from < 33; from += size) {
          int to = Math.min(33, from + size);
          Tensor part = whole.rows((long) from * c.heads(), (long) (to - from) * c.heads());
          Tensor got = run(attentions.get(size % 3), c.tokens(from, to));
          assertSame(got, part, c + " tokens " + from + " to " + to);
        }
      }
    }
  }

  @Test
  void doesNotDependOnTheRoundsOfALongCache() {
    // 128 records of 2 KiB for each of 235 tiles: twice what is kept before merging
    Case c = random(ElementType.F16, 1, 60_000, new int[] {16, 512}, 1, 128);
    Tensor alone = run(attentions.get(0), c);
    assertSame(run(attentions.get(2), c), alone, c + " on 8 threads");
  }

  @Test
  void neverReadsBehindTheLastRow() {
    for (int position : new int[] {0, 1, 2, 255, 256, 300}) {
      for (ElementType type : new ElementType[] {ElementType.F16, ElementType.F32}) {
        Case c = random(type, 3, position, new int[] {80, 48}, 2, 6);
        Case guarded =
            new Case(c.q, guarded(c.keys, c), guarded(c.values, c), position, c.valueWidth);
        assertSame(run(attentions.get(1), guarded), run(attentions.get(1), c), c.toString());
      }
    }
  }

  /// A contiguous copy of what `c` sees, that ends at a guard.
  private static CacheRows guarded(CacheRows rows, Case c) {
    int count = c.position + (int) c.q.shape().length(0);
    long bytes = rows.storage().type().bytes(rows.width());
    MemorySegment memory = GuardedMemory.allocate(count * bytes);
    for (int position = 0; position < count; position++) {
      long from = rows.rowOf(position) * rows.storage().rowStride();
      MemorySegment.copy(rows.storage().data(), from, memory, position * bytes, bytes);
    }
    return CacheRows.contiguous(
        Tensor.of(rows.storage().type(), Shape.of(count, rows.width()), memory));
  }

  @Test
  void keepsWhatIsNotANumberToTheQueriesThatSeeIt() {
    float[] strange = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (float value : strange) {
      for (boolean inKeys : new boolean[] {true, false}) {
        Case c = random(ElementType.F32, 9, 252, new int[] {32, 32}, 2, 4);
        Tensor before = run(attentions.get(1), c);
        CacheRows rows = inKeys ? c.keys : c.values;
        rows.storage().set(rows.rowOf(257), 3, value);
        Tensor after = run(attentions.get(1), c);
        Tensor wanted = scalar(c);
        String what = c + " with " + value + (inKeys ? " in keys" : " in values");
        // tokens 252 .. 256 do not see position 257
        assertSame(after.rows(0, 5 * 4), before.rows(0, 5 * 4), what);
        for (int row = 5 * 4; row < 9 * 4; row++) {
          for (int i = 0; i < 32; i++) {
            float got = after.at(row, i);
            double error = Math.abs((double) got - wanted.at(row, i));
            boolean good = Float.isNaN(got) || got == wanted.at(row, i) || error < TOLERANCE;
            assertThat(good)
                .as("%s: row %d: %f, wanted %f", what, row, got, wanted.at(row, i))
                .isTrue();
          }
        }
      }
    }
  }

  @Test
  void answersNotANumberToAQueryThatIsNone() {
    Case c = random(ElementType.F16, 2, 300, new int[] {64, 64}, 1, 3);
    c.q.set(4, 7, Float.NaN);
    Tensor got = run(attentions.get(1), c);
    Tensor wanted = scalar(c);
    for (int row = 0; row < 6; row++) {
      assertThat(Float.isNaN(got.at(row, 0))).as("row %d", row).isEqualTo(row == 4);
    }
    assertWithin(TOLERANCE, got.rows(0, 4), wanted.rows(0, 4), c.toString());
  }

  @Test
  void weighsScoresFarApart() {
    Case c = random(ElementType.F32, 1, 600, new int[] {16, 16}, 1, 2);
    for (int i = 0; i < 16; i++) {
      c.q.set(0, i, 300 * c.q.at(0, i));
      c.q.set(1, i, 1e-30f * c.q.at(1, i));
    }
    assertWithin(TOLERANCE, run(attentions.get(1), c), scalar(c), c.toString());
  }

  @Test
  void leavesOtherWidthsToTheVectors() {
    Case c = random(ElementType.F32, 1, 3, new int[] {33, 16}, 1, 1);
    Tensor out = random.results(1, 1, 16);
    assertThat(attentions.get(0).handles(out, c.q, c.keys, c.values)).isFalse();
  }
}

package dev.fathom.kernel;

import static dev.fathom.kernel.Closeness.assertSame;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Law 4: a row's result is the same, bit for bit, alone, among any number of other rows and on any
/// number of threads.
@SuppressWarnings("IntLongMath") // sizes are small here
abstract class KernelInvarianceTest {
  private static final int TOKENS = 33;

  private final List<Runnable> opened = new ArrayList<>();
  private RandomTensors random;
  private KernelSet alone;
  private KernelSet three;
  private KernelSet many;

  /// A new set of the kernels under test.
  abstract KernelSet open(int threads);

  @BeforeEach
  void open() {
    random = RandomTensors.fresh();
    opened.add(random::close);
    alone = open(1);
    opened.add(alone::close);
    three = open(3);
    opened.add(three::close);
    many = open(8);
    opened.add(many::close);
  }

  /// Closes what was opened: where a machine cannot run the kernels, that is not all.
  @AfterEach
  void close() {
    opened.reversed().forEach(Runnable::run);
  }

  /// An operation on tokens `from .. to` of some input; gives as many rows a token each time.
  @FunctionalInterface
  private interface Operation {
    Tensor run(KernelSet kernels, int from, int to);
  }

  private void assertInvariant(String what, Operation operation) {
    Tensor whole = operation.run(alone, 0, TOKENS);
    assertSame(operation.run(three, 0, TOKENS), whole, what + " on 3 threads");
    assertSame(operation.run(many, 0, TOKENS), whole, what + " on 8 threads");
    int perToken = whole.rows() / TOKENS;
    for (int size : new int[] {1, 2, 7, 16}) {
      for (int from = 0; from < TOKENS; from += size) {
        int to = Math.min(from + size, TOKENS);
        Tensor wanted = whole.rows((long) from * perToken, (long) (to - from) * perToken);
        KernelSet kernels = size == 7 ? three : alone;
        Tensor got = operation.run(kernels, from, to);
        assertSame(got, wanted, what + ", tokens " + from + " to " + to);
      }
    }
  }

  /// Tokens `from .. to` of `[T, ...]`.
  private static Tensor tokens(Tensor x, int from, int to) {
    long perToken = x.shape().rows() / x.shape().length(0);
    long[] lengths = x.shape().toArray();
    lengths[0] = to - from;
    return x.rows(from * perToken, (to - from) * perToken).reshape(Shape.of(lengths));
  }

  private int columns(ElementType type) {
    return type.isQuantized()
        ? type.blockLength() * random.oneOf(1, 2, 3)
        : random.oneOf(1, 31, 33, 257);
  }

  @ParameterizedTest
  @EnumSource
  void productsDoNotDependOnNeighbours(ElementType type) {
    for (int rows : new int[] {1, 7, 64, 130}) {
      Tensor w = random.weight(type, rows, columns(type));
      Tensor x = random.activations(TOKENS, w.columns());
      assertInvariant(
          "matmul of " + w,
          (kernels, from, to) -> {
            Tensor out = random.results(to - from, rows);
            kernels.matmul(out, tokens(x, from, to), w);
            return out;
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void headsDoNotDependOnNeighbours(ElementType type) {
    List<Tensor> heads = random.weights(type, 3, 37, columns(type));
    int columns = heads.getFirst().columns();
    Tensor x = random.activations(TOKENS, 3, columns);
    assertInvariant(
        "heads " + heads,
        (kernels, from, to) -> {
          Tensor out = random.results(to - from, 3, 37);
          kernels.matmulHeads(out, tokens(x, from, to), heads);
          return out;
        });
    Tensor y = random.activations(TOKENS, 3, 37);
    assertInvariant(
        "transposed heads " + heads,
        (kernels, from, to) -> {
          Tensor out = random.results(to - from, 3, columns);
          kernels.matmulHeadsTransposed(out, tokens(y, from, to), heads);
          return out;
        });
  }

  private static ExpertRouting tokens(ExpertRouting all, int from, int to) {
    int topK = all.topK();
    return new ExpertRouting(
        topK,
        Arrays.copyOfRange(all.experts(), from * topK, to * topK),
        Arrays.copyOfRange(all.weights(), from * topK, to * topK));
  }

  @ParameterizedTest
  @EnumSource
  void expertsDoNotDependOnNeighbours(ElementType type) {
    List<Tensor> experts = random.weights(type, 7, 19, columns(type));
    ExpertRouting routing = random.routing(TOKENS, 2, 7);
    Tensor x = random.activations(TOKENS, experts.getFirst().columns());
    assertInvariant(
        "experts " + experts.getFirst(),
        (kernels, from, to) -> {
          Tensor out = random.results(2L * (to - from), 19);
          kernels.matmulExperts(out, tokens(x, from, to), experts, tokens(routing, from, to));
          return out;
        });
    Tensor y = random.activations(TOKENS * 2L, 19);
    Tensor before = random.activations(TOKENS, 19);
    assertInvariant(
        "combined experts",
        (kernels, from, to) -> {
          Tensor out = random.copy(tokens(before, from, to));
          Tensor parts = y.rows(2L * from, 2L * (to - from));
          kernels.combineExperts(out, parts, tokens(routing, from, to));
          return out;
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "Q8_0"})
  void attentionDoesNotDependOnNeighbours(ElementType type) {
    for (int start : new int[] {0, 5, 200}) {
      int width = type.isQuantized() ? random.oneOf(32, 64, 160) : random.oneOf(16, 33, 128);
      int valueWidth = type.isQuantized() ? 32 : 24;
      CacheRows keys = random.cache(type, start + TOKENS, 2 * width, 16);
      CacheRows values = random.cache(type, start + TOKENS, 2 * valueWidth, 16);
      Tensor q = random.activations(TOKENS, 6, width);
      assertInvariant(
          "attention from " + start,
          (kernels, from, to) -> {
            Tensor out = random.results(to - from, 6, valueWidth);
            kernels.attention(out, tokens(q, from, to), keys, values, start + from, 0.2f);
            return out;
          });
    }
  }

  @Test
  void rowOperationsDoNotDependOnNeighbours() {
    for (int columns : new int[] {2, 34, 256, 258}) {
      Tensor x = random.activations(TOKENS, columns);
      Tensor y = random.activations(TOKENS, columns);
      Tensor weight = random.f32(columns);
      assertInvariant(
          "norm, gate, sum and rotation of " + x,
          (kernels, from, to) -> {
            Tensor out = random.copy(tokens(x, from, to));
            kernels.rmsNorm(out, out, weight, 1e-5f);
            kernels.swiglu(out, tokens(y, from, to));
            kernels.add(out, tokens(y, from, to));
            kernels.addBias(out, weight);
            Tensor heads = out.reshape(Shape.of(to - from, 1, columns));
            kernels.rope(heads, tokens(y, from, to), RopeLayout.HALVES);
            kernels.rope(heads, tokens(y, from, to), RopeLayout.INTERLEAVED);
            return out;
          });
    }
  }
}

package dev.fathom.lab;

import dev.fathom.kernel.KernelSet;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/// One product of the shape of Qwen2.5-1.5B's gate, `[8960, 1536]`.
public class ProductBenchmark extends KernelBenchmark {
  private static final int ROWS = 8960;
  private static final int COLUMNS = 1536;

  /// The weights' type.
  @Param({"Q4_K", "Q6_K", "Q8_0", "Q4_0", "BF16"})
  public ElementType type = ElementType.Q4_K;

  /// Tokens: 1 is decoding, more is prefill.
  @Param({"1", "256"})
  public int tokens = 1;

  private @Nullable Open open;

  /// What is multiplied.
  private record Open(KernelSet set, Turn<Tensor> weights, Tensor x, Tensor out) {}

  @Override
  void fill(Workbench bench) {
    long bytes = ROWS * type.bytes(COLUMNS);
    Turn<Tensor> weights = Workbench.turn(bytes, () -> bench.tensor(type, ROWS, COLUMNS));
    open =
        new Open(bench.set(), weights, bench.floats(tokens, COLUMNS), bench.floats(tokens, ROWS));
  }

  /// One product.
  @Benchmark
  public Tensor matmul(Traffic traffic) {
    Open o = Objects.requireNonNull(open);
    Tensor w = o.weights.next();
    o.set.matmul(o.out, o.x, w);
    traffic.move(w, o.x, o.out);
    traffic.multiply(w, tokens);
    return o.out;
  }
}

package dev.fathom.lab;

import dev.fathom.kernel.KernelSet;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/// Rounding of activations to 8 bits, which happens within a product: 512 rows meet a weight of
/// only 32, so that there is little else to do.
public class RoundingBenchmark extends KernelBenchmark {
  private static final int TOKENS = 512;
  private static final int ROWS = 32;
  private static final int COLUMNS = 8960;

  /// The weight's type: blocks of 256 or of 32.
  @Param({"Q4_K", "Q8_0"})
  public ElementType type = ElementType.Q4_K;

  private @Nullable Open open;

  /// What is multiplied.
  private record Open(KernelSet set, Turn<Tensor> x, Tensor w, Tensor out) {}

  @Override
  void fill(Workbench bench) {
    long bytes = (long) TOKENS * COLUMNS * Float.BYTES;
    Turn<Tensor> x = Workbench.turn(bytes, () -> bench.floats(TOKENS, COLUMNS));
    open = new Open(bench.set(), x, bench.tensor(type, ROWS, COLUMNS), bench.floats(TOKENS, ROWS));
  }

  /// Reads the activations, once.
  @Benchmark
  public Tensor round(Traffic traffic) {
    Open o = Objects.requireNonNull(open);
    Tensor x = o.x.next();
    o.set.matmul(o.out, x, o.w);
    traffic.move(x, o.w, o.out);
    traffic.multiply(o.w, TOKENS);
    return o.out;
  }
}

package dev.fathom.lab;

import dev.fathom.kernel.KernelSet;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/// Products with one weight a head: from and to the latent of DeepSeek-V2-Lite, 16 heads of `[128,
/// 512]`.
public class HeadsBenchmark extends KernelBenchmark {
  private static final int HEADS = 16;
  private static final int WIDTH = 128;
  private static final int RANK = 512;

  /// The weights' type.
  @Param("Q8_0")
  public ElementType type = ElementType.Q8_0;

  /// Tokens.
  @Param({"1", "256"})
  public int tokens = 1;

  private @Nullable Open open;

  /// What is multiplied.
  private record Open(KernelSet set, Turn<List<Tensor>> layers, Tensor narrow, Tensor wide) {}

  @Override
  void fill(Workbench bench) {
    Turn<List<Tensor>> layers =
        Workbench.turn(
            HEADS * WIDTH * type.bytes(RANK),
            () -> Stream.generate(() -> bench.tensor(type, WIDTH, RANK)).limit(HEADS).toList());
    open =
        new Open(
            bench.set(),
            layers,
            bench.floats(tokens, HEADS, WIDTH),
            bench.floats(tokens, HEADS, RANK));
  }

  /// From the latent.
  @Benchmark
  public Tensor matmulHeads(Traffic traffic) {
    Open o = Objects.requireNonNull(open);
    List<Tensor> heads = o.layers.next();
    o.set.matmulHeads(o.narrow, o.wide, heads);
    count(traffic, o, heads);
    heads.forEach(w -> traffic.multiply(w, tokens));
    return o.narrow;
  }

  /// To the latent; its products are of f32 whatever the type.
  @Benchmark
  public Tensor matmulHeadsTransposed(Traffic traffic) {
    Open o = Objects.requireNonNull(open);
    List<Tensor> heads = o.layers.next();
    o.set.matmulHeadsTransposed(o.wide, o.narrow, heads);
    count(traffic, o, heads);
    traffic.f32 += 2L * HEADS * WIDTH * RANK * tokens;
    return o.wide;
  }

  private static void count(Traffic traffic, Open open, List<Tensor> heads) {
    heads.forEach(traffic::move);
    traffic.move(open.narrow, open.wide);
  }
}

package dev.fathom.lab;

import dev.fathom.kernel.ExpertRouting;
import dev.fathom.kernel.KernelSet;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/// Experts of the shape of DeepSeek-V2-Lite's gate, `[1408, 2048]`: 6 of 64, drawn by chance.
public class ExpertsBenchmark extends KernelBenchmark {
  private static final int EXPERTS = 64;
  private static final int TOP = 6;
  private static final int ROWS = 1408;
  private static final int COLUMNS = 2048;

  /// The weights' type.
  @Param("Q4_K")
  public ElementType type = ElementType.Q4_K;

  /// Tokens.
  @Param({"1", "256"})
  public int tokens = 1;

  private @Nullable Open open;

  /// What is multiplied.
  private record Open(
      KernelSet set,
      Turn<List<Tensor>> layers,
      Turn<ExpertRouting> routings,
      Tensor x,
      Tensor out) {}

  @Override
  void fill(Workbench bench) {
    Turn<List<Tensor>> layers =
        Workbench.turn(
            EXPERTS * ROWS * type.bytes(COLUMNS),
            () -> Stream.generate(() -> bench.tensor(type, ROWS, COLUMNS)).limit(EXPERTS).toList());
    Random random = new Random(2);
    Turn<ExpertRouting> routings =
        new Turn<>(Stream.generate(() -> routing(random)).limit(101).toList());
    open =
        new Open(
            bench.set(),
            layers,
            routings,
            bench.floats(tokens, COLUMNS),
            bench.floats((long) tokens * TOP, ROWS));
  }

  private ExpertRouting routing(Random random) {
    int[] experts =
        IntStream.range(0, tokens)
            .flatMap(token -> random.ints(0, EXPERTS).distinct().limit(TOP))
            .toArray();
    float[] weights = new float[experts.length];
    Arrays.fill(weights, 1f / TOP);
    return new ExpertRouting(TOP, experts, weights);
  }

  /// Every token through its experts.
  @Benchmark
  public Tensor matmulExperts(Traffic traffic) {
    Open o = Objects.requireNonNull(open);
    List<Tensor> experts = o.layers.next();
    ExpertRouting routing = o.routings.next();
    o.set.matmulExperts(o.out, o.x, experts, routing);
    traffic.move(o.x, o.out);
    int[] starts = routing.group(EXPERTS).starts();
    for (int expert = 0; expert < EXPERTS; expert++) {
      int rows = starts[expert + 1] - starts[expert];
      if (rows > 0) {
        traffic.move(experts.get(expert));
        traffic.multiply(experts.get(expert), rows);
      }
    }
    return o.out;
  }
}

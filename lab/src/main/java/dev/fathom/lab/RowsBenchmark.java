package dev.fathom.lab;

import dev.fathom.kernel.CacheRows;
import dev.fathom.kernel.ExpertRouting;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.RopeLayout;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/// What a model does with rows between products: 512 tokens of width 2048, from memory to memory.
/// Only bytes count, as there is little to compute.
public class RowsBenchmark extends KernelBenchmark {
  private static final int TOKENS = 512;
  private static final int WIDTH = 2048;
  private static final int HEADS = 16;

  /// Which operation.
  @Param public Operation operation = Operation.RMS_NORM;

  private @Nullable Open open;

  /// An operation on rows.
  public enum Operation {
    RMS_NORM,
    ROPE,
    SWIGLU,
    ADD,
    ADD_BIAS,
    GATHER_Q8_0,
    COMBINE_EXPERTS,
    STORE_F16,
    STORE_Q8_0,
    LOAD_F16,
    LOAD_Q8_0
  }

  /// Rows that meet.
  private record Pair(Tensor x, Tensor y, Tensor half, Tensor eighth) {}

  /// What all calls share.
  private record Shared(Tensor one, Tensor rotation, ExpertRouting routing, int[] ids) {}

  /// What the operations work on.
  private record Open(KernelSet set, Turn<Pair> pairs, Shared shared) {}

  @Override
  void fill(Workbench bench) {
    open =
        new Open(
            bench.set(), Workbench.turn(4L * TOKENS * WIDTH, () -> pair(bench)), shared(bench));
  }

  private Pair pair(Workbench bench) {
    Tensor y = bench.floats(TOKENS, WIDTH);
    if (operation == Operation.SWIGLU) {
      fillWithEights(y);
    }
    return new Pair(
        bench.floats(TOKENS, WIDTH),
        y,
        bench.tensor(ElementType.F16, TOKENS, WIDTH),
        bench.tensor(ElementType.Q8_0, TOKENS, WIDTH));
  }

  /// x = -8 silu(x) neither dies away nor grows: nothing becomes a subnormal number.
  private static void fillWithEights(Tensor y) {
    float[] row = new float[WIDTH];
    Arrays.fill(row, -8);
    for (int token = 0; token < TOKENS; token++) {
      y.setRow(token, row);
    }
  }

  private static Shared shared(Workbench bench) {
    int[] experts = IntStream.range(0, TOKENS).toArray();
    float[] weights = new float[TOKENS];
    Arrays.fill(weights, 1f / 4);
    Tensor rotation = bench.floats(TOKENS, WIDTH / HEADS);
    for (int token = 0; token < TOKENS; token++) {
      rotation.setRow(token, rotation(token));
    }
    Tensor one = bench.floats(1, WIDTH);
    return new Shared(one, rotation, new ExpertRouting(4, experts, weights), experts);
  }

  /// Cosines, then sines: lengths stay as they are however often a row is rotated.
  private static float[] rotation(int token) {
    int half = WIDTH / HEADS / 2;
    float[] row = new float[2 * half];
    for (int i = 0; i < half; i++) {
      row[i] = (float) Math.cos(token + i);
      row[half + i] = (float) Math.sin(token + i);
    }
    return row;
  }

  /// One call.
  @Benchmark
  public Tensor rows(Traffic traffic) {
    Open o = Objects.requireNonNull(open);
    Pair pair = o.pairs.next();
    run(o.set, pair, o.shared);
    count(traffic, pair);
    return pair.x;
  }

  private void run(KernelSet set, Pair p, Shared s) {
    Tensor x = p.x;
    switch (operation) {
      case RMS_NORM -> set.rmsNorm(p.y, x, s.one, 1e-6f);
      case ROPE -> set.rope(Workbench.heads(x, HEADS), s.rotation, RopeLayout.INTERLEAVED);
      case SWIGLU -> set.swiglu(x, p.y);
      case ADD -> set.add(x, p.y);
      case ADD_BIAS -> set.addBias(x, s.one);
      case GATHER_Q8_0 -> set.gather(x, p.eighth, s.ids);
      case COMBINE_EXPERTS -> set.combineExperts(x.rows(0, TOKENS / 4), p.y, s.routing);
      case STORE_F16 -> set.store(CacheRows.contiguous(p.half), 0, x);
      case STORE_Q8_0 -> set.store(CacheRows.contiguous(p.eighth), 0, x);
      case LOAD_F16 -> set.load(x, CacheRows.contiguous(p.half), 0);
      case LOAD_Q8_0 -> set.load(x, CacheRows.contiguous(p.eighth), 0);
    }
  }

  private void count(Traffic traffic, Pair p) {
    switch (operation) {
      case RMS_NORM -> traffic.move(p.x, p.y);
      case ROPE, ADD_BIAS -> traffic.move(p.x, p.x);
      case SWIGLU, ADD -> traffic.move(p.x, p.y, p.x);
      case GATHER_Q8_0, STORE_Q8_0, LOAD_Q8_0 -> traffic.move(p.x, p.eighth);
      case STORE_F16, LOAD_F16 -> traffic.move(p.x, p.half);
      case COMBINE_EXPERTS -> {
        Tensor sums = p.x.rows(0, TOKENS / 4);
        traffic.move(p.y, sums, sums);
      }
    }
  }
}

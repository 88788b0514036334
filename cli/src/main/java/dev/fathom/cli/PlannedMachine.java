package dev.fathom.cli;

import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.kernel.ReadLoop;
import dev.fathom.meter.Bandwidth;
import dev.fathom.meter.ByteCount;
import dev.fathom.meter.PowerModel;
import dev.fathom.meter.Watts;
import dev.fathom.model.Memory;
import dev.fathom.plan.FlopRate;
import dev.fathom.plan.Machine;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.Random;

/// The machine of a plan: a built-in one, a file, or the one this runs on, measured.
final class PlannedMachine {
  /// What stands for this machine.
  static final String HERE = "here";

  private static final int SIDE = 2048;
  private static final int TOKENS = 256;
  private static final double SECONDS = 1.5;

  private PlannedMachine() {}

  static Machine of(String word) {
    return word.equals(HERE) ? here() : Machine.of(word);
  }

  /// Takes about three seconds and 1 GiB of memory.
  private static Machine here() {
    if (Memory.available() < ReadLoop.BYTES) {
      throw Failure.of("bench.memory", ReadLoop.BYTES, Memory.available());
    }
    int threads = Runtime.getRuntime().availableProcessors();
    try (KernelSet kernels = Kernels.best(threads)) {
      double reading = ReadLoop.bytesPerSecond(kernels.team());
      double power = threads * PowerModel.of(null).perCore().value();
      Machine.Shell shell = new Machine.Shell(new ByteCount(Memory.total()), new Watts(power));
      return Machine.measured(HERE, new Bandwidth(reading), products(kernels), shell);
    }
  }

  /// The best of many products of 8-bit weights with 256 tokens: what disturbs only slows.
  private static FlopRate products(KernelSet kernels) {
    try (Arena arena = Arena.ofShared()) {
      Tensor weights = Tensor.allocate(arena, ElementType.Q8_0, SIDE, SIDE);
      Tensor in = Tensor.allocate(arena, TOKENS, SIDE);
      Tensor out = Tensor.allocate(arena, TOKENS, SIDE);
      Random random = new Random(1);
      for (int i = 0; i < TOKENS * SIDE; i++) {
        in.set(i / SIDE, i % SIDE, random.nextFloat() - 0.5f);
      }
      double best = Double.POSITIVE_INFINITY;
      long end = System.nanoTime() + (long) (SECONDS * 1e9);
      while (System.nanoTime() < end) {
        long begin = System.nanoTime();
        kernels.matmul(out, in, weights);
        best = Math.min(best, (System.nanoTime() - begin) / 1e9);
      }
      return new FlopRate(2.0 * TOKENS * SIDE * SIDE / best);
    }
  }
}

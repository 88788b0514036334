package dev.fathom.train.torch;

import dev.fathom.model.ExpertsConfig;
import dev.fathom.model.ModelConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// The correction biases of all routers, which no gradient moves: after each step an expert with
/// more than the mean load loses gamma, one with less wins it (DeepSeek-V3 report, section 2.1.2).
final class Corrections implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final List<Integer> layers = new ArrayList<>();
  private final boolean used;
  private final int experts;
  private final MemorySegment memory;
  private final Tensor flat;

  /// @param blocks layers, the block of multi-token prediction included
  Corrections(ModelConfig config, int blocks) {
    ExpertsConfig mixture = config.experts();
    for (int layer = 0; layer < blocks; layer++) {
      if (config.sparse(layer)) {
        layers.add(layer);
      }
    }
    this.experts = mixture == null ? 0 : mixture.count();
    this.used = mixture != null && mixture.router().correctionBias() && !layers.isEmpty();
    // at least one number: libtorch has no view of nothing
    long bytes = (long) Float.BYTES * Math.max(1, layers.size() * (long) experts);
    this.memory = arena.allocate(bytes, 64);
    this.flat = Numbers.view(memory);
  }

  /// Layers with experts, ascending.
  List<Integer> layers() {
    return layers;
  }

  /// `[E]` of layer `layer`; empty where routers have none.
  Optional<Tensor> tensor(int layer) {
    return used
        ? Optional.of(flat.narrow(0, (long) layers.indexOf(layer) * experts, experts))
        : Optional.empty();
  }

  /// The numbers of layer `layer`; empty where routers have none.
  Optional<MemorySegment> values(int layer) {
    long bytes = (long) experts * Float.BYTES;
    return used
        ? Optional.of(memory.asSlice(layers.indexOf(layer) * bytes, bytes))
        : Optional.empty();
  }

  MemorySegment values() {
    return memory;
  }

  /// Moves every bias by `gamma` against its load.
  ///
  /// @param loads `[layers with experts][E]` tokens
  void move(double[][] loads, double gamma) {
    for (int layer = 0; used && layer < loads.length; layer++) {
      double mean = 0;
      for (double load : loads[layer]) {
        mean += load / experts;
      }
      for (int expert = 0; expert < experts; expert++) {
        long at = (long) layer * experts + expert;
        float bias = memory.getAtIndex(ValueLayout.JAVA_FLOAT, at);
        double moved = bias + gamma * Math.signum(mean - loads[layer][expert]);
        memory.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) moved);
      }
    }
  }

  @Override
  public void close() {
    flat.close();
    arena.close();
  }
}

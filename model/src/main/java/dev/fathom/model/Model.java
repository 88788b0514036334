package dev.fathom.model;

import dev.fathom.kernel.KernelSet;
import dev.fathom.tensor.Scratch;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;

/// A transformer with bound weights. One verb. Not for several threads at once: the caller's thread
/// leads the kernels' team.
public final class Model implements AutoCloseable {
  private final ModelConfig config;
  private final ModelWeights weights;
  private final KernelSet kernels;
  private final Arena arena = Arena.ofShared();
  private final Scratch scratch = new Scratch();
  // tokens of the last batch
  private int passed;

  Model(ModelConfig config, WeightSource source, KernelSet kernels, ModelOptions options) {
    this.config = config;
    this.kernels = kernels;
    try {
      this.weights =
          ModelWeights.bind(config, source, options, new ModelWeights.Unpacker(kernels, arena));
    } catch (RuntimeException unbindable) {
      close();
      throw unbindable;
    }
  }

  /// The numbers it was built from.
  public ModelConfig config() {
    return config;
  }

  /// Whose arithmetic it is: kernel sets differ in the last bits.
  public String kernels() {
    return kernels.name();
  }

  /// The ids of the threads that compute besides the caller's.
  public long[] workers() {
    return kernels.team().threadIds();
  }

  /// Runs the batch through all layers and writes its keys and values to `cache`. Throws {@link
  /// ModelException} where a wanted logit is not a finite number.
  ///
  /// @return `[batch.outputs().length, V]` f32 logits, valid until the next call
  public Tensor forward(Batch batch, KvStorage cache) {
    int[] positions = check(batch, cache);
    passed = positions.length;
    Tensor hidden = scratch.get("hidden", positions.length, config.width());
    kernels.gather(hidden, weights.embedding(), batch.tokens());
    Pass pass = new Pass(Pass.stretches(batch), cache, rotation(positions), kernels, scratch);
    for (Block block : weights.blocks()) {
      block.forward(hidden, pass, config.normEpsilon());
    }
    return logits(hidden, batch.outputs(), positions);
  }

  /// The last layer's hidden states of the tokens `from .. from + count` of the batch that went
  /// through last, normalised as for the logits.
  ///
  /// @return `[count, D]` f32, valid until the next call
  public Tensor hidden(int from, int count) {
    Bounds.within("tokens of the last batch", (long) from + count, 1, passed);
    Tensor hidden = scratch.get("hidden", passed, config.width()).rows(from, count);
    Tensor out = scratch.get("normalised", count, config.width());
    kernels.rmsNorm(out, hidden, weights.outputNorm(), config.normEpsilon());
    return out;
  }

  private int[] check(Batch batch, KvStorage cache) {
    for (int token : batch.tokens()) {
      Bounds.within("token id", token, 0, config.vocabulary() - 1L);
    }
    for (Batch.Span span : batch.spans()) {
      Bounds.within("tokens of a sequence", span.end(), 1, config.context());
      cache.require(span);
    }
    return batch.positions();
  }

  private Tensor rotation(int[] positions) {
    Tensor rotation = scratch.get("rotation", positions.length, weights.rotations().width());
    for (int row = 0; row < positions.length; row++) {
      weights.rotations().write(rotation, row, positions[row]);
    }
    return rotation;
  }

  private Tensor logits(Tensor hidden, int[] outputs, int[] positions) {
    Tensor last = scratch.get("last", outputs.length, config.width());
    for (int i = 0; i < outputs.length; i++) {
      last.setRow(i, hidden.row(outputs[i]));
    }
    Tensor logits = scratch.get("logits", outputs.length, config.vocabulary());
    if (outputs.length > 0) {
      kernels.rmsNorm(last, last, weights.outputNorm(), config.normEpsilon());
      kernels.matmul(logits, last, weights.output());
    }
    for (int i = 0; i < outputs.length; i++) {
      requireFinite(logits.row(i), positions[outputs[i]]);
    }
    return logits;
  }

  private static void requireFinite(float[] logits, int position) {
    float sum = 0;
    for (float logit : logits) {
      // zero for every finite number, NaN for the others
      sum += logit * 0;
    }
    if (sum != 0) {
      throw new ModelException(
          "the logits of the token at position "
              + position
              + " are not finite numbers; the weights are damaged or overflow");
    }
  }

  /// Frees the activations; weights belong to the {@link ModelFile}.
  @Override
  public void close() {
    scratch.close();
    arena.close();
  }
}

package dev.fathom.train.pipeline;

import dev.fathom.train.torch.LoraSettings;

/// How a model is adapted to conversations; with model and conversations all that the result
/// depends on.
///
/// @param lora which weights get adapters, and how large ones
/// @param rate of AdamW at its highest
/// @param epochs how often every conversation is learned
/// @param batchTokens of a step, about
/// @param context tokens of a line at most; longer ones are left out
/// @param seed of adapters and orders
public record AdapterConfig(
    LoraSettings lora, double rate, int epochs, int batchTokens, int context, long seed) {
  public AdapterConfig {
    if (!(rate > 0) || !Double.isFinite(rate)) {
      throw new IllegalArgumentException("the rate must be more than 0, got " + rate);
    }
    if (epochs < 1 || batchTokens < 1 || context < 2) {
      throw new IllegalArgumentException(
          "epochs %d and batch tokens %d must be more than 0, context %d more than 1"
              .formatted(epochs, batchTokens, context));
    }
  }
}

package dev.fathom.engine;

import dev.fathom.model.KvStorage;
import dev.fathom.tensor.ElementType;

/// How an engine is laid out.
///
/// @param contextTokens tokens the KV cache holds, over all sequences
/// @param cacheType F16, F32 or Q8_0
/// @param chunkTokens tokens of one prefill step at most
public record EngineOptions(int contextTokens, ElementType cacheType, int chunkTokens) {
  public EngineOptions {
    if (contextTokens < 2) {
      throw new IllegalArgumentException(
          "the context must hold at least 2 tokens, got " + contextTokens + "; try 4096");
    }
    KvStorage.requireType(cacheType);
    if (chunkTokens < 1) {
      throw new IllegalArgumentException(
          "a prefill chunk has at least 1 token, got " + chunkTokens + "; try 256");
    }
  }

  /// F16, chunks of 256.
  public static EngineOptions ofContext(int contextTokens) {
    return new EngineOptions(contextTokens, ElementType.F16, 256);
  }
}

package dev.fathom.engine;

import dev.fathom.tensor.ElementType;

/// How an engine is laid out.
///
/// @param contextTokens tokens the KV cache holds, over all sequences
/// @param cacheType F16 or F32
/// @param chunkTokens tokens of one prefill step at most
public record EngineOptions(int contextTokens, ElementType cacheType, int chunkTokens) {
  /// F16, chunks of 256.
  public static EngineOptions ofContext(int contextTokens) {
    return new EngineOptions(contextTokens, ElementType.F16, 256);
  }
}

package dev.fathom.engine;

import dev.fathom.model.KvStorage;
import dev.fathom.tensor.ElementType;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How an engine is laid out.
///
/// @param contextTokens tokens the KV cache holds, over all sequences
/// @param cacheType F16, F32 or Q8_0
/// @param chunkTokens tokens of one prefill step at most
/// @param sequences what may run and wait at once
/// @param prefixes the prefix cache on disk
/// @param draftTokens tokens guessed ahead from the text so far and checked in one pass (prompt
///   look-up); 0 for none
public record EngineOptions(
    int contextTokens,
    ElementType cacheType,
    int chunkTokens,
    Sequences sequences,
    Prefixes prefixes,
    int draftTokens) {
  /// Bounds on generations.
  ///
  /// @param running at most so many at once
  /// @param waiting at most so many in the queue; more are refused
  public record Sequences(int running, int waiting) {
    public static final Sequences DEFAULTS = new Sequences(64, 1024);
  }

  /// The prefix cache on disk.
  ///
  /// @param folder where, or null for none
  /// @param bytes the folder's files take at most so much
  public record Prefixes(@Nullable Path folder, long bytes) {
    public static final Prefixes NONE = new Prefixes(null, 0);
  }

  /// Nothing on disk, nothing guessed.
  public EngineOptions(int contextTokens, ElementType cacheType, int chunkTokens) {
    this(contextTokens, cacheType, chunkTokens, Sequences.DEFAULTS, Prefixes.NONE, 0);
  }

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

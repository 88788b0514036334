package dev.fathom.engine;

import dev.fathom.meter.MeterOptions;
import dev.fathom.model.KvStorage;
import dev.fathom.tensor.ElementType;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How an engine is laid out.
///
/// @param contextTokens tokens of one sequence at most, prompt and answer together
/// @param cacheTokens tokens the KV cache holds, over all sequences and prefixes kept; at least
///   `contextTokens`
/// @param cacheType F16, F32 or Q8_0
/// @param chunkTokens tokens of one prefill step at most
/// @param sequences what may run and wait at once
/// @param prefixes the prefix cache on disk
/// @param draftTokens tokens guessed ahead from the text so far and checked in one pass (prompt
///   look-up); 0 for none
/// @param meter how energy is metered
public record EngineOptions(
    int contextTokens,
    int cacheTokens,
    ElementType cacheType,
    int chunkTokens,
    Sequences sequences,
    Prefixes prefixes,
    int draftTokens,
    MeterOptions meter) {
  /// Bounds on generations.
  ///
  /// @param running at most so many at once
  /// @param waiting so many more may wait while these run; whoever comes then is refused
  public record Sequences(int running, int waiting) {
    public static final Sequences DEFAULTS = new Sequences(64, 1024);

    public Sequences {
      if (running < 1 || waiting < 0) {
        throw new IllegalArgumentException(
            "at least 1 sequence runs and 0 wait, got %d and %d".formatted(running, waiting));
      }
    }

    /// All that may be in the engine.
    int most() {
      return (int) Math.min(Integer.MAX_VALUE, (long) running + waiting);
    }
  }

  /// The prefix cache on disk.
  ///
  /// @param folder where, or null for none
  /// @param bytes the folder's files take at most so much
  public record Prefixes(@Nullable Path folder, long bytes) {
    public static final Prefixes NONE = new Prefixes(null, 0);

    public Prefixes {
      if (bytes < 0) {
        throw new IllegalArgumentException("prefixes on disk take 0 bytes or more, got " + bytes);
      }
    }
  }

  /// A cache for one sequence of full length; nothing on disk, nothing guessed.
  public EngineOptions(int contextTokens, ElementType cacheType, int chunkTokens) {
    this(contextTokens, cacheType, chunkTokens, Sequences.DEFAULTS, Prefixes.NONE, 0);
  }

  /// A cache for one sequence of full length.
  public EngineOptions(
      int contextTokens,
      ElementType cacheType,
      int chunkTokens,
      Sequences sequences,
      Prefixes prefixes,
      int draftTokens) {
    this(contextTokens, contextTokens, cacheType, chunkTokens, sequences, prefixes, draftTokens);
  }

  /// Metered by the machine's own sensors.
  public EngineOptions(
      int contextTokens,
      int cacheTokens,
      ElementType cacheType,
      int chunkTokens,
      Sequences sequences,
      Prefixes prefixes,
      int draftTokens) {
    this(
        contextTokens,
        cacheTokens,
        cacheType,
        chunkTokens,
        sequences,
        prefixes,
        draftTokens,
        MeterOptions.DEFAULTS);
  }

  public EngineOptions {
    if (contextTokens < 2) {
      throw new IllegalArgumentException(
          "the context must hold at least 2 tokens, got " + contextTokens + "; try 4096");
    }
    if (cacheTokens < contextTokens) {
      throw new IllegalArgumentException(
          "the cache must hold a sequence of %,d tokens, got room for %,d"
              .formatted(contextTokens, cacheTokens));
    }
    KvStorage.requireType(cacheType);
    if (chunkTokens < 1) {
      throw new IllegalArgumentException(
          "a prefill chunk has at least 1 token, got " + chunkTokens + "; try 256");
    }
    if (draftTokens < 0) {
      throw new IllegalArgumentException("draft tokens are 0 or more, got " + draftTokens);
    }
  }

  /// F16, chunks of 256.
  public static EngineOptions ofContext(int contextTokens) {
    return new EngineOptions(contextTokens, ElementType.F16, 256);
  }

  /// The same with a cache of another size.
  public EngineOptions withCacheTokens(int tokens) {
    return new EngineOptions(
        contextTokens, tokens, cacheType, chunkTokens, sequences, prefixes, draftTokens, meter);
  }

  /// The same with other bounds.
  public EngineOptions withSequences(Sequences other) {
    return new EngineOptions(
        contextTokens, cacheTokens, cacheType, chunkTokens, other, prefixes, draftTokens, meter);
  }

  /// The same with other prefixes on disk.
  public EngineOptions withPrefixes(Prefixes other) {
    return new EngineOptions(
        contextTokens, cacheTokens, cacheType, chunkTokens, sequences, other, draftTokens, meter);
  }

  /// The same with another number of guessed tokens.
  public EngineOptions withDraft(int tokens) {
    return new EngineOptions(
        contextTokens, cacheTokens, cacheType, chunkTokens, sequences, prefixes, tokens, meter);
  }

  /// The same with another meter.
  public EngineOptions withMeter(MeterOptions other) {
    return new EngineOptions(
        contextTokens,
        cacheTokens,
        cacheType,
        chunkTokens,
        sequences,
        prefixes,
        draftTokens,
        other);
  }
}

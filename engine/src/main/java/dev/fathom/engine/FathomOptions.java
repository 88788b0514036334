package dev.fathom.engine;

import dev.fathom.meter.MeterOptions;
import dev.fathom.model.ModelConfig;
import dev.fathom.tensor.ElementType;
import java.nio.file.Path;

/// How {@link Fathom} sets a model up.
///
/// @param kernels a name of `Kernels.names()`, or `auto` for the best this machine can run
/// @param threads 0 for as many as the machine has processors
/// @param contextTokens of one conversation; 0 for the default: what the model was made for, 4096
///   tokens, or what half of the free memory holds, whichever is least
/// @param cacheTokens of all conversations and kept prefixes together; 0 for one conversation of
///   full length, {@link #SEVERAL} for several
/// @param cacheType F16, F32 or Q8_0 (half the memory of F16, a little less exact)
/// @param chunkTokens tokens of one prefill step at most
/// @param sequences how many generations may run and wait at once
/// @param prefixes the prefix cache on disk
/// @param draftTokens tokens guessed ahead, 0 for none
/// @param meter how energy is metered
public record FathomOptions(
    String kernels,
    int threads,
    int contextTokens,
    int cacheTokens,
    ElementType cacheType,
    int chunkTokens,
    EngineOptions.Sequences sequences,
    EngineOptions.Prefixes prefixes,
    int draftTokens,
    MeterOptions meter) {
  /// What `kernels` is called where the machine decides.
  public static final String BEST_KERNELS = "auto";

  /// What {@link #cacheTokens} is where a server shall hold several conversations: eight of full
  /// length, or as many as a quarter of the free memory holds.
  public static final int SEVERAL = -1;

  /// The best kernels, all processors, the default context in F16, chunks of 256; nothing on disk.
  public static final FathomOptions DEFAULTS =
      new FathomOptions(
          BEST_KERNELS,
          0,
          0,
          0,
          ElementType.F16,
          256,
          EngineOptions.Sequences.DEFAULTS,
          EngineOptions.Prefixes.NONE,
          0,
          MeterOptions.DEFAULTS);

  /// Metered by the machine's own sensors.
  public FathomOptions(
      String kernels,
      int threads,
      int contextTokens,
      int cacheTokens,
      ElementType cacheType,
      int chunkTokens,
      EngineOptions.Sequences sequences,
      EngineOptions.Prefixes prefixes,
      int draftTokens) {
    this(
        kernels,
        threads,
        contextTokens,
        cacheTokens,
        cacheType,
        chunkTokens,
        sequences,
        prefixes,
        draftTokens,
        MeterOptions.DEFAULTS);
  }

  public FathomOptions {
    if (threads < 0) {
      throw new IllegalArgumentException("threads must be 0 (all) or more, got " + threads);
    }
    if (contextTokens < 0) {
      throw new IllegalArgumentException(
          "the context must be 0 (default) or more tokens, got " + contextTokens);
    }
    if (cacheTokens < 0 && cacheTokens != SEVERAL) {
      throw new IllegalArgumentException(
          "the cache must be 0 (default) or more tokens, got " + cacheTokens);
    }
  }

  public FathomOptions withKernels(String name) {
    return new FathomOptions(
        name,
        threads,
        contextTokens,
        cacheTokens,
        cacheType,
        chunkTokens,
        sequences,
        prefixes,
        draftTokens,
        meter);
  }

  public FathomOptions withThreads(int count) {
    return new FathomOptions(
        kernels,
        count,
        contextTokens,
        cacheTokens,
        cacheType,
        chunkTokens,
        sequences,
        prefixes,
        draftTokens,
        meter);
  }

  public FathomOptions withContext(int tokens) {
    return new FathomOptions(
        kernels,
        threads,
        tokens,
        cacheTokens,
        cacheType,
        chunkTokens,
        sequences,
        prefixes,
        draftTokens,
        meter);
  }

  /// Room for so many tokens, over all conversations; at least the context.
  public FathomOptions withCacheTokens(int tokens) {
    return new FathomOptions(
        kernels,
        threads,
        contextTokens,
        tokens,
        cacheType,
        chunkTokens,
        sequences,
        prefixes,
        draftTokens,
        meter);
  }

  public FathomOptions withCacheType(ElementType type) {
    return new FathomOptions(
        kernels,
        threads,
        contextTokens,
        cacheTokens,
        type,
        chunkTokens,
        sequences,
        prefixes,
        draftTokens,
        meter);
  }

  public FathomOptions withChunk(int tokens) {
    return new FathomOptions(
        kernels,
        threads,
        contextTokens,
        cacheTokens,
        cacheType,
        tokens,
        sequences,
        prefixes,
        draftTokens,
        meter);
  }

  /// At most `running` generations at once, and `waiting` more in the queue.
  public FathomOptions withSequences(int running, int waiting) {
    return new FathomOptions(
        kernels,
        threads,
        contextTokens,
        cacheTokens,
        cacheType,
        chunkTokens,
        new EngineOptions.Sequences(running, waiting),
        prefixes,
        draftTokens,
        meter);
  }

  /// Prefixes are kept in `folder`, in files of `bytes` bytes together at most.
  public FathomOptions withPrefixes(Path folder, long bytes) {
    return new FathomOptions(
        kernels,
        threads,
        contextTokens,
        cacheTokens,
        cacheType,
        chunkTokens,
        sequences,
        new EngineOptions.Prefixes(folder, bytes),
        draftTokens,
        meter);
  }

  public FathomOptions withDraft(int tokens) {
    return new FathomOptions(
        kernels,
        threads,
        contextTokens,
        cacheTokens,
        cacheType,
        chunkTokens,
        sequences,
        prefixes,
        tokens,
        meter);
  }

  public FathomOptions withMeter(MeterOptions other) {
    return new FathomOptions(
        kernels,
        threads,
        contextTokens,
        cacheTokens,
        cacheType,
        chunkTokens,
        sequences,
        prefixes,
        draftTokens,
        other);
  }

  /// The number of threads, resolved.
  int threadCount() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  /// What the engine is told, for a model of this configuration.
  EngineOptions engine(ModelConfig config) {
    if (contextTokens > config.context()) {
      throw new IllegalArgumentException(
          "a context of %,d tokens is wanted, but the model was made for %,d at most"
              .formatted(contextTokens, config.context()));
    }
    int context = contextTokens > 0 ? contextTokens : CacheMemory.defaultContext(config, cacheType);
    int cache =
        switch (cacheTokens) {
          case 0 -> context;
          case SEVERAL -> CacheMemory.several(context, config, cacheType);
          default -> cacheTokens;
        };
    return new EngineOptions(
        context, cache, cacheType, chunkTokens, sequences, prefixes, draftTokens, meter);
  }
}

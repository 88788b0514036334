package dev.fathom.engine;

import dev.fathom.model.ModelConfig;
import dev.fathom.tensor.ElementType;

/// How {@link Fathom} sets a model up.
///
/// @param kernels a name of `Kernels.names()`, or `auto` for the best this machine can run
/// @param threads 0 for as many as the machine has processors
/// @param contextTokens 0 for the default: what the model was made for, 4096 tokens, or what half
///   of the free memory holds, whichever is least
/// @param cacheType F16, F32 or Q8_0 (half the memory of F16, a little less exact)
/// @param chunkTokens tokens of one prefill step at most
public record FathomOptions(
    String kernels, int threads, int contextTokens, ElementType cacheType, int chunkTokens) {
  /// What `kernels` is called where the machine decides.
  public static final String BEST_KERNELS = "auto";

  /// The best kernels, all processors, the default context in F16, chunks of 256.
  public static final FathomOptions DEFAULTS =
      new FathomOptions(BEST_KERNELS, 0, 0, ElementType.F16, 256);

  public FathomOptions {
    if (threads < 0) {
      throw new IllegalArgumentException("threads must be 0 (all) or more, got " + threads);
    }
    if (contextTokens < 0) {
      throw new IllegalArgumentException(
          "the context must be 0 (default) or more tokens, got " + contextTokens);
    }
  }

  public FathomOptions withKernels(String name) {
    return new FathomOptions(name, threads, contextTokens, cacheType, chunkTokens);
  }

  public FathomOptions withThreads(int count) {
    return new FathomOptions(kernels, count, contextTokens, cacheType, chunkTokens);
  }

  public FathomOptions withContext(int tokens) {
    return new FathomOptions(kernels, threads, tokens, cacheType, chunkTokens);
  }

  public FathomOptions withCacheType(ElementType type) {
    return new FathomOptions(kernels, threads, contextTokens, type, chunkTokens);
  }

  public FathomOptions withChunk(int tokens) {
    return new FathomOptions(kernels, threads, contextTokens, cacheType, tokens);
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
    return new EngineOptions(context, cacheType, chunkTokens);
  }
}

package dev.fathom.engine;

import dev.fathom.model.KvStorage;
import dev.fathom.model.Memory;
import dev.fathom.model.ModelConfig;
import dev.fathom.tensor.ElementType;
import java.util.Locale;

/// Lays out the key/value cache, if the memory for it is there.
final class CacheMemory {
  /// The context where nobody names one: long enough to think, a few hundred MiB at most.
  static final int DEFAULT_CONTEXT = 4096;

  private static final double MIB = 1024.0 * 1024;

  private CacheMemory() {}

  private enum Wanted {
    CONTEXT("--context %d"),
    CACHE("%d tokens");

    final String remedy;

    Wanted(String remedy) {
      this.remedy = remedy;
    }
  }

  /// The pages of {@link KvCache#PAGE_TOKENS} tokens that the options' cache takes.
  static int pages(EngineOptions options) {
    return KvCache.pagesFor(options.cacheTokens(), KvCache.PAGE_TOKENS);
  }

  /// The cache's rows; throws {@link IllegalArgumentException} with the figures before anything is
  /// allocated where they need more memory than is free.
  static KvStorage allocate(ModelConfig config, EngineOptions options) {
    check(config, options);
    return new KvStorage(config, options.cacheType(), KvCache.PAGE_TOKENS, pages(options));
  }

  /// Refuses a context for which the memory is not there now.
  static void check(ModelConfig config, EngineOptions options) {
    long perToken = KvStorage.bytesPerToken(config, options.cacheType());
    long free = Memory.available();
    require(options.contextTokens(), perToken, free);
    // a single context may fit where the whole cache does not
    require(Wanted.CACHE, options.cacheTokens(), perToken, free);
  }

  /// Refuses a context that does not fit.
  static void require(int contextTokens, long bytesPerToken, long freeBytes) {
    require(Wanted.CONTEXT, contextTokens, bytesPerToken, freeBytes);
  }

  private static void require(Wanted what, int tokens, long bytesPerToken, long freeBytes) {
    long rows = (long) KvCache.pagesFor(tokens, KvCache.PAGE_TOKENS) * KvCache.PAGE_TOKENS;
    if (rows > freeBytes / bytesPerToken) {
      throw new IllegalArgumentException(
          "a %s of %,d tokens needs %,.0f MiB for keys and values, but %,.0f MiB of memory are free; try %s"
              .formatted(
                  what.name().toLowerCase(Locale.ROOT),
                  tokens,
                  rows * (bytesPerToken / MIB),
                  freeBytes / MIB,
                  what.remedy.formatted(fitting(tokens, bytesPerToken, freeBytes))));
    }
  }

  /// `wanted` tokens, or as many as half of the free memory holds: weights and activations need the
  /// rest.
  static int fitting(int wanted, long bytesPerToken, long freeBytes) {
    long held = freeBytes / 2 / Math.max(1, bytesPerToken);
    long whole = held / KvCache.PAGE_TOKENS * KvCache.PAGE_TOKENS;
    return (int) Math.min(wanted, Math.max(KvCache.PAGE_TOKENS, whole));
  }

  /// The cache for several conversations of `context` tokens: eight, or as many as a quarter of the
  /// free memory holds, at least one.
  static int several(int context, ModelConfig config, ElementType cacheType) {
    long perToken = KvStorage.bytesPerToken(config, cacheType);
    long held = Memory.available() / 4 / Math.max(1, perToken);
    return (int) Math.max(context, Math.min(8L * context, held));
  }

  /// The context where nobody names one: what the model was made for, {@link #DEFAULT_CONTEXT}
  /// tokens, or what half of the free memory holds, whichever is least.
  static int defaultContext(ModelConfig config, ElementType cacheType) {
    int wanted = Math.min(config.context(), DEFAULT_CONTEXT);
    return fitting(wanted, KvStorage.bytesPerToken(config, cacheType), Memory.available());
  }
}

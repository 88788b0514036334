package dev.fathom.server;

import dev.fathom.engine.EngineLoad;
import dev.fathom.model.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the server was busy with in the last ten minutes, read every two seconds.
final class Readings implements AutoCloseable {
  static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final int KEPT = 300;
  private static final Path STATM = Path.of("/proc/self/statm");
  private static final long PAGE = 4096;

  /// One reading.
  ///
  /// @param at milliseconds since 1970
  /// @param cacheUsed the part of the caches that running answers hold
  /// @param cacheKept the part that is kept for prefixes
  private record Reading(
      long at,
      long running,
      long waiting,
      double tokensPerSecond,
      double promptTokensPerSecond,
      double cacheUsed,
      double cacheKept,
      long memoryBytes,
      long freeBytes) {}

  private record Column(String name, ToDoubleFunction<Reading> value, boolean whole) {
    void put(ObjectNode node, Reading reading) {
      if (whole) {
        node.put(name, (long) value.applyAsDouble(reading));
      } else {
        node.put(name, rounded(reading));
      }
    }

    void add(ArrayNode series, Reading reading) {
      if (whole) {
        series.add((long) value.applyAsDouble(reading));
      } else {
        series.add(rounded(reading));
      }
    }

    private double rounded(Reading reading) {
      return Math.round(value.applyAsDouble(reading) * 1000) / 1000.0;
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          new Column("running", Reading::running, true),
          new Column("waiting", Reading::waiting, true),
          new Column("tokens_per_second", Reading::tokensPerSecond, false),
          new Column("prompt_tokens_per_second", Reading::promptTokensPerSecond, false),
          new Column("cache_used", Reading::cacheUsed, false),
          new Column("cache_kept", Reading::cacheKept, false),
          new Column("memory_bytes", Reading::memoryBytes, true),
          new Column("free_bytes", Reading::freeBytes, true));

  private final Models models;
  private final Reading[] ring = new Reading[KEPT];
  private final Thread thread;
  private int count;
  private long lastNanos = System.nanoTime();
  private long lastTokens;
  private long lastPrompt;

  Readings(Models models) {
    this.models = models;
    read();
    thread = Elsewhere.begin("readings", this::keepReading);
  }

  private void keepReading() {
    try {
      while (true) {
        Thread.sleep(INTERVAL);
        read();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void read() {
    List<EngineLoad> loads = models.loaded().stream().map(model -> model.engine().load()).toList();
    long now = System.nanoTime();
    double seconds = Math.max(0.001, (now - lastNanos) / 1e9);
    long tokens = sum(loads, EngineLoad::completionTokens);
    long prompt = sum(loads, load -> load.promptTokens() - load.cachedPromptTokens());
    double pages = Math.max(1, sum(loads, EngineLoad::pages));
    ring[count % KEPT] =
        new Reading(
            System.currentTimeMillis(),
            sum(loads, EngineLoad::running),
            sum(loads, EngineLoad::waiting),
            // a model that was closed takes its counts along
            Math.max(0, tokens - lastTokens) / seconds,
            Math.max(0, prompt - lastPrompt) / seconds,
            sum(loads, EngineLoad::usedPages) / pages,
            sum(loads, EngineLoad::cachedPages) / pages,
            memory(),
            Memory.available());
    count++;
    lastNanos = now;
    lastTokens = tokens;
    lastPrompt = prompt;
  }

  private static long sum(List<EngineLoad> loads, ToLongFunction<EngineLoad> value) {
    return loads.stream().mapToLong(value).sum();
  }

  /// What this process holds in memory; its heap alone where the system does not tell.
  private static long memory() {
    try {
      return Long.parseLong(Files.readString(STATM).split(" ", 3)[1]) * PAGE;
    } catch (IOException | NumberFormatException notLinux) {
      return Runtime.getRuntime().totalMemory();
    }
  }

  /// Adds `now`, `interval_s` and `series` to `root`.
  synchronized void tell(ObjectNode root) {
    ObjectNode now = root.putObject("now");
    Reading latest = ring[(count - 1) % KEPT];
    COLUMNS.forEach(column -> column.put(now, latest));
    root.put("interval_s", INTERVAL.toSeconds());
    ObjectNode series = root.putObject("series");
    ArrayNode at = series.putArray("at");
    int first = Math.max(0, count - KEPT);
    for (int i = first; i < count; i++) {
      at.add(ring[i % KEPT].at());
    }
    for (Column column : COLUMNS) {
      ArrayNode values = series.putArray(column.name());
      for (int i = first; i < count; i++) {
        column.add(values, ring[i % KEPT]);
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

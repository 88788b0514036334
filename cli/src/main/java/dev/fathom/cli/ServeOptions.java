package dev.fathom.cli;

import dev.fathom.server.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What `serve` and `config` share: the settings that have options.
final class ServeOptions {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "[NAME=]M")
  List<String> models = new ArrayList<>();

  @Option(names = "--config", paramLabel = "FILE")
  @Nullable Path config;

  @Option(names = "--host", paramLabel = "H")
  @Nullable String host;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "N")
  @Nullable String port;

  @Option(names = "--api-keys", paramLabel = "FILE")
  @Nullable String keys;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N")
  @Nullable String threads;

  @Option(names = "--kernels", paramLabel = "K")
  @Nullable String kernels;

  @Option(
      names = {"-c", "--context"},
      paramLabel = "N")
  @Nullable String context;

  @Option(names = "--cache", paramLabel = "T")
  @Nullable String cache;

  @Option(names = "--cache-tokens", paramLabel = "N")
  @Nullable String cacheTokens;

  /// The file, the environment over it, these over both.
  Settings settings(Surroundings around) {
    return Settings.of(file(around), around.environment(), flags(around));
  }

  private @Nullable Path file(Surroundings around) {
    if (config != null) {
      return ModelOptions.checked(config);
    }
    return Configuration.usualFile(around);
  }

  private Map<String, String> flags(Surroundings around) {
    Map<String, String> flags = new LinkedHashMap<>();
    put(flags, "models", models.isEmpty() ? null : paths(around));
    put(flags, "server.host", host);
    put(flags, "server.port", port);
    put(flags, "server.api-keys", keys);
    put(flags, "engine.threads", threads);
    put(flags, "engine.kernels", kernels);
    put(flags, "engine.context", context);
    put(flags, "engine.cache", cache);
    put(flags, "engine.cache-tokens", cacheTokens);
    return flags;
  }

  /// Paths and names; a name stands for what was pulled under it.
  private String paths(Surroundings around) {
    return models.stream()
        .map(word -> PulledModels.path(Path.of(word), around).toString())
        .collect(Collectors.joining(","));
  }

  private static void put(Map<String, String> flags, String key, @Nullable String value) {
    if (value != null) {
      flags.put(key, value);
    }
  }
}

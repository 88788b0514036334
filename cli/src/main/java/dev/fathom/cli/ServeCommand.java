package dev.fathom.cli;

import dev.fathom.engine.FathomOptions;
import dev.fathom.server.FathomServer;
import dev.fathom.server.KeyFile;
import dev.fathom.server.ModelShelf;
import dev.fathom.server.ServerConfig;
import dev.fathom.server.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom serve`: the HTTP server.
@Command(name = "serve")
final class ServeCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final ServeOptions options = new ServeOptions();

  @Option(names = "--new-key", paramLabel = "NAME")
  @Nullable String newKey;

  @Option(names = "--open")
  boolean open;

  @Override
  public int run(Surroundings around) throws Exception {
    Settings settings = options.settings(around);
    if (newKey != null) {
      return makeKey(newKey, settings, around);
    }
    CacheOption cache = new CacheOption();
    cache.cache = settings.text("engine.cache");
    ServerConfig config = settings.server();
    FathomOptions base = FathomOptions.DEFAULTS.withCacheType(cache.type());
    ModelShelf models = settings.models(settings.options(base));
    try (Signals signals = new Signals();
        FathomServer server = FathomServer.start(config, models)) {
      signals.secondTime(server::hurry);
      try (Progress _ = Progress.start(around, "progress.load")) {
        server.load();
      }
      String url = greet(config, server, models, around);
      if (open && !Browser.open(url + "/")) {
        around.note("serve.no-browser", url + "/");
      }
      signals.await();
      around.note("serve.ending", config.patience().shutdown().toSeconds());
    }
    return 0;
  }

  /// Says where it is; returns that.
  private static String greet(
      ServerConfig config, FathomServer server, ModelShelf models, Surroundings around) {
    ServerConfig.Address address = config.address();
    String scheme = address.tls() == null ? "http" : "https";
    String url = scheme + "://" + reachable(address.host()) + ":" + server.port();
    String key = config.keys() == null ? "" : " -H 'Authorization: Bearer KEY'";
    String model = models.entries().getFirst().id();
    around.note("serve.ready", model, url + "/v1");
    around.note("serve.page", url + "/");
    around.out().println(around.texts().say("serve.try", url, key));
    around.out().flush();
    return url;
  }

  /// An address that is all of the machine's is none that a browser can open.
  private static String reachable(String host) {
    return switch (host) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::", "[::]" -> "[::1]";
      default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    };
  }

  private static int makeKey(String name, Settings settings, Surroundings around) {
    String told = settings.text("server.api-keys");
    Path file =
        told.isEmpty() ? Settings.folder(around.environment()).resolve("keys.toml") : Path.of(told);
    String key = KeyFile.add(file, name);
    around.note("serve.key", name, file);
    around.out().println(key);
    around.out().flush();
    return 0;
  }
}

package dev.fathom.server;

import dev.fathom.engine.KernelChoice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/me`: who asks whom. `/api/status`: how the server is.
final class StatusRoutes {
  private final Models models;
  private final Readings readings;
  private final boolean keys;
  private final boolean keeps;
  private final long start = System.nanoTime();
  private final String version = version();

  /// @param keys whether callers need any
  /// @param keeps whether chats outlive the server
  StatusRoutes(Models models, Readings readings, boolean keys, boolean keeps) {
    this.models = models;
    this.readings = readings;
    this.keys = keys;
    this.keeps = keeps;
  }

  void add(Routes routes) {
    routes.get("/api/me", this::me);
    routes.get("/api/status", this::status);
  }

  private void me(Exchange exchange) {
    ObjectNode root = Json.object().put("name", exchange.caller().name());
    exchange.send(root.put("keys", keys).put("keeps", keeps).put("version", version));
  }

  private void status(Exchange exchange) {
    ObjectNode root = Json.object();
    root.put("version", version);
    root.put("uptime_s", (System.nanoTime() - start) / 1_000_000_000L);
    models.entries().stream()
        .filter(Models.Entry::loaded)
        .findFirst()
        .ifPresent(entry -> root.put("model", entry.id()));
    KernelChoice choice = models.kernels();
    ObjectNode kernels = root.putObject("kernels");
    kernels.put("chosen", choice.chosen()).put("why", choice.why());
    ArrayNode refused = kernels.putArray("refused");
    for (KernelChoice.Refused other : choice.refused()) {
      refused.addObject().put("name", other.name()).put("why", other.why());
    }
    kernels.put("threads", choice.threads());
    readings.tell(root);
    exchange.send(root);
  }

  /// Maven writes the number at build time.
  private static String version() {
    Properties build = new Properties();
    try (InputStream in = StatusRoutes.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return build.getProperty("version", "unknown");
  }
}

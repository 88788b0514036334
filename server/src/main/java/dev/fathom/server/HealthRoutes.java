package dev.fathom.server;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// `/health/live`: the process answers. `/health/ready`: so does its model.
final class HealthRoutes {
  private final Models models;
  private final Running running;
  private final Readiness readiness = new Readiness();

  HealthRoutes(Models models, Running running) {
    this.models = models;
    this.running = running;
  }

  void add(Routes routes) {
    routes.openGet("/health/live", exchange -> exchange.send(Json.object().put("status", "ok")));
    routes.openGet("/health/ready", this::ready);
    routes.openGet("/health", this::ready);
  }

  private void ready(Exchange exchange) throws InterruptedException {
    String reason = running.refusing() ? "the server is shutting down" : reason();
    ObjectNode body = Json.object();
    body.put("status", reason == null ? "ok" : "unavailable");
    if (reason != null) {
      body.put("reason", reason);
    }
    exchange.send(reason == null ? 200 : 503, body);
  }

  /// Where nothing is loaded, nothing is wrong either: the first request will load it.
  private @Nullable String reason() throws InterruptedException {
    for (Models.Entry entry : models.entries()) {
      if (entry.loaded()) {
        try (Models.Lease lease = models.lease(entry.id())) {
          return readiness.reason(lease.model());
        }
      }
    }
    return null;
  }
}

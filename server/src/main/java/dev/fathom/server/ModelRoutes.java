package dev.fathom.server;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/models`.
final class ModelRoutes {
  private final Models models;

  ModelRoutes(Models models) {
    this.models = models;
  }

  void add(Routes routes) {
    routes.get("/v1/models", this::list);
    routes.get("/v1/models/{id}", this::one);
  }

  private void list(Exchange exchange) {
    ObjectNode root = Json.object();
    root.put("object", "list");
    ArrayNode data = root.putArray("data");
    models.entries().forEach(entry -> data.add(json(entry)));
    exchange.send(root);
  }

  private void one(Exchange exchange) {
    String id = exchange.pathParameter("id");
    exchange.send(
        models.entries().stream()
            .filter(entry -> entry.id().equals(id))
            .findFirst()
            .map(ModelRoutes::json)
            .orElseThrow(
                () ->
                    ApiException.absent(
                        "model", "model_not_found", "there is no such model here")));
  }

  private static ObjectNode json(Models.Entry entry) {
    ObjectNode model = Json.object();
    model.put("id", entry.id());
    model.put("object", "model");
    model.put("created", entry.created());
    model.put("owned_by", "fathom");
    model.put("loaded", entry.loaded());
    return model;
  }
}

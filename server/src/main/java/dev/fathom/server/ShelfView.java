package dev.fathom.server;

import dev.fathom.engine.ModelSheet;
import dev.fathom.model.Memory;
import dev.fathom.model.SamplingDefaults;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// `/api/models`: what is installed, what it would take, and having it loaded.
final class ShelfView {
  /// Of the free memory; what a model takes besides weights and cache is in the rest.
  private static final double EASY = 0.8;

  private static final double MIB = 1024.0 * 1024;

  private final Models models;
  private final boolean keys;

  /// @param keys whether callers need any: those learn no paths
  ShelfView(Models models, boolean keys) {
    this.models = models;
    this.keys = keys;
  }

  void add(Routes routes) {
    routes.get("/api/models", this::list);
    routes.post("/api/models/{id}/load", this::load);
  }

  private void list(Exchange exchange) {
    long free = Memory.available();
    ObjectNode root = Json.object();
    var list = root.putArray("models");
    List<Models.Entry> entries = models.entries();
    for (Models.Entry entry : entries) {
      list.add(model(entry, entry.equals(entries.getFirst()), free));
    }
    root.put("free_bytes", free);
    exchange.send(root);
  }

  private ObjectNode model(Models.Entry entry, boolean first, long free) {
    ObjectNode node = Json.object();
    node.put("id", entry.id());
    node.put("loaded", entry.loaded());
    if (models.loading(entry.id())) {
      // how far it is nobody knows
      node.put("loading", 0);
    }
    node.put("default", first);
    try {
      models.describe(entry.id()).ifPresent(sheet -> tell(node, entry, sheet, free));
      fail(node, models.trouble(entry.id()));
    } catch (RuntimeException unreadable) {
      fail(node, String.valueOf(unreadable.getMessage()));
    }
    return node;
  }

  private void fail(ObjectNode node, String why) {
    if (!why.isEmpty()) {
      node.put("error", keys ? "the model cannot be loaded; the server's log says why" : why);
    }
  }

  private static void tell(ObjectNode node, Models.Entry entry, ModelSheet sheet, long free) {
    node.put("name", sheet.file().name());
    node.put("architecture", sheet.file().architecture());
    node.put("parameters", sheet.file().parameters().total());
    if (sheet.file().parameters().active() != sheet.file().parameters().total()) {
      node.put("active_parameters", sheet.file().parameters().active());
    }
    node.put("layers", sheet.file().layers());
    node.put("context", sheet.contextTokens());
    node.put("trained_context", sheet.file().context());
    node.put("quantisation", sheet.quantisation());
    node.put("file_bytes", sheet.file().bytes());
    node.put("memory_bytes", sheet.memoryBytes());
    fit(node, entry, sheet.memoryBytes(), free);
    recommend(node.putObject("recommended"), sheet.sampling());
    node.put("thinking", sheet.thinking().name().toLowerCase(Locale.ROOT));
    node.put("tools", sheet.tools());
  }

  private static void fit(ObjectNode node, Models.Entry entry, long wanted, long free) {
    if (entry.loaded() || wanted <= free * EASY) {
      node.put("fits", "yes");
      return;
    }
    node.put("fits", wanted <= free ? "tight" : "no");
    node.put(
        "why",
        String.format(
            Locale.ROOT, "it needs %,.0f MiB, %,.0f MiB are free", wanted / MIB, free / MIB));
  }

  private static void recommend(ObjectNode node, SamplingDefaults card) {
    if (card.temperature() != null) {
      node.put("temperature", card.temperature());
    }
    if (card.topP() != null) {
      node.put("top_p", card.topP());
    }
    if (card.topK() != null) {
      node.put("top_k", card.topK());
    }
  }

  /// Begins to load it; the list tells when it is there.
  private void load(Exchange exchange) {
    String id = exchange.pathParameter("id");
    if (models.entries().stream().noneMatch(entry -> entry.id().equals(id))) {
      throw ApiException.absent("model", "model_not_found", "there is no such model here");
    }
    Elsewhere.begin("load", () -> take(id));
    exchange.send(202, Json.object().put("id", id));
  }

  private void take(String id) {
    try (Models.Lease lease = models.lease(id)) {
      lease.model();
    } catch (ApiException | InterruptedException refused) {
      // the log says why, and the list shows that it is not loaded
      if (refused instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

package dev.fathom.server;

import dev.fathom.engine.EngineLoad;
import java.util.function.ToDoubleFunction;

/// What the engines are busy with, as gauges over all models.
final class EngineGauges {
  private final Models models;
  private final Running running;

  EngineGauges(Models models, Running running) {
    this.models = models;
    this.running = running;
  }

  void add(Gauges gauges) {
    gauges.gauge("fathom.requests.running", this, g -> g.sum(EngineLoad::running));
    gauges.gauge("fathom.requests.waiting", this, g -> g.sum(EngineLoad::waiting));
    gauges.gauge("fathom.requests.open", this, g -> g.running.count());
    gauges.gauge("fathom.energy.idle.joules", this, EngineGauges::idle);
    gauges.gauge("fathom.kv.cache.used.ratio", this, EngineGauges::used);
    for (Models.Entry entry : models.entries()) {
      gauges.loaded(entry.id(), () -> isLoaded(entry.id()) ? 1 : 0);
    }
  }

  private boolean isLoaded(String id) {
    return models.entries().stream().anyMatch(entry -> entry.id().equals(id) && entry.loaded());
  }

  private double sum(ToDoubleFunction<EngineLoad> value) {
    return models.loaded().stream().mapToDouble(m -> value.applyAsDouble(m.engine().load())).sum();
  }

  /// What a sensor told of the time nobody was answered.
  private double idle() {
    return models.loaded().stream().mapToDouble(m -> m.engine().energy().idle()).sum();
  }

  private double used() {
    double pages = sum(EngineLoad::pages);
    return pages == 0 ? 0 : sum(EngineLoad::usedPages) / pages;
  }
}

package dev.fathom.server;

/// Everything that is served, route by route.
final class Surface {
  private final ServerConfig config;
  private final Json json;
  private final Models models;
  private final Running running;
  private final Desk desk;
  private final Gauges gauges;

  Surface(ServerConfig config, Models models, Running running, Gauges gauges) {
    this.config = config;
    this.models = models;
    this.running = running;
    this.gauges = gauges;
    json = new Json(config.limits().depth());
    desk = new Desk(models, running, gauges);
  }

  void add(Routes routes) {
    routes.post("/v1/chat/completions", this::chat);
    routes.post("/v1/chat/completions/{id}/answer_now", this::answerNow);
    routes.get("/metrics", exchange -> exchange.text("text/plain; version=0.0.4", gauges.scrape()));
  }

  private void chat(Exchange exchange) throws InterruptedException {
    ChatRequest request = ChatRequest.of(exchange.fields(json), config.limits());
    desk.answer(
        exchange,
        request.turn(),
        (model, ready) -> new ChatPresentation(request, model.tokenizer()));
  }

  private void answerNow(Exchange exchange) {
    running.answerNow(exchange.pathParameter("id"), exchange.caller());
    exchange.send(Json.object().put("status", "ok"));
  }
}

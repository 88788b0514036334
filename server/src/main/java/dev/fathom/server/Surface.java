package dev.fathom.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

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
    json = new Json(config.limits());
    desk = new Desk(models, running, gauges, config.patience().silence());
  }

  void add(Routes routes) {
    routes.post("/v1/chat/completions", this::chat);
    routes.post("/v1/chat/completions/{id}/answer_now", this::answerNow);
    routes.post("/v1/completions", this::complete);
    routes.post("/v1/responses", this::respond);
    routes.post("/v1/messages", this::message);
    routes.post("/v1/messages/count_tokens", this::count);
    routes.get("/openapi.json", Surface::describe);
    new ModelRoutes(models).add(routes);
    new EmbeddingRoutes(desk, json, config.limits()).add(routes);
    new TokenRoutes(models, json).add(routes);
    new HealthRoutes(models, running).add(routes);
    routes.get("/v1/usage", exchange -> exchange.send(gauges.accounts().json(exchange.caller())));
    routes.get(
        "/metrics",
        exchange -> exchange.text("text/plain; version=0.0.4; charset=utf-8", gauges.scrape()));
  }

  /// The description of all of it, as it lies beside this class.
  private static void describe(Exchange exchange) {
    try (InputStream in = Surface.class.getResourceAsStream("openapi.json")) {
      byte[] text = Objects.requireNonNull(in, "openapi.json is not in this build").readAllBytes();
      exchange.text("application/json", new String(text, StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void chat(Exchange exchange) throws InterruptedException {
    ChatRequest request = ChatRequest.of(exchange.fields(json), config.limits());
    desk.answer(
        exchange,
        List.of(request.turn()),
        (model, _) -> new ChatPresentation(request, model.tokenizer()));
  }

  private void answerNow(Exchange exchange) {
    running.answerNow(exchange.pathParameter("id"), exchange.caller());
    exchange.send(Json.object().put("status", "ok"));
  }

  private void complete(Exchange exchange) throws InterruptedException {
    CompletionRequest request = CompletionRequest.of(exchange.fields(json), config.limits());
    desk.answer(
        exchange,
        request.turns(),
        (model, ready) -> new CompletionPresentation(request, model, ready));
  }

  private void respond(Exchange exchange) throws InterruptedException {
    ResponsesRequest request = ResponsesRequest.of(exchange.fields(json), config.limits());
    desk.answer(exchange, List.of(request.turn()), (_, _) -> new ResponsesPresentation(request));
  }

  private void message(Exchange exchange) throws InterruptedException {
    MessagesRequest request = MessagesRequest.of(exchange.fields(json), config.limits(), false);
    desk.answer(
        exchange, List.of(request.turn()), (_, ready) -> new MessagesPresentation(request, ready));
  }

  private void count(Exchange exchange) throws InterruptedException {
    MessagesRequest request = MessagesRequest.of(exchange.fields(json), config.limits(), true);
    try (Models.Lease lease = models.lease(request.turn().model())) {
      int tokens = new PromptWriter(lease.model()).write(request.turn()).ids().length;
      exchange.send(Json.object().put("input_tokens", tokens));
    }
  }
}

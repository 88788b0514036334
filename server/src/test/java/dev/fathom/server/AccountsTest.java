package dev.fathom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.engine.EngineOptions;
import dev.fathom.engine.Usage;
import dev.fathom.meter.Effort;
import dev.fathom.meter.Grid;
import dev.fathom.meter.Money;
import dev.fathom.meter.PriceList;
import dev.fathom.meter.Receipt;
import dev.fathom.meter.Tariff;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What answers took and cost, wherever it is told.
class AccountsTest {
  private static final String CHAT =
      """
      {"messages": [{"role": "user", "content": "What is 3 + 4?"}], "temperature": 0%s}
      """;
  private static final Tariff TARIFF =
      new Tariff(new Money(0.5, "EUR"), null, Grid.of("DE"), PriceList.builtIn());

  @TempDir Path folder;

  private ServerConfig config() {
    return ServerConfig.DEFAULTS.withAccounts(
        new AccountTerms(TARIFF, folder.resolve("state/usage.json")));
  }

  private static void isReceipt(JsonNode receipt) {
    assertThat(receipt.path("energy_source").asString()).isIn("estimated", "measured");
    assertThat(receipt.path("energy_detail").asString()).isNotBlank();
    double joules = receipt.path("energy_joules").asDouble();
    assertThat(joules).isPositive();
    assertThat(receipt.path("cpu_seconds").asDouble()).isPositive();
    assertThat(receipt.path("flops").asDouble()).isGreaterThan(1e6);
    assertThat(receipt.path("bytes_read").asDouble()).isGreaterThan(1e6);
    assertThat(receipt.path("co2_grams").asDouble())
        .isEqualTo(joules / 3.6e6 * 381, within(joules * 1e-9));
    assertThat(receipt.path("cost").path("amount").asDouble())
        .isEqualTo(joules / 3.6e6 * 0.5, within(joules * 1e-11));
    assertThat(receipt.path("elsewhere").get(0).path("name").asString()).contains("DeepSeek-R1");
    assertThat(receipt.has("bandwidth_share")).as("nobody has told the bandwidth").isFalse();
  }

  @Test
  void everyApiSaysWhatAnAnswerTook() throws Exception {
    try (Stage stage = Stage.embedded(config())) {
      HttpResponse<String> whole = stage.post("/v1/chat/completions", CHAT.formatted(""));
      JsonNode receipt = Json.tree(whole.body()).path("usage").path("fathom");
      isReceipt(receipt);
      assertThat(whole.headers().firstValue("fathom-energy-source")).contains("estimated");
      assertThat(Double.parseDouble(whole.headers().firstValue("fathom-energy-joules").orElse("")))
          .isEqualTo(receipt.path("energy_joules").asDouble(), within(1e-5));
      assertThat(whole.headers().firstValue("fathom-co2-grams")).isPresent();
      String more = ", \"stream\": true, \"stream_options\": {\"include_usage\": true}";
      List<String> events =
          Stage.data(stage.post("/v1/chat/completions", CHAT.formatted(more)).body());
      isReceipt(Json.tree(events.get(events.size() - 2)).path("usage").path("fathom"));
      isReceipt(fathom(stage.ok("/v1/completions", "{\"prompt\": \"3 + 4\"}")));
      isReceipt(fathom(stage.ok("/v1/responses", "{\"input\": \"What is 3 + 4?\"}")));
      String message = CHAT.formatted(", \"max_tokens\": 50");
      isReceipt(fathom(stage.ok("/v1/messages", message)));
      String streamed = CHAT.formatted(", \"max_tokens\": 50, \"stream\": true");
      List<String> parts = Stage.data(stage.post("/v1/messages", streamed).body());
      isReceipt(fathom(Json.tree(parts.get(parts.size() - 2))));
      String response = "{\"input\": \"What is 3 + 4?\", \"stream\": true}";
      String last = Stage.data(stage.post("/v1/responses", response).body()).getLast();
      isReceipt(fathom(Json.tree(last).path("response")));
    }
  }

  private static JsonNode fathom(JsonNode answer) {
    return answer.path("usage").path("fathom");
  }

  @Test
  void choicesOfOneRequestAddUp() throws Exception {
    try (Stage stage = Stage.embedded(config())) {
      JsonNode one = fathom(stage.ok("/v1/chat/completions", CHAT.formatted("")));
      JsonNode three = fathom(stage.ok("/v1/chat/completions", CHAT.formatted(", \"n\": 3")));
      assertThat(three.path("flops").asDouble()).isGreaterThan(2 * one.path("flops").asDouble());
    }
  }

  @Test
  void countsForMonitoring() throws Exception {
    try (Stage stage = Stage.embedded(config())) {
      double joules = 0;
      for (int i = 0; i < 2; i++) {
        JsonNode receipt = fathom(stage.ok("/v1/chat/completions", CHAT.formatted("")));
        joules += receipt.path("energy_joules").asDouble();
      }
      String metrics = stage.get("/metrics").body();
      assertThat(value(metrics, "fathom_energy_joules_total{source=\"estimated\"}"))
          .isEqualTo(joules, within(1e-4 * joules));
      assertThat(value(metrics, "fathom_cpu_seconds_total")).isPositive();
      assertThat(value(metrics, "fathom_co2_grams_total{grid=\"DE\"}")).isPositive();
      assertThat(value(metrics, "fathom_cost_total{currency=\"EUR\"}")).isPositive();
      assertThat(value(metrics, "fathom_read_bytes_total")).isPositive();
      assertThat(value(metrics, "fathom_floating_point_operations_total")).isPositive();
      assertThat(value(metrics, "fathom_energy_idle_joules")).isNotNegative();
    }
  }

  private static double value(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not in\n" + metrics));
  }

  @Test
  void embeddingsSayAndCountWhatTheyTook() throws Exception {
    try (Stage stage = Stage.embedded(config())) {
      HttpResponse<String> response =
          stage.post("/v1/embeddings", "{\"input\": [\"What is 3 + 4?\", \"And 5 + 6?\"]}");
      JsonNode usage = Json.tree(response.body()).path("usage");
      isReceipt(usage.path("fathom"));
      assertThat(response.headers().firstValue("fathom-energy-source")).contains("estimated");
      String metrics = stage.get("/metrics").body();
      double joules = usage.path("fathom").path("energy_joules").asDouble();
      assertThat(value(metrics, "fathom_energy_joules_total{source=\"estimated\"}"))
          .isEqualTo(joules, within(1e-4 * joules));
      assertThat(value(metrics, "fathom_answers_total{outcome=\"embedding\"}")).isEqualTo(2);
      JsonNode today = Json.tree(stage.get("/v1/usage").body()).path("days").get(0);
      assertThat(today.path("embeddings").asInt()).isEqualTo(2);
      assertThat(today.path("answers").asInt()).isZero();
      assertThat(today.path("prompt_tokens")).isEqualTo(usage.path("prompt_tokens"));
    }
  }

  @Test
  void anAnswerWhoseReaderLeavesIsChargedForWhatItTook() throws Exception {
    LetterForward forward = new LetterForward();
    forward.nanos = 2_000_000;
    try (Stage stage = Stage.letters(config(), forward, EngineOptions.ofContext(4096))) {
      try (RawClient client = new RawClient(stage.server.port())) {
        String endless = CHAT.formatted(", \"stream\": true, \"max_tokens\": 3000");
        client.post("/v1/chat/completions", endless).until("content\":\"");
        client.until("content\":\"");
      }
      JsonNode today = eventuallyToday(stage);
      assertThat(today.path("aborted").asInt()).isEqualTo(1);
      assertThat(today.path("answers").asInt()).isZero();
      assertThat(today.path("completion_tokens").asInt()).isPositive();
      assertThat(today.path("prompt_tokens").asInt()).isPositive();
      String metrics = stage.get("/metrics").body();
      assertThat(value(metrics, "fathom_answers_total{outcome=\"aborted\"}")).isEqualTo(1);
      assertThat(value(metrics, "fathom_cpu_seconds_total")).isPositive();
      assertThat(value(metrics, "fathom_completion_tokens_total"))
          .isEqualTo(today.path("completion_tokens").asDouble());
    }
  }

  @Test
  void anAnswerThatFailsIsChargedAndCountsNoTokensOfAPromptThatWasNotRead() throws Exception {
    LetterForward forward = new LetterForward();
    forward.fragile = true;
    try (Stage stage = Stage.letters(config(), forward, EngineOptions.ofContext(4096))) {
      String broken = "{\"prompt\": [%d], \"max_tokens\": 5}".formatted(LetterForward.THROWS);
      assertThat(stage.post("/v1/completions", broken).statusCode()).isEqualTo(500);
      JsonNode today = eventuallyToday(stage);
      assertThat(today.path("aborted").asInt()).isEqualTo(1);
      assertThat(today.path("prompt_tokens").asInt()).isZero();
    }
  }

  /// The totals of today, once there are any: who left is noticed a moment later.
  private static JsonNode eventuallyToday(Stage stage) throws Exception {
    long end = System.nanoTime() + 20_000_000_000L;
    JsonNode days = Json.tree(stage.get("/v1/usage").body()).path("days");
    while (days.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(20);
      days = Json.tree(stage.get("/v1/usage").body()).path("days");
    }
    return days.path(0);
  }

  @Test
  void aKeySeesItsOwnTotalsAndTheyOutliveTheServer() throws Exception {
    ServerConfig config = config().withKeys(List.of(ApiKey.of("anna", "a"), ApiKey.of("ben", "b")));
    double joules;
    try (Stage stage = Stage.embedded(config);
        RawClient client = new RawClient(stage.server.port())) {
      String answer =
          client
              .post("/v1/chat/completions", CHAT.formatted(""), "Authorization: Bearer a")
              .until("\"elsewhere\"");
      assertThat(answer).contains("fathom-energy-joules");
      JsonNode today = usage(stage, "a").path("days").get(0);
      assertThat(today.path("date").asString())
          .isEqualTo(LocalDate.now(ZoneId.systemDefault()).toString());
      assertThat(today.path("answers").asInt()).isEqualTo(1);
      assertThat(today.path("completion_tokens").asInt()).isPositive();
      joules = today.path("energy_joules").path("estimated").asDouble();
      assertThat(joules).isPositive();
      assertThat(usage(stage, "b").path("days")).isEmpty();
      assertThat(stage.get("/v1/usage").statusCode()).isEqualTo(401);
    }
    try (Accounts again = new Accounts(config.accounts())) {
      JsonNode day = again.json(new Caller("anna", "")).path("days").get(0);
      assertThat(day.path("energy_joules").path("estimated").asDouble()).isEqualTo(joules);
    }
  }

  private static JsonNode usage(Stage stage, String key) throws IOException, InterruptedException {
    java.net.http.HttpRequest request =
        java.net.http.HttpRequest.newBuilder(stage.uri("/v1/usage"))
            .header("Authorization", "Bearer " + key)
            .build();
    return Json.tree(Stage.CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  @Test
  void addsByDayAndForgetsTheOldest() {
    try (Accounts accounts = new Accounts(new AccountTerms(TARIFF, null))) {
      Usage usage = new Usage(10, 4, 1, 5, 0, 0, 0, Effort.UNKNOWN);
      DayUse use = DayUse.of(new Receipt(usage.effort(), usage.tokens(), TARIFF), Outcome.COMPLETE);
      LocalDate first = LocalDate.of(2026, 1, 1);
      for (int i = 0; i < 500; i++) {
        accounts.add(Caller.ANYBODY, use, first.plusDays(i));
        accounts.add(Caller.ANYBODY, use, first.plusDays(i));
      }
      JsonNode days = accounts.json(Caller.ANYBODY).path("days");
      assertThat(days).hasSize(400);
      assertThat(days.get(0).path("date").asString()).isEqualTo("2027-05-15");
      assertThat(days.get(0).path("prompt_tokens").asInt()).isEqualTo(20);
      assertThat(days.get(0).path("energy_joules").propertyNames())
          .as("what is absent is no zero")
          .isEmpty();
    }
  }

  @Test
  void beginsAnewWhereTheFileIsDamagedAndKeepsIt() throws IOException {
    for (String text : List.of("{\"days\": [", "[]x", "{\"days\":[{\"date\":\"yesterday\"}]}")) {
      Path file = Files.writeString(folder.resolve("usage.json"), text);
      AccountTerms terms = new AccountTerms(TARIFF, file);
      try (Accounts accounts = new Accounts(terms)) {
        assertThat(accounts.json(Caller.ANYBODY).path("days")).isEmpty();
        accounts.add(Caller.ANYBODY, new Usage(1, 0, 0, 1, 0, 0, 0), Outcome.COMPLETE);
      }
      assertThat(folder.resolve("usage.json.unreadable")).hasContent(text);
      try (Accounts again = new Accounts(terms)) {
        assertThat(again.json(Caller.ANYBODY).path("days")).hasSize(1);
      }
    }
  }

  @Test
  void thePageReadsItInAnAnswersBill() throws Exception {
    try (PageStage stage = PageStage.letters(config(), new LetterForward())) {
      String chat = stage.chat();
      String settings = "{\"parameters\": {\"max_tokens\": 20}}";
      JsonNode usage = stage.end(chat, stage.ask(chat, "", "x", settings)).path("usage");
      assertThat(usage.path("energy").path("source").asString()).isEqualTo("estimated");
      assertThat(usage.path("energy").path("joules").asDouble()).isPositive();
      assertThat(usage.path("energy").path("detail").asString()).contains("W per busy core");
      assertThat(usage.path("cost").path("currency").asString()).isEqualTo("EUR");
      assertThat(usage.path("co2_grams").asDouble()).isPositive();
      assertThat(usage.path("cpu_seconds").asDouble()).isPositive();
      assertThat(usage.path("elsewhere")).hasSize(3);
    }
  }
}

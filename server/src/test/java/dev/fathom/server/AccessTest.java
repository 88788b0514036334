package dev.fathom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.engine.EngineOptions;
import dev.fathom.tensor.ElementType;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who may talk to the server, and how much at once.
class AccessTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String BODY =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":3}";
  private static final EngineOptions OPTIONS = new EngineOptions(1 << 16, ElementType.F16, 256);

  private final LetterForward forward = new LetterForward();

  private Stage stage(ServerConfig config) {
    return Stage.letters(config, forward, OPTIONS);
  }

  private static int status(Stage stage, String path, String body, String... headers)
      throws IOException {
    try (RawClient client = new RawClient(stage.server.port())) {
      return client.post(path, body, headers).status();
    }
  }

  private static int get(Stage stage, String path, String... headers) throws IOException {
    try (RawClient client = new RawClient(stage.server.port())) {
      String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
      return client
          .send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n")
          .status();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, , 200",
    "localhost:8080, , 200",
    "127.0.0.1:1, , 200",
    "'[::1]:80', , 200",
    "LOCALHOST, , 200",
    "evil.example, , 403",
    "localhost.evil.example, , 403",
    "192.168.1.7, , 403",
    "house.lan, , 200",
    "localhost, http://localhost:3000, 200",
    "localhost, https://chat.example, 200",
    "localhost, https://evil.example, 403",
    "localhost, null, 403",
    "localhost, http://localhost.evil.example, 403",
    "evil.example, http://evil.example, 403"
  })
  void answersOnlyToItsOwnNamesAndPages(String host, String origin, int status) throws IOException {
    ServerConfig config =
        new ServerConfig(
            ServerConfig.Address.LOCAL,
            Set.of("house.lan"),
            Set.of("https://chat.example"),
            null,
            Limits.DEFAULTS,
            Patience.DEFAULTS,
            null);
    try (Stage stage = stage(config)) {
      String[] headers =
          origin == null
              ? new String[] {"Host: " + host}
              : new String[] {"Host: " + host, "Origin: " + origin};
      assertThat(status(stage, CHAT, BODY, headers)).isEqualTo(status);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void neverRepeatsAnOriginBack() throws Exception {
    try (Stage stage = stage(ServerConfig.DEFAULTS);
        RawClient client = new RawClient(stage.server.port())) {
      String head = client.post(CHAT, BODY, "Origin: http://localhost:1").until("\r\n\r\n");
      assertThat(head).doesNotContainIgnoringCase("access-control");
    }
  }

  @Test
  void wantsAKeyForEverythingButHealth() throws Exception {
    ServerConfig config =
        ServerConfig.DEFAULTS.withKeys(
            List.of(ApiKey.of("anna", "secret-a"), ApiKey.of("ben", "b")));
    try (Stage stage = stage(config)) {
      assertThat(get(stage, "/health/live")).isEqualTo(200);
      assertThat(get(stage, "/health/ready")).isEqualTo(200);
      for (String path :
          List.of("/v1/models", "/metrics", "/openapi.json", "/nowhere", "/health/x")) {
        assertThat(get(stage, path)).as(path).isEqualTo(401);
      }
      assertThat(status(stage, CHAT, BODY)).isEqualTo(401);
      assertThat(status(stage, CHAT, BODY, "Authorization: Bearer wrong")).isEqualTo(401);
      assertThat(status(stage, CHAT, BODY, "Authorization: Bearer secret-")).isEqualTo(401);
      assertThat(status(stage, CHAT, BODY, "Authorization: Bearer secret-a")).isEqualTo(200);
      assertThat(status(stage, CHAT, BODY, "authorization: bearer b")).isEqualTo(200);
      assertThat(status(stage, CHAT, BODY, "x-api-key: b")).isEqualTo(200);
    }
  }

  @Test
  void holdsEachKeyToItsQuota() throws Exception {
    String hash = ApiKey.of("x", "k").sha256();
    ServerConfig config =
        ServerConfig.DEFAULTS.withKeys(
            List.of(new ApiKey("few", hash, 3, 0), ApiKey.of("many", "m")));
    try (Stage stage = stage(config)) {
      for (int i = 0; i < 3; i++) {
        assertThat(status(stage, CHAT, BODY, "x-api-key: k")).isEqualTo(200);
      }
      assertThat(status(stage, CHAT, BODY, "x-api-key: k")).isEqualTo(429);
      assertThat(status(stage, CHAT, BODY, "x-api-key: m")).isEqualTo(200);
    }
  }

  @Test
  void holdsAKeyToItsRequestsAtOnceAndLetsOnlyItHurryThem() throws Exception {
    forward.gate.drainPermits();
    ServerConfig config =
        ServerConfig.DEFAULTS.withKeys(
            List.of(new ApiKey("one", ApiKey.of("x", "k").sha256(), 0, 1), ApiKey.of("two", "m")));
    try (Stage stage = stage(config);
        RawClient first = new RawClient(stage.server.port());
        ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
      String request = BODY.replace("}]", "}],\"stream\":true");
      String head =
          first.post(CHAT, request, "x-api-key: k").until("chatcmpl-") + first.until("\"");
      String id =
          "chatcmpl-" + head.substring(head.lastIndexOf("chatcmpl-") + 9, head.length() - 1);
      assertThat(status(stage, CHAT, BODY, "x-api-key: k")).isEqualTo(429);
      String hurry = CHAT + "/" + id + "/answer_now";
      Future<Integer> foreign = other.submit(() -> status(stage, hurry, "{}", "x-api-key: m"));
      assertThat(foreign.get()).isEqualTo(404);
      forward.gate.release(1000);
      assertThat(first.until("[DONE]")).contains("finish_reason");
    } finally {
      forward.gate.release(1000);
    }
  }

  @Test
  void letsNobodyElseInWithoutKeys() {
    assertThatThrownBy(
            () ->
                ServerConfig.DEFAULTS.withAddress(new ServerConfig.Address("0.0.0.0", 0, 10, null)))
        .hasMessageContaining("needs API keys");
  }

  @Test
  void boundsWhatARequestMayBring() throws Exception {
    Limits small = new Limits(10_000, 20_000, 2000, 20, 5, 2, 2, 2, 200, 3, 100);
    try (Stage stage = stage(ServerConfig.DEFAULTS.withLimits(small))) {
      assertThat(status(stage, CHAT, BODY)).isEqualTo(200);
      assertThat(status(stage, CHAT, BODY, "X-Long: " + "x".repeat(3000))).isBetween(400, 431);
      assertThat(status(stage, CHAT, "{\"x\":\"" + "x".repeat(11_000) + "\"}")).isEqualTo(413);
      assertThat(status(stage, "/api/import", "x".repeat(11_000))).isEqualTo(400);
      assertThat(status(stage, "/api/import", "x".repeat(21_000))).isEqualTo(413);
      assertThat(status(stage, CHAT, "[".repeat(5000))).isEqualTo(400);
      assertThat(status(stage, CHAT, "{\"a\":" + "[".repeat(30) + "]".repeat(30) + "}"))
          .isEqualTo(400);
      assertThat(status(stage, CHAT, BODY.replace("}]", "}],\"n\":3"))).isEqualTo(400);
      assertThat(status(stage, CHAT, BODY.replace("}]", "}],\"stop\":[\"a\",\"b\",\"c\"]")))
          .isEqualTo(400);
      assertThat(status(stage, CHAT, BODY.replace("3}", "101}"))).isEqualTo(400);
      assertThat(
              status(stage, CHAT, BODY.replace("}]", "}],\"regex\":\"" + "a".repeat(300) + "\"")))
          .isEqualTo(400);
      assertThat(get(stage, "/" + "x".repeat(5000))).isBetween(400, 431);
      assertThat(status(stage, CHAT, BODY)).isEqualTo(200);
    }
  }

  @Test
  void saysWhatIsNotThereAndWhatIsNotServedThatWay() throws Exception {
    try (Stage stage = stage(ServerConfig.DEFAULTS)) {
      assertThat(get(stage, "/nowhere")).isEqualTo(404);
      assertThat(get(stage, CHAT)).isEqualTo(405);
      assertThat(get(stage, "/v1/models/none")).isEqualTo(404);
      assertThat(status(stage, CHAT, BODY.replace("}]", "}],\"model\":\"gpt-9\""))).isEqualTo(404);
      try (RawClient client = new RawClient(stage.server.port())) {
        client.send(
            "POST "
                + CHAT
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(client.status()).isEqualTo(415);
      }
    }
  }
}

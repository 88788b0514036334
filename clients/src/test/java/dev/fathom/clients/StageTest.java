package dev.fathom.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StageTest {
  private static final String REQUEST =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"What is the capital of Germany?\"}],"
          + "\"max_tokens\":100,\"stream\":true}";

  @Test
  void showsSignsOfLifeBeforeAnAnswer() throws Exception {
    try (Stage stage = new Stage()) {
      for (int i = 0; i < 5; i++) {
        // the first stream of all is set up slower than the prompt is read
        post(stage.url() + "/v1/chat/completions");
      }
      String chat = post(stage.url() + "/v1/chat/completions");
      assertThat(chat).contains("\n\n: alive\n\n").endsWith("data: [DONE]\n\n");
      String message = post(stage.url() + "/v1/messages");
      // one ping stands at the beginning in any case
      assertThat(message.split("event: ping\n", -1)).hasSizeGreaterThan(2);
    }
  }

  private static String post(String url) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(REQUEST))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }
}

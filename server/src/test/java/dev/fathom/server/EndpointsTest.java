package dev.fathom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.engine.EngineOptions;
import dev.fathom.tensor.ElementType;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The other endpoints, with the model that ships with Fathom.
class EndpointsTest {
  private static Stage stage;

  @BeforeAll
  static void opens() {
    stage = Stage.embedded();
  }

  @AfterAll
  static void closes() throws Exception {
    stage.close();
  }

  private static void refused(String path, String body, int status, String param) throws Exception {
    HttpResponse<String> response = stage.post(path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(Json.tree(response.body()).path("error").path("param").asString()).isEqualTo(param);
  }

  @Test
  void completesTextTokensAndSeveralOfThem() throws Exception {
    String prompt = "\"<s>What is 47 + 85?\"";
    JsonNode one =
        stage.ok(
            "/v1/completions", "{\"temperature\":0,\"max_tokens\":8,\"prompt\":" + prompt + "}");
    assertThat(one.path("object").asString()).isEqualTo("text_completion");
    assertThat(one.path("choices").get(0).path("finish_reason").asString()).isEqualTo("length");
    assertThat(one.path("usage").path("completion_tokens").asInt()).isEqualTo(8);
    JsonNode two =
        stage.ok(
            "/v1/completions",
            "{\"temperature\":0,\"max_tokens\":8,\"n\":2,\"echo\":true,\"prompt\":["
                + prompt
                + ",\"1+1\"]}");
    assertThat(two.path("choices").size()).isEqualTo(4);
    assertThat(two.path("choices").get(3).path("text").asString()).startsWith("1+1");
    assertThat(two.path("choices").get(3).path("index").asInt()).isEqualTo(3);
    JsonNode ids = stage.ok("/v1/completions", "{\"temperature\":0,\"prompt\":[5,6,7]}");
    assertThat(ids.path("usage").path("prompt_tokens").asInt()).isEqualTo(3);
    refused("/v1/completions", "{}", 400, "prompt");
    refused("/v1/completions", "{\"prompt\":\"a\",\"suffix\":\"b\"}", 400, "suffix");
    refused("/v1/completions", "{\"prompt\":[99999999]}", 400, "prompt");
    refused("/v1/completions", "{\"prompt\":\"a\",\"best_of\":2}", 400, "best_of");
  }

  @Test
  void streamsACompletionEqualToTheWhole() throws Exception {
    String request = "{\"temperature\":0,\"max_tokens\":12,\"prompt\":\"3 + 4 =\"";
    String whole =
        stage.ok("/v1/completions", request + "}").path("choices").get(0).path("text").asString();
    List<String> data =
        Stage.data(stage.post("/v1/completions", request + ",\"stream\":true}").body());
    StringBuilder text = new StringBuilder();
    for (String line : data.subList(0, data.size() - 1)) {
      text.append(Json.tree(line).path("choices").get(0).path("text").asString());
    }
    assertThat(text.toString()).isEqualTo(whole);
    assertThat(data.getLast()).isEqualTo("[DONE]");
  }

  @Test
  void tellsTheProbabilitiesThatWereAskedFor() throws Exception {
    JsonNode choice =
        stage
            .ok(
                "/v1/chat/completions",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"What is 47 + 85?\"}],\"temperature\":0,"
                    + "\"logprobs\":true,\"top_logprobs\":3}")
            .path("choices")
            .get(0);
    JsonNode content = choice.path("logprobs").path("content");
    StringBuilder said = new StringBuilder();
    for (JsonNode token : content) {
      said.append(token.path("token").asString());
      assertThat(token.path("top_logprobs").size()).isEqualTo(3);
      assertThat(token.path("logprob").asDouble()).isLessThanOrEqualTo(0);
    }
    assertThat(said.toString()).contains("132");
  }

  @Test
  void listsItsModels() throws Exception {
    JsonNode list = Json.tree(stage.get("/v1/models").body());
    assertThat(list.path("data").get(0).path("id").asString()).isEqualTo("r1-mini");
    assertThat(Json.tree(stage.get("/v1/models/r1-mini").body()).path("object").asString())
        .isEqualTo("model");
    assertThat(stage.get("/v1/models/other").statusCode()).isEqualTo(404);
  }

  @Test
  void embedsTextsWithLengthOne() throws Exception {
    JsonNode answer = stage.ok("/v1/embeddings", "{\"input\":[\"one\",\"two and three\"]}");
    assertThat(answer.path("data").size()).isEqualTo(2);
    double sum = 0;
    for (JsonNode value : answer.path("data").get(0).path("embedding")) {
      sum += value.asDouble() * value.asDouble();
    }
    assertThat(sum).isBetween(0.999, 1.001);
    JsonNode coded =
        stage.ok("/v1/embeddings", "{\"input\":\"one\",\"encoding_format\":\"base64\"}");
    byte[] bytes =
        java.util.Base64.getDecoder()
            .decode(coded.path("data").get(0).path("embedding").asString());
    float first =
        java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).getFloat();
    assertThat((double) first)
        .isCloseTo(
            answer.path("data").get(0).path("embedding").get(0).asDouble(), Offset.offset(1e-7));
    refused("/v1/embeddings", "{\"input\":[]}", 400, "input");
    refused("/v1/embeddings", "{\"input\":\"x\",\"dimensions\":5}", 400, "dimensions");
    refused("/v1/embeddings", "{\"input\":\"" + "word ".repeat(2000) + "\"}", 400, "input");
  }

  @Test
  void countsTokensAndTakesThemBack() throws Exception {
    JsonNode tokens = stage.ok("/tokenize", "{\"content\":\"What is 47 + 85?\"}").path("tokens");
    JsonNode text = stage.ok("/detokenize", "{\"tokens\":" + tokens + "}");
    assertThat(text.path("content").asString()).isEqualTo("What is 47 + 85?");
    refused("/detokenize", "{\"tokens\":[-1]}", 400, "tokens[0]");
    refused("/detokenize", "{}", 400, "tokens");
    refused("/tokenize", "{}", 400, "prompt");
  }

  @Test
  void respondsStatelesslyAndInEvents() throws Exception {
    String request = "{\"input\":\"What is 47 + 85?\",\"temperature\":0";
    JsonNode whole = stage.ok("/v1/responses", request + "}");
    assertThat(whole.path("status").asString()).isEqualTo("completed");
    assertThat(whole.path("output").get(0).path("type").asString()).isEqualTo("reasoning");
    JsonNode message = whole.path("output").get(1);
    String said = message.path("content").get(0).path("text").asString();
    assertThat(said.strip()).isEqualTo("132");
    String stream = stage.post("/v1/responses", request + ",\"stream\":true}").body();
    List<String> types = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int sequence = 0;
    for (String line : Stage.data(stream)) {
      JsonNode event = Json.tree(line);
      assertThat(event.path("sequence_number").asInt()).isEqualTo(sequence++);
      String type = event.path("type").asString();
      types.add(type);
      if (type.equals("response.output_text.delta")) {
        text.append(event.path("delta").asString());
      }
    }
    assertThat(text.toString()).isEqualTo(said);
    assertThat(types)
        .startsWith("response.created", "response.in_progress", "response.output_item.added")
        .endsWith(
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    refused(
        "/v1/responses",
        "{\"input\":\"x\",\"previous_response_id\":\"r\"}",
        400,
        "previous_response_id");
    refused("/v1/responses", "{\"input\":\"x\",\"store\":true}", 400, "store");
    refused("/v1/responses", "{}", 400, "input");
    JsonNode cut = stage.ok("/v1/responses", request + ",\"max_output_tokens\":3}");
    assertThat(cut.path("status").asString()).isEqualTo("incomplete");
  }

  @Test
  void speaksAnthropics() throws Exception {
    String question = "\"messages\":[{\"role\":\"user\",\"content\":\"What is 47 + 85?\"}]";
    String request = "{\"max_tokens\":100,\"temperature\":0," + question;
    JsonNode whole = stage.ok("/v1/messages", request + "}");
    assertThat(whole.path("stop_reason").asString()).isEqualTo("end_turn");
    assertThat(whole.path("content").get(0).path("type").asString()).isEqualTo("thinking");
    assertThat(whole.path("content").get(1).path("text").asString().strip()).isEqualTo("132");
    String stream = stage.post("/v1/messages", request + ",\"stream\":true}").body();
    List<String> types = new ArrayList<>();
    for (String line : Stage.data(stream)) {
      types.add(Json.tree(line).path("type").asString());
    }
    assertThat(types)
        .startsWith("message_start", "ping", "content_block_start", "content_block_delta")
        .endsWith("content_block_stop", "message_delta", "message_stop");
    JsonNode stopped = stage.ok("/v1/messages", request + ",\"stop_sequences\":[\"32\"]}");
    assertThat(stopped.path("stop_reason").asString()).isEqualTo("stop_sequence");
    assertThat(stopped.path("stop_sequence").asString()).isEqualTo("32");
    HttpResponse<String> refused = stage.post("/v1/messages", "{" + question + "}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(Json.tree(refused.body()).path("type").asString()).isEqualTo("error");
  }

  @Test
  void countsAnthropicsTokensWithoutTheClientsPrivateLine() throws Exception {
    String question = "\"messages\":[{\"role\":\"user\",\"content\":\"What is 47 + 85?\"}]";
    String path = "/v1/messages/count_tokens";
    int plain = stage.ok(path, "{" + question + "}").path("input_tokens").asInt();
    assertThat(plain).isEqualTo(16);
    int marked =
        stage
            .ok(
                path,
                "{\"system\":[{\"type\":\"text\",\"text\":\"x-anthropic-billing-header: 7\"}],"
                    + question
                    + "}")
            .path("input_tokens")
            .asInt();
    assertThat(marked).isEqualTo(plain);
  }

  @Test
  void goesOnWithTheAnswersGivenBeginning() throws Exception {
    EngineOptions options = new EngineOptions(1 << 16, ElementType.F16, 256);
    try (Stage letters = Stage.letters(ServerConfig.DEFAULTS, new LetterForward(), options)) {
      String user = "{\"role\":\"user\",\"content\":\"x\"}";
      String given = "{\"role\":\"assistant\",\"content\":\"abc\",\"prefix\":true}";
      JsonNode answer =
          letters.ok(
              "/v1/chat/completions",
              "{\"max_tokens\":20,\"messages\":[" + user + "," + given + "]}");
      assertThat(answer.path("choices").get(0).path("message").path("content").asString())
          .isEqualTo(LetterForward.answer("user:x;a:abc", 20));
    }
  }

  @Test
  void thinksNoMoreThanItMay() throws Exception {
    String question =
        "\"messages\":[{\"role\":\"user\",\"content\":\"What is 47 + 85?\"}],\"temperature\":0";
    JsonNode off =
        stage.ok("/v1/chat/completions", "{\"reasoning_effort\":\"none\"," + question + "}");
    assertThat(off.path("usage").path("completion_tokens_details").path("reasoning_tokens").asInt())
        .isLessThanOrEqualTo(4);
    JsonNode some = stage.ok("/v1/chat/completions", "{\"thinking_budget\":10," + question + "}");
    assertThat(
            some.path("usage").path("completion_tokens_details").path("reasoning_tokens").asInt())
        .isBetween(8, 16);
    refused(
        "/v1/chat/completions",
        "{\"reasoning_effort\":\"huge\"," + question + "}",
        400,
        "reasoning_effort");
  }

  @Test
  void tellsItsFiguresAndItsHealth() throws Exception {
    stage.ok("/v1/completions", "{\"prompt\":\"a\",\"max_tokens\":2}");
    assertThat(stage.get("/health/live").body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(stage.get("/health/ready").statusCode()).isEqualTo(200);
    String metrics = stage.get("/metrics").body();
    for (String name :
        List.of(
            "fathom_requests_total{code=\"200\",route=\"/v1/completions\"}",
            "fathom_requests_running",
            "fathom_requests_waiting",
            "fathom_prompt_tokens_total",
            "fathom_cached_prompt_tokens_total",
            "fathom_reasoning_tokens_total",
            "fathom_completion_tokens_total",
            "fathom_time_to_first_token_seconds_bucket",
            "fathom_inter_token_seconds_bucket",
            "fathom_kv_cache_used_ratio",
            "fathom_queue_rejected_total",
            "fathom_model_loaded{model=\"r1-mini\"} 1.0",
            "gen_ai_server_request_duration_seconds")) {
      assertThat(metrics).contains(name);
    }
  }
}

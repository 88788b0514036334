package dev.fathom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `/v1/chat/completions` with the model that ships with Fathom.
class ChatTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String QUESTION =
      "\"messages\":[{\"role\":\"user\",\"content\":\"What is 47 + 85?\"}],\"temperature\":0";
  private static Stage stage;

  @BeforeAll
  static void opens() {
    stage = Stage.embedded();
  }

  @AfterAll
  static void closes() throws Exception {
    stage.close();
  }

  @Test
  void answersInOnePieceWithItsThoughtApart() throws Exception {
    JsonNode answer = stage.ok(CHAT, "{\"model\":\"r1-mini\"," + QUESTION + "}");
    assertThat(answer.path("object").asString()).isEqualTo("chat.completion");
    assertThat(answer.path("id").asString()).startsWith("chatcmpl-");
    JsonNode choice = answer.path("choices").get(0);
    assertThat(choice.path("message").path("content").asString().strip()).isEqualTo("132");
    assertThat(choice.path("message").path("reasoning_content").asString()).contains("\n=132");
    assertThat(choice.path("finish_reason").asString()).isEqualTo("stop");
    assertThat(choice.has("logprobs")).isTrue();
    JsonNode usage = answer.path("usage");
    assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(16);
    assertThat(usage.path("completion_tokens").asInt()).isEqualTo(39);
    assertThat(usage.path("completion_tokens_details").path("reasoning_tokens").asInt())
        .isEqualTo(34);
    assertThat(usage.path("total_tokens").asInt()).isEqualTo(55);
  }

  @Test
  void streamsTheSameAsInOnePiece() throws Exception {
    String request =
        "{\"stream\":true,\"stream_options\":{\"include_usage\":true}," + QUESTION + "}";
    HttpResponse<String> response = stage.post(CHAT, request);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    List<String> data = Stage.data(response.body());
    assertThat(data.getLast()).isEqualTo("[DONE]");
    StringBuilder text = new StringBuilder();
    StringBuilder thought = new StringBuilder();
    for (String line : data.subList(0, data.size() - 2)) {
      JsonNode chunk = Json.tree(line);
      assertThat(chunk.path("usage").isNull()).isTrue();
      JsonNode delta = chunk.path("choices").get(0).path("delta");
      text.append(delta.path("content").asString(""));
      thought.append(delta.path("reasoning_content").asString(""));
    }
    assertThat(text.toString().strip()).isEqualTo("132");
    assertThat(thought.toString()).contains("\n=132");
    JsonNode last = Json.tree(data.get(data.size() - 2));
    assertThat(last.path("choices").isEmpty()).isTrue();
    assertThat(last.path("usage").path("completion_tokens").asInt()).isEqualTo(39);
  }

  @Test
  void namesTheParameterThatIsWrong() throws Exception {
    refused("{\"messages\":[]}", "messages");
    refused("{\"messages\":[{\"role\":\"king\",\"content\":\"x\"}]}", "messages[0].role");
    refused(
        "{\"temperature\":3," + QUESTION.replace(",\"temperature\":0", "") + "}", "temperature");
    refused("{\"n\":0," + QUESTION + "}", "n");
    refused("{\"n\":1000," + QUESTION + "}", "n");
    refused("{\"max_tokens\":-1," + QUESTION + "}", "max_tokens");
    refused("{\"functions\":[{}]," + QUESTION + "}", "functions");
    refused(
        "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":"
            + "[{\"id\":\"c\",\"function\":{\"name\":\" \"}}]}]}",
        "messages[0].tool_calls[0].function.name");
    refused("{\"stop\":[\"\"]," + QUESTION + "}", "stop");
    refused("{\"logit_bias\":{\"x\":1}," + QUESTION + "}", "logit_bias");
    refused("{\"logit_bias\":{\"999999\":1}," + QUESTION + "}", "logit_bias");
  }

  @Test
  void goesOnWithABeginningAndTakesAnEmptyOneForNone() throws Exception {
    String user = "{\"role\":\"user\",\"content\":\"What is 47 + 85?\"}";
    String asked = "{\"temperature\":0,\"messages\":[" + user + "%s]}";
    String prefix = ",{\"role\":\"assistant\",\"prefix\":true,\"content\":\"%s\"}";
    JsonNode whole = stage.ok(CHAT, asked.formatted(prefix.formatted("")));
    assertThat(whole.at("/usage/prompt_tokens").asInt()).isEqualTo(16);
    JsonNode rest = stage.ok(CHAT, asked.formatted(prefix.formatted("The")));
    assertThat(rest.at("/usage/prompt_tokens").asInt()).isGreaterThan(16);
    // the template opened a thought, which the beginning closed
    assertThat(rest.at("/choices/0/message/reasoning_content").asString("")).isEmpty();
  }

  private static void refused(String body, String param) throws Exception {
    HttpResponse<String> response = stage.post(CHAT, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    JsonNode error = Json.tree(response.body()).path("error");
    assertThat(error.path("param").asString()).isEqualTo(param);
    assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
    assertThat(error.has("code")).isTrue();
  }

  @Test
  void refusesWhatTheContextCannotHold() throws Exception {
    HttpResponse<String> response = stage.post(CHAT, "{\"max_tokens\":100000," + QUESTION + "}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("context_length_exceeded");
  }

  @Test
  void givesSeveralChoices() throws Exception {
    JsonNode answer = stage.ok(CHAT, "{\"n\":3," + QUESTION + "}");
    assertThat(answer.path("choices").size()).isEqualTo(3);
    for (JsonNode choice : answer.path("choices")) {
      assertThat(choice.path("message").path("content").asString().strip()).isEqualTo("132");
    }
    assertThat(answer.path("usage").path("prompt_tokens").asInt()).isEqualTo(16);
  }
}

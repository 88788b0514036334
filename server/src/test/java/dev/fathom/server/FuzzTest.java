package dev.fathom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.engine.EngineOptions;
import dev.fathom.tensor.ElementType;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Requests that make no sense, a thousand an endpoint: an answer or a refusal, never a 500, never
/// silence.
class FuzzTest {
  private static final int ROUNDS = 1000;
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "1",
          "-1",
          "2",
          "1.5",
          "1e99",
          "-9223372036854775808",
          "99999999999999999999",
          "\"\"",
          "\"x\"",
          "\"auto\"",
          "\"none\"",
          "\"required\"",
          "\"text\"",
          "\"json_object\"",
          "\"function\"",
          "\"user\"",
          "\"tool\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"😀\"",
          "[]",
          "[1]",
          "[\"a\"]",
          "[[1,2]]",
          "[null]",
          "[{}]",
          "{}",
          "{\"type\":\"function\"}",
          "{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"type\":\"object\"}}}",
          "{\"type\":\"json_object\"}",
          "{\"1\":5}",
          "{\"name\":\"f\"}",
          "[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
          "[{\"type\":\"text\",\"text\":\"x\"}]",
          "[{\"type\":\"image_url\"}]");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      /v1/chat/completions | {"messages":[{"role":"user","content":"x","name":"n","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{}"}}]}],"max_tokens":2,"n":1,"stream":false,"stop":["q"],"logit_bias":{"5":1},"temperature":1,"top_p":1,"seed":1,"tools":[],"tool_choice":"auto","response_format":{"type":"text"},"grammar":null,"regex":null,"reasoning_effort":"low","thinking":{"type":"enabled","budget_tokens":5},"logprobs":true,"top_logprobs":2,"stream_options":{"include_usage":true}}
      /v1/completions | {"prompt":["x",[1,2]],"max_tokens":2,"n":1,"echo":false,"logprobs":null,"stream":false,"stop":"q","suffix":null,"best_of":1}
      /v1/responses | {"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"x"}]},{"type":"function_call","call_id":"1","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"1","output":"x"}],"max_output_tokens":2,"instructions":"i","reasoning":{"effort":"low"},"text":{"format":{"type":"text"}},"tools":[],"stream":false,"store":false,"metadata":{},"truncation":"disabled"}
      /v1/messages | {"messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"tool_result","tool_use_id":"1","content":"x"}]}],"max_tokens":2,"system":[{"type":"text","text":"s"}],"stop_sequences":["q"],"tools":[],"tool_choice":{"type":"auto"},"thinking":{"type":"enabled","budget_tokens":5},"stream":false,"metadata":{},"output_config":{"effort":"low"}}
      /v1/messages/count_tokens | {"messages":[{"role":"user","content":"x"}],"system":"s","tools":[]}
      /v1/embeddings | {"input":["x",[1,2]],"encoding_format":"float","dimensions":null}
      /tokenize | {"content":"x","add_special":true,"parse_special":true,"with_pieces":true}
      /detokenize | {"tokens":[1,2,3]}
      /v1/chat/completions/none/answer_now | {"x":1}
      """)
  void answersOrRefusesWhateverComes(String path, String good) throws Exception {
    long seed = new Random().nextLong();
    System.out.println(path + " seed " + seed);
    Random random = new Random(seed);
    EngineOptions options = new EngineOptions(1 << 16, ElementType.F16, 256);
    try (Stage stage = Stage.letters(ServerConfig.DEFAULTS, new LetterForward(), options);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      int served = 0;
      for (int round = 0; round < ROUNDS; round += 50) {
        List<String> bodies = new ArrayList<>();
        List<Future<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          String body = mutated(good, random);
          bodies.add(body);
          answers.add(clients.submit(() -> stage.post(path, body)));
        }
        for (int i = 0; i < answers.size(); i++) {
          HttpResponse<String> answer = answers.get(i).get();
          int status = answer.statusCode();
          assertThat(status).as("%s%n%s", bodies.get(i), answer.body()).isBetween(200, 499);
          served += status == 200 ? 1 : 0;
          if (status != 200) {
            assertThat(Json.tree(answer.body()).path("error").has("message")).isTrue();
          }
        }
      }
      System.out.println(path + ": " + served + " of " + ROUNDS + " served");
      assertThat(stage.get("/health/ready").statusCode()).isEqualTo(200);
    }
  }

  private static String mutated(String good, Random random) {
    JsonNode root = Json.tree(good);
    int changes = 1 + random.nextInt(2);
    for (int i = 0; i < changes; i++) {
      change(root, random);
    }
    String text = Json.text(root);
    return switch (random.nextInt(12)) {
      case 0 -> text.substring(0, random.nextInt(text.length()));
      case 1 -> {
        int at = random.nextInt(text.length());
        yield text.substring(0, at) + (char) (32 + random.nextInt(95)) + text.substring(at + 1);
      }
      default -> text;
    };
  }

  private static void change(JsonNode node, Random random) {
    JsonNode value = Json.tree(VALUES.get(random.nextInt(VALUES.size())));
    if (node instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = List.copyOf(object.propertyNames());
      String name = names.get(random.nextInt(names.size()));
      if (object.get(name).isContainer() && random.nextInt(3) > 0) {
        change(object.get(name), random);
      } else if (random.nextInt(5) == 0) {
        object.remove(name);
      } else {
        object.set(name, value);
      }
    } else if (node instanceof ArrayNode array && !array.isEmpty()) {
      int at = random.nextInt(array.size());
      if (array.get(at).isContainer() && random.nextInt(3) > 0) {
        change(array.get(at), random);
      } else {
        array.set(at, value);
      }
    } else if (node instanceof ArrayNode array) {
      array.add(value == null ? JsonNodeFactory.instance.nullNode() : value);
    }
  }
}

package dev.fathom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What `/openapi.json` promises, held against the answers.
class OpenApiTest {
  private static Stage stage;
  private static JsonNode document;

  @BeforeAll
  static void opens() throws Exception {
    stage = Stage.embedded();
    document = Json.tree(stage.get("/openapi.json").body());
  }

  @AfterAll
  static void closes() throws Exception {
    stage.close();
  }

  @Test
  void describesEveryRouteAndNoOther() {
    Routes routes = new Routes();
    new Surface(
            ServerConfig.DEFAULTS,
            new ModelShelf(
                java.util.Map.of(
                    "x",
                    () -> {
                      throw new IllegalStateException();
                    }),
                java.time.Duration.ZERO),
            new Running(),
            new Gauges())
        .add(routes);
    Set<String> described = new TreeSet<>(document.path("paths").propertyNames());
    assertThat(described).isEqualTo(routes.patterns());
    assertThat(document.path("openapi").asString()).startsWith("3.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      /v1/chat/completions | {"messages":[{"role":"user","content":"What is 47 + 85?"}],"logprobs":true,"top_logprobs":1}
      /v1/chat/completions | {"messages":[{"role":"user","content":"What is 47 + 85?"}],"n":2}
      /v1/completions | {"prompt":["a","b"],"logprobs":1}
      /v1/responses | {"input":"What is 47 + 85?"}
      /v1/messages | {"max_tokens":20,"messages":[{"role":"user","content":"What is 47 + 85?"}]}
      /v1/messages/count_tokens | {"messages":[{"role":"user","content":"What is 47 + 85?"}]}
      /v1/embeddings | {"input":"a"}
      /v1/embeddings | {"input":"a","encoding_format":"base64"}
      /tokenize | {"content":"abc","with_pieces":true}
      /detokenize | {"tokens":[5]}
      """)
  void answersAsItPromises(String path, String body) throws Exception {
    JsonNode operation = document.path("paths").path(path).path("post");
    check("request", Json.tree(body), schema(operation.path("requestBody")));
    check("answer", stage.ok(path, body), schema(operation.path("responses").path("200")));
    JsonNode refusal = Json.tree(stage.post(path, "{\"model\":7}").body());
    check("refusal", refusal, schema(operation.path("responses").path("default")));
  }

  @ParameterizedTest
  @CsvSource({"/v1/models", "/v1/models/r1-mini", "/health/ready", "/health/live", "/health"})
  void tellsAsItPromises(String path) throws Exception {
    String pattern = path.replace("r1-mini", "{id}");
    JsonNode operation = document.path("paths").path(pattern).path("get");
    check(
        "answer",
        Json.tree(stage.get(path).body()),
        schema(operation.path("responses").path("200")));
  }

  private static JsonNode schema(JsonNode holder) {
    return holder.path("content").path("application/json").path("schema");
  }

  /// The keywords that our document uses, and no property that it does not name.
  private static void check(String place, JsonNode value, JsonNode schema) {
    if (schema.has("$ref")) {
      String name = schema.path("$ref").asString().replace("#/components/schemas/", "");
      JsonNode target = document.path("components").path("schemas").path(name);
      assertThat(target.isMissingNode()).as(name).isFalse();
      check(place, value, target);
      return;
    }
    if (schema.has("oneOf")) {
      assertThat(schema.path("oneOf").valueStream().anyMatch(option -> fits(value, option)))
          .as(place + ": " + value)
          .isTrue();
      return;
    }
    if (schema.has("const")) {
      assertThat(value).as(place).isEqualTo(schema.path("const"));
    }
    if (schema.has("enum")) {
      assertThat(schema.path("enum").valueStream()).as(place).contains(value);
    }
    if (schema.has("type")) {
      checkType(place, value, schema);
    }
  }

  private static void checkType(String place, JsonNode value, JsonNode schema) {
    JsonNode type = schema.path("type");
    boolean fits =
        type.isArray()
            ? type.valueStream().anyMatch(one -> isA(value, one.asString()))
            : isA(value, type.asString());
    assertThat(fits).as(place + " is " + type + ": " + value).isTrue();
    for (JsonNode name : schema.path("required")) {
      assertThat(value.has(name.asString())).as(place + "." + name.asString()).isTrue();
    }
    if (value.isArray()) {
      value.forEach(element -> check(place + "[]", element, schema.path("items")));
    }
    if (value.isObject() && schema.has("properties")) {
      value.forEachEntry(
          (name, inner) -> check(place + "." + name, inner, schema.path("properties").path(name)));
    }
  }

  private static boolean fits(JsonNode value, JsonNode schema) {
    try {
      check("", value, schema);
      return true;
    } catch (AssertionError no) {
      return false;
    }
  }

  private static boolean isA(JsonNode value, String type) {
    return switch (type) {
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "null" -> value.isNull();
      default -> throw new IllegalArgumentException(type);
    };
  }
}

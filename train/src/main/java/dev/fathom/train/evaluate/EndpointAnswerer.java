package dev.fathom.train.evaluate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An endpoint that speaks OpenAI's `/v1/chat/completions`. What it gets wrong is told in the
/// answer's failure; nothing it sends can do more harm than that.
public final class EndpointAnswerer implements Answerer {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST_CHARACTERS = 1 << 22;
  private static final int TRIES = 3;
  private static final String THOUGHT = "</think>";

  private final Endpoint endpoint;
  private final HttpClient client;

  /// Where and how to ask.
  ///
  /// @param base up to and with `/v1`
  /// @param model its name there
  /// @param key sent as a bearer token; empty sends none
  /// @param timeout of one question
  /// @param together questions under way at once
  public record Endpoint(URI base, String model, String key, Duration timeout, int together) {
    public Endpoint {
      String scheme = base.getScheme();
      if (!("http".equals(scheme) || "https".equals(scheme)) || base.getHost() == null) {
        throw new IllegalArgumentException(
            "an endpoint must be an address like http://localhost:8080/v1, got " + base);
      }
      if (together < 1 || timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException(
            "at least 1 question and some time are needed, got %d and %s"
                .formatted(together, timeout));
      }
    }
  }

  public EndpointAnswerer(Endpoint endpoint) {
    this.endpoint = endpoint;
    client = HttpClient.newBuilder().connectTimeout(endpoint.timeout()).build();
  }

  @Override
  public String name() {
    return endpoint.model();
  }

  @Override
  public List<Answered> answer(List<Asked> questions) {
    List<CompletableFuture<Answered>> under = new ArrayList<>();
    for (Asked asked : questions) {
      if (under.size() >= endpoint.together()) {
        // the oldest makes room
        under.get(under.size() - endpoint.together()).join();
      }
      under.add(attempt(asked, 1));
    }
    return under.stream().map(CompletableFuture::join).toList();
  }

  private CompletableFuture<Answered> attempt(Asked asked, int number) {
    return client
        .sendAsync(request(asked), HttpResponse.BodyHandlers.ofString())
        .orTimeout(endpoint.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .handle((response, failure) -> failure == null ? read(response) : failed(failure))
        .thenCompose(
            reply ->
                reply.again() && number < TRIES
                    ? later(asked, number)
                    : CompletableFuture.completedFuture(reply.answered()));
  }

  private CompletableFuture<Answered> later(Asked asked, int number) {
    var pause = CompletableFuture.delayedExecutor(200L << number, TimeUnit.MILLISECONDS);
    return CompletableFuture.runAsync(() -> {}, pause).thenCompose(_ -> attempt(asked, number + 1));
  }

  private HttpRequest request(Asked asked) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("model", endpoint.model());
    body.put("messages", List.of(Map.of("role", "user", "content", asked.question())));
    body.put("temperature", asked.temperature());
    body.put("max_tokens", asked.maxTokens());
    body.put("seed", asked.seed() & Integer.MAX_VALUE);
    body.put("stream", false);
    String base = endpoint.base().toString().replaceAll("/+$", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/chat/completions"))
            .timeout(endpoint.timeout())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
    if (!endpoint.key().isEmpty()) {
      request.header("Authorization", "Bearer " + endpoint.key());
    }
    return request.build();
  }

  /// @param again whether another try may help
  private record Reply(Answered answered, boolean again) {}

  private Reply failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof HttpTimeoutException
        || cause instanceof java.util.concurrent.TimeoutException) {
      return wrong("no answer within " + endpoint.timeout().toMillis() + " ms", true);
    }
    String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return wrong("cannot be reached: " + why, cause instanceof IOException);
  }

  private Reply read(HttpResponse<String> response) {
    String body = response.body();
    int status = response.statusCode();
    if (status != 200) {
      return wrong("status %d: %s".formatted(status, shown(body)), status == 429 || status >= 500);
    }
    if (body.length() > MOST_CHARACTERS) {
      return wrong("%,d characters are no answer".formatted(body.length()), false);
    }
    try {
      JsonNode root = JSON.readTree(body);
      JsonNode choice = root.path("choices").path(0);
      JsonNode content = choice.path("message").path("content");
      return content.isString()
          ? new Reply(answered(root, choice, content.asString()), false)
          : wrong("no choices[0].message.content in " + shown(body), false);
    } catch (JacksonException rubbish) {
      return wrong("sent no JSON but " + shown(body), false);
    }
  }

  private static Answered answered(JsonNode root, JsonNode choice, String content) {
    int thought = content.lastIndexOf(THOUGHT);
    String answer = thought < 0 ? content : content.substring(thought + THOUGHT.length());
    boolean cut = choice.path("finish_reason").asString("").equals("length");
    JsonNode usage = root.path("usage");
    int tokens = usage.path("completion_tokens").asInt(0);
    int thinking = usage.path("completion_tokens_details").path("reasoning_tokens").asInt(0);
    String before = thought < 0 ? "" : content.substring(0, thought).replace("<think>", "");
    String told = reasoning(choice.path("message"), before);
    return new Answered(answer.strip(), thinking, tokens, cut, "", told.strip());
  }

  /// The thought under the names that endpoints give it.
  private static String reasoning(JsonNode message, String otherwise) {
    JsonNode named = message.path("reasoning_content");
    return named.isString() ? named.asString() : message.path("reasoning").asString(otherwise);
  }

  private Reply wrong(String why, boolean again) {
    return new Reply(Answered.failed(endpoint.base() + ": " + why), again);
  }

  private static String shown(String body) {
    String line = body.strip().replaceAll("\\s+", " ");
    return line.length() > 120 ? line.substring(0, 120) + "…" : line;
  }

  @Override
  public void close() {
    client.close();
  }
}

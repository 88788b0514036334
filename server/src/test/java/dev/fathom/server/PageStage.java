package dev.fathom.server;

import dev.fathom.engine.EngineOptions;
import dev.fathom.tensor.ElementType;
import dev.fathom.testing.HashedModel;
import dev.fathom.testing.Script;
import dev.fathom.testing.ScriptedModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A server with its page, and the page's part of the talk.
final class PageStage implements AutoCloseable {
  final FathomServer server;
  private final Runnable closer;

  private PageStage(FathomServer server, Runnable closer) {
    this.server = server;
    this.closer = closer;
  }

  /// A model that says what `script` tells.
  static PageStage scripted(ServerConfig config, Script script) {
    ScriptedModel model = new ScriptedModel(script);
    ServedModel served =
        new ServedModel(
            ScriptedModel.NAME,
            model.format(),
            model.engine(),
            model.tokenizer(),
            Set.of(),
            model.card());
    return new PageStage(
        FathomServer.start(config.withPort(0), new SingleModel(served)), model::close);
  }

  /// A model that says letters for ever.
  static PageStage letters(ServerConfig config, LetterForward forward) {
    return letters(config, forward, new EngineOptions(1 << 20, ElementType.F16, 256));
  }

  static PageStage letters(ServerConfig config, LetterForward forward, EngineOptions options) {
    Stage stage = Stage.letters(config, forward, options);
    return new PageStage(stage.server, stage.engine::close);
  }

  /// Letters that cost nothing, with prefixes on disk where the options say so.
  static PageStage hashed(ServerConfig config, HashedModel model) {
    ServedModel served =
        new ServedModel(
            HashedModel.NAME,
            model.format(),
            model.engine(),
            model.tokenizer(),
            Set.of(),
            model.card());
    return new PageStage(FathomServer.start(config.withPort(0), new SingleModel(served)), () -> {});
  }

  /// A request by somebody with `key`, or without.
  HttpRequest.Builder request(String path, @Nullable String key) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofSeconds(30));
    return key == null ? request : request.header("Authorization", "Bearer " + key);
  }

  HttpResponse<String> send(String method, String path, String body, @Nullable String key)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(path, key)
            .method(method, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return Stage.CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return send(method, path, body, null);
  }

  /// The answer to a call that succeeds.
  JsonNode ok(String method, String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> response = send(method, path, body);
    if (response.statusCode() / 100 != 2) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return Json.tree(response.body().isEmpty() ? "null" : response.body());
  }

  /// A new chat's id.
  String chat() throws IOException, InterruptedException {
    return ok("POST", "/api/chats", "{}").path("id").asString();
  }

  /// Says something and asks for the answer; the answer's id.
  String ask(String chat, String content) throws IOException, InterruptedException {
    return ask(chat, "", content, "{}");
  }

  String ask(String chat, String parent, String content, String settings)
      throws IOException, InterruptedException {
    ObjectNode message = Json.object().put("role", "user").put("content", content);
    if (!parent.isEmpty()) {
      message.put("parent", parent);
    }
    JsonNode question = ok("POST", "/api/chats/" + chat + "/messages", Json.text(message));
    return answer(chat, question.path("id").asString(), settings);
  }

  String answer(String chat, String parent, String settings)
      throws IOException, InterruptedException {
    String body = "{\"parent\":\"%s\",\"settings\":%s}".formatted(parent, settings);
    return ok("POST", "/api/chats/" + chat + "/answers", body).path("id").asString();
  }

  /// An event stream that is read by hand.
  final class Stream implements AutoCloseable {
    private final InputStream in;
    private final BufferedReader lines;
    private final HttpResponse<InputStream> response;

    Stream(String path, @Nullable String key) throws IOException, InterruptedException {
      response =
          Stage.CLIENT.send(
              request(path, key).timeout(Duration.ofMinutes(5)).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      in = response.body();
      lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    int status() {
      return response.statusCode();
    }

    /// The next event; null at the end.
    @Nullable Event next() throws IOException {
      String name = "";
      String line = lines.readLine();
      while (line != null) {
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          return new Event(name, Json.tree(line.substring(6)));
        }
        line = lines.readLine();
      }
      return null;
    }

    /// The next event called `name`.
    JsonNode until(String name) throws IOException {
      for (Event event = next(); event != null; event = next()) {
        if (event.name().equals(name)) {
          return event.data();
        }
      }
      throw new AssertionError("the stream ended without " + name);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  record Event(String name, JsonNode data) {}

  Stream watch(String chat, String answer) throws IOException, InterruptedException {
    return new Stream("/api/chats/" + chat + "/answers/" + answer + "/events", null);
  }

  Stream events() throws IOException, InterruptedException {
    return new Stream("/api/events", null);
  }

  /// The message as it is when its answer has ended.
  JsonNode end(String chat, String answer) throws IOException, InterruptedException {
    try (Stream stream = watch(chat, answer)) {
      return stream.until("end").path("message");
    }
  }

  /// The message as the chat has it.
  JsonNode message(String chat, String id) throws IOException, InterruptedException {
    for (JsonNode message : ok("GET", "/api/chats/" + chat, "").path("messages")) {
      if (message.path("id").asString().equals(id)) {
        return message;
      }
    }
    throw new AssertionError("no message " + id);
  }

  @Override
  public void close() {
    server.close();
    closer.run();
  }
}

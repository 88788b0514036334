package dev.fathom.server;

import dev.fathom.engine.ChatFormat;
import dev.fathom.engine.Engine;
import dev.fathom.engine.EngineOptions;
import dev.fathom.engine.Fathom;
import dev.fathom.engine.FathomOptions;
import dev.fathom.engine.ModelFacts;
import dev.fathom.model.SamplingDefaults;
import dev.fathom.testing.ByteTokenizer;
import dev.fathom.text.ChatTemplate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A server with a model, and a client that talks to it.
final class Stage implements AutoCloseable {
  static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  final FathomServer server;
  final Engine engine;
  private final Runnable closer;

  private Stage(FathomServer server, Engine engine, Runnable closer) {
    this.server = server;
    this.engine = engine;
    this.closer = closer;
  }

  /// With the model that ships with Fathom.
  static Stage embedded() {
    return embedded(ServerConfig.DEFAULTS);
  }

  static Stage embedded(ServerConfig config) {
    Fathom fathom = Fathom.embedded(FathomOptions.DEFAULTS);
    ServedModel served = ServedModel.of("r1-mini", fathom);
    return new Stage(
        FathomServer.start(config.withPort(0), new SingleModel(served)),
        fathom.engine(),
        fathom::close);
  }

  /// With a model that says letters for ever.
  static Stage letters(ServerConfig config, LetterForward forward, EngineOptions options) {
    ByteTokenizer tokenizer = new ByteTokenizer();
    ChatTemplate template =
        ChatTemplate.parse(
            "test", "{% for m in messages %}{{ m.role }}:{{ m.content }};{% endfor %}a:");
    ModelFacts facts =
        new ModelFacts(tokenizer, ByteTokenizer.SIZE, 1 << 20, Set.of(ByteTokenizer.END));
    Engine engine = new Engine(facts, forward, options);
    ServedModel model =
        new ServedModel(
            "letters",
            ChatFormat.of("letters", tokenizer, template),
            engine,
            tokenizer,
            Set.of(ByteTokenizer.END),
            new SamplingDefaults(0.0, null, null));
    return new Stage(
        FathomServer.start(config.withPort(0), new SingleModel(model)), engine, engine::close);
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /// The JSON answer of a request that succeeds.
  JsonNode ok(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> response = post(path, body);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return Json.tree(response.body());
  }

  /// The data of the events of `stream`, in order.
  static List<String> data(String stream) {
    List<String> data = new ArrayList<>();
    stream.lines().filter(l -> l.startsWith("data: ")).forEach(l -> data.add(l.substring(6)));
    return data;
  }

  @Override
  public void close() {
    server.close();
    closer.run();
  }
}

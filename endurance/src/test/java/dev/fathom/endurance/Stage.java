package dev.fathom.endurance;

import dev.fathom.engine.EngineLoad;
import dev.fathom.engine.EngineOptions;
import dev.fathom.server.FathomServer;
import dev.fathom.server.Patience;
import dev.fathom.server.ServedModel;
import dev.fathom.server.ServerConfig;
import dev.fathom.server.SingleModel;
import dev.fathom.tensor.ElementType;
import dev.fathom.testing.ByteTokenizer;
import dev.fathom.testing.HashedModel;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// A server in this process with a model whose answers are known beforehand.
final class Stage implements AutoCloseable {
  static final String CHAT = "/v1/chat/completions";

  /// Short waits, so that tests of them are short.
  static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          Duration.ofSeconds(60),
          Duration.ofMinutes(30),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10));

  final HashedModel model;
  private final FathomServer server;

  Stage(EngineOptions options) {
    this(options, PATIENCE);
  }

  Stage(EngineOptions options, Patience patience) {
    model = new HashedModel(options);
    server = FathomServer.start(config(patience), new SingleModel(served(model)));
  }

  static ServerConfig config(Patience patience) {
    return ServerConfig.DEFAULTS.withPort(0).withPatience(patience);
  }

  static ServedModel served(HashedModel model) {
    return new ServedModel(
        HashedModel.NAME,
        model.format(),
        model.engine(),
        model.tokenizer(),
        Set.of(ByteTokenizer.END),
        model.card());
  }

  /// @param context tokens of a sequence
  /// @param running sequences at once, with room for `each` tokens on the average
  static EngineOptions options(int context, int running, int waiting, int each) {
    return new EngineOptions(
        context,
        Math.max(context, Math.multiplyExact(running, each)),
        ElementType.F16,
        // so that a thousand short prompts do not take minutes to get in
        Math.max(256, 4 * running),
        new EngineOptions.Sequences(running, waiting),
        EngineOptions.Prefixes.NONE,
        0);
  }

  int port() {
    return server.port();
  }

  EngineLoad load() {
    return model.engine().load();
  }

  boolean idle() {
    EngineLoad load = load();
    return load.running() == 0 && load.waiting() == 0 && load.usedPages() == 0;
  }

  RawClient client() throws java.io.IOException {
    return new RawClient(port());
  }

  /// The body of a request with one message.
  static String body(String content, int tokens, boolean stream) {
    String usage = stream ? ",\"stream_options\":{\"include_usage\":true}" : "";
    return "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"max_tokens\":%d,\"stream\":%b%s}"
        .formatted(content, tokens, stream, usage);
  }

  /// What the answer to {@link #body} must be.
  String answer(String content, int tokens) {
    return model.answer(HashedModel.prompt(content), tokens);
  }

  static boolean within(Duration time, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      if (condition.getAsBoolean()) {
        return true;
      }
      Thread.sleep(5);
    }
    return condition.getAsBoolean();
  }

  void stopServing() {
    server.close();
  }

  @Override
  public void close() {
    server.close();
    model.close();
  }
}

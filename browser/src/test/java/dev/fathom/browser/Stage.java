package dev.fathom.browser;

import dev.fathom.server.FathomServer;
import dev.fathom.server.Patience;
import dev.fathom.server.ServerConfig;
import dev.fathom.testing.Pace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// The real server with its page, its chats in a folder of their own, on a port that stays the same
/// when it is stopped and started again.
final class Stage implements AutoCloseable {
  // a line per request is too much here; the fields keep the loggers and so their levels
  private static final List<Logger> QUIET =
      List.of(Logger.getLogger("dev.fathom.server"), Logger.getLogger("io.helidon"));

  static {
    QUIET.forEach(logger -> logger.setLevel(Level.SEVERE));
  }

  // long enough for a reader, or a test, to do something meanwhile
  private static final Duration SLOWLY = Duration.ofMillis(40);

  // so that a sum has the same result whenever it is asked for
  private static final String SURE =
      "if (location.protocol === 'http:')"
          + " localStorage['fathom-settings'] ??= JSON.stringify({parameters: {temperature: 0}})";

  private static Stage shared;
  private static Stage unhurried;

  private final Cast cast;
  private final Pace pace;
  private final UnaryOperator<ServerConfig> terms;
  private final Path folder;
  private FathomServer server;
  private int port;

  private Stage(Cast cast, Pace pace, Path folder, UnaryOperator<ServerConfig> terms) {
    this.cast = cast;
    this.pace = pace;
    this.folder = folder;
    this.terms = terms;
    start();
  }

  /// The one with the embedded model that tests share; its chats are those of all of them.
  static Stage shared() {
    if (shared == null) {
      shared = with(Cast.embedded());
    }
    return shared;
  }

  /// Another one that tests share, whose embedded model speaks slowly until told to hurry.
  static Stage unhurried() {
    if (unhurried == null) {
      Pace pace = new Pace();
      unhurried = with(Cast.embedded(pace), pace, config -> config);
    }
    unhurried.slow();
    return unhurried;
  }

  static void closeShared() {
    Stream.of(shared, unhurried).filter(Objects::nonNull).forEach(Stage::close);
    shared = null;
    unhurried = null;
  }

  static Stage with(Cast cast) {
    return with(cast, config -> config);
  }

  /// @param terms how its configuration differs from the usual one
  static Stage with(Cast cast, UnaryOperator<ServerConfig> terms) {
    return with(cast, new Pace(), terms);
  }

  /// @param pace of the cast
  static Stage with(Cast cast, Pace pace, UnaryOperator<ServerConfig> terms) {
    try {
      return new Stage(cast, pace, Files.createTempDirectory("fathom-browser"), terms);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts it again where it was.
  void start() {
    ServerConfig config =
        ServerConfig.DEFAULTS.withPort(port).withPatience(hurried()).withChats(chats());
    server = FathomServer.start(terms.apply(config), cast.models());
    port = server.port();
  }

  // answers that run when it stops are cut at once
  private static Patience hurried() {
    Patience usual = Patience.DEFAULTS;
    return new Patience(
        usual.request(),
        usual.reader(),
        usual.idle(),
        usual.answer(),
        Duration.ofMillis(50),
        usual.silence());
  }

  /// As a process that ends: what runs is cut.
  void stop() {
    server.close();
  }

  /// From now on the model speaks slowly.
  void slow() {
    pace.slow(SLOWLY);
  }

  /// From now on the model speaks as fast as it can.
  void hurry() {
    pace.full();
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /// The database.
  Path chats() {
    return folder.resolve("chats.db");
  }

  /// Where the database lies with all that belongs to it.
  Path folder() {
    return folder;
  }

  /// Somebody at a usual screen who has opened the page.
  ChatPage visit() {
    return visit(View.DESKTOP);
  }

  /// Somebody who has opened the page and wants the likeliest of all answers.
  ChatPage visit(View view) {
    Visitor visitor = Visitor.to(url(), view);
    if (cast.draws()) {
      visitor.context().addInitScript(SURE);
    }
    return new ChatPage(visitor).open();
  }

  @Override
  public void close() {
    server.close();
    cast.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Stage::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

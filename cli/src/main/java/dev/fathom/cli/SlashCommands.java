package dev.fathom.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// `/help` and its like: what can be said in a chat that is no message.
final class SlashCommands {
  private final ChatSession session;
  private final ConversationOptions options;
  private final Surroundings around;
  private boolean leaving;

  SlashCommands(ChatSession session, ConversationOptions options, Surroundings around) {
    this.session = session;
    this.options = options;
    this.around = around;
  }

  /// Whether `/bye` was said.
  boolean leaving() {
    return leaving;
  }

  /// Runs `/name rest`.
  void run(String text) throws IOException, InterruptedException {
    String[] parts = text.split("\\s+", 2);
    String rest = parts.length == 1 ? "" : parts[1].strip();
    switch (parts[0]) {
      case "/help", "/?" -> tell("chat.help");
      case "/clear" -> clear();
      case "/model" -> model(rest);
      case "/set" -> set(rest);
      case "/think" -> think(rest);
      case "/regen" -> session.regenerate();
      case "/cost" -> around.err().print(session.expenses());
      case "/save" -> save(rest);
      case "/load" -> load(rest);
      case "/bye", "/exit", "/quit" -> leaving = true;
      default -> throw Failure.of("chat.unknown", parts[0]);
    }
  }

  private void tell(String key, Object... values) {
    around.err().println(around.texts().say(key, values));
  }

  private void clear() {
    session.conversation().clear();
    tell("chat.cleared");
  }

  private void model(String path) {
    if (!path.isEmpty()) {
      session.change(Path.of(path));
    }
    tell("chat.model", session.fathom().file().name());
  }

  private void think(String word) {
    options.hideThinking =
        switch (word) {
          case "show", "on" -> false;
          case "hide", "off" -> true;
          case "" -> !options.hideThinking;
          default -> throw Failure.of("chat.think", word);
        };
    tell(options.hideThinking ? "chat.think-hidden" : "chat.think-shown");
  }

  private void save(String path) throws IOException {
    Path file = named(path, "/save");
    ConversationFile.save(file, session.fathom().file().name(), session.conversation());
    tell("chat.saved", file);
  }

  private void load(String path) throws IOException {
    Path file = named(path, "/load");
    session.conversation().replaceBy(ConversationFile.load(file));
    tell("chat.loaded", file, session.conversation().messages().size());
  }

  private static Path named(String path, String command) {
    if (path.isEmpty()) {
      throw Failure.of("chat.needs-file", command);
    }
    return Path.of(path);
  }

  private void set(String text) {
    if (!text.isEmpty()) {
      String[] parts = text.split("\\s+", 2);
      String value = parts.length == 1 ? "" : parts[1].strip();
      assign(parts[0], value);
    }
    SamplingOptions sampling = options.sampling;
    tell(
        "chat.settings",
        word(sampling.temperature),
        word(sampling.topP),
        word(sampling.topK),
        word(sampling.minP),
        word(sampling.seed),
        word(sampling.maxTokens),
        word(session.conversation().system()));
  }

  private static String word(@Nullable Object value) {
    return value == null ? "-" : value.toString();
  }

  /// Sets one parameter, or takes it back where `value` is empty; keeps the old one if it is wrong.
  private void assign(String name, String value) {
    if (name.equals("system")) {
      session.conversation().setSystem(value.isEmpty() ? null : value);
      return;
    }
    SamplingOptions trial = options.sampling.copy();
    try {
      trial.set(name, value);
    } catch (NumberFormatException notANumber) {
      throw Failure.because(notANumber, "chat.number", name, value);
    }
    trial.check();
    options.sampling.set(name, value);
  }
}

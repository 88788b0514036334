package dev.fathom.server;

import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// How one API says what a request's generations say.
interface Presentation {
  /// Whether the answer is a stream of events.
  boolean streams();

  /// Choices that have one prompt.
  default int perPrompt() {
    return 1;
  }

  /// What the id of an answer begins with.
  String idPrefix();

  /// Tells everything as events to `sink`, from the first to the last.
  Stream stream(Head head, EventSink sink);

  /// The answer in one piece.
  JsonNode whole(Head head, Collected collected);

  /// An answer told as events.
  interface Stream extends Consumer<Output> {
    /// Before the first output.
    void begin();

    /// After a while without output.
    void alive();

    /// After the last.
    void end();

    /// Instead of the rest.
    void fail(ApiException error);
  }
}

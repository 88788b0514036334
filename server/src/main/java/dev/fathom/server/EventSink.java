package dev.fathom.server;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Where the events of a stream go, one at once, each seen by the client before the next is made.
interface EventSink {
  /// One event; without a name where `name` is null.
  void event(@Nullable String name, JsonNode data);

  /// A comment, which clients pass over, so that nobody takes the stream for dead.
  void alive();

  /// The text `[DONE]`, as OpenAI ends a stream.
  void done();
}

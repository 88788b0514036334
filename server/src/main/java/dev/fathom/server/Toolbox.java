package dev.fathom.server;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The tools of a request, and which the model must call.
///
/// @param name of the only tool it may call, with {@link Choice#NAMED}
/// @param parallel whether it may call several in one turn
record Toolbox(List<Tool> tools, Choice choice, @Nullable String name, boolean parallel) {
  static final Toolbox EMPTY = new Toolbox(List.of(), Choice.NONE, null, true);

  /// Which tools must be called.
  enum Choice {
    NONE,
    AUTO,
    REQUIRED,
    NAMED
  }

  /// A function.
  ///
  /// @param parameters its JSON schema
  /// @param definition the whole definition as OpenAI writes it, for the template
  record Tool(String name, JsonNode parameters, JsonNode definition) {}

  /// Whether the model may call any.
  boolean open() {
    return !tools.isEmpty() && choice != Choice.NONE;
  }
}

package dev.fathom.server;

import tools.jackson.databind.node.ObjectNode;

/// Error objects as the two families of APIs write them.
final class ErrorObjects {
  private ErrorObjects() {}

  /// OpenAI's: all four keys, always.
  static ObjectNode openAi(ApiException error) {
    ObjectNode root = Json.object();
    ObjectNode object = root.putObject("error");
    object.put("message", error.line());
    object.put("type", error.kind().openAi);
    object.put("param", error.param());
    object.put("code", error.code());
    return root;
  }

  /// Anthropic's.
  static ObjectNode anthropic(ApiException error) {
    ObjectNode root = Json.object();
    root.put("type", "error");
    ObjectNode object = root.putObject("error");
    object.put("type", error.kind().anthropic);
    object.put("message", error.line());
    return root;
  }
}

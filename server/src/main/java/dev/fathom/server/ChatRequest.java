package dev.fathom.server;

import java.util.List;

/// A request to `/v1/chat/completions`.
///
/// @param includeUsage whether the stream's last chunk tells the usage
record ChatRequest(Turn turn, boolean stream, boolean includeUsage) {
  private static final String HERE = "is not served here";

  /// Reads and checks `fields`.
  static ChatRequest of(Fields fields, Limits limits) {
    refuse(fields);
    DrawingReader drawing = new DrawingReader(fields, limits);
    Turn turn =
        new Turn(
            fields.text("model"),
            new ConversationReader(fields, limits).chat(),
            drawing.drawing(topLogprobs(fields)),
            new Turn.Length(
                drawing.maxTokens("max_completion_tokens", "max_tokens"), drawing.stops()),
            ThinkingReader.of(fields),
            new ShapeReader(fields, limits).shape(),
            new ToolsReader(fields, limits).chat());
    boolean stream = fields.flag("stream", false);
    return new ChatRequest(turn, stream, includeUsage(fields));
  }

  private static int topLogprobs(Fields fields) {
    boolean wanted = fields.flag("logprobs", false);
    Integer top = fields.whole("top_logprobs", 0, dev.fathom.engine.Terms.MAX_LOGPROBS);
    if (top != null && !wanted) {
      throw ApiException.bad("top_logprobs", "'top_logprobs' needs 'logprobs': true");
    }
    return !wanted ? -1 : top == null ? 0 : top;
  }

  /// `stream_options.include_usage`.
  static boolean includeUsage(Fields fields) {
    Fields options = fields.object("stream_options");
    if (options == null) {
      return false;
    }
    options.refuse("include_obfuscation", HERE);
    return options.flag("include_usage", false);
  }

  private static void refuse(Fields fields) {
    for (String name :
        List.of(
            "audio",
            "prediction",
            "web_search_options",
            "functions",
            "function_call",
            "moderation",
            "store")) {
      fields.refuse(name, HERE);
    }
    for (String modality : fields.texts("modalities", 8)) {
      if (!modality.equals("text")) {
        throw ApiException.unsupported("modalities", "'modalities': only text is served here");
      }
    }
    fields.word("verbosity", List.of("medium"));
    fields.word("service_tier", List.of("auto", "default"));
  }
}

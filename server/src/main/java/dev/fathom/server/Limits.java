package dev.fathom.server;

/// How much one request may ask for.
///
/// @param bodyBytes of a request's body
/// @param fileBytes of a file of chats that is imported
/// @param headerBytes of a request's headers together
/// @param depth of nested JSON
/// @param messages in a conversation
/// @param tools in a request
/// @param choices `n`, times the prompts of a request
/// @param stops stop strings
/// @param schemaBytes of a schema, grammar or pattern
/// @param inputs texts to embed at once
/// @param maxTokens of one answer
public record Limits(
    int bodyBytes,
    int fileBytes,
    int headerBytes,
    int depth,
    int messages,
    int tools,
    int choices,
    int stops,
    int schemaBytes,
    int inputs,
    int maxTokens) {
  public static final Limits DEFAULTS =
      new Limits(4 << 20, 32 << 20, 16 << 10, 64, 4096, 128, 8, 16, 64 << 10, 256, 1 << 20);

  public Limits {
    for (int limit :
        new int[] {
          bodyBytes,
          fileBytes,
          headerBytes,
          depth,
          messages,
          tools,
          choices,
          stops,
          schemaBytes,
          inputs,
          maxTokens
        }) {
      if (limit < 1) {
        throw new IllegalArgumentException("a limit must be 1 or more, got " + limit);
      }
    }
  }
}

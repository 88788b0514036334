package dev.fathom.cli;

import java.util.List;

/// What was typed, and whether it is all: a message between `"""` may have any lines, and a line
/// that ends in a backslash goes on in the next.
final class ChatText {
  /// What may follow at a prompt instead of a message.
  static final List<String> COMMANDS =
      List.of("/help", "/clear", "/model", "/set", "/think", "/regen", "/save", "/load", "/bye");

  private static final String FENCE = "\"\"\"";

  private ChatText() {}

  /// Whether more lines belong to `text`.
  static boolean isOpen(String text) {
    String bare = text.strip();
    if (bare.startsWith(FENCE)) {
      return bare.length() < 2 * FENCE.length() || !bare.endsWith(FENCE);
    }
    return text.endsWith("\\");
  }

  /// The message without fences and backslashes at the ends of lines.
  static String clean(String text) {
    String bare = text.strip();
    if (bare.startsWith(FENCE)) {
      boolean closed = bare.length() >= 2 * FENCE.length() && bare.endsWith(FENCE);
      int end = bare.length() - (closed ? FENCE.length() : 0);
      return bare.substring(FENCE.length(), end).strip();
    }
    String joined = bare.replace("\\\n", "\n");
    return joined.endsWith("\\") ? joined.substring(0, joined.length() - 1) : joined;
  }

  /// Whether it is `/something` and not a message.
  static boolean isCommand(String text) {
    return text.strip().startsWith("/");
  }
}

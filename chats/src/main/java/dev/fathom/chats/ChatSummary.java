package dev.fathom.chats;

import java.util.List;

/// What a list shows of a chat.
///
/// @param created milliseconds since 1970
/// @param updated milliseconds since 1970
/// @param model that answered last; empty for none yet
/// @param running whether an answer is being written
/// @param snippet where a search hit, in pieces; empty without a search
public record ChatSummary(
    String id,
    String title,
    long created,
    long updated,
    String model,
    boolean running,
    List<Piece> snippet) {
  public ChatSummary {
    snippet = List.copyOf(snippet);
  }

  /// A piece of a snippet.
  ///
  /// @param hit whether it is what was searched for
  public record Piece(String text, boolean hit) {}
}

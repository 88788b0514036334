package dev.fathom.chats;

import java.util.List;

/// Chats as files: written as JSON or Markdown, read from our JSON, the export of llama-server's
/// page and that of Open WebUI.
public final class ChatFile {
  private ChatFile() {}

  /// What a file held.
  public record Contents(List<Chat> chats, List<Skipped> skipped) {
    public Contents {
      chats = List.copyOf(chats);
      skipped = List.copyOf(skipped);
    }
  }

  /// A chat that could not be read, and why.
  public record Skipped(String title, String why) {}

  public static String json(List<Chat> chats) {
    throw new UnsupportedOperationException("not yet");
  }

  /// The branch that is shown, for people.
  public static String markdown(Chat chat) {
    throw new UnsupportedOperationException("not yet");
  }

  /// Throws {@link ChatStoreException} of kind INVALID where `text` is no file of chats, saying
  /// what it is instead.
  public static Contents read(String text) {
    throw new UnsupportedOperationException("not yet");
  }
}

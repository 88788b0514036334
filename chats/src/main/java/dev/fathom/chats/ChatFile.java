package dev.fathom.chats;

import java.util.List;
import tools.jackson.databind.JsonNode;

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

  /// The format `fathom-chats`, see `docs/formats/chats.md`.
  public static String json(List<Chat> chats) {
    return FathomChats.write(chats);
  }

  /// The branch that is shown, for people.
  public static String markdown(Chat chat) {
    return new MarkdownTalk().of(chat);
  }

  /// Throws {@link ChatStoreException} of kind INVALID where `text` is no file of chats, saying
  /// what it is instead.
  public static Contents read(String text) {
    JsonNode root = OtherFiles.json(text);
    if (FathomChats.is(root)) {
      return contents(FathomChats.read(root));
    }
    if (LlamaServerChats.is(root)) {
      return contents(LlamaServerChats.read(root));
    }
    if (OpenWebUiChats.is(root)) {
      return contents(OpenWebUiChats.read(root));
    }
    throw Complaint.invalid(OtherFiles.noChats(root));
  }

  private static Contents contents(List<Reading> readings) {
    return new Contents(
        readings.stream().flatMap(r -> r.chat().stream()).toList(),
        readings.stream()
            .filter(r -> r.chat().isEmpty())
            .map(r -> new Skipped(r.title(), r.why()))
            .toList());
  }
}

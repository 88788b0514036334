package dev.fathom.chats;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One message; messages of a chat form a tree.
///
/// @param parent empty for the first
/// @param thinking of an answer, apart from its content
/// @param toolCalls a JSON array of `{"id", "name", "arguments"}`, empty text for none
/// @param toolCallId the call whose result this is; empty for none
/// @param finish why an answer ended; empty while it runs and for what people wrote
/// @param error why it failed
/// @param model that answered; empty for what people wrote
/// @param created milliseconds since 1970
/// @param usage a JSON object, empty text for none
public record ChatMessage(
    String id,
    String parent,
    Role role,
    String content,
    String thinking,
    String toolCalls,
    String toolCallId,
    List<Attachment> attachments,
    State state,
    String finish,
    @Nullable Failure error,
    String model,
    long created,
    String usage) {
  public ChatMessage {
    attachments = List.copyOf(attachments);
  }

  /// Who speaks.
  public enum Role {
    USER,
    ASSISTANT,
    TOOL
  }

  /// How far an answer is.
  public enum State {
    DONE,
    RUNNING,
    /// By the reader.
    STOPPED,
    /// The server went away meanwhile.
    INTERRUPTED,
    FAILED
  }

  /// Why an answer failed, in words for people and for programs.
  public record Failure(String message, String code) {}

  /// A file whose text goes with a message.
  ///
  /// @param bytes of the file itself
  public record Attachment(String name, String mediaType, long bytes, String text) {}
}

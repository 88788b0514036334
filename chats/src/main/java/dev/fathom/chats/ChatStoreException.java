package dev.fathom.chats;

/// The chats cannot be had; the message is one line for people.
public final class ChatStoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// What is the matter.
  public enum Kind {
    /// No chat or message of this id that the owner may see.
    ABSENT,
    /// What was asked for cannot be: a parent of another chat, a title without letters.
    INVALID,
    /// Another process holds the database.
    LOCKED,
    /// The disk, or the quota, is full.
    FULL,
    /// The file is damaged, or not a database of ours.
    CORRUPT,
    /// Anything else the disk or the database said.
    BROKEN
  }

  private final Kind kind;

  public ChatStoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public ChatStoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}

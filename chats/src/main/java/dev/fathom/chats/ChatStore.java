package dev.fathom.chats;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All chats of all owners in one SQLite file. Every call names the owner, and nothing of another
/// owner can be read, changed or counted through it. Safe for use by many threads. Every call may
/// throw {@link ChatStoreException}.
public final class ChatStore implements AutoCloseable {
  /// Opens or makes `file`, readable by its owner alone; answers that were running when the process
  /// ended are marked as interrupted.
  public static ChatStore open(Path file) {
    throw new UnsupportedOperationException("not yet: " + file);
  }

  /// One that keeps nothing when it is closed.
  public static ChatStore inMemory() {
    throw new UnsupportedOperationException("not yet");
  }

  /// A page of a list, newest first.
  ///
  /// @param next the cursor of the page after this; null at the end
  public record Listing(List<ChatSummary> chats, @Nullable String next) {
    public Listing {
      chats = List.copyOf(chats);
    }
  }

  /// @param search words to find in titles and messages; empty for all chats
  /// @param after a cursor; empty for the first page
  public Listing list(String owner, String search, String after, int limit) {
    throw new UnsupportedOperationException("not yet");
  }

  /// @param title empty until somebody gives one: the first question's beginning stands for it
  public Chat create(String owner, String title, String settings) {
    throw new UnsupportedOperationException("not yet");
  }

  public Chat read(String owner, String chat) {
    throw new UnsupportedOperationException("not yet");
  }

  /// All chats, one after the other, for an export.
  public List<String> ids(String owner) {
    throw new UnsupportedOperationException("not yet");
  }

  public void rename(String owner, String chat, String title) {
    throw new UnsupportedOperationException("not yet");
  }

  public void configure(String owner, String chat, String settings) {
    throw new UnsupportedOperationException("not yet");
  }

  /// Shows the branch that ends at `leaf`.
  public void choose(String owner, String chat, String leaf) {
    throw new UnsupportedOperationException("not yet");
  }

  /// Adds `message`, whose id is given anew, behind its parent; it becomes the leaf.
  public ChatMessage add(String owner, String chat, ChatMessage message) {
    throw new UnsupportedOperationException("not yet");
  }

  /// Replaces the message of the same id: an answer that grows.
  public void update(String owner, String chat, ChatMessage message) {
    throw new UnsupportedOperationException("not yet");
  }

  /// Adds a chat from elsewhere with all its messages, under new ids.
  public ChatSummary insert(String owner, Chat chat) {
    throw new UnsupportedOperationException("not yet");
  }

  /// Deletes it so that not a word is left in the file or its log.
  public void delete(String owner, String chat) {
    throw new UnsupportedOperationException("not yet");
  }

  public void deleteAll(String owner) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("not yet");
  }
}

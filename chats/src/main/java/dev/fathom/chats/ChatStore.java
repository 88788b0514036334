package dev.fathom.chats;

import dev.fathom.chats.ChatMessage.Role;
import dev.fathom.chats.ChatMessage.State;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All chats of all owners in one SQLite file. Every call names the owner, and nothing of another
/// owner can be read, changed or counted through it. Safe for use by many threads, and the file by
/// many processes. Every call may throw {@link ChatStoreException}; then it changed nothing, and
/// the next call may succeed.
public final class ChatStore implements AutoCloseable {
  private static final int LONGEST_PAGE = 1_000;

  private final Database database;
  private final Presence presence;

  private ChatStore(Database database, Presence presence) {
    this.database = database;
    this.presence = presence;
  }

  /// Opens or makes `file`, readable by its owner alone; answers that were running when the process
  /// ended are marked as interrupted, those of another process that still runs are not.
  public static ChatStore open(Path file) {
    try {
      StoreFile.make(file);
      String url = "jdbc:sqlite:" + file.toAbsolutePath().toUri();
      Presence presence = Presence.in(StoreFile.presence(file));
      try {
        return prepared(Database.open(file.toString(), url), presence);
      } catch (RuntimeException e) {
        presence.close();
        throw e;
      }
    } catch (IOException e) {
      throw Complaint.of(file.toString(), e);
    }
  }

  /// One that keeps nothing when it is closed.
  public static ChatStore inMemory() {
    return prepared(Database.open("the chats", "jdbc:sqlite::memory:"), Presence.alone());
  }

  private static ChatStore prepared(Database database, Presence presence) {
    try {
      database.run("PRAGMA journal_mode = WAL");
      Schema.bringUpToDate(database);
      SearchIndex.prepare(database);
      Interrupted.mark(database, presence);
      // a crash may have come between a deletion and its erasure
      database.erase();
      return new ChatStore(database, presence);
    } catch (SQLException e) {
      database.abandon();
      throw Complaint.of(database.name(), e);
    } catch (RuntimeException e) {
      database.abandon();
      throw e;
    }
  }

  /// A page of a list, newest first.
  ///
  /// @param next the cursor of the page after this; null at the end
  public record Listing(List<ChatSummary> chats, @Nullable String next) {
    public Listing {
      chats = List.copyOf(chats);
    }
  }

  /// A chat that gets a message while somebody goes from page to page moves to the front, and no
  /// other chat is left out or comes twice for it.
  ///
  /// @param search words to find in titles, messages and attachments, the last one perhaps the
  ///   beginning of a word, phrases in quotation marks; without letters and digits: all chats
  /// @param after a cursor; empty for the first page
  public Listing list(String owner, String search, String after, int limit) {
    int size = Math.clamp(limit, 1, LONGEST_PAGE);
    SearchWords words = SearchWords.of(search);
    Cursor cursor = Cursor.of(after);
    return database.read(
        c -> {
          List<ChatSummary> found =
              new ChatList(new OwnerSql(c, owner)).page(words, cursor, size + 1);
          if (found.size() <= size) {
            return new Listing(found, null);
          }
          ChatSummary last = found.get(size - 1);
          return new Listing(found.subList(0, size), new Cursor(last.updated(), last.id()).text());
        });
  }

  /// @param title empty until somebody gives one: the first question's beginning stands for it
  /// @param settings empty for none
  public Chat create(String owner, String title, String settings) {
    long now = System.currentTimeMillis();
    String given = Titles.givenOrNone(title);
    String checked = Bounds.settings(settings);
    ChatSummary summary = new ChatSummary(Ids.next(), given, now, now, "", false, List.of());
    return database.write(
        c -> {
          new ChatRows(new OwnerSql(c, owner)).add(summary, checked);
          return new Chat(summary, "", checked, List.of());
        });
  }

  public Chat read(String owner, String chat) {
    return database.read(
        c -> {
          OwnerSql sql = new OwnerSql(c, owner);
          ChatRows.Head head = new ChatRows(sql).head(chat);
          return new Chat(
              head.summary(), head.leaf(), head.settings(), new MessageRows(sql, chat).all());
        });
  }

  /// All chats in the order they came, for an export.
  public List<String> ids(String owner) {
    return database.read(c -> new ChatRows(new OwnerSql(c, owner)).ids());
  }

  public void rename(String owner, String chat, String title) {
    String given = Titles.given(title);
    change(owner, chats -> chats.rename(chat, given));
  }

  public void configure(String owner, String chat, String settings) {
    String checked = Bounds.settings(settings);
    change(owner, chats -> chats.configure(chat, checked));
  }

  /// Shows the branch that ends at `leaf`.
  public void choose(String owner, String chat, String leaf) {
    change(
        owner,
        chats -> {
          chats.head(chat);
          if (!leaf.isEmpty() && !new MessageRows(chats.sql(), chat).has(leaf)) {
            throw noMessage();
          }
          chats.choose(chat, leaf);
        });
  }

  /// Adds `message`, whose id is given anew, behind its parent; it becomes the leaf.
  public ChatMessage add(String owner, String chat, ChatMessage message) {
    Bounds.check(message);
    long now = System.currentTimeMillis();
    ChatMessage named = Copies.named(message, Ids.next(), message.parent(), now);
    change(
        owner,
        chats -> {
          chats.head(chat);
          MessageRows messages = new MessageRows(chats.sql(), chat);
          if (!named.parent().isEmpty() && !messages.has(named.parent())) {
            throw Complaint.invalid("the message that this one should follow is not in this chat");
          }
          if (messages.count() >= Schema.MESSAGES) {
            throw Complaint.invalid("this chat has too many messages; begin another one");
          }
          store(chats, messages, named);
          chats.touch(chat, named.model(), now);
        });
    return named;
  }

  private void store(ChatRows chats, MessageRows messages, ChatMessage message)
      throws SQLException {
    messages.add(message, presence.own());
    if (message.role() == Role.USER) {
      chats.open(messages.chat(), Titles.opening(message.content()));
    }
    chats.choose(messages.chat(), message.id());
  }

  /// Replaces the message of the same id: an answer that grows. Its parent, its role and when it
  /// was made stay as they are. While it runs it is not found by a search, and a power failure (but
  /// not the end of the process) may take the last growth.
  public void update(String owner, String chat, ChatMessage message) {
    Bounds.check(message);
    boolean grows = message.state() == State.RUNNING;
    database.write(
        grows ? Database.Safety.PROCESS : Database.Safety.POWER,
        c -> {
          ChatRows chats = new ChatRows(new OwnerSql(c, owner));
          chats.head(chat);
          MessageRows messages = new MessageRows(chats.sql(), chat);
          if (!messages.has(message.id())) {
            throw noMessage();
          }
          messages.update(message, presence.own());
          if (!grows) {
            chats.touch(chat, message.model(), System.currentTimeMillis());
          }
          return message;
        });
  }

  /// Adds a chat from elsewhere with all its messages, under new ids.
  public ChatSummary insert(String owner, Chat chat) {
    return insertAll(owner, List.of(chat)).getFirst();
  }

  /// All of them or none.
  List<ChatSummary> insertAll(String owner, List<Chat> chats) {
    long now = System.currentTimeMillis();
    List<Chat> copies = chats.stream().map(chat -> Copies.under(chat, now)).toList();
    copies.forEach(chat -> Bounds.settings(chat.settings()));
    copies.forEach(chat -> chat.messages().forEach(Bounds::check));
    return database.write(
        c -> {
          List<ChatSummary> added = new ArrayList<>();
          for (Chat copy : copies) {
            added.add(insert(new ChatRows(new OwnerSql(c, owner)), copy));
          }
          return added;
        });
  }

  private ChatSummary insert(ChatRows chats, Chat copy) throws SQLException {
    String id = copy.summary().id();
    chats.add(copy.summary(), Bounds.settings(copy.settings()));
    MessageRows messages = new MessageRows(chats.sql(), id);
    for (ChatMessage message : copy.messages()) {
      store(chats, messages, message);
    }
    chats.choose(id, copy.leaf());
    return chats.head(id).summary();
  }

  /// Deletes it so that not a word is left in the file or its log. Where another process is reading
  /// at this moment, the log keeps the words until the next call after it has finished; the log of
  /// this program says so.
  public void delete(String owner, String chat) {
    change(owner, chats -> chats.delete(chat));
    database.erase();
  }

  public void deleteAll(String owner) {
    change(owner, ChatRows::deleteAll);
    database.erase();
  }

  @Override
  public void close() {
    try (presence) {
      database.close();
    } catch (IOException e) {
      throw Complaint.of(database.name(), e);
    }
  }

  /// A change of an owner's chats.
  private interface Change {
    void of(ChatRows chats) throws SQLException;
  }

  private void change(String owner, Change change) {
    database.write(
        c -> {
          change.of(new ChatRows(new OwnerSql(c, owner)));
          return owner;
        });
  }

  private static ChatStoreException noMessage() {
    return Complaint.absent("there is no such message in this chat");
  }

  /// For tests: how long another process may hold the file.
  void patience(int milliseconds) throws SQLException {
    database.run("PRAGMA busy_timeout = " + milliseconds);
  }

  /// For tests: a disk of so many pages of 4,096 bytes.
  void limitPages(long pages) throws SQLException {
    database.run("PRAGMA max_page_count = " + pages);
  }
}

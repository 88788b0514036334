package dev.fathom.chats;

import dev.fathom.chats.ChatMessage.Attachment;
import dev.fathom.chats.ChatMessage.Failure;
import dev.fathom.chats.ChatMessage.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rows of messages of one chat, which the owner must have.
record MessageRows(OwnerSql sql, String chat) {
  private static final String MY_CHAT = "(SELECT number FROM chats WHERE owner = ?1 AND id = ?2)";
  private static final String MY_MESSAGE =
      "(SELECT number FROM messages WHERE chat = " + MY_CHAT + " AND id = ?3)";

  private static final String ALL =
      """
      SELECT number, id, parent, role, content, thinking, tool_calls, tool_call_id, state, finish,
        error_message, error_code, model, created, usage
      FROM messages WHERE chat ="""
          + MY_CHAT
          + " ORDER BY number";

  private static final String ALL_ATTACHMENTS =
      """
      SELECT a.message, a.name, a.media_type, a.bytes, a.text
      FROM attachments a JOIN messages m ON m.number = a.message WHERE m.chat ="""
          + MY_CHAT
          + " ORDER BY a.message, a.place";

  private static final String ADD =
      """
      INSERT INTO messages (number, id, chat, parent, role, content, thinking, tool_calls,
        tool_call_id, state, finish, error_message, error_code, model, created, usage, writer)
      SELECT coalesce((SELECT max(number) FROM messages WHERE chat = c.number), c.number) + 1,
        ?3, c.number, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17
      FROM chats c WHERE c.owner = ?1 AND c.id = ?2""";

  private static final String UPDATE =
      """
      UPDATE messages SET content = ?4, thinking = ?5, tool_calls = ?6, tool_call_id = ?7,
        state = ?8, finish = ?9, error_message = ?10, error_code = ?11, model = ?12, usage = ?13,
        writer = ?14
      WHERE number ="""
          + MY_MESSAGE;

  private static final String ATTACH =
      "INSERT INTO attachments (message, place, name, media_type, bytes, text) VALUES ("
          + MY_MESSAGE
          + ", ?4, ?5, ?6, ?7, ?8)";

  List<ChatMessage> all() throws SQLException {
    Map<Long, List<Attachment>> attachments = new HashMap<>();
    sql.rows(
        ALL_ATTACHMENTS,
        row ->
            attachments
                .computeIfAbsent(row.getLong(1), number -> new ArrayList<>())
                .add(attachment(row)),
        chat);
    return sql.rows(
        ALL, row -> message(row, attachments.getOrDefault(row.getLong(1), List.of())), chat);
  }

  boolean has(String message) throws SQLException {
    return parent(message) != null;
  }

  /// The parent of a message; null where there is no such message.
  @Nullable String parent(String message) throws SQLException {
    return sql.first(
            "SELECT parent FROM messages WHERE number = " + MY_MESSAGE,
            row -> row.getString(1),
            chat,
            message)
        .orElse(null);
  }

  int count() throws SQLException {
    return sql.first(
            "SELECT count(*) FROM messages WHERE chat = " + MY_CHAT, r -> r.getInt(1), chat)
        .orElse(0);
  }

  /// @param writer the process that writes the answer, while one does
  void add(ChatMessage message, long writer) throws SQLException {
    sql.change(
        ADD,
        chat,
        message.id(),
        message.parent(),
        message.role().name(),
        message.content(),
        message.thinking(),
        message.toolCalls(),
        message.toolCallId(),
        message.state().name(),
        message.finish(),
        words(message.error()),
        code(message.error()),
        message.model(),
        message.created(),
        message.usage(),
        message.state() == State.RUNNING ? writer : 0);
    attach(message);
    new SearchIndex(sql).add("number = " + MY_MESSAGE, chat, message.id());
  }

  /// Not its parent, its role, or when it was made.
  void update(ChatMessage message, long writer) throws SQLException {
    new SearchIndex(sql).remove("number = " + MY_MESSAGE, chat, message.id());
    sql.change("DELETE FROM attachments WHERE message = " + MY_MESSAGE, chat, message.id());
    sql.change(
        UPDATE,
        chat,
        message.id(),
        message.content(),
        message.thinking(),
        message.toolCalls(),
        message.toolCallId(),
        message.state().name(),
        message.finish(),
        words(message.error()),
        code(message.error()),
        message.model(),
        message.usage(),
        message.state() == State.RUNNING ? writer : 0);
    attach(message);
    new SearchIndex(sql).add("number = " + MY_MESSAGE, chat, message.id());
  }

  private void attach(ChatMessage message) throws SQLException {
    int place = 0;
    for (Attachment a : message.attachments()) {
      sql.change(ATTACH, chat, message.id(), place++, a.name(), a.mediaType(), a.bytes(), a.text());
    }
  }

  private static ChatMessage message(ResultSet row, List<Attachment> attachments)
      throws SQLException {
    return new ChatMessage(
        row.getString(2),
        row.getString(3),
        named(ChatMessage.Role.class, row.getString(4)),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        attachments,
        named(State.class, row.getString(9)),
        row.getString(10),
        failure(row.getString(11), row.getString(12)),
        row.getString(13),
        row.getLong(14),
        row.getString(15));
  }

  private static <E extends Enum<E>> E named(Class<E> type, String name) {
    try {
      return Enum.valueOf(type, name);
    } catch (IllegalArgumentException e) {
      throw Complaint.corrupt("the chats", "damaged: '" + name + "' is no " + type.getSimpleName());
    }
  }

  private static Attachment attachment(ResultSet row) throws SQLException {
    return new Attachment(row.getString(2), row.getString(3), row.getLong(4), row.getString(5));
  }

  private static @Nullable Failure failure(@Nullable String message, @Nullable String code) {
    return message == null || code == null ? null : new Failure(message, code);
  }

  private static @Nullable String words(@Nullable Failure failure) {
    return failure == null ? null : failure.message();
  }

  private static @Nullable String code(@Nullable Failure failure) {
    return failure == null ? null : failure.code();
  }
}

package dev.fathom.chats;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// The rows of chats of one owner.
record ChatRows(OwnerSql sql) {
  static final String COLUMNS =
      """
      c.id, CASE WHEN c.title <> '' THEN c.title ELSE c.opening END, c.created, c.updated, c.model,
      EXISTS (SELECT 1 FROM messages r WHERE r.chat = c.number AND r.state = 'RUNNING')""";

  private static final String HEAD =
      "SELECT " + COLUMNS + ", c.leaf, c.settings FROM chats c WHERE c.owner = ?1 AND c.id = ?2";

  private static final String ADD =
      """
      INSERT INTO chats (owner, id, title, opening, created, updated, model, leaf, settings, number)
      VALUES (?1, ?2, ?3, '', ?4, ?5, ?6, '', ?7,
        (SELECT coalesce(max(number), 0) + 1048576 FROM chats))""";

  // the title's row of the search index has the number of the chat
  private static final String TITLE =
      "number = (SELECT number FROM chats WHERE owner = ?1 AND id = ?2)";

  /// A chat without its messages.
  record Head(ChatSummary summary, String leaf, String settings) {}

  static ChatSummary summary(ResultSet row) throws SQLException {
    return new ChatSummary(
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        row.getLong(4),
        row.getString(5),
        row.getBoolean(6),
        List.of());
  }

  Head head(String chat) throws SQLException {
    return sql.first(HEAD, row -> new Head(summary(row), row.getString(7), row.getString(8)), chat)
        .orElseThrow(ChatRows::absent);
  }

  List<String> ids() throws SQLException {
    return sql.rows(
        "SELECT id FROM chats WHERE owner = ?1 ORDER BY number", row -> row.getString(1));
  }

  /// @param summary of the new row
  void add(ChatSummary summary, String settings) throws SQLException {
    sql.change(
        ADD,
        summary.id(),
        summary.title(),
        summary.created(),
        summary.updated(),
        summary.model(),
        settings);
    new SearchIndex(sql).add(TITLE, summary.id());
  }

  void rename(String chat, String title) throws SQLException {
    new SearchIndex(sql).remove(TITLE, chat);
    must(sql.change("UPDATE chats SET title = ?3 WHERE owner = ?1 AND id = ?2", chat, title));
    new SearchIndex(sql).add(TITLE, chat);
  }

  void configure(String chat, String settings) throws SQLException {
    must(sql.change("UPDATE chats SET settings = ?3 WHERE owner = ?1 AND id = ?2", chat, settings));
  }

  void choose(String chat, String leaf) throws SQLException {
    must(sql.change("UPDATE chats SET leaf = ?3 WHERE owner = ?1 AND id = ?2", chat, leaf));
  }

  /// The first question gives a chat its title until somebody does.
  void open(String chat, String opening) throws SQLException {
    sql.change(
        "UPDATE chats SET opening = ?3 WHERE owner = ?1 AND id = ?2 AND opening = ''",
        chat,
        opening);
  }

  /// @param model that answered; empty where none did
  void touch(String chat, String model, long now) throws SQLException {
    must(
        sql.change(
            """
            UPDATE chats SET updated = max(updated, ?3),
              model = CASE WHEN ?4 <> '' THEN ?4 ELSE model END
            WHERE owner = ?1 AND id = ?2""",
            chat,
            now,
            model));
  }

  void delete(String chat) throws SQLException {
    new SearchIndex(sql)
        .remove(
            """
            number >= (SELECT number FROM chats WHERE owner = ?1 AND id = ?2)
            AND number < (SELECT number FROM chats WHERE owner = ?1 AND id = ?2) + 1048576""",
            chat);
    must(sql.change("DELETE FROM chats WHERE owner = ?1 AND id = ?2", chat));
  }

  /// The index is built anew of what is left.
  void deleteAll() throws SQLException {
    if (sql.change("DELETE FROM chats WHERE owner = ?1") > 0) {
      new SearchIndex(sql).rebuild();
    }
  }

  private static void must(int changed) {
    if (changed == 0) {
      throw absent();
    }
  }

  private static ChatStoreException absent() {
    return Complaint.absent("there is no such chat; it may have been deleted");
  }
}

package dev.fathom.chats;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The words of titles, messages and attachments. What is taken out of it leaves nothing behind:
/// FTS5's `secure-delete` overwrites words, but not the beginnings of words by which it finds its
/// pages (table `words_idx`), so they are looked after here.
record SearchIndex(OwnerSql sql) {
  /// Made anew for each connection, in memory.
  static void prepare(Database database) throws SQLException {
    database.run(
        "CREATE VIRTUAL TABLE temp.gone USING fts5(body, content = '',"
            + " tokenize = 'unicode61 remove_diacritics 2')");
    database.run("CREATE VIRTUAL TABLE temp.gone_words USING fts5vocab(temp, gone, row)");
    database.run("CREATE VIRTUAL TABLE temp.kept_words USING fts5vocab(main, words, row)");
  }

  /// @param where of `searchable`, naming the owner
  void add(String where, Object... parameters) throws SQLException {
    sql.change(
        "INSERT INTO words (rowid, title, body) SELECT number, title, body FROM searchable WHERE "
            + where,
        parameters);
  }

  /// To be called while the tables still have the text.
  ///
  /// @param where of `searchable`, naming the owner
  void remove(String where, Object... parameters) throws SQLException {
    int removed =
        sql.change(
            "INSERT INTO temp.gone (rowid, body) SELECT number, title || char(10) || body"
                + " FROM searchable WHERE "
                + where,
            parameters);
    if (removed == 0) {
      return;
    }
    sql.change(
        "INSERT INTO words (words, rowid, title, body)"
            + " SELECT 'delete', number, title, body FROM searchable WHERE "
            + where,
        parameters);
    if (showsWhatIsGone()) {
      rewrite();
    }
    run("INSERT INTO temp.gone (gone) VALUES ('delete-all')");
  }

  /// Of the text that is left in the tables.
  void rebuild() throws SQLException {
    run("INSERT INTO words (words) VALUES ('rebuild')");
  }

  /// Whether a page is found by the beginning of a word that no text has any more.
  private boolean showsWhatIsGone() throws SQLException {
    run("SELECT 1 FROM temp.kept_words LIMIT 1"); // brings the pages up to date
    Set<String> starts = starts();
    try (Statement statement = sql.connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT CAST(term AS BLOB) FROM temp.gone_words")) {
      while (row.next()) {
        String word = new String(row.getBytes(1), StandardCharsets.ISO_8859_1);
        for (int end = 1; end <= word.length(); end++) {
          String start = word.substring(0, end);
          if (starts.contains(start) && !kept(start)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /// By which pages are found; characters stand for bytes.
  private Set<String> starts() throws SQLException {
    Set<String> starts = new HashSet<>();
    try (Statement statement = sql.connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT CAST(term AS BLOB) FROM words_idx")) {
      while (row.next()) {
        // before each word stands the number of its index: there is one
        byte[] term = row.getBytes(1);
        if (term == null) {
          throw new SQLiteException(
              "the index of words has an entry without one", SQLiteErrorCode.SQLITE_CORRUPT);
        }
        int skipped = Math.min(1, term.length);
        starts.add(new String(term, skipped, term.length - skipped, StandardCharsets.ISO_8859_1));
      }
    }
    return starts;
  }

  private boolean kept(String start) throws SQLException {
    try (PreparedStatement statement =
        sql.connection()
            .prepareStatement(
                "SELECT 1 FROM temp.kept_words"
                    + " WHERE term >= CAST(?1 AS TEXT) AND term < CAST(?2 AS TEXT) LIMIT 1")) {
      statement.setBytes(1, start.getBytes(StandardCharsets.ISO_8859_1));
      statement.setBytes(2, (start + "\u00ff").getBytes(StandardCharsets.ISO_8859_1));
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  /// Writes all pages anew. A second part makes FTS5 do it where the index has only one.
  private void rewrite() throws SQLException {
    run("INSERT INTO words (rowid, title, body) VALUES (-1, '', 'fathom')");
    run("INSERT INTO words (words) VALUES ('optimize')");
    run("INSERT INTO words (words, rowid, title, body) VALUES ('delete', -1, '', 'fathom')");
  }

  private void run(String statement) throws SQLException {
    Connection connection = sql.connection();
    try (Statement plain = connection.createStatement()) {
      plain.execute(statement);
    }
  }
}

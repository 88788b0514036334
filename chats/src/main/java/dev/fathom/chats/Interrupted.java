package dev.fathom.chats;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Answers whose process ended before they did. The one work on everybody's messages: it reads
/// nothing of them but who was writing.
final class Interrupted {
  private Interrupted() {}

  static void mark(Database database, Presence presence) {
    List<Long> gone =
        database.read(Interrupted::writers).stream().filter(w -> !presence.holds(w)).toList();
    if (!gone.isEmpty()) {
      database.write(c -> mark(c, gone));
    }
  }

  private static List<Long> writers(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT DISTINCT writer FROM messages WHERE state = 'RUNNING'")) {
      List<Long> writers = new ArrayList<>();
      while (rows.next()) {
        writers.add(rows.getLong(1));
      }
      return writers;
    }
  }

  private static int mark(Connection connection, List<Long> gone) throws SQLException {
    int marked = 0;
    for (long writer : gone) {
      // into the index first: once the state says so, they belong there
      change(
          connection,
          """
          INSERT INTO words (rowid, title, body)
          SELECT m.number, '', m.content || coalesce((
            SELECT group_concat(char(10) || a.name || char(10) || a.text, '' ORDER BY a.place)
            FROM attachments a WHERE a.message = m.number), '')
          FROM messages m WHERE m.state = 'RUNNING' AND m.writer = ?1""",
          writer);
      marked +=
          change(
              connection,
              """
              UPDATE messages SET state = 'INTERRUPTED', writer = 0
              WHERE state = 'RUNNING' AND writer = ?1""",
              writer);
    }
    return marked;
  }

  private static int change(Connection connection, String sql, long writer) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, writer);
      return statement.executeUpdate();
    }
  }
}

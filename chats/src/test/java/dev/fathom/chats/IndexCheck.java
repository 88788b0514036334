package dev.fathom.chats;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Whether the search index says what the messages say, and the file is whole.
final class IndexCheck {
  private IndexCheck() {}

  static boolean agrees(Path file) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)");
      try (ResultSet row = statement.executeQuery("PRAGMA integrity_check")) {
        return row.next() && "ok".equals(row.getString(1));
      }
    } catch (SQLException e) {
      System.out.println("index check: " + e.getMessage());
      return false;
    }
  }
}

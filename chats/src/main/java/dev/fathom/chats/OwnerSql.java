package dev.fathom.chats;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one way to the rows of chats: every statement names the owner, as its parameter `?1`, and
/// one that does not is not run.
///
/// @param owner whose chats these are
record OwnerSql(Connection connection, String owner) {
  /// Makes a value of a row.
  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  /// @param more the parameters from `?2` on
  <T> List<T> rows(String sql, Row<T> row, @Nullable Object... more) throws SQLException {
    try (PreparedStatement statement = prepare(sql, more);
        ResultSet result = statement.executeQuery()) {
      List<T> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(row.of(result));
      }
      return rows;
    }
  }

  <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... more) throws SQLException {
    try (PreparedStatement statement = prepare(sql, more);
        ResultSet result = statement.executeQuery()) {
      return result.next() ? Optional.of(row.of(result)) : Optional.empty();
    }
  }

  /// How many rows changed.
  int change(String sql, @Nullable Object... more) throws SQLException {
    try (PreparedStatement statement = prepare(sql, more)) {
      return statement.executeUpdate();
    }
  }

  private PreparedStatement prepare(String sql, @Nullable Object... more) throws SQLException {
    if (!sql.contains("owner = ?1") && !sql.startsWith("INSERT INTO chats (owner,")) {
      throw new IllegalStateException("a statement without the owner: " + sql);
    }
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      statement.setString(1, owner);
      for (int i = 0; i < more.length; i++) {
        statement.setObject(i + 2, more[i]);
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }
}

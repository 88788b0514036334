package dev.fathom.chats;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The tables, by versions: `PRAGMA user_version` says which one a file has.
///
/// The number of a chat is a multiple of 2^20, and its messages have the numbers behind it. So a
/// row of the search index tells its chat without a look at any table: the title has the chat's
/// number, a message its own. The index keeps no text; it reads it from the view `searchable`.
final class Schema {
  /// "Fath"
  private static final int APPLICATION = 0x46617468;

  /// Messages a chat can have.
  static final int MESSAGES = (1 << 20) - 1;

  /// Each element makes of the version before it the next one.
  private static final List<List<String>> MIGRATIONS =
      List.of(
          List.of(
              """
              CREATE TABLE chats (
                number INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                owner TEXT NOT NULL,
                title TEXT NOT NULL,
                opening TEXT NOT NULL,
                created INTEGER NOT NULL,
                updated INTEGER NOT NULL,
                model TEXT NOT NULL,
                leaf TEXT NOT NULL,
                settings TEXT NOT NULL)""",
              "CREATE INDEX chats_of_owner ON chats (owner, updated DESC, id DESC)",
              """
              CREATE TABLE messages (
                number INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                chat INTEGER NOT NULL REFERENCES chats (number) ON DELETE CASCADE,
                parent TEXT NOT NULL,
                role TEXT NOT NULL,
                content TEXT NOT NULL,
                thinking TEXT NOT NULL,
                tool_calls TEXT NOT NULL,
                tool_call_id TEXT NOT NULL,
                state TEXT NOT NULL,
                finish TEXT NOT NULL,
                error_message TEXT,
                error_code TEXT,
                model TEXT NOT NULL,
                created INTEGER NOT NULL,
                usage TEXT NOT NULL,
                writer INTEGER NOT NULL)""",
              "CREATE INDEX messages_of_chat ON messages (chat)",
              "CREATE INDEX messages_running ON messages (chat) WHERE state = 'RUNNING'",
              """
              CREATE TABLE attachments (
                message INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
                place INTEGER NOT NULL,
                name TEXT NOT NULL,
                media_type TEXT NOT NULL,
                bytes INTEGER NOT NULL,
                text TEXT NOT NULL,
                UNIQUE (message, place))""",
              // an answer that grows is indexed when it has ended
              """
              CREATE VIEW searchable (number, title, body) AS
                SELECT number, title, '' FROM chats
                UNION ALL
                SELECT number, '', content || coalesce((
                  SELECT group_concat(char(10) || a.name || char(10) || a.text, '' ORDER BY a.place)
                  FROM attachments a WHERE a.message = messages.number), '')
                FROM messages WHERE state <> 'RUNNING'""",
              """
              CREATE VIRTUAL TABLE words USING fts5(title, body,
                content = 'searchable', content_rowid = 'number',
                tokenize = 'unicode61 remove_diacritics 2')""",
              "INSERT INTO words (words, rank) VALUES ('secure-delete', 1)"));

  private Schema() {}

  /// @param name of the file, for messages
  static void bringUpToDate(Database database) throws SQLException {
    int found = database.read(c -> version(c, database.name()));
    if (found < MIGRATIONS.size()) {
      // another process may be at it too: the version is read again under the lock
      database.write(c -> migrate(c, version(c, database.name())));
    }
  }

  private static int version(Connection connection, String name) throws SQLException {
    int version = number(connection, "PRAGMA user_version");
    boolean empty = number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
    if (!empty && number(connection, "PRAGMA application_id") != APPLICATION) {
      throw Complaint.corrupt(name, "this is a database, but not one of Fathom's chats");
    }
    if (version > MIGRATIONS.size()) {
      throw Complaint.corrupt(
          name,
          "written by a newer Fathom (version %d of its tables, this one knows %d)"
              .formatted(version, MIGRATIONS.size()));
    }
    if (version < 0 || empty != (version == 0)) {
      throw Complaint.corrupt(name, "damaged: version " + version + " of its tables");
    }
    return version;
  }

  private static int migrate(Connection connection, int from) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (List<String> step : MIGRATIONS.subList(from, MIGRATIONS.size())) {
        for (String sql : step) {
          statement.execute(sql);
        }
      }
      statement.execute("PRAGMA application_id = " + APPLICATION);
      statement.execute("PRAGMA user_version = " + MIGRATIONS.size());
    }
    return MIGRATIONS.size();
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getInt(1) : 0;
    }
  }
}

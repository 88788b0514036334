package dev.fathom.chats;

import dev.fathom.chats.ChatStoreException.Kind;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;

/// One connection, used by one thread at a time, in transactions; what goes wrong leaves as a
/// {@link ChatStoreException} and changes nothing.
final class Database implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Database.class.getName());
  private static final int PATIENCE_MS = 5_000;
  private static final int ERASING_PATIENCE_MS = 200;

  /// Something to do in a transaction.
  interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  /// How certain it must be that the disk has what was written.
  enum Safety {
    /// Survives the end of this process.
    PROCESS("NORMAL"),
    /// Survives a power failure.
    POWER("FULL");

    private final String synchronous;

    Safety(String synchronous) {
      this.synchronous = synchronous;
    }
  }

  private final ReentrantLock turn = new ReentrantLock(true);
  private final String name;
  private final Connection connection;
  private Safety safety = Safety.POWER;
  private boolean closed;
  // deleted text still lies in the log, because somebody was reading it
  private boolean unerased;

  private Database(String name, Connection connection) {
    this.name = name;
    this.connection = connection;
  }

  /// @param name for messages
  static Database open(String name, String url) {
    NativeCode.load();
    try {
      Database database = new Database(name, new SQLiteConfig().createConnection(url));
      database.prepare();
      return database;
    } catch (SQLException e) {
      throw Complaint.of(name, e);
    }
  }

  private void prepare() throws SQLException {
    try {
      run("PRAGMA busy_timeout = " + PATIENCE_MS);
      run("PRAGMA trusted_schema = OFF");
      run("PRAGMA cell_size_check = ON");
      run("PRAGMA foreign_keys = ON");
      run("PRAGMA secure_delete = ON");
      run("PRAGMA temp_store = MEMORY");
      run("PRAGMA mmap_size = 0");
      run("PRAGMA synchronous = FULL");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  String name() {
    return name;
  }

  <T> T read(Work<T> work) {
    return transaction("BEGIN", Safety.POWER, work);
  }

  <T> T write(Work<T> work) {
    return transaction("BEGIN IMMEDIATE", Safety.POWER, work);
  }

  <T> T write(Safety wanted, Work<T> work) {
    return transaction("BEGIN IMMEDIATE", wanted, work);
  }

  /// Outside a transaction.
  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private <T> T transaction(String begin, Safety wanted, Work<T> work) {
    turn.lock();
    try {
      if (closed) {
        throw new ChatStoreException(Kind.BROKEN, name + ": the chats have been closed");
      }
      be(wanted);
      run(begin);
      T result = work.in(connection);
      run("COMMIT");
      if (unerased) {
        erase();
      }
      return result;
    } catch (SQLException e) {
      throw Complaint.of(name, rolledBack(e));
    } catch (RuntimeException e) {
      throw rolledBack(e);
    } catch (Error e) {
      throw rolledBack(e);
    } finally {
      turn.unlock();
    }
  }

  private void be(Safety wanted) throws SQLException {
    if (safety != wanted) {
      run("PRAGMA synchronous = " + wanted.synchronous);
      safety = wanted;
    }
  }

  private <E extends Throwable> E rolledBack(E why) {
    try {
      // a full disk has rolled back already, and a lock never began
      run("ROLLBACK");
    } catch (SQLException e) {
      if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
        why.addSuppressed(e);
      }
    }
    return why;
  }

  /// Moves the log's pages into the file and empties the log: after a deletion the log still has
  /// the text as it was. While another connection reads it that cannot be; then every later
  /// transaction tries again.
  void erase() {
    turn.lock();
    try {
      if (!closed) {
        run("PRAGMA busy_timeout = " + ERASING_PATIENCE_MS);
        boolean before = unerased;
        unerased = !logEmptied();
        run("PRAGMA busy_timeout = " + PATIENCE_MS);
        tell(before);
      }
    } catch (SQLException e) {
      unerased = true;
      LOG.log(Level.WARNING, "{0}: {1}", name, e.getMessage());
    } finally {
      turn.unlock();
    }
  }

  private boolean logEmptied() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
      return row.next() && row.getInt(1) == 0;
    }
  }

  private void tell(boolean before) {
    if (unerased && !before) {
      LOG.log(
          Level.INFO,
          "{0}: deleted text stays in the log until another process has finished reading",
          name);
    }
  }

  /// Closes it after it could not be opened; why is known already.
  void abandon() {
    turn.lock();
    try {
      closed = true;
      connection.close();
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "{0}: {1}", name, e.getMessage());
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      if (!closed) {
        erase();
        closed = true;
        connection.close();
      }
    } catch (SQLException e) {
      throw Complaint.of(name, e);
    } finally {
      turn.unlock();
    }
  }
}

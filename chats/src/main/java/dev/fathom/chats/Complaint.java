package dev.fathom.chats;

import dev.fathom.chats.ChatStoreException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What SQLite or the disk says, in words for people.
final class Complaint {
  private Complaint() {}

  static ChatStoreException absent(String what) {
    return new ChatStoreException(Kind.ABSENT, what);
  }

  static ChatStoreException invalid(String what) {
    return new ChatStoreException(Kind.INVALID, what);
  }

  static ChatStoreException corrupt(String file, String why) {
    return new ChatStoreException(
        Kind.CORRUPT,
        file + ": " + why + "; move it away to begin with an empty one, or put a copy back");
  }

  /// @param file whose name begins the line
  static ChatStoreException of(String file, SQLException e) {
    SQLiteErrorCode code =
        e instanceof SQLiteException told ? told.getResultCode() : SQLiteErrorCode.SQLITE_ERROR;
    String words = firstLine(e.getMessage());
    Kind kind = kind(code, words);
    String line =
        switch (kind) {
          case LOCKED -> "another process is writing to the chats and did not finish; try again";
          case FULL -> "no room to store this: the disk or the quota is full; nothing was lost";
          case CORRUPT ->
              "the chats are damaged or this is no database ("
                  + words
                  + "); move the file away to begin with an empty one, or put a copy back";
          case INVALID -> "too long to be stored";
          case ABSENT, BROKEN -> "the chats cannot be read or written: " + words;
        };
    return new ChatStoreException(kind, file + ": " + line, e);
  }

  static ChatStoreException of(String file, IOException e) {
    String words = String.valueOf(e.getMessage());
    boolean full = words.contains("No space left") || words.contains("Disk quota");
    String why = e instanceof AccessDeniedException ? "access denied to " + words : words;
    return new ChatStoreException(
        full ? Kind.FULL : Kind.BROKEN,
        file
            + ": "
            + (full ? "the disk or the quota is full" : "the chats cannot be opened: " + why),
        e);
  }

  private static Kind kind(SQLiteErrorCode code, String words) {
    return switch (code.code & 0xff) {
      case 5, 6 -> Kind.LOCKED; // BUSY, LOCKED
      case 13 -> Kind.FULL; // FULL
      case 11, 26 -> Kind.CORRUPT; // CORRUPT, NOTADB
      case 18 -> Kind.INVALID; // TOOBIG
      case 10 -> ioKind(code); // IOERR
      case 1 -> schemaKind(words); // ERROR
      default -> Kind.BROKEN;
    };
  }

  private static Kind ioKind(SQLiteErrorCode code) {
    return switch (code) {
      // the disk is full where SQLite makes its log's index longer
      case SQLITE_IOERR_SHMSIZE -> Kind.FULL;
      // the file ends too early
      case SQLITE_IOERR_SHORT_READ, SQLITE_IOERR_CORRUPTFS, SQLITE_IOERR_DATA -> Kind.CORRUPT;
      default -> Kind.BROKEN;
    };
  }

  /// Our statements are fixed: where SQLite does not understand one, the tables are not ours.
  private static Kind schemaKind(String words) {
    String lower = words.toLowerCase(Locale.ROOT);
    boolean foreign =
        lower.contains("no such")
            || lower.contains("malformed")
            || lower.contains("vtable constructor failed")
            || lower.contains("invalid fts5 file format")
            || lower.contains("unsupported file format")
            || lower.contains("fts5:")
            || lower.contains("may not be");
    return foreign ? Kind.CORRUPT : Kind.BROKEN;
  }

  private static String firstLine(@Nullable String message) {
    String text = String.valueOf(message);
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}

package dev.fathom.chats;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/// SQLite's machine code comes in the jar and must lie in a file to be loaded. By itself it would
/// lie in the folder for temporary files that everybody shares, and stay after a crash.
final class NativeCode {
  private static final String FOLDER = "org.sqlite.tmpdir";
  private static boolean loaded;

  private NativeCode() {}

  /// Loads it once through a folder that only this user can enter, which is gone afterwards.
  static synchronized void load() {
    if (loaded) {
      return;
    }
    try {
      Path folder = System.getProperty(FOLDER) == null ? privateFolder() : null;
      SQLiteJDBCLoader.initialize();
      loaded = true;
      if (folder != null) {
        empty(folder);
      }
    } catch (Exception e) {
      throw new ChatStoreException(
          ChatStoreException.Kind.BROKEN,
          "SQLite's machine code cannot be loaded: "
              + e.getMessage()
              + "; is the folder for temporary files ("
              + System.getProperty("java.io.tmpdir")
              + ") writable and allowed to hold programs?",
          e);
    }
  }

  private static Path privateFolder() throws IOException {
    Path folder = Files.createTempDirectory("fathom-sqlite");
    System.setProperty(FOLDER, folder.toString());
    return folder;
  }

  /// Loaded code needs its file no longer.
  private static void empty(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}

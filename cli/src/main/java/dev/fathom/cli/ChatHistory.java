package dev.fathom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// The file of what was typed in conversations, for its owner only (XDG base directories:
/// `$XDG_STATE_HOME/fathom/history`).
final class ChatHistory {
  private ChatHistory() {}

  /// The file, made if need be; empty, and a line says so, where it cannot be.
  static Optional<Path> open(Surroundings around) {
    Path file = place(around).resolve("fathom").resolve("history");
    try {
      Files.createDirectories(file.getParent());
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
      protect(file);
      return Optional.of(file);
    } catch (IOException failure) {
      around.note("chat.no-history", Explanation.of(failure, around.texts()));
      return Optional.empty();
    }
  }

  private static Path place(Surroundings around) {
    String state = around.environment().getOrDefault("XDG_STATE_HOME", "");
    // the specification: a relative path counts as none
    if (!state.isEmpty() && Path.of(state).isAbsolute()) {
      return Path.of(state);
    }
    return Path.of(System.getProperty("user.home"), ".local", "state");
  }

  /// Takes the file away from everybody else, where the file system knows of others.
  static void protect(Path file) {
    try {
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
    } catch (IOException gone) {
      // somebody removed it: there is nothing left to protect
      return;
    }
  }
}

package dev.fathom.chats;

import dev.fathom.chats.ChatStoreException.Kind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// The file of the chats, which only its owner may read: a new folder is 0700 and the file 0600;
/// SQLite gives its log the file's permissions.
final class StoreFile {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private StoreFile() {}

  static void make(Path file) throws IOException {
    Path whole = file.toAbsolutePath();
    Path folder = whole.getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder, attributes(folder, FOLDER));
    }
    if (Files.isDirectory(whole)) {
      throw new ChatStoreException(
          Kind.BROKEN, file + ": the chats cannot be kept here, this is a folder");
    }
    makePrivate(whole);
  }

  /// The empty file by which processes know of each other.
  static Path presence(Path file) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".users");
    makePrivate(beside);
    return beside;
  }

  private static void makePrivate(Path file) throws IOException {
    try {
      Files.createFile(file, attributes(file, FILE));
    } catch (FileAlreadyExistsException e) {
      var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view != null && !view.readAttributes().permissions().equals(FILE)) {
        view.setPermissions(FILE);
      }
    }
  }

  private static FileAttribute<?>[] attributes(Path file, Set<PosixFilePermission> permissions) {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}

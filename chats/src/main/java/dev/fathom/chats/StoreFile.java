package dev.fathom.chats;

import dev.fathom.chats.ChatStoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/// The file of the chats, which only its owner may read: a new folder is 0700 and the file 0600;
/// SQLite gives its log the file's permissions.
final class StoreFile {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

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
    refuseOthers(whole, file.toString());
    makePrivate(whole);
  }

  /// SQLite itself takes any file shorter than a page for an empty database, and writes over it.
  private static void refuseOthers(Path file, String name) throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw Complaint.corrupt(name, "this is no database of chats");
      }
    }
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

package dev.fathom.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The files of a folder, and the bound on their bytes: where room is needed, the least recently
/// used file goes. A file's time of change is the time of its last use, so the order outlives the
/// process. For all threads.
final class PrefixFolder {
  private static final String SUFFIX = ".kv";
  private static final Pattern TEMPORARY = Pattern.compile(".*\\.kv\\.([0-9]{1,18})\\.tmp");

  private final Path folder;
  private final long most;
  // least recently used first
  private final Map<String, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);
  private long total;

  /// Makes the folder if need be, and takes stock of it.
  PrefixFolder(Path folder, long most) throws IOException {
    this.folder = folder;
    this.most = most;
    createForOwner(folder);
    record Found(String name, long size, FileTime used) {}
    List<Found> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(SUFFIX)) {
          found.add(new Found(name, Files.size(file), Files.getLastModifiedTime(file)));
        } else if (isLeftOver(name)) {
          Files.deleteIfExists(file);
        }
      }
    }
    found.sort((a, b) -> a.used().compareTo(b.used()));
    found.forEach(file -> add(file.name(), file.size()));
    makeRoom(0);
  }

  /// What people asked lies in there: nobody else may look.
  private static void createForOwner(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(folder);
    }
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /// Where this process writes what is to become `name`.
  Path temporary(String name) {
    return folder.resolve(name + "." + ProcessHandle.current().pid() + ".tmp");
  }

  synchronized boolean has(String name) {
    return sizes.containsKey(name);
  }

  /// `name` was used now.
  synchronized void use(String name) throws IOException {
    if (sizes.get(name) != null) {
      Files.setLastModifiedTime(path(name), FileTime.from(Instant.now()));
    }
  }

  synchronized void add(String name, long size) {
    Long before = sizes.put(name, size);
    total += size - (before == null ? 0 : before);
  }

  /// Deletes files until `bytes` more are within the bound.
  ///
  /// @return whether that can be
  synchronized boolean makeRoom(long bytes) throws IOException {
    while (total + bytes > most && !sizes.isEmpty()) {
      delete(sizes.keySet().iterator().next());
    }
    return total + bytes <= most;
  }

  synchronized void delete(String name) throws IOException {
    Long size = sizes.remove(name);
    total -= size == null ? 0 : size;
    Files.deleteIfExists(path(name));
  }

  /// Deletes the files of the tenant whose chains begin at `root`.
  synchronized void forget(PageKey root) throws IOException {
    for (String name : names(folder, root)) {
      delete(name);
    }
  }

  /// Deletes the files in `folder` of the tenant whose chains begin at `root`.
  static void forget(Path folder, PageKey root) throws IOException {
    for (String name : names(folder, root)) {
      Files.deleteIfExists(folder.resolve(name));
    }
  }

  private static List<String> names(Path folder, PageKey root) throws IOException {
    List<String> names = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return names;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(SUFFIX) && PrefixFile.isOf(file, root)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /// What a process that is gone has left behind.
  private static boolean isLeftOver(String name) {
    Matcher matcher = TEMPORARY.matcher(name);
    if (!matcher.matches()) {
      return false;
    }
    long pid = Long.parseLong(matcher.group(1));
    return pid == ProcessHandle.current().pid() || ProcessHandle.of(pid).isEmpty();
  }
}

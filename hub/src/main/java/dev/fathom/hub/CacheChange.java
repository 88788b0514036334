package dev.fathom.hub;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// How much of the disk the cache takes, and taking something out of it.
public final class CacheChange {
  private static final String UNFINISHED = ".incomplete";

  private final HubCache cache;
  private final DiskDoor disk = new DiskDoor();

  public CacheChange(HubCache cache) {
    this.cache = cache;
  }

  /// What a repository takes.
  ///
  /// @param bytes on the disk, each blob once
  /// @param unfinished of these, in downloads that broke off
  public record Usage(RepoName repo, long bytes, long unfinished) {}

  /// The repositories and what they take.
  public List<Usage> usage() {
    return cache.repositories().stream().map(CacheChange::usage).toList();
  }

  /// Bytes that may still be written where the cache is.
  public long room() {
    return disk.room(cache.folder());
  }

  private static Usage usage(RepoFolder folder) {
    long[] sums = new long[2];
    Set<Object> seen = new HashSet<>();
    walk(
        folder.root(),
        (file, attributes) -> {
          Object key = attributes.fileKey() == null ? file : attributes.fileKey();
          if (attributes.isRegularFile() && seen.add(key)) {
            sums[0] += attributes.size();
            sums[1] += file.toString().endsWith(UNFINISHED) ? attributes.size() : 0;
          }
        });
    return new Usage(folder.repo(), sums[0], sums[1]);
  }

  private interface Visit {
    void file(Path file, BasicFileAttributes attributes) throws IOException;
  }

  /// Visits all files below `folder`; links are not followed.
  private static void walk(Path folder, Visit visit) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              visit.file(file, attributes);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException trouble) {
      throw DiskDoor.failure(folder, trouble);
    }
  }

  /// Removes a model and returns the bytes that this freed: all of the repository where neither
  /// part nor revision is named, else that part of that revision.
  ///
  /// @param whole whether all revisions are meant
  public long remove(ModelName.Hosted name, boolean whole) {
    RepoFolder folder = new RepoFolder(cache.folder(), name.repo());
    if (!Files.isDirectory(folder.root())) {
      throw HubException.of(HubException.Kind.NOT_PULLED, name, name);
    }
    long before = usage(folder).bytes();
    if (whole && name.part() == null) {
      delete(folder.root());
      delete(folder.locks());
      return before;
    }
    Path snapshot = cache.required(name);
    if (name.part() == null) {
      forget(folder, snapshot);
    } else {
      removePart(name, snapshot);
    }
    sweep(folder);
    return before - usage(folder).bytes();
  }

  /// Takes out the weights of one quantisation; papers stay for the others.
  private void removePart(ModelName.Hosted name, Path snapshot) {
    for (String path : cache.choice(name, snapshot, Long.MAX_VALUE).files()) {
      boolean weights = path.endsWith(".gguf") || path.endsWith(".safetensors");
      if (weights || path.equals(name.part())) {
        disk.remove(snapshot.resolve(path));
      }
    }
  }

  private void forget(RepoFolder folder, Path snapshot) {
    List<String> revisions =
        HubCache.revisions(folder).getOrDefault(String.valueOf(snapshot.getFileName()), List.of());
    revisions.forEach(revision -> disk.remove(folder.ref(revision)));
    delete(snapshot);
  }

  /// Removes blobs to which no snapshot leads any more.
  private void sweep(RepoFolder folder) {
    Set<Path> wanted = new HashSet<>();
    for (Path snapshot : HubCache.children(folder.snapshots())) {
      walk(snapshot, (file, _) -> wanted.add(target(file)));
    }
    Map<String, Path> blobs = new TreeMap<>();
    walk(folder.blobs(), (file, _) -> blobs.put(String.valueOf(file.getFileName()), file));
    blobs.forEach(
        (name, blob) -> {
          if (Digest.find(name).isPresent() && !wanted.contains(blob)) {
            disk.remove(blob);
          }
        });
  }

  private static Path target(Path link) throws IOException {
    return Files.isSymbolicLink(link)
        ? link.resolveSibling(Files.readSymbolicLink(link)).normalize()
        : link;
  }

  private void delete(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.toList();
    } catch (IOException trouble) {
      throw DiskDoor.failure(folder, trouble);
    }
    all.reversed().forEach(disk::remove);
  }
}

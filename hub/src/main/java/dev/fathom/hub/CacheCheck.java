package dev.fathom.hub;

import dev.fathom.format.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/// Proof that what lies in the cache is what was published: every file's checksum against its
/// blob's name, and the model's directory against its bytes.
public final class CacheCheck {
  private final HubCache cache;

  public CacheCheck(HubCache cache) {
    this.cache = cache;
  }

  /// What became of one file.
  public enum Verdict {
    RIGHT,
    WRONG,
    /// a link that leads nowhere
    MISSING,
    /// a copy whose checksum nothing here knows
    UNKNOWN
  }

  /// A file and what was found.
  public record Finding(String file, long bytes, Verdict verdict) {}

  /// Bytes that {@link #verify} will read.
  public long bytes(ModelName.Hosted name) {
    return HubCache.files(cache.required(name)).values().stream().mapToLong(Long::longValue).sum();
  }

  /// Reads every file of the snapshot.
  ///
  /// @param read is told of every portion
  public List<Finding> verify(ModelName.Hosted name, LongConsumer read) {
    Path snapshot = cache.required(name);
    RepoFolder folder = new RepoFolder(cache.folder(), name.repo());
    List<Finding> findings = new ArrayList<>();
    for (Path file : entries(snapshot)) {
      findings.add(finding(folder, snapshot.relativize(file).toString(), file, read));
    }
    return findings;
  }

  private static List<Path> entries(Path snapshot) {
    try (Stream<Path> walk = Files.walk(snapshot)) {
      return walk.filter(file -> !Files.isDirectory(file)).sorted().toList();
    } catch (IOException trouble) {
      throw DiskDoor.failure(snapshot, trouble);
    }
  }

  private static Finding finding(RepoFolder folder, String name, Path file, LongConsumer read) {
    try {
      if (!Files.isRegularFile(file)) {
        return new Finding(name, 0, Verdict.MISSING);
      }
      return new Finding(name, Files.size(file), verdict(folder, file, read));
    } catch (IOException trouble) {
      throw DiskDoor.failure(file, trouble);
    }
  }

  private static Verdict verdict(RepoFolder folder, Path file, LongConsumer read)
      throws IOException {
    if (Files.isSymbolicLink(file)) {
      String blob = String.valueOf(Files.readSymbolicLink(file).getFileName());
      Optional<Digest> wanted = Digest.find(blob);
      if (wanted.isEmpty()) {
        return Verdict.UNKNOWN;
      }
      boolean right = wanted.get().of(file, read).equals(wanted.get());
      return right ? Verdict.RIGHT : Verdict.WRONG;
    }
    Digest large = new Digest("0".repeat(64)).of(file, read);
    Digest small = new Digest("0".repeat(40)).of(file, _ -> {});
    boolean known = Files.exists(folder.blob(large)) || Files.exists(folder.blob(small));
    return known ? Verdict.RIGHT : Verdict.UNKNOWN;
  }

  /// Opens the model's directory, which names what is missing or does not fit together.
  ///
  /// @return how many tensors it has
  public static int tensors(Path model) {
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      return checkpoint.entries().size();
    }
  }
}

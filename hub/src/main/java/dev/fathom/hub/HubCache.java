package dev.fathom.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The models on this machine, in the layout that Python's `huggingface_hub` shares
/// (`docs/formats/hub-cache.md`). Touches no network.
public final class HubCache {
  private final Path cache;

  public HubCache(Path cache) {
    this.cache = cache.toAbsolutePath().normalize();
  }

  public Path folder() {
    return cache;
  }

  /// What opens as the model `name`: a snapshot's folder or file; empty where it was not pulled.
  ///
  /// @param memory decides where several quantisations are here and none is named
  public Optional<Path> find(ModelName name, long memory) {
    return switch (name) {
      case ModelName.Local local -> Optional.of(local.path());
      case ModelName.Elsewhere elsewhere -> find(hosted(elsewhere), memory);
      case ModelName.Hosted hosted ->
          snapshot(hosted).map(folder -> chosen(hosted, folder, memory));
    };
  }

  private static ModelName.Hosted hosted(ModelName.Elsewhere name) {
    String commit = name.digest().hex().substring(0, 40);
    return new ModelName.Hosted(HubPages.repository(name), null, commit);
  }

  private Path chosen(ModelName.Hosted name, Path folder, long memory) {
    FileChoice choice = choice(name, folder, memory);
    return choice.main().isEmpty() ? folder : folder.resolve(choice.main());
  }

  /// The files of `name` that are here.
  FileChoice choice(ModelName.Hosted name, Path folder, long memory) {
    FileChoice.Shelf shelf =
        new FileChoice.Shelf(
            name.repo().toString(), files(folder), memory, path -> content(folder.resolve(path)));
    return FileChoice.of(shelf, name.part());
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException trouble) {
      throw DiskDoor.failure(file, trouble);
    }
  }

  /// The snapshot's folder of `name`, if it is here.
  Optional<Path> snapshot(ModelName.Hosted name) {
    RepoFolder folder = new RepoFolder(cache, name.repo());
    return folder.commit(name).map(folder::snapshot).filter(Files::isDirectory);
  }

  /// Like {@link #snapshot}; throws where it is not here.
  Path required(ModelName.Hosted name) {
    return snapshot(name)
        .orElseThrow(() -> HubException.of(HubException.Kind.NOT_PULLED, name, name));
  }

  /// The snapshot's files that can be read, with their lengths; links that lead nowhere are not
  /// among them.
  static Map<String, Long> files(Path folder) {
    Map<String, Long> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) walk::iterator) {
        if (Files.isRegularFile(file)) {
          files.put(folder.relativize(file).toString().replace('\\', '/'), Files.size(file));
        }
      }
      return files;
    } catch (IOException trouble) {
      throw DiskDoor.failure(folder, trouble);
    }
  }

  /// Everything in the cache, by name.
  public List<KeptModel> list() {
    List<KeptModel> kept = new ArrayList<>();
    for (RepoFolder folder : repositories()) {
      Map<String, List<String>> revisions = revisions(folder);
      for (Path snapshot : children(folder.snapshots())) {
        kept.add(kept(folder, snapshot, revisions));
      }
    }
    return kept;
  }

  private static KeptModel kept(
      RepoFolder folder, Path snapshot, Map<String, List<String>> revisions) {
    Map<String, Long> files = files(snapshot);
    String commit = String.valueOf(snapshot.getFileName());
    long bytes = files.values().stream().mapToLong(Long::longValue).sum();
    return new KeptModel(
        folder.repo(),
        commit,
        revisions.getOrDefault(commit, List.of()),
        snapshot,
        List.copyOf(files.keySet()),
        bytes,
        ModelCard.licence(snapshot, folder.repo()));
  }

  /// What is here of `name`.
  public KeptModel show(ModelName.Hosted name) {
    RepoFolder folder = new RepoFolder(cache, name.repo());
    return kept(folder, required(name), revisions(folder));
  }

  List<RepoFolder> repositories() {
    List<RepoFolder> found = new ArrayList<>();
    for (Path folder : children(cache)) {
      RepoName.ofFolder(String.valueOf(folder.getFileName()))
          .ifPresent(repo -> found.add(new RepoFolder(cache, repo)));
    }
    return found;
  }

  /// A folder's folders, sorted; none where there is no folder.
  static List<Path> children(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(Files::isDirectory).sorted().toList();
    } catch (IOException trouble) {
      throw DiskDoor.failure(folder, trouble);
    }
  }

  /// The revisions by the commit they stand for.
  static Map<String, List<String>> revisions(RepoFolder folder) {
    Map<String, List<String>> byCommit = new HashMap<>();
    if (!Files.isDirectory(folder.refs())) {
      return byCommit;
    }
    Collection<String> revisions = new TreeSet<>(files(folder.refs()).keySet());
    for (String revision : revisions) {
      if (ModelName.REVISION.matcher(revision).matches()) {
        folder
            .commit(new ModelName.Hosted(folder.repo(), null, revision))
            .ifPresent(
                commit -> byCommit.computeIfAbsent(commit, _ -> new ArrayList<>()).add(revision));
      }
    }
    return byCommit;
  }
}

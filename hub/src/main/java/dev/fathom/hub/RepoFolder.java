package dev.fathom.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where one repository lies in a cache (`docs/formats/hub-cache.md`).
///
/// @param cache the folder of all repositories
record RepoFolder(Path cache, RepoName repo) {
  private static final int LONGEST_REF = 200;

  Path root() {
    return cache.resolve(repo.folder());
  }

  Path blobs() {
    return root().resolve("blobs");
  }

  Path blob(Digest digest) {
    return blobs().resolve(digest.hex());
  }

  /// What has come of a blob; not Python's own `.incomplete`, which has no holes.
  Path incomplete(Digest digest) {
    return blobs().resolve(digest.hex() + ".fathom.incomplete");
  }

  /// Which pieces of {@link #incomplete} are there.
  Path pieces(Digest digest) {
    return blobs().resolve(digest.hex() + ".fathom.pieces");
  }

  Path locks() {
    return cache.resolve(".locks").resolve(repo.folder());
  }

  Path lock(Digest digest) {
    return locks().resolve(digest.hex() + ".lock");
  }

  Path snapshots() {
    return root().resolve("snapshots");
  }

  Path snapshot(String commit) {
    return snapshots().resolve(commit);
  }

  Path refs() {
    return root().resolve("refs");
  }

  Path ref(String revision) {
    return refs().resolve(revision);
  }

  /// The commit that a revision stood for when it was last asked.
  Optional<String> commit(ModelName.Hosted name) {
    if (name.isPinned()) {
      return Optional.of(name.revision());
    }
    Path ref = ref(name.revision());
    try {
      boolean readable = Files.isRegularFile(ref) && Files.size(ref) <= LONGEST_REF;
      String commit = readable ? Files.readString(ref).strip() : "";
      return commit.matches("[0-9a-f]{40}") ? Optional.of(commit) : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
